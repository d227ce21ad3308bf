/**
 * Where an absent route stopped: from the speaker that lacks it back over every configured session, through those who lack
 * it too, to those who hold it. At each of these edges something kept it, and that is named. Where nobody holds it, what
 * would originate it, and does not, is named instead.
 */
import { askExport, askImport, askOrigins, bestOf, entryOf, type OriginAnswer, type SpeakerId, type SpeakerState } from '../../bgp/index.ts';
import { formatPrefix, isDefault, type Prefix } from '../../ip/index.ts';
import type { Reason } from '../../policy/index.ts';
import { aggregateLine } from './onward.ts';
import { policySteps } from './policy-steps.ts';
import { selectedIn, statedButGone } from './rib.ts';
import { afiOf, type Edge, keyOf, neighborOf, type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';
import { legsTo, neighborLine, originDetails, wayText } from './way.ts';

/** One place where the route stopped. */
export interface Stop {
  /** In half hops from the speaker that was asked: its own import 0, the session 1, the neighbor's export 2 … */
  readonly distance: number;
  /** A route that is there and that nobody asked to announce: a hint where nothing else is found. */
  readonly hint: boolean;
  readonly step: WhyStep;
}

/** Every place, the nearest first; at one distance in the order of the speakers' ids. */
export function stopsBefore(scene: Scene, id: SpeakerId, prefix: Prefix): Stop[] {
  const stops: Stop[] = [];
  const seen = new Set<SpeakerId>([id]);
  let ring: SpeakerId[] = [id];
  for (let distance = 0; ring.length > 0; distance += 2) {
    const next = new Set<SpeakerId>();
    for (const at of ring.sort()) {
      stops.push(...stopsAt(scene, at, prefix, distance));
      for (const edge of scene.edges(at)) {
        if (holds(scene, edge.from, prefix) || sendsDefault(scene, edge, prefix)) stops.push(...stopsOn(scene, edge, prefix, distance));
        else if (!seen.has(edge.from)) next.add(edge.from);
      }
    }
    for (const n of next) seen.add(n);
    ring = [...next];
  }
  const sure = stops.filter((s) => !s.hint);
  return (sure.length > 0 ? sure : stops).sort((a, b) => a.distance - b.distance);
}

export function holds(scene: Scene, id: SpeakerId, prefix: Prefix): boolean {
  const state = scene.state(id);
  return state !== undefined && bestOf(entryOf(state, prefix)) !== undefined;
}

/** F54: the neighbor makes a default for us, or would. */
function sendsDefault(scene: Scene, edge: Edge, prefix: Prefix): boolean {
  if (!isDefault(prefix) || edge.peerAtFrom === undefined) return false;
  const from = scene.state(edge.from);
  return from !== undefined && neighborOf(from, edge.peerAtFrom)?.families[afiOf(prefix)]?.defaultOriginate !== undefined;
}

/** The speakers that hold it, with their ways. */
export function holdersOf(scene: Scene, prefix: Prefix): SpeakerId[] {
  return [...scene.states.keys()].filter((id) => holds(scene, id, prefix)).sort();
}

/** What of the speaker itself comes to nothing: paths that are not valid, statements without effect, routes not announced. */
function stopsAt(scene: Scene, id: SpeakerId, prefix: Prefix, distance: number): Stop[] {
  const state = scene.state(id);
  if (!state) return [];
  const invalid = (entryOf(state, prefix)?.paths ?? []).filter((p) => !p.valid && p.invalid && p.source.kind === 'peer');
  const origins = askOrigins(state, scene.view(id), prefix);
  const node = scene.node(id);
  const gone = node?.kind === 'router' ? statedButGone(scene, node, prefix) : [];
  return [
    ...invalid.map((p): Stop => {
      const way = step('fact', state.device, { code: 'why-came', args: { way: wayText(legsTo(scene, id, prefix, p)) } });
      return {
        distance,
        hint: false,
        step: step('stopped', state.device, { code: 'why-stop-at', args: { at: id } }, [step('stopped', state.device, p.invalid as Reason), way]),
      };
    }),
    ...origins.filter((o) => o.refused).map((o): Stop => ({ distance, hint: false, step: originStop(scene, state, prefix, o) })),
    ...gone.map((s): Stop => ({ distance, hint: false, step: s })),
    ...(origins.length === 0 ? unannounced(scene, state, prefix) : []).map((s): Stop => ({ distance, hint: true, step: s })),
  ];
}

function originStop(scene: Scene, state: SpeakerState, prefix: Prefix, answer: OriginAnswer): WhyStep {
  const { refused } = answer;
  return step('stopped', state.device, { code: 'why-stop-at', args: { at: state.id } }, [
    step('stopped', state.device, refused as Reason),
    ...originDetails(scene, state.id, prefix, answer),
  ]);
}

/** A route of the RIB that no `network` and no `redistribute` takes into BGP. */
function unannounced(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const entry = selectedIn(scene.rib(state.id), prefix);
  if (!entry || entry.protocol === 'bgp') return [];
  const source = entry.source && { source: entry.source };
  return [
    step('stopped', state.device, { code: 'why-not-announced', args: { at: state.id, prefix: formatPrefix(prefix), protocol: entry.protocol }, ...source }),
  ];
}

/** What keeps a holder's route from the one who lacks it. */
function stopsOn(scene: Scene, edge: Edge, prefix: Prefix, distance: number): Stop[] {
  const from = scene.state(edge.from);
  const to = scene.state(edge.to);
  if (!from || !to) return [];
  const edgeArgs = { from: edge.from, to: edge.to, prefix: formatPrefix(prefix) };
  const stop = (at: number, device: string, inner: readonly WhyStep[], source: Pick<Reason, 'source'> = {}): Stop[] => [
    {
      distance: distance + at,
      hint: false,
      step: step('stopped', device, { code: 'why-stop-between', args: edgeArgs, ...source }, [...inner, ...came(scene, edge.from, prefix)]),
    },
  ];
  if (!edge.up) return stop(1, to.device, downSteps(scene, edge, prefix));
  const peer = edge.peerAtTo ?? '';
  const received = to.adjRibIn.get(peer)?.get(keyOf(prefix));
  if (received?.rejected) {
    const answer = askImport(to, scene.view(edge.to), peer, prefix);
    return stop(0, to.device, [step('stopped', to.device, received.rejected), ...policySteps(to.device, answer?.events ?? [])]);
  }
  // Accepted, and not valid: told as the receiver's own.
  if (received) return [];
  const session = to.sessions.find((s) => s.peer.id === peer);
  const args = { ...edgeArgs, peer };
  if (!session?.negotiated.includes(afiOf(prefix)))
    return stop(1, to.device, [
      step('stopped', to.device, { code: 'why-family-not-agreed', rules: ['F16'], args: { ...args, far: edge.from }, ...neighborLine(to, peer) }),
    ]);
  return exportStops(scene, edge, from, prefix, stop);
}

function exportStops(
  scene: Scene,
  edge: Edge,
  from: SpeakerState,
  prefix: Prefix,
  stop: (at: number, device: string, inner: readonly WhyStep[]) => Stop[],
): Stop[] {
  const peer = edge.peerAtFrom ?? '';
  const answer = askExport(from, scene.view(edge.from), peer, prefix);
  const refused = answer?.refused ?? from.withheld.get(peer)?.get(keyOf(prefix));
  if (refused)
    return stop(2, from.device, [
      step('stopped', from.device, refused),
      ...(refused.code === 'bgp-default-originated' ? [noDefault(from, peer, prefix)] : []),
      ...aggregateLine(from, prefix, refused),
      ...policySteps(from.device, answer?.events ?? []),
    ]);
  if (!sendsDefault(scene, edge, prefix))
    return stop(2, from.device, [step('stopped', from.device, { code: 'why-nothing-to-send', args: { prefix: formatPrefix(prefix), peer, far: edge.to } })]);
  return stop(2, from.device, [noDefault(from, peer, prefix)]);
}

/** F55: the default that `default-originate` would send, and whose map permits nothing. */
function noDefault(from: SpeakerState, peer: string, prefix: Prefix): WhyStep {
  const map = neighborOf(from, peer)?.families[afiOf(prefix)]?.defaultOriginate?.routeMap;
  const source = map?.source && { source: map.source };
  return step('stopped', from.device, { code: 'why-default-not-originated', rules: ['F55'], args: { map: map?.name ?? '', peer }, ...source });
}

function downSteps(scene: Scene, edge: Edge, prefix: Prefix): WhyStep[] {
  const args = { prefix: formatPrefix(prefix), peer: edge.peerAtTo ?? edge.peerAtFrom ?? '', far: edge.from };
  const to = scene.state(edge.to);
  const line = to && edge.peerAtTo !== undefined ? neighborLine(to, edge.peerAtTo) : {};
  if (edge.peerAtTo === undefined) {
    const unknown = step('stopped', scene.device(edge.to), { code: 'why-neighbor-missing', rules: ['F157'], args: { at: edge.to, far: edge.from } });
    return [unknown, ...edge.reasons.map((r) => step('stopped', scene.device(r.speaker), r.reason))];
  }
  const seen = new Set<string>();
  const reasons = edge.reasons.filter((r) => !seen.has(r.reason.code) && seen.add(r.reason.code));
  return [
    step('stopped', scene.device(edge.to), { code: 'why-session-down', args, ...line }),
    ...reasons.map((r) => step('stopped', scene.device(r.speaker), r.reason)),
  ];
}

function came(scene: Scene, id: SpeakerId, prefix: Prefix): WhyStep[] {
  const legs = legsTo(scene, id, prefix);
  return legs.length === 0 ? [] : [step('fact', scene.device(id), { code: 'why-came', args: { way: wayText(legs) } })];
}
