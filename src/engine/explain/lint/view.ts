/** A computed lab as its checks look at it: where machines stand, and what takes a packet that leaves a subnet. */
import type { EffectiveRoute } from '../../azure/index.ts';
import { matchRows } from '../../data-plane/effective-lookup.ts';
import { formatIp, type Ip, parseIp } from '../../ip/index.ts';
import type { Diagnostic, Lab, NetworkInterface, Severity, Subnet } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';

/** What takes a packet that leaves a subnet for an address. */
export type Hop =
  | { readonly kind: 'firewall' | 'appliance'; readonly id: string; readonly address: string }
  | { readonly kind: 'direct' | 'gateway' | 'internet' | 'none' };

export type Appliance = Extract<Hop, { readonly kind: 'firewall' | 'appliance' }>;

/** A subnet with machines; one of them stands for all, because they share its routes. */
export interface Place {
  /** `vnet/subnet`. */
  readonly ref: string;
  readonly vnet: string;
  readonly ip: Ip;
}

export interface Computed {
  readonly solution: Omit<Solution, 'diagnostics'>;
  readonly lab: Lab;
  readonly places: readonly Place[];
  readonly rows: (ref: string) => readonly EffectiveRoute[];
  readonly hop: (ref: string, to: Ip) => { readonly hop: Hop; readonly row?: EffectiveRoute };
  /** Id of the firewall, load balancer or machine that has an address of Azure, with the machine's interface. */
  readonly holder: (address: string) => Holder | undefined;
  readonly subnet: (ref: string) => Subnet | undefined;
}

export interface Holder {
  readonly id: string;
  readonly firewall: boolean;
  readonly nic?: { readonly name: string; readonly it: NetworkInterface };
}

export function viewSolution(solution: Omit<Solution, 'diagnostics'>): Computed {
  const { lab, network, effectiveRoutes } = solution;
  const holders = new Map<string, Holder>();
  for (const [id, vm] of Object.entries(lab.virtualMachines ?? {}))
    for (const [name, it] of Object.entries(vm.networkInterfaces))
      for (const { privateIPAddress } of [it, ...Object.values(it.ipConfigurations ?? {})])
        holders.set(privateIPAddress, { id, firewall: false, nic: { name, it } });
  for (const [id, lb] of Object.entries(lab.loadBalancers ?? {}))
    for (const f of Object.values(lb.frontendIPConfigurations)) if (f.privateIPAddress !== undefined) holders.set(f.privateIPAddress, { id, firewall: false });
  for (const node of network.nodes.values()) if (node.kind === 'azure-firewall') holders.set(formatIp(node.vip), { id: node.device, firewall: true });
  const rows = (ref: string) => effectiveRoutes.get(ref) ?? [];
  const holder = (address: string) => holders.get(address);
  return {
    solution,
    lab,
    places: placesOf(lab),
    rows,
    hop: (ref, to) => {
      const row = matchRows(rows(ref), to)[0];
      return row ? { hop: hopOf(row, holder), row } : { hop: { kind: 'none' } };
    },
    holder,
    subnet: (ref) => lab.virtualNetworks?.[ref.slice(0, ref.indexOf('/'))]?.subnets[ref.slice(ref.indexOf('/') + 1)],
  };
}

/** Machines that only pass packets on are not ends of any. */
function placesOf(lab: Lab): Place[] {
  const places = new Map<string, Place>();
  for (const vm of Object.values(lab.virtualMachines ?? {}))
    for (const nic of Object.values(vm.networkInterfaces)) {
      const ip = parseIp(nic.privateIPAddress);
      if (ip !== undefined && nic.enableIPForwarding !== true && !places.has(nic.subnet))
        places.set(nic.subnet, { ref: nic.subnet, vnet: nic.subnet.split('/')[0] ?? '', ip });
    }
  return [...places.values()];
}

function hopOf(row: EffectiveRoute, holder: Computed['holder']): Hop {
  switch (row.nextHopType) {
    case 'VnetLocal':
    case 'VNetPeering':
    case 'VNetGlobalPeering':
    case 'InterfaceEndpoint':
      return { kind: 'direct' };
    case 'None':
      return { kind: 'none' };
    case 'Internet':
    case 'VirtualNetworkServiceEndpoint':
      return { kind: 'internet' };
    case 'VirtualNetworkGateway':
    case 'VirtualAppliance': {
      if (row.nodes && row.nodes.length > 0) return { kind: 'gateway' };
      const address = row.nextHopIp === undefined ? undefined : formatIp(row.nextHopIp);
      const held = address === undefined ? undefined : holder(address);
      if (address === undefined || !held) return { kind: 'gateway' };
      return { kind: held.firewall ? 'firewall' : 'appliance', id: held.id, address };
    }
  }
}

/** A diagnostic of the computed lab; `path` is from the lab's root. */
export function say(
  code: string,
  severity: Severity,
  object: string,
  path: readonly string[],
  rules: string,
  message: string,
  args: Readonly<Record<string, string | number>>,
  fix?: Diagnostic['fix'],
): Diagnostic {
  return {
    code,
    severity,
    message: `${object}: ${message}`,
    args: { object, ...args },
    place: { path: ['lab', ...path], object, text: 'file' },
    rules: rules.split(' '),
    ...(fix && { fix }),
  };
}

export function subnetPath(ref: string): string[] {
  return ['virtualNetworks', ref.slice(0, ref.indexOf('/')), 'subnets', ref.slice(ref.indexOf('/') + 1)];
}

/** A patch that adds a user-defined route to a subnet, in a new table where it has none. */
export function addRoute({ lab, subnet }: Computed, ref: string, name: string, route: object): unknown {
  const table = subnet(ref)?.routeTable;
  const [vnet, subnetName] = [ref.slice(0, ref.indexOf('/')), ref.slice(ref.indexOf('/') + 1)];
  if (table !== undefined) return { routeTables: { [table]: { routes: { [free(name, lab.routeTables?.[table]?.routes)]: route } } } };
  const id = free(`rt-${vnet}-${subnetName}`, lab.routeTables);
  return {
    routeTables: { [id]: { routes: { [name]: route } } },
    virtualNetworks: { [vnet]: { subnets: { [subnetName]: { routeTable: id } } } },
  };
}

function free(name: string, taken: object | undefined): string {
  let out = name;
  for (let n = 2; taken !== undefined && out in taken; n++) out = `${name}-${n}`;
  return out;
}
