/** References between the objects of a lab: each names what was expected, and the nearest id when the one named is not there. */
import { parseIp, parsePrefix } from '../ip/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { DEVICE_MAPS, labIds, type LabIds, type ReferenceKind } from './ids.ts';
import type { Lab } from './lab.ts';
import { nearest } from './nearest.ts';
import { labPatchAt, objectOfPath, type Path, pathText } from './path.ts';

/** Where references stand (`*`: every key or index), and what they must name. */
export const REFERENCES: readonly (readonly [at: string, kind: ReferenceKind])[] = [
  ['virtualNetworks.*.subnets.*.routeTable', 'route table'],
  ['virtualNetworks.*.subnets.*.networkSecurityGroup', 'network security group'],
  ['virtualNetworks.*.subnets.*.natGateway', 'NAT gateway'],
  ['routeTables.*.routes.*.addressPrefix', 'service tag of this lab, or a prefix'],
  ['virtualNetworks.*.virtualNetworkPeerings.*.remoteVirtualNetwork', 'virtual network'],
  ['virtualMachines.*.networkInterfaces.*.subnet', 'subnet (vnet/subnet)'],
  ['virtualMachines.*.networkInterfaces.*.publicIPAddress', 'public IP address'],
  ['virtualMachines.*.networkInterfaces.*.networkSecurityGroup', 'network security group'],
  ['virtualMachines.*.networkInterfaces.*.ipConfigurations.*.publicIPAddress', 'public IP address'],
  ['virtualMachines.*.networkInterfaces.*.applicationSecurityGroups.*', 'application security group'],
  ['virtualMachines.*.networkInterfaces.*.ipConfigurations.*.applicationSecurityGroups.*', 'application security group'],
  ['networkSecurityGroups.*.securityRules.*.sourceApplicationSecurityGroups.*', 'application security group'],
  ['networkSecurityGroups.*.securityRules.*.destinationApplicationSecurityGroups.*', 'application security group'],
  ['natGateways.*.publicIpAddresses.*', 'public IP address'],
  ['loadBalancers.*.frontendIPConfigurations.*.subnet', 'subnet (vnet/subnet)'],
  ['loadBalancers.*.frontendIPConfigurations.*.publicIPAddress', 'public IP address'],
  ['loadBalancers.*.backendAddressPools.*.backendIPConfigurations.*', 'IP configuration (vm/nic)'],
  ['loadBalancers.*.inboundNatRules.*.backendIPConfiguration', 'IP configuration (vm/nic)'],
  ['bastionHosts.*.subnet', 'subnet (vnet/subnet)'],
  ['bastionHosts.*.publicIPAddress', 'public IP address'],
  ['routeServers.*.subnet', 'subnet (vnet/subnet)'],
  ['routeServers.*.publicIPAddress', 'public IP address'],
  ['virtualNetworkGateways.*.subnet', 'subnet (vnet/subnet)'],
  ['virtualNetworkGateways.*.publicIPAddresses.*', 'public IP address'],
  ['connections.*.virtualNetworkGateway1', 'virtual network gateway'],
  ['connections.*.virtualNetworkGateway2', 'virtual network gateway'],
  ['connections.*.localNetworkGateway2', 'local network gateway'],
  ['connections.*.peer', 'ExpressRoute circuit'],
  ['expressRouteCircuits.*.peerings.AzurePrivatePeering.connections.*.peerExpressRouteCircuit', 'ExpressRoute circuit'],
  ['privateEndpoints.*.subnet', 'subnet (vnet/subnet)'],
  ['privateEndpoints.*.privateLinkServiceId', 'host of the Internet'],
  ['privateEndpoints.*.privateDnsZoneConfigs.*', 'private DNS zone'],
  ['privateDnsZones.*.virtualNetworkLinks.*.virtualNetwork', 'virtual network'],
  ['outages.*.of', 'device, connection or a part of one'],
  ['azureFirewalls.*.subnet', 'subnet (vnet/subnet)'],
  ['azureFirewalls.*.publicIPAddresses.*', 'public IP address'],
  ['azureFirewalls.*.firewallPolicy', 'firewall policy'],
  ['firewallPolicies.*.basePolicy', 'firewall policy'],
  ['azureFirewalls.*.managementIpConfiguration.subnet', 'subnet (vnet/subnet)'],
  ['azureFirewalls.*.managementIpConfiguration.publicIPAddress', 'public IP address'],
  ['segments.*.site', 'site'],
  ['routers.*.site', 'site'],
  ['routers.*.interfaces.*.segment', 'segment, or the internet'],
  ['routers.*.interfaces.*.circuit', 'leg of a circuit (circuit/primary)'],
  ['routers.*.interfaces.*.ipsec', 'tunnel of a connection (connection#0)'],
  ['hosts.*.site', 'site'],
  ['hosts.*.interfaces.*.segment', 'segment, or the internet'],
  ['hosts.*.interfaces.*.circuit', 'leg of a circuit (circuit/primary)'],
  ['hosts.*.vpnClient.virtualNetworkGateway', 'virtual network gateway'],
  ['flows.*.from', 'device'],
  ['flows.*.proxy', 'device'],
  ['flows.*.to', 'device, an address or a host name of the Internet'],
];

