/**
 * The line of configuration behind a reason that has none of its own: the setting of the neighbor or the process that
 * decided, else the line that makes the neighbor. It is looked up in the text when it is asked for, so that settings need not carry their lines about.
 */
import type { SpeakerState } from '../../bgp/index.ts';
import type { Statement } from '../../frr/index.ts';
import { parsePrefix } from '../../ip/index.ts';
import type { ConfigRef, Reason } from '../../policy/index.ts';
import { aggregateLine } from './onward.ts';
import { neighborOf, type Scene, step } from './scene.ts';
import type { WhyPlace, WhyStep } from './types.ts';
import { neighborLine } from './way.ts';

/** A setting, by how the manual writes it; `no`: its `no` form decides. Of a neighbor, its own line goes before its group's. */
interface Setting {
  readonly of: 'peer' | 'process';
  readonly syntax: RegExp;
  readonly no?: boolean;
}

const ofPeer = (syntax: RegExp): Setting => ({ of: 'peer', syntax });
const ofProcess = (syntax: RegExp): Setting => ({ of: 'process', syntax });

/** What decides, by the reason's code; the first that stands in the text. */
const SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  'bgp-as-loop': [ofPeer(/ (allowas-in|local-as) /)],
  'bgp-as-set-refused': [ofProcess(/reject-as-sets/)],
  'bgp-cluster-loop': [ofProcess(/^bgp cluster-id/), ofProcess(/^bgp router-id/)],
  'bgp-condition-unmet': [ofPeer(/ advertise-map /)],
  'bgp-confed-segment-from-outside': [ofProcess(/confederation peers/), ofProcess(/confederation identifier/)],
  'bgp-confed-segment-missing': [ofProcess(/confederation peers/), ofProcess(/confederation identifier/)],
  'bgp-confederation-in-path': [ofProcess(/confederation identifier/)],
  'bgp-crossed-out': [ofPeer(/ addpath-tx-/)],
  'bgp-default-originated': [ofPeer(/ default-originate/)],
  'bgp-fib-pending': [ofProcess(/suppress-fib-pending/)],
  'bgp-first-as-differs': [ofPeer(/ enforce-first-as/), ofProcess(/enforce-first-as/)],
  'bgp-maximum-prefix-out': [ofPeer(/ maximum-prefix-out /)],
  'bgp-no-client-to-client': [{ of: 'process', syntax: /client-to-client/, no: true }],
  'bgp-only-to-customer': [ofPeer(/ local-role /)],
  'bgp-orf-denied': [ofPeer(/ capability orf /)],
  'bgp-originator-is-peer': [ofPeer(/ solo/)],
  'bgp-originator-loop': [ofProcess(/^bgp router-id/)],
  'bgp-own-fib-pending': [ofProcess(/suppress-fib-pending/)],
  'bgp-own-path-beside': [ofProcess(/suppress-fib-pending/)],
  'bgp-peer-as-in-path': [ofPeer(/ sender-as-path-loop-detection/)],
  'bgp-policy-missing': [ofProcess(/ebgp-requires-policy/)],
  'bgp-route-leak': [ofPeer(/ local-role /)],
  'bgp-site-of-origin': [ofPeer(/ soo /)],
  'bgp-solo': [ofPeer(/ solo/)],
  'session-as-set-refused': [ofProcess(/reject-as-sets/)],
  'session-hold-time-too-short': [ofProcess(/minimum-holdtime/), ofPeer(/ timers \(/)],
  'session-maximum-prefix': [ofPeer(/ maximum-prefix(?!-out)/)],
  'session-no-family': [{ of: 'peer', syntax: / activate/, no: true }],
  'session-no-common-family': [{ of: 'peer', syntax: / activate/, no: true }],
  'session-families-differ': [ofPeer(/ strict-capability-match/)],
  'session-no-router-id': [ofProcess(/^bgp router-id/)],
  'session-no-source': [ofPeer(/ update-source /)],
  'session-open-form': [ofPeer(/ extended-optional-parameters/)],
  'session-passive': [ofPeer(/ passive/)],
  'session-password': [ofPeer(/ password /)],
  'session-role-mismatch': [ofPeer(/ local-role /)],
  'session-same-router-id': [ofProcess(/^bgp router-id/)],
  'session-shutdown': [ofPeer(/ shutdown/), ofProcess(/^bgp shutdown/)],
  'session-source-not-there': [ofPeer(/ update-source /)],
  'session-source-without-address': [ofPeer(/ update-source /)],
  'session-source-not-ours': [ofPeer(/ update-source /)],
  'session-ttl-security': [ofPeer(/ ttl-security /)],
  'session-ttl-too-low': [ofPeer(/ ebgp-multihop/)],
  'why-family-not-agreed': [{ of: 'peer', syntax: / activate/, no: true }],
  'why-paths-sent': [ofPeer(/ addpath-tx-/)],
  'why-paths-not-taken': [ofPeer(/ addpath-tx-/)],
  'session-wrong-as': [ofPeer(/ remote-as /)],
};

