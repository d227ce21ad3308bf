/**
 * Routes as a router's RIB and FIB have them (zebra's view): candidates by prefix with administrative distance, recursive
 * next hops resolved to what the FIB uses. Rules F108–F117.
 */
import type { Ip, Prefix, PrefixTable } from '../ip/index.ts';
import type { ConfigRef } from '../policy/source.ts';

export type RibProtocol = 'kernel' | 'connected' | 'local' | 'static' | 'bgp';

/** One next hop line of a RIB entry. */
export interface RibNextHop {
  readonly ip?: Ip;
  readonly interface?: string;
  readonly blackhole?: 'blackhole' | 'reject' | 'prohibit' | 'throw';
  readonly active: boolean;
  /** In the FIB; a duplicate is marked, too, and not used. */
  readonly fib: boolean;
  /** A gateway that is not on a connected network; its `resolved` are what is used. */
  readonly recursive: boolean;
  /** A second way to the same final next hop (F114). */
  readonly duplicate: boolean;
  readonly onlink: boolean;
  readonly weight: number;
  /** The interface was stated with the gateway. */
  readonly stated?: boolean;
  /** `src` of a kernel route. */
  readonly source?: Ip;
  /** `set src` of the map of `ip protocol`: the address that the machine itself sends from this way; FRR shows it in no table. */
  readonly preferredSource?: Ip;
  /** `mtu` and `advmss` of a kernel route, in bytes. */
  readonly mtu?: number;
  readonly advmss?: number;
  /** Its place among the next hops of a kernel route as the kernel has them; zebra lists them in its own order. */
  readonly kernelPlace?: number;
  readonly resolved: readonly RibNextHop[];
  /** Why it is not active, as a code (`unresolved`, `via-default`, `via-self`, `interface-down`, `not-connected`, `other-interface`, `announced-together`, `protocol-map`, `onlink-nowhere`). */
  readonly inactive?: string;
}

export interface RibEntry {
  readonly prefix: Prefix;
  readonly protocol: RibProtocol;
  /** 0–255 (F108). */
  readonly distance: number;
  readonly metric: number;
  readonly tag?: number;
  readonly selected: boolean;
  /** In the FIB. What is selected and not installed has been refused by Linux (F132). */
  readonly installed: boolean;
  /** Selected by an interface that is down, and Linux was not even asked. */
  readonly unasked?: true;
  /** The route before such a one: gateways are still reached by it, as nobody has heard of another. */
  readonly ground?: RibEntry;
  /** F49: not selected any more, of which zebra has told nobody. */
  readonly told?: true;
  /** Kept in FRR's order (F115). */
  readonly nextHops: readonly RibNextHop[];
  /** BGP: iBGP or eBGP; decides whether it may recurse (F95). */
  readonly bgp?: { readonly internal: boolean; readonly mayRecurse: boolean; readonly peer?: string };
  readonly source?: ConfigRef;
  /** Simulated ms when it came. */
  readonly since?: number;
  /** Where it stands among several candidates, the newest first (0), as FRR lists them. */
  readonly place?: number;
}

/** What the FIB does with a packet. */
export interface FibNextHop {
  /** The neighbor to hand it to; absent when the destination is on the link. */
  readonly gateway?: Ip;
  readonly interface?: string;
  readonly blackhole?: 'blackhole' | 'reject' | 'prohibit' | 'throw';
  /** Its part of the flows; 1 unless said. */
  readonly weight?: number;
  /** Bytes: less than the interface carries. */
  readonly mtu?: number;
  readonly advmss?: number;
}

export interface FibEntry {
  readonly prefix: Prefix;
  readonly nextHops: readonly FibNextHop[];
  /** The RIB entry that it comes from. */
  readonly entry: RibEntry;
}

/** All candidates by prefix, the selected one first. */
export type Rib = PrefixTable<readonly RibEntry[]>;
export type Fib = PrefixTable<FibEntry>;
