/**
 * The decision process (RFC 4271 §9.1.2.2; FRR doc/user/bgp.rst "Route Selection"; F36–F45): named comparators in order,
 * one list a vendor. A comparator is negative when the first path is better.
 */
import { compareIp } from '../ip/index.ts';
import { neighborAsn, type PathAttributes, pathLength } from '../policy/index.ts';
import type { SpeakerConfig } from './types.ts';

/** What the comparators look at. */
export interface Candidate {
  readonly attributes: PathAttributes;
  readonly local: boolean;
  readonly type: 'external' | 'internal' | 'confed-external' | 'confed-internal' | 'local';
  readonly igpMetric: number;
  readonly routerId: number;
  readonly peerAddress: number | bigint;
  readonly arrival: number;
}

interface Step {
  /** FRR's word for it (F43). */
  readonly reason: string;
  readonly compare: (a: Candidate, b: Candidate, speaker: SpeakerConfig) => number;
  /** Steps from here on do not keep paths from being equal for multipath (F44). */
  readonly afterMultipath?: boolean;
}

const ORIGIN = { igp: 0, egp: 1, incomplete: 2 } as const;

const weight: Step = { reason: 'Weight', compare: (a, b) => b.attributes.weight - a.attributes.weight };
const localPref: Step = {
  reason: 'Local Pref',
  compare: (a, b, s) => (b.attributes.localPref ?? s.defaultLocalPreference) - (a.attributes.localPref ?? s.defaultLocalPreference),
};
const localRoute: Step = { reason: 'Local Route', compare: (a, b) => Number(b.local) - Number(a.local) };
const asPath: Step = {
  reason: 'AS Path',
  compare: (a, b, s) =>
    s.bestpath.asPathIgnore ? 0 : pathLength(a.attributes.asPath, s.bestpath.asPathConfed) - pathLength(b.attributes.asPath, s.bestpath.asPathConfed),
};
const origin: Step = { reason: 'Origin', compare: (a, b) => ORIGIN[a.attributes.origin] - ORIGIN[b.attributes.origin] };
/** F38. */
const med: Step = {
  reason: 'MED',
  compare: (a, b, s) => {
    const comparable = s.alwaysCompareMed || neighborAsn(a.attributes.asPath) === neighborAsn(b.attributes.asPath);
    const missing = s.bestpath.medMissingAsWorst ? 4294967295 : 0;
    return comparable ? (a.attributes.med ?? missing) - (b.attributes.med ?? missing) : 0;
  },
};
const peerType: Step = { reason: 'Peer Type', compare: (a, b) => Number(a.type === 'internal') - Number(b.type === 'internal') };
const igp: Step = { reason: 'IGP Metric', compare: (a, b) => a.igpMetric - b.igpMetric };
const older: Step = {
  reason: 'Older Path',
  afterMultipath: true,
  compare: (a, b, s) => (s.bestpath.compareRouterId || a.type !== 'external' || b.type !== 'external' ? 0 : a.arrival - b.arrival),
};
const routerId: Step = {
  reason: 'Router ID',
  afterMultipath: true,
  compare: (a, b) => (a.attributes.originatorId ?? a.routerId) - (b.attributes.originatorId ?? b.routerId),
};
const clusterLength: Step = {
  reason: 'Cluster length',
  afterMultipath: true,
  compare: (a, b) => a.attributes.clusterList.length - b.attributes.clusterList.length,
};
const lowerAddress: Step = { reason: 'Neighbor IP', afterMultipath: true, compare: (a, b) => compareIp(a.peerAddress as never, b.peerAddress as never) };
/** A82: of two equal gateway routes Route Server reflects that of the higher address. */
const higherAddress: Step = { ...lowerAddress, compare: (a, b) => compareIp(b.peerAddress as never, a.peerAddress as never) };

const FRR = [weight, localPref, localRoute, asPath, origin, med, peerType, igp, older, routerId, clusterLength, lowerAddress];
const DECISIONS: Readonly<Record<SpeakerConfig['profile']['decision'], readonly Step[]>> = {
  frr: FRR,
  ios: FRR,
  'azure-gateway': FRR,
  msee: FRR,
  // A132: MED does not break ties at Route Server.
  'azure-route-server': [localPref, localRoute, asPath, origin, peerType, higherAddress],
};

export interface Choice {
  readonly best: number;
  readonly multipath: readonly number[];
  readonly reason: string;
  /** For each candidate that is not best: the reason it lost. */
  readonly lost: ReadonlyMap<number, string>;
}

/** Chooses among valid candidates; undefined when there are none. */
export function selectBest(
  candidates: readonly Candidate[],
  speaker: SpeakerConfig,
  maximumPaths: { readonly external: number; readonly internal: number },
): Choice | undefined {
  if (candidates.length === 0) return undefined;
  const steps = DECISIONS[speaker.profile.decision];
  let best = 0;
  for (let i = 1; i < candidates.length; i++) if (compare(candidates[i] as Candidate, candidates[best] as Candidate, steps, speaker).order < 0) best = i;
  const winner = candidates[best] as Candidate;
  const lost = new Map<number, string>();
  const equal: number[] = [];
  for (const [i, c] of candidates.entries()) {
    if (i === best) continue;
    const verdict = compare(winner, c, steps, speaker);
    lost.set(i, verdict.reason);
    if (verdict.afterMultipath && multipathable(winner, c, speaker)) equal.push(i);
  }
  const limit = winner.type === 'external' ? maximumPaths.external : maximumPaths.internal;
  const multipath = equal.length > 0 && limit > 1 ? [best, ...equal].slice(0, limit) : [];
  const reasons = [...lost.values()];
  return { best, multipath, lost, reason: reasons[reasons.length - 1] ?? 'First path received' };
}

function compare(a: Candidate, b: Candidate, steps: readonly Step[], speaker: SpeakerConfig): { order: number; reason: string; afterMultipath: boolean } {
  for (const step of steps) {
    const order = step.compare(a, b, speaker);
    if (order !== 0) return { order, reason: step.reason, afterMultipath: step.afterMultipath ?? false };
  }
  return { order: 0, reason: 'Nothing left to compare', afterMultipath: true };
}

/** F44. */
function multipathable(best: Candidate, other: Candidate, speaker: SpeakerConfig): boolean {
  if (best.local || other.local || best.attributes.nextHop === other.attributes.nextHop || best.type !== other.type) return false;
  if (speaker.bestpath.multipathRelax) return true;
  if (best.type === 'external') return neighborAsn(best.attributes.asPath) === neighborAsn(other.attributes.asPath);
  return JSON.stringify(best.attributes.asPath) === JSON.stringify(other.attributes.asPath);
}
