/** Community values as FRR reads and writes them (F106; bgpd/bgp_community.c, bgp_lcommunity.c, bgp_ecommunity.c). */
import { parseIpv4 } from '../../ip/index.ts';
import type { Community, ExtendedCommunity, LargeCommunity } from '../../policy/attributes.ts';

/** RFC 1997 and its successors, by the names that FRR prints. */
export const WELL_KNOWN: ReadonlyMap<string, Community> = new Map(
  Object.entries({
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
  }),
);

const NAMES = new Map([...WELL_KNOWN].map(([name, value]) => [value, name]));

/** Reads `65001:1` or a well-known name; a number without colon is malformed in 8.4.4. */
export function parseCommunity(text: string): Community | undefined {
  const known = WELL_KNOWN.get(text);
  if (known !== undefined) return known;
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [high, low] = [Number(match?.[1]), Number(match?.[2])];
  return match && high <= 65535 && low <= 65535 ? high * 65536 + low : undefined;
}

/** `set community` also takes some names cut short (bgpd/bgp_routemap.c set_community). */
export function parseSetCommunity(text: string): Community | undefined {
  for (const name of ['internet', 'local-AS', 'graceful-shutdown', 'blackhole']) if (name.startsWith(text)) return WELL_KNOWN.get(name);
  if (text.startsWith('no-a') && 'no-advertise'.startsWith(text)) return WELL_KNOWN.get('no-advertise');
  if (text.startsWith('no-e') && 'no-export'.startsWith(text)) return WELL_KNOWN.get('no-export');
  return parseCommunity(text);
}

/** By name where there is one, else `high:low`. */
export function formatCommunity(value: Community): string {
  return NAMES.get(value) ?? `${Math.floor(value / 65536)}:${value % 65536}`;
}

export function parseLargeCommunity(text: string): LargeCommunity | undefined {
  const match = /^(\d{1,10}):(\d{1,10}):(\d{1,10})$/.exec(text);
  if (!match) return undefined;
  const [global, local1, local2] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return Math.max(global, local1, local2) <= 0xffffffff ? { global, local1, local2 } : undefined;
}

/** Ascending, without duplicates. */
export function sortedLarge(values: readonly LargeCommunity[]): LargeCommunity[] {
  const sorted = [...values].sort((a, b) => a.global - b.global || a.local1 - b.local1 || a.local2 - b.local2);
  return sorted.filter((v, i) => i === 0 || formatLargeCommunity(v) !== formatLargeCommunity(sorted[i - 1] as LargeCommunity));
}

export function formatLargeCommunity(c: LargeCommunity): string {
  return `${c.global}:${c.local1}:${c.local2}`;
}

/** The value of a route target or site of origin: `65001:100`, `4200000000:7`, `192.0.2.1:5`; undefined when it is neither. */
export function parseExtendedValue(text: string): string | undefined {
  const match = /^([\d.]{1,15}):(\d{1,10})$/.exec(text);
  if (!match) return undefined;
  const admin = match[1] as string;
  const local = Number(match[2]);
  if (admin.includes('.')) return parseIpv4(admin) !== undefined && local <= 65535 ? `${admin}:${local}` : undefined;
  const asn = Number(admin);
  if (asn > 0xffffffff || local > 0xffffffff || (asn > 65535 && local > 65535)) return undefined;
  return `${asn}:${local}`;
}

export function parseExtendedCommunities(type: ExtendedCommunity['type'], texts: readonly string[]): ExtendedCommunity[] | undefined {
  const out: ExtendedCommunity[] = [];
  for (const text of texts) {
    const value = parseExtendedValue(text);
    if (value === undefined) return undefined;
    out.push({ type, value });
  }
  return out;
}
