/** A row of a subnet's effective routes (A14–A24), with the reason it is there or is beaten. */
import type { Ip, Prefix } from '../ip/index.ts';

export type EffectiveRouteSource = 'Default' | 'User' | 'VirtualNetworkGateway';
export type EffectiveNextHopType =
  | 'VnetLocal'
  | 'VNetPeering'
  | 'VNetGlobalPeering'
  | 'VirtualNetworkGateway'
  | 'Internet'
  | 'VirtualAppliance'
  | 'None'
  | 'InterfaceEndpoint'
  | 'VirtualNetworkServiceEndpoint';

export interface EffectiveRoute {
  readonly prefix: Prefix;
  readonly source: EffectiveRouteSource;
  readonly state: 'Active' | 'Invalid';
  readonly nextHopType: EffectiveNextHopType;
  /** As listings print it (A23). */
  readonly nextHopIp?: Ip;
  /** UDR name. */
  readonly name?: string;
  /** Route table of a User row. */
  readonly routeTable?: string;
  /** Where the packet really goes for gateway rows: the node ids that take it (gateway instances, MSEEs), or nothing where `nextHopIp` is the address to deliver to. */
  readonly nodes?: readonly string[];
  /** Why it is there, or what beats it. */
  readonly reason: { readonly code: string; readonly rules: readonly string[]; readonly args?: Readonly<Record<string, string | number>> };
}
