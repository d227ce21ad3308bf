/** What the settings form of each kind of object asks, with ARM's property names. */
import { IANA_PRIVATE_RANGES, type Lab } from '../engine/index.ts';
import type { ObjectKind } from './diagram/index.ts';
import { ASN, address, addresses, choice, type Field, flag, list, listeners, number, prefix, prefixes, text } from './field.ts';

/** The fields of an object; those of its parts (NICs, interfaces) are listed with their names. */
export function fieldsOf(lab: Lab, kind: ObjectKind, id: string): Field[] {
  const keys = (map: object | undefined) => Object.keys(map ?? {});
  const optional = { optional: true } as const;
  const location = text('location', optional);
  switch (kind) {
    case 'virtualNetwork':
      return [text('location'), prefixes('addressSpace.addressPrefixes')];
    case 'subnet':
      return [
        prefix('addressPrefix'),
        prefixes('additionalAddressPrefixes', optional),
        list('serviceEndpoints', { wrap: 'service', optional: true }),
        choice('routeTable', keys(lab.routeTables), optional),
        choice('networkSecurityGroup', keys(lab.networkSecurityGroups), optional),
        choice('natGateway', keys(lab.natGateways), optional),
        flag('defaultOutboundAccess', true),
        choice('privateEndpointNetworkPolicies', ['Disabled', 'Enabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled'], optional),
      ];
    case 'routeTable':
      return [location, flag('disableBgpRoutePropagation')];
    case 'virtualMachine':
    case 'nva':
      return [...keys(lab.virtualMachines?.[id]?.networkInterfaces).flatMap((nic) => interfaceFields(lab, nic)), ...machineFields(kind)];
    case 'routeServer':
      return [
        flag('allowBranchToBranchTraffic'),
        choice('hubRoutingPreference', ['ExpressRoute', 'VpnGateway', 'ASPath']),
        addresses('virtualRouterIps', optional),
        choice('publicIPAddress', keys(lab.publicIPAddresses), optional),
      ];
    case 'vpnGateway':
      return [
        flag('activeActive'),
        flag('enableBgp'),
        number('bgpSettings.asn', ASN.min, ASN.max),
        addresses('bgpSettings.bgpPeeringAddresses', optional),
        addresses('bgpSettings.customBgpIpAddresses', optional),
        publicIps(lab, 'publicIPAddresses'),
        choice('vpnType', ['RouteBased', 'PolicyBased'], optional),
        text('sku', optional),
      ];
    case 'erGateway':
      return [addresses('bgpSettings.bgpPeeringAddresses', optional), flag('allowRemoteVnetTraffic'), text('sku', optional)];
    case 'circuit':
      return circuitFields();
    case 'firewall':
      return firewallFields(lab, id);
    case 'firewallPolicy':
      return policyFields(lab, id);
    case 'natGateway':
      return [location, publicIps(lab, 'publicIpAddresses'), number('idleTimeoutInMinutes', 4, 120, optional)];
    case 'privateEndpoint':
      return [
        choice('subnet', subnetIds(lab)),
        address('privateIPAddress'),
        text('service', optional),
        choice('privateLinkServiceId', keys(lab.internet?.hosts), optional),
        list('privateDnsZoneConfigs', { choices: keys(lab.privateDnsZones), optional: true }),
      ];
    case 'bastion':
      return [choice('subnet', subnetIds(lab)), choice('publicIPAddress', keys(lab.publicIPAddresses), optional)];
    case 'networkSecurityGroup':
    case 'loadBalancer':
      return [location];
    case 'connection':
      return [...connectionFields(lab, id), flag('enableBgp'), number('routingWeight', 0, 32000, optional)];
    case 'router':
      return [
        ...lanFields(keys(lab.routers?.[id]?.interfaces)),
        choice('platform', ['frr', 'ios'], optional),
        text('frr.version', { label: 'FRR version', optional: true }),
      ];
    case 'host':
      return [...lanFields(keys(lab.hosts?.[id]?.interfaces)), address('gateway', optional), listeners('listen', optional)];
    case 'internetHost':
      return [address('ipAddress'), list('names', optional), listeners('listen', optional), flag('threatIntelligence')];
    case 'publicIPAddress':
      return [address('ipAddress')];
    case 'localGateway':
      return [address('gatewayIpAddress'), prefixes('localNetworkAddressSpace.addressPrefixes')];
    case 'site':
    case 'segment':
    case 'internet':
      return [text('displayName', optional)];
  }
}

function publicIps(lab: Lab, key: string): Field {
  return list(key, { choices: Object.keys(lab.publicIPAddresses ?? {}) });
}

