/** Adding an object: a patch of the lab with the platform's sensible defaults, in the container that it was dropped on. */
import { freePublicIp, type Lab, mergePatch, type Position } from '../../engine/index.ts';
import type { ObjectKind } from '../diagram/index.ts';
import { allIds, freeAddressSpace, freeInSubnet, freeName, freeOnSegment, freeSubnetPrefix, nthAddress } from './names.ts';
import { roomForSubnet, roomIn, roomOutside } from './room.ts';

/** Where it was dropped: relative to the container `into`, or on the open canvas. */
export interface Drop {
  readonly at: Position;
  readonly into?: string;
}

/** Why it cannot be added there: a message of the canvas, with its blanks. */
export interface Refusal {
  readonly refused:
    | 'needVnet'
    | 'needVnetHere'
    | 'needSubnet'
    | 'reservedSubnet'
    | 'onlyOne'
    | 'noSpace'
    | 'alreadyThere'
    | 'standsIn'
    | 'oneNetwork'
    | 'onPremises';
  readonly args?: Readonly<Record<string, string>>;
}

export type Addition = { readonly id: string; readonly patch: unknown } | Refusal;

/** Subnets that Azure keeps for one kind of service (A203, A204). */
export const RESERVED_SUBNET = /^(GatewaySubnet|RouteServerSubnet|AzureFirewallSubnet|AzureFirewallManagementSubnet|AzureBastionSubnet)$/;

/** The patch that adds an object of a kind. */
export function additionOf(lab: Lab, kind: ObjectKind, drop?: Drop): Addition {
  switch (kind) {
    case 'virtualNetwork':
      return addVnet(lab, drop);
    case 'subnet':
      return addSubnet(lab, drop);
    case 'routeTable':
      return addRouteTable(lab, drop);
    case 'virtualMachine':
    case 'nva':
      return addMachine(lab, kind, drop);
    case 'networkSecurityGroup':
      return addSecurityGroup(lab, drop);
    case 'firewallPolicy':
      return addFirewallPolicy(lab);
    case 'natGateway':
      return addNatGateway(lab, drop);
    case 'loadBalancer':
    case 'privateEndpoint':
      return addInSubnet(lab, kind, drop);
    case 'routeServer':
    case 'firewall':
    case 'vpnGateway':
    case 'erGateway':
    case 'bastion':
      return addService(lab, kind, drop);
    case 'circuit':
    case 'localGateway':
    case 'site':
      return addOutside(lab, kind, drop);
    case 'segment':
    case 'router':
    case 'host':
      return addOnPremises(lab, kind, drop);
    case 'internet':
      return addInternet(lab, drop);
    case 'connection':
    case 'internetHost':
    case 'publicIPAddress':
      return { refused: 'alreadyThere' };
  }
}

/** On the open canvas: where it was dropped, or right of all that is there. */
function outside(lab: Lab, drop: Drop | undefined): { position?: Position } {
  const position = drop && drop.into === undefined ? drop.at : roomOutside(lab);
  return position ? { position } : {};
}

function addVnet(lab: Lab, drop: Drop | undefined): Addition {
  const id = freeName('vnet', allIds(lab));
  const space = freeAddressSpace(lab);
  return {
    id,
    patch: {
      virtualNetworks: {
        [id]: {
          ...outside(lab, drop),
          location: 'japaneast',
          addressSpace: { addressPrefixes: [space] },
          subnets: { default: { addressPrefix: space.replace(/0\.0\/16$/, '1.0/24') } },
        },
      },
    },
  };
}

/** The VNet that a place is in; without a place, the first that `fits`. */
function vnetAt(lab: Lab, drop: Drop | undefined, fits: (vnet: string) => boolean = () => true): string | Refusal {
  const all = Object.keys(lab.virtualNetworks ?? {});
  if (all.length === 0) return { refused: 'needVnet' };
  if (!drop) return all.find(fits) ?? { refused: 'onlyOne' };
  const vnet = drop.into?.split('/')[0];
  return vnet !== undefined && all.includes(vnet) ? vnet : { refused: 'needVnetHere' };
}

