/** How a route came here: from what originates it, through each speaker's export and import, to the speaker that is asked. */
import {
  type AdvertisedRoute,
  askDecision,
  askExport,
  askImport,
  askOrigins,
  bestOf,
  type BgpPath,
  entryOf,
  type Origination,
  type OriginAnswer,
  type SessionState,
  type SpeakerId,
  type SpeakerState,
} from '../../bgp/index.ts';
import { formatIp, formatPrefix, type Prefix } from '../../ip/index.ts';
import { formatAsPath, type Reason } from '../../policy/index.ts';
import { hungOnExport, hungOnImport, hungOnOrigins } from './hung.ts';
import { changeSteps, policySteps } from './policy-steps.ts';
import { insteadOf, ribEvidence } from './rib.ts';
import { keyOf, neighborOf, type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';

/** One leg of the way, or its beginning. */
interface Leg {
  readonly at: SpeakerId;
  /** The session that it came by, as the speaker names its peer; absent where it originates. */
  readonly peer?: string;
  /** It came from here, and is here no more: its withdrawal has not arrived, or routing goes round. */
  readonly gone?: true;
}

/** The speakers that the best path has passed, the origin first. Empty where there is no best path. */
export function legsTo(scene: Scene, id: SpeakerId, prefix: Prefix, path?: BgpPath): Leg[] {
  const legs: Leg[] = [];
  const seen = new Set<SpeakerId>();
  let before: { readonly at: SpeakerId; readonly held: BgpPath | undefined } | undefined = { at: id, held: path ?? bestAt(scene, id, prefix) };
  while (before?.held && !seen.has(before.at)) {
    const { at, held }: { readonly at: SpeakerId; readonly held: BgpPath | undefined } = before;
    seen.add(at);
    if (held?.source.kind !== 'peer') return [{ at }, ...legs];
    legs.unshift({ at, peer: held.source.peer });
    const far = farOf(scene, at, held.source.peer);
    if (far && defaultSent(scene, far.speaker, far.peer, prefix)) return [{ at: far.speaker }, ...legs];
    before = far && { at: far.speaker, held: bestAt(scene, far.speaker, prefix) };
  }
  return before && legs.length > 0 ? [{ at: before.at, gone: true }, ...legs] : legs;
}

function farOf(scene: Scene, at: SpeakerId, peer: string): SessionState['far'] {
  return scene.state(at)?.sessions.find((s) => s.peer.id === peer)?.far;
}

function bestAt(scene: Scene, id: SpeakerId, prefix: Prefix): BgpPath | undefined {
  const state = scene.state(id);
  return state && bestOf(entryOf(state, prefix));
}

/** F54: the peer's default is made for us, and is no route of its table. */
function defaultSent(scene: Scene, from: SpeakerId, peer: string, prefix: Prefix): boolean {
  return scene.state(from)?.adjRibOut.get(peer)?.get(keyOf(prefix))?.defaultOriginated === true;
}

/** `vm-frr → ars#0 → vpngw#1`. */
export function wayText(legs: readonly Leg[]): string {
  return legs.map((l) => l.at).join(' → ');
}

/** Every leg as a step with what was met on it. */
export function waySteps(scene: Scene, id: SpeakerId, prefix: Prefix, path?: BgpPath): WhyStep[] {
  const legs = legsTo(scene, id, prefix, path);
  const [first] = legs;
  if (!first) return [];
  const second = legs[1];
  const toSecond = second?.peer !== undefined ? farOf(scene, second.at, second.peer)?.peer : undefined;
  const begins = first.gone ? [goneStep(scene, first.at, prefix, toSecond)] : first.peer === undefined ? [originStep(scene, first.at, prefix, toSecond)] : [];
  return [...begins, ...legs.flatMap((leg) => (leg.peer === undefined ? [] : [legStep(scene, leg.at, leg.peer, prefix)]))];
}

/**
 * Where the way has no beginning: routing goes round; or the sender has lost the route and never said so, because its subgroup waited for company just then
 * (F5; bgp_updgrp_adv.c group_announce_route_walkcb); or what it said did not arrive, and lasts here until the hold time is over (F17).
 */
function goneStep(scene: Scene, at: SpeakerId, prefix: Prefix, peer: string | undefined): WhyStep {
  const announced = peer !== undefined && hadBy(scene.state(at), peer, prefix) !== undefined;
  const args = { at, prefix: formatPrefix(prefix), ...(peer !== undefined && { peer }) };
  if (bestAt(scene, at, prefix) !== undefined) return step('stopped', scene.device(at), { code: 'why-way-goes-round', rules: ['F169'], args });
  if (announced) return step('stopped', scene.device(at), { code: 'why-way-not-withdrawn', rules: ['F5'], args });
  return step('stopped', scene.device(at), { code: 'why-way-gone', rules: ['F17'], args });
}

function legStep(scene: Scene, at: SpeakerId, peer: string, prefix: Prefix): WhyStep {
  const state = scene.state(at) as SpeakerState;
  const far = farOf(scene, at, peer);
  const from = far?.speaker ?? peer;
  const args = { prefix: formatPrefix(prefix), from, to: at, peer };
  const sent = far ? exportSteps(scene, far.speaker, far.peer, prefix) : [];
  const taken = importSteps(scene, at, peer, prefix);
  return step('passed', scene.device(at), { code: 'why-leg', args }, [...sent, ...taken, ...bestStep(state, prefix)]);
}

/** What a peer has of a prefix; what is left behind in Adj-RIB-Out it has not (F54). */
export function hadBy(state: SpeakerState | undefined, peer: string, prefix: Prefix): AdvertisedRoute | undefined {
  const told = state?.adjRibOut.get(peer)?.get(keyOf(prefix));
  return told?.leftBehind ? undefined : told;
}

/** What the sender's policy did, and what went over the wire. */
export function exportSteps(scene: Scene, from: SpeakerId, peer: string, prefix: Prefix): WhyStep[] {
  const state = scene.state(from);
  if (!state) return [];
  const device = state.device;
  const sent = hadBy(state, peer, prefix);
  const events = sent?.defaultOriginated ? [] : (askExport(state, scene.view(from), peer, prefix)?.events ?? []);
  const policy = policySteps(device, events);
  const wire = sent
    ? [
        step('passed', device, {
          code: 'why-sent',
          args: { from, peer, nextHop: formatIp(sent.sent.nextHop), path: formatAsPath(sent.sent.asPath) || '–' },
          ...neighborLine(state, peer),
        }),
      ]
    : [];
  return [...policy, ...wire, ...(sent && !sent.defaultOriginated ? hungOnExport(scene, state, peer, prefix, policy) : [])];
}

/** What the receiver's checks and policy did. */
export function importSteps(scene: Scene, at: SpeakerId, peer: string, prefix: Prefix): WhyStep[] {
  const state = scene.state(at);
  const answer = state && askImport(state, scene.view(at), peer, prefix);
  if (!state || !answer) return [];
  const { outcome, received } = answer;
  const steps = policySteps(state.device, answer.events);
  const hung = hungOnImport(scene, state, peer, prefix, steps);
  if ('rejected' in outcome) return [...steps, step('stopped', state.device, outcome.rejected), ...hung];
  return [...steps, ...changeSteps(state.device, received.attributes, outcome.post), ...hung];
}

function bestStep(state: SpeakerState, prefix: Prefix): WhyStep[] {
  const decided = askDecision(state, prefix);
  if (!decided) return [];
  const paths = entryOf(state, prefix)?.paths.length ?? 1;
  return [step('chosen', state.device, { code: 'why-best-at', rules: ['F43'], args: { at: state.id, paths, word: decided.reason } })];
}

/** The line that names a neighbor. */
export function neighborLine(state: SpeakerState, peer: string): Pick<Reason, 'source'> {
  const source = neighborOf(state, peer)?.source;
  return source ? { source } : {};
}

/** What originates it at a speaker, and by which line. `peer`: to whom a default is originated, when it is that. */
export function originStep(scene: Scene, at: SpeakerId, prefix: Prefix, peer?: string): WhyStep {
  const state = scene.state(at) as SpeakerState;
  const { device } = state;
  const args = { prefix: formatPrefix(prefix), at };
  const ours = bestOf(entryOf(state, prefix));
  const origin = ours?.source.kind === 'local' ? ours.source.origination : undefined;
  if (!origin) return defaultStep(state, prefix, peer);
  const answer = askOrigins(state, scene.view(at), prefix).find((a) => !a.refused && a.origination.kind === origin.kind);
  const told = step('passed', device, originReason(origin, args), answer ? originDetails(scene, at, prefix, answer) : []);
  const hung = hungOnOrigins(scene, state, prefix, [told]);
  return hung.length === 0 ? told : { ...told, steps: [...(told.steps ?? []), ...hung] };
}

/** F54: the default that is made for a peer. */
export function defaultStep(state: SpeakerState, prefix: Prefix, peer = ''): WhyStep {
  const { id, device } = state;
  const made = neighborOf(state, peer)?.families[prefixAfi(prefix)]?.defaultOriginate;
  const source = made?.source ?? made?.routeMap?.source;
  return step('passed', device, {
    code: 'why-origin-default',
    rules: ['F54'],
    args: { prefix: formatPrefix(prefix), at: id, peer },
    ...(source && { source }),
  });
}

function prefixAfi(prefix: Prefix): 'ipv4' | 'ipv6' {
  return typeof prefix.ip === 'number' ? 'ipv4' : 'ipv6';
}

function originReason(origin: Origination, args: Readonly<Record<string, string>>): Reason {
  const source = origin.source && { source: origin.source };
  switch (origin.kind) {
    case 'network':
      return { code: 'why-origin-network', rules: ['F46', 'F47'], args, ...source };
    case 'redistribute':
      return { code: 'why-origin-redistribute', rules: ['F49'], args: { ...args, protocol: origin.protocol }, ...source };
    case 'aggregate':
      return { code: 'why-origin-aggregate', rules: ['F51'], args, ...source };
    case 'fixed':
      return { code: `own-route-${origin.label}`, rules: ['A75'], args, ...source };
  }
}

/** What the statement rests on: the RIB's route, the more specific ones, its route-map. */
export function originDetails(scene: Scene, at: SpeakerId, prefix: Prefix, answer: OriginAnswer): WhyStep[] {
  const device = scene.device(at);
  const evidence = answer.origination.kind === 'network' || answer.origination.kind === 'redistribute' ? ribEvidence(scene, at, prefix) : [];
  const parts = answer.contributors?.length ? [step('fact', device, { code: 'why-contributors', args: { contributors: answer.contributors.join(', ') } })] : [];
  const instead = answer.refused?.code === 'bgp-network-not-in-rib' ? insteadOf(scene, at, prefix) : [];
  return [...evidence, ...instead, ...parts, ...policySteps(device, answer.events)];
}

/** Every statement of a speaker that names the prefix or redistributes it, those that come to nothing included. */
export function originAnswers(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const args = { prefix: formatPrefix(prefix), at: state.id };
  const answers = askOrigins(state, scene.view(state.id), prefix).map((answer) => {
    const details = originDetails(scene, state.id, prefix, answer);
    if (!answer.refused) return step('passed', state.device, originReason(answer.origination, args), details);
    return step('stopped', state.device, answer.refused, details);
  });
  return [...answers, ...hungOnOrigins(scene, state, prefix, answers)];
}
