/** What an id of the lab is, where it stands in the scenario, and a patch that sets something there. */
import type { Lab } from '../../engine/index.ts';

export type ObjectKind =
  | 'virtualNetwork'
  | 'subnet'
  | 'routeTable'
  | 'virtualMachine'
  | 'nva'
  | 'routeServer'
  | 'vpnGateway'
  | 'erGateway'
  | 'circuit'
  | 'firewall'
  | 'connection'
  | 'site'
  | 'segment'
  | 'router'
  | 'host'
  | 'internet'
  | 'internetHost'
  | 'localGateway'
  | 'publicIPAddress'
  | 'networkSecurityGroup'
  | 'firewallPolicy'
  | 'natGateway'
  | 'loadBalancer'
  | 'privateEndpoint'
  | 'bastion';

/** Kind of an id, whatever map it stands in; undefined when there is no such object. */
export function kindOf(lab: Lab, id: string): ObjectKind | undefined {
  if (id in (lab.virtualNetworks ?? {})) return 'virtualNetwork';
  if (id.includes('/') && lab.virtualNetworks?.[id.split('/')[0] ?? '']?.subnets[id.split('/')[1] ?? '']) return 'subnet';
  if (id in (lab.routeTables ?? {})) return 'routeTable';
  const vm = lab.virtualMachines?.[id];
  if (vm) return vm.frr ? 'nva' : 'virtualMachine';
  if (id in (lab.routeServers ?? {})) return 'routeServer';
  const gateway = lab.virtualNetworkGateways?.[id];
  if (gateway) return gateway.gatewayType === 'Vpn' ? 'vpnGateway' : 'erGateway';
  if (id in (lab.expressRouteCircuits ?? {})) return 'circuit';
  if (id in (lab.azureFirewalls ?? {})) return 'firewall';
  if (id in (lab.connections ?? {})) return 'connection';
  if (id in (lab.sites ?? {})) return 'site';
  if (id in (lab.segments ?? {})) return 'segment';
  if (id in (lab.routers ?? {})) return 'router';
  if (id in (lab.hosts ?? {})) return 'host';
  if (id === 'internet' && lab.internet) return 'internet';
  if (id in (lab.internet?.hosts ?? {})) return 'internetHost';
  if (id in (lab.localNetworkGateways ?? {})) return 'localGateway';
  if (id in (lab.publicIPAddresses ?? {})) return 'publicIPAddress';
  if (id in (lab.networkSecurityGroups ?? {})) return 'networkSecurityGroup';
  if (id in (lab.firewallPolicies ?? {})) return 'firewallPolicy';
  if (id in (lab.natGateways ?? {})) return 'natGateway';
  if (id in (lab.loadBalancers ?? {})) return 'loadBalancer';
  if (id in (lab.privateEndpoints ?? {})) return 'privateEndpoint';
  if (id in (lab.bastionHosts ?? {})) return 'bastion';
  return undefined;
}

/** The path of an object in the lab, for patches: `['virtualMachines', 'vm-frr']`. */
export function pathOf(lab: Lab, id: string): string[] | undefined {
  const kind = kindOf(lab, id);
  const [vnet = '', subnet = ''] = id.split('/');
  switch (kind) {
    case undefined:
      return undefined;
    case 'subnet':
      return ['virtualNetworks', vnet, 'subnets', subnet];
    case 'internet':
      return ['internet'];
    case 'internetHost':
      return ['internet', 'hosts', id];
    default:
      return [MAP_OF[kind], id];
  }
}

const MAP_OF: Readonly<Record<Exclude<ObjectKind, 'subnet' | 'internet' | 'internetHost'>, string>> = {
  virtualNetwork: 'virtualNetworks',
  routeTable: 'routeTables',
  virtualMachine: 'virtualMachines',
  nva: 'virtualMachines',
  routeServer: 'routeServers',
  vpnGateway: 'virtualNetworkGateways',
  erGateway: 'virtualNetworkGateways',
  circuit: 'expressRouteCircuits',
  firewall: 'azureFirewalls',
  connection: 'connections',
  site: 'sites',
  segment: 'segments',
  router: 'routers',
  host: 'hosts',
  localGateway: 'localNetworkGateways',
  publicIPAddress: 'publicIPAddresses',
  networkSecurityGroup: 'networkSecurityGroups',
  firewallPolicy: 'firewallPolicies',
  natGateway: 'natGateways',
  loadBalancer: 'loadBalancers',
  privateEndpoint: 'privateEndpoints',
  bastion: 'bastionHosts',
};

/** A patch of the lab that sets something inside one object. */
export function patchAt(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
