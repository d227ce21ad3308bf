/**
 * Moving an object into another container: a patch that gives it addresses of the subnet that it comes into, and leaves everything that names
 * the old ones as it is, as Azure would; or why it cannot stand there.
 */
import { type Lab, mergePatch } from '../../engine/index.ts';
import { kindOf, patchAt, pathOf } from '../diagram/index.ts';
import { type Drop, hasService, machineSubnet, placeIn, prefixOf, type Refusal, type Service, SERVICE_SUBNET, serviceSubnet } from './addition.ts';
import { freeInSubnet } from './names.ts';
import { roomIn, roomOutside } from './room.ts';

export interface Moved {
  readonly patch: unknown;
  /** Of the object, as text; none where they stay. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What moving it there would be; undefined where it stays in the container that it is in, or stands in none. */
export function relocationOf(lab: Lab, id: string, drop: Drop): Moved | Refusal | undefined {
  const kind = kindOf(lab, id);
  switch (kind) {
    case 'virtualMachine':
    case 'nva':
    case 'loadBalancer':
    case 'privateEndpoint':
      return stays(subnetOf(lab, id), drop) ? undefined : intoSubnet(lab, id, drop);
    case 'routeServer':
    case 'firewall':
    case 'vpnGateway':
    case 'erGateway':
    case 'bastion':
      return stays(subnetOf(lab, id), drop) ? undefined : serviceInto(lab, id, kind, drop);
    case 'router':
    case 'host':
    case 'segment':
      return ontoSite(lab, id, drop);
    default:
      return undefined;
  }
}

/** Every container that it may be asked into: subnets, or sites and the open canvas (the empty name); nothing for what stands by itself. */
export function containersFor(lab: Lab, id: string): readonly string[] {
  switch (kindOf(lab, id)) {
    case 'router':
    case 'host':
    case 'segment':
      return ['', ...Object.keys(lab.sites ?? {})];
    case 'routeServer':
    case 'firewall':
    case 'vpnGateway':
    case 'erGateway':
    case 'bastion':
      return Object.keys(lab.virtualNetworks ?? {});
    case 'virtualMachine':
    case 'nva':
    case 'loadBalancer':
    case 'privateEndpoint':
      return Object.entries(lab.virtualNetworks ?? {}).flatMap(([vnet, v]) => Object.keys(v.subnets).map((s) => `${vnet}/${s}`));
    default:
      return [];
  }
}

/** A move chosen by name: into the middle of what room there is. */
export function relocationInto(lab: Lab, id: string, into: string): Moved | Refusal | undefined {
  if (into === '') return relocationOf(lab, id, { at: roomOutside(lab) ?? { x: 0, y: 0 } });
  return relocationOf(lab, id, { into, at: roomIn(lab, into) ?? { x: 16, y: 40 } });
}

/** `vnet/subnet` of an object of Azure. */
function subnetOf(lab: Lab, id: string): string | undefined {
  const service =
    lab.routeServers?.[id] ?? lab.azureFirewalls?.[id] ?? lab.virtualNetworkGateways?.[id] ?? lab.bastionHosts?.[id] ?? lab.privateEndpoints?.[id];
  const nic = Object.values(lab.virtualMachines?.[id]?.networkInterfaces ?? {})[0];
  const front = Object.values(lab.loadBalancers?.[id]?.frontendIPConfigurations ?? {}).find((f) => f.subnet !== undefined);
  return service?.subnet ?? nic?.subnet ?? front?.subnet;
}

/** Beside the subnet, but within its network, is no other place; nor is the open canvas. What stands in no subnet is not moved into one. */
function stays(subnet: string | undefined, { into }: Drop): boolean {
  return subnet === undefined || into === undefined || into === subnet || into === subnet.split('/')[0];
}

/** A machine, balancer or endpoint: whatever of it is in the old subnet gets an address of the new one. */
function intoSubnet(lab: Lab, id: string, drop: Drop): Moved | Refusal {
  const subnet = machineSubnet(lab, drop);
  if (typeof subnet !== 'string') return subnet;
  const from = subnetOf(lab, id) ?? '';
  const nics = Object.entries(lab.virtualMachines?.[id]?.networkInterfaces ?? {});
  // The network interfaces of a machine are in one virtual network (Microsoft Learn, "Network interfaces": constraints).
  const elsewhere = nics.filter(([, n]) => n.subnet !== from).map(([name]) => name);
  if (elsewhere.length > 0 && from.split('/')[0] !== subnet.split('/')[0]) return { refused: 'oneNetwork', args: { of: elsewhere.join(', ') } };
  const held = addressesOf(lab, id, from);
  const free = freeInSubnet(lab, prefixOf(lab, subnet), held.length);
  if (free.length < held.length) return { refused: 'noSpace', args: { of: subnet } };
  const own = held.reduce<unknown>((all, { path }, i) => mergePatch(all, patchAt(path, free[i])), {});
  const inSubnet = [...subnetPaths(lab, id, from)].reduce<unknown>((all, path) => mergePatch(all, patchAt(path, subnet)), own);
  return { patch: mergePatch(inSubnet, placed(lab, id, placeIn(lab, subnet, drop))), before: held.map((h) => h.address), after: free };
}

interface Held {
  readonly path: readonly string[];
  readonly address: string;
}

/** The addresses that an object has in a subnet, and where the lab says them. */
function addressesOf(lab: Lab, id: string, subnet: string): readonly Held[] {
  const nics = Object.entries(lab.virtualMachines?.[id]?.networkInterfaces ?? {}).filter(([, n]) => n.subnet === subnet);
  const fronts = Object.entries(lab.loadBalancers?.[id]?.frontendIPConfigurations ?? {}).filter(([, f]) => f.subnet === subnet);
  const endpoint = lab.privateEndpoints?.[id];
  return [
    ...nics.flatMap(([name, n]) => {
      const at = ['virtualMachines', id, 'networkInterfaces', name];
      const further = Object.entries(n.ipConfigurations ?? {});
      return [
        { path: [...at, 'privateIPAddress'], address: n.privateIPAddress },
        ...further.map(([ip, c]) => ({ path: [...at, 'ipConfigurations', ip, 'privateIPAddress'], address: c.privateIPAddress })),
      ];
    }),
    ...fronts.flatMap(([name, f]) =>
      f.privateIPAddress === undefined
        ? []
        : [{ path: ['loadBalancers', id, 'frontendIPConfigurations', name, 'privateIPAddress'], address: f.privateIPAddress }],
    ),
    ...(endpoint ? [{ path: ['privateEndpoints', id, 'privateIPAddress'], address: endpoint.privateIPAddress }] : []),
  ];
}

/** Where the lab says that an object is in a subnet. */
function subnetPaths(lab: Lab, id: string, subnet: string): readonly (readonly string[])[] {
  const within = (map: object | undefined, path: readonly string[]) =>
    Object.entries(map ?? {}).flatMap(([name, o]: [string, { readonly subnet?: string }]) => (o.subnet === subnet ? [[...path, name, 'subnet']] : []));
  return [
    ...within(lab.virtualMachines?.[id]?.networkInterfaces, ['virtualMachines', id, 'networkInterfaces']),
    ...within(lab.loadBalancers?.[id]?.frontendIPConfigurations, ['loadBalancers', id, 'frontendIPConfigurations']),
    ...(lab.privateEndpoints?.[id] ? [['privateEndpoints', id, 'subnet']] : []),
  ];
}

/** A gateway, Route Server, firewall or Bastion: into the subnet of its kind in another network, which is made where there is none. */
function serviceInto(lab: Lab, id: string, kind: Service, drop: Drop): Moved | Refusal {
  const [vnet = '', name] = drop.into?.split('/') ?? [];
  if (!lab.virtualNetworks?.[vnet]) return { refused: 'needVnetHere' };
  const own = SERVICE_SUBNET[kind];
  const [home] = (subnetOf(lab, id) ?? '').split('/');
  if (vnet === home || (name !== undefined && name !== own)) return { refused: 'standsIn', args: { of: own } };
  if (hasService(lab, kind, vnet)) return { refused: 'onlyOne', args: { of: vnet } };
  const made = serviceSubnet(lab, kind, vnet);
  if ('refused' in made) return made;
  const { there, subnet } = made;
  const held = serviceAddresses(lab, id);
  const free = freeInSubnet(there, prefixOf(there, subnet), held.count);
  if (free.length < held.count) return { refused: 'noSpace', args: { of: subnet } };
  const path = pathOf(lab, id) ?? [];
  const object = patchAt(path, { subnet, ...held.give(free) });
  const patch = [made.patch, object, mseesOf(lab, id), placed(there, id, placeIn(there, subnet, drop))].reduce((all, p) => mergePatch(all, p), {});
  return { patch, before: held.all, after: free };
}

/** The addresses that a service has in its subnet, and the properties that say them. */
function serviceAddresses(
  lab: Lab,
  id: string,
): { readonly all: readonly string[]; readonly count: number; readonly give: (free: readonly string[]) => object } {
  const of = (all: readonly string[], give: (free: readonly string[]) => object) => ({ all, count: all.length, give });
  const server = lab.routeServers?.[id];
  const peering = lab.virtualNetworkGateways?.[id]?.bgpSettings?.bgpPeeringAddresses;
  const firewall = lab.azureFirewalls?.[id];
  if (server?.virtualRouterIps) return of(server.virtualRouterIps, (virtualRouterIps) => ({ virtualRouterIps }));
  if (peering) return of(peering, (bgpPeeringAddresses) => ({ bgpSettings: { bgpPeeringAddresses } }));
  if (firewall?.privateIPAddress !== undefined)
    return of([firewall.privateIPAddress, ...(firewall.instanceAddresses ?? [])], ([privateIPAddress, ...instanceAddresses]) => ({
      privateIPAddress,
      ...(firewall.instanceAddresses && { instanceAddresses }),
    }));
  return of([], () => ({}));
}

/** The MSEEs' addresses in the old GatewaySubnet go; those of the new one are found. */
function mseesOf(lab: Lab, gateway: string): unknown {
  const own = Object.entries(lab.connections ?? {}).filter(([, c]) => c.virtualNetworkGateway1 === gateway && c.mseeAddresses);
  return own.length === 0 ? {} : { connections: Object.fromEntries(own.map(([id]) => [id, { mseeAddresses: null }])) };
}

/** On-premises: the cables stay plugged in. */
function ontoSite(lab: Lab, id: string, drop: Drop): Moved | Refusal | undefined {
  const map = lab.routers?.[id] ?? lab.hosts?.[id] ?? lab.segments?.[id];
  const into = drop.into !== undefined && lab.segments?.[drop.into] ? lab.segments[drop.into]?.site : drop.into;
  if (drop.into === id || into === map?.site) return undefined;
  if (into !== undefined && !lab.sites?.[into]) return { refused: 'onPremises' };
  // Within a LAN's box the place would be the LAN's own.
  const position = into !== undefined && into !== drop.into ? roomIn(lab, into) : drop.at;
  return { patch: patchAt(pathOf(lab, id) ?? [], { site: into ?? null, ...(position && { position }) }), before: [], after: [] };
}

function placed(lab: Lab, id: string, place: object): unknown {
  return patchAt(pathOf(lab, id) ?? [], place);
}
