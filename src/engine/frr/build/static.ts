/**
 * Static routes under construction, as staticd keeps them: one entry for a prefix and next hop, whose distance and tag later
 * lines change; one tag for all next hops of a prefix and distance; no blackhole beside a next hop at one distance. staticd
 * validates consecutive lines as one group, as bgpd does its own (journal.ts; staticd/static_nb_config.c).
 */
import { type Prefix, prefixKey } from '../../ip/index.ts';
import { type Refusal, refuse } from '../verdict.ts';
import type { FrrStaticRoute } from '../config.ts';
import type { Journal } from './journal.ts';

const MIXED = 'Route cannot have blackhole and non-blackhole nexthops simultaneously';

export const NO_SUCH_ROUTE = refuse('% Refusing to remove a non-existent route');

/** The next hops of one prefix at one distance. */
interface Path {
  tag: number | undefined;
  hops: number;
  blackholes: number;
}

export class StaticBuilder {
  private readonly routes = new Map<string, FrrStaticRoute>();
  private readonly paths = new Map<string, Path>();

  constructor(private readonly journal: Journal) {}

  add(route: FrrStaticRoute): void {
    const key = routeKey(route.prefix, route.to, route.nexthopVrf, route.from);
    this.put(key, route);
    const path = this.pathOf(route);
    const tag = path.tag;
    path.tag = route.tag;
    this.journal.undo(() => {
      path.tag = tag;
    });
    if (path.hops > 0 && path.blackholes > 0) this.journal.check(() => (path.hops > 0 && path.blackholes > 0 ? MIXED : undefined));
  }

  /** `no ip route`; distance and tag of the line do not matter. */
  remove(prefix: Prefix, to: FrrStaticRoute['to'], nexthopVrf?: string, from?: Prefix): Refusal | undefined {
    const key = routeKey(prefix, to, nexthopVrf, from);
    if (!this.routes.has(key)) return NO_SUCH_ROUTE;
    this.put(key, undefined);
    return undefined;
  }

  /** The routes in the order of their lines, each with the tag that holds for its prefix and distance: for packets of any source, or of certain ones alone. */
  finish(ofSource = false): FrrStaticRoute[] {
    const asked = [...this.routes.values()].filter((r) => (r.from !== undefined) === ofSource);
    return asked.map(({ tag: _tag, ...route }) => {
      const tag = this.pathOf(route).tag;
      return tag === undefined ? route : { ...route, tag };
    });
  }

  private put(key: string, route: FrrStaticRoute | undefined): void {
    const old = this.routes.get(key);
    if (old) this.count(old, -1);
    if (route) {
      this.routes.set(key, route);
      this.count(route, 1);
    } else this.routes.delete(key);
    this.journal.undo(() => {
      if (route) this.count(route, -1);
      if (old) {
        this.routes.set(key, old);
        this.count(old, 1);
      } else this.routes.delete(key);
    });
  }

  private count(route: FrrStaticRoute, by: number): void {
    const path = this.pathOf(route);
    if (route.to.kind === 'blackhole' || route.to.kind === 'reject') path.blackholes += by;
    else path.hops += by;
  }

  private pathOf({ prefix, distance, from }: FrrStaticRoute): Path {
    const key = `${prefixKey(prefix)} ${distance}${from ? ` from ${prefixKey(from)}` : ''}`;
    let path = this.paths.get(key);
    if (!path) {
      path = { tag: undefined, hops: 0, blackholes: 0 };
      this.paths.set(key, path);
    }
    return path;
  }
}

function routeKey(prefix: Prefix, to: FrrStaticRoute['to'], nexthopVrf = '', from?: Prefix): string {
  const target = to.kind === 'gateway' ? `${to.ip} ${to.interface ?? ''}` : to.kind === 'interface' ? `- ${to.interface}` : 'blackhole';
  return `${prefixKey(prefix)} ${target}${nexthopVrf === '' ? '' : ` in ${nexthopVrf}`}${from ? ` from ${prefixKey(from)}` : ''}`;
}
