/** zebra's JSON (F140), made of results: what `show ip route json` and its kin print, with FRR 8.4.4's keys. */
import { type AfiName, afiOf } from '../../bgp/index.ts';
import { containsPrefix, defaultPrefix, formatIp, formatPrefix, type Ip, isIpv4, isUnspecified, type Prefix } from '../../ip/index.ts';
import { isInKernel, isWeighed, type Rib, type RibEntry, type RibNextHop } from '../../rib/index.ts';
import { asListed, isSupernet } from './ip-route.ts';
import type { Json, JsonObject } from './json-text.ts';

/** The default VRF's table in Linux. */
const MAIN_TABLE = 254;

/** `show ip route json`, `show ipv6 route json` (F140). */
export function ribJson(
  rib: Rib,
  afi: AfiName,
  filter: { readonly protocol?: string; readonly tag?: number; readonly longer?: Prefix; readonly fib?: boolean; readonly supernets?: boolean } = {},
): Json {
  const { protocol, tag, longer, fib, supernets } = filter;
  const entries = rib
    .entries()
    .filter(({ prefix }) => afiOf(prefix) === afi && (!longer || containsPrefix(longer, prefix)) && (!supernets || isSupernet(prefix)))
    .map(({ prefix, value }) => ({
      prefix,
      value: value.filter(
        (e) => (!fib || (e.selected && e.installed)) && (protocol === undefined || e.protocol === protocol) && (tag === undefined || e.tag === tag),
      ),
    }))
    .filter(({ value }) => value.length > 0);
  return Object.fromEntries(entries.map(({ prefix, value }) => [formatPrefix(prefix), asListed(value).map((e) => ribEntryJson(prefix, e))]));
}

/** `show ip route PREFIX json`: an address asks for the longest match, a prefix for itself. */
export function routeJson(rib: Rib, asked: Ip | Prefix | undefined, fib = false): { readonly [prefix: string]: Json } {
  if (asked === undefined) return {};
  const exact = typeof asked === 'object' ? rib.get(asked) : undefined;
  const found = typeof asked === 'object' ? exact && { prefix: asked, value: exact } : rib.longestMatch(asked);
  const entries = (found?.value ?? []).filter((e) => !fib || (e.selected && e.installed));
  if (found && entries.length > 0) return { [formatPrefix(found.prefix)]: asListed(entries).map((e) => ribEntryJson(found.prefix, e)) };
  if (fib) return {};
  // zebra always has a node for the default route, with entries or without.
  const fallback = typeof asked === 'object' ? (asked.length === 0 ? asked : undefined) : defaultPrefix(isIpv4(asked) ? 4 : 6);
  return fallback ? { [formatPrefix(fallback)]: [] } : {};
}

function ribEntryJson(prefix: Prefix, entry: RibEntry): Json {
  const hops = entry.nextHops.flatMap((hop) => [nextHopJson(hop, entry, false), ...hop.resolved.map((r) => nextHopJson(r, entry, true))]);
  return {
    prefix: formatPrefix(prefix),
    prefixLen: prefix.length,
    protocol: entry.protocol,
    vrfId: 0,
    vrfName: 'default',
    ...(entry.selected && { selected: true, destSelected: true }),
    distance: entry.distance,
    metric: entry.metric,
    ...((entry.installed || isInKernel(entry.protocol)) && { installed: true }),
    ...(entry.selected && !entry.installed && !entry.unasked && { failed: true }),
    ...(entry.tag !== undefined && entry.tag !== 0 && { tag: entry.tag }),
    table: MAIN_TABLE,
    internalNextHopNum: hops.length,
    internalNextHopActiveNum: hops.filter((h) => h.active).length,
    nexthops: hops,
  };
}

function nextHopJson(hop: RibNextHop, entry: RibEntry, resolver: boolean): JsonObject {
  return {
    ...(hop.duplicate && { duplicate: true }),
    ...(hop.fib && { fib: true }),
    ...addressJson(hop),
    ...(hop.interface !== undefined && { interfaceName: hop.interface }),
    ...(resolver && { resolver: true }),
    ...(hop.active && { active: true }),
    ...(hop.onlink && { onLink: true }),
    ...(hop.recursive && { recursive: true }),
    ...(isWeighed(entry) && { weight: hop.weight }),
    ...(hop.source !== undefined && !isUnspecified(hop.source) && { source: formatIp(hop.source) }),
  };
}

function addressJson(hop: RibNextHop): JsonObject {
  if (hop.blackhole) return { unreachable: true, [hop.blackhole === 'prohibit' ? 'admin-prohibited' : hop.blackhole]: true };
  return hop.ip === undefined ? { directlyConnected: true } : { ip: formatIp(hop.ip), afi: familyName(hop.ip) };
}

function familyName(ip: Ip): AfiName {
  return isIpv4(ip) ? 'ipv4' : 'ipv6';
}