function interfaceFields(lab: Lab, nic: string): Field[] {
  const at = (key: string) => ['networkInterfaces', nic, key];
  const label = (key: string) => ({ label: `${nic} ${key}` });
  const optional = (key: string) => ({ ...label(key), optional: true });
  return [
    choice(at('subnet'), subnetIds(lab), label('subnet')),
    address(at('privateIPAddress'), label('privateIPAddress')),
    { ...flag(at('enableIPForwarding')), ...label('enableIPForwarding') },
    choice(at('publicIPAddress'), Object.keys(lab.publicIPAddresses ?? {}), optional('publicIPAddress')),
    choice(at('networkSecurityGroup'), Object.keys(lab.networkSecurityGroups ?? {}), optional('networkSecurityGroup')),
    list(at('applicationSecurityGroups'), { ...optional('applicationSecurityGroups'), choices: Object.keys(lab.applicationSecurityGroups ?? {}) }),
  ];
}

function machineFields(kind: 'virtualMachine' | 'nva'): Field[] {
  return [
    choice('os', ['linux', 'windows', 'freebsd'], { optional: true }),
    { ...flag('ipForward'), label: 'net.ipv4.ip_forward' },
    listeners('listen', { optional: true }),
    ...(kind === 'nva' ? [text('frr.version', { label: 'FRR version', optional: true })] : []),
  ];
}

function circuitFields(): Field[] {
  const at = (key: string) => `peerings.AzurePrivatePeering.${key}`;
  return [
    number(at('peerASN'), ASN.min, ASN.max),
    prefix(at('primaryPeerAddressPrefix')),
    prefix(at('secondaryPeerAddressPrefix')),
    number(at('vlanId'), 1, 4094),
    text('peeringLocation', { optional: true }),
    choice('sku.tier', ['Local', 'Standard', 'Premium'], { label: 'sku.tier' }),
  ];
}

const THREAT_INTEL_MODES = ['Off', 'Alert', 'Deny'] as const;

/** A firewall by a policy has the rules and settings of that. */
function firewallFields(lab: Lab, id: string): Field[] {
  const optional = { optional: true } as const;
  const proxy = ['additionalProperties', 'Network.DNS.EnableProxy'];
  return [
    address('privateIPAddress', optional),
    addresses('instanceAddresses', optional),
    publicIps(lab, 'publicIPAddresses'),
    choice('firewallPolicy', Object.keys(lab.firewallPolicies ?? {}), optional),
    ...(lab.azureFirewalls?.[id]?.firewallPolicy === undefined
      ? [
          prefixes('privateRanges', { ...optional, word: IANA_PRIVATE_RANGES }),
          choice('threatIntelMode', THREAT_INTEL_MODES, optional),
          choice(proxy, ['true', 'false'], optional),
        ]
      : []),
  ];
}

function policyFields(lab: Lab, id: string): Field[] {
  const optional = { optional: true } as const;
  const others = Object.keys(lab.firewallPolicies ?? {}).filter((p) => p !== id);
  return [
    text('location', optional),
    choice('basePolicy', others, optional),
    choice('threatIntelMode', THREAT_INTEL_MODES, optional),
    list('threatIntelWhitelist.ipAddresses', { label: 'threatIntelWhitelist.ipAddresses', optional: true }),
    list('threatIntelWhitelist.fqdns', { label: 'threatIntelWhitelist.fqdns', optional: true }),
    { ...flag('dnsSettings.enableProxy'), label: 'dnsSettings.enableProxy' },
    prefixes('snat.privateRanges', { label: 'snat.privateRanges', optional: true, word: IANA_PRIVATE_RANGES }),
    choice('snat.autoLearnPrivateRanges', ['Enabled', 'Disabled'], { label: 'snat.autoLearnPrivateRanges', optional: true }),
  ];
}

/** What only connections of one type have. */
function connectionFields(lab: Lab, id: string): Field[] {
  switch (lab.connections?.[id]?.connectionType) {
    case 'IPsec':
      return [addresses('gatewayCustomBgpIpAddresses', { optional: true })];
    case 'ExpressRoute':
      return [flag('expressRouteGatewayBypass'), addresses('mseeAddresses', { optional: true })];
    default:
      return [];
  }
}

function lanFields(names: readonly string[]): Field[] {
  return names.flatMap((name) => [
    text(['interfaces', name, 'addresses'], { label: `${name} addresses` }),
    { ...flag(['interfaces', name, 'shutdown']), label: `${name} shutdown` },
    number(['interfaces', name, 'mtu'], 68, 65535, { label: `${name} mtu`, optional: true }),
    number(['interfaces', name, 'tcpAdjustMss'], 500, 65495, { label: `${name} tcpAdjustMss`, optional: true }),
  ]);
}

export function subnetIds(lab: Lab): string[] {
  return Object.entries(lab.virtualNetworks ?? {}).flatMap(([v, n]) => Object.keys(n.subnets).map((s) => `${v}/${s}`));
}
