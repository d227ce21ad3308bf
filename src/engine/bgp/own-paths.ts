/**
 * The paths of one's own in a speaker's table: fixed routes, networks, what is redistributed, and the aggregates with what they suppress. Prefixes whose paths
 * change are put on the speaker's list of what is to be decided.
 */
import { formatPrefix, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type AttributeSharing, sameAttributes } from '../policy/index.ts';
import type { AggregateConfig } from './aggregate.ts';
import type { Due } from './due.ts';
import { nameOf } from './held-maps.ts';
import { fixedRoutes, type LocalRoute } from './originate.ts';
import { OwnRoutes } from './own-routes.ts';
import type { Destination, Path } from './path.ts';
import type { RouterView } from './router-view.ts';
import { StandingAggregate } from './standing-aggregate.ts';
import { ownKind, type Table } from './table.ts';
import type { PathSource } from './state.ts';
import type { Origination, SpeakerConfig } from './types.ts';

export class OwnPaths {
  private readonly routes: OwnRoutes;
  private aggregates: readonly StandingAggregate[];
  private readonly suppressed = new Map<StandingAggregate, ReadonlySet<Path>>();
  /** The configuration whose fixed routes stand in the table. */
  private fixedFor: SpeakerConfig | undefined;
  /** Whether routes of the router's were originated last. */
  private originates = false;

  constructor(
    private readonly table: Table,
    private readonly due: Due,
    /** Whatever happens to a prefix here has come from nobody. */
    private readonly moved: Set<PrefixKey>,
    config: SpeakerConfig,
    private readonly sharing: AttributeSharing,
  ) {
    this.routes = new OwnRoutes(sharing);
    this.aggregates = aggregatesOf(config).map((a) => new StandingAggregate(a));
  }

  /** Statements that are gone are taken back before new ones are typed: those that stay are there when a new one looks for ATOMIC_AGGREGATE. */
  setAggregates(config: SpeakerConfig): void {
    const now = aggregatesOf(config);
    const before = new Map(this.aggregates.map((a) => [statement(a.config), a]));
    const wanted = new Set(now.map(statement));
    for (const [said, aggregate] of before) if (!wanted.has(said)) this.release(aggregate);
    this.aggregates = now.map((config) => {
      const known = before.get(statement(config));
      if (known) known.config = config;
      else {
        const typed = new StandingAggregate(config);
        typed.type(this.table.destinations.values());
        return typed;
      }
      return known;
    });
  }

  private release(aggregate: StandingAggregate): void {
    for (const path of this.suppressed.get(aggregate) ?? []) path.suppressedBy--;
    this.suppressed.delete(aggregate);
    this.setLocal([], [this.table.get(prefixKey(aggregate.config.prefix))], isAggregate);
  }

  /** F5: what a changed map has counted of an aggregate's routes it counts anew. */
  actOnMaps({ policy }: SpeakerConfig, isNew: (name: string) => boolean): void {
    for (const aggregate of this.aggregates) {
      const { routeMap, suppressMap } = aggregate.config;
      if ([routeMap, suppressMap].some((map) => map && policy.routeMaps.has(map.name) && isNew(map.name))) aggregate.countAnew();
    }
  }

  /** Networks, and what is redistributed, as configuration and router have them now. */
  originate(config: SpeakerConfig, router: RouterView | undefined): void {
    if (this.fixedFor !== config) {
      this.fixedFor = config;
      this.setLocal(fixedRoutes(config), this.table.withOwn('fixed'), (o) => o.kind === 'fixed');
    }
    const routes = this.routes.now(config, router);
    if (routes.length > 0 || this.originates) this.setLocal(routes, this.table.withOwn('router'), (o) => ownKind(o) === 'router');
    this.originates = routes.length > 0;
  }

  private move(prefix: Prefix): void {
    const key = prefixKey(prefix);
    this.due.add(key);
    this.moved.add(key);
  }

  /** Brings the local paths that `mine` picks out to what is wanted; `standing` are the destinations that have some. */
  private setLocal(wanted: readonly LocalRoute[], standing: readonly (Destination | undefined)[], mine: (origination: Origination) => boolean): void {
    const keep = new Set<Path>();
    for (const route of wanted) keep.add(this.setLocalPath(route));
    for (const destination of standing) {
      for (const path of destination ? [...destination.paths] : []) {
        if (!destination || !path.origination || !mine(path.origination) || keep.has(path)) continue;
        this.table.remove(destination.prefix, path.source);
        this.move(destination.prefix);
      }
    }
  }

  private setLocalPath(route: LocalRoute): Path {
    const source: PathSource = { kind: 'local', origination: route.origination };
    const known = this.table.find(route.prefix, source);
    const attributes = this.sharing.canonical(route.attributes);
    const igpMetric = route.igpMetric ?? 0;
    if (known && known.valid === route.valid && known.igpMetric === igpMetric && sameAttributes(known.attributes, attributes)) {
      known.source = source;
      known.invalid = route.invalid;
      return known;
    }
    const path = known ?? this.table.add(route.prefix, source, attributes);
    path.source = source;
    if (!sameAttributes(path.attributes, attributes)) path.become(attributes);
    path.valid = route.valid;
    path.invalid = route.invalid;
    path.igpMetric = igpMetric;
    this.move(route.prefix);
    return path;
  }

  /** F51–F53: aggregates over what was just decided. */
  aggregate(config: SpeakerConfig, changed: Map<PrefixKey, Destination>): void {
    for (const aggregate of this.aggregates) {
      const { prefix } = aggregate.config;
      const first = this.table.get(prefixKey(prefix))?.paths[0];
      const state = aggregate.review(this.table.destinations.values(), first, config);
      this.suppress(aggregate, state.suppresses, changed);
      if (state.isNew) this.setLocal([], [this.table.get(prefixKey(prefix))], isAggregate);
      const route = state.attributes && { prefix, origination: aggregate.config, attributes: state.attributes, valid: true };
      this.setLocal(route ? [route] : [], [this.table.get(prefixKey(prefix))], isAggregate);
    }
  }

  private suppress(aggregate: StandingAggregate, now: ReadonlySet<Path>, changed: Map<PrefixKey, Destination>): void {
    const before = this.suppressed.get(aggregate) ?? new Set<Path>();
    for (const [key, destination] of this.table.destinations) {
      for (const path of destination.paths) {
        const turn = Number(now.has(path)) - Number(before.has(path));
        if (turn === 0) continue;
        path.suppressedBy += turn;
        changed.set(key, destination);
        this.moved.add(key);
      }
    }
    this.suppressed.set(aggregate, now);
  }
}

/** Of which a prefix has one. */
function isAggregate({ kind }: Origination): boolean {
  return kind === 'aggregate';
}

function aggregatesOf(config: SpeakerConfig): AggregateConfig[] {
  return config.originations.filter((o) => o.kind === 'aggregate');
}

/** An aggregate by what its line says. */
function statement({ source: _place, ...said }: AggregateConfig): string {
  return `${formatPrefix(said.prefix)} ${said.asSet} ${said.summaryOnly} ${said.matchingMedOnly} ${said.origin} ${said.routeMap && nameOf(said.routeMap)} ${said.suppressMap && nameOf(said.suppressMap)}`;
}
