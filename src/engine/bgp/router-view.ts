/** What a speaker asks of the router that it runs on. Managed instances have none: to them every next hop is reachable. */
import type { Ip, Prefix, PrefixKey } from '../ip/index.ts';
import type { AfiName } from './types.ts';

/** The way to a next hop. */
export interface Reach {
  /** F31: the metric of the route that leads there; connected and static: 0. */
  readonly metric: number;
  readonly by: Prefix;
  /** It leads to nowhere (F29 counts it as reachable). */
  readonly blackhole: boolean;
}

/** A route of the RIB offered for redistribution (F49). */
export interface RedistributedRoute {
  readonly prefix: Prefix;
  readonly metric: number;
  readonly nextHop?: Ip;
  readonly tag?: number;
  /** Where it leads out, for `match interface`. */
  readonly interface?: string;
}

export interface RouterView {
  /** F29, F30; `connectedOnly` for a single-hop eBGP peer (F33). */
  reach(nextHop: Ip, connectedOnly: boolean): Reach | undefined;
  /** Whether an interface is up. */
  interfaceUp(name: string): boolean;
  /**
   * Whether a link-local next hop is reached (F34). zebra looks fe80::/64 up without regard to the interface: any that is up will do, though only
   * routes out of the right one are installed.
   */
  reachesLinkLocal(): boolean;
  /** F47: the metric of the route of exactly this prefix that is selected and not BGP's; undefined where there is none. */
  metricOf(prefix: Prefix): number | undefined;
  /** F151: BGP's route for the prefix is in the FIB. */
  installed(prefix: Prefix): boolean;
  /** F26: one of our own addresses as bgpd knows them, which are those of interfaces that are up (bgp_zebra.c bgp_ifp_down). */
  isSelf(ip: Ip): boolean;
  /** F92: the connected subnet that an address lies in. */
  connectedSubnet(ip: Ip): PrefixKey | undefined;
  /** F49; of one prefix alone where it is given. */
  redistributable(afi: AfiName, protocol: string, only?: Prefix): readonly RedistributedRoute[];
}
