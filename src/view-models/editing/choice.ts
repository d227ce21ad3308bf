/** A way to join two objects, allowed or refused. */
import type { ObjectKind } from '../diagram/index.ts';

export type ConnectionKind =
  | 'peering'
  | 'vnet2vnet'
  | 'ipsec'
  | 'expressRoute'
  | 'legPrimary'
  | 'legSecondary'
  | 'plug'
  | 'cable'
  | 'bgpPeer'
  | 'bgpNeighbor'
  | 'routeTable'
  | 'networkSecurityGroup'
  | 'natGateway';

export interface Refused {
  readonly refused: RefusalKey;
  readonly args?: Readonly<Record<string, string>>;
}

export type RefusalKey =
  | 'joinAlready'
  | 'joinLegTaken'
  | 'joinNeedsErGateway'
  | 'joinNeedsVpnGateway'
  | 'joinGatewayTypes'
  | 'joinErToEr'
  | 'joinNoSharedNetwork'
  | 'joinNoAddress'
  | 'joinNoPeering'
  | 'joinByRoutes'
  | 'joinNothing';

export type Choice = { readonly kind: ConnectionKind } & (
  | { readonly patch: unknown /** What is selected once it is there. */; readonly object?: string }
  | Refused
);

/** An end's id with its kind. */
export interface End {
  readonly id: string;
  readonly kind: ObjectKind;
}
