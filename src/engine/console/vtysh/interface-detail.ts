/** `show interface` and `show interface description` (zebra/interface.c if_dump_vty, if_show_description). */
import type { NetInterface } from '../../compile/index.ts';
import { comparePrefix, compareIp, formatIp, type InterfaceAddress, isIpv4, linkLocalAddress, networkOf, prefixKey } from '../../ip/index.ts';
import type { Json } from './json-text.ts';
import { asZebraMet, interfacesOf, isUp } from './interfaces.ts';
import type { Vtysh } from './router.ts';
import { DEFAULT_VRF, everyVrf, indexIn } from './vrfs.ts';

/** All interfaces, or the one that is named. */
export function showInterfaces(router: Vtysh, only?: string): string {
  const all = interfacesOf(router.node);
  const chosen = all.filter((i) => only === undefined || i.name === only);
  if (only !== undefined && chosen.length === 0) return `% Can't find interface ${only}`;
  return chosen.flatMap((i) => lines(i, router)).join('\n');
}

function lines(i: NetInterface, router: Vtysh): string[] {
  const { node, config } = router;
  const loopback = i.name === 'lo';
  const description = config.interfaces.get(i.name)?.description;
  return [
    `Interface ${i.name} is ${isUp(i) ? `up, line protocol is ${i.up ? 'up' : 'down'}` : 'down'}`,
    '  Link ups:       0    last: (never)',
    '  Link downs:     0    last: (never)',
    `  vrf: ${router.vrf ?? DEFAULT_VRF}`,
    ...(description === undefined ? [] : [`  Description: ${description}`]),
    `  index ${indexIn(router.machine, i.name)} metric 0 mtu ${i.mtu} speed ${loopback ? 0 : 10_000} `,
    `  flags: ${flagsOf(i)}`,
    `  Type: ${loopback ? 'Loopback' : 'Ethernet'}`,
    ...(loopback ? [] : [`  HWaddr: ${hardwareAddress(node.id, i.name)}`]),
    ...addressLines(i, router),
    '  Interface Type Other',
    '  Interface Slave Type None',
    '  protodown: off ',
    ...neighborDiscovery(i, router),
  ];
}

function flagsOf(i: NetInterface): string {
  const loopback = i.name === 'lo';
  return `<${[...(isUp(i) ? ['UP'] : []), loopback ? 'LOOPBACK' : 'BROADCAST', ...(i.up ? ['RUNNING'] : []), ...(loopback ? [] : ['MULTICAST'])].join(',')}>`;
}

/** `show interface … json`; of one that is not there FRR says nothing. */
export function interfacesJson(router: Vtysh, only?: string): Json {
  const chosen = interfacesOf(router.node).filter((i) => only === undefined || i.name === only);
  return Object.fromEntries(chosen.map((i) => [i.name, interfaceJson(i, router)]));
}

function interfaceJson(i: NetInterface, router: Vtysh): Json {
  const loopback = i.name === 'lo';
  const description = router.config.interfaces.get(i.name)?.description;
  const neighbors = heardOn(i, router);
  return {
    administrativeStatus: isUp(i) ? 'up' : 'down',
    ...(isUp(i) && { operationalStatus: i.up ? 'up' : 'down', linkDetection: true }),
    linkUps: 0,
    linkDowns: 0,
    vrfName: router.vrf ?? DEFAULT_VRF,
    mplsEnabled: false,
    linkDown: false,
    linkDownV6: false,
    mcForwardingV4: false,
    mcForwardingV6: false,
    ...(description !== undefined && { description }),
    pseudoInterface: false,
    index: indexIn(router.machine, i.name),
    metric: 0,
    mtu: i.mtu,
    speed: loopback ? 0 : 10_000,
    flags: flagsOf(i),
    type: loopback ? 'Loopback' : 'Ethernet',
    ...(!loopback && { hardwareAddress: hardwareAddress(router.node.id, i.name) }),
    ipAddresses: addressesIn(i, router),
    interfaceType: 'Other',
    interfaceSlaveType: 'None',
    lacpBypass: false,
    evpnMh: {},
    protodown: 'off',
    ...(neighbors.length > 0 && { neighborIpAddresses: neighbors }),
  };
}

