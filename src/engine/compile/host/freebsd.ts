/** rc.conf and pf.conf on a machine: interfaces, tunnels, FIBs and routes as rc.d/netif and rc.d/routing set them up (H20–H25). */
import { clonedDriver, parsePf, parseRc, type RcConfig, type RcInterface, type RcRoute, type RcTunnel } from '../../hosts/index.ts';
import { type InterfaceAddress, isIpv4 } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import type { HostTunnel, KernelRoute, NetInterface } from '../network.ts';
import { type Machine, placed, plainHost, withInterface } from './machine.ts';

/** Bytes that an interface of a driver carries unless it is told otherwise (gif(4), gre(4), vxlan(4), lo(4)). */
const MTU: Readonly<Record<string, number>> = { gif: 1280, gre: 1476, vxlan: 1450, lo: 16384 };

export function withRc(machine: Machine, diagnostics: Diagnostic[]): Machine {
  const text = machine.texts.rc?.config;
  if (machine.os !== 'freebsd') return machine;
  if (text === undefined) return { ...machine, interfaces: machine.interfaces.map((i) => grouped(i, undefined)) };
  const { config, diagnostics: said } = parseRc(text);
  diagnostics.push(...placed(machine, 'rc', said));
  return {
    ...machine,
    interfaces: interfacesOf(machine, config).map((i) => grouped(i, config.interfaces.get(i.name))),
    kernelRoutes: [...machine.kernelRoutes, ...config.routes.map((r) => kernelRoute(machine.id, r))],
    forwarding: config.forwarding.ipv4,
    forwarding6: config.forwarding.ipv6,
    ...(config.squidFib !== undefined && { host: { ...(machine.host ?? plainHost('freebsd')), squidFib: config.squidFib } }),
  };
}

function interfacesOf({ id, interfaces }: Machine, config: RcConfig): NetInterface[] {
  let out = [...interfaces];
  for (const rc of config.interfaces.values()) {
    const fresh: NetInterface = { name: rc.name, addresses: [], up: true, mtu: MTU[rc.name.replace(/\d+$/, '')] ?? 1500 };
    out = withInterface(out, rc.name, (i) => configured(id, i, rc), fresh);
  }
  return out;
}

/** Every interface is in `all`; what a driver has made is in the driver's group, and rc.conf may name others. */
function grouped(i: NetInterface, rc: RcInterface | undefined): NetInterface {
  const driver = clonedDriver(i.name);
  return { ...i, groups: ['all', ...new Set([...(driver === undefined ? [] : [driver]), ...(rc?.groups ?? [])])] };
}

function configured(device: string, i: NetInterface, rc: RcInterface): NetInterface {
  return {
    ...i,
    up: i.up && rc.up,
    mtu: rc.mtu ?? i.mtu,
    addresses: [...i.addresses, ...rc.addresses.filter((a) => !i.addresses.some((b) => b.ip === a.ip))],
    ...(rc.fib !== 0 && { fib: rc.fib }),
    ...(rc.tunnel && { hostTunnel: { ...tunnelOf(rc.tunnel, rc), source: { ...rc.source, device, file: 'rc' } } }),
  };
}

/** vxlan(4): vxlanremoteport; vxlanportrange, which is net.inet.ip.portrange.first to last. */
const VXLAN_PORTS = { port: 4789, sourcePorts: { from: 10_000, to: 65_535 } } as const;

/**
 * What a tunnel gives its outer packets: in_gif.c GIF_TTL and in6_gif.c GIF_HLIM; ip_gre.c GRE_TTL, and ip6_gre.c, which takes what the host's own
 * packets have, as if_vxlan.c does.
 */
function outerTtl({ kind, remote }: RcTunnel): number {
  return kind === 'gif' || (kind === 'gre' && isIpv4(remote)) ? 30 : 64;
}

/** H43: FreeBSD's gif and gre clear DF on what they make; gre's key 0 is none, and it asks no packet for one (sys/net/if_gre.c). */
function tunnelOf(t: RcTunnel, { tunnelFib, anyInterface, anySource }: RcInterface): HostTunnel {
  const { local, remote, key } = t;
  const kind = t.kind === 'gif' ? 'ipip' : t.kind;
  const made: HostTunnel = {
    kind,
    local,
    remote,
    table: tunnelFib,
    dontFragment: 'clear',
    ttl: outerTtl(t),
    ...(key !== undefined && (key !== 0 || kind === 'vxlan') && { key }),
  };
  if (t.kind === 'vxlan') return { ...made, ...VXLAN_PORTS };
  if (t.kind === 'gre') return { ...made, keyIn: 'any' };
  return t.kind === 'gif' ? { ...made, ...(!anyInterface && { ingressFilter: true }), ...(anySource && { anySource: true }) } : made;
}

function kernelRoute(device: string, { prefix, to, fib, source }: RcRoute): KernelRoute {
  const base = { prefix, metric: 0, from: { ...source, device, file: 'rc' as const }, ...(fib !== 0 && { table: fib }) };
  switch (to.kind) {
    case 'gateway':
      return { ...base, gateway: to.ip, ...(to.interface !== undefined && { interface: to.interface }) };
    case 'interface':
      return { ...base, interface: to.interface };
    case 'reject':
    case 'blackhole':
      return { ...base, blackhole: to.kind };
  }
}

/** PF is on when rc.conf says so, or when there is no rc.conf to say it. */
export function withPf(machine: Machine, diagnostics: Diagnostic[]): Machine {
  const text = machine.texts.pf?.config;
  if (text === undefined || machine.os !== 'freebsd') return machine;
  const { config, diagnostics: said } = parsePf(text, { addressesOf: (name) => addressesOf(machine, name) });
  diagnostics.push(...placed(machine, 'pf', said));
  const rc = machine.texts.rc && parseRc(machine.texts.rc.config).config;
  if (rc && rc.pf !== true) {
    const span = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    const message = 'rc.conf does not enable PF (pf_enable="YES"), so pf.conf has no effect';
    diagnostics.push(...placed(machine, 'pf', [{ code: 'pf-not-enabled', severity: 'warning', message, place: { text: 'pf', span } }]));
    return machine;
  }
  return { ...machine, host: { ...(machine.host ?? plainHost(machine.os)), pf: config } };
}

/** Of an interface, or of all of a group; undefined when the machine has neither. */
function addressesOf({ interfaces }: Machine, name: string): readonly InterfaceAddress[] | undefined {
  const named = interfaces.filter((i) => i.name === name || i.groups?.includes(name));
  return named.length === 0 ? undefined : named.flatMap((i) => i.addresses);
}
