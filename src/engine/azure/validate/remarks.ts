/** What works as drawn and may not be what was meant: remarks, not warnings (A48, A99, A106, A114, A140, A203). */
import { about, type Finding, patchOf } from './finding.ts';
import type { LabView } from './view.ts';

export function remarks(view: LabView): Finding[] {
  return [...peerings(view), ...clientsEverything(view), ...circuits(view), ...routeServers(view), ...gatewaySubnets(view)];
}

/** A48: the route stays, and the default security rules no longer cover the peer. */
function peerings({ vnets }: LabView): Finding[] {
  return vnets.flatMap(([vnet, v]) =>
    Object.entries(v.virtualNetworkPeerings ?? {}).flatMap(([name, link]) => {
      if (link.allowVirtualNetworkAccess !== false) return [];
      const path = ['virtualNetworks', vnet, 'virtualNetworkPeerings', name, 'allowVirtualNetworkAccess'];
      const message = `${name} keeps its route, and ${link.remoteVirtualNetwork} is no longer of the VirtualNetwork tag: default security rules deny it, explicit ones may allow it`;
      const fix = { label: 'Allow virtual network access', patch: patchOf(path, null) };
      return [about(vnet, path)('peering-access-off', 'A48', message, { severity: 'info', args: { peering: name, remote: link.remoteVirtualNetwork }, fix })];
    }),
  );
}

/** A99: everything comes to the gateway, and the gateway lets nothing out to the Internet. */
function clientsEverything({ gateways }: LabView): Finding[] {
  return gateways.flatMap(({ id, it }) => {
    const routes = it.customRoutes?.addressPrefixes ?? [];
    if (!routes.includes('0.0.0.0/1') || !routes.includes('128.0.0.0/1')) return [];
    const message = 'clients send everything here, and the gateway itself gives them no way to the Internet: they need a proxy or an appliance in the network';
    return [about(id, ['virtualNetworkGateways', id, 'customRoutes'])('p2s-no-internet', 'A99', message, { severity: 'info' })];
  });
}

/** A106, A114: what stays apart at the MSEEs unless it is asked for. */
function circuits({ lab, gateways }: LabView): Finding[] {
  const connected = Object.values(lab.connections ?? {}).flatMap((c) => (c.peer === undefined ? [] : [{ gateway: c.virtualNetworkGateway1, circuit: c.peer }]));
  const hairpins = Object.keys(lab.expressRouteCircuits ?? {}).flatMap((circuit) => {
    const on = [...new Set(connected.filter((c) => c.circuit === circuit).map((c) => c.gateway))].filter((g) => lab.virtualNetworkGateways?.[g]);
    const closed = on.find((g) => lab.virtualNetworkGateways?.[g]?.allowRemoteVnetTraffic !== true);
    if (on.length < 2 || closed === undefined) return [];
    const message = `the networks of ${on.join(', ')} do not reach one another by this circuit, unless allowRemoteVnetTraffic is on at each gateway; peer them instead`;
    return [about(circuit, ['expressRouteCircuits', circuit])('circuit-no-hairpin', 'A106', message, { severity: 'info', args: { gateways: on.join(', ') } })];
  });
  const apart = gateways.flatMap(({ id }) => {
    const own = [...new Set(connected.filter((c) => c.gateway === id).map((c) => c.circuit))];
    const reach = (a: string, b: string) =>
      Object.values(lab.expressRouteCircuits?.[a]?.peerings.AzurePrivatePeering?.connections ?? {}).some((c) => c.peerExpressRouteCircuit === b);
    const pair = own.flatMap((a, i) => own.slice(i + 1).map((b) => [a, b] as const)).find(([a, b]) => !reach(a, b) && !reach(b, a));
    if (!pair) return [];
    const args = { one: pair[0], other: pair[1] };
    const message = `the sites of ${args.one} and ${args.other} do not reach one another through this gateway; join the circuits by Global Reach if they should`;
    return [about(id, ['virtualNetworkGateways', id])('circuits-without-global-reach', 'A114', message, { severity: 'info', args })];
  });
  return [...hairpins, ...apart];
}

/** A140: with Route Server one connection of several is used for a prefix. */
function routeServers({ lab, routeServers: servers, gateways }: LabView): Finding[] {
  return servers.flatMap(({ id, vnet }) => {
    const gateway = gateways.find((g) => g.vnet === vnet && g.it.gatewayType === 'ExpressRoute');
    const count = Object.values(lab.connections ?? {}).filter((c) => c.virtualNetworkGateway1 === gateway?.id).length;
    if (!gateway || count < 2) return [];
    const message = `beside it ${gateway.id} uses one of its ${count} circuits for a prefix, not all of them`;
    return [about(id, ['routeServers', id])('route-server-one-circuit', 'A140', message, { severity: 'info', args: { gateway: gateway.id, count } })];
  });
}

/** A203: a GatewaySubnet may be a /29, and is recommended to be a /27. */
function gatewaySubnets({ subnets, gateways }: LabView): Finding[] {
  return [...subnets.values()].flatMap((s) => {
    if (s.name !== 'GatewaySubnet' || typeof s.prefix.ip !== 'number' || s.prefix.length <= 27 || s.prefix.length > 29) return [];
    // Of two gateways in so small a subnet the platform's own error speaks.
    if (gateways.filter((g) => g.it.subnet === s.ref).length > 1) return [];
    const message = `/${s.prefix.length} leaves no room for a second gateway or more instances; a /27 or larger is recommended`;
    return [about(s.ref, [...s.path, 'addressPrefix'])('gateway-subnet-tight', 'A203', message, { severity: 'info', args: { length: s.prefix.length } })];
  });
}
