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
  /** What was in use when the neighbor began to tell everything again. */
  private readonly stale: Record<AfiName, readonly Entry[]> = { ipv4: [], ipv6: [] };

  get size(): number {
    return this.routes.size;
  }

  /** How many there are of a family, refused ones too. */
  sizeOf(afi: AfiName): number {
    return this.sizes[afi];
  }

  set(prefix: Prefix, pathId: number | undefined, heard: Heard): void {
    const before = this.routes.size;
    this.routes.set(routeKey(prefixKey(prefix), pathId), pathId === undefined ? heard : { prefix, pathId, heard });
    this.sizes[isIpv4(prefix.ip) ? 'ipv4' : 'ipv6'] += this.routes.size - before;
  }

  /** True when it was there. */
  delete(prefix: Prefix, pathId: number | undefined): boolean {
    const was = this.routes.delete(routeKey(prefixKey(prefix), pathId));
    if (was) this.sizes[isIpv4(prefix.ip) ? 'ipv4' : 'ipv6']--;
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
    this.stale[afi] = this.entries().filter(({ prefix, heard }) => 'post' in heard.outcome && isIpv4(prefix.ip) === (afi === 'ipv4'));
  }

  /** Everything has come: the prefixes of what was stale and has come as it was. None is stale any more. */
  takeStale(afi: AfiName): Prefix[] {
    const same = this.stale[afi].filter(({ prefix, pathId, heard }) => {
      const now = this.routes.get(routeKey(prefixKey(prefix), pathId));
      return now && ('heard' in now ? now.heard : now) === heard;
    });
    this.stale[afi] = [];
    return same.map(({ prefix }) => prefix);
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