/** References of a lab that lead nowhere. */
export function danglingReferences(lab: Lab): Diagnostic[] {
  const ids = labIds(lab);
  return REFERENCES.flatMap(([at, kind]) =>
    valuesAt(lab, at.split('.')).flatMap(({ path, value }) => (typeof value === 'string' ? resolve(ids, ['lab', ...path], value, kind) : [])),
  );
}

/** The diagnostic of one reference; none when it names something. */
export function resolve(labIds: LabIds, path: Path, value: string, kind: ReferenceKind): Diagnostic[] {
  const ids = labIds(kind);
  if (ids.has(value) || (kind.includes('address or') && parseIp(value) !== undefined)) return [];
  if (kind.endsWith('or a prefix') && parsePrefix(value) !== undefined) return [];
  const near = nearest(value, ids);
  const object = objectOfPath(path);
  const patch = near === undefined ? undefined : labPatchAt(path, near);
  return [
    {
      code: 'dangling-reference',
      severity: 'error',
      message: `At ${pathText(path)}: expected the id of ${/^[aeio]/i.test(kind) ? 'an' : 'a'} ${kind}, got ${JSON.stringify(value)}${near === undefined ? existing(ids) : ` (did you mean ${JSON.stringify(near)}?)`}`,
      args: { path: pathText(path), kind, value, ...(near !== undefined && { near }) },
      place: { path, text: 'file', ...(object !== undefined && { object }) },
      ...(patch !== undefined && { fix: { label: `Use ${near}`, patch } }),
    },
  ];
}

/** The choice there is, when it is small enough to say. */
function existing(ids: ReadonlySet<string>): string {
  if (ids.size === 0) return '; there is none';
  return ids.size <= 8 ? `; there ${ids.size === 1 ? 'is' : 'are'} ${[...ids].join(', ')}` : '';
}

export function valuesAt(value: unknown, pattern: readonly string[], path: Path = []): { path: Path; value: unknown }[] {
  const [key, ...rest] = pattern;
  if (key === undefined) return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  const into = Array.isArray(value) ? value.map((v, i): [string | number, unknown] => [i, v]) : Object.entries(value);
  return into.filter(([k]) => key === '*' || k === key).flatMap(([k, v]) => valuesAt(v, rest, [...path, k]));
}

/** Devices that share an id: they could not be told apart in a flow, a check or a command. */
export function sharedIds(lab: Lab): Diagnostic[] {
  const first = new Map<string, string>([['internet', 'internet']]);
  const entries = [
    ...DEVICE_MAPS.flatMap((map) => Object.keys(lab[map] ?? {}).map((id) => ({ id, path: ['lab', map, id] }))),
    ...Object.keys(lab.internet?.hosts ?? {}).map((id) => ({ id, path: ['lab', 'internet', 'hosts', id] })),
  ];
  return entries.flatMap(({ id, path }) => {
    const other = first.get(id);
    const here = pathText(path.slice(1, -1));
    if (other === undefined) first.set(id, here);
    if (other === undefined) return [];
    return [
      {
        code: 'duplicate-id',
        severity: 'error' as const,
        message: `At ${pathText(path)}: expected every device to have an id of its own, got ${JSON.stringify(id)}, which is also in lab.${other}`,
        args: { id, map: here, other },
        place: { path, object: id, text: 'file' as const },
      },
    ];
  });
}
