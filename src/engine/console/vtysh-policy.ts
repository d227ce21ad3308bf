/** FRR's `show route-map` (lib/routemap.c vty_show_route_map_entry), without zebra's own copy and the counters, which are not simulated. */
import type { PolicyObjects, RouteMap, RouteMapEntry } from '../policy/index.ts';

/** All maps by name, or one. */
export function showRouteMap(policy: PolicyObjects | undefined, name?: string): string {
  const maps = [...(policy?.routeMaps.values() ?? [])].filter((m) => name === undefined || m.name === name);
  if (name !== undefined && maps.length === 0) return `BGP: could not find route-map ${name}`;
  return ['BGP:', ...maps.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap(mapLines)].join('\n');
}

function mapLines(map: RouteMap): string[] {
  return [`route-map: ${map.name} Optimization: enabled Processed Change: false`, ...map.entries.flatMap(entryLines)];
}

function entryLines(e: RouteMapEntry): string[] {
  const clause = (text: string) => `    ${text.replace(/^(match|set) /, '')}`;
  const next = e.onMatch === undefined ? 'Exit routemap' : 'next' in e.onMatch ? 'Continue to next entry' : `Goto ${e.onMatch.goto}`;
  return [
    ` ${e.action}, sequence ${e.seq}`,
    ...(e.description === undefined ? [] : ['  Description:', `    ${e.description}`]),
    '  Match clauses:',
    ...e.matches.map((m) => clause(m.source.text)),
    '  Set clauses:',
    ...e.sets.map((s) => clause(s.source.text)),
    '  Call clause:',
    ...(e.call ? [`    Call ${e.call.map}`] : []),
    '  Action:',
    `    ${next}`,
  ];
}
