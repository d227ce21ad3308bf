/** Address spaces: VNets, subnets and NICs (A200–A203, A208). */
import {
  compareIp,
  containsIp,
  containsPrefix,
  formatIp,
  formatPrefix,
  type Ip,
  isIpv4,
  offsetIp,
  overlaps,
  parseIp,
  parsePrefix,
  type Prefix,
  prefix,
} from '../../ip/index.ts';
import type { Lab } from '../../model/index.ts';
import type { Finding } from './finding.ts';

const FORBIDDEN = ['224.0.0.0/4', '255.255.255.255/32', '127.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32'].map(prefix);

/** Longest prefix that a subnet of this name may have (A200, A203). */
const SMALLEST: Readonly<Record<string, number>> = {
  GatewaySubnet: 29,
  AzureFirewallSubnet: 26,
  AzureFirewallManagementSubnet: 26,
  RouteServerSubnet: 27,
  AzureBastionSubnet: 26,
};

interface Space {
  readonly vnet: string;
  readonly prefix: Prefix;
  readonly index: number;
}

function spaces(lab: Lab): Space[] {
  return Object.entries(lab.virtualNetworks ?? {}).flatMap(([vnet, v]) =>
    v.addressSpace.addressPrefixes.flatMap((text, index) => {
      const p = parsePrefix(text);
      return p ? [{ vnet, prefix: p, index }] : [];
    }),
  );
}

export function addressSpaces(lab: Lab): Finding[] {
  return [...forbidden(lab), ...overlapping(lab), ...subnets(lab), ...nics(lab)];
}

/** A201. */
function forbidden(lab: Lab): Finding[] {
  return spaces(lab).flatMap((s) => {
    const range = FORBIDDEN.find((f) => overlaps(f, s.prefix));
    return range
      ? [
          {
            code: 'vnet-range-forbidden',
            path: ['virtualNetworks', s.vnet, 'addressSpace', 'addressPrefixes', s.index],
            object: s.vnet,
            message: `${formatPrefix(s.prefix)} may not be an address space: it overlaps ${formatPrefix(range)}; choose a private range`,
            rules: ['A201'],
            args: { prefix: formatPrefix(s.prefix), range: formatPrefix(range) },
          },
        ]
      : [];
  });
}

/** A202: within a VNet always; between VNets when anything in the lab connects them. */
function overlapping(lab: Lab): Finding[] {
  const all = spaces(lab);
  const joined = connectedVnets(lab);
  const out: Finding[] = [];
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      if (!overlaps(a.prefix, b.prefix)) continue;
      if (a.vnet !== b.vnet && !joined(a.vnet, b.vnet)) continue;
      const other = a.vnet === b.vnet ? 'the same virtual network' : b.vnet;
      out.push({
        code: 'vnet-overlap',
        path: ['virtualNetworks', b.vnet, 'addressSpace', 'addressPrefixes', b.index],
        object: b.vnet,
        message: `${formatPrefix(b.prefix)} overlaps ${formatPrefix(a.prefix)} of ${a.vnet === b.vnet ? other : a.vnet}; give one of them another address space`,
        rules: ['A202'],
        args: { prefix: formatPrefix(b.prefix), other: a.vnet, otherPrefix: formatPrefix(a.prefix) },
      });
    }
  }
  return out;
}

/** Whether two VNets are joined by peerings, connections or a circuit, over however many steps. */
function connectedVnets(lab: Lab): (a: string, b: string) => boolean {
  const group = new Map<string, string>();
  const find = (x: string): string => {
    const up = group.get(x);
    return up === undefined || up === x ? x : find(up);
  };
  const join = (a: string | undefined, b: string | undefined) => {
    if (a !== undefined && b !== undefined) group.set(find(a), find(b));
  };
  const vnetOf = (gateway: string | undefined) => (gateway === undefined ? undefined : lab.virtualNetworkGateways?.[gateway]?.subnet.split('/')[0]);
  for (const [vnet, v] of Object.entries(lab.virtualNetworks ?? {}))
    for (const p of Object.values(v.virtualNetworkPeerings ?? {})) join(vnet, p.remoteVirtualNetwork);
  for (const c of Object.values(lab.connections ?? {})) {
    join(vnetOf(c.virtualNetworkGateway1), vnetOf(c.virtualNetworkGateway2));
    if (c.peer !== undefined) join(vnetOf(c.virtualNetworkGateway1), `circuit:${c.peer}`);
  }
  return (a, b) => find(a) === find(b);
}

