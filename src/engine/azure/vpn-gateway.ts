/**
 * What a VPN gateway instance sends and accepts over BGP (A60–A94). Sources: VPN Gateway FAQ; published listings of learned
 * and advertised routes. Trusts that loops (own AS in the path) are refused by BGP itself. Not modelled:
 * NAT rules.
 */
import { containsPrefix, formatPrefix, type Ip, isDefault, overlaps, type Prefix, prefixKey } from '../ip/index.ts';
import { accept, refuse, type Verdict } from './verdict.ts';

/** Where a VPN gateway instance has a route from. The first six are its own (`Network` rows, A75). */
export type VpnRouteOrigin =
  | 'vnet'
  | 'transit-vnet'
  | 'lng-static'
  | 'peer-host'
  | 'p2s-pool'
  | 'summary'
  | 'vpn-peer'
  | 'sibling'
  | 'route-server'
  | 'er-gateway';
/** To whom it sends, or from whom it has. */
export type VpnNeighbor = 'vpn-peer' | 'sibling' | 'route-server' | 'er-gateway';

/** The VNet that the gateway stands in. */
export interface GatewayVnet {
  readonly prefixes: readonly Prefix[];
  /** Prefixes of peered VNets that use this gateway (A51). */
  readonly transitPrefixes: readonly Prefix[];
  /** A58: announced instead of the prefixes that they cover. */
  readonly summaries: readonly Prefix[];
}

/**
 * A58: where a VNet has summaries, its gateways announce them in place of its own prefixes, covered or not, and of those
 * prefixes in transit that they cover (erjosito/lab-summarized-gw-prefixes-20260427, scenarios 3 to 5).
 */
export function announcesVnet(prefix: Prefix, origin: 'vnet' | 'transit-vnet', vnet: GatewayVnet): Verdict {
  const by = vnet.summaries.find((s) => containsPrefix(s, prefix)) ?? (origin === 'vnet' ? vnet.summaries[0] : undefined);
  if (!by || vnet.summaries.some((s) => prefixKey(s) === prefixKey(prefix))) return accept;
  return refuse('azure-summarized', ['A58'], { prefix: formatPrefix(prefix), by: formatPrefix(by) });
}

/** Routes that every instance has by itself, and that only a far end is told. The point-to-site pool is not one: each instance has a part of its own (A95). */
const INSIDE: readonly VpnRouteOrigin[] = ['vnet', 'transit-vnet', 'summary'];

/** A neighbor that is told routes: a far end has an address and prefixes of its own, by its local network gateway. */
export interface VpnReceiver {
  readonly role: VpnNeighbor;
  readonly address: Ip;
  readonly prefixes?: readonly Prefix[];
}

/** A68, A69, A77, A80–A83: which routes go to which neighbor. */
export function vpnGatewayExport(prefix: Prefix, origin: VpnRouteOrigin, to: VpnReceiver, vnet: GatewayVnet): Verdict {
  switch (to.role) {
    case 'vpn-peer':
      if (origin === 'peer-host' && prefix.ip === to.address) return refuse('azure-own-address', ['A75'], { prefix: formatPrefix(prefix) });
      if (origin === 'lng-static' && to.prefixes?.some((p) => prefixKey(p) === prefixKey(prefix)))
        return refuse('azure-own-prefix', ['A68'], { prefix: formatPrefix(prefix) });
      return toVpnPeer(prefix, origin, vnet);
    case 'sibling':
      if (origin === 'vpn-peer' || origin === 'peer-host' || origin === 'lng-static' || origin === 'p2s-pool') return accept;
      return INSIDE.includes(origin) ? refuse('azure-sibling-has-its-own', ['A77'], { prefix: formatPrefix(prefix) }) : splitHorizon(prefix);
    case 'route-server':
      if (origin === 'vpn-peer' || origin === 'lng-static' || origin === 'p2s-pool') return accept;
      if (origin === 'peer-host' || INSIDE.includes(origin)) return refuse('azure-not-to-route-server', ['A83'], { prefix: formatPrefix(prefix) });
      return splitHorizon(prefix);
    case 'er-gateway':
      if (origin === 'vpn-peer' || origin === 'lng-static') return accept;
      if (origin === 'p2s-pool') return refuse('azure-pool-stays', ['A100'], { prefix: formatPrefix(prefix) });
      if (origin === 'peer-host' || INSIDE.includes(origin)) return refuse('azure-sibling-has-its-own', ['A80'], { prefix: formatPrefix(prefix) });
      return splitHorizon(prefix);
  }
}

function toVpnPeer(prefix: Prefix, origin: VpnRouteOrigin, vnet: GatewayVnet): Verdict {
  if (isDefault(prefix)) return refuse('azure-vpn-gateway-never-sends-default', ['A69'], { prefix: formatPrefix(prefix) });
  if (origin === 'vnet' || origin === 'transit-vnet') return announcesVnet(prefix, origin, vnet);
  if (origin === 'summary') return accept;
  const own = vnet.prefixes.find((p) => overlaps(p, prefix));
  if (own) return refuse('azure-overlaps-vnet', ['A68'], { prefix: formatPrefix(prefix), vnet: formatPrefix(own) });
  return accept;
}

/** RFC 4271 §9.2: what came over iBGP is not passed on over iBGP. */
function splitHorizon(prefix: Prefix): Verdict {
  return refuse('azure-ibgp-split-horizon', ['A77', 'RFC 4271 §9.2'], { prefix: formatPrefix(prefix) });
}

/** A70: a peer's route that equals or lies within a prefix of the VNet (or of a VNet in transit) is dropped; a supernet is accepted. */
export function vpnGatewayImport(prefix: Prefix, from: VpnNeighbor, vnet: GatewayVnet): Verdict {
  if (from !== 'vpn-peer') return accept;
  const covering = [...vnet.prefixes, ...vnet.transitPrefixes].find((p) => containsPrefix(p, prefix));
  return covering ? refuse('azure-within-vnet', ['A70'], { prefix: formatPrefix(prefix), vnet: formatPrefix(covering) }) : accept;
}
