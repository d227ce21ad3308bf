/** The answer of one speaker, with its router's RIB where it has one. */
import { askDecision, bestOf, entryOf, type SpeakerState } from '../../bgp/index.ts';
import type { RouterNode } from '../../compile/network.ts';
import { formatIp, formatPrefix, type Prefix } from '../../ip/index.ts';
import type { Reason } from '../../policy/index.ts';
import type { Rib, RibEntry } from '../../rib/index.ts';
import { decisionSteps } from './decision.ts';
import { hungOnOffer } from './hung.ts';
import { onwardSteps } from './onward.ts';
import { notOffered, ribSteps, selectedIn, statedButGone } from './rib.ts';
import { type Scene, step } from './scene.ts';
import { holdersOf, type Stop, stopsBefore } from './stops.ts';
import type { WhyPlace, WhySection, WhySectionKind, WhyStep, WhyVerdict } from './types.ts';
import { legsTo, wayText, waySteps } from './way.ts';

/** A managed instance, or a router that runs BGP. */
export function speakerPlace(scene: Scene, state: SpeakerState, prefix: Prefix): WhyPlace {
  const rib = scene.rib(state.id);
  const entry = entryOf(state, prefix);
  const best = bestOf(entry);
  const selected = selectedIn(rib, prefix);
  const held = best !== undefined || selected !== undefined;
  const stops = held && best ? [] : stopsBefore(scene, state.id, prefix);
  const sections = [
    section('way', best ? waySteps(scene, state.id, prefix) : []),
    section('decision', entry || best ? decisionSteps(scene, state, prefix) : []),
    section('rib', rib ? offeredSteps(scene, state, rib, prefix) : []),
    section('onward', best ? onwardSteps(scene, state, prefix) : []),
    // A router that has the route from elsewhere is not asked why BGP brings none, unless BGP holds a path of no use.
    section('stops', best || (selected && !entry) ? [] : stopSteps(scene, state.id, prefix, stops)),
  ].flat();
  const verdict = verdictOf(state, prefix, rib !== undefined, selected);
  return {
    id: state.id,
    kind: rib ? 'router' : 'speaker',
    device: state.device,
    prefix: formatPrefix(prefix),
    verdict,
    summary: summaryOf(scene, state, prefix, verdict, selected, stops),
    ...(verdict === 'absent' || verdict === 'invalid' ? nearestOf(stops) : {}),
    sections,
  };
}

/** The RIB's candidates, and what of BGP's hung on lines. */
function offeredSteps(scene: Scene, state: SpeakerState, rib: Rib, prefix: Prefix): WhyStep[] {
  const node = scene.node(state.id);
  const candidates = node?.kind === 'router' ? ribSteps({ rib, node, state }, prefix) : [];
  const told = [...candidates, ...notOffered(scene, state.id, prefix)];
  return [...told, ...hungOnOffer(scene, state, prefix, told)];
}

export function section(kind: WhySectionKind, steps: readonly WhyStep[]): WhySection[] {
  return steps.length > 0 ? [{ kind, steps }] : [];
}

function verdictOf(state: SpeakerState, prefix: Prefix, routes: boolean, selected: RibEntry | undefined): WhyVerdict {
  const entry = entryOf(state, prefix);
  if (selected || (!routes && bestOf(entry))) return 'used';
  if (bestOf(entry)) return 'beaten';
  return entry && entry.paths.length > 0 ? 'invalid' : 'absent';
}

function summaryOf(scene: Scene, state: SpeakerState, prefix: Prefix, verdict: WhyVerdict, selected: RibEntry | undefined, stops: readonly Stop[]): Reason {
  const args = { prefix: formatPrefix(prefix), at: state.id };
  const decided = askDecision(state, prefix);
  if (verdict === 'used' && selected && selected.protocol !== 'bgp') return ribSummary(state.device, selected, args);
  if ((verdict === 'used' || verdict === 'beaten') && decided) {
    const facts = { way: wayText(legsTo(scene, state.id, prefix)), word: decided.reason, nextHop: formatIp(decided.best.attributes.nextHop) };
    const own = decided.best.source.kind === 'local';
    return { code: verdict === 'beaten' ? 'why-is-best-not-used' : own ? 'why-is-own' : 'why-is-used', args: { ...args, ...facts } };
  }
  return stops.length > 0 ? nearestReason(stops, args) : { code: noWay(scene, prefix), args: { ...args, holders: holdersOf(scene, prefix).join(', ') } };
}

function ribSummary(device: string, entry: RibEntry, args: Readonly<Record<string, string>>): Reason {
  const source = entry.source && { source: { ...entry.source, device } };
  return { code: 'why-is-rib', rules: ['F108'], args: { ...args, protocol: entry.protocol, distance: entry.distance }, ...source };
}

/** What the nearest stop says itself; a route that is merely not announced says it in the stop. */
function nearestOf(stops: readonly Stop[]): { readonly nearest?: Reason } {
  const nearest = stops[0]?.step;
  const reason = nearest && (nearest.steps?.find((s) => s.mark === 'stopped')?.reason ?? nearest.reason);
  return reason ? { nearest: reason } : {};
}

/** The nearest stop's own reason is the sentence; which place it is stands before it. */
function nearestReason(stops: readonly Stop[], args: Readonly<Record<string, string>>): Reason {
  const nearest = stops[0]?.step;
  const where = nearest?.reason.args?.['from'] ?? nearest?.reason.args?.['at'] ?? '';
  const more = stops.length - 1;
  const code = stops[0]?.hint ? 'why-is-not-announced' : nearest?.reason.code === 'why-stop-between' ? 'why-is-absent-between' : 'why-is-absent-at';
  return { code: more === 0 ? `${code}-alone` : code, args: { ...args, where, to: nearest?.reason.args?.['to'] ?? '', more } };
}

function noWay(scene: Scene, prefix: Prefix): string {
  return holdersOf(scene, prefix).length > 0 ? 'why-is-absent-no-sessions' : 'why-is-absent-no-origin';
}

function stopSteps(scene: Scene, id: string, prefix: Prefix, stops: readonly Stop[]): WhyStep[] {
  if (stops.length > 0) return stops.map((s) => s.step);
  return [
    step('stopped', scene.device(id), {
      code: noWay(scene, prefix),
      args: { prefix: formatPrefix(prefix), at: id, holders: holdersOf(scene, prefix).join(', ') },
    }),
  ];
}

/** A router or host without BGP: its RIB alone. */
export function routerPlace(scene: Scene, node: RouterNode, prefix: Prefix): WhyPlace {
  const rib = scene.asked.controlPlane.ribs.get(node.id);
  const selected = selectedIn(rib, prefix);
  const candidates = rib?.get(prefix) ?? [];
  const gone = selected ? [] : statedButGone(scene, node, prefix);
  const args = { prefix: formatPrefix(prefix), at: node.id, holders: holdersOf(scene, prefix).join(', ') };
  const summary: Reason = selected ? ribSummary(node.device, selected, args) : (gone[0]?.reason ?? { code: 'why-is-absent-no-bgp', args });
  return {
    id: node.id,
    kind: 'router',
    device: node.device,
    prefix: formatPrefix(prefix),
    verdict: selected ? 'used' : candidates.length > 0 ? 'invalid' : 'absent',
    summary,
    sections: [section('rib', rib ? ribSteps({ rib, node }, prefix) : []), section('stops', selected ? [] : gone)].flat(),
  };
}
