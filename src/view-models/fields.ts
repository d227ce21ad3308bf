/** What the settings form of each kind of object asks: fields as data, with what each expects. */
import { parseIp, parsePrefix } from '../engine/index.ts';
import type { Lab } from '../engine/index.ts';
import type { ObjectKind } from './diagram.ts';

export type FieldError =
  | { readonly key: 'expectedPrefix' | 'expectedAddress' }
  | { readonly key: 'expectedOneOf'; readonly choices: string }
  | { readonly key: 'expectedNumber'; readonly min: number; readonly max: number };

export interface Field {
  /** Property names from the object down. */
  readonly path: readonly string[];
  /** ARM's property name, shown as it is. */
  readonly label: string;
  readonly type: 'prefix' | 'prefixes' | 'address' | 'addresses' | 'number' | 'boolean' | 'choice' | 'text' | 'list';
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** An empty input takes the property away. */
  readonly optional?: boolean;
  /** List: each name stands in an object, as the value of this property. */
  readonly wrap?: string;
  /** Boolean: what holds when nothing is said; false unless said here. */
  readonly unless?: boolean;
}

const ASN = { type: 'number', min: 1, max: 4294967295 } as const;

/** The fields of an object; those of its parts (NICs, interfaces, peers) are listed with their names. */
export function fieldsOf(lab: Lab, kind: ObjectKind, id: string): Field[] {
  switch (kind) {
    case 'virtualNetwork':
      return [
        { path: ['location'], label: 'location', type: 'text' },
        { path: ['addressSpace', 'addressPrefixes'], label: 'addressPrefixes', type: 'prefixes' },
      ];
    case 'subnet':
      return [
        { path: ['addressPrefix'], label: 'addressPrefix', type: 'prefix' },
        { path: ['additionalAddressPrefixes'], label: 'additionalAddressPrefixes', type: 'prefixes', optional: true },
        { path: ['serviceEndpoints'], label: 'serviceEndpoints', type: 'list', wrap: 'service', optional: true },
        { path: ['routeTable'], label: 'routeTable', type: 'choice', choices: Object.keys(lab.routeTables ?? {}), optional: true },
        {
          path: ['networkSecurityGroup'],
          label: 'networkSecurityGroup',
          type: 'choice',
          choices: Object.keys(lab.networkSecurityGroups ?? {}),
          optional: true,
        },
        { path: ['natGateway'], label: 'natGateway', type: 'choice', choices: Object.keys(lab.natGateways ?? {}), optional: true },
        { path: ['defaultOutboundAccess'], label: 'defaultOutboundAccess', type: 'boolean', unless: true },
        {
          path: ['privateEndpointNetworkPolicies'],
          label: 'privateEndpointNetworkPolicies',
          type: 'choice',
          choices: ['Disabled', 'Enabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled'],
          optional: true,
        },
      ];
    case 'routeTable':
      return [{ path: ['disableBgpRoutePropagation'], label: 'disableBgpRoutePropagation', type: 'boolean' }];
    case 'virtualMachine':
    case 'nva':
      return [
        ...Object.keys(lab.virtualMachines?.[id]?.networkInterfaces ?? {}).flatMap((nic): Field[] => [
          { path: ['networkInterfaces', nic, 'subnet'], label: `${nic} subnet`, type: 'choice', choices: subnetIds(lab) },
          { path: ['networkInterfaces', nic, 'privateIPAddress'], label: `${nic} privateIPAddress`, type: 'address' },
          { path: ['networkInterfaces', nic, 'enableIPForwarding'], label: `${nic} enableIPForwarding`, type: 'boolean' },
          {
            path: ['networkInterfaces', nic, 'publicIPAddress'],
            label: `${nic} publicIPAddress`,
            type: 'choice',
            choices: Object.keys(lab.publicIPAddresses ?? {}),
            optional: true,
          },
          {
            path: ['networkInterfaces', nic, 'networkSecurityGroup'],
            label: `${nic} networkSecurityGroup`,
            type: 'choice',
            choices: Object.keys(lab.networkSecurityGroups ?? {}),
            optional: true,
          },
        ]),
        { path: ['ipForward'], label: 'net.ipv4.ip_forward', type: 'boolean' },
        ...(kind === 'nva' ? [{ path: ['frr', 'version'], label: 'FRR version', type: 'text' as const }] : []),
      ];
    case 'routeServer':
      return [
        { path: ['allowBranchToBranchTraffic'], label: 'allowBranchToBranchTraffic', type: 'boolean' },
        { path: ['hubRoutingPreference'], label: 'hubRoutingPreference', type: 'choice', choices: ['ExpressRoute', 'VpnGateway', 'ASPath'] },
        { path: ['virtualRouterIps'], label: 'virtualRouterIps', type: 'addresses' },
        ...Object.keys(lab.routeServers?.[id]?.bgpConnections ?? {}).flatMap((peer): Field[] => [
          { path: ['bgpConnections', peer, 'peerIp'], label: `${peer} peerIp`, type: 'address' },
          { path: ['bgpConnections', peer, 'peerAsn'], label: `${peer} peerAsn`, ...ASN },
        ]),
      ];
    case 'vpnGateway':
      return [
        { path: ['activeActive'], label: 'activeActive', type: 'boolean' },
        { path: ['enableBgp'], label: 'enableBgp', type: 'boolean' },
        { path: ['bgpSettings', 'asn'], label: 'asn', ...ASN },
        { path: ['bgpSettings', 'bgpPeeringAddresses'], label: 'bgpPeeringAddresses', type: 'addresses', optional: true },
        { path: ['bgpSettings', 'customBgpIpAddresses'], label: 'customBgpIpAddresses', type: 'addresses', optional: true },
        publicIps(lab, 'publicIPAddresses'),
        { path: ['vpnType'], label: 'vpnType', type: 'choice', choices: ['RouteBased', 'PolicyBased'], optional: true },
        { path: ['sku'], label: 'sku', type: 'text', optional: true },
      ];
    case 'erGateway':
      return [
        { path: ['bgpSettings', 'bgpPeeringAddresses'], label: 'bgpPeeringAddresses', type: 'addresses', optional: true },
        { path: ['allowRemoteVnetTraffic'], label: 'allowRemoteVnetTraffic', type: 'boolean' },
        { path: ['sku'], label: 'sku', type: 'text', optional: true },
      ];
    case 'circuit':
      return [
        { path: ['peerings', 'AzurePrivatePeering', 'peerASN'], label: 'peerASN', ...ASN },
        { path: ['peerings', 'AzurePrivatePeering', 'primaryPeerAddressPrefix'], label: 'primaryPeerAddressPrefix', type: 'prefix' },
        { path: ['peerings', 'AzurePrivatePeering', 'secondaryPeerAddressPrefix'], label: 'secondaryPeerAddressPrefix', type: 'prefix' },
        { path: ['peerings', 'AzurePrivatePeering', 'vlanId'], label: 'vlanId', type: 'number', min: 1, max: 4094 },
        { path: ['peeringLocation'], label: 'peeringLocation', type: 'text', optional: true },
        { path: ['sku', 'tier'], label: 'sku.tier', type: 'choice', choices: ['Local', 'Standard', 'Premium'] },
      ];
    case 'firewall':
      return [
        { path: ['privateIPAddress'], label: 'privateIPAddress', type: 'address', optional: true },
        { path: ['instanceAddresses'], label: 'instanceAddresses', type: 'addresses', optional: true },
        publicIps(lab, 'publicIPAddresses'),
        { path: ['privateRanges'], label: 'privateRanges', type: 'prefixes', optional: true },
      ];
    case 'natGateway':
      return [publicIps(lab, 'publicIpAddresses'), { path: ['idleTimeoutInMinutes'], label: 'idleTimeoutInMinutes', type: 'number', min: 4, max: 120 }];
    case 'privateEndpoint':
      return [
        { path: ['subnet'], label: 'subnet', type: 'choice', choices: subnetIds(lab) },
        { path: ['privateIPAddress'], label: 'privateIPAddress', type: 'address' },
        { path: ['service'], label: 'service', type: 'text', optional: true },
        {
          path: ['privateLinkServiceId'],
          label: 'privateLinkServiceId',
          type: 'choice',
          choices: Object.keys(lab.internet?.hosts ?? {}),
          optional: true,
        },
      ];
    case 'bastion':
      return [
        { path: ['subnet'], label: 'subnet', type: 'choice', choices: subnetIds(lab) },
        { path: ['publicIPAddress'], label: 'publicIPAddress', type: 'choice', choices: Object.keys(lab.publicIPAddresses ?? {}), optional: true },
      ];
    case 'networkSecurityGroup':
    case 'loadBalancer':
      return [{ path: ['location'], label: 'location', type: 'text', optional: true }];
    case 'connection':
      return [
        ...connectionFields(lab, id),
        { path: ['enableBgp'], label: 'enableBgp', type: 'boolean' },
        { path: ['routingWeight'], label: 'routingWeight', type: 'number', min: 0, max: 32000 },
      ];
    case 'router':
      return [
        ...lanFields(Object.keys(lab.routers?.[id]?.interfaces ?? {})),
        { path: ['platform'], label: 'platform', type: 'choice', choices: ['frr', 'ios'] },
        { path: ['frr', 'version'], label: 'FRR version', type: 'text' },
      ];
    case 'host':
      return [...lanFields(Object.keys(lab.hosts?.[id]?.interfaces ?? {})), { path: ['gateway'], label: 'gateway', type: 'address' }];
    case 'internetHost':
    case 'publicIPAddress':
      return [{ path: ['ipAddress'], label: 'ipAddress', type: 'address' }];
    case 'localGateway':
      return [
        { path: ['gatewayIpAddress'], label: 'gatewayIpAddress', type: 'address' },
        { path: ['localNetworkAddressSpace', 'addressPrefixes'], label: 'addressPrefixes', type: 'prefixes' },
      ];
    case 'site':
    case 'segment':
    case 'internet':
      return [{ path: ['displayName'], label: 'displayName', type: 'text' }];
  }
}

