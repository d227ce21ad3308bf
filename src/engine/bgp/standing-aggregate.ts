/**
 * One `aggregate-address` while routes under it come and go (F51). bgpd makes an aggregate anew only when what it would say of origin, path or
 * communities differs from what stands (bgp_route.c bgp_aggregate_info_same), and it compares before the statement's route-map and graceful shutdown
 * with what stood after them. ATOMIC_AGGREGATE of an `as-set` is looked for when the statement is typed, and is lost when the aggregate is made anew.
 *
 * What it compares with is the first path of the prefix, whoever's that is (bgp_aggregate_install): the newest. Where a neighbor has told the very prefix since,
 * the aggregate is made anew by the next route under it that changes, and is a new path; where that route says the same, it is not made at all.
 */
import { type PathAttributes, sameAttributes, sameCommunities, samePath } from '../policy/index.ts';
import {
  aggregateAttributes,
  type AggregateConfig,
  type AggregateState,
  aggregateState,
  type Contributor,
  contributorsOf,
  matchesMed,
  SAID_BY_ANOTHER,
  startsAtomic,
} from './aggregate.ts';
import { localSubject, shaped } from './originate.ts';
import type { Destination, Path } from './path.ts';
import { RefusedAggregate } from './refused-aggregate.ts';
import type { SpeakerConfig } from './types.ts';

export class StandingAggregate {
  private attributes: PathAttributes | undefined;
  private atomic = false;
  /** What contributed when it was last looked at, and how. */
  private seen: readonly Contributor[] = [];
  private readonly refused = new RefusedAggregate();
  /** bgpd goes through all that contributes at once, and compares once: the statement was typed, or its map has changed (bgp_aggregate_route). */
  private isAsked = false;
  private isNew = false;

  constructor(public config: AggregateConfig) {}

  /** The statement is typed, on a table that may hold routes already. */
  type(destinations: Iterable<Destination>): void {
    this.atomic = startsAtomic(this.config, destinations);
    this.seen = contributorsOf(this.config.prefix, destinations);
    this.isAsked = true;
  }

  /** What it does now. `first`: the first path of its prefix. */
  review(destinations: Iterable<Destination>, first: Path | undefined, speaker: SpeakerConfig): AggregateState {
    const contributors = contributorsOf(this.config.prefix, destinations);
    this.isNew = false;
    const state = aggregateState(this.config, contributors, speaker, (all) => this.made(all, first, speaker));
    this.isAsked = false;
    this.attributes = state.attributes;
    if (state.stands) this.refused.stands(contributors, state.suppresses);
    else this.refused.review(byPath(this.seen), byPath(contributors), this.config, speaker);
    this.seen = contributors;
    return state.stands ? { ...state, isNew: this.isNew } : { suppresses: this.refused.suppresses };
  }

  /** The timer for route-maps counts it anew (bgp_routemap.c bgp_route_map_process_update). */
  countAnew(): void {
    if (!this.attributes) this.refused.forget();
    this.isAsked = true;
  }

  private made(contributors: readonly Contributor[], first: Path | undefined, speaker: SpeakerConfig): PathAttributes | typeof SAID_BY_ANOTHER | undefined {
    if (first && first.origination?.kind !== 'aggregate') return this.besides(first, contributors, speaker);
    return this.byItself(contributors, speaker);
  }

  /** Its prefix has a newer path, which is not its own. */
  private besides(first: Path, contributors: readonly Contributor[], speaker: SpeakerConfig): PathAttributes | typeof SAID_BY_ANOTHER | undefined {
    let { attributes: standing } = this;
    const said = (there: readonly Contributor[]) => first.valid && saysTheSame(this.raw(there, speaker), first.attributes);
    let isMade = this.isAsked && !said(contributors);
    for (const there of this.isAsked ? [] : this.changes(contributors)) {
      if (there.length === 0 || !matchesMed(this.config, there, speaker)) standing = undefined;
      else if (!said(there)) isMade = true;
      if (isMade) break;
    }
    if (!isMade) return standing ?? SAID_BY_ANOTHER;
    this.atomic = this.isAsked && this.atomic;
    this.isNew = true;
    return shaped(localSubject(this.config.prefix, this.raw(contributors, speaker), speaker), this.config.routeMap, speaker);
  }

  private byItself(contributors: readonly Contributor[], speaker: SpeakerConfig): PathAttributes | undefined {
    const anew = () => shaped(localSubject(this.config.prefix, this.raw(contributors, speaker), speaker), this.config.routeMap, speaker);
    const { attributes: standing } = this;
    if (!standing) return anew();
    if (saysTheSame(this.raw(contributors, speaker), standing)) {
      const now = this.atomic ? undefined : anew();
      // Most often it would be as it stands, and nobody need know whether it is made anew.
      if ((now && sameAttributes(now, standing)) || this.outlasts(contributors, standing, speaker)) return standing;
    }
    this.atomic = false;
    return anew();
  }

  /**
   * Whether it stands through what has changed: bgpd goes by one route at a time, and takes a route that has changed out before it puts it in again
   * (bgp_aggregate_decrement, _increment).
   */
  private outlasts(contributors: readonly Contributor[], standing: PathAttributes, speaker: SpeakerConfig): boolean {
    for (const there of this.changes(contributors)) if (there.length === 0 || !saysTheSame(this.raw(there, speaker), standing)) return false;
    return true;
  }

  /** What contributes after each of the changes since it was last looked at. */
  private *changes(contributors: readonly Contributor[]): Generator<readonly Contributor[]> {
    const now = byPath(contributors);
    const seen = byPath(this.seen);
    const there = new Map(seen);
    for (const path of new Set([...seen.keys(), ...now.keys()])) {
      const [before, after] = [seen.get(path), now.get(path)];
      if (before && after && sameAttributes(before.attributes, after.attributes)) continue;
      if (before && there.delete(path)) yield [...there.values()];
      if (after && there.set(path, after)) yield [...there.values()];
    }
  }

  private raw(contributors: readonly Contributor[], speaker: SpeakerConfig): PathAttributes {
    return aggregateAttributes(this.config, contributors, speaker, this.atomic);
  }
}

function byPath(contributors: readonly Contributor[]): Map<Path, Contributor> {
  return new Map(contributors.map((c) => [c.path, c]));
}

function saysTheSame(a: PathAttributes, b: PathAttributes): boolean {
  return a.origin === b.origin && samePath(a.asPath, b.asPath) && sameCommunities(a, b);
}
