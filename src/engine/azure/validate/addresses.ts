/** Addresses of what stands in subnets: inside, not one of Azure's five, and nobody else's (A200); public ones given once. */
import { containsIp, formatIp, formatPrefix, type Ip, isKept, nextFreeIp } from '../../ip/index.ts';
import type { NetworkInterface } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import { AZURE_KEEPS } from '../numbers.ts';
import { type Holder, holders, type LabView, type SubnetView } from './view.ts';

export function addresses(view: LabView): Finding[] {
  const all = holders(view);
  const taken = new Map<string, Holder>();
  const found = all.flatMap((h) => {
    const subnet = view.subnets.get(h.subnet);
    // A gateway's APIPA address is not of its subnet (A64).
    if (!subnet || isApipa(h.ip)) return [];
    const key = `${subnet.vnet} ${h.text}`;
    const other = taken.get(key);
    taken.set(key, other ?? h);
    // Of a subnet with several ranges the one that the address may be of: its own family's.
    const prefix = subnet.ranges.find((r) => containsIp(r.prefix, h.ip))?.prefix ?? subnet.ranges.find((r) => typeof r.prefix.ip === typeof h.ip)?.prefix;
    return problem(h, prefix ? { ...subnet, prefix } : subnet, other, () => nextFree(prefix ? { ...subnet, prefix } : subnet, all));
  });
  return [...found, ...publicAddresses(view)];
}

function isApipa(ip: Ip): boolean {
  return typeof ip === 'number' && ip >>> 16 === 0xa9fe;
}

function nextFree(subnet: SubnetView, all: readonly Holder[]): Ip | undefined {
  return nextFreeIp(
    subnet.prefix,
    all.filter((h) => h.subnet === subnet.ref).map((h) => h.ip),
    AZURE_KEEPS,
  );
}

function problem(h: Holder, subnet: SubnetView, other: Holder | undefined, free: () => Ip | undefined): Finding[] {
  const args = { address: h.text, subnet: subnet.ref, prefix: formatPrefix(subnet.prefix) };
  const found = (code: string, what: string, more: Record<string, string> = {}): Finding[] => {
    const next = free();
    const hint = next === undefined ? 'the subnet is full' : `${formatIp(next)} is free`;
    const fix = next === undefined ? undefined : useInstead(h, formatIp(next));
    return [
      {
        code,
        path: h.path,
        object: h.object,
        message: `${h.text} ${what}; ${hint}`,
        rules: ['A200'],
        args: { ...args, free: next === undefined ? '' : formatIp(next), ...more },
        ...(fix && { fix }),
      },
    ];
  };
  if (!containsIp(subnet.prefix, h.ip)) return found('address-outside-subnet', `is not within ${subnet.ref} (${args.prefix})`);
  if (isKept(subnet.prefix, h.ip, AZURE_KEEPS)) return found('address-reserved', `is one of the five addresses that Azure keeps of every subnet`);
  return other ? found('address-taken', `is already that of ${other.object}`, { other: other.object }) : [];
}

/** A merge patch replaces a list as a whole, so only an address that stands by itself is mended mechanically. */
function useInstead(h: Holder, address: string): Finding['fix'] {
  if (h.path.some((key) => typeof key === 'number')) return undefined;
  return { label: `Use ${address}`, patch: h.path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), address) };
}

function nicPublicAddresses(nic: NetworkInterface): (readonly [path: readonly string[], pip: string | undefined])[] {
  return [
    [['publicIPAddress'], nic.publicIPAddress],
    ...Object.entries(nic.ipConfigurations ?? {}).map(([name, c]) => [['ipConfigurations', name, 'publicIPAddress'], c.publicIPAddress] as const),
  ];
}

/** One public IP object has one address and serves one device. */
function publicAddresses({ lab, gateways, firewalls, routeServers, bastions }: LabView): Finding[] {
  const out: Finding[] = [];
  const addressOf = new Map<string, string>();
  for (const [id, pip] of Object.entries(lab.publicIPAddresses ?? {})) {
    const other = addressOf.get(pip.ipAddress);
    addressOf.set(pip.ipAddress, other ?? id);
    if (other === undefined) continue;
    const message = `${pip.ipAddress} is already that of ${other}; give it another address`;
    out.push({
      code: 'address-taken',
      path: ['publicIPAddresses', id, 'ipAddress'],
      object: id,
      message,
      rules: ['A200'],
      args: { address: pip.ipAddress, other },
    });
  }
  const users = new Map<string, string>();
  const use = (object: string, path: readonly (string | number)[], pip: string | undefined) => {
    if (pip === undefined) return;
    const other = users.get(pip);
    users.set(pip, other ?? object);
    if (other === undefined) return;
    const message = `${pip} is already in use by ${other}; take another public IP address`;
    out.push({ code: 'public-address-in-use', path, object, message, rules: ['A60'], args: { pip, other } });
  };
  for (const [id, vm] of Object.entries(lab.virtualMachines ?? {}))
    for (const [name, nic] of Object.entries(vm.networkInterfaces))
      for (const [path, pip] of nicPublicAddresses(nic)) use(id, ['virtualMachines', id, 'networkInterfaces', name, ...path], pip);
  for (const { id, it } of gateways)
    for (const [i, pip] of (it.publicIPAddresses ?? []).entries()) use(id, ['virtualNetworkGateways', id, 'publicIPAddresses', i], pip);
  for (const { id, it } of firewalls) for (const [i, pip] of it.publicIPAddresses.entries()) use(id, ['azureFirewalls', id, 'publicIPAddresses', i], pip);
  for (const { id, it } of firewalls)
    use(id, ['azureFirewalls', id, 'managementIpConfiguration', 'publicIPAddress'], it.managementIpConfiguration?.publicIPAddress);
  for (const { id, it } of routeServers) use(id, ['routeServers', id, 'publicIPAddress'], it.publicIPAddress);
  for (const { id, it } of bastions) use(id, ['bastionHosts', id, 'publicIPAddress'], it.publicIPAddress);
  for (const [id, nat] of Object.entries(lab.natGateways ?? {}))
    for (const [i, pip] of nat.publicIpAddresses.entries()) use(id, ['natGateways', id, 'publicIpAddresses', i], pip);
  for (const [id, lb] of Object.entries(lab.loadBalancers ?? {}))
    for (const [name, f] of Object.entries(lb.frontendIPConfigurations))
      use(id, ['loadBalancers', id, 'frontendIPConfigurations', name, 'publicIPAddress'], f.publicIPAddress);
  return out;
}