function publicIps(lab: Lab, key: string): Field {
  return { path: [key], label: key, type: 'list', choices: Object.keys(lab.publicIPAddresses ?? {}) };
}

/** What only connections of one type have. */
function connectionFields(lab: Lab, id: string): Field[] {
  switch (lab.connections?.[id]?.connectionType) {
    case 'IPsec':
      return [{ path: ['gatewayCustomBgpIpAddresses'], label: 'gatewayCustomBgpIpAddresses', type: 'addresses', optional: true }];
    case 'ExpressRoute':
      return [{ path: ['expressRouteGatewayBypass'], label: 'expressRouteGatewayBypass', type: 'boolean' }];
    default:
      return [];
  }
}

function lanFields(names: readonly string[]): Field[] {
  return names.flatMap((name): Field[] => [
    { path: ['interfaces', name, 'addresses'], label: `${name} addresses`, type: 'text' },
    { path: ['interfaces', name, 'shutdown'], label: `${name} shutdown`, type: 'boolean' },
  ]);
}

export function subnetIds(lab: Lab): string[] {
  return Object.entries(lab.virtualNetworks ?? {}).flatMap(([v, n]) => Object.keys(n.subnets).map((s) => `${v}/${s}`));
}

/** The value at a path of property names; undefined where it leads nowhere. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[key] : undefined), value);
}

/** A field's value as the text of its input. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item: unknown) => (typeof item === 'object' && item !== null ? Object.values(item).join(' ') : item)).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function wrapped({ wrap }: Field, list: readonly string[]): readonly unknown[] {
  return wrap === undefined ? list : list.map((item) => ({ [wrap]: item }));
}

/** Whether a list names something that is no choice. */
function unknownIn(field: Field, list: readonly string[]): boolean {
  return field.choices !== undefined && list.some((item) => !field.choices?.includes(item));
}

