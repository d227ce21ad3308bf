/** To whom a speaker sends its best path, and to whom it does not, with the policy that said so. */
import { type AdvertisedRoute, askExport, askSuppressMap, bestOf, entryOf, type SessionState, type SpeakerState, suppresses } from '../../bgp/index.ts';
import { containsPrefix, formatIp, formatPrefix, type Prefix } from '../../ip/index.ts';
import { formatAsPath, type Reason } from '../../policy/index.ts';
import { hungOnExport } from './hung.ts';
import { policySteps } from './policy-steps.ts';
import { afiOf, keyOf, type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';
import { defaultStep, hadBy, neighborLine } from './way.ts';

export function onwardSteps(scene: Scene, state: SpeakerState, prefix: Prefix): WhyStep[] {
  return state.sessions.map((session) => towards(scene, state, session, prefix));
}

function towards(scene: Scene, state: SpeakerState, session: SessionState, prefix: Prefix): WhyStep {
  const peer = session.peer.id;
  const { device } = state;
  const far = scene.far(state.id, session)?.speaker ?? peer;
  const args = { prefix: formatPrefix(prefix), peer, far };
  if (!session.session) {
    const inner = session.reason ? [step('stopped', device, session.reason)] : [];
    return step('stopped', device, { code: 'why-session-down', args, ...neighborLine(state, peer) }, inner);
  }
  if (!session.negotiated.includes(afiOf(prefix)))
    return step('stopped', device, { code: 'why-family-not-agreed', rules: ['F16'], args, ...neighborLine(state, peer) });
  const answer = askExport(state, scene.view(state.id), peer, prefix);
  const events = policySteps(device, answer?.events ?? []);
  const sent = hadBy(state, peer, prefix);
  if (sent) {
    const wire = { nextHop: formatIp(sent.sent.nextHop), path: formatAsPath(sent.sent.asPath) || '–' };
    return step(
      'passed',
      device,
      { code: 'why-sent-to', args: { ...args, ...wire }, ...neighborLine(state, peer) },
      sent.defaultOriginated
        ? [defaultStep(state, prefix, peer)]
        : [...events, ...pathsSent(device, session, sent, prefix), ...hungOnExport(scene, state, peer, prefix, events)],
    );
  }
  const withheld = answer?.refused ?? state.withheld.get(peer)?.get(keyOf(prefix));
  const reason: Reason = withheld ?? { code: 'why-nothing-to-send', args };
  const told = [...events, step('stopped', device, reason), ...aggregateLine(state, prefix, reason)];
  return step('stopped', device, { code: 'why-not-sent-to', args }, [...told, ...hungOnExport(scene, state, peer, prefix, told)]);
}

/** F148: whether the other paths go, too, where `addpath-tx-…` asks for it. */
function pathsSent(device: string, { peer, session }: SessionState, { all }: AdvertisedRoute, prefix: Prefix): WhyStep[] {
  const afi = afiOf(prefix);
  if (!peer.families[afi]?.addpathTx) return [];
  const taken = session?.sendsPaths?.includes(afi) === true;
  const args = { peer: peer.id, prefix: formatPrefix(prefix), ...(taken && { count: all?.length ?? 1 }) };
  return [step('fact', device, { code: taken ? 'why-paths-sent' : 'why-paths-not-taken', rules: ['F148', 'RFC 7911 §4'], args })];
}

/** The aggregate that keeps a more specific prefix back (F53). */
export function aggregateLine(state: SpeakerState, prefix: Prefix, reason: Reason): WhyStep[] {
  if (reason.code !== 'bgp-suppressed') return [];
  const covering = state.config.originations.flatMap((o) =>
    o.kind === 'aggregate' && o.prefix.length < prefix.length && containsPrefix(o.prefix, prefix) && suppresses(o, prefix, state.config) ? [o] : [],
  );
  const standing = covering.filter((o) => bestOf(entryOf(state, o.prefix)) !== undefined);
  const code = standing.length > 0 ? 'why-suppressing-aggregate' : 'why-refused-aggregate-suppresses';
  // One that is refused may hold a route, too; it is named where no other does.
  return (standing.length > 0 ? standing : covering).flatMap((o) => {
    const source = o.source && { source: o.source };
    const result = o.summaryOnly ? undefined : askSuppressMap(o, prefix, state.config, true);
    const asked =
      result && o.suppressMap ? policySteps(state.device, [{ kind: 'route-map', use: 'suppress-map', filter: o.suppressMap, missing: false, result }]) : [];
    return [step('fact', state.device, { code, rules: ['F53'], args: { aggregate: formatPrefix(o.prefix) }, ...source }, asked)];
  });
}
