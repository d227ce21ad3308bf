/** What the settings form of each kind of object asks: fields as data, with what each expects. */
import { parseIp, parsePrefix } from '../engine/index.ts';
import type { Lab } from '../engine/index.ts';
import type { ObjectKind } from './diagram.ts';

export type FieldError =
  | { readonly key: 'expectedPrefix' | 'expectedAddress' }
  | { readonly key: 'expectedNumber'; readonly min: number; readonly max: number };

export interface Field {
  /** Property names from the object down. */
  readonly path: readonly string[];
  /** ARM's property name, shown as it is. */
  readonly label: string;
  readonly type: 'prefix' | 'prefixes' | 'address' | 'addresses' | 'number' | 'boolean' | 'choice' | 'text';
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly optional?: boolean;
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
        { path: ['routeTable'], label: 'routeTable', type: 'choice', choices: Object.keys(lab.routeTables ?? {}), optional: true },
        { path: ['defaultOutboundAccess'], label: 'defaultOutboundAccess', type: 'boolean' },
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
        { path: ['bgpSettings', 'bgpPeeringAddresses'], label: 'bgpPeeringAddresses', type: 'addresses' },
      ];
    case 'erGateway':
      return [{ path: ['bgpSettings', 'bgpPeeringAddresses'], label: 'bgpPeeringAddresses', type: 'addresses' }];
    case 'circuit':
      return [
        { path: ['peerings', 'AzurePrivatePeering', 'peerASN'], label: 'peerASN', ...ASN },
        { path: ['peerings', 'AzurePrivatePeering', 'primaryPeerAddressPrefix'], label: 'primaryPeerAddressPrefix', type: 'prefix' },
        { path: ['peerings', 'AzurePrivatePeering', 'secondaryPeerAddressPrefix'], label: 'secondaryPeerAddressPrefix', type: 'prefix' },
        { path: ['peerings', 'AzurePrivatePeering', 'vlanId'], label: 'vlanId', type: 'number', min: 1, max: 4094 },
      ];
    case 'firewall':
      return [{ path: ['privateIPAddress'], label: 'privateIPAddress', type: 'address' }];
    case 'connection':
      return [
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
      return [{ path: ['gatewayIpAddress'], label: 'gatewayIpAddress', type: 'address' }];
    case 'site':
    case 'segment':
    case 'internet':
      return [{ path: ['displayName'], label: 'displayName', type: 'text' }];
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

/** A field's value as the text of its input. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The text of an input as a value for the lab, or what was expected. */
export function valueOf(field: Field, text: string): { readonly value: unknown } | { readonly error: FieldError } {
  const list = text
    .split(/[\s,]+/)
    .map((x) => x.trim())
    .filter(Boolean);
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
    case 'text':
      return { value: field.path.at(-1) === 'addresses' ? list : text };
  }
}