function addSubnet(lab: Lab, drop: Drop | undefined): Addition {
  const vnet = vnetAt(lab, drop);
  if (typeof vnet !== 'string') return vnet;
  const name = freeName('subnet-1', Object.keys(lab.virtualNetworks?.[vnet]?.subnets ?? {}));
  return withSubnet(lab, vnet, name) ?? { refused: 'noSpace', args: { of: vnet } };
}

function withSubnet(lab: Lab, vnet: string, name: string): { id: string; prefix: string; patch: unknown } | undefined {
  const prefix = freeSubnetPrefix(lab, vnet);
  if (prefix === undefined) return undefined;
  const { position, size, vnetSize } = roomForSubnet(lab, vnet);
  return {
    id: `${vnet}/${name}`,
    prefix,
    patch: { virtualNetworks: { [vnet]: { size: vnetSize, subnets: { [name]: { addressPrefix: prefix, position, size } } } } },
  };
}

/** A route table is not drawn by itself: dropped on a subnet it is attached there. */
function addRouteTable(lab: Lab, drop: Drop | undefined): Addition {
  const id = freeName('rt', allIds(lab));
  return { id, patch: { routeTables: { [id]: { routes: {} } }, ...attachedTo(drop, 'routeTable', id) } };
}

/** What a subnet it was dropped on is attached to, by the property that names it. */
function attachedTo(drop: Drop | undefined, key: 'routeTable' | 'networkSecurityGroup' | 'natGateway', id: string): object {
  const [vnet = '', subnet] = drop?.into?.split('/') ?? [];
  return subnet === undefined ? {} : { virtualNetworks: { [vnet]: { subnets: { [subnet]: { [key]: id } } } } };
}

/** Like a route table it is not drawn by itself. */
function addSecurityGroup(lab: Lab, drop: Drop | undefined): Addition {
  const [, subnet] = drop?.into?.split('/') ?? [];
  if (subnet !== undefined && /^(GatewaySubnet|RouteServerSubnet|AzureFirewallSubnet)$/.test(subnet))
    return { refused: 'reservedSubnet', args: { of: subnet } };
  const id = freeName('nsg', allIds(lab));
  return { id, patch: { networkSecurityGroups: { [id]: { securityRules: {} } }, ...attachedTo(drop, 'networkSecurityGroup', id) } };
}

/** A firewall refers to it; nothing is drawn. */
function addFirewallPolicy(lab: Lab): Addition {
  const id = freeName('afwp', allIds(lab));
  return { id, patch: { firewallPolicies: { [id]: {} } } };
}

function addNatGateway(lab: Lab, drop: Drop | undefined): Addition {
  const [, subnet] = drop?.into?.split('/') ?? [];
  if (subnet === 'GatewaySubnet') return { refused: 'reservedSubnet', args: { of: subnet } };
  const id = freeName('nat', allIds(lab));
  const ips = publicIps(lab, id, 1);
  const nat = { ...outside(lab, drop), publicIpAddresses: Object.keys(ips) };
  return { id, patch: { publicIPAddresses: ips, natGateways: { [id]: nat }, ...attachedTo(drop, 'natGateway', id) } };
}

