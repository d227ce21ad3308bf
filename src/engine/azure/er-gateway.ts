/**
 * What an ExpressRoute gateway instance and the MSEEs send and accept (A101–A117, A141). Sources: ExpressRoute routing
 * requirements and FAQ; published listings. Not modelled: the 1000-prefix limit's session reset (A107), FastPath (A112),
 * Global Reach (A114).
 */
import { containsPrefix, formatPrefix, type Prefix } from '../ip/index.ts';
import type { AsPath, PathAttributes } from '../policy/attributes.ts';
import { MSEE_ASN, isPrivateAsn } from './numbers.ts';
import { accept, refuse, rewrite, type Verdict } from './verdict.ts';
import type { GatewayVnet } from './vpn-gateway.ts';

export type ErRouteOrigin = 'vnet' | 'transit-vnet' | 'msee' | 'route-server' | 'vpn-gateway';
export type ErNeighbor = 'msee' | 'route-server' | 'vpn-gateway';

/** A80, A81, A104: an ExpressRoute gateway instance's announcements. */
export function erGatewayExport(prefix: Prefix, origin: ErRouteOrigin, to: ErNeighbor): Verdict {
  const args = { prefix: formatPrefix(prefix) };
  switch (to) {
    case 'msee':
      if (origin === 'vpn-gateway') return refuse('azure-no-transit-without-route-server', ['A80'], args);
      return accept;
    case 'route-server':
      if (origin === 'msee') return accept;
      return origin === 'route-server' ? refuse('bgp-ibgp-split-horizon', ['RFC 4271 §9.2'], args) : refuse('azure-not-to-route-server', ['A83'], args);
    case 'vpn-gateway':
      if (origin === 'vnet' || origin === 'transit-vnet') return accept;
      return refuse('azure-no-transit-without-route-server', ['A80'], args);
  }
}

/** A70 for ExpressRoute: the VNet's own prefixes are not learned from outside; a supernet is. */
export function erGatewayImport(prefix: Prefix, from: ErNeighbor, vnet: GatewayVnet): Verdict {
  if (from !== 'msee') return accept;
  const covering = vnet.prefixes.find((p) => containsPrefix(p, prefix));
  return covering ? refuse('azure-within-vnet', ['A70'], { prefix: formatPrefix(prefix), vnet: formatPrefix(covering) }) : accept;
}

/** A141: an MSEE does not take a route from the VNet side whose path carries 12076. */
export function mseeImport(attributes: PathAttributes, from: 'customer' | 'er-gateway', prefix: Prefix): Verdict {
  if (from === 'er-gateway' && attributes.asPath.some((s) => s.asns.includes(MSEE_ASN)))
    return refuse('azure-msee-refuses-12076', ['A141'], { prefix: formatPrefix(prefix), asn: MSEE_ASN });
  return accept;
}

/**
 * A104: towards the customer the private AS numbers are taken out of the path; towards a gateway only the customer's
 * routes go, because VNet-to-VNet through a circuit is off unless allowed (A106).
 */
export function mseeExport(prefix: Prefix, attributes: PathAttributes, origin: 'customer' | 'er-gateway', to: 'customer' | 'er-gateway'): Verdict {
  if (to === 'er-gateway') return origin === 'customer' ? accept : refuse('azure-msee-no-hairpin', ['A106'], { prefix: formatPrefix(prefix) });
  if (origin === 'customer') return refuse('azure-msee-no-hairpin', ['A114'], { prefix: formatPrefix(prefix) });
  return rewrite({ ...attributes, asPath: withoutPrivateAsns(attributes.asPath) });
}

function withoutPrivateAsns(path: AsPath): AsPath {
  return path.map((s) => ({ ...s, asns: s.asns.filter((asn) => !isPrivateAsn(asn)) })).filter((s) => s.asns.length > 0);
}
