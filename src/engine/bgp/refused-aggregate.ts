/**
 * What an aggregate that is refused goes on suppressing (F53). bgpd suppresses a route as it comes, asks the statement's route-map, and on its refusal
 * lets go of what stands in the table: a route that is new is put there only afterwards, and stays suppressed until the next event. Of each that it finds in the
 * table it takes one off the number of routes, which goes below nothing and counts as many then; where it happens to be nothing, the map is not asked and
 * nobody is let go (bgpd/bgp_route.c bgp_add_route_to_aggregate, bgp_aggregate_install, bgp_aggregate_delete).
 */
import { sameAttributes } from '../policy/index.ts';
import { type AggregateConfig, type Contributor, matchesMed, suppresses } from './aggregate.ts';
import type { Path } from './path.ts';
import type { SpeakerConfig } from './types.ts';

type Contributors = ReadonlyMap<Path, Contributor>;

export class RefusedAggregate {
  /** Below nothing, as an unsigned number is, it is a great many. */
  private count = 0;
  private held: ReadonlySet<Path> = new Set();

  get suppresses(): ReadonlySet<Path> {
    return this.held;
  }

  /** It is not refused. */
  stands(contributors: readonly Contributor[], suppressed: ReadonlySet<Path>): void {
    this.count = contributors.length;
    this.held = suppressed;
  }

  /** All are suppressed, counted and let go. */
  forget(): void {
    this.count = 0;
    this.held = new Set();
  }

  /** One route at a time: those that were there, then new ones as they came. */
  review(before: Contributors, now: Contributors, config: AggregateConfig, speaker: SpeakerConfig): void {
    const table = new Map(before);
    const mayAsk = () => matchesMed(config, [...table.values()], speaker);
    for (const [path, was] of before) {
      const is = now.get(path);
      if (is && sameAttributes(is.attributes, was.attributes)) continue;
      this.letGo((p) => p === path);
      if (this.count !== 0) this.count--;
      this.install(table, mayAsk());
      if (is) this.add(table.set(path, is), is, mayAsk(), config, speaker);
      else table.delete(path);
    }
    const fresh = [...now.values()].filter((c) => !before.has(c.path)).sort((a, b) => a.path.arrival - b.path.arrival);
    for (const one of fresh) {
      const asks = matchesMed(config, [...table.values(), one], speaker);
      if (standsFirst(one, before, speaker)) table.set(one.path, one);
      this.add(table, one, asks, config, speaker);
      table.set(one.path, one);
    }
  }

  private add(table: Contributors, one: Contributor, asks: boolean, config: AggregateConfig, speaker: SpeakerConfig): void {
    this.count++;
    if (asks && suppresses(config, one.prefix, speaker)) this.held = new Set([...this.held, one.path]);
    this.install(table, asks);
  }

  /** `asks`: the MEDs match; where they do not, all are let go and none is counted off (bgp_aggregate_med_update). */
  private install(table: Contributors, asks: boolean): void {
    if (asks && this.count === 0) return;
    if (asks) this.count -= table.size;
    this.letGo((path) => table.has(path));
  }

  private letGo(whom: (path: Path) => boolean): void {
    this.held = new Set([...this.held].filter((path) => !whom(path)));
  }
}

/**
 * Whether a route is in the table before it is valid, so that it counts only there: its next hop, or a network of our own, is asked of zebra first
 * (bgp_nht.c evaluate_paths). What is a neighbor's address, or another route's next hop, is known by then.
 */
function standsFirst({ path }: Contributor, before: Contributors, speaker: SpeakerConfig): boolean {
  if (path.origination) return path.origination.kind === 'network' && speaker.importCheck;
  const { tracked } = path;
  return tracked !== undefined && !tracked.isPeer && ![...before.keys()].some((p) => p.tracked === tracked);
}
