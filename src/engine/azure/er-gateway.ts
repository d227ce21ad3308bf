/**
 * What an ExpressRoute gateway instance and the MSEEs send and accept (A101–A117, A141). Sources: ExpressRoute routing
 * requirements and FAQ; published listings. Not modelled: FastPath (A112).
 */
import { containsPrefix, formatPrefix, type Prefix } from '../ip/index.ts';
import { prependAsns } from '../policy/as-path.ts';
import type { AsPath, PathAttributes } from '../policy/attributes.ts';
import { AZURE_ASN, isPrivateAsn, MSEE_ASN } from './numbers.ts';
import { accept, refuse, rewrite, type Verdict } from './verdict.ts';
import { announcesVnet, type GatewayVnet } from './vpn-gateway.ts';

export type ErRouteOrigin = 'vnet' | 'transit-vnet' | 'summary' | 'msee' | 'route-server' | 'vpn-gateway';
export type ErNeighbor = 'msee' | 'route-server' | 'vpn-gateway';

/** A80, A81, A104: an ExpressRoute gateway instance's announcements. */
export function erGatewayExport(prefix: Prefix, origin: ErRouteOrigin, to: ErNeighbor, vnet: GatewayVnet): Verdict {
  const args = { prefix: formatPrefix(prefix) };
  switch (to) {
    case 'msee':
      if (origin === 'msee') return refuse('azure-er-no-transit', ['A114'], args);
      if (origin === 'vnet' || origin === 'transit-vnet') return announcesVnet(prefix, origin, vnet);
      if (origin === 'vpn-gateway') return refuse('azure-no-transit-without-route-server', ['A80'], args);
      return accept;
    case 'route-server':
      if (origin === 'msee') return accept;
      return origin === 'route-server' ? refuse('azure-ibgp-split-horizon', ['RFC 4271 §9.2'], args) : refuse('azure-not-to-route-server', ['A83'], args);
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

/** Whom an MSEE speaks with: the customer's router, gateways, and the MSEE of a circuit joined by Global Reach. */
export type MseeNeighbor = 'customer' | 'er-gateway' | 'global-reach';

/**
 * A105, A141: a customer's route may carry 12076 once (it came through another circuit); one from the VNet side may not.
 */
export function mseeImport(attributes: PathAttributes, from: MseeNeighbor, prefix: Prefix): Verdict {
  if (from === 'er-gateway' && attributes.asPath.some((s) => s.asns.includes(MSEE_ASN)))
    return refuse('azure-msee-refuses-12076', ['A141'], { prefix: formatPrefix(prefix), asn: MSEE_ASN });
  return accept;
}

/** Two gateways at one MSEE: whether they are one, and whether both take each other's VNets (A106). */
export interface Hairpin {
  readonly same: boolean;
  readonly allowed: boolean;
}

/**
 * A104: towards the customer the private AS numbers are taken out of the path. A106: towards another gateway VNet prefixes
 * go only if both allow it, and then 65515 becomes 12076, so that they show as `12076-12076` (A105). A114: over Global Reach goes
 * what either circuit's customer and gateways tell; a gateway hears of the other customer with 12076 twice in front, so that its own
 * circuit's way is the shorter one, and of no other VNet.
 */
export function mseeExport(prefix: Prefix, attributes: PathAttributes, origin: MseeNeighbor, to: MseeNeighbor, hairpin: Hairpin): Verdict {
  const args = { prefix: formatPrefix(prefix) };
  switch (to) {
    case 'er-gateway':
      if (origin === 'customer') return accept;
      if (origin === 'global-reach') return reached(attributes, args);
      if (hairpin.same || !hairpin.allowed) return refuse('azure-msee-no-hairpin', ['A106'], args);
      return rewrite({ ...attributes, asPath: withAsOverride(attributes.asPath) });
    case 'global-reach':
      return origin === 'global-reach' ? refuse('azure-msee-no-hairpin', ['A114'], args) : accept;
    case 'customer':
      if (origin === 'customer') return refuse('azure-msee-no-hairpin', ['A114'], args);
      return rewrite({ ...attributes, asPath: withoutPrivateAsns(attributes.asPath) });
  }
}

function reached(attributes: PathAttributes, args: { prefix: string }): Verdict {
  if (attributes.asPath.some((s) => s.asns.includes(AZURE_ASN))) return refuse('azure-global-reach-customers-only', ['A114'], args);
  return rewrite({ ...attributes, asPath: prependAsns(attributes.asPath, [MSEE_ASN, MSEE_ASN]) });
}

function withoutPrivateAsns(path: AsPath): AsPath {
  return path.map((s) => ({ ...s, asns: s.asns.filter((asn) => !isPrivateAsn(asn)) })).filter((s) => s.asns.length > 0);
}

function withAsOverride(path: AsPath): AsPath {
  return path.map((s) => ({ ...s, asns: s.asns.map((asn) => (asn === AZURE_ASN ? MSEE_ASN : asn)) }));
}
