/** What can be added, with the platform's sensible defaults: each as a patch of the lab. */
import { formatPrefix, parsePrefix } from '../engine/index.ts';
import type { Lab, Position } from '../engine/index.ts';
import type { ObjectKind } from './diagram.ts';

export interface PaletteItem {
  readonly kind: ObjectKind;
  readonly group: 'groupAzureNetwork' | 'groupAzureGateways' | 'groupCompute' | 'groupOnPremises';
}

export const PALETTE: readonly PaletteItem[] = [
  { kind: 'virtualNetwork', group: 'groupAzureNetwork' },
  { kind: 'routeTable', group: 'groupAzureNetwork' },
  { kind: 'routeServer', group: 'groupAzureGateways' },
  { kind: 'vpnGateway', group: 'groupAzureGateways' },
  { kind: 'erGateway', group: 'groupAzureGateways' },
  { kind: 'circuit', group: 'groupAzureGateways' },
  { kind: 'firewall', group: 'groupAzureGateways' },
  { kind: 'virtualMachine', group: 'groupCompute' },
  { kind: 'nva', group: 'groupCompute' },
  { kind: 'site', group: 'groupOnPremises' },
  { kind: 'segment', group: 'groupOnPremises' },
  { kind: 'router', group: 'groupOnPremises' },
  { kind: 'host', group: 'groupOnPremises' },
  { kind: 'internet', group: 'groupOnPremises' },
];

export type Addition = { readonly id: string; readonly patch: unknown } | { readonly needs: 'needVnet' };

function free(base: string, taken: readonly string[]): string {
  let name = base;
  for (let n = 2; taken.includes(name); n++) name = `${base}-${n}`;
  return name;
}

function allIds(lab: Lab): string[] {
  return [
    lab.virtualNetworks,
    lab.routeTables,
    lab.publicIPAddresses,
    lab.virtualMachines,
    lab.routeServers,
    lab.virtualNetworkGateways,
    lab.expressRouteCircuits,
    lab.azureFirewalls,
    lab.networkSecurityGroups,
    lab.natGateways,
    lab.loadBalancers,
    lab.privateEndpoints,
    lab.bastionHosts,
    lab.sites,
    lab.segments,
    lab.routers,
    lab.hosts,
  ].flatMap((m) => Object.keys(m ?? {}));
}

/** The n-th address of a prefix as text; IPv4. */
function nth(prefixText: string, n: number): string {
  const p = parsePrefix(prefixText);
  return p ? formatPrefix({ ip: ((p.ip as number) + n) as typeof p.ip, length: 32 }).replace('/32', '') : '';
}

/** The first /16 of 10/8 that no VNet of the lab has. */
function freeSpace(lab: Lab): string {
  const taken = Object.values(lab.virtualNetworks ?? {}).flatMap((v) => v.addressSpace.addressPrefixes);
  for (let n = 0; n < 256; n++) if (!taken.some((t) => t.startsWith(`10.${n}.`))) return `10.${n}`;
  return '172.16';
}

/** A subnet of this name, in a VNet that has none of the kind yet; made when the VNet has room. */
function place(lab: Lab, name: string, third: number): { subnet: string; prefix: string; patch: object } | undefined {
  for (const [vnet, v] of Object.entries(lab.virtualNetworks ?? {})) {
    const there = v.subnets[name];
    if (there) return { subnet: `${vnet}/${name}`, prefix: there.addressPrefix, patch: {} };
    const base = v.addressSpace.addressPrefixes[0]?.match(/^(\d+\.\d+)\./)?.[1];
    const prefix = `${base}.${third}.0/24`;
    if (base && !Object.values(v.subnets).some((s) => s.addressPrefix === prefix))
      return { subnet: `${vnet}/${name}`, prefix, patch: { virtualNetworks: { [vnet]: { subnets: { [name]: { addressPrefix: prefix } } } } } };
  }
  return undefined;
}

