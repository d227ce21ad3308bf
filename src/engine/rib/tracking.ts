/** Next-hop tracking: what zebra tells BGP and staticd of an address (F12, F13, F29–F33, F117; zebra/zebra_rnh.c). */
import { type Ip, isIpv4 } from '../ip/index.ts';
import type { RibSettings } from './offer.ts';
import { groundOf } from './ground.ts';
import type { Candidates } from './resolve.ts';
import type { RibEntry, RibNextHop } from './types.ts';

export interface TrackOptions {
  /** F13, F33: only a connected or static route will do. */
  readonly connectedOnly: boolean;
}

/** The route through which an address is reached; undefined while there is none. */
export function trackNextHop(ip: Ip, settings: Pick<RibSettings, 'resolveViaDefault'>, candidates: Candidates, options: TrackOptions): RibEntry | undefined {
  for (const { prefix, value } of candidates.matches(ip)) {
    if (prefix.length === 0 && !(isIpv4(ip) ? settings.resolveViaDefault.ipv4 : settings.resolveViaDefault.ipv6)) return undefined;
    const entry = groundOf(value);
    if (!entry?.installed || !entry.nextHops.some(isUsable)) continue;
    if (options.connectedOnly && entry.protocol !== 'connected' && entry.protocol !== 'static') continue;
    return entry;
  }
  return undefined;
}

function isUsable(hop: RibNextHop): boolean {
  return hop.recursive ? hop.resolved.some(isUsable) : hop.active;
}

/** F12: a way that ends in one blackhole is no way to a peer. */
export function endsInBlackhole(entry: RibEntry): boolean {
  const final = entry.nextHops.flatMap((h) => (h.recursive ? h.resolved : [h])).filter((h) => h.active);
  return final.length === 1 && final[0]?.blackhole !== undefined;
}
