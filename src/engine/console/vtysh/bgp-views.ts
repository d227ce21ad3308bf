/** What a neighbor sent and was sent, as FRR's tables show it (F126, F127; bgpd/bgp_route.c show_adj_route). */
import {
  type AdvertisedRoute,
  advertisedView,
  type AfiName,
  afiOf,
  allRoutes,
  type BgpEntry,
  type BgpPath,
  isUnicastPrefix,
  listedRoutes,
  localAsTowards,
  isTakenForWithdraw,
  receivedView,
  type SessionState,
  type SpeakerState,
} from '../../bgp/index.ts';
import { heldPrefixes } from './bgp-summary.ts';
import { comparePrefix, formatIp, formatPrefix, type Prefix, prefixKey } from '../../ip/index.ts';
import { effectiveNextHop, type PathAttributes } from '../../policy/index.ts';
import { columns, type Layout, showBgp, tableHeader, tableRow } from './bgp-table.ts';

export const NO_SUCH_NEIGHBOR = '% No such neighbor or address family';

interface Row {
  readonly prefix: Prefix;
  readonly attributes: PathAttributes;
}

/** The neighbor, if it is one and active in the family. */
function activeIn(state: SpeakerState, peer: string, afi: AfiName): SessionState | undefined {
  return state.sessions.find((s) => s.peer.id === peer && s.peer.families[afi]);
}

/** Rows of these views are all `*>`, whatever became of the route, and name the global next hop. */
function table(state: SpeakerState, afi: AfiName, session: SessionState, rows: readonly Row[], layout: Layout): string[] {
  if (rows.length === 0) return [];
  return [
    ...tableHeader(state, afi, layout, localAsOf(state, session)),
    columns(layout),
    ...rows
      .toSorted((a, b) => comparePrefix(a.prefix, b.prefix))
      .map((r) => tableRow('*> ', formatPrefix(r.prefix), formatIp(effectiveNextHop(r.attributes)), r.attributes, layout)),
  ];
}

/** FRR prints it at the first route it looks at, whether or not one is then listed. */
function heading(state: SpeakerState, session: SessionState, afi: AfiName, layout: Layout): string {
  return [...tableHeader(state, afi, layout, localAsOf(state, session)), columns(layout)].join('\n');
}

/** F126; through a route-map that the console names, those that it refuses are counted apart. */
export function showAdvertised(state: SpeakerState, peer: string, afi: AfiName, layout: Layout, map?: string): string {
  const session = activeIn(state, peer, afi);
  if (!session) return NO_SUCH_NEIGHBOR;
  const { rows, originatesDefault } = advertisedRows(state, session, afi, map);
  const listed = rows.filter((r) => !r.filtered);
  const lines = table(state, afi, session, listed, layout);
  if (originatesDefault) {
    const above = tableHeader(state, afi, layout, localAsOf(state, session));
    const below = rows.length === 0 ? [] : [columns(layout)];
    lines.splice(0, above.length + 1, ...above, `Originating default network ${afi === 'ipv4' ? '0.0.0.0/0' : '::/0'}`, '', ...below);
  } else if (lines.length === 0 && rows.length > 0) return heading(state, session, afi, layout);
  return withTotal(lines, listed.length, rows.length - listed.length);
}

interface JudgedRow extends Row {
  readonly filtered: boolean;
}

/** What a neighbor is told but for the originated default, and which of it a map of the console's refuses. */
export function advertisedRows(
  state: SpeakerState,
  { peer, session }: SessionState,
  afi: AfiName,
  map?: string,
): { readonly rows: readonly JudgedRow[]; readonly originatesDefault: boolean } {
  const told = state.adjRibOut.get(peer.id);
  const routes = listedRoutes(told).filter((r) => afiOf(r.prefix) === afi);
  const family = peer.families[afi];
  const best = (prefix: Prefix) => state.tables[afi].get(prefixKey(prefix))?.paths.find((p) => p.best);
  const shown = (r: AdvertisedRoute) =>
    map === undefined || !session || !family
      ? { attributes: r.stored, filtered: false }
      : advertisedView({ speaker: state.config, session, family }, r, best(r.prefix), map);
  const rows = routes.map((r) => ({ prefix: r.prefix, ...shown(r) }));
  return { rows, originatesDefault: allRoutes(told).some((r) => r.defaultOriginated && afiOf(r.prefix) === afi) };
}