/** A200, A203 and the plain containment. */
function subnets(lab: Lab): Finding[] {
  const out: Finding[] = [];
  for (const [vnet, v] of Object.entries(lab.virtualNetworks ?? {})) {
    const own = v.addressSpace.addressPrefixes.map(parsePrefix).filter((p) => p !== undefined);
    const list = Object.entries(v.subnets).flatMap(([name, s]) => {
      const p = parsePrefix(s.addressPrefix);
      return p ? [{ name, prefix: p }] : [];
    });
    for (const [i, s] of list.entries()) {
      const path = ['virtualNetworks', vnet, 'subnets', s.name, 'addressPrefix'];
      const object = `${vnet}/${s.name}`;
      const text = formatPrefix(s.prefix);
      if (!own.some((p) => containsPrefix(p, s.prefix)))
        out.push({
          code: 'subnet-outside-vnet',
          path,
          object,
          message: `${text} is not within the address space of ${vnet} (${own.map(formatPrefix).join(', ')}); move the subnet or extend the address space`,
          rules: ['A202'],
          args: { prefix: text, vnet, spaces: own.map(formatPrefix).join(', ') },
        });
      const clash = list.slice(0, i).find((o) => overlaps(o.prefix, s.prefix));
      if (clash)
        out.push({
          code: 'subnet-overlap',
          path,
          object,
          message: `${text} overlaps ${formatPrefix(clash.prefix)} of subnet ${clash.name}; give one of them another range`,
          rules: ['A202'],
          args: { prefix: text, other: clash.name },
        });
      const longest = isIpv4(s.prefix.ip) ? (SMALLEST[s.name] ?? 29) : 64;
      if (s.prefix.length > longest)
        out.push({
          code: 'subnet-too-small',
          path,
          object,
          message: `/${s.prefix.length} is too small: expected /${longest} or larger for ${s.name in SMALLEST ? s.name : 'a subnet'}`,
          rules: ['A200', 'A203'],
          args: { length: s.prefix.length, longest },
        });
    }
  }
  return out;
}

/** A200: a NIC's address is in its subnet, not one of the five reserved, and nobody else's. */
function nics(lab: Lab): Finding[] {
  const taken = new Map<string, string>();
  const out: Finding[] = [];
  for (const [vm, v] of Object.entries(lab.virtualMachines ?? {})) {
    for (const [name, nic] of Object.entries(v.networkInterfaces)) {
      const [vnet = '', subnet = ''] = nic.subnet.split('/');
      const space = parsePrefix(lab.virtualNetworks?.[vnet]?.subnets[subnet]?.addressPrefix ?? '');
      const ip = parseIp(nic.privateIPAddress);
      if (!space || ip === undefined) continue;
      const path = ['virtualMachines', vm, 'networkInterfaces', name, 'privateIPAddress'];
      const args = { address: nic.privateIPAddress, subnet: nic.subnet, prefix: formatPrefix(space) };
      if (!containsIp(space, ip))
        out.push({
          code: 'nic-outside-subnet',
          path,
          object: vm,
          message: `${nic.privateIPAddress} is not within ${nic.subnet} (${formatPrefix(space)})`,
          rules: ['A200'],
          args,
        });
      else if (isReserved(space, ip))
        out.push({
          code: 'nic-reserved-address',
          path,
          object: vm,
          message: `${nic.privateIPAddress} is one of the five addresses that Azure keeps of every subnet; the first free one is ${formatIp(offsetIp(space.ip, 4))}`,
          rules: ['A200'],
          args,
        });
      const key = `${vnet} ${nic.privateIPAddress}`;
      const other = taken.get(key);
      if (other !== undefined)
        out.push({
          code: 'address-taken',
          path,
          object: vm,
          message: `${nic.privateIPAddress} is already that of ${other}`,
          rules: ['A200'],
          args: { ...args, other },
        });
      taken.set(key, vm);
    }
  }
  return out;
}

/** Network, .1, .2, .3 and broadcast. */
export function isReserved(space: Prefix, ip: Ip): boolean {
  if (!isIpv4(space.ip)) return compareIp(ip, offsetIp(space.ip, 4)) < 0;
  const last = offsetIp(space.ip, 2 ** (32 - space.length) - 1);
  return compareIp(ip, offsetIp(space.ip, 4)) < 0 || ip === last;
}
