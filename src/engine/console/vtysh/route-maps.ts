/**
 * `show route-map` (lib/routemap.c vty_show_route_map_entry). Every daemon answers for itself: zebra keeps a copy with the
 * clauses that it knows, bgpd has them all. How often an entry was asked is not counted and stands as 0.
 */
import { matchText, setText } from '../../frr/index.ts';
import type { PolicyObjects, RouteMap, RouteMapEntry, RouteMapMatch, RouteMapSet } from '../../policy/index.ts';

export type Daemon = 'ZEBRA' | 'BGP';

/** All maps by name, or one. */
export function showRouteMap(policy: PolicyObjects, name?: string): string {
  return (['ZEBRA', 'BGP'] as const).flatMap((daemon) => daemonLines(policy, daemon, name)).join('\n');
}

function daemonLines(policy: PolicyObjects, daemon: Daemon, name: string | undefined): string[] {
  const maps = [...policy.routeMaps.values()].filter((m) => name === undefined || m.name === name).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (name !== undefined && maps.length === 0) return [`${daemon}:`, `${daemon}: 'route-map ${name}' not found`];
  return [`${daemon}:`, ...maps.flatMap((map) => mapLines(map, daemon))];
}

function mapLines(map: RouteMap, daemon: Daemon): string[] {
  return [`route-map: ${map.name} Invoked: 0 Optimization: enabled Processed Change: false`, ...map.entries.flatMap((e) => entryLines(e, daemon))];
}

function entryLines(e: RouteMapEntry, daemon: Daemon): string[] {
  return [
    ` ${e.action}, sequence ${e.seq} Invoked 0`,
    ...(e.description === undefined ? [] : ['  Description:', `    ${e.description}`]),
    '  Match clauses:',
    ...matchesOf(e, daemon).map((m) => `    ${m}`),
    '  Set clauses:',
    ...setsOf(e, daemon).map((s) => `    ${s}`),
    '  Call clause:',
    ...(e.call ? [`    Call ${e.call.map}`] : []),
    '  Action:',
    `    ${actionText(e)}`,
  ];
}

/** What becomes of a route that an entry permits. */
export function actionText({ onMatch }: RouteMapEntry): string {
  if (onMatch === undefined) return 'Exit routemap';
  return 'next' in onMatch ? 'Continue to next entry' : `Goto ${onMatch.goto}`;
}

/** The match clauses that a daemon has of an entry, in its order. */
export function matchesOf(e: RouteMapEntry, daemon: Daemon): string[] {
  return lastOf(e.matches, LATE_MATCHES)
    .filter((m) => (daemon === 'BGP' ? !ZEBRA_ALONE.has(m.kind) : isZebras(m)))
    .map(listed);
}

/** FRR prints each clause with its argument (`%s %s`), the C library's word for none where it has none. */
function listed(m: RouteMapMatch): string {
  return m.kind === 'evpn' && m.what === 'default-route' ? `${matchText(m)} (null)` : matchText(m);
}

/** zebra knows IPv6 next hops by their kind alone, not by lists. */
function isZebras(m: RouteMapMatch): boolean {
  return ZEBRA_MATCHES.has(m.kind) && !((m.kind === 'next-hop-prefix-list' || m.kind === 'next-hop-access-list') && m.family === 6);
}

/** The set clauses that a daemon has of an entry, in its order. */
export function setsOf(e: RouteMapEntry, daemon: Daemon): string[] {
  return lastOf(e.sets, LATE_SETS)
    .filter((s) => (s.kind === 'source') === (daemon === 'ZEBRA'))
    .map(ruleText);
}

/** zebra/zebra_routemap.c zebra_route_map_init: the clauses that zebra has of its own. */
const ZEBRA_MATCHES: ReadonlySet<RouteMapMatch['kind']> = new Set([
  'interface',
  'tag',
  'address-access-list',
  'address-prefix-list',
  'address-prefix-len',
  'next-hop-access-list',
  'next-hop-prefix-list',
  'next-hop-prefix-len',
  'next-hop-type',
  'source-protocol',
  'source-instance',
]);

/** Clauses of several parts are added when the rest of their transaction is done (bgpd/bgp_routemap_nb.c apply_finish). */
const LATE_MATCHES: ReadonlySet<RouteMapMatch['kind']> = new Set(['community', 'large-community', 'extcommunity']);
const LATE_SETS: ReadonlySet<RouteMapSet['kind']> = new Set(['aggregator', 'link-bandwidth']);

function lastOf<K extends string, T extends { readonly kind: K; readonly group?: number }>(clauses: readonly T[], late: ReadonlySet<K>): T[] {
  return clauses.toSorted((a, b) => (a.group ?? 0) - (b.group ?? 0) || Number(late.has(a.kind)) - Number(late.has(b.kind)));
}

const ZEBRA_ALONE: ReadonlySet<RouteMapMatch['kind']> = new Set(['source-instance', 'source-protocol', 'address-prefix-len', 'next-hop-prefix-len']);

/** A clause's name in FRR and its argument; of a deletion only the list. */
function ruleText(set: RouteMapSet): string {
  switch (set.kind) {
    case 'community-list-delete':
      return `comm-list ${set.list}`;
    case 'large-community-list-delete':
      return `large-comm-list ${set.list}`;
    case 'next-hop-prefer-global':
    case 'atomic-aggregate':
      // A clause without an argument prints C's null pointer.
      return `${setText(set)} (null)`;
    case 'next-hop':
      return set.family === 6 && set.to === 'peer-address' ? `${setText(set)} (null)` : setText(set);
    default:
      return setText(set);
  }
}
