/** Gateways, Route Server and circuits (A65, A123, A127, A130, A203, A206, A209, A210). */
import { overlaps, parsePrefix } from '../../ip/index.ts';
import type { Lab } from '../../model/index.ts';
import { AZURE_ASN } from '../numbers.ts';
import type { Finding } from './finding.ts';

/** A65. */
const AZURE_RESERVED = [8074, 8075, 12076, 65515, 65517, 65518, 65519, 65520];

function isReservedAsn(asn: number): boolean {
  return AZURE_RESERVED.includes(asn) || asn === 23456 || (asn >= 64496 && asn <= 64511) || (asn >= 65535 && asn <= 65551) || asn === 4294967295;
}

export function gateways(lab: Lab): Finding[] {
  return [...places(lab), ...autonomousSystems(lab), ...circuits(lab), ...routeServerPeers(lab)];
}

/** A203, A209: the right subnet, and one of a kind in a VNet. */
function places(lab: Lab): Finding[] {
  const out: Finding[] = [];
  const seen = new Map<string, string>();
  const place = (map: string, id: string, subnet: string, wanted: string, kind: string) => {
    const [vnet, name] = subnet.split('/');
    const path = [map, id, 'subnet'];
    if (name !== wanted)
      out.push({
        code: 'wrong-subnet',
        path,
        object: id,
        message: `a ${kind} stands in a subnet named ${wanted}, not ${name ?? ''}`,
        rules: ['A203'],
        args: { wanted, name: name ?? '' },
      });
    const key = `${kind} ${vnet}`;
    const other = seen.get(key);
    if (other !== undefined)
      out.push({
        code: 'second-of-a-kind',
        path,
        object: id,
        message: `${vnet} already has the ${kind} ${other}; a VNet has one`,
        rules: ['A209'],
        args: { other, kind },
      });
    seen.set(key, id);
  };
  for (const [id, g] of Object.entries(lab.virtualNetworkGateways ?? {}))
    place('virtualNetworkGateways', id, g.subnet, 'GatewaySubnet', g.gatewayType === 'Vpn' ? 'VPN gateway' : 'ExpressRoute gateway');
  for (const [id, r] of Object.entries(lab.routeServers ?? {})) place('routeServers', id, r.subnet, 'RouteServerSubnet', 'Route Server');
  for (const [id, f] of Object.entries(lab.azureFirewalls ?? {})) place('azureFirewalls', id, f.subnet, 'AzureFirewallSubnet', 'Azure Firewall');
  return out;
}

