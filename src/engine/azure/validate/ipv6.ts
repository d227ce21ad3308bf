/**
 * IPv6 addresses behind gateways that do not carry them: Route Server speaks IPv4 alone (A120), and so do VPN gateways (A68). ExpressRoute's
 * private peering carries IPv6 on a dual-stack GatewaySubnet, which this lab does not compute (A104).
 */
import { parseIp } from '../../ip/index.ts';
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
        ? told(id, vnet, 'virtualNetworkGateways', 'A68', 'ipv6-not-by-vpn', 'VPN gateways carry IPv4 only')
        : told(id, vnet, 'virtualNetworkGateways', 'A104', 'ipv6-not-by-expressroute', 'IPv6 over ExpressRoute private peering is not modelled yet'),
    ),
    ...view.routeServers.flatMap(({ id, vnet }) => told(id, vnet, 'routeServers', 'A120', 'ipv6-not-by-route-server', 'Route Server speaks IPv4 only')),
  ];
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
