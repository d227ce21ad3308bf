/** AS numbers: which are reserved, and which may not meet (A65, A66, A101, A110, A123, A206). */
import type { Finding } from './finding.ts';
import { AZURE_ASN, MSEE_ASN } from '../numbers.ts';
import type { LabView } from './view.ts';

/** A65: kept by Azure, besides 65515 itself. */
const AZURE_RESERVED = [8074, 8075, MSEE_ASN, 65517, 65518, 65519, 65520];

/** A65: reserved by Azure or IANA, as the VPN gateway's documentation lists them. */
export function isReservedAsn(asn: number): boolean {
  const iana = asn === 23456 || (asn >= 64496 && asn <= 64511) || (asn >= 65535 && asn <= 65551) || asn === 4294967295;
  return asn === AZURE_ASN || AZURE_RESERVED.includes(asn) || iana;
}

export function autonomousSystems(view: LabView): Finding[] {
  return [...gateways(view), ...localNetworkGateways(view), ...connections(view), ...circuits(view), ...routeServerPeers(view)];
}

function asnOf(view: LabView, gateway: string | undefined): number | undefined {
  const g = gateway === undefined ? undefined : view.lab.virtualNetworkGateways?.[gateway];
  return g && (g.bgpSettings?.asn ?? AZURE_ASN);
}

/** A private AS number that nobody in the lab has. */
function freeAsn({ lab, gateways, routeServers }: LabView): number {
  const taken = new Set([
    ...gateways.map((g) => g.it.bgpSettings?.asn),
    ...Object.values(lab.localNetworkGateways ?? {}).map((l) => l.bgpSettings?.asn),
    ...Object.values(lab.expressRouteCircuits ?? {}).map((c) => c.peerings.AzurePrivatePeering?.peerASN),
    ...routeServers.flatMap((r) => Object.values(r.it.bgpConnections ?? {}).map((c) => c.peerAsn)),
  ]);
  let asn = 65010;
  while (taken.has(asn)) asn++;
  return asn;
}

function gateways(view: LabView): Finding[] {
  return view.gateways.flatMap(({ id, it, vnet }): Finding[] => {
    const asn = it.bgpSettings?.asn ?? AZURE_ASN;
    const path = ['virtualNetworkGateways', id, 'bgpSettings', 'asn'];
    // Beside another gateway or a Route Server only 65515 will do (A110, A130).
    const alone = it.gatewayType === 'Vpn' && ![...view.gateways, ...view.routeServers].some((o) => o.vnet === vnet && o.id !== id);
    const use = alone ? freeAsn(view) : AZURE_ASN;
    const fix = { label: `Use ${use}`, patch: { virtualNetworkGateways: { [id]: { bgpSettings: { asn: use } } } } };
    if (asn === AZURE_ASN) return [];
    if (it.gatewayType === 'ExpressRoute') {
      const message = `an ExpressRoute gateway is always AS ${AZURE_ASN}, not ${asn}`;
      return [{ code: 'expressroute-gateway-asn', path, object: id, message, rules: ['A102'], args: { asn }, fix }];
    }
    const message = `AS ${asn} is reserved; use ${AZURE_ASN} or a private AS number such as 65010`;
    return isReservedAsn(asn) ? [{ code: 'gateway-asn-reserved', path, object: id, message, rules: ['A65'], args: { asn, use }, fix }] : [];
  });
}

/** A65, A66. */
function localNetworkGateways({ lab }: LabView): Finding[] {
  return Object.entries(lab.localNetworkGateways ?? {}).flatMap(([id, l]): Finding[] => {
    const asn = l.bgpSettings?.asn;
    if (asn === undefined || !isReservedAsn(asn)) return [];
    const way = asn === AZURE_ASN ? 'join the two gateways with a Vnet2Vnet connection instead' : 'use another';
    const message = `a local network gateway cannot have the reserved AS ${asn}; ${way}`;
    return [
      {
        code: 'local-gateway-asn-reserved',
        path: ['localNetworkGateways', id, 'bgpSettings', 'asn'],
        object: id,
        message,
        rules: ['A65', 'A66', 'A206'],
        args: { asn },
      },
    ];
  });
}

/** A65, A66: BGP over a tunnel is between two AS numbers. */
function connections(view: LabView): Finding[] {
  return Object.entries(view.lab.connections ?? {}).flatMap(([id, c]): Finding[] => {
    const here = asnOf(view, c.virtualNetworkGateway1);
    const other = c.virtualNetworkGateway2 ?? c.localNetworkGateway2;
    const there = c.virtualNetworkGateway2 === undefined ? view.lab.localNetworkGateways?.[c.localNetworkGateway2 ?? '']?.bgpSettings?.asn : asnOf(view, other);
    if (c.enableBgp !== true || here === undefined || here !== there) return [];
    const message = `${c.virtualNetworkGateway1} and ${other} both have AS ${here}; BGP between them needs two different ones`;
    return [
      {
        code: 'connection-same-asn',
        path: ['connections', id],
        object: id,
        message,
        rules: ['A65', 'A66', 'A206'],
        args: { asn: here, one: c.virtualNetworkGateway1, other: other ?? '' },
      },
    ];
  });
}

/** A101. */
function circuits({ lab }: LabView): Finding[] {
  return Object.entries(lab.expressRouteCircuits ?? {}).flatMap(([id, c]): Finding[] => {
    const asn = c.peerings.AzurePrivatePeering?.peerASN;
    if (asn === undefined || ((asn < 65515 || asn > 65520) && asn !== MSEE_ASN)) return [];
    const message = `the customer's AS cannot be ${asn}: 65515 to 65520 and ${MSEE_ASN} are Microsoft's`;
    const path = ['expressRouteCircuits', id, 'peerings', 'AzurePrivatePeering', 'peerASN'];
    return [{ code: 'circuit-peer-asn', path, object: id, message, rules: ['A101', 'A206'], args: { asn } }];
  });
}

/** A123: not Route Server's own, not reserved, 16 bits. */
function routeServerPeers({ routeServers }: LabView): Finding[] {
  return routeServers.flatMap(({ id, it }) =>
    Object.entries(it.bgpConnections ?? {}).flatMap(([name, c]): Finding[] => {
      const asn = c.peerAsn;
      const why =
        asn === AZURE_ASN
          ? `This BGP peer cannot share the same ASN as the virtual hub: ${AZURE_ASN} is Route Server's own`
          : isReservedAsn(asn)
            ? `AS ${asn} is reserved`
            : asn > 65535
              ? `AS ${asn} has more than 16 bits`
              : undefined;
      if (why === undefined) return [];
      const path = ['routeServers', id, 'bgpConnections', name, 'peerAsn'];
      return [
        {
          code: 'route-server-peer-asn',
          path,
          object: id,
          message: `peer ${name}: ${why}; give the appliance another`,
          rules: ['A123', 'A206'],
          args: { name, asn },
        },
      ];
    }),
  );
}