/** The patch that adds an object of a kind; `at` is where it was dropped. */
export function additionOf(lab: Lab, kind: ObjectKind, at?: Position): Addition {
  const ids = allIds(lab);
  const position = at ? { position: at } : {};
  const publicIp = (n: number) => {
    const id = free('pip', [...ids, ...Array.from({ length: n }, (_, i) => `pip-${i + 2}`)]);
    const host = 30 + Object.keys(lab.publicIPAddresses ?? {}).length + n;
    return { id: `${id}-${n + 1}`, patch: { [`${id}-${n + 1}`]: { ipAddress: `198.51.100.${host}` } } };
  };
  switch (kind) {
    case 'virtualNetwork': {
      const id = free('vnet', ids);
      const base = freeSpace(lab);
      return {
        id,
        patch: {
          virtualNetworks: {
            [id]: {
              ...position,
              location: 'japaneast',
              addressSpace: { addressPrefixes: [`${base}.0.0/16`] },
              subnets: { default: { addressPrefix: `${base}.1.0/24` } },
            },
          },
        },
      };
    }
    case 'routeTable': {
      const id = free('rt', ids);
      return { id, patch: { routeTables: { [id]: { routes: {} } } } };
    }
    case 'virtualMachine':
    case 'nva': {
      const subnet = Object.entries(lab.virtualNetworks ?? {})
        .flatMap(([v, n]) => Object.entries(n.subnets).map(([s, x]) => ({ ref: `${v}/${s}`, prefix: x.addressPrefix, name: s })))
        .find((s) => !s.name.endsWith('Subnet'));
      if (!subnet) return { needs: 'needVnet' };
      const taken = Object.values(lab.virtualMachines ?? {}).flatMap((m) => Object.values(m.networkInterfaces).map((x) => x.privateIPAddress));
      let n = 4;
      while (taken.includes(nth(subnet.prefix, n))) n++;
      const id = free(kind === 'nva' ? 'nva' : 'vm', ids);
      const address = nth(subnet.prefix, n);
      const frr = { enableIPForwarding: true };
      return {
        id,
        patch: {
          virtualMachines: {
            [id]: {
              networkInterfaces: { eth0: { subnet: subnet.ref, privateIPAddress: address, ...(kind === 'nva' && frr) } },
              os: 'linux',
              ...(kind === 'nva'
                ? { ipForward: true, frr: { config: `hostname ${id}\n!\nrouter bgp 65010\n bgp router-id ${address}\nexit\n!` } }
                : { listen: [{ protocol: 'tcp', port: 22 }] }),
            },
          },
        },
      };
    }
    case 'routeServer':
    case 'firewall': {
      const where = place(lab, kind === 'firewall' ? 'AzureFirewallSubnet' : 'RouteServerSubnet', kind === 'firewall' ? 3 : 2);
      if (!where) return { needs: 'needVnet' };
      const id = free(kind === 'firewall' ? 'azfw' : 'ars', ids);
      if (kind === 'routeServer')
        return {
          id,
          patch: {
            ...where.patch,
            routeServers: {
              [id]: {
                subnet: where.subnet,
                virtualRouterIps: [nth(where.prefix, 4), nth(where.prefix, 5)],
                allowBranchToBranchTraffic: false,
                bgpConnections: {},
              },
            },
          },
        };
      const ip = publicIp(0);
      return {
        id,
        patch: {
          ...where.patch,
          publicIPAddresses: ip.patch,
          azureFirewalls: { [id]: { subnet: where.subnet, privateIPAddress: nth(where.prefix, 4), publicIPAddresses: [ip.id] } },
        },
      };
    }
    case 'vpnGateway':
    case 'erGateway': {
      const where = place(lab, 'GatewaySubnet', 0);
      if (!where) return { needs: 'needVnet' };
      const id = free(kind === 'vpnGateway' ? 'vpngw' : 'ergw', ids);
      if (kind === 'erGateway')
        return {
          id,
          patch: {
            ...where.patch,
            virtualNetworkGateways: {
              [id]: {
                gatewayType: 'ExpressRoute',
                subnet: where.subnet,
                bgpSettings: { asn: 65515, bgpPeeringAddresses: [nth(where.prefix, 12), nth(where.prefix, 13)] },
              },
            },
          },
        };
      const [a, b] = [publicIp(0), publicIp(1)];
      return {
        id,
        patch: {
          ...where.patch,
          publicIPAddresses: { ...a.patch, ...b.patch },
          virtualNetworkGateways: {
            [id]: {
              gatewayType: 'Vpn',
              subnet: where.subnet,
              activeActive: true,
              enableBgp: true,
              bgpSettings: { asn: 65515, bgpPeeringAddresses: [nth(where.prefix, 14), nth(where.prefix, 15)] },
              publicIPAddresses: [a.id, b.id],
            },
          },
        },
      };
    }
    case 'circuit': {
      const id = free('erc', ids);
      return {
        id,
        patch: {
          expressRouteCircuits: {
            [id]: {
              ...position,
              peerings: {
                AzurePrivatePeering: { peerASN: 65150, primaryPeerAddressPrefix: '172.16.0.0/30', secondaryPeerAddressPrefix: '172.16.0.4/30', vlanId: 100 },
              },
            },
          },
        },
      };
    }
    case 'site': {
      const id = free('site', ids);
      return { id, patch: { sites: { [id]: { ...position } } } };
    }
    case 'segment': {
      const id = free('lan', ids);
      return { id, patch: { segments: { [id]: { ...position } } } };
    }
    case 'router': {
      const id = free('router', ids);
      return { id, patch: { routers: { [id]: { ...position, interfaces: {}, frr: { config: `hostname ${id}\n!` } } } } };
    }
    case 'host': {
      const id = free('host', ids);
      return { id, patch: { hosts: { [id]: { ...position, os: 'linux', interfaces: {} } } } };
    }
    case 'internet':
      return {
        id: 'internet',
        patch: { internet: { ...position, hosts: { web: { ipAddress: '192.0.2.80', names: ['www.example.com'], listen: [{ protocol: 'tcp', port: 443 }] } } } },
      };
    default:
      return { needs: 'needVnet' };
  }
}
