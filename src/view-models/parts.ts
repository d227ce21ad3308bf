/** Parts of an object that there may be none, one or many of: rules, peerings, frontends, a pool of addresses. Forms add, change and take them away. */
import type { Lab } from '../engine/index.ts';
import type { ObjectKind } from './diagram/index.ts';
import { freeInSubnet } from './editing/names.ts';
import { ASN, address, choice, type Field, flag, list, number, prefix, prefixes, text } from './field.ts';
import { subnetIds } from './fields.ts';
import type { Part } from './part.ts';
import { classicRules, policyRules } from './parts-firewall.ts';

const RULE_ENDS = ['sourceAddressPrefix', 'sourcePortRange', 'destinationAddressPrefix', 'destinationPortRange'] as const;

/** The parts that an object of a kind may have. */
export function partsOf(lab: Lab, kind: ObjectKind, id: string): Part[] {
  switch (kind) {
    case 'virtualNetwork':
      return [peerings(lab, id), summaries(lab, id)];
    case 'networkSecurityGroup':
      return [securityRules(lab, id)];
    case 'loadBalancer':
      return balancerParts(lab, id);
    case 'virtualMachine':
    case 'nva':
      return Object.keys(lab.virtualMachines?.[id]?.networkInterfaces ?? {}).map((nic) => ipConfigurations(lab, id, nic));
    case 'firewall':
      return [management(lab, id), ...classicRules(lab, id)];
    case 'firewallPolicy':
      return policyRules(lab, id);
    case 'routeServer':
      return [bgpConnections(lab, id)];
    case 'circuit':
      return [globalReach(lab, id)];
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
      prefixes('remoteAddressSpace.addressPrefixes', { label: 'remoteAddressSpace' }),
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
    ...(Object.values(rules).some((r) => plural(end) in r) ? [list(plural(end), { optional: true })] : []),
  ]);
  const asg = (end: string) => list(`${end}ApplicationSecurityGroups`, { choices: keys(lab.applicationSecurityGroups), optional: true });
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
      ...(keys(lab.applicationSecurityGroups).length > 0 ? [asg('source'), asg('destination')] : []),
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
  const [place] = freeInSubnet(lab, lab.virtualNetworks?.[vnet]?.subnets[name]?.addressPrefix ?? '', 1);
  const port = Math.max(79, ...Object.values(lb?.loadBalancingRules ?? {}).map((r) => r.frontendPort)) + 1;
  const join = front !== undefined && pool !== undefined ? { frontendIPConfiguration: front, backendAddressPool: pool } : undefined;
  return [
    {
      path: ['frontendIPConfigurations'],
      label: 'frontendIPConfigurations',
      names: fronts,
      fields: [
        choice('subnet', subnetIds(lab), { optional: true }),
        address('privateIPAddress', { optional: true }),
        choice('publicIPAddress', pips, { optional: true }),
      ],
      ...(place !== undefined && { fresh: { subnet, privateIPAddress: place } }),
    },
    {
      path: ['backendAddressPools'],
      label: 'backendAddressPools',
      names: pools,
      fields: [list('backendIPConfigurations', { choices: machines })],
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
        number('idleTimeoutInMinutes', 4, 100, { optional: true }),
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
        flag('enableFloatingIP'),
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
        list('frontendIPConfigurations', { choices: fronts }),
        choice('backendAddressPool', pools),
        choice('protocol', ['All', 'Tcp', 'Udp']),
        number('allocatedOutboundPorts', 0, 64000),
        number('idleTimeoutInMinutes', 4, 100, { optional: true }),
      ],
      ...(join && { fresh: { frontendIPConfigurations: [front], backendAddressPool: pool, protocol: 'All', allocatedOutboundPorts: 1024 } }),
    },
  ];
}