/** The addresses of the text, their marks as fields. */
function addressesIn(i: NetInterface, router: Vtysh): Json[] {
  return addressLines(i, router).map((line) => {
    const [, address = '', ...marks] = line.trim().split(' ');
    return { address, secondary: marks.includes('secondary'), unnumbered: marks.includes('unnumbered') };
  });
}

/** The address that the link-local one is made of (RFC 4291, appendix A). */
function hardwareAddress(node: string, name: string): string {
  const hex = (linkLocalAddress(node, name) & ((1n << 64n) - 1n)).toString(16).padStart(16, '0');
  const [first = 0, ...rest] = [0, 2, 4, 10, 12, 14].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return [first ^ 2, ...rest].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/**
 * By subnet, as zebra's tree has them, and within one as they were given: a second IPv4 address there is a secondary one, a /32 on a link an
 * unnumbered one. An interface that is down has no IPv6.
 */
function addressLines(i: NetInterface, { node, config }: Vtysh): string[] {
  const seen = new Set<unknown>();
  const unnumbered = (a: InterfaceAddress) => (a.length === 32 && i.name !== 'lo' ? ' unnumbered' : '');
  const ipv4 = bySubnet(i.addresses.filter((a) => isIpv4(a.ip))).map((a) => `  inet ${textOf(a)}${isSecondary(a, seen) ? ' secondary' : ''}${unnumbered(a)}`);
  if (!isUp(i)) return ipv4;
  const local = i.name === 'lo' ? [] : [`  inet6 ${formatIp(linkLocalAddress(node.id, i.name))}/64`];
  const own = bySubnet(asZebraMet(i, config).filter((a) => !isIpv4(a.ip)));
  return [...ipv4, ...own.map((a) => `  inet6 ${textOf(a)}`), ...local];
}

function bySubnet(addresses: readonly InterfaceAddress[]): InterfaceAddress[] {
  return addresses.toSorted((a, b) => comparePrefix(networkOf(a), networkOf(b)));
}

function isSecondary(a: InterfaceAddress, seen: Set<unknown>): boolean {
  const key = prefixKey(networkOf(a));
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function textOf(a: InterfaceAddress): string {
  return `${formatIp(a.ip)}/${a.length}`;
}

/** What an interface says that advertises itself, and whom it has heard there. */
function neighborDiscovery(i: NetInterface, router: Vtysh): string[] {
  if (!router.advertising(i).own) return [];
  const found = heardOn(i, router);
  return [
    '  ND advertised reachable time is 0 milliseconds',
    '  ND advertised retransmit interval is 0 milliseconds',
    '  ND advertised hop-count limit is 64 hops',
    '  ND router advertisements sent: 0 rcvd: 0',
    '  ND router advertisements are sent every 10 seconds',
    '  ND router advertisements lifetime tracks ra-interval',
    '  ND router advertisement default router preference is medium',
    '  Hosts use stateless autoconfig for addresses.',
    ...(found.length === 0 ? [] : ['  Neighbor address(s):', ...found.map((ip) => `  inet6 ${ip}`)]),
  ];
}

/** Others that advertise themselves there, whom it hears if it does so, too (zebra/rtadv.c rtadv_process_packet). */
function heardOn(i: NetInterface, router: Vtysh): string[] {
  const { own, others } = router.advertising(i);
  return own ? others.toSorted(compareIp).map((ip) => `${formatIp(ip)}/128`) : [];
}

/** `show interface description`: one line an interface under its VRF. */
export function showInterfaceDescriptions(router: Vtysh): string {
  return everyVrf(router)
    .map((r) => ['', `\tVRF ${r.vrf === undefined ? `${DEFAULT_VRF}(0)` : `${r.vrf}(${indexIn(r.machine, r.vrf)})`}`, '', showDescriptionRows(r)].join('\n'))
    .join('\n');
}

/** The same of a VRF that is named: without its name above. */
export function showDescriptionRows({ node, config }: Vtysh): string {
  const row = (name: string, status: string, protocol: string, text: string) => `${name.padEnd(16)}${status.padEnd(8)}${protocol.padEnd(10)}${text}`;
  const rows = interfacesOf(node).map((i) => row(i.name, isUp(i) ? 'up' : 'down', i.up ? 'up' : 'down', config.interfaces.get(i.name)?.description ?? ''));
  return [row('Interface', 'Status', 'Protocol', 'Description'), ...rows].join('\n');
}
