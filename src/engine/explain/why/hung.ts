/**
 * The lines that a step hung on: the same question once more, of the speaker without each of them (left-out.ts). What comes out otherwise is told with the
 * line; a line without which all is as it is has had no part in it.
 */
import {
  askComparison,
  askExport,
  askOffer,
  bestOf,
  entryOf,
  askImport,
  askOrigins,
  askUses,
  type BgpPath,
  type PathUse,
  type RunnerUp,
  type SpeakerState,
  type StepCompared,
} from '../../bgp/index.ts';
import { formatIp, type Ip, isIpv4, type Prefix } from '../../ip/index.ts';
import type { ConfigRef, PathAttributes, Reason } from '../../policy/index.ts';
import type { OfferedNextHop } from '../../rib/index.ts';
import type { LeftOut } from './left-out.ts';
import { attributeChanges } from './policy-steps.ts';
import { type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';

/** What became of a route at one place. */
interface Fate {
  readonly refused?: Reason;
  readonly attributes?: PathAttributes;
}

function hungOn(device: string, { line }: LeftOut, now: Fate, otherwise: Fate): WhyStep[] {
  const source = line;
  if (!now.refused && otherwise.refused)
    return [step('passed', device, { code: 'why-line-lets', source }, [step('fact', device, withoutLine(otherwise.refused))])];
  if (now.refused && !otherwise.refused && otherwise.attributes) return [step('stopped', device, { code: 'why-line-stops', source })];
  if (!now.attributes || !otherwise.attributes) return [];
  return attributeChanges(otherwise.attributes, now.attributes).map(({ what, from, to }) =>
    step('changed', device, { code: 'why-line-changes', args: { what, from, to }, source }),
  );
}

/** What would be refused was not: no line has done it. */
function withoutLine({ source: _none, ...reason }: Reason): Reason {
  return reason;
}

/** Lines that have told of themselves what they did are not asked. */
function silent(lines: readonly LeftOut[], told: readonly WhyStep[]): LeftOut[] {
  return lines.filter(({ line }) => !told.some((s) => s.reason.source?.span.line === line.span.line));
}

/** What is said of a neighbor chooses no path, and originates none. */
function ofProcess(scene: Scene, state: SpeakerState): LeftOut[] {
  return scene.leftOut(state.id).filter((l) => l.ofProcess);
}

export function hungOnImport(scene: Scene, state: SpeakerState, peer: string, prefix: Prefix, told: readonly WhyStep[]): WhyStep[] {
  const fate = (of: SpeakerState): Fate | undefined => {
    const outcome = askImport(of, scene.view(state.id), peer, prefix)?.outcome;
    return outcome && ('rejected' in outcome ? { refused: outcome.rejected } : { attributes: outcome.post });
  };
  return hung(scene, state, peer, told, fate);
}

export function hungOnExport(scene: Scene, state: SpeakerState, peer: string, prefix: Prefix, told: readonly WhyStep[]): WhyStep[] {
  const fate = (of: SpeakerState): Fate | undefined => {
    const answer = askExport(of, scene.view(state.id), peer, prefix, true);
    return answer && { ...(answer.refused && { refused: answer.refused }), ...(answer.sent && { attributes: answer.sent }) };
  };
  return hung(scene, state, peer, told, fate);
}

function hung(scene: Scene, state: SpeakerState, peer: string, told: readonly WhyStep[], fate: (of: SpeakerState) => Fate | undefined): WhyStep[] {
  const concerned = [...new Set([...scene.leftOut(state.id), ...scene.leftOut(state.id, peer)])].filter((l) => l.ofProcess || l.peers.has(peer));
  const lines = silent(concerned, told);
  const now = lines.length > 0 ? fate(state) : undefined;
  if (!now) return [];
  return lines.flatMap((l) => {
    const otherwise = fate(l.state);
    return otherwise ? hungOn(state.device, l, now, otherwise) : [];
  });
}

/** Statements that make the prefix, or would: by how many of them come to something. */
export function hungOnOrigins(scene: Scene, state: SpeakerState, prefix: Prefix, told: readonly WhyStep[]): WhyStep[] {
  const lines = silent(ofProcess(scene, state), told);
  if (lines.length === 0) return [];
  const fates = (of: SpeakerState) =>
    askOrigins(of, scene.view(state.id), prefix).map(
      ({ refused, route }): Fate => ({ ...(refused && { refused }), ...(route && { attributes: route.attributes }) }),
    );
  const now = fates(state);
  return lines.flatMap((l) => {
    const otherwise = fates(l.state);
    return otherwise.length === now.length ? now.flatMap((fate, i) => hungOn(state.device, l, fate, otherwise[i] as Fate)) : [];
  });
}

/** What the RIB is handed of a best path: whether anything, at which distance, by which next hops. */
export function hungOnOffer(scene: Scene, state: SpeakerState, prefix: Prefix, told: readonly WhyStep[]): WhyStep[] {
  const lines = silent(ofProcess(scene, state), told);
  const now = lines.length > 0 ? askOffer(state, prefix) : undefined;
  const best = bestOf(entryOf(state, prefix));
  if (!best || lines.length === 0) return [];
  return lines.flatMap(({ line, state: without }) => {
    const otherwise = askOffer(without, prefix);
    if (!now && !otherwise) return [];
    if (!now) return [step('stopped', state.device, { code: 'why-line-withholds', source: line })];
    if (!otherwise) return [step('passed', state.device, { code: 'why-line-installs', source: line })];
    const [is, would] = [now, otherwise].map(
      ({ distance, metric, tag, nextHops }): Readonly<Record<string, string>> => ({
        distance: String(distance),
        metric: String(metric),
        tag: String(tag ?? '–'),
        'next-hop': nextHops.map(hopText).join(', '),
      }),
    );
    return Object.entries(is ?? {}).flatMap(([what, to]) =>
      to === would?.[what] ? [] : [step('changed', state.device, { code: 'why-line-changes', args: { what, from: would?.[what] ?? '', to }, source: line })],
    );
  });
}

function hopText({ ip, interface: out, blackhole, weight }: OfferedNextHop): string {
  const where = [ip === undefined ? undefined : formatIp(ip), out, blackhole].filter((w) => w !== undefined).join(' ');
  return weight === undefined ? where : `${where} (${weight})`;
}

/** F30: a next hop that the default route alone leads to, and the line that lets it, or does not. */
export function hungOnDefault(scene: Scene, state: SpeakerState, path: BgpPath): WhyStep[] {
  const { nextHop } = path.attributes;
  if (path.source.kind !== 'peer' || (path.valid ? path.resolvedBy?.length !== 0 : !onlyByDefault(scene, state, nextHop))) return [];
  const lines = scene.leftOut(state.id).filter((l) => l.viaDefault.includes(isIpv4(nextHop) ? 'ipv4' : 'ipv6'));
  const code = path.valid ? 'why-line-resolves' : 'why-line-resolves-not';
  return lines.map(({ line }) =>
    step(path.valid ? 'passed' : 'stopped', state.device, { code, rules: ['F30'], args: { nextHop: formatIp(nextHop) }, source: line }),
  );
}

function onlyByDefault(scene: Scene, state: SpeakerState, nextHop: Ip): boolean {
  const by = scene
    .rib(state.id)
    ?.matches(nextHop)
    .find(({ value }) => value.some((e) => e.selected && e.installed));
  return by?.prefix.length === 0;
}

/** What in a decision hung on which lines. */
export interface DecisionHung {
  /** By step of the comparison with the runner-up. */
  readonly steps: ReadonlyMap<StepCompared, readonly ConfigRef[]>;
  /** By path: what it would be used for without the line. */
  readonly uses: ReadonlyMap<BgpPath, readonly WhyStep[]>;
}

const WITHOUT: Readonly<Record<PathUse, string>> = { best: 'why-without-best', beside: 'why-without-beside', none: 'why-without-none' };

export function hungOnDecision(
  scene: Scene,
  state: SpeakerState,
  prefix: Prefix,
  compared?: { readonly best: BgpPath; readonly runnerUp: RunnerUp },
): DecisionHung {
  const lines = ofProcess(scene, state);
  const steps = new Map<StepCompared, readonly ConfigRef[]>();
  const uses = new Map<BgpPath, readonly WhyStep[]>();
  for (const path of entryOf(state, prefix)?.paths ?? []) uses.set(path, hungOnDefault(scene, state, path));
  const now = lines.length > 0 ? askUses(state, prefix) : new Map<BgpPath, PathUse>();
  if (now.size < 2) return { steps, uses };
  for (const { line, state: otherwise } of lines) {
    const other = compared ? askComparison(otherwise, prefix, compared.best, compared.runnerUp) : [];
    const at = compared?.runnerUp.steps.find((s, i) => !goesAs(s, other[i]));
    if (at) steps.set(at, [...(steps.get(at) ?? []), line]);
    const then = askUses(otherwise, prefix);
    for (const [path, use] of now) {
      const would = then.get(path);
      if (would === undefined || would === use) continue;
      const mark = use === 'none' ? 'beaten' : 'chosen';
      uses.set(path, [...(uses.get(path) ?? []), step(mark, state.device, { code: WITHOUT[would], source: line })]);
    }
  }
  return { steps, uses };
}

/** The step comes to the same: whoever it favours, and whether it looks at what differs. */
function goesAs(a: StepCompared, b: StepCompared | undefined): boolean {
  return b !== undefined && a.step === b.step && Math.sign(a.order) === Math.sign(b.order) && a.passedOver === b.passedOver;
}
