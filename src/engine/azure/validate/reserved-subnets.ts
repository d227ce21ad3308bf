/** Reserved subnets: who stands in which, how many of a kind, and what may not be attached there (A33, A127, A157, A203–A205, A209). */
import { isDefault, parsePrefix } from '../../ip/index.ts';
import type { RouteTable } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import type { LabView, Resident, SubnetView } from './view.ts';

export function reservedSubnets(view: LabView): Finding[] {
  return [...residents(view), ...intruders(view), ...[...view.subnets.values()].flatMap((s) => [...tables(view, s), ...attachments(s)])];
}

/** A203, A209: each in the subnet of its kind, and one of a kind in a VNet. */
function residents(view: LabView): Finding[] {
  const { gateways, routeServers, firewalls, bastions } = view;
  const placed = placedIn(view);
  const ofType = (type: string) => gateways.filter((g) => g.it.gatewayType === type);
  return [
    ...placed('virtualNetworkGateways', ofType('Vpn'), 'VPN gateway', 'GatewaySubnet'),
    ...placed('virtualNetworkGateways', ofType('ExpressRoute'), 'ExpressRoute gateway', 'GatewaySubnet'),
    ...placed('routeServers', routeServers, 'Route Server', 'RouteServerSubnet'),
    ...placed('azureFirewalls', firewalls, 'Azure Firewall', 'AzureFirewallSubnet'),
    ...placed('bastionHosts', bastions, 'Azure Bastion', 'AzureBastionSubnet'),
  ];
}

/** A subnet that is not there is told as a reference, and is no second mistake here. */
const placedIn = (view: LabView) => (map: string, list: readonly Resident<unknown>[], kind: string, wanted: string) => {
  const first = new Map<string, string>();
  return list.flatMap(({ id, vnet, subnet }): Finding[] => {
    const out: Finding[] = [];
    const path = [map, id, 'subnet'];
    if (subnet !== wanted && view.subnets.has(`${vnet}/${subnet}`)) {
      const message = `the ${kind} must stand in a subnet named ${wanted}, not ${subnet}`;
      out.push({ code: 'wrong-subnet', path, object: id, message, rules: ['A203'], args: { kind, wanted, subnet } });
    }
    const other = first.get(vnet);
    first.set(vnet, other ?? id);
    if (other !== undefined) {
      const message = `${vnet} already has the ${kind} ${other}; a virtual network has one`;
      out.push({ code: 'second-of-a-kind', path, object: id, message, rules: ['A209'], args: { kind, vnet, other } });
    }
    return out;
  });
};

const KEPT_FOR: Readonly<Record<string, string>> = {
  GatewaySubnet: 'gateways',
  RouteServerSubnet: 'Route Server',
  AzureFirewallSubnet: 'Azure Firewall',
  AzureFirewallManagementSubnet: 'Azure Firewall',
  AzureBastionSubnet: 'Azure Bastion',
};

/** A127, A204: nothing else in reserved subnets. */
function intruders({ lab }: LabView): Finding[] {
  const intrudes = (object: string, name: string, ref: string, path: readonly string[]): Finding[] => {
    const subnet = ref.slice(ref.indexOf('/') + 1);
    const whose = KEPT_FOR[subnet];
    if (whose === undefined) return [];
    const message = `${subnet} is kept for ${whose}; move ${name} to another subnet`;
    return [{ code: 'reserved-subnet', path, object, message, rules: ['A127', 'A204'], args: { subnet, whose, nic: name } }];
  };
  return [
    ...Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) =>
      Object.entries(vm.networkInterfaces).flatMap(([name, nic]) =>
        intrudes(id, name, nic.subnet, ['virtualMachines', id, 'networkInterfaces', name, 'subnet']),
      ),
    ),
    ...Object.entries(lab.privateEndpoints ?? {}).flatMap(([id, e]) => intrudes(id, id, e.subnet, ['privateEndpoints', id, 'subnet'])),
    ...Object.entries(lab.loadBalancers ?? {}).flatMap(([id, lb]) =>
      Object.entries(lb.frontendIPConfigurations).flatMap(([name, f]) =>
        f.subnet === undefined ? [] : intrudes(id, name, f.subnet, ['loadBalancers', id, 'frontendIPConfigurations', name, 'subnet']),
      ),
    ),
  ];
}

