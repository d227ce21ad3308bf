/** How `ip route get` writes one way (ip/iproute.c print_route; what the kernel tells of it: net/ipv4/route.c rt_fill_info, net/ipv6/route.c rt6_fill_node). */
import type { RouterNode } from '../../compile/index.ts';
import type { findRoute, World } from '../../data-plane/index.ts';
import { formatIp, type Ip } from '../../ip/index.ts';

type Question = Parameters<typeof findRoute>[2];

export interface Asked {
  readonly world: World;
  readonly node: RouterNode;
  readonly to: Ip;
  /** Of the machine's own. */
  readonly own: boolean;
  readonly question: Question;
  /** The question with ports and protocol, where the packet has a source. */
  readonly withFlow: Question;
  readonly mark: number;
  readonly uid: string;
  /** `from`. */
  readonly stated?: Ip;
  /** The source that the machine takes of itself; absent: it has none. */
  readonly chosen?: Ip;
  readonly iif?: string;
  readonly oif?: string;
}

interface Written {
  readonly kind?: 'local' | 'broadcast';
  readonly dev: string;
  readonly via?: Ip;
  readonly table?: string;
}

/** Small marks are decimal. */
const marked = (mark: number): string => (mark === 0 ? '' : ` mark ${mark >= 16 ? `0x${mark.toString(16)}` : mark}`);
const cameIn = (iif: string | undefined): string => (iif === undefined ? '' : ` iif ${iif}`);
const where = ({ via, dev, table }: Written): string =>
  `${via === undefined ? '' : ` via ${formatIp(via)}`} dev ${dev}${table === undefined ? '' : ` table ${table}`}`;
const first = (to: Ip, kind: Written['kind']): string => `${kind === undefined ? '' : `${kind} `}${formatIp(to)}`;

/** `cache`: flags and metrics behind that word. A source is told where none was stated, a user where nothing came in. */
export function line4({ to, stated, chosen, iif, mark, uid }: Asked, way: Written & { readonly cache: string }): string {
  const from = stated === undefined ? '' : ` from ${formatIp(stated)}`;
  const source = stated !== undefined || chosen === undefined ? '' : ` src ${formatIp(chosen)}`;
  const user = iif === undefined ? ` uid ${uid}` : '';
  return `${first(to, way.kind)}${from}${where(way)}${source}${marked(mark)}${user}\n    cache${way.cache}${cameIn(iif)}`;
}

interface Written6 extends Written {
  readonly proto: string;
  readonly metric: number;
  readonly metrics?: string;
  /** Whether the machine's source is told. */
  readonly source: boolean;
}

export function line6({ to, stated, chosen, iif, own }: Asked, way: Written6): string {
  const from = ` from ${stated === undefined ? '::' : formatIp(stated)}`;
  const source = chosen === undefined || !way.source ? '' : ` src ${formatIp(chosen)}`;
  return `${first(to, way.kind)}${from}${where(way)}${way.proto}${source} metric ${way.metric}${way.metrics ?? ''}${own ? '' : cameIn(iif)} pref medium`;
}
