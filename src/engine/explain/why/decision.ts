/** The paths that a speaker holds: the best against the runner-up step by step, the others by the step at which they lost. */
import { askDecision, askImport, type BgpPath, entryOf, type SpeakerState, type StepCompared } from '../../bgp/index.ts';
import type { OscillationStep } from '../../control-plane/index.ts';
import { formatIp, formatPrefix, type Prefix, samePrefix } from '../../ip/index.ts';
import { formatAsPath, type Reason } from '../../policy/index.ts';
import { policySteps } from './policy-steps.ts';
import { trackingSteps } from './rib.ts';
import { keyOf, type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';
import { legsTo, wayText } from './way.ts';

export function decisionSteps(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  const entry = entryOf(state, prefix);
  const decided = askDecision(state, prefix);
  const best = decided ? [bestStep(state, decided.best, decided.reason)] : [];
  const runnerUp = decided?.runnerUp ? [runnerUpStep(scene, state, prefix, decided.runnerUp)] : [];
  const others = (entry?.paths ?? []).filter((p) => p !== decided?.best && p !== decided?.runnerUp?.path).map((p) => otherStep(scene, state, prefix, p));
  return [...restless(scene, state, prefix), ...best, ...runnerUp, ...others, ...refusedSteps(scene, state, prefix)];
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

function bestStep(state: SpeakerState, path: BgpPath, word: string): WhyStep {
  return step('chosen', state.device, { code: 'why-best', rules: ['F36', 'F43'], args: { ...about(state, path), word } });
}

function runnerUpStep(
  scene: Scene,
  state: SpeakerState,
  prefix: Prefix,
  { path, steps }: { readonly path: BgpPath; readonly steps: readonly StepCompared[] },
): WhyStep {
  const last = steps.at(-1);
  const rules = ['F36', 'RFC 4271 §9.1.2.2'];
  const came = step('fact', state.device, { code: 'why-came', args: { way: wayText(legsTo(scene, state.id, prefix, path)) } });
  // Compared by themselves the runner-up can be the better one: MEDs are not compared between all pairs (RFC 3345).
  const code = path.multipath ? 'why-runner-up-shares' : (last?.order ?? 0) > 0 ? 'why-runner-up-not-transitive' : 'why-runner-up';
  const reason: Reason = { code, rules, args: { ...about(state, path), step: last?.reason ?? '' } };
  return step(path.multipath ? 'chosen' : 'beaten', state.device, reason, [...steps.map((s) => comparedStep(state.device, s)), came]);
}

function comparedStep(device: string, s: StepCompared): WhyStep {
  const args = { step: s.reason, first: s.first, second: s.second };
  if (s.order < 0) return step('chosen', device, { code: 'why-step-better', args });
  if (s.order > 0) return step('beaten', device, { code: 'why-step-worse', args });
  return step('fact', device, { code: s.passedOver ? 'why-step-passed-over' : 'why-step-equal', args });
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

/** Routes for the prefix that were received and refused before they became paths. */
export function refusedSteps(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  return [...state.adjRibIn].flatMap(([peer, routes]) => {
    if (!routes.get(keyOf(prefix))?.rejected) return [];
    const answer = askImport(state, scene.view(state.id), peer, prefix);
    const rejected = answer && 'rejected' in answer.outcome ? answer.outcome.rejected : routes.get(keyOf(prefix))?.rejected;
    return rejected ? [step('stopped', state.device, rejected, policySteps(state.device, answer?.events ?? []))] : [];
  });
}