function autonomousSystems(lab: Lab): Finding[] {
  const out: Finding[] = [];
  const routeServerVnets = new Set(Object.values(lab.routeServers ?? {}).map((r) => r.subnet.split('/')[0]));
  for (const [id, g] of Object.entries(lab.virtualNetworkGateways ?? {})) {
    if (g.gatewayType !== 'Vpn' || !routeServerVnets.has(g.subnet.split('/')[0])) continue;
    const path = ['virtualNetworkGateways', id];
    const fix = (patch: object) => ({ label: 'set', patch: { virtualNetworkGateways: { [id]: patch } } });
    if ((g.bgpSettings?.asn ?? AZURE_ASN) !== AZURE_ASN)
      out.push({
        code: 'gateway-asn-beside-route-server',
        severity: 'warning',
        path: [...path, 'bgpSettings', 'asn'],
        object: id,
        message: `beside a Route Server a VPN gateway must have ASN 65515, not ${g.bgpSettings?.asn}`,
        rules: ['A110', 'A130', 'A206'],
        args: { asn: g.bgpSettings?.asn ?? 0 },
        fix: fix({ bgpSettings: { asn: AZURE_ASN } }),
      });
    if (g.activeActive !== true)
      out.push({
        code: 'gateway-standby-beside-route-server',
        severity: 'warning',
        path: [...path, 'activeActive'],
        object: id,
        message: 'beside a Route Server a VPN gateway must be active-active',
        rules: ['A130', 'A206'],
        fix: fix({ activeActive: true }),
      });
  }
  for (const [id, l] of Object.entries(lab.localNetworkGateways ?? {})) {
    const asn = l.bgpSettings?.asn;
    if (asn !== undefined && isReservedAsn(asn))
      out.push({
        code: 'local-gateway-asn-reserved',
        path: ['localNetworkGateways', id, 'bgpSettings', 'asn'],
        object: id,
        message: `a local network gateway cannot have the reserved ASN ${asn}; join two gateways of 65515 with a Vnet2Vnet connection`,
        rules: ['A65', 'A66', 'A206'],
        args: { asn },
      });
  }
  for (const [id, c] of Object.entries(lab.connections ?? {})) {
    const a = lab.virtualNetworkGateways?.[c.virtualNetworkGateway1];
    const b = c.virtualNetworkGateway2 === undefined ? undefined : lab.virtualNetworkGateways?.[c.virtualNetworkGateway2];
    if (!a || !b || !c.enableBgp) continue;
    if ((a.bgpSettings?.asn ?? AZURE_ASN) === (b.bgpSettings?.asn ?? AZURE_ASN))
      out.push({
        code: 'connection-same-asn',
        path: ['connections', id],
        object: id,
        message: `both gateways have ASN ${a.bgpSettings?.asn ?? AZURE_ASN}; BGP over a Vnet2Vnet connection needs two different ones`,
        rules: ['A66', 'A206'],
        args: { asn: a.bgpSettings?.asn ?? AZURE_ASN },
      });
  }
  return out;
}

/** A101, A210. */
function circuits(lab: Lab): Finding[] {
  const out: Finding[] = [];
  for (const [id, c] of Object.entries(lab.expressRouteCircuits ?? {})) {
    const p = c.peerings.AzurePrivatePeering;
    if (!p) continue;
    const path = ['expressRouteCircuits', id, 'peerings', 'AzurePrivatePeering'];
    if (p.peerASN >= 65515 && p.peerASN <= 65520)
      out.push({
        code: 'circuit-peer-asn',
        path: [...path, 'peerASN'],
        object: id,
        message: `the customer's ASN cannot be ${p.peerASN}: 65515 to 65520 are Azure's`,
        rules: ['A101', 'A206'],
        args: { asn: p.peerASN },
      });
    for (const key of ['primaryPeerAddressPrefix', 'secondaryPeerAddressPrefix'] as const) {
      const leg = parsePrefix(p[key]);
      if (!leg) continue;
      if (leg.length !== 30 && leg.length !== 126)
        out.push({
          code: 'circuit-prefix-length',
          path: [...path, key],
          object: id,
          message: `${key} ${p[key]}: expected a /30`,
          rules: ['A101', 'A210'],
          args: { prefix: p[key] },
        });
      for (const [vnet, v] of Object.entries(lab.virtualNetworks ?? {}))
        if (v.addressSpace.addressPrefixes.map(parsePrefix).some((space) => space && overlaps(space, leg)))
          out.push({
            code: 'circuit-overlaps-vnet',
            path: [...path, key],
            object: id,
            message: `${key} ${p[key]} overlaps the address space of ${vnet}`,
            rules: ['A210'],
            args: { prefix: p[key], vnet },
          });
    }
  }
  return out;
}

/** A122, A123. */
function routeServerPeers(lab: Lab): Finding[] {
  return Object.entries(lab.routeServers ?? {}).flatMap(([id, rs]) =>
    Object.entries(rs.bgpConnections ?? {}).flatMap(([name, c]): Finding[] =>
      c.peerAsn === AZURE_ASN || isReservedAsn(c.peerAsn)
        ? [
            {
              code: 'route-server-peer-asn',
              path: ['routeServers', id, 'bgpConnections', name, 'peerAsn'],
              object: id,
              message: `peer ${name} cannot have ASN ${c.peerAsn}: it is Route Server's own or reserved`,
              rules: ['A123', 'A206'],
              args: { name, asn: c.peerAsn },
            },
          ]
        : [],
    ),
  );
}
