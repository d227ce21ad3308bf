/**
 * The decision process (RFC 4271 §9.1.2.2; FRR doc/user/bgp.rst "Route Selection"; bgpd/bgp_route.c bgp_path_info_cmp;
 * F36–F44): named steps in order, one list a vendor. A step is negative when the first of two paths is better.
 */
import { compareIp, formatIp, type Ip } from '../ip/index.ts';
import { LLGR_STALE, neighborAsn, neighborConfedAsn, type PathAttributes, pathLength } from '../policy/index.ts';
import { isIbgp } from './session.ts';
import type { DecisionStep, PeerType, SpeakerConfig } from './types.ts';

/** What the steps look at. */
export interface Candidate {
  readonly attributes: PathAttributes;
  /** How the peer stands to us; a route of our own has none. */
  readonly type: PeerType | 'local';
  /** 0 where it is not known. */
  readonly igpMetric: number;
  /** The peer's, or our own for a local route. */
  readonly routerId: number;
  readonly remoteAs: number;
  readonly peerAddress?: Ip | undefined;
  /** It was the best before this decision. */
  readonly selected: boolean;
  /** `maximum-paths ibgp N equal-cluster-length` is set. */
  readonly equalClusterLength: boolean;
}

/** F43, word for word. */
export type SelectionReason =
  | 'Nothing to Select'
  | 'First path received'
  | 'Weight'
  | 'Local Pref'
  | 'Local Route'
  | 'Confederation based AS Path'
  | 'AS Path'
  | 'Origin'
  | 'MED'
  | 'Peer Type'
  | 'Confed Peer Type'
  | 'IGP Metric'
  | 'Older Path'
  | 'Router ID'
  | 'Cluster length'
  | 'Path Staleness'
  | 'Locally configured route'
  | 'Neighbor IP'
  | 'Nothing left to compare';

type Compare = (a: Candidate, b: Candidate, speaker: SpeakerConfig) => number;

interface Step {
  readonly reason: SelectionReason | ((speaker: SpeakerConfig) => SelectionReason);
  readonly compare: Compare;
  /** Steps from here on break ties between paths that may be used side by side (F44). */
  readonly tieBreak?: boolean;
  /** What a path brings to the step, for those who ask why. */
  readonly value: (c: Candidate, speaker: SpeakerConfig) => string | number;
  /** Said where the step looks at nothing unless something is configured or carried. */
  readonly idle?: (a: Candidate, b: Candidate, speaker: SpeakerConfig) => boolean;
}

const ORIGIN = { igp: 0, egp: 1, incomplete: 2 } as const;
const routerIdOf = (c: Candidate) => c.attributes.originatorId ?? c.routerId;
const localFirst = (c: Candidate) => (c.peerAddress === undefined ? 0 : 1);
const isStale = (c: Candidate) => Number(c.attributes.communities.includes(LLGR_STALE));

const STEPS: Readonly<Record<DecisionStep, Step>> = {
  'llgr-stale': {
    reason: 'Path Staleness',
    idle: (a, b) => isStale(a) + isStale(b) === 0,
    value: (c) => (isStale(c) ? 'stale' : 'fresh'),
    compare: (a, b) => isStale(a) - isStale(b),
  },
  weight: { reason: 'Weight', value: (c) => c.attributes.weight, compare: (a, b) => b.attributes.weight - a.attributes.weight },
  'local-pref': { reason: 'Local Pref', value: localPref, compare: (a, b, s) => localPref(b, s) - localPref(a, s) },
  'local-route': {
    reason: 'Local Route',
    value: (c) => (c.type === 'local' ? 'local' : 'learned'),
    compare: (a, b) => Number(b.type === 'local') - Number(a.type === 'local'),
  },
  'as-path': {
    reason: (s) => (s.bestpath.asPathConfed ? 'Confederation based AS Path' : 'AS Path'),
    value: (c, s) => pathLength(c.attributes.asPath, s.bestpath.asPathConfed),
    compare: comparePathLength,
  },
  origin: { reason: 'Origin', value: (c) => c.attributes.origin, compare: (a, b) => ORIGIN[a.attributes.origin] - ORIGIN[b.attributes.origin] },
  med: { reason: 'MED', value: medOf, compare: compareMed },
  'peer-type': {
    reason: 'Peer Type',
    value: (c) => c.type,
    compare: (a, b) => Number(b.type === 'external' && a.type !== 'local') - Number(a.type === 'external' && b.type !== 'local'),
  },
  'igp-metric': { reason: 'IGP Metric', value: (c) => c.igpMetric, compare: (a, b) => a.igpMetric - b.igpMetric },
  // Only with `equal-cluster-length`; reported as the step before it, whose metric FRR overwrites with the length (F43).
  'ibgp-cluster-length': {
    reason: 'IGP Metric',
    idle: (a) => !a.equalClusterLength,
    value: (c) => c.attributes.clusterList.length,
    compare: (a, b) => (a.equalClusterLength && ibgp(a) && ibgp(b) ? a.attributes.clusterList.length - b.attributes.clusterList.length : 0),
  },
  'confed-peer-type': { reason: 'Confed Peer Type', idle: (_a, _b, s) => !s.confederation, value: (c) => c.type, compare: compareConfedType },
  'older-path': { reason: 'Older Path', tieBreak: true, value: (c) => (c.selected ? 'in use' : 'newer'), compare: compareAge },
  'router-id': { reason: 'Router ID', tieBreak: true, value: (c) => formatIp(routerIdOf(c) as Ip), compare: (a, b) => routerIdOf(a) - routerIdOf(b) },
  'cluster-length': {
    reason: 'Cluster length',
    tieBreak: true,
    value: (c) => c.attributes.clusterList.length,
    compare: (a, b) => a.attributes.clusterList.length - b.attributes.clusterList.length,
  },
  'local-configured': {
    reason: 'Locally configured route',
    tieBreak: true,
    value: (c) => (c.type === 'local' ? 'local' : 'learned'),
    compare: (a, b) => localFirst(a) - localFirst(b),
  },
  'lower-address': { reason: 'Neighbor IP', tieBreak: true, value: addressText, compare: compareAddress },
  'higher-address': { reason: 'Neighbor IP', tieBreak: true, value: addressText, compare: (a, b) => compareAddress(b, a) },
};

