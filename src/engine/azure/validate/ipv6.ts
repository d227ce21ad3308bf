/**
 * IPv6 where gateways do not carry it: Route Server speaks IPv4 alone (A120). VPN gateways have IPv6 inside their tunnels as a preview, never
 * outside (Microsoft Learn, "Configure IPv6 for VPN Gateway", May 2025), and ExpressRoute's private peering on a dual-stack GatewaySubnet (A104);
 * neither is computed here.
 */
import { isIpv4, parseIp, parsePrefix } from '../../ip/index.ts';
import { about, type Finding } from './finding.ts';
import type { LabView } from './view.ts';

export function ipv6(view: LabView): Finding[] {
  const holders = ipv6Holders(view);
  const told = (id: string, vnet: string, map: string, rule: string, code: string, what: string): Finding[] => {
    const machine = holders.get(vnet);
    if (machine === undefined) return [];
    return [
      about(id, [map, id])(code, rule, `${what}; ${machine} of ${vnet} is reached by IPv6 within the network and its peers alone`, {
        severity: 'info',
        args: { machine, vnet },
      }),
    ];
  };
  return [
    ...view.gateways.flatMap(({ id, vnet, it }) =>
      it.gatewayType === 'Vpn'
        ? told(id, vnet, 'virtualNetworkGateways', 'A68', 'ipv6-not-by-vpn', 'IPv6 by VPN gateways, a preview in Azure, is not modelled')
        : told(id, vnet, 'virtualNetworkGateways', 'A104', 'ipv6-not-by-expressroute', 'IPv6 over ExpressRoute private peering is not modelled yet'),
    ),
    ...view.routeServers.flatMap(({ id, vnet }) => told(id, vnet, 'routeServers', 'A120', 'ipv6-not-by-route-server', 'Route Server speaks IPv4 only')),
    ...view.firewalls.flatMap(({ id, vnet }) =>
      told(id, vnet, 'azureFirewalls', 'A159', 'ipv6-not-by-firewall', 'IPv6 through Azure Firewall, a preview in Azure, is not modelled'),
    ),
    ...vpnPrefixes(view),
    ...routesToVpn(view),
    ...outerAddresses(view),
  ];
}

/** IPv6 prefixes that VPN gateways would route: those of sites, and clients' pools. */
function vpnPrefixes({ lab, gateways }: LabView): Finding[] {
  const lists = [
    ...Object.entries(lab.localNetworkGateways ?? {}).map(([id, l]) => ({
      id,
      path: ['localNetworkGateways', id, 'localNetworkAddressSpace', 'addressPrefixes'],
      texts: l.localNetworkAddressSpace?.addressPrefixes,
    })),
    ...gateways.map(({ id, it }) => ({
      id,
      path: ['virtualNetworkGateways', id, 'vpnClientConfiguration', 'vpnClientAddressPool', 'addressPrefixes'],
      texts: it.vpnClientConfiguration?.vpnClientAddressPool.addressPrefixes,
    })),
  ];
  return lists.flatMap(({ id, path, texts = [] }) =>
    texts.flatMap((prefix, i) => {
      const p = parsePrefix(prefix);
      if (!p || isIpv4(p.ip)) return [];
      const message = `${prefix} becomes no route: IPv6 by VPN gateways, a preview in Azure, is not modelled`;
      return [about(id, path)('vpn-ipv6-prefix', 'A68', message, { severity: 'warning', at: [i], args: { prefix } })];
    }),
  );
}

/** Not in the preview either: "User Defined Routes (UDR) with IPv6 using a virtual network gateway VPN as the next hop aren't supported". */
function routesToVpn({ lab }: LabView): Finding[] {
  return Object.entries(lab.routeTables ?? {}).flatMap(([id, table]) =>
    Object.entries(table.routes).flatMap(([route, { addressPrefix: prefix, nextHopType }]) => {
      const p = nextHopType === 'VirtualNetworkGateway' ? parsePrefix(prefix) : undefined;
      if (!p || isIpv4(p.ip)) return [];
      const message = `${route} sends ${prefix} to a VPN gateway, which no user-defined route of IPv6 may name; take it away`;
      return [about(id, ['routeTables', id, 'routes', route])('udr-ipv6-to-gateway', 'A26 A68', message, { at: ['nextHopType'], args: { route, prefix } })];
    }),
  );
}

/** The two ends of a tunnel have IPv4 addresses, in the preview as well. */
function outerAddresses({ lab }: LabView): Finding[] {
  return Object.entries(lab.localNetworkGateways ?? {}).flatMap(([id, { gatewayIpAddress: address }]) => {
    if (address === undefined || typeof parseIp(address) !== 'bigint') return [];
    const message = `${address} cannot be the other end of a tunnel: VPN gateways have IPv4 outside; give it an IPv4 address`;
    return [about(id, ['localNetworkGateways', id])('vpn-ipv6-outer', 'A68', message, { at: ['gatewayIpAddress'], args: { address } })];
  });
}

/** A machine with an IPv6 address for each network that has one. */
function ipv6Holders({ lab }: LabView): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, vm] of Object.entries(lab.virtualMachines ?? {}))
    for (const nic of Object.values(vm.networkInterfaces)) {
      const texts = [nic.privateIPAddress, ...Object.values(nic.ipConfigurations ?? {}).map((c) => c.privateIPAddress)];
      const vnet = nic.subnet.split('/')[0] ?? '';
      if (!found.has(vnet) && texts.some((text) => typeof parseIp(text) === 'bigint')) found.set(vnet, id);
    }
  return found;
}
