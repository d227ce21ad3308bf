/**
 * What a speaker originates now, but for aggregates and what is fixed (F46–F50). A RIB that changes has it asked again and again: each route is made anew
 * only where what it is made of is another.
 */
import { type PrefixKey, prefixKey } from '../ip/index.ts';
import type { AttributeSharing } from '../policy/index.ts';
import { type LocalRoute, networkMetric, networkRoute, type NetworkStatement, redistributed, type RedistributeStatement } from './originate.ts';
import { sameData, samePolicy } from './outbound-settings.ts';
import type { RedistributedRoute, RouterView } from './router-view.ts';
import type { SpeakerConfig } from './types.ts';

interface Network {
  readonly igpMetric: number | undefined;
  readonly routes: readonly LocalRoute[];
}

interface Redistributed {
  readonly of: RedistributedRoute;
  readonly routes: readonly LocalRoute[];
}

export class OwnRoutes {
  private madeFor: SpeakerConfig | undefined;
  private readonly networks = new Map<NetworkStatement, Network>();
  private readonly redistributed = new Map<RedistributeStatement, Map<PrefixKey, Redistributed>>();

  constructor(private readonly sharing: AttributeSharing) {}

  now(speaker: SpeakerConfig, router: RouterView | undefined): LocalRoute[] {
    if (this.madeFor !== speaker) {
      if (!this.madeFor || !heardAlike(this.madeFor, speaker)) this.forget();
      else this.carryOver(this.madeFor.originations, speaker.originations);
      this.madeFor = speaker;
    }
    const all: LocalRoute[] = [];
    for (const o of speaker.originations) {
      if (o.kind === 'network') all.push(...this.network(o, speaker, router));
      else if (o.kind === 'redistribute') for (const route of router?.redistributable(o.afi, o.protocol) ?? []) all.push(...this.route(o, route, speaker));
    }
    return all;
  }

  private forget(): void {
    this.networks.clear();
    this.redistributed.clear();
  }

  /** F5: what is made stays as it is until its route changes, where only the way through a map is another. */
  private carryOver(before: SpeakerConfig['originations'], now: SpeakerConfig['originations']): void {
    for (const [i, o] of now.entries()) {
      const was = before[i];
      if (o.kind === 'network' && was?.kind === 'network') moveKey(this.networks, was, o);
      else if (o.kind === 'redistribute' && was?.kind === 'redistribute') moveKey(this.redistributed, was, o);
    }
  }

  private network(o: NetworkStatement, speaker: SpeakerConfig, router: RouterView | undefined): readonly LocalRoute[] {
    if (o.backdoor && !o.redone) return [];
    const igpMetric = networkMetric(o, speaker, router);
    const known = this.networks.get(o);
    if (known && known.igpMetric === igpMetric) return known.routes;
    const routes = networkRoute(o, speaker, igpMetric).map((r) => this.shared(r));
    this.networks.set(o, { igpMetric, routes });
    return routes;
  }

  private route(o: RedistributeStatement, of: RedistributedRoute, speaker: SpeakerConfig): readonly LocalRoute[] {
    const made = this.redistributed.get(o) ?? new Map<PrefixKey, Redistributed>();
    this.redistributed.set(o, made);
    const key = prefixKey(of.prefix);
    const known = made.get(key);
    if (known && sameRoute(known.of, of)) return known.routes;
    const routes = redistributed(o, of, speaker).map((r) => this.shared(r));
    made.set(key, { of, routes });
    return routes;
  }

  private shared(route: LocalRoute): LocalRoute {
    return { ...route, attributes: this.sharing.canonical(route.attributes) };
  }
}

function moveKey<K, V>(map: Map<K, V>, from: K, to: K): void {
  const value = map.get(from);
  map.delete(from);
  if (value !== undefined) map.set(to, value);
}

/** Whether bgpd hears of no difference: none, or of where the entries of maps go on alone. */
function heardAlike(before: SpeakerConfig, now: SpeakerConfig): boolean {
  const { policy: had, ...settings } = before;
  const { policy: has, ...others } = now;
  return sameData(settings, others) && samePolicy(had, has);
}

function sameRoute(a: RedistributedRoute, b: RedistributedRoute): boolean {
  return a.metric === b.metric && a.nextHop === b.nextHop && a.tag === b.tag && a.interface === b.interface;
}