function localPref(c: Candidate, speaker: SpeakerConfig): number {
  return c.attributes.localPref ?? speaker.defaultLocalPreference;
}

/** F37. */
function comparePathLength(a: Candidate, b: Candidate, speaker: SpeakerConfig): number {
  if (speaker.bestpath.asPathIgnore) return 0;
  const confed = speaker.bestpath.asPathConfed;
  return pathLength(a.attributes.asPath, confed) - pathLength(b.attributes.asPath, confed);
}

/** F38. */
function compareMed(a: Candidate, b: Candidate, speaker: SpeakerConfig): number {
  if (!medComparable(a.attributes, b.attributes, speaker)) return 0;
  return medOf(a, speaker) - medOf(b, speaker);
}

function medOf(c: Candidate, speaker: SpeakerConfig): number {
  return c.attributes.med ?? (speaker.bestpath.medMissingAsWorst ? 4294967295 : 0);
}

/** F38: the same neighboring AS, or nothing but our own AS or confederation between us. */
export function medComparable(a: PathAttributes, b: PathAttributes, speaker: SpeakerConfig): boolean {
  if (speaker.alwaysCompareMed) return true;
  const left = neighborAsn(a.asPath);
  if (left !== undefined && left === neighborAsn(b.asPath)) return true;
  const member = neighborConfedAsn(a.asPath);
  if (member !== undefined && member === neighborConfedAsn(b.asPath)) return true;
  // Nothing but our own AS between us, confederation members not counted.
  return pathLength(a.asPath) === 0 && pathLength(b.asPath) === 0;
}

function ibgp(c: Candidate): boolean {
  return c.type !== 'local' && isIbgp(c.type);
}

function compareConfedType(a: Candidate, b: Candidate, speaker: SpeakerConfig): number {
  if (!speaker.confederation) return 0;
  if (a.type === 'confed-external' && ibgp(b)) return -1;
  return b.type === 'confed-external' && ibgp(a) ? 1 : 0;
}

/** F41: of two eBGP paths the one that is in use keeps its place. */
function compareAge(a: Candidate, b: Candidate, speaker: SpeakerConfig): number {
  if (speaker.bestpath.compareRouterId || a.type !== 'external' || b.type !== 'external') return 0;
  return Number(b.selected) - Number(a.selected);
}

function compareAddress(a: Candidate, b: Candidate): number {
  return a.peerAddress === undefined || b.peerAddress === undefined ? 0 : compareIp(a.peerAddress, b.peerAddress);
}

function addressText(c: Candidate): string {
  return c.peerAddress === undefined ? 'local' : formatIp(c.peerAddress);
}

/** F36. */
const FRR: readonly DecisionStep[] = [
  'llgr-stale',
  'weight',
  'local-pref',
  'local-route',
  'as-path',
  'origin',
  'med',
  'peer-type',
  // Numbered tenth in bgp_path_info_cmp, after the IGP metric, but what it finds is returned before what the metric has.
  'confed-peer-type',
  'igp-metric',
  'ibgp-cluster-length',
  'older-path',
  'router-id',
  'cluster-length',
  'local-configured',
  'lower-address',
];

