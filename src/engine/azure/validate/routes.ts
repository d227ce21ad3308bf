/** Route tables, what may hang where, and peerings (A26–A28, A87, A157, A203–A209). */
import { containsIp, isDefault, parseIp, parsePrefix, prefixKey } from '../../ip/index.ts';
import type { Lab, RouteTable } from '../../model/index.ts';
import type { Finding } from './finding.ts';

export function routeTables(lab: Lab): Finding[] {
  return [...rows(lab), ...attachments(lab), ...peerings(lab)];
}

function rows(lab: Lab): Finding[] {
  const out: Finding[] = [];
  const erGateway = Object.values(lab.virtualNetworkGateways ?? {}).some((g) => g.gatewayType === 'ExpressRoute');
  for (const [table, t] of Object.entries(lab.routeTables ?? {})) {
    const seen = new Map<unknown, string>();
    for (const [name, r] of Object.entries(t.routes)) {
      const path = ['routeTables', table, 'routes', name];
      const p = parsePrefix(r.addressPrefix);
      const clash = p && seen.get(prefixKey(p));
      if (clash !== undefined)
        out.push({
          code: 'udr-duplicate',
          path,
          object: table,
          message: `routes ${clash} and ${name} both have ${r.addressPrefix}; a table has one route a prefix`,
          rules: ['A34', 'A208'],
          args: { name, other: clash },
        });
      if (p) seen.set(prefixKey(p), name);
      if (r.nextHopType === 'VirtualAppliance' && r.nextHopIpAddress === undefined)
        out.push({
          code: 'udr-next-hop-missing',
          path,
          object: table,
          message: `route ${name} to a VirtualAppliance needs a nextHopIpAddress`,
          rules: ['A26', 'A208'],
          args: { name },
        });
      if (r.nextHopType !== 'VirtualAppliance' && r.nextHopIpAddress !== undefined)
        out.push({
          code: 'udr-next-hop-unused',
          path,
          object: table,
          message: `route ${name}: a nextHopIpAddress goes with VirtualAppliance only, not with ${r.nextHopType}; take it away`,
          rules: ['A26', 'A208'],
          args: { name, type: r.nextHopType },
        });
      if (r.nextHopType === 'VirtualNetworkGateway' && erGateway)
        out.push({
          code: 'udr-gateway-with-expressroute',
          severity: 'warning',
          path,
          object: table,
          message: `route ${name}: VirtualNetworkGateway is not usable as a next hop for ExpressRoute or where both gateways stand`,
          rules: ['A27', 'A208'],
          args: { name },
        });
      const ip = r.nextHopIpAddress === undefined ? undefined : parseIp(r.nextHopIpAddress);
      if (r.nextHopType === 'VirtualAppliance' && ip !== undefined && !inAnyVnet(lab, ip))
        out.push({
          code: 'udr-next-hop-outside',
          severity: 'warning',
          path,
          object: table,
          message: `route ${name}: no virtual network has the next hop ${r.nextHopIpAddress}; packets would be dropped`,
          rules: ['A28', 'A208'],
          args: { name, nextHop: r.nextHopIpAddress ?? '' },
        });
    }
    if (Object.keys(t.routes).length > 400)
      out.push({
        code: 'udr-too-many',
        path: ['routeTables', table],
        object: table,
        message: `${Object.keys(t.routes).length} routes; a table holds 400 at most`,
        rules: ['A39', 'A208'],
      });
  }
  return out;
}

function inAnyVnet(lab: Lab, ip: NonNullable<ReturnType<typeof parseIp>>): boolean {
  return Object.values(lab.virtualNetworks ?? {}).some((v) => v.addressSpace.addressPrefixes.map(parsePrefix).some((p) => p && containsIp(p, ip)));
}

function defaultRoute(table: RouteTable | undefined) {
  return Object.values(table?.routes ?? {}).find((r) => {
    const p = parsePrefix(r.addressPrefix);
    return p && isDefault(p);
  });
}

