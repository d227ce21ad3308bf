/** What a settled state says when asked why is what it did: every route of every recorded lab, in and out. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge, settledView } from '../control-plane/index.ts';
import { sameAttributes } from '../policy/index.ts';
import { askDecision, askExport, askImport, askOrigins, bestOf } from './ask.ts';
import type { SpeakerState } from './state.ts';

const folder = new URL('../../../oracle/recordings/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

function run(lab: FrrLab) {
  const { network, later } = compileFrrLab(lab);
  const controlPlane = converge(network, { quiet: 8000, logLimit: 0, ...(later && { changes: [later] }) });
  const now = later ?? network;
  return [...controlPlane.speakers.values()].map((state) => {
    const node = now.nodes.get(state.id);
    const rib = controlPlane.ribs.get(state.id);
    return { state, view: node?.kind === 'router' && rib ? settledView(node, rib) : undefined };
  });
}

/** What was sent before decides (F148, F165). */
const BY_HISTORY: ReadonlySet<string | undefined> = new Set(['bgp-crossed-out', 'bgp-maximum-prefix-out']);

/** F43: these name no step; staleness is told as the first path received. */
const OTHER_WORDS: ReadonlySet<string> = new Set(['First path received', 'Nothing left to compare']);

let asked = 0;

/** Differences between what is asked now and what was decided then. */
function differences(state: SpeakerState, view: Parameters<typeof askImport>[1]): string[] {
  const out: string[] = [];
  for (const [peer, routes] of state.adjRibIn) {
    for (const route of routes.values()) {
      const answer = askImport(state, view, peer, route.prefix);
      const post = answer && 'post' in answer.outcome ? answer.outcome.post : undefined;
      const rejected = answer && 'rejected' in answer.outcome ? answer.outcome.rejected.code : undefined;
      if (rejected !== route.rejected?.code || (post && route.post && !sameAttributes(post, route.post))) out.push(`in ${state.id} ${peer} ${rejected}`);
    }
  }
  for (const afi of ['ipv4', 'ipv6'] as const) {
    for (const [key, entry] of state.tables[afi]) {
      const decided = askDecision(state, entry.prefix);
      const said = decided?.runnerUp?.steps.at(-1)?.reason;
      // F43: of two paths the step that decides is FRR's word for it.
      if (said && entry.paths.filter((p) => p.valid).length === 2 && !OTHER_WORDS.has(decided.reason) && said !== decided.reason)
        out.push(`word ${state.id} ${key} ${said} was ${decided.reason}`);
      if ((decided?.best.arrival ?? -1) !== (bestOf(entry)?.arrival ?? -1)) out.push(`best ${state.id} ${key}`);
      for (const { peer } of state.sessions) {
        const answer = askExport(state, view, peer.id, entry.prefix);
        if (!answer) continue;
        asked++;
        const withheld = state.withheld.get(peer.id)?.get(key)?.code;
        const sent = state.adjRibOut.get(peer.id)?.has(key) === true;
        if (answer.refused ? withheld !== answer.refused.code : !sent && !BY_HISTORY.has(withheld))
          out.push(`out ${state.id} ${peer.id} ${key} asked ${answer.refused?.code} was ${withheld}`);
      }
      const own = entry.paths.find((p) => p.source.kind === 'local' && p.valid);
      const origins = askOrigins(state, view, entry.prefix);
      if (own && !origins.some((o) => !o.refused)) out.push(`origin ${state.id} ${key} ${origins.map((o) => o.refused?.code).join()}`);
    }
  }
  return out;
}

describe('a settled speaker asked again', () => {
  it.each(names)('%s', (name) => {
    const { lab } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { lab: FrrLab };
    expect(run(lab).flatMap(({ state, view }) => differences(state, view))).toEqual([]);
  });

  it('was asked of thousands of routes', () => {
    expect(asked).toBeGreaterThan(3000);
  });
});