const LISTS: Readonly<Record<Exclude<SpeakerConfig['profile']['decision'], readonly DecisionStep[]>, readonly DecisionStep[]>> = {
  frr: FRR,
  ios: FRR,
  // Ties: as at Route Server below (a chain of gateways was published whose tables show it too, with one exception).
  'azure-gateway': FRR.map((step) => (step === 'router-id' ? 'higher-address' : step)),
  msee: FRR,
  // A132: MED does not break ties at Route Server. A82: of two equal gateway routes that of the higher address is reflected.
  'azure-route-server': ['local-pref', 'local-route', 'as-path', 'origin', 'peer-type', 'higher-address'],
};

export function decisionSteps(speaker: SpeakerConfig): readonly DecisionStep[] {
  const { decision } = speaker.profile;
  return typeof decision === 'string' ? LISTS[decision] : decision;
}

/** Two paths compared. */
export interface Comparison {
  /** −1 when the first is better, 1 when the second is. */
  readonly order: -1 | 1;
  readonly reason: SelectionReason;
  readonly step?: DecisionStep;
  /** They differ, if at all, only in what breaks ties. */
  readonly tied: boolean;
}

/** A step of a speaker's list, with the comparisons that it can end: a path of a large table keeps one, so there is one object of each. */
interface PlannedStep {
  readonly step: Step;
  /** What kind of peer a path is from. */
  readonly isKind: boolean;
  readonly first: Comparison;
  readonly second: Comparison;
}

const plans = new WeakMap<SpeakerConfig, readonly PlannedStep[]>();

function planOf(speaker: SpeakerConfig): readonly PlannedStep[] {
  const known = plans.get(speaker);
  if (known) return known;
  const plan = decisionSteps(speaker).map((name): PlannedStep => {
    const step = STEPS[name];
    const reason = typeof step.reason === 'string' ? step.reason : step.reason(speaker);
    const outcome = (order: -1 | 1): Comparison => ({ order, reason, step: name, tied: step.tieBreak === true });
    return { step, isKind: name === 'peer-type' || name === 'confed-peer-type', first: outcome(-1), second: outcome(1) };
  });
  plans.set(speaker, plan);
  return plan;
}

/** Nothing tells the two apart. */
const ALIKE: Comparison = { order: -1, reason: 'Nothing left to compare', tied: true };

/** The first step that tells two paths apart. */
export function comparePaths(a: Candidate, b: Candidate, speaker: SpeakerConfig): Comparison {
  let held: Comparison | undefined;
  for (const { step, isKind, first, second } of planOf(speaker)) {
    if (held && step.tieBreak) break;
    const order = step.compare(a, b, speaker);
    if (order === 0) continue;
    if (held && !isKind) return held;
    const comparison = order < 0 ? first : second;
    if (!isKind || !speaker.bestpath.peerTypeMultipathRelax) return comparison;
    held = comparison;
  }
  // F44: with `peer-type multipath-relax` the kind of peer decides, but does not keep the two from sharing the load.
  return held ? { ...held, tied: true } : ALIKE;
}

/** One step of the comparison of two paths, with what each brings to it. */
export interface StepCompared {
  readonly step: DecisionStep;
  /** FRR's word. */
  readonly reason: SelectionReason;
  readonly first: string | number;
  readonly second: string | number;
  /** Negative when the first is better. */
  readonly order: number;
  /** The two differ, and the step does not look at it: MEDs of different neighboring ASes, ages under compare-routerid. */
  readonly passedOver: boolean;
}

/** The steps up to and with the one that tells two paths apart. */
export function compareInSteps(a: Candidate, b: Candidate, speaker: SpeakerConfig): StepCompared[] {
  const out: StepCompared[] = [];
  for (const name of decisionSteps(speaker)) {
    const step = STEPS[name];
    if (step.idle?.(a, b, speaker)) continue;
    const order = step.compare(a, b, speaker);
    const first = step.value(a, speaker);
    const second = step.value(b, speaker);
    const reason = typeof step.reason === 'string' ? step.reason : step.reason(speaker);
    out.push({ step: name, reason, first, second, order, passedOver: order === 0 && first !== second });
    if (order !== 0) break;
  }
  return out;
}

/** F44: whether tied paths may share the load, by their AS paths. */
export function mayShare(a: Candidate, b: Candidate, speaker: SpeakerConfig, samePath: boolean): boolean {
  if (speaker.bestpath.multipathRelax) return true;
  if (ibgp(a)) return samePath;
  return a.remoteAs === b.remoteAs;
}