/** An internal load balancer with HA ports over the machines of its network, or a private endpoint. */
function addInSubnet(lab: Lab, kind: 'loadBalancer' | 'privateEndpoint', drop: Drop | undefined): Addition {
  const subnet = machineSubnet(lab, drop);
  if (typeof subnet !== 'string') return subnet;
  const [address] = freeInSubnet(lab, prefixOf(lab, subnet), 1);
  if (address === undefined) return { refused: 'noSpace', args: { of: subnet } };
  const place = placeIn(lab, subnet, drop);
  if (kind === 'privateEndpoint') {
    const id = freeName('pe', allIds(lab));
    return { id, patch: { privateEndpoints: { [id]: { ...place, subnet, privateIPAddress: address } } } };
  }
  const id = freeName('lb', allIds(lab));
  const backends = Object.entries(lab.virtualMachines ?? {}).flatMap(([vm, it]) =>
    Object.entries(it.networkInterfaces).flatMap(([nic, n]) => (n.subnet === subnet ? [`${vm}/${nic}`] : [])),
  );
  const balancer = {
    ...place,
    frontendIPConfigurations: { frontend: { subnet, privateIPAddress: address } },
    backendAddressPools: { backends: { backendIPConfigurations: backends } },
    probes: { ssh: { protocol: 'Tcp', port: 22 } },
    loadBalancingRules: {
      'ha-ports': { frontendIPConfiguration: 'frontend', backendAddressPool: 'backends', probe: 'ssh', protocol: 'All', frontendPort: 0, backendPort: 0 },
    },
  };
  return { id, patch: { loadBalancers: { [id]: balancer } } };
}

/** The subnet for a machine: the one it was dropped on, else the first that is not kept for a service. */
export function machineSubnet(lab: Lab, drop: Drop | undefined): string | Refusal {
  const [vnet, subnet] = drop?.into?.split('/') ?? [];
  if (vnet !== undefined && subnet !== undefined)
    return RESERVED_SUBNET.test(subnet) ? { refused: 'reservedSubnet', args: { of: subnet } } : `${vnet}/${subnet}`;
  const at = vnetAt(lab, drop);
  if (typeof at !== 'string') return at;
  const candidates = drop ? [at] : Object.keys(lab.virtualNetworks ?? {});
  for (const v of candidates) {
    const name = Object.keys(lab.virtualNetworks?.[v]?.subnets ?? {}).find((s) => !RESERVED_SUBNET.test(s));
    if (name !== undefined) return `${v}/${name}`;
  }
  return { refused: 'needSubnet', args: { of: at } };
}

export const prefixOf = (lab: Lab, ref: string): string =>
  lab.virtualNetworks?.[ref.split('/')[0] ?? '']?.subnets[ref.split('/')[1] ?? '']?.addressPrefix ?? '';

/** Where in a subnet: under the pointer when it was dropped on that very subnet. */
export function placeIn(lab: Lab, subnet: string, drop: Drop | undefined): { position?: Position } {
  const position = drop?.into === subnet ? drop.at : roomIn(lab, subnet);
  return position ? { position } : {};
}

function addMachine(lab: Lab, kind: 'virtualMachine' | 'nva', drop: Drop | undefined): Addition {
  const subnet = machineSubnet(lab, drop);
  if (typeof subnet !== 'string') return subnet;
  const [address] = freeInSubnet(lab, prefixOf(lab, subnet), 1);
  if (address === undefined) return { refused: 'noSpace', args: { of: subnet } };
  const id = freeName(kind === 'nva' ? 'nva' : 'vm', allIds(lab));
  const nic = { subnet, privateIPAddress: address, ...(kind === 'nva' && { enableIPForwarding: true }) };
  const software =
    kind === 'nva'
      ? { ipForward: true, frr: { config: `hostname ${id}\n!\nrouter bgp 65010\n bgp router-id ${address}\n no bgp ebgp-requires-policy\nexit\n!` } }
      : { listen: [{ protocol: 'tcp', port: 22 }] };
  return { id, patch: { virtualMachines: { [id]: { ...placeIn(lab, subnet, drop), networkInterfaces: { eth0: nic }, os: 'linux', ...software } } } };
}

export type Service = 'routeServer' | 'firewall' | 'vpnGateway' | 'erGateway' | 'bastion';
export const SERVICE_SUBNET: Readonly<Record<Service, string>> = {
  routeServer: 'RouteServerSubnet',
  firewall: 'AzureFirewallSubnet',
  vpnGateway: 'GatewaySubnet',
  erGateway: 'GatewaySubnet',
  bastion: 'AzureBastionSubnet',
};

