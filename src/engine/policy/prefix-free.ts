/** Which route-maps say the same of every prefix of a family that has the same attributes, so that their answer can be kept by these. */
import type { PolicyObjects, RouteMap, RouteMapMatch } from './types.ts';

/** Whether a `match` line looks at the prefix, but for its family. */
const ASKS_PREFIX: Readonly<Record<RouteMapMatch['kind'], boolean>> = {
  'address-prefix-list': true,
  'address-access-list': true,
  probability: true,
  evpn: true,
  'as-path': false,
  community: false,
  'large-community': false,
  extcommunity: false,
  'community-limit': false,
  'extcommunity-limit': false,
  'next-hop-prefix-list': false,
  'next-hop-access-list': false,
  'route-source-prefix-list': false,
  'route-source-access-list': false,
  'next-hop-address': false,
  'next-hop-type': false,
  metric: false,
  'local-preference': false,
  alias: false,
  origin: false,
  peer: false,
  tag: false,
  interface: false,
  'address-prefix-len': false,
  'next-hop-prefix-len': false,
  'source-protocol': false,
  'source-instance': false,
  'source-vrf': false,
  rpki: false,
};

/** Whether the map, with every map that it calls, looks at no prefix; a missing map looks at nothing. */
export function isPrefixFree(name: string, objects: PolicyObjects): boolean {
  const seen = new Set<RouteMap>();
  const looks = (map: RouteMap | undefined): boolean => {
    if (!map || seen.has(map)) return false;
    seen.add(map);
    return map.entries.some((e) => e.matches.some((m) => ASKS_PREFIX[m.kind]) || (e.call !== undefined && looks(objects.routeMaps.get(e.call.map))));
  };
  return !looks(objects.routeMaps.get(name));
}
