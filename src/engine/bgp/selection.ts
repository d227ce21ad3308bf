/**
 * Choosing among the paths of one prefix (F39–F44; bgpd/bgp_route.c bgp_best_selection): one pass over the list, newest
 * first, or a pass per neighboring AS before it with deterministic-med; then the paths that may be used beside the best.
 */
import { compareIp } from '../ip/index.ts';
import { leftmostAsn, neighborAsn, neighborConfedAsn, type PathAttributes, samePath } from '../policy/index.ts';
import { type Candidate, type Comparison, comparePaths, mayShare, type SelectionReason } from './decision.ts';
import { isIbgp } from './session.ts';
import type { SpeakerConfig } from './types.ts';

/** A path that takes part; `path` is the caller's own. */
export interface Contender<P> extends Candidate {
  readonly path: P;
  /** Identity of the next hop: paths that share it are one way only (F44). */
  readonly way: number | bigint | string;
}

export interface Selection<P> {
  readonly best: P;
  /** Paths used, the best included; empty unless there are several. */
  readonly multipath: readonly P[];
  readonly reason: SelectionReason;
  /** In the order of the contenders: how each that is not best lost against the best. */
  readonly lost: readonly (Comparison | undefined)[];
  /** With deterministic-med: the winner of each neighboring AS, by that AS. */
  readonly groupWinners: ReadonlyMap<P, number>;
}

export interface PathLimits {
  readonly external: number;
  readonly internal: number;
}

/** Chooses among valid paths, the newest first; undefined when there are none. */
export function selectPath<P>(contenders: readonly Contender<P>[], speaker: SpeakerConfig, limits: PathLimits): Selection<P> | undefined {
  if (contenders.length === 0) return undefined;
  if (contenders.length === 1) {
    const [{ path, attributes }] = contenders as readonly [Contender<P>];
    return selectOnly(path, attributes, speaker);
  }
  const pass = new Pass(speaker);
  const finalists = speaker.deterministicMed ? groupWinners(contenders, pass) : contenders;
  const best = pass.winner(finalists) as Contender<P>;
  const tied = limits.external > 1 || limits.internal > 1 ? sideBySide(contenders, best, pass) : [];
  const limit = best.type !== 'local' && isIbgp(best.type) ? limits.internal : limits.external;
  // One path a next hop, that of the lowest peer; of too many, the lowest next hops (bgp_mpath.c bgp_path_info_mpath_cmp).
  const ways = tied.length < 2 ? tied : tied.toSorted(compareWays).filter((c, i, all) => all.findIndex((o) => o.way === c.way) === i);
  const chosen = ways.slice(0, Math.max(0, limit - 1));
  const lost = contenders.map((c) => (c === best ? undefined : pass.outcome(c, best)));
  return {
    best: best.path,
    multipath: chosen.length > 0 ? [best.path, ...chosen.map((c) => c.path)] : NONE,
    reason: pass.reason,
    lost,
    groupWinners: speaker.deterministicMed ? new Map(finalists.map((c) => [c.path, leftmostAsn(c.attributes.asPath) ?? 0])) : NO_WINNERS,
  };
}

/** What most prefixes of a table have: a single path, and nothing to compare. */
export function selectOnly<P>(path: P, attributes: PathAttributes, speaker: SpeakerConfig): Selection<P> {
  const groupWinners = speaker.deterministicMed ? new Map([[path, leftmostAsn(attributes.asPath) ?? 0]]) : NO_WINNERS;
  return { best: path, multipath: NONE, reason: 'First path received', lost: NONE, groupWinners };
}

const NONE: readonly never[] = [];
const NO_WINNERS = new Map<never, number>();

/** One run of comparisons, which remembers why the last was decided (F43). */
class Pass {
  reason: SelectionReason = 'Nothing to Select';
  /** The pair that was compared last: most prefixes have two paths, which are asked about once for each use. */
  private first: Candidate | undefined;
  private second: Candidate | undefined;
  private last: Comparison | undefined;

  constructor(readonly speaker: SpeakerConfig) {}

  compare(a: Candidate, b: Candidate): Comparison {
    const comparison = this.outcome(a, b);
    // bgpd 8.4.4 has no word for this step, and shows that of the comparison before (bgp_route.c bgp_path_info_cmp).
    if (comparison.step !== 'llgr-stale') this.reason = comparison.reason;
    return comparison;
  }

  /** Which of two is better, without a trace in the reason. */
  outcome(a: Candidate, b: Candidate): Comparison {
    if (this.last && a === this.first && b === this.second) return this.last;
    this.first = a;
    this.second = b;
    this.last = comparePaths(a, b, this.speaker);
    return this.last;
  }

  /** Of two paths that nothing tells apart, by which one peer sends several of a prefix, the older stays (bgp_path_info_cmp). */
  wins(later: Candidate, best: Candidate): boolean {
    return this.compare(later, best).order < 0;
  }

  /** F39: each in turn against the best so far. */
  winner<C extends Candidate>(list: readonly C[]): C | undefined {
    let best: C | undefined;
    for (const c of list) {
      if (!best) {
        if (this.reason === 'Nothing to Select') this.reason = 'First path received';
        best = c;
      } else if (this.wins(c, best)) best = c;
    }
    return best;
  }
}

/** F39: the best of each neighboring AS, in the list's order. */
function groupWinners<P>(contenders: readonly Contender<P>[], pass: Pass): Contender<P>[] {
  const grouped = new Set<Contender<P>>();
  const winners = new Set<Contender<P>>();
  for (const [i, first] of contenders.entries()) {
    if (grouped.has(first)) continue;
    let best = first;
    for (const other of contenders.slice(i + 1)) {
      if (grouped.has(other) || !sameNeighbor(first, other)) continue;
      grouped.add(other);
      if (pass.wins(other, best)) best = other;
    }
    winners.add(best);
  }
  return contenders.filter((c) => winners.has(c));
}

function sameNeighbor(a: Candidate, b: Candidate): boolean {
  // Routes of this AS are one group (bgpd/bgp_aspath.c aspath_cmp_left).
  if (a.attributes.asPath.length === 0 && b.attributes.asPath.length === 0) return true;
  const left = neighborAsn(a.attributes.asPath);
  if (left !== undefined && left === neighborAsn(b.attributes.asPath)) return true;
  const member = neighborConfedAsn(a.attributes.asPath);
  return member !== undefined && member === neighborConfedAsn(b.attributes.asPath);
}

/** F44: those that tie with the best and lead another way; every comparison made here counts for the reason. */
function sideBySide<P>(contenders: readonly Contender<P>[], best: Contender<P>, pass: Pass): Contender<P>[] {
  return contenders.filter((c) => {
    if (c === best || c.way === best.way) return false;
    const { tied } = pass.compare(c, best);
    return tied && mayShare(c, best, pass.speaker, samePath(c.attributes.asPath, best.attributes.asPath));
  });
}

function compareWays<P>(a: Contender<P>, b: Contender<P>): number {
  const byNextHop = compareIp(a.attributes.nextHop, b.attributes.nextHop);
  if (byNextHop !== 0) return byNextHop;
  return a.peerAddress === undefined || b.peerAddress === undefined ? 0 : compareIp(a.peerAddress, b.peerAddress);
}