/** A209: a virtual network has one of a kind. */
export function hasService(lab: Lab, kind: Service, vnet: string): boolean {
  const stands = (o: { readonly subnet: string }) => o.subnet.startsWith(`${vnet}/`);
  switch (kind) {
    case 'routeServer':
      return Object.values(lab.routeServers ?? {}).some(stands);
    case 'firewall':
      return Object.values(lab.azureFirewalls ?? {}).some(stands);
    case 'bastion':
      return Object.values(lab.bastionHosts ?? {}).some(stands);
    case 'vpnGateway':
      return Object.values(lab.virtualNetworkGateways ?? {}).some((g) => g.gatewayType === 'Vpn' && stands(g));
    case 'erGateway':
      return Object.values(lab.virtualNetworkGateways ?? {}).some((g) => g.gatewayType === 'ExpressRoute' && stands(g));
  }
}

/** The subnet of a service's kind, and the lab in which it is: made when the network has none yet. */
export function serviceSubnet(lab: Lab, kind: Service, vnet: string): { readonly subnet: string; readonly patch: unknown; readonly there: Lab } | Refusal {
  const name = SERVICE_SUBNET[kind];
  const made = lab.virtualNetworks?.[vnet]?.subnets[name] ? { patch: {} } : withSubnet(lab, vnet, name);
  if (!made) return { refused: 'noSpace', args: { of: vnet } };
  return { subnet: `${vnet}/${name}`, patch: made.patch, there: mergePatch(lab, made.patch) as Lab };
}

/** A gateway, Route Server or firewall in the subnet of its kind, which is made when the VNet has none yet. */
function addService(lab: Lab, kind: Service, drop: Drop | undefined): Addition {
  const vnet = vnetAt(lab, drop, (v) => !hasService(lab, kind, v));
  if (typeof vnet !== 'string') return vnet;
  if (hasService(lab, kind, vnet)) return { refused: 'onlyOne', args: { of: vnet } };
  const made = serviceSubnet(lab, kind, vnet);
  if ('refused' in made) return made;
  const { subnet, there } = made;
  const addresses = freeInSubnet(there, prefixOf(there, subnet), 2);
  const [first, second] = addresses;
  if (first === undefined || second === undefined) return { refused: 'noSpace', args: { of: subnet } };
  const object = serviceOf(there, kind, subnet, [first, second], placeIn(there, subnet, drop));
  return { id: object.id, patch: mergePatch(made.patch, object.patch) };
}

function serviceOf(lab: Lab, kind: Service, subnet: string, addresses: readonly [string, string], position: object): { id: string; patch: unknown } {
  const ids = allIds(lab);
  switch (kind) {
    case 'routeServer': {
      const id = freeName('ars', ids);
      const ips = publicIps(lab, id, 1);
      const server = { ...position, subnet, virtualRouterIps: addresses, allowBranchToBranchTraffic: false, publicIPAddress: Object.keys(ips)[0] };
      return { id, patch: { publicIPAddresses: ips, routeServers: { [id]: server } } };
    }
    case 'firewall': {
      const id = freeName('azfw', ids);
      const ips = publicIps(lab, id, 1);
      const firewall = { ...position, subnet, privateIPAddress: addresses[0], publicIPAddresses: Object.keys(ips) };
      return { id, patch: { publicIPAddresses: ips, azureFirewalls: { [id]: firewall } } };
    }
    case 'bastion': {
      const id = freeName('bastion', ids);
      const ips = publicIps(lab, id, 1);
      return { id, patch: { publicIPAddresses: ips, bastionHosts: { [id]: { ...position, subnet, publicIPAddress: Object.keys(ips)[0] } } } };
    }
    case 'erGateway': {
      const id = freeName('ergw', ids);
      const gateway = { ...position, gatewayType: 'ExpressRoute', subnet, bgpSettings: { asn: 65515, bgpPeeringAddresses: addresses } };
      return { id, patch: { virtualNetworkGateways: { [id]: gateway } } };
    }
    case 'vpnGateway': {
      const id = freeName('vpngw', ids);
      const ips = publicIps(lab, id, 2);
      const gateway = {
        ...position,
        gatewayType: 'Vpn',
        subnet,
        activeActive: true,
        enableBgp: true,
        bgpSettings: { asn: 65515, bgpPeeringAddresses: addresses },
        publicIPAddresses: Object.keys(ips),
      };
      return { id, patch: { publicIPAddresses: ips, virtualNetworkGateways: { [id]: gateway } } };
    }
  }
}

