/** `remove-private-AS` and `as-override`, which change the stored path before the outbound map (F66, F67). */
import { type Asn, isAllPrivate, isPrivateAsn, mapAsns, type PathAttributes } from '../policy/index.ts';

export interface RemovePrivateAs {
  readonly all: boolean;
  readonly replaceAs: boolean;
}

/**
 * F66; bgpd/bgp_route.c bgp_peer_remove_private_as. The peer's own AS stays, or it would not see its loop. A segment that loses all stays without any: the
 * path is not empty then, which `attribute-unchanged as-path` asks (bgpd/bgp_aspath.c aspath_remove_private_asns).
 */
export function withoutPrivateAsns(a: PathAttributes, how: RemovePrivateAs, own: Asn, peer: Asn): PathAttributes {
  if (!how.all && !isAllPrivate(a.asPath)) return a;
  if (how.replaceAs) return { ...a, asPath: mapAsns(a.asPath, (n) => (isPrivateAsn(n) && n !== peer ? own : n)) };
  return { ...a, asPath: a.asPath.map((s) => ({ type: s.type, asns: s.asns.filter((n) => !isPrivateAsn(n) || n === peer) })) };
}

/** F67. */
export function withAsOverride(a: PathAttributes, peer: Asn, own: Asn): PathAttributes {
  return { ...a, asPath: mapAsns(a.asPath, (n) => (n === peer ? own : n)) };
}
