/** `show ip route summary`: how many routes there are of each source (zebra/zebra_vty.c vty_show_ip_route_summary). */
import { isIpv4 } from '../../ip/index.ts';
import { isInKernel, type Rib, type RibEntry } from '../../rib/index.ts';
import { type Json, jsonText } from './json-text.ts';

interface Count {
  readonly type: string;
  readonly rib: number;
  readonly fib: number;
}

/** Zebra's order; BGP's are told apart by kind, an aggregate counting as internal. */
const TYPES = ['kernel', 'connected', 'static', 'ebgp', 'ibgp'] as const;

function typeOf({ protocol, bgp }: RibEntry): string {
  return protocol === 'bgp' ? (bgp?.internal ? 'ibgp' : 'ebgp') : protocol;
}

/** Of each source that has routes; both kinds of BGP where there is any. */
function counts(rib: Rib | undefined, family: 4 | 6): Count[] {
  const entries = (rib?.entries() ?? []).filter(({ prefix }) => isIpv4(prefix.ip) === (family === 4)).flatMap(({ value }) => value);
  const bgp = entries.some((e) => e.protocol === 'bgp');
  return TYPES.flatMap((type) => {
    const all = entries.filter((e) => typeOf(e) === type);
    const fib = all.filter((e) => e.installed || isInKernel(e.protocol)).length;
    return all.length > 0 || (bgp && type.endsWith('bgp')) ? [{ type, rib: all.length, fib }] : [];
  });
}

const row = (a: string, b: number | string, c: number) => `${a.padEnd(20)} ${String(b).padEnd(20)} ${String(c).padEnd(20)} `;

/** `prefixes` asks for the other form, which counts a route with several next hops once; so does this one here. */
export function showRouteSummary(rib: Rib | undefined, family: 4 | 6, prefixes: boolean, vrf = 'default'): string {
  const all = counts(rib, family);
  const sum = (key: 'rib' | 'fib') => all.reduce((n, c) => n + c[key], 0);
  return [
    `${'Route Source'.padEnd(20)} ${(prefixes ? 'Prefix Routes' : 'Routes').padEnd(20)} FIB  (vrf ${vrf})`,
    ...all.map((c) => row(c.type, c.rib, c.fib)),
    '------',
    row('Totals', sum('rib'), sum('fib')),
    '',
  ].join('\n');
}

export function routeSummaryJson(rib: Rib | undefined, family: 4 | 6, prefixes: boolean): string {
  const all = counts(rib, family);
  const routes = all.map(({ type, rib: inRib, fib }): Json => ({ fib, rib: inRib, ...(prefixes ? {} : { fibOffLoaded: 0, fibTrapped: 0 }), type }));
  const sum = (key: 'rib' | 'fib') => all.reduce((n, c) => n + c[key], 0);
  return jsonText({
    [prefixes ? 'prefixRoutes' : 'routes']: routes,
    [prefixes ? 'prefixRoutesTotal' : 'routesTotal']: sum('rib'),
    [prefixes ? 'prefixRoutesTotalFib' : 'routesTotalFib']: sum('fib'),
  });
}
