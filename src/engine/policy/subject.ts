/** What policy looks at: a route and where it stands. */
import type { Ip, Prefix } from '../ip/index.ts';
import type { Asn, PathAttributes } from './attributes.ts';

export interface PolicySubject {
  readonly prefix: Prefix;
  readonly attributes: PathAttributes;
  /** The peer it came from or goes to; absent for a route of one's own. */
  readonly peerAddress?: Ip;
  readonly peerInterface?: string;
  /** Our own address on that session. */
  readonly localAddress?: Ip;
  /** `local`: while originating, aggregating or installing. */
  readonly direction: 'in' | 'out' | 'local';
  readonly localAsn: Asn;
  /** True where the peer is of another AS (`set as-path replace` acts there only, F86). */
  readonly external?: boolean;
  /** What a local path compares as when it has no local preference of its own (F84). */
  readonly defaultLocalPreference?: number;
  /** The MED that was taken off before an outbound map: `match metric` still sees it, `set metric +n` does not (F63, F84). */
  readonly removedMed?: number;
  /** Where zebra has the route from: `connected`, `static`, `kernel`, `bgp`. */
  readonly protocol?: string;
  /** The interface of the next hop, where known. */
  readonly interface?: string;
  /** Where the path's next hop leads nowhere (`match ip next-hop type blackhole`). */
  readonly blackhole?: boolean;
}
