/** What policy looks at: a route and where it stands. */
import type { Ip, Prefix } from '../ip/index.ts';
import type { Asn, PathAttributes } from './attributes.ts';
import type { Shares } from './link-bandwidth.ts';

/** A next hop of a route on its way into the RIB, for the maps of `ip protocol` (zebra/zebra_routemap.c nh_rmap_obj). */
export interface ZebraNextHop {
  readonly protocol: string;
  readonly tag: number;
  /** Absent: the route leads out of an interface, or nowhere. */
  readonly ip?: Ip;
  readonly interface?: string;
  readonly blackhole: boolean;
}

export interface PolicySubject {
  readonly prefix: Prefix;
  /** What `match` looks at, and what `set` changes unless `onto` is given. */
  readonly attributes: PathAttributes;
  /** `set` changes these instead, and no `match` sees it: how a default is shaped by routes of the table (F55). */
  readonly onto?: PathAttributes;
  /** The peer it came from or goes to; absent for a route of one's own. */
  readonly peerAddress?: Ip;
  readonly peerInterface?: string;
  /** Our own address on that session. */
  readonly localAddress?: Ip;
  /** `local`: while originating, aggregating or installing. */
  readonly direction: 'in' | 'out' | 'local';
  /** Outbound, and asked of one neighbor: of its update group nothing is known (F186). */
  readonly ofNeighbor?: boolean;
  readonly localAsn: Asn;
  /** The AS of the process, where `localAsn` is another. */
  readonly processAsn?: Asn;
  /** Of a best path: what it and the paths beside it have of bandwidth. */
  readonly shares?: Shares;
  /** True where the peer is of another AS (`set as-path replace` acts there only, F86). */
  readonly external?: boolean;
  /** What a `network` or redistributed path compares as when it has no local preference of its own (F84); others count as 0. */
  readonly defaultLocalPreference?: number;
  /** zebra asks, which knows its own clauses alone. */
  readonly zebra?: ZebraNextHop;
  /** The MED that was taken off before an outbound map: `match metric` still sees it, `set metric +n` does not (F63, F84). */
  readonly removedMed?: number;
}
