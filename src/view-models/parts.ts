/** Parts of an object that there may be none, one or many of: rules, peerings, frontends, a pool of addresses. Forms add, change and take them away. */
import type { Lab } from '../engine/index.ts';
import type { ObjectKind } from './diagram.ts';
import { freeInSubnet } from './editing/names.ts';
import { type Field, subnetIds } from './fields.ts';

export interface Part {
  /** Property names from the object down to the map of parts, or to the one part. */
  readonly path: readonly string[];
  /** ARM's property name, shown as it is. */
  readonly label: string;
  /** Names of those there are; of a single part `['']` or none. */
  readonly names: readonly string[];
  /** One part, not a map of them. */
  readonly single?: boolean;
  /** Fields of one, their paths from the part down. */
  readonly fields: readonly Field[];
  /** A new one; undefined where the lab lacks what it needs. */
  readonly fresh?: unknown;
}

const RULE_ENDS = ['sourceAddressPrefix', 'sourcePortRange', 'destinationAddressPrefix', 'destinationPortRange'] as const;

/** The parts that an object of a kind may have. */
export function partsOf(lab: Lab, kind: ObjectKind, id: string): Part[] {
  switch (kind) {
    case 'virtualNetwork':
      return [peerings(lab, id)];
    case 'networkSecurityGroup':
      return [securityRules(lab, id)];
    case 'loadBalancer':
      return balancerParts(lab, id);
    case 'virtualMachine':
    case 'nva':
      return Object.keys(lab.virtualMachines?.[id]?.networkInterfaces ?? {}).map((nic) => ipConfigurations(lab, id, nic));
    case 'firewall':
      return [management(lab, id)];
    case 'vpnGateway':
      return pointToSite(lab, id);
    case 'localGateway':
      return [localBgp(lab, id)];
    case 'host':
      return [vpnClient(lab, id)];
    default:
      return [];
  }
}

const keys = (map: object | undefined) => Object.keys(map ?? {});
const text = (path: string, more: Partial<Field> = {}): Field => ({ path: [path], label: path, type: 'text', ...more });
const choice = (path: string, choices: readonly string[], more: Partial<Field> = {}): Field => ({
  path: [path],
  label: path,
  type: 'choice',
  choices,
  ...more,
});
const flag = (path: string, unless = false): Field => ({ path: [path], label: path, type: 'boolean', ...(unless && { unless }) });
const number = (path: string, min: number, max: number): Field => ({ path: [path], label: path, type: 'number', min, max });

function peerings(lab: Lab, id: string): Part {
  const own = lab.virtualNetworks?.[id]?.virtualNetworkPeerings;
  const others = keys(lab.virtualNetworks).filter((v) => v !== id);
  const free = others.find((v) => !Object.values(own ?? {}).some((p) => p.remoteVirtualNetwork === v));
  return {
    path: ['virtualNetworkPeerings'],
    label: 'virtualNetworkPeerings',
    names: keys(own),
    fields: [
      choice('remoteVirtualNetwork', others),
      flag('allowVirtualNetworkAccess', true),
      flag('allowForwardedTraffic'),
      flag('allowGatewayTransit'),
      flag('useRemoteGateways'),
      choice('peeringState', ['Disconnected'], { optional: true }),
    ],
    ...(free !== undefined && { fresh: { remoteVirtualNetwork: free } }),
  };
}

