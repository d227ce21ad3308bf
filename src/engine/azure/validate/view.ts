/** A lab as the rule sets look at it: prefixes read once, who stands in which subnet, which networks are joined and how. */
import { type Ip, parseIp, parsePrefix, type Prefix } from '../../ip/index.ts';
import type { AzureFirewall, BastionHost, Lab, RouteServer, RouteTable, Subnet, VirtualNetwork, VirtualNetworkGateway } from '../../model/index.ts';

export interface SubnetView {
  /** `vnet/subnet`. */
  readonly ref: string;
  readonly vnet: string;
  readonly name: string;
  readonly prefix: Prefix;
  /** All its ranges with their places below the subnet's path; the first is `prefix`. */
  readonly ranges: readonly { readonly prefix: Prefix; readonly at: readonly (string | number)[] }[];
  readonly subnet: Subnet;
  /** Of the subnet, from the lab's root. */
  readonly path: readonly string[];
  readonly table?: RouteTable;
}

export interface SpaceView {
  readonly vnet: string;
  readonly prefix: Prefix;
  readonly path: readonly (string | number)[];
}

/** A device of the platform in its reserved subnet. */
export interface Resident<T> {
  readonly id: string;
  readonly vnet: string;
  /** Name of the subnet. */
  readonly subnet: string;
  readonly it: T;
}

export interface LabView {
  readonly lab: Lab;
  readonly vnets: readonly (readonly [id: string, vnet: VirtualNetwork])[];
  readonly spaces: readonly SpaceView[];
  readonly subnets: ReadonlyMap<string, SubnetView>;
  readonly gateways: readonly Resident<VirtualNetworkGateway>[];
  readonly routeServers: readonly Resident<RouteServer>[];
  readonly firewalls: readonly Resident<AzureFirewall>[];
  readonly bastions: readonly Resident<BastionHost>[];
  /** VNets to which this one has a peering that is connected, both halves there (A45). */
  readonly peersOf: (vnet: string) => readonly string[];
}

export function viewLab(lab: Lab): LabView {
  const vnets = Object.entries(lab.virtualNetworks ?? {});
  const links = new Set(vnets.flatMap(([id, v]) => Object.values(v.virtualNetworkPeerings ?? {}).map((p) => `${id} ${p.remoteVirtualNetwork}`)));
  const subnets = vnets.flatMap(([vnet, v]) => subnetsOf(lab, vnet, v));
  return {
    lab,
    vnets,
    spaces: vnets.flatMap(([vnet, v]) => spacesOf(vnet, v)),
    subnets: new Map(subnets.map((s) => [s.ref, s])),
    gateways: residents(lab.virtualNetworkGateways),
    routeServers: residents(lab.routeServers),
    firewalls: residents(lab.azureFirewalls),
    bastions: residents(lab.bastionHosts),
    peersOf: (vnet) => vnets.map(([id]) => id).filter((id) => id !== vnet && links.has(`${vnet} ${id}`) && links.has(`${id} ${vnet}`)),
  };
}

function spacesOf(vnet: string, v: VirtualNetwork): SpaceView[] {
  return v.addressSpace.addressPrefixes.flatMap((text, i) => {
    const prefix = parsePrefix(text);
    return prefix ? [{ vnet, prefix, path: ['virtualNetworks', vnet, 'addressSpace', 'addressPrefixes', i] }] : [];
  });
}

function subnetsOf(lab: Lab, vnet: string, v: VirtualNetwork): SubnetView[] {
  return Object.entries(v.subnets).flatMap(([name, subnet]) => {
    const prefix = parsePrefix(subnet.addressPrefix);
    const table = subnet.routeTable === undefined ? undefined : lab.routeTables?.[subnet.routeTable];
    if (!prefix) return [];
    const more = (subnet.additionalAddressPrefixes ?? []).flatMap((text, i) => {
      const further = parsePrefix(text);
      return further ? [{ prefix: further, at: ['additionalAddressPrefixes', i] }] : [];
    });
    const ranges = [{ prefix, at: ['addressPrefix'] }, ...more];
    return [{ ref: `${vnet}/${name}`, vnet, name, prefix, ranges, subnet, path: ['virtualNetworks', vnet, 'subnets', name], ...(table && { table }) }];
  });
}