/** What a route table may not do to a reserved subnet. */
function tables(view: LabView, s: SubnetView): Finding[] {
  const { routeTable } = s.subnet;
  if (routeTable === undefined) return [];
  const path = [...s.path, 'routeTable'];
  const args = { table: routeTable };
  const found = (finding: Omit<Finding, 'path' | 'object' | 'args'>): Finding => ({ ...finding, path, object: s.ref, args });
  if (s.name === 'RouteServerSubnet') {
    const fix = { label: 'Detach the route table', patch: subnetPatch(s, { routeTable: null }) };
    return [found({ code: 'route-table-on-route-server', message: 'RouteServerSubnet takes no route table; detach it', rules: ['A127', 'A205'], fix })];
  }
  if (!s.table) return [];
  const route = defaultRoute(s.table);
  if (s.name === 'AzureFirewallSubnet' && route?.nextHopType !== 'Internet' && !isForceTunnelled(view, s.vnet))
    return [found(firewallDefault(routeTable, s.table))];
  if (s.name !== 'GatewaySubnet') return [];
  const out: Finding[] = [];
  if (route) {
    const message = `route table ${routeTable} has a default route, which the platform refuses on GatewaySubnet today; spell the prefixes out instead`;
    out.push(found({ code: 'default-route-on-gateway-subnet', severity: 'warning', message, rules: ['A87', 'A204'] }));
  }
  if (s.table.disableBgpRoutePropagation) {
    const message = `route table ${routeTable} keeps the gateway's own routes away, and the gateway stops working; turn propagation on`;
    const fix = { label: 'Turn propagation on', patch: { routeTables: { [routeTable]: { disableBgpRoutePropagation: null } } } };
    out.push(found({ code: 'propagation-off-on-gateway-subnet', message, rules: ['A33', 'A204'], fix }));
  }
  return out;
}

/** A157: the deployment error's own name stands in the message. */
function firewallDefault(id: string, table: RouteTable): Omit<Finding, 'path' | 'object' | 'args'> {
  const name = Object.entries(table.routes).find(([, r]) => isDefaultPrefix(r.addressPrefix))?.[0] ?? 'default-to-internet';
  return {
    code: 'firewall-table-without-default',
    message: `route table ${id} must have 0.0.0.0/0 → Internet (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)`,
    rules: ['A157', 'A205'],
    fix: {
      label: 'Send 0.0.0.0/0 to the Internet',
      patch: { routeTables: { [id]: { routes: { [name]: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet', nextHopIpAddress: null } } } } },
    },
  };
}

/** A158: with a management interface of its own the firewall may follow a default that leads elsewhere. */
function isForceTunnelled(view: LabView, vnet: string): boolean {
  return view.firewalls.some((f) => f.vnet === vnet && f.it.managementIpConfiguration);
}

function isDefaultPrefix(text: string): boolean {
  const p = parsePrefix(text);
  return p !== undefined && typeof p.ip === 'number' && isDefault(p);
}

function defaultRoute(table: RouteTable) {
  return Object.values(table.routes).find((r) => isDefaultPrefix(r.addressPrefix));
}

const NO_NSG = ['GatewaySubnet', 'RouteServerSubnet', 'AzureFirewallSubnet'];

/** A179, A190, A204, A205: network security groups and NAT gateways where they may not be. */
function attachments(s: SubnetView): Finding[] {
  const refuse = (key: 'networkSecurityGroup' | 'natGateway', what: string, rules: readonly string[]): Finding => ({
    code: 'not-on-this-subnet',
    path: [...s.path, key],
    object: s.ref,
    message: `${s.name} takes no ${what}; detach it`,
    rules,
    args: { what, name: s.name },
    fix: { label: `Detach the ${what}`, patch: subnetPatch(s, { [key]: null }) },
  });
  return [
    ...(s.subnet.networkSecurityGroup !== undefined && NO_NSG.includes(s.name)
      ? [refuse('networkSecurityGroup', 'network security group', ['A179', 'A204', 'A205'])]
      : []),
    ...(s.subnet.natGateway !== undefined && s.name === 'GatewaySubnet' ? [refuse('natGateway', 'NAT gateway', ['A190', 'A204'])] : []),
  ];
}

function subnetPatch(s: SubnetView, patch: object) {
  return { virtualNetworks: { [s.vnet]: { subnets: { [s.name]: patch } } } };
}