/** New public addresses for a device: `pip-vpngw`, `pip-vpngw-2`. */
function publicIps(lab: Lab, device: string, count: number): Record<string, { ipAddress: string }> {
  const taken = allIds(lab);
  const out: Record<string, { ipAddress: string }> = {};
  for (let n = 0; n < count; n++) out[freeName(`pip-${device}`, [...taken, ...Object.keys(out)])] = { ipAddress: freePublicIp(lab, n) };
  return out;
}

function addOutside(lab: Lab, kind: 'circuit' | 'localGateway' | 'site', drop: Drop | undefined): Addition {
  const position = outside(lab, drop);
  const ids = allIds(lab);
  if (kind === 'site') {
    const id = freeName('site', ids);
    return { id, patch: { sites: { [id]: position } } };
  }
  if (kind === 'localGateway') {
    const id = freeName('lgw', ids);
    const gateway = { ...position, gatewayIpAddress: freePublicIp(lab), localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/24'] } };
    return { id, patch: { localNetworkGateways: { [id]: gateway } } };
  }
  const id = freeName('erc', ids);
  const n = Object.keys(lab.expressRouteCircuits ?? {}).length * 8;
  const net = (offset: number) => `${nthAddress('172.16.0.0/16', n + offset)}/30`;
  const peering = { peerASN: 65150, primaryPeerAddressPrefix: net(0), secondaryPeerAddressPrefix: net(4), vlanId: 100 };
  return { id, patch: { expressRouteCircuits: { [id]: { ...position, peerings: { AzurePrivatePeering: peering } } } } };
}

/** Within a site when it was dropped on one; a machine dropped on a LAN is plugged in. */
function addOnPremises(lab: Lab, kind: 'segment' | 'router' | 'host', drop: Drop | undefined): Addition {
  const ids = allIds(lab);
  const segment = drop?.into !== undefined && lab.segments?.[drop.into] ? drop.into : undefined;
  const site = segment === undefined ? (drop?.into !== undefined && lab.sites?.[drop.into] ? drop.into : undefined) : lab.segments?.[segment]?.site;
  const free = site === undefined ? undefined : segment === undefined ? drop?.at : roomIn(lab, site);
  const position = { ...(site === undefined ? outside(lab, drop) : { site, ...(free && { position: free }) }) };
  const interfaces = segment === undefined ? {} : { eth0: { addresses: [freeOnSegment(lab, segment)], segment } };
  switch (kind) {
    case 'segment': {
      const id = freeName('lan', ids);
      return { id, patch: { segments: { [id]: position } } };
    }
    case 'router': {
      const id = freeName('router', ids);
      return { id, patch: { routers: { [id]: { ...position, interfaces, frr: { config: `hostname ${id}\n!` } } } } };
    }
    case 'host': {
      const id = freeName('host', ids);
      return { id, patch: { hosts: { [id]: { ...position, os: 'linux', interfaces } } } };
    }
  }
}

function addInternet(lab: Lab, drop: Drop | undefined): Addition {
  if (lab.internet) return { refused: 'alreadyThere' };
  const web = { ipAddress: '192.0.2.80', names: ['www.example.com'], listen: [{ protocol: 'tcp', port: 443 }] };
  return { id: 'internet', patch: { internet: { ...outside(lab, drop), hosts: { web } } } };
}
