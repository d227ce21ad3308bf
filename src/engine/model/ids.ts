/** Who is who in a lab: the ids of each kind of object, as references name them. */
import type { Lab } from './lab.ts';

/** The maps whose entries are devices: they share one name space, together with the Internet's hosts. */
export const DEVICE_MAPS = [
  'virtualMachines',
  'routeServers',
  'virtualNetworkGateways',
  'localNetworkGateways',
  'expressRouteCircuits',
  'azureFirewalls',
  'natGateways',
  'loadBalancers',
  'privateEndpoints',
  'bastionHosts',
  'routers',
  'hosts',
] as const;

const CONTAINER_MAPS = [
  'virtualNetworks',
  'routeTables',
  'networkSecurityGroups',
  'applicationSecurityGroups',
  'privateDnsZones',
  'firewallPolicies',
  'publicIPAddresses',
  'connections',
  'sites',
  'segments',
] as const;

const subnetRefs = (lab: Lab) => Object.entries(lab.virtualNetworks ?? {}).flatMap(([vnet, v]) => keys(v.subnets).map((s) => `${vnet}/${s}`));
/** `vm/nic` is the interface's own address, `vm/nic/name` one of its further IP configurations. */
const ipConfigurations = (lab: Lab) =>
  Object.entries(lab.virtualMachines ?? {}).flatMap(([vm, v]) =>
    Object.entries(v.networkInterfaces).flatMap(([nic, n]) => [`${vm}/${nic}`, ...keys(n.ipConfigurations).map((name) => `${vm}/${nic}/${name}`)]),
  );
const viewable = (lab: Lab) => [...deviceIds(lab), 'internet', ...subnetRefs(lab)];

/** Kinds of things that a reference can name; the words stand in messages. */
const IDS = {
  'virtual network': (lab: Lab) => keys(lab.virtualNetworks),
  'subnet (vnet/subnet)': subnetRefs,
  'route table': (lab: Lab) => keys(lab.routeTables),
  'public IP address': (lab: Lab) => keys(lab.publicIPAddresses),
  'network security group': (lab: Lab) => keys(lab.networkSecurityGroups),
  'application security group': (lab: Lab) => keys(lab.applicationSecurityGroups),
  'private DNS zone': (lab: Lab) => keys(lab.privateDnsZones),
  'firewall policy': (lab: Lab) => keys(lab.firewallPolicies),
  'NAT gateway': (lab: Lab) => keys(lab.natGateways),
  'IP configuration (vm/nic)': ipConfigurations,
  'virtual network gateway': (lab: Lab) => keys(lab.virtualNetworkGateways),
  'local network gateway': (lab: Lab) => keys(lab.localNetworkGateways),
  'ExpressRoute circuit': (lab: Lab) => keys(lab.expressRouteCircuits),
  'leg of a circuit (circuit/primary)': (lab: Lab) => keys(lab.expressRouteCircuits).flatMap((c) => [`${c}/primary`, `${c}/secondary`]),
  'service tag of this lab, or a prefix': (lab: Lab) => keys(lab.serviceTags),
  'tunnel of a connection (connection#0)': (lab: Lab) => instances(keys(lab.connections)),
  'device, connection or a part of one': (lab: Lab) => {
    const managed = [...keys(lab.virtualNetworkGateways), ...keys(lab.routeServers), ...keys(lab.azureFirewalls), ...keys(lab.connections)];
    const legs = keys(lab.expressRouteCircuits).flatMap((c) => [`${c}#primary`, `${c}#secondary`]);
    return [...deviceIds(lab), ...keys(lab.connections), ...instances(managed), ...legs];
  },
  'host of the Internet': (lab: Lab) => keys(lab.internet?.hosts),
  site: (lab: Lab) => keys(lab.sites),
  'segment, or the internet': (lab: Lab) => [...keys(lab.segments), 'internet'],
  flow: (lab: Lab) => keys(lab.flows),
  device: deviceIds,
  'device or subnet (vnet/subnet)': viewable,
  'device, or the internet': (lab: Lab) => [...deviceIds(lab), 'internet'],
  'device, an address or a host name of the Internet': (lab: Lab) => [
    ...deviceIds(lab),
    ...Object.values(lab.internet?.hosts ?? {}).flatMap((h) => h.names ?? []),
  ],
  object: (lab: Lab) => [...viewable(lab), ...CONTAINER_MAPS.flatMap((map) => keys(lab[map]))],
} satisfies Record<string, (lab: Lab) => string[]>;

export type ReferenceKind = keyof typeof IDS;

/** The ids of a lab by kind, each kind gathered when it is first asked for. */
export type LabIds = (kind: ReferenceKind) => ReadonlySet<string>;

export function labIds(lab: Lab): LabIds {
  const gathered = new Map<ReferenceKind, ReadonlySet<string>>();
  return (kind) => {
    const ids = gathered.get(kind) ?? new Set(IDS[kind](lab));
    gathered.set(kind, ids);
    return ids;
  };
}

/** Every device: those of the device maps and the Internet's hosts. */
export function deviceIds(lab: Lab): string[] {
  return [...DEVICE_MAPS.flatMap((map) => keys(lab[map])), ...keys(lab.internet?.hosts)];
}

/** Everything that an outage can name: devices, connections and their parts. */
export function outageTargets(lab: Lab): string[] {
  return [...new Set(IDS['device, connection or a part of one'](lab))];
}

/** The parts of objects that stand in two instances. */
function instances(ids: readonly string[]): string[] {
  return ids.flatMap((id) => [`${id}#0`, `${id}#1`]);
}

function keys(map: object | undefined): string[] {
  return Object.keys(map ?? {});
}