function residents<T extends { readonly subnet: string }>(map: Readonly<Record<string, T>> | undefined): Resident<T>[] {
  return Object.entries(map ?? {}).map(([id, it]) => {
    const slash = it.subnet.indexOf('/');
    return { id, it, vnet: it.subnet.slice(0, Math.max(0, slash)), subnet: it.subnet.slice(slash + 1) };
  });
}

/** An address that something in a subnet has. */
export interface Holder {
  readonly ip: Ip;
  readonly text: string;
  readonly object: string;
  readonly path: readonly (string | number)[];
  /** Subnet's reference. */
  readonly subnet: string;
  /** For a NIC: whether it takes packets for others (A3). */
  readonly nic?: { readonly name: string; readonly forwards: boolean };
  /** A load balancer's frontend (A188). */
  readonly frontend?: string;
}

/** Every address that is stated of something in a subnet. */
export function holders({ lab, gateways, routeServers, firewalls }: LabView): Holder[] {
  const held = (object: string, subnet: string, path: readonly (string | number)[], text: string | undefined, more: Partial<Holder> = {}): Holder[] => {
    const ip = text === undefined ? undefined : parseIp(text);
    return ip === undefined || text === undefined ? [] : [{ ip, text, object, subnet, path, ...more }];
  };
  const listed = (object: string, subnet: string, path: readonly string[], texts: readonly string[] = []) =>
    texts.flatMap((text, i) => held(object, subnet, [...path, i], text));
  return [
    ...Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) =>
      Object.entries(vm.networkInterfaces).flatMap(([name, nic]) => {
        const path = ['virtualMachines', id, 'networkInterfaces', name];
        const more = { nic: { name, forwards: nic.enableIPForwarding === true } };
        return [
          ...held(id, nic.subnet, [...path, 'privateIPAddress'], nic.privateIPAddress, more),
          ...Object.entries(nic.ipConfigurations ?? {}).flatMap(([config, c]) =>
            held(id, nic.subnet, [...path, 'ipConfigurations', config, 'privateIPAddress'], c.privateIPAddress, more),
          ),
        ];
      }),
    ),
    ...Object.entries(lab.loadBalancers ?? {}).flatMap(([id, lb]) =>
      Object.entries(lb.frontendIPConfigurations).flatMap(([name, f]) =>
        held(id, f.subnet ?? '', ['loadBalancers', id, 'frontendIPConfigurations', name, 'privateIPAddress'], f.privateIPAddress, { frontend: name }),
      ),
    ),
    ...Object.entries(lab.privateEndpoints ?? {}).flatMap(([id, e]) => held(id, e.subnet, ['privateEndpoints', id, 'privateIPAddress'], e.privateIPAddress)),
    ...routeServers.flatMap(({ id, it }) => listed(id, it.subnet, ['routeServers', id, 'virtualRouterIps'], it.virtualRouterIps)),
    ...gateways.flatMap(({ id, it }) =>
      listed(id, it.subnet, ['virtualNetworkGateways', id, 'bgpSettings', 'bgpPeeringAddresses'], it.bgpSettings?.bgpPeeringAddresses),
    ),
    ...Object.entries(lab.connections ?? {}).flatMap(([id, c]) => {
      const gateway = lab.virtualNetworkGateways?.[c.virtualNetworkGateway1];
      return gateway ? listed(id, gateway.subnet, ['connections', id, 'mseeAddresses'], c.mseeAddresses) : [];
    }),
    ...firewalls.flatMap(({ id, it }) => [
      ...held(id, it.subnet, ['azureFirewalls', id, 'privateIPAddress'], it.privateIPAddress),
      ...listed(id, it.subnet, ['azureFirewalls', id, 'instanceAddresses'], it.instanceAddresses),
    ]),
  ];
}
