/** The paths that a speaker holds: the best against the runner-up step by step, the others by the step at which they lost. */
import { askDecision, askImport, askUnmade, type BgpPath, type DecisionAnswer, entryOf, type SpeakerState, type StepCompared } from '../../bgp/index.ts';
import type { OscillationStep } from '../../control-plane/index.ts';
import { formatIp, formatPrefix, type Prefix, samePrefix } from '../../ip/index.ts';
import { formatAsPath, type Reason } from '../../policy/index.ts';
import { type DecisionHung, hungOnDecision } from './hung.ts';
import { policySteps } from './policy-steps.ts';
import { trackingSteps } from './rib.ts';
import { keyOf, type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';
import { legsTo, wayText } from './way.ts';

export function decisionSteps(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const entry = entryOf(state, prefix);
  const decided = askDecision(state, prefix);
  const hung = decisionHung(scene, state, prefix, decided);
  const best = decided ? [bestStep(state, decided.best, decided.reason, hung)] : [];
  const runnerUp = decided?.runnerUp ? [runnerUpStep(scene, state, prefix, decided.runnerUp, hung)] : [];
  const others = (entry?.paths ?? [])
    .filter((p) => p !== decided?.best && p !== decided?.runnerUp?.path)
    .map((p) => withInner(otherStep(scene, state, prefix, p), hung.uses.get(p) ?? []));
  return [...restless(scene, state, prefix), ...best, ...runnerUp, ...others, ...refusedSteps(scene, state, prefix)];
}

function decisionHung(scene: Scene, state: SpeakerState, prefix: Prefix, decided: DecisionAnswer | undefined): DecisionHung {
  const { runnerUp } = decided ?? {};
  return hungOnDecision(scene, state, prefix, decided && runnerUp && { best: decided.best, runnerUp });
}

/** What of a prefix's decision hung on lines, and nothing else of it. */
export function decisionLines(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const decided = askDecision(state, prefix);
  const hung = decisionHung(scene, state, prefix, decided);
  const compared = (decided?.runnerUp?.steps ?? []).filter((s) => hung.steps.has(s)).map((s) => comparedStep(state.device, s, hung));
  return [...compared, ...[...hung.uses.values()].flat()];
}

function withInner(of: WhyStep, inner: readonly WhyStep[]): WhyStep {
  return inner.length === 0 ? of : { ...of, steps: [...(of.steps ?? []), ...inner] };
}

/** Routing of this prefix never settles (RFC 3345, RFC 4264): what is shown is one of the states that it goes through. */
function restless(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const { controlPlane } = scene.asked;
  const oscillation = controlPlane.oscillations?.find((o) => samePrefix(o.prefix, prefix));
  if (!oscillation) return [];
  const args = { prefix: formatPrefix(prefix), speakers: oscillation.speakers.join(', ') };
  const deviceOf = (id: string) => controlPlane.speakers.get(id)?.device ?? id;
  const turn = oscillation.steps.flat().map((s) => step('fact', deviceOf(s.speaker), turnStep(s)));
  return [step('stopped', state.device, { code: 'why-restless', rules: ['F169', 'RFC 3345'], args }, turn)];
}

/** One route replaced by another within the turn, and whose news came just before. */
function turnStep({ speaker, before, after, because }: OscillationStep): Reason {
  const args = { speaker, before, after };
  if (because.length === 0) return { code: 'why-turn', args };
  const own = because.length === 1 && because[0] === speaker;
  return own ? { code: 'why-turn-own-ground', args } : { code: 'why-turn-told', args: { ...args, from: because.join(', ') } };
}

/** Who a path is from, what it looks like. */
function about(state: SpeakerState, path: BgpPath): Record<string, string | number> {
  const { source } = path;
  const far = source.kind === 'peer' ? state.sessions.find((s) => s.peer.id === source.peer)?.far?.speaker : undefined;
  return {
    peer: source.kind === 'local' ? state.id : far === undefined ? source.peer : `${far} (${source.peer})`,
    path: formatAsPath(path.attributes.asPath) || '–',
    nextHop: formatIp(path.attributes.nextHop),
  };
}

function bestStep(state: SpeakerState, path: BgpPath, word: string, { uses }: DecisionHung): WhyStep {
  return step('chosen', state.device, { code: 'why-best', rules: ['F36', 'F43'], args: { ...about(state, path), word } }, uses.get(path));
}

function runnerUpStep(
  scene: Scene,
  state: SpeakerState,
  prefix: Prefix,
  { path, steps }: { readonly path: BgpPath; readonly steps: readonly StepCompared[] },
  hung: DecisionHung,
): WhyStep {
  const last = steps.at(-1);
  const rules = ['F36', 'RFC 4271 §9.1.2.2'];
  const came = step('fact', state.device, { code: 'why-came', args: { way: wayText(legsTo(scene, state.id, prefix, path)) } });
  // Compared by themselves the runner-up can be the better one: MEDs are not compared between all pairs (RFC 3345).
  const code = path.multipath ? 'why-runner-up-shares' : (last?.order ?? 0) > 0 ? 'why-runner-up-not-transitive' : 'why-runner-up';
  const reason: Reason = { code, rules, args: { ...about(state, path), step: last?.reason ?? '' } };
  return step(path.multipath ? 'chosen' : 'beaten', state.device, reason, [
    ...steps.map((s) => comparedStep(state.device, s, hung)),
    came,
    ...(hung.uses.get(path) ?? []),
  ]);
}

/** A step with the line that it hung on; with several each is told. */
function comparedStep(device: string, s: StepCompared, { steps }: DecisionHung): WhyStep {
  const [source, ...more] = steps.get(s) ?? [];
  const inner = more.map((line) => step('fact', device, { code: 'why-step-hangs-on', args: { step: s.reason }, source: line }));
  const told = (mark: WhyStep['mark'], code: string) =>
    step(mark, device, { code, args: { step: s.reason, first: s.first, second: s.second }, ...(source && { source }) }, inner);
  if (s.order < 0) return told('chosen', 'why-step-better');
  if (s.order > 0) return told('beaten', 'why-step-worse');
  return told('fact', s.passedOver ? 'why-step-passed-over' : 'why-step-equal');
}

function otherStep(scene: Scene, state: SpeakerState, prefix: Prefix, path: BgpPath): WhyStep {
  if (!path.valid)
    return step('stopped', state.device, { code: 'why-path-invalid', args: about(state, path) }, [
      ...(path.invalid ? [step('stopped', state.device, path.invalid)] : []),
      ...trackingSteps(scene, state, path),
    ]);
  if (path.multipath) return step('chosen', state.device, { code: 'why-path-shares', rules: ['F44'], args: about(state, path) });
  const word = path.lostAt?.args?.['step'] ?? '';
  return step('beaten', state.device, { code: 'why-path-lost', rules: ['F36'], args: { ...about(state, path), step: word, prefix: formatPrefix(prefix) } });
}

/** Routes for the prefix that were received and refused before they became paths, and an aggregate that is not made beside them. */
export function refusedSteps(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const unmade = askUnmade(state, scene.view(state.id), prefix).map((reason) => step('stopped', state.device, reason));
  const refused = [...state.adjRibIn].flatMap(([peer, routes]) => {
    if (!routes.get(keyOf(prefix))?.rejected) return [];
    const answer = askImport(state, scene.view(state.id), peer, prefix);
    const rejected = answer && 'rejected' in answer.outcome ? answer.outcome.rejected : routes.get(keyOf(prefix))?.rejected;
    return rejected ? [step('stopped', state.device, rejected, policySteps(state.device, answer?.events ?? []))] : [];
  });
  return [...unmade, ...refused];
}