/** Which of the received routes are shown, and through which map, where it is not the neighbor's own. */
export interface ReceivedView {
  readonly filteredOnly: boolean;
  readonly map?: string | undefined;
}

/** F127: needs soft-reconfiguration; filtered ones are counted apart. */
export function showReceived(state: SpeakerState, peer: string, afi: AfiName, layout: Layout, { filteredOnly, map }: ReceivedView): string {
  const session = activeIn(state, peer, afi);
  if (!session) return NO_SUCH_NEIGHBOR;
  if (!session.peer.families[afi]?.softReconfigurationInbound) return '% Inbound soft reconfiguration not enabled';
  const all = receivedRows(state, session, afi, map);
  const routes = filteredOnly ? all.filter((r) => r.filtered) : all;
  if (routes.length === 0 && all.length > 0) return heading(state, session, afi, layout);
  const filtered = filteredOnly ? 0 : routes.filter((r) => r.filtered).length;
  return withTotal(table(state, afi, session, routes, layout), routes.length, filtered);
}

/** F127: the routes that soft reconfiguration keeps of a neighbor, as they are shown, and which of them policy refuses. */
export function receivedRows(state: SpeakerState, session: SessionState, afi: AfiName, map?: string): readonly JudgedRow[] {
  const family = session.peer.families[afi];
  const agreed = session.session;
  if (!family || !agreed) return [];
  const context = { speaker: state.config, router: undefined, session: agreed, family };
  return allRoutes(state.adjRibIn.get(session.peer.id))
    .filter((r) => afiOf(r.prefix) === afi && isUnicastPrefix(r.prefix) && !isTakenForWithdraw(agreed, r.attributes))
    .map((r) => ({ prefix: r.prefix, ...receivedView(context, r.prefix, r.attributes, map) }));
}

/** The AS that we say we are to this neighbor. */
export function localAsOf(state: SpeakerState, s: SessionState): number {
  return s.localAs ?? localAsTowards(state.config, s.peer, typeof s.peer.remoteAs === 'number' ? s.peer.remoteAs : state.asn);
}

/** The footer stands only where something was listed. */
function withTotal(lines: readonly string[], listed: number, filtered: number): string {
  const total = listed > 0 ? ['', `Total number of prefixes ${listed}${filtered > 0 ? ` (${filtered} filtered)` : ''}`] : [];
  return [...lines, ...total].join('\n');
}

/** Paths that this neighbor sent. */
export function isFrom(peer: string): (entry: BgpEntry, path: BgpPath) => boolean {
  return (_entry, { source }) => source.kind === 'peer' && source.peer === peer;
}

/** Those of the accepted paths that are best, laid out like what was sent. */
export function showBestFrom(state: SpeakerState, peer: string, afi: AfiName, layout: Layout): string {
  const session = activeIn(state, peer, afi);
  if (!session) return NO_SUCH_NEIGHBOR;
  const from = isFrom(peer);
  const entries = [...state.tables[afi].values()];
  const rows = entries.flatMap((e) => e.paths.filter((p) => p.best && from(e, p)).map((p) => ({ prefix: e.prefix, attributes: p.attributes })));
  if (rows.length === 0 && heldPrefixes(state, afi).length > 0) return heading(state, session, afi, layout);
  return withTotal(table(state, afi, session, rows, layout), rows.length, 0);
}

/** F127: the accepted paths, in the form of the main table. */
export function showRoutesFrom(state: SpeakerState, peer: string, afi: AfiName, layout: Layout): string {
  if (!activeIn(state, peer, afi)) return NO_SUCH_NEIGHBOR;
  return showBgp(state, afi, layout, isFrom(peer));
}