function ipConfigurations(lab: Lab, id: string, nic: string): Part {
  const it = lab.virtualMachines?.[id]?.networkInterfaces[nic];
  const [vnet = '', subnet = ''] = it?.subnet.split('/') ?? [];
  const [place] = freeInSubnet(lab, lab.virtualNetworks?.[vnet]?.subnets[subnet]?.addressPrefix ?? '', 1);
  return {
    path: ['networkInterfaces', nic, 'ipConfigurations'],
    label: `${nic} ipConfigurations`,
    names: keys(it?.ipConfigurations),
    fields: [
      address('privateIPAddress'),
      choice('publicIPAddress', keys(lab.publicIPAddresses), { optional: true }),
      list('applicationSecurityGroups', { choices: keys(lab.applicationSecurityGroups), optional: true }),
    ],
    ...(place !== undefined && { fresh: { privateIPAddress: place } }),
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
  return [
    single(['vpnClientConfiguration'], gateway?.vpnClientConfiguration !== undefined, [prefixes('vpnClientAddressPool.addressPrefixes')], {
      vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] },
    }),
    single(['customRoutes'], gateway?.customRoutes !== undefined, [prefixes('addressPrefixes')], { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] }),
  ];
}

function localBgp(lab: Lab, id: string): Part {
  const local = lab.localNetworkGateways?.[id];
  const fields = [number('asn', ASN.min, ASN.max), address('bgpPeeringAddress')];
  return single(['bgpSettings'], local?.bgpSettings !== undefined, fields, { asn: 65050, bgpPeeringAddress: '192.168.0.1' });
}

function vpnClient(lab: Lab, id: string): Part {
  const gateways = keys(lab.virtualNetworkGateways).filter((g) => lab.virtualNetworkGateways?.[g]?.gatewayType === 'Vpn');
  const fields = [choice('virtualNetworkGateway', gateways), address('address', { optional: true }), prefixes('profileRoutes', { optional: true })];
  return single(
    ['vpnClient'],
    lab.hosts?.[id]?.vpnClient !== undefined,
    fields,
    gateways[0] === undefined ? undefined : { virtualNetworkGateway: gateways[0] },
  );
}

/** A58. */
function summaries(lab: Lab, id: string): Part {
  const own = lab.virtualNetworks?.[id];
  const fresh = { addressPrefixes: own?.addressSpace.addressPrefixes.slice(0, 1) ?? [] };
  return single(['summarizedGatewayPrefixes'], own?.summarizedGatewayPrefixes !== undefined, [prefixes('addressPrefixes')], fresh);
}

function bgpConnections(lab: Lab, id: string): Part {
  const peers = lab.routeServers?.[id]?.bgpConnections;
  const machines = Object.values(lab.virtualMachines ?? {}).flatMap((vm) => Object.values(vm.networkInterfaces).map((nic) => nic.privateIPAddress));
  const peerIp = machines.find((ip) => !Object.values(peers ?? {}).some((p) => p.peerIp === ip));
  return {
    path: ['bgpConnections'],
    label: 'bgpConnections',
    names: keys(peers),
    fields: [address('peerIp'), number('peerAsn', ASN.min, ASN.max)],
    ...(peerIp !== undefined && { fresh: { peerIp, peerAsn: 65001 } }),
  };
}

/** Global Reach (A114). */
function globalReach(lab: Lab, id: string): Part {
  const peering = lab.expressRouteCircuits?.[id]?.peerings.AzurePrivatePeering;
  const own = peering?.connections;
  const others = keys(lab.expressRouteCircuits).filter((c) => c !== id);
  const free = others.find((c) => !Object.values(own ?? {}).some((x) => x.peerExpressRouteCircuit === c));
  return {
    path: ['peerings', 'AzurePrivatePeering', 'connections'],
    label: 'connections',
    names: keys(own),
    fields: [choice('peerExpressRouteCircuit', others), prefix('addressPrefix', { optional: true })],
    ...(peering && free !== undefined && { fresh: { peerExpressRouteCircuit: free } }),
  };
}
