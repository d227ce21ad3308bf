/**
 * One `aggregate-address` while routes under it come and go (F51). bgpd makes an aggregate anew only when what it would say of origin, path or
 * communities differs from what stands (bgp_route.c bgp_aggregate_info_same), and it compares before the statement's route-map and graceful shutdown
 * with what stood after them. ATOMIC_AGGREGATE of an `as-set` is looked for when the statement is typed, and is lost when the aggregate is made anew.
 */
import { type PathAttributes, sameAttributes, sameCommunities, samePath } from '../policy/index.ts';
import { aggregateAttributes, type AggregateConfig, type AggregateState, aggregateState, type Contributor, contributorsOf, startsAtomic } from './aggregate.ts';
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

  constructor(public config: AggregateConfig) {}

  /** The statement is typed, on a table that may hold routes already. */
  type(destinations: Iterable<Destination>): void {
    this.atomic = startsAtomic(this.config, destinations);
    this.seen = contributorsOf(this.config.prefix, destinations);
  }

  /** What it does now. */
  review(destinations: Iterable<Destination>, speaker: SpeakerConfig): AggregateState {
    const contributors = contributorsOf(this.config.prefix, destinations);
    const state = aggregateState(this.config, contributors, speaker, (all) => this.made(all, speaker));
    this.attributes = state.attributes;
    if (state.attributes) this.refused.stands(contributors, state.suppresses);
    else this.refused.review(byPath(this.seen), byPath(contributors), this.config, speaker);
    this.seen = contributors;
    return state.attributes ? state : { suppresses: this.refused.suppresses };
  }

  /** The timer for route-maps counts it anew (bgp_routemap.c bgp_route_map_process_update). */
  countAnew(): void {
    if (!this.attributes) this.refused.forget();
  }

  private made(contributors: readonly Contributor[], speaker: SpeakerConfig): PathAttributes | undefined {
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
    const now = byPath(contributors);
    const seen = byPath(this.seen);
    const there = new Map(seen);
    const stands = (): boolean => there.size > 0 && saysTheSame(this.raw([...there.values()], speaker), standing);
    for (const path of new Set([...seen.keys(), ...now.keys()])) {
      const [before, after] = [seen.get(path), now.get(path)];
      if (before && after && sameAttributes(before.attributes, after.attributes)) continue;
      if (before && there.delete(path) && !stands()) return false;
      if (after && there.set(path, after) && !stands()) return false;
    }
    return true;
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
