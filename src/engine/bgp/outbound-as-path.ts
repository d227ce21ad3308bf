/** `remove-private-AS` and `as-override`, which change the stored path before the outbound map (F66, F67). */
import { type Asn, isAllPrivate, isPrivateAsn, mapAsns, type PathAttributes } from '../policy/index.ts';

export interface RemovePrivateAs {
  readonly all: boolean;
  readonly replaceAs: boolean;
}

/** F66; bgpd/bgp_route.c bgp_peer_remove_private_as. The peer's own AS stays, or it would not see its loop. */
export function withoutPrivateAsns(a: PathAttributes, how: RemovePrivateAs, own: Asn, peer: Asn): PathAttributes {
  const whole = isAllPrivate(a.asPath);
  if (!how.all && !whole) return a;
  if (how.replaceAs) return { ...a, asPath: mapAsns(a.asPath, (n) => (isPrivateAsn(n) && n !== peer ? own : n)) };
  if (whole) return { ...a, asPath: mapAsns(a.asPath, (n) => (n === peer ? n : undefined)) };
  return { ...a, asPath: mapAsns(a.asPath, (n) => (isPrivateAsn(n) && n !== peer ? undefined : n)) };
}

/** F67. */
export function withAsOverride(a: PathAttributes, peer: Asn, own: Asn): PathAttributes {
  return { ...a, asPath: mapAsns(a.asPath, (n) => (n === peer ? own : n)) };
}
