/** Community values as FRR reads and writes them (F106; bgpd/bgp_community.c, bgp_lcommunity.c, bgp_ecommunity.c). */
import { parseIpv4 } from '../../ip/index.ts';
import type { Community, ExtendedCommunity, LargeCommunity } from '../../policy/attributes.ts';
import { parseCommunity, WELL_KNOWN_COMMUNITIES } from '../../policy/communities.ts';

/** `set community` also takes some names cut short (bgpd/bgp_routemap.c set_community). */
export function parseSetCommunity(text: string): Community | undefined {
  for (const name of ['internet', 'local-AS', 'graceful-shutdown', 'blackhole']) if (name.startsWith(text)) return WELL_KNOWN_COMMUNITIES[name];
  if (text.startsWith('no-a') && 'no-advertise'.startsWith(text)) return WELL_KNOWN_COMMUNITIES['no-advertise'];
  if (text.startsWith('no-e') && 'no-export'.startsWith(text)) return WELL_KNOWN_COMMUNITIES['no-export'];
  return parseCommunity(text);
}

export function parseLargeCommunity(text: string): LargeCommunity | undefined {
  const match = /^(\d{1,10}):(\d{1,10}):(\d{1,10})$/.exec(text);
  if (!match) return undefined;
  const [global, local1, local2] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return Math.max(global, local1, local2) <= 0xffffffff ? { global, local1, local2 } : undefined;
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
