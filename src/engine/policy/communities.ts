/** Communities as FRR writes and orders them (F87, F106; RFC 1997, RFC 8092, RFC 4360). */
import type { Community, ExtendedCommunity, LargeCommunity } from './attributes.ts';
import { formatBandwidth } from './link-bandwidth.ts';

/** F106. `local-AS` prints with capitals. */
export const WELL_KNOWN_COMMUNITIES: Readonly<Record<string, Community>> = {
  internet: 0,
  'graceful-shutdown': 0xffff0000,
  'accept-own': 0xffff0001,
  'route-filter-translated-v4': 0xffff0002,
  'route-filter-v4': 0xffff0003,
  'route-filter-translated-v6': 0xffff0004,
  'route-filter-v6': 0xffff0005,
  'llgr-stale': 0xffff0006,
  'no-llgr': 0xffff0007,
  'accept-own-nexthop': 0xffff0008,
  blackhole: 0xffff029a,
  'no-export': 0xffffff01,
  'no-advertise': 0xffffff02,
  'local-AS': 0xffffff03,
  'no-peer': 0xffffff04,
};

const WELL_KNOWN: ReadonlyMap<string, Community> = new Map(Object.entries(WELL_KNOWN_COMMUNITIES));
const NAMES = new Map([...WELL_KNOWN].map(([name, value]) => [value, name]));

export const NO_EXPORT = 0xffffff01;
export const NO_ADVERTISE = 0xffffff02;
export const LOCAL_AS = 0xffffff03;
export const BLACKHOLE = 0xffff029a;
export const GRACEFUL_SHUTDOWN = 0xffff0000;
export const LLGR_STALE = 0xffff0006;

/** `65001:1`, or the name of a well-known one. */
export function formatCommunity(community: Community): string {
  return NAMES.get(community) ?? `${Math.floor(community / 65536)}:${community % 65536}`;
}

/** All of them, by spaces; '' for none. */
export function formatCommunities(communities: readonly Community[]): string {
  return communities.map(formatCommunity).join(' ');
}

export function formatLargeCommunity(c: LargeCommunity): string {
  return `${c.global}:${c.local1}:${c.local2}`;
}

export function formatLargeCommunities(communities: readonly LargeCommunity[]): string {
  return communities.map(formatLargeCommunity).join(' ');
}

/** As FRR prints it: `RT:65001:1`, `SoO:65001:1`, `LB:65001:125000 (1.000 Mbps)`. */
export function formatExtendedCommunity(c: ExtendedCommunity): string {
  if (c.type === 'lb') return formatBandwidth(c);
  return `${c.type === 'rt' ? 'RT' : 'SoO'}:${c.value}`;
}

/** Reads `65001:1` or a well-known name as FRR spells it; undefined otherwise (a number without colon is malformed in 8.4.4). */
export function parseCommunity(text: string): Community | undefined {
  const known = WELL_KNOWN.get(text);
  if (known !== undefined) return known;
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [high, low] = [Number(match?.[1]), Number(match?.[2])];
  return match && high <= 65535 && low <= 65535 ? high * 65536 + low : undefined;
}

/** What `show` prints of each, and `match alias` compares: its name where one is given to it (bgpd/bgp_community_alias.c bgp_community2alias). */
export function aliased(communities: readonly string[], aliases: ReadonlyMap<string, string> | undefined): readonly string[] {
  return aliases === undefined || aliases.size === 0 ? communities : communities.map((c) => aliases.get(c) ?? c);
}

/** Ascending, each once. */
export function communitySet(communities: readonly Community[]): readonly Community[] {
  return [...new Set(communities)].sort((a, b) => a - b);
}

export function largeCommunitySet(communities: readonly LargeCommunity[]): readonly LargeCommunity[] {
  const byText = new Map(communities.map((c) => [formatLargeCommunity(c), c]));
  return [...byText.values()].sort((a, b) => a.global - b.global || a.local1 - b.local1 || a.local2 - b.local2);
}

export function extendedCommunitySet(communities: readonly ExtendedCommunity[]): readonly ExtendedCommunity[] {
  if (communities.length < 2) return communities;
  const byBytes = new Map(communities.map((c) => [bytesOf(c), c]));
  return [...byBytes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, c]) => c);
}

const SUBTYPE = { rt: 2, soo: 3, lb: 4 } as const;

/** The eight bytes of an extended community in hexadecimal, by which bgpd sorts them (RFC 4360 §3, RFC 5668 §2). */
function bytesOf({ type, value, nonTransitive }: ExtendedCommunity): string {
  const at = value.lastIndexOf(':');
  const [admin, local] = [value.slice(0, at), Number(value.slice(at + 1))];
  const hex = (n: number, bytes: number) => n.toString(16).padStart(2 * bytes, '0');
  const form = admin.includes('.') ? 1 : Number(admin) > 65535 ? 2 : 0;
  const who =
    form === 1
      ? admin
          .split('.')
          .map((n) => hex(Number(n), 1))
          .join('')
      : hex(Number(admin), form === 2 ? 4 : 2);
  return hex(form + (nonTransitive ? 0x40 : 0), 1) + hex(SUBTYPE[type], 1) + who + hex(local, form === 0 ? 4 : 2);
}