function attachments(lab: Lab): Finding[] {
  const out: Finding[] = [];
  for (const [vnet, v] of Object.entries(lab.virtualNetworks ?? {})) {
    for (const [name, s] of Object.entries(v.subnets)) {
      if (s.routeTable === undefined) continue;
      const path = ['virtualNetworks', vnet, 'subnets', name, 'routeTable'];
      const object = `${vnet}/${name}`;
      const table = lab.routeTables?.[s.routeTable];
      const way = defaultRoute(table);
      const detach = { label: 'detach', patch: { virtualNetworks: { [vnet]: { subnets: { [name]: { routeTable: null } } } } } };
      if (name === 'RouteServerSubnet')
        out.push({
          code: 'route-table-on-route-server',
          path,
          object,
          message: 'RouteServerSubnet takes no route table; detach it',
          rules: ['A127', 'A205'],
          fix: detach,
        });
      if (name === 'AzureFirewallSubnet' && table && way?.nextHopType !== 'Internet')
        out.push({
          code: 'firewall-table-without-default',
          path,
          object,
          message: `route table ${s.routeTable} must have 0.0.0.0/0 → Internet (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)`,
          rules: ['A157', 'A205'],
          args: { table: s.routeTable },
          fix: {
            label: 'add',
            patch: { routeTables: { [s.routeTable]: { routes: { 'default-to-internet': { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } } } } },
          },
        });
      if (name === 'GatewaySubnet' && way)
        out.push({
          code: 'default-route-on-gateway-subnet',
          severity: 'warning',
          path,
          object,
          message: `route table ${s.routeTable} has a default route; the platform refuses that on GatewaySubnet today. Spell the prefixes out`,
          rules: ['A87', 'A204'],
          args: { table: s.routeTable },
        });
      if (name === 'GatewaySubnet' && table?.disableBgpRoutePropagation)
        out.push({
          code: 'propagation-off-on-gateway-subnet',
          severity: 'warning',
          path,
          object,
          message: `route table ${s.routeTable} turns propagation off; the gateway stops working`,
          rules: ['A33', 'A204'],
          args: { table: s.routeTable },
          fix: { label: 'propagate', patch: { routeTables: { [s.routeTable]: { disableBgpRoutePropagation: false } } } },
        });
    }
  }
  return out;
}

/** A45, A50, A207. */
function peerings(lab: Lab): Finding[] {
  const out: Finding[] = [];
  const vnetHas = (vnet: string) =>
    [...Object.values(lab.virtualNetworkGateways ?? {}), ...Object.values(lab.routeServers ?? {})].some((x) => x.subnet.startsWith(`${vnet}/`));
  for (const [vnet, v] of Object.entries(lab.virtualNetworks ?? {})) {
    const links = Object.entries(v.virtualNetworkPeerings ?? {});
    const remote = links.filter(([, l]) => l.useRemoteGateways);
    for (const [name, l] of links) {
      const path = ['virtualNetworks', vnet, 'virtualNetworkPeerings', name];
      const back = Object.values(lab.virtualNetworks?.[l.remoteVirtualNetwork]?.virtualNetworkPeerings ?? {}).find((b) => b.remoteVirtualNetwork === vnet);
      if (!back)
        out.push({
          code: 'peering-initiated',
          severity: 'warning',
          path,
          object: vnet,
          message: `peering ${name} is only Initiated: add one from ${l.remoteVirtualNetwork} back to ${vnet}`,
          rules: ['A45'],
          args: { name, remote: l.remoteVirtualNetwork },
        });
      if (!l.useRemoteGateways) continue;
      if (remote.length > 1)
        out.push({
          code: 'remote-gateways-twice',
          path,
          object: vnet,
          message: `only one peering of a VNet may use remote gateways, ${remote.map(([n]) => n).join(' and ')} do`,
          rules: ['A50', 'A207'],
          args: { name },
        });
      if (vnetHas(vnet))
        out.push({
          code: 'remote-gateways-with-own',
          path,
          object: vnet,
          message: `peering ${name} cannot use remote gateways: ${vnet} has a gateway or Route Server of its own`,
          rules: ['A50', 'A207'],
          args: { name },
        });
      if (!vnetHas(l.remoteVirtualNetwork))
        out.push({
          code: 'remote-gateways-none',
          path,
          object: vnet,
          message: `peering ${name} uses remote gateways, but ${l.remoteVirtualNetwork} has neither a gateway nor a Route Server`,
          rules: ['A50', 'A207'],
          args: { name, remote: l.remoteVirtualNetwork },
        });
    }
  }
  return out;
}