/** The text of an input as a value for the lab, or what was expected. */
export function valueOf(field: Field, text: string): { readonly value: unknown } | { readonly error: FieldError } {
  const list = text
    .split(/[\s,]+/)
    .map((x) => x.trim())
    .filter(Boolean);
  if (field.optional && text.trim() === '') return { value: null };
  switch (field.type) {
    case 'prefix':
      return parsePrefix(text.trim()) ? { value: text.trim() } : { error: { key: 'expectedPrefix' } };
    case 'prefixes':
      return list.length > 0 && list.every((p) => parsePrefix(p)) ? { value: list } : { error: { key: 'expectedPrefix' } };
    case 'address':
      return parseIp(text.trim()) !== undefined ? { value: text.trim() } : { error: { key: 'expectedAddress' } };
    case 'addresses':
      return list.length > 0 && list.every((a) => parseIp(a) !== undefined) ? { value: list } : { error: { key: 'expectedAddress' } };
    case 'number': {
      const n = Number(text);
      const [min, max] = [field.min ?? 0, field.max ?? Number.MAX_SAFE_INTEGER];
      return text.trim() !== '' && Number.isInteger(n) && n >= min && n <= max ? { value: n } : { error: { key: 'expectedNumber', min, max } };
    }
    case 'choice':
      return { value: text === '' ? null : text };
    case 'boolean':
      return { value: text === 'true' };
    case 'list':
      return unknownIn(field, list) ? { error: { key: 'expectedOneOf', choices: (field.choices ?? []).join(', ') } } : { value: wrapped(field, list) };
    case 'text':
      return { value: field.path.at(-1) === 'addresses' ? list : text };
  }
}
