/**
 * What a Route Server instance takes, prefers and passes on (A120–A150). It reflects one best path a prefix and never back
 * to who supplied it. Sources: Route Server overview, FAQ, ExpressRoute and VPN support, next-hop IP, routing preference;
 * published listings. Not modelled: route maps (A142).
 */
import { containsPrefix, formatPrefix, type Prefix } from '../ip/index.ts';
import type { Community, PathAttributes } from '../policy/attributes.ts';
import { MSEE_ASN } from './numbers.ts';
import { accept, refuse, rewrite, type Verdict } from './verdict.ts';

/** Who a Route Server instance speaks with. */
export type RouteServerNeighbor = 'nva' | 'vpn-gateway' | 'er-gateway';
/** Where it has a route from; its own are the prefixes of the VNet and of VNets that use it by peering. */
export type RouteServerOrigin = RouteServerNeighbor | 'vnet' | 'transit-vnet';
export type HubRoutingPreference = 'ExpressRoute' | 'VpnGateway' | 'ASPath';

export interface RouteServerSettings {
  readonly allowBranchToBranchTraffic: boolean;
  readonly hubRoutingPreference: HubRoutingPreference;
  /** The VNet's prefixes and those of VNets that use it by peering (A133). */
  readonly vnetPrefixes: readonly Prefix[];
  /** Point-to-site pools of the VNet's gateway (A100). */
  readonly pools: readonly Prefix[];
}

const NO_ADVERTISE: Community = 0xffffff02;

/**
 * A133: a prefix equal to or longer than one of the VNet, or of a VNet that uses it by peering, is neither programmed nor passed on. One of
 * a VNet that is peered and no more is passed on, and programmed nowhere beside the peering (fabferri/az-pattern, "Simple hub-spoke vnet with
 * Route Server and ExpressRoute Gateway").
 */
export function routeServerImport(prefix: Prefix, attributes: PathAttributes, from: RouteServerNeighbor, settings: RouteServerSettings): Verdict {
  if (from === 'er-gateway' && turnedRound(attributes)) return refuse('azure-turned-round', ['A141'], { prefix: formatPrefix(prefix) });
  const covering = settings.vnetPrefixes.find((p) => containsPrefix(p, prefix));
  if (covering) return refuse('azure-within-vnet', ['A133'], { prefix: formatPrefix(prefix), vnet: formatPrefix(covering) });
  return rewrite({ ...attributes, localPref: preference(from, settings.hubRoutingPreference) });
}

/**
 * A141: what another VNet's gateway had from its Route Server and brought back by the MSEE begins with 12076 twice (A105) and has more
 * behind; that VNet's own prefixes have nothing behind, and are taken.
 */
function turnedRound({ asPath }: PathAttributes): boolean {
  const [first, second, ...more] = asPath.flatMap((s) => s.asns);
  return first === MSEE_ASN && second === MSEE_ASN && more.length > 0;
}

/**
 * A139 as a local preference that never leaves the instance: with `ExpressRoute` its routes go first, with `VpnGateway` those
 * of the VPN and of NVAs, with `ASPath` the path's length alone decides.
 */
function preference(from: RouteServerNeighbor, preferred: HubRoutingPreference): number {
  if (preferred === 'ASPath') return 100;
  return (from === 'er-gateway') === (preferred === 'ExpressRoute') ? 200 : 100;
}

/** A83, A100, A128, A129, A136: to whom a route goes. */
export function routeServerExport(
  prefix: Prefix,
  attributes: PathAttributes,
  origin: RouteServerOrigin,
  to: RouteServerNeighbor,
  settings: RouteServerSettings,
): Verdict {
  const args = { prefix: formatPrefix(prefix) };
  if (attributes.communities.includes(NO_ADVERTISE)) return refuse('bgp-no-advertise', ['A136', 'RFC 1997'], args);
  if (origin === 'vnet' || origin === 'transit-vnet') return to === 'nva' ? accept : refuse('azure-gateway-has-vnet-itself', ['A83'], args);
  if (!settings.allowBranchToBranchTraffic && !(origin === 'nva' && to === 'nva')) return refuse('azure-branch-to-branch-off', ['A129'], args);
  if (to === 'er-gateway' && origin === 'vpn-gateway' && settings.pools.some((p) => containsPrefix(p, prefix)))
    return refuse('azure-pool-stays', ['A100'], args);
  const { localPref: _inside, ...sent } = attributes;
  return rewrite(sent);
}
