/**
 * One `aggregate-address` while routes under it come and go (F51). bgpd makes an aggregate anew only when what it would say of origin, path or
 * communities differs from what stands (bgp_route.c bgp_aggregate_info_same), and it compares before the statement's route-map with what stood
 * after it. ATOMIC_AGGREGATE of an `as-set` is looked for when the statement is typed, and is lost when the aggregate is made anew.
 */
import { type PathAttributes, sameAttributes, sameCommunities, samePath } from '../policy/index.ts';
import { aggregateAttributes, type AggregateConfig, type AggregateState, aggregateState, type Contributor, contributorsOf, startsAtomic } from './aggregate.ts';
import { localSubject, shaped } from './originate.ts';
import type { Destination, Path } from './path.ts';
import type { SpeakerConfig } from './types.ts';

export class StandingAggregate {
  private attributes: PathAttributes | undefined;
  private atomic = false;
  /** What contributed when it was last looked at, and how; kept while it is atomic. */
  private seen: ReadonlyMap<Path, Contributor> = new Map();

  constructor(public config: AggregateConfig) {}

  /** The statement is typed, on a table that may hold routes already. */
  type(destinations: Iterable<Destination>): void {
    this.atomic = startsAtomic(this.config, destinations);
    if (this.atomic) this.seen = byPath(contributorsOf(this.config.prefix, destinations));
  }

  /** What it does now. */
  review(destinations: Iterable<Destination>, speaker: SpeakerConfig): AggregateState {
    const contributors = contributorsOf(this.config.prefix, destinations);
    if (this.atomic && this.attributes) this.replay(contributors, speaker);
    const state = aggregateState(this.config, contributors, speaker, (all) => this.made(all, speaker));
    this.attributes = state.attributes;
    return state;
  }

  /** bgpd goes by one route at a time, and takes a route that has changed out before it puts it in again (bgp_aggregate_decrement, _increment). */
  private replay(contributors: readonly Contributor[], speaker: SpeakerConfig): void {
    const now = byPath(contributors);
    const there = new Map(this.seen);
    for (const path of new Set([...this.seen.keys(), ...now.keys()])) {
      const [before, after] = [this.seen.get(path), now.get(path)];
      if (before && after && sameAttributes(before.attributes, after.attributes)) continue;
      if (before && there.delete(path)) this.step([...there.values()], speaker);
      if (after) this.step([...there.set(path, after).values()], speaker);
    }
    this.seen = now;
  }

  private step(contributors: readonly Contributor[], speaker: SpeakerConfig): void {
    const kept = contributors.length > 0 && this.attributes && saysTheSame(this.raw(contributors, speaker), this.attributes);
    if (!kept) this.atomic = false;
  }

  private raw(contributors: readonly Contributor[], speaker: SpeakerConfig): PathAttributes {
    return aggregateAttributes(this.config, contributors, speaker, this.atomic);
  }

  private made(contributors: readonly Contributor[], speaker: SpeakerConfig): PathAttributes | undefined {
    const raw = this.raw(contributors, speaker);
    const { attributes: standing } = this;
    if (standing && saysTheSame(raw, standing) && standing.atomicAggregate === raw.atomicAggregate) return standing;
    return shaped(localSubject(this.config.prefix, raw, speaker), this.config.routeMap, speaker);
  }
}

function byPath(contributors: readonly Contributor[]): Map<Path, Contributor> {
  return new Map(contributors.map((c) => [c.path, c]));
}

function saysTheSame(a: PathAttributes, b: PathAttributes): boolean {
  return a.origin === b.origin && samePath(a.asPath, b.asPath) && sameCommunities(a, b);
}