function securityRules(lab: Lab, id: string): Part {
  const rules = lab.networkSecurityGroups?.[id]?.securityRules ?? {};
  const taken = Object.values(rules).map((r) => r.priority);
  let priority = 100;
  while (taken.includes(priority) && priority < 4096) priority += 10;
  const plural = (end: (typeof RULE_ENDS)[number]) => (end.endsWith('Prefix') ? `${end}es` : `${end}s`);
  // Where a rule of the group states an end in the plural, the form has a field for that too.
  const ends = RULE_ENDS.flatMap((end) => [
    text(end, { optional: true }),
    ...(Object.values(rules).some((r) => plural(end) in r) ? [{ path: [plural(end)], label: plural(end), type: 'list' as const, optional: true }] : []),
  ]);
  return {
    path: ['securityRules'],
    label: 'securityRules',
    names: keys(rules),
    fields: [
      number('priority', 100, 4096),
      choice('direction', ['Inbound', 'Outbound']),
      choice('access', ['Allow', 'Deny']),
      choice('protocol', ['*', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah']),
      ...ends,
    ],
    fresh: {
      priority,
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      sourceAddressPrefix: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '22',
    },
  };
}

function balancerParts(lab: Lab, id: string): Part[] {
  const lb = lab.loadBalancers?.[id];
  const [fronts, pools, probes] = [keys(lb?.frontendIPConfigurations), keys(lb?.backendAddressPools), keys(lb?.probes)];
  const machines = keys(lab.virtualMachines).flatMap((vm) => keys(lab.virtualMachines?.[vm]?.networkInterfaces).map((nic) => `${vm}/${nic}`));
  const pips = keys(lab.publicIPAddresses);
  const [front, pool] = [fronts[0], pools[0]];
  const subnet = Object.values(lb?.frontendIPConfigurations ?? {}).find((f) => f.subnet !== undefined)?.subnet ?? subnetIds(lab)[0];
  const [vnet = '', name = ''] = subnet?.split('/') ?? [];
  const [address] = freeInSubnet(lab, lab.virtualNetworks?.[vnet]?.subnets[name]?.addressPrefix ?? '', 1);
  const port = Math.max(79, ...Object.values(lb?.loadBalancingRules ?? {}).map((r) => r.frontendPort)) + 1;
  const join = front !== undefined && pool !== undefined ? { frontendIPConfiguration: front, backendAddressPool: pool } : undefined;
  return [
    {
      path: ['frontendIPConfigurations'],
      label: 'frontendIPConfigurations',
      names: fronts,
      fields: [
        choice('subnet', subnetIds(lab), { optional: true }),
        { path: ['privateIPAddress'], label: 'privateIPAddress', type: 'address', optional: true },
        choice('publicIPAddress', pips, { optional: true }),
      ],
      ...(address !== undefined && { fresh: { subnet, privateIPAddress: address } }),
    },
    {
      path: ['backendAddressPools'],
      label: 'backendAddressPools',
      names: pools,
      fields: [{ path: ['backendIPConfigurations'], label: 'backendIPConfigurations', type: 'list', choices: machines }],
      fresh: { backendIPConfigurations: [] },
    },
    {
      path: ['probes'],
      label: 'probes',
      names: probes,
      fields: [choice('protocol', ['Tcp', 'Http', 'Https']), number('port', 1, 65535), text('requestPath', { optional: true })],
      fresh: { protocol: 'Tcp', port: 22 },
    },
    {
      path: ['loadBalancingRules'],
      label: 'loadBalancingRules',
      names: keys(lb?.loadBalancingRules),
      fields: [
        choice('frontendIPConfiguration', fronts),
        choice('backendAddressPool', pools),
        choice('probe', probes, { optional: true }),
        choice('protocol', ['Tcp', 'Udp', 'All']),
        number('frontendPort', 0, 65535),
        number('backendPort', 0, 65535),
        flag('enableFloatingIP'),
        choice('loadDistribution', ['Default', 'SourceIP', 'SourceIPProtocol'], { optional: true }),
        flag('disableOutboundSnat'),
      ],
      ...(join && { fresh: { ...join, ...(probes[0] !== undefined && { probe: probes[0] }), protocol: 'Tcp', frontendPort: port, backendPort: port } }),
    },
    {
      path: ['inboundNatRules'],
      label: 'inboundNatRules',
      names: keys(lb?.inboundNatRules),
      fields: [
        choice('frontendIPConfiguration', fronts),
        choice('backendIPConfiguration', machines),
        choice('protocol', ['Tcp', 'Udp']),
        number('frontendPort', 1, 65535),
        number('backendPort', 1, 65535),
      ],
      ...(front !== undefined &&
        machines[0] !== undefined && {
          fresh: { frontendIPConfiguration: front, backendIPConfiguration: machines[0], protocol: 'Tcp', frontendPort: 50022, backendPort: 22 },
        }),
    },
    {
      path: ['outboundRules'],
      label: 'outboundRules',
      names: keys(lb?.outboundRules),
      fields: [
        { path: ['frontendIPConfigurations'], label: 'frontendIPConfigurations', type: 'list', choices: fronts },
        choice('backendAddressPool', pools),
        choice('protocol', ['All', 'Tcp', 'Udp']),
        number('allocatedOutboundPorts', 0, 64000),
      ],
      ...(join && { fresh: { frontendIPConfigurations: [front], backendAddressPool: pool, protocol: 'All', allocatedOutboundPorts: 1024 } }),
    },
  ];
}

function ipConfigurations(lab: Lab, id: string, nic: string): Part {
  const it = lab.virtualMachines?.[id]?.networkInterfaces[nic];
  const [vnet = '', subnet = ''] = it?.subnet.split('/') ?? [];
  const [address] = freeInSubnet(lab, lab.virtualNetworks?.[vnet]?.subnets[subnet]?.addressPrefix ?? '', 1);
  return {
    path: ['networkInterfaces', nic, 'ipConfigurations'],
    label: `${nic} ipConfigurations`,
    names: keys(it?.ipConfigurations),
    fields: [
      { path: ['privateIPAddress'], label: 'privateIPAddress', type: 'address' },
      choice('publicIPAddress', keys(lab.publicIPAddresses), { optional: true }),
    ],
    ...(address !== undefined && { fresh: { privateIPAddress: address } }),
  };
}

/** One part: whether it is there, and what it starts with. */
function single(path: readonly string[], present: boolean, fields: readonly Field[], fresh: unknown): Part {
  return { path, label: path.join('.'), names: present ? [''] : [], single: true, fields, ...(fresh !== undefined && { fresh }) };
}

function management(lab: Lab, id: string): Part {
  const firewall = lab.azureFirewalls?.[id];
  const vnet = firewall?.subnet.split('/')[0] ?? '';
  const pip = keys(lab.publicIPAddresses).find((p) => !firewall?.publicIPAddresses.includes(p));
  return single(
    ['managementIpConfiguration'],
    firewall?.managementIpConfiguration !== undefined,
    [choice('subnet', subnetIds(lab)), choice('publicIPAddress', keys(lab.publicIPAddresses))],
    pip === undefined ? undefined : { subnet: `${vnet}/AzureFirewallManagementSubnet`, publicIPAddress: pip },
  );
}

function pointToSite(lab: Lab, id: string): Part[] {
  const gateway = lab.virtualNetworkGateways?.[id];
  const list: Field = { path: ['addressPrefixes'], label: 'addressPrefixes', type: 'prefixes' };
  const pool: Field = { ...list, path: ['vpnClientAddressPool', 'addressPrefixes'] };
  return [
    single(['vpnClientConfiguration'], gateway?.vpnClientConfiguration !== undefined, [pool], { vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] } }),
    single(['customRoutes'], gateway?.customRoutes !== undefined, [list], { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] }),
  ];
}

function localBgp(lab: Lab, id: string): Part {
  const local = lab.localNetworkGateways?.[id];
  const fields: Field[] = [number('asn', 1, 4294967295), { path: ['bgpPeeringAddress'], label: 'bgpPeeringAddress', type: 'address' }];
  return single(['bgpSettings'], local?.bgpSettings !== undefined, fields, { asn: 65050, bgpPeeringAddress: '192.168.0.1' });
}

function vpnClient(lab: Lab, id: string): Part {
  const gateways = keys(lab.virtualNetworkGateways).filter((g) => lab.virtualNetworkGateways?.[g]?.gatewayType === 'Vpn');
  const fields: Field[] = [choice('virtualNetworkGateway', gateways), { path: ['address'], label: 'address', type: 'address', optional: true }];
  return single(
    ['vpnClient'],
    lab.hosts?.[id]?.vpnClient !== undefined,
    fields,
    gateways[0] === undefined ? undefined : { virtualNetworkGateway: gateways[0] },
  );
}
