/** `show bgp … neighbors X prefix-counts`: what of a neighbor the table holds (bgpd/bgp_route.c bgp_peer_counts). */
import { type AfiName, afiOf, allRoutes, isTakenForWithdraw, type ReceivedRoute, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { jsonText } from './json-text.ts';
import { isFrom } from './bgp-views.ts';
import type { Family } from './families.ts';

/** What was taken for a withdraw while it was read is not kept. */
function isHeld({ prefix, attributes }: ReceivedRoute, { session }: SessionState, afi: AfiName): boolean {
  return afiOf(prefix) === afi && !(session && isTakenForWithdraw(session, attributes));
}

/** In the order of FRR's list; what is damped, stale or of the past is not modelled. */
function countsOf(state: SpeakerState, session: SessionState, afi: AfiName): readonly (readonly [string, number])[] {
  const { peer } = session;
  const from = isFrom(peer.id);
  const paths = [...state.tables[afi].values()].flatMap((e) => e.paths.filter((p) => from(e, p)));
  const kept = peer.families[afi]?.softReconfigurationInbound ? allRoutes(state.adjRibIn.get(peer.id)).filter((r) => isHeld(r, session, afi)) : [];
  return [
    ['Adj-in', kept.length],
    ['Damped', 0],
    ['Removed', 0],
    ['History', 0],
    ['Stale', 0],
    ['Valid', paths.filter((p) => p.valid).length],
    ['All RIB', paths.length],
    ['PfxCt counted', paths.length],
    ['PfxCt Best Selected', paths.filter((p) => p.best).length],
    ['Useable', paths.length],
  ];
}

/** `host`: the name that the neighbor has told, if it is to be shown. */
export function showPrefixCounts(state: SpeakerState, session: SessionState, { afi, title }: Family, host: string | undefined): string {
  const received = session.families[afi]?.received ?? 0;
  return [
    `Prefix counts for ${host === undefined ? '' : `${host}/`}${session.peer.id}, ${title}`,
    `PfxCt: ${received}`,
    '',
    'Counts from RIB table walk:',
    '',
    ...countsOf(state, session, afi).map(([label, n]) => `${label.padStart(20)}: ${String(n).padEnd(10)}`),
  ].join('\n');
}

export function prefixCountsJson(state: SpeakerState, session: SessionState, { afi, key }: Family): string {
  return jsonText({
    prefixCountsFor: session.peer.id,
    multiProtocol: key,
    pfxCounter: session.families[afi]?.received ?? 0,
    ribTableWalkCounters: Object.fromEntries(countsOf(state, session, afi)),
  });
}
