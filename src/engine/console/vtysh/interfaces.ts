/** `show interface brief` (zebra/interface.c ifs_dump_brief_vty). */
import { compareIp, formatIp, type InterfaceAddress, isIpv4, isLinkLocal, networkOf, prefixKey } from '../../ip/index.ts';
import { compareNames, type FrrConfig } from '../../frr/index.ts';
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import type { Json } from './json-text.ts';
import type { Vtysh } from './router.ts';

const WIDTHS = [16, 8, 16] as const;

function line(name: string, status: string, vrf: string, addresses: string): string {
  return `${name.padEnd(WIDTHS[0])}${status.padEnd(WIDTHS[1])}${vrf.padEnd(WIDTHS[2])}${addresses}`;
}

/** One line an interface and one more for each further address; nothing where there is no interface. */
export function showInterfaceBrief({ node, config, vrf = 'default' }: Vtysh): string {
  const interfaces = interfacesOf(node);
  const lines = interfaces.flatMap((i) => {
    const [first = '', ...more] = addressesOf(i, config);
    return [line(i.name, isUp(i) ? 'up' : 'down', vrf, first), ...more.map((a) => `${' '.repeat(40)}${a}`)];
  });
  return [line('Interface', 'Status', 'VRF', 'Addresses'), line('---------', '------', '---', '---------'), ...lines, ''].join('\n');
}

/** By name; every machine has a loopback, whether the lab draws it or not. In a VRF its device stands for one. */
export function interfacesOf({ interfaces }: RouterNode): NetInterface[] {
  const loopback: NetInterface = { name: 'lo', addresses: [], up: true, mtu: 65536 };
  return [...interfaces, ...(interfaces.some((i) => i.name === 'lo' || i.isVrf) ? [] : [loopback])].sort((a, b) => compareNames(a.name, b.name));
}

/** Whether the administrator has it up; a cable without a carrier does not count. */
export function isUp(i: NetInterface): boolean {
  return i.up || i.noCarrier === true;
}

/** Linux takes an interface's IPv6 addresses away when it is put down. */
function addressesOf(i: NetInterface, config: FrrConfig): string[] {
  return [...ipv4Of(i.addresses), ...(isUp(i) ? ipv6Of(asZebraMet(i, config), i.name === 'lo') : [])];
}

/** The kernel lists the addresses that it had before FRR the newest first; FRR's own come after. */
export function asZebraMet({ name, addresses }: NetInterface, { interfaces }: FrrConfig): InterfaceAddress[] {
  const own = interfaces.get(name)?.addresses ?? [];
  const isOwn = (a: InterfaceAddress) => own.some((o) => o.address.ip === a.ip);
  return [...addresses.filter((a) => !isOwn(a)).reverse(), ...addresses.filter(isOwn)];
}

/** One address a subnet, its first; a plus says that there are more in it. */
function ipv4Of(addresses: readonly InterfaceAddress[]): string[] {
  const subnets = new Map<unknown, InterfaceAddress[]>();
  for (const a of addresses.filter((x) => isIpv4(x.ip)).toSorted((x, y) => compareIp(networkOf(x).ip, networkOf(y).ip) || x.length - y.length)) {
    const key = prefixKey(networkOf(a));
    subnets.set(key, [...(subnets.get(key) ?? []), a]);
  }
  return [...subnets.values()].map(([a, ...more]) => `${more.length > 0 ? '+ ' : ''}${textOf(a as InterfaceAddress)}`);
}

/** The first global address; a plus says that there are more, the link-local one included. */
function ipv6Of(addresses: readonly InterfaceAddress[], loopback: boolean): string[] {
  const all = addresses.filter((a) => !isIpv4(a.ip));
  const first = all.find((a) => !isLinkLocal(a.ip));
  if (!first) return [];
  const count = all.length + (loopback || all.some((a) => isLinkLocal(a.ip)) ? 0 : 1);
  return [`${count > 1 ? '+ ' : ''}${textOf(first)}`];
}

function textOf(a: InterfaceAddress): string {
  return `${formatIp(a.ip)}/${a.length}`;
}

/** `show interface brief json`. */
export function interfaceBriefJson({ node, config, vrf = 'default' }: Vtysh): Json {
  const interfaces = interfacesOf(node);
  return Object.fromEntries(
    interfaces.map((i) => [i.name, { status: isUp(i) ? 'up' : 'down', vrfName: vrf, addresses: addressesOf(i, config).map((a) => a.replace('+ ', '')) }]),
  );
}
