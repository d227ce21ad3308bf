/** Free names and free addresses. */
import { AZURE_KEEPS, deviceIds, formatIp, formatPrefix, type Ip, type Lab, nextFreeIp, nextFreePrefix, parseIp, parsePrefix } from '../../engine/index.ts';

/** Every id that an object of the lab has. */
export function allIds(lab: Lab): string[] {
  const maps = Object.entries(lab).flatMap(([map, entries]) => (map === 'internet' || map === 'flows' ? [] : [entries as object]));
  return [...new Set([...deviceIds(lab), ...maps.flatMap((m) => Object.keys(m))])];
}

/** `base`, or `base-2`, `base-3` … when it is taken. */
export function freeName(base: string, taken: readonly string[]): string {
  let name = base;
  for (let n = 2; taken.includes(name); n++) name = `${base.replace(/-\d+$/, '')}-${n}`;
  return name;
}

/** Every address that something in Azure holds, as text. */
function heldInAzure(lab: Lab): string[] {
  return [
    ...Object.values(lab.virtualMachines ?? {}).flatMap((m) => Object.values(m.networkInterfaces).map((n) => n.privateIPAddress)),
    ...Object.values(lab.virtualMachines ?? {}).flatMap((m) =>
      Object.values(m.networkInterfaces).flatMap((n) => Object.values(n.ipConfigurations ?? {}).map((c) => c.privateIPAddress)),
    ),
    ...Object.values(lab.loadBalancers ?? {}).flatMap((lb) => Object.values(lb.frontendIPConfigurations).map((f) => f.privateIPAddress ?? '')),
    ...Object.values(lab.privateEndpoints ?? {}).map((e) => e.privateIPAddress),
    ...Object.values(lab.routeServers ?? {}).flatMap((r) => r.virtualRouterIps ?? []),
    ...Object.values(lab.virtualNetworkGateways ?? {}).flatMap((g) => g.bgpSettings?.bgpPeeringAddresses ?? []),
    ...Object.values(lab.azureFirewalls ?? {}).flatMap((f) => [f.privateIPAddress ?? '', ...(f.instanceAddresses ?? [])]),
  ];
}

/** The lowest free addresses of an Azure subnet; fewer than asked for when it is full. Azure keeps the first four and the last (A200). */
export function freeInSubnet(lab: Lab, prefixText: string, count: number): string[] {
  const prefix = parsePrefix(prefixText);
  if (!prefix) return [];
  const taken: Ip[] = heldInAzure(lab).flatMap((a) => parseIp(a) ?? []);
  const out: string[] = [];
  while (out.length < count) {
    const next = nextFreeIp(prefix, taken, AZURE_KEEPS);
    if (next === undefined) break;
    taken.push(next);
    out.push(formatIp(next));
  }
  return out;
}

/** A /24 (or what fits) of a VNet that no subnet of it has. */
export function freeSubnetPrefix(lab: Lab, vnet: string, length = 24): string | undefined {
  const v = lab.virtualNetworks?.[vnet];
  const taken = Object.values(v?.subnets ?? {}).flatMap((s) => parsePrefix(s.addressPrefix) ?? []);
  for (const text of v?.addressSpace.addressPrefixes ?? []) {
    const space = parsePrefix(text);
    const found = space && nextFreePrefix(space, Math.max(length, space.length), taken);
    if (found) return formatPrefix(found);
  }
  return undefined;
}

/** The first /16 of 10/8 that no VNet of the lab overlaps. */
export function freeAddressSpace(lab: Lab): string {
  const taken = Object.values(lab.virtualNetworks ?? {}).flatMap((v) => v.addressSpace.addressPrefixes.flatMap((p) => parsePrefix(p) ?? []));
  const space = parsePrefix('10.0.0.0/8');
  const found = space && nextFreePrefix(space, 16, taken);
  return found ? formatPrefix(found) : '172.16.0.0/16';
}

/** The n-th address of a prefix as text. */
export function nthAddress(prefixText: string, n: number): string {
  const prefix = parsePrefix(prefixText);
  return prefix && typeof prefix.ip === 'number' ? formatIp((prefix.ip + n) as Ip) : '';
}

/** The address with its prefix length that is free on a LAN: next to what is plugged in, or of a new private network. */
export function freeOnSegment(lab: Lab, segment: string): string {
  const machines = [...Object.values(lab.routers ?? {}), ...Object.values(lab.hosts ?? {})];
  const all = machines.flatMap((m) => Object.values(m.interfaces));
  const here = all.filter((i) => i.segment === segment).flatMap((i) => i.addresses);
  const prefix = here.flatMap((a) => parsePrefix(a) ?? [])[0];
  const taken = all.flatMap((i) => i.addresses).flatMap((a) => parseIp(a.split('/')[0] ?? '') ?? []);
  const network = prefix ?? freeLan(all.flatMap((i) => i.addresses).flatMap((a) => parsePrefix(a) ?? []));
  const ip = nextFreeIp(network, taken, { first: 1, last: 1 });
  return ip === undefined ? '' : `${formatIp(ip)}/${network.length}`;
}

type Network = NonNullable<ReturnType<typeof parsePrefix>>;

function freeLan(taken: readonly Network[]): Network {
  const space = parsePrefix('192.168.0.0/16') as Network;
  return nextFreePrefix(space, 24, taken) ?? space;
}
