/**
 * What a speaker originates now, but for aggregates and what is fixed (F46–F50). A RIB that changes has it asked again and again: each route is made anew
 * only where what it is made of is another.
 */
import { type PrefixKey, prefixKey } from '../ip/index.ts';
import type { AttributeSharing } from '../policy/index.ts';
import { type LocalRoute, networkMetric, networkRoute, type NetworkStatement, redistributed, type RedistributeStatement } from './originate.ts';
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
      this.madeFor = speaker;
      this.networks.clear();
      this.redistributed.clear();
    }
    const all: LocalRoute[] = [];
    for (const o of speaker.originations) {
      if (o.kind === 'network') all.push(...this.network(o, speaker, router));
      else if (o.kind === 'redistribute') for (const route of router?.redistributable(o.afi, o.protocol) ?? []) all.push(...this.route(o, route, speaker));
    }
    return all;
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

function sameRoute(a: RedistributedRoute, b: RedistributedRoute): boolean {
  return a.metric === b.metric && a.nextHop === b.nextHop && a.tag === b.tag && a.interface === b.interface;
}