/** The answer with a line for every reason of BGP and of its sessions that stands in a text. */
export function withLines(scene: Scene, place: WhyPlace): WhyPlace {
  const told = new Map<Reason, Reason>();
  const mended = (s: WhyStep): WhyStep => {
    const { reason } = step(s.mark, s.device, lined(scene, s.device, s.reason));
    told.set(s.reason, reason);
    return { ...s, reason, ...(s.steps && { steps: toldOnce(s.steps.map(mended)) }) };
  };
  const sections = place.sections.map((section) => ({ ...section, steps: toldOnce(section.steps.map(mended)) }));
  const nearest = place.nearest && (told.get(place.nearest) ?? place.nearest);
  return { ...place, sections, ...(nearest && { nearest }) };
}

/** That a route would pass without a line is not said again where its line stands beside the refusal. */
function toldOnce(steps: readonly WhyStep[]): WhyStep[] {
  const isStop = (s: WhyStep) => s.reason.code === 'why-line-stops';
  const lineOfStep = (s: WhyStep) => s.reason.source && `${s.device} ${s.reason.source.span.line}`;
  const refusals = new Set(steps.filter((s) => s.mark === 'stopped' && !isStop(s)).map(lineOfStep));
  return steps.filter((s) => !isStop(s) || !refusals.has(lineOfStep(s)));
}

function lined(scene: Scene, device: string | undefined, reason: Reason): Reason {
  const state = device === undefined ? undefined : stateOf(scene, device, reason);
  if (!state || (reason.source && !(reason.code in SETTINGS && isNeighborLine(state, reason)))) return reason;
  const source = lineOf(scene, state, reason);
  return source ? { ...reason, source } : reason;
}

/** Whose reason it is: of the device's speakers, the one that has the neighbor. */
function stateOf(scene: Scene, device: string, { args }: Reason): SpeakerState | undefined {
  const own = [...scene.states.values()].filter((s) => s.device === device);
  return own.find((s) => s.config.peers.some((p) => p.id === args?.['peer'])) ?? own[0];
}

/** A neighbor's first line stands for all of its settings where nobody knew better. */
function isNeighborLine(state: SpeakerState, { source, args }: Reason): boolean {
  const own = neighborLine(state, String(args?.['peer'] ?? '')).source;
  return own !== undefined && own.span.line === source?.span.line;
}

function lineOf(scene: Scene, state: SpeakerState, reason: Reason): ConfigRef | undefined {
  const { code, args } = reason;
  const peer = typeof args?.['peer'] === 'string' ? args['peer'] : undefined;
  return settingLine(scene, state, reason) ?? (peer !== undefined && /^(bgp|session)-/.test(code) ? neighborLine(state, peer).source : undefined);
}

/** The line that decided, where it is known which: never the one that merely makes the neighbor. */
export function settingLine(scene: Scene, state: SpeakerState, reason: Reason): ConfigRef | undefined {
  const { code, args } = reason;
  if (code === 'bgp-suppressed') {
    const prefix = parsePrefix(String(args?.['prefix'] ?? ''));
    return prefix && aggregateLine(state, prefix, reason)[0]?.reason.source;
  }
  const wanted = SETTINGS[code];
  const peer = typeof args?.['peer'] === 'string' ? args['peer'] : undefined;
  const afi = String(args?.['prefix'] ?? '').includes(':') ? 'ipv6' : 'ipv4';
  const statements = scene.statements(state.id);
  for (const setting of wanted ?? []) {
    const found =
      setting.of === 'process' ? ofTheProcess(statements, setting) : peer === undefined ? undefined : ofNeighbor(statements, setting, state, peer, afi);
    if (found) return found;
  }
  return undefined;
}

function ofTheProcess(statements: readonly Statement[], { syntax, no }: Setting): ConfigRef | undefined {
  return statements.findLast((s) => stands(s, syntax, no === true) && !s.command?.syntax.startsWith('neighbor '))?.ref;
}

function ofNeighbor(statements: readonly Statement[], { syntax, no }: Setting, state: SpeakerState, peer: string, afi: 'ipv4' | 'ipv6'): ConfigRef | undefined {
  const group = neighborOf(state, peer)?.peerGroup;
  const other = afi === 'ipv4' ? 'bgp-ipv6' : 'bgp-ipv4';
  const said = (name: string | undefined) =>
    statements.findLast(
      (s) => stands(s, syntax, no === true) && s.mode !== other && s.names.some((n) => (n.space === 'peer' || n.space === 'peer-group') && n.name === name),
    );
  return (said(peer) ?? (group === undefined ? undefined : said(group)))?.ref;
}

function stands({ command, negated, outcome }: Statement, syntax: RegExp, no: boolean): boolean {
  return outcome === 'applied' && negated === no && command !== undefined && syntax.test(command.syntax);
}
