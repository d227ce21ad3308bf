/**
 * What came by one session, and what became of it. A route takes an entry here and nothing more: what it says and how it fared stands once for all that
 * came with the same attributes, where they fared alike (import-memo.ts).
 */
import { isIpv4, type Prefix, prefixKey, prefixOfKey } from '../ip/index.ts';
import { type Heard, ofPrefix } from './import-memo.ts';
import { type RouteKey, routeKey } from './path-ids.ts';
import type { ReceivedRoute } from './state.ts';
import type { AfiName } from './types.ts';

/** A route of the session. */
interface Entry {
  readonly prefix: Prefix;
  readonly pathId: number | undefined;
  readonly heard: Heard;
}

export class AdjRibIn {
  /** By prefix alone what is heard; one of several routes of a prefix with its identifier. */
  private readonly routes = new Map<RouteKey, Heard | Entry>();
  private readonly sizes = { ipv4: 0, ipv6: 0 };
  /** How many of a family stand in the speaker's table, which keeps count here: limits are asked with every route that comes (F19). */
  readonly standing = { ipv4: 0, ipv6: 0 };
  /** What was in use when the neighbor began to tell everything again, and has not come since. */
  private readonly stale: Record<AfiName, Map<RouteKey, Prefix>> = { ipv4: new Map(), ipv6: new Map() };

  get size(): number {
    return this.routes.size;
  }

  /** How many there are of a family, refused ones too. */
  sizeOf(afi: AfiName): number {
    return this.sizes[afi];
  }

  /** True when it was stale. */
  set(prefix: Prefix, pathId: number | undefined, heard: Heard): boolean {
    const before = this.routes.size;
    const key = routeKey(prefixKey(prefix), pathId);
    const afi = isIpv4(prefix.ip) ? 'ipv4' : 'ipv6';
    this.routes.set(key, pathId === undefined ? heard : { prefix, pathId, heard });
    this.sizes[afi] += this.routes.size - before;
    return this.stale[afi].delete(key);
  }

  /** True when it was there. */
  delete(prefix: Prefix, pathId: number | undefined): boolean {
    const key = routeKey(prefixKey(prefix), pathId);
    const afi = isIpv4(prefix.ip) ? 'ipv4' : 'ipv6';
    const was = this.routes.delete(key);
    if (was) this.sizes[afi]--;
    this.stale[afi].delete(key);
    return was;
  }

  /** Everything, in the order in which it came first. */
  entries(): Entry[] {
    const out: Entry[] = [];
    for (const [key, route] of this.routes) {
      if ('heard' in route) out.push(route);
      else if (typeof key !== 'string') out.push({ prefix: prefixOfKey(key), pathId: undefined, heard: route });
    }
    return out;
  }

  /** The neighbor begins to tell everything of the family again: what is in use of it is stale until it comes (RFC 7313 §4; bgpd/bgp_route.c bgp_set_stale_route). */
  markStale(afi: AfiName): void {
    const used = this.entries().filter(({ prefix, heard }) => 'post' in heard.outcome && isIpv4(prefix.ip) === (afi === 'ipv4'));
    this.stale[afi] = new Map(used.map(({ prefix, pathId }) => [routeKey(prefixKey(prefix), pathId), prefix]));
  }

  /** Everything has come: the prefixes of what was stale and is as it was. None is stale any more. */
  takeStale(afi: AfiName): Prefix[] {
    const same = [...this.stale[afi].values()];
    this.stale[afi].clear();
    return same;
  }

  /** The same as results have it. */
  received(): ReceivedRoute[] {
    return this.entries().map(({ prefix, pathId, heard: { attributes, outcome, alike } }) => {
      if ('post' in outcome && pathId === undefined) return { prefix, attributes, post: outcome.post };
      const fate = 'post' in outcome ? outcome : { rejected: alike ? ofPrefix(outcome.rejected, prefix) : outcome.rejected };
      return { prefix, attributes, ...fate, ...(pathId !== undefined && { pathId }) };
    });
  }
}
