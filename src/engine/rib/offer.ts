/** What is offered to a RIB: a route of one source, before it is known whether its next hops lead anywhere. */
import type { InterfaceAddress, Ip, Prefix } from '../ip/index.ts';
import type { ConfigRef, PolicyObjects } from '../policy/index.ts';
import type { RibEntry, RibProtocol } from './types.ts';

export interface OfferedNextHop {
  readonly ip?: Ip;
  readonly interface?: string;
  readonly blackhole?: 'blackhole' | 'reject' | 'prohibit' | 'throw';
  readonly onlink?: boolean;
  /** `src` of a kernel route. */
  readonly source?: Ip;
  /** Its part of the flows among the hops of one route; 1 unless said. */
  readonly weight?: number;
  /** Kernel routes: the MTU of the route, and what a SYN announces at most, in bytes. */
  readonly mtu?: number;
  readonly advmss?: number;
  /** Kernel routes: its place among several, as the kernel has them. */
  readonly kernelPlace?: number;
}

export interface RouteOffer {
  readonly prefix: Prefix;
  readonly protocol: RibProtocol;
  /** 0–255 (F108). */
  readonly distance: number;
  readonly metric: number;
  readonly tag?: number;
  readonly nextHops: readonly OfferedNextHop[];
  /** Of a static route with an `onlink` next hop: all of them in the order in which staticd goes through them. */
  readonly inOrderOfStaticd?: readonly OfferedNextHop[];
  readonly bgp?: RibEntry['bgp'];
  readonly source?: ConfigRef;
}

/** An interface as the RIB needs to know it. */
export interface RibInterface {
  readonly name: string;
  readonly up: boolean;
  /** Down for want of a carrier alone: the kernel keeps its own routes out of it. */
  readonly noCarrier?: boolean;
  readonly addresses: readonly InterfaceAddress[];
  /** Its fe80:: address, where it has one. */
  readonly linkLocal?: Ip;
  /** Networks of its addresses of which it brings no route. */
  readonly withoutRoutes?: readonly Prefix[];
}

/** `ip protocol … route-map`. */
export interface ProtocolMaps {
  /** The maps by family and protocol, as `4 bgp`; `any` holds where a protocol has none of its own. */
  readonly maps: ReadonlyMap<string, ProtocolMap>;
  readonly policy: PolicyObjects;
}

export interface ProtocolMap {
  readonly name: string;
  readonly source?: ConfigRef;
}

export interface RibSettings {
  readonly interfaces: readonly RibInterface[];
  /** F30, F180. */
  readonly resolveViaDefault: { readonly ipv4: boolean; readonly ipv6: boolean };
  readonly neighbors?: TrackedNeighbors;
  readonly protocolMaps?: ProtocolMaps;
}

/** Whom bgpd has zebra look for (F12, F13). */
export interface TrackedNeighbors {
  /** Those that must be on the link. */
  readonly onLink: ReadonlySet<Ip>;
  /** Those of other ASes: bgpd looked for them on the link before it had read further lines of theirs. */
  readonly outside: ReadonlySet<Ip>;
}
