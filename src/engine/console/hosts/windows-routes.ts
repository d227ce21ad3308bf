/** What Windows keeps of routes and adapters, as `route print` and PowerShell's NetTCPIP cmdlets both read it (H70). */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { fibOf, type World } from '../../data-plane/index.ts';
import {
  bitsOf,
  comparePrefix,
  type Family,
  familyOf,
  hostPrefix,
  type InterfaceAddress,
  type Ip,
  ip,
  isIpv4,
  isLinkLocal,
  lastIp,
  networkOf,
  type Prefix,
  prefix,
  samePrefix,
} from '../../ip/index.ts';

export interface WindowsAdapter {
  /** ifIndex: 1 is the loopback's; the others follow in the machine's own order. */
  readonly index: number;
  readonly alias: string;
  readonly addresses: readonly InterfaceAddress[];
  /** Bytes. */
  readonly mtu: number;
  /** InterfaceMetric. */
  readonly metric: number;
  readonly up: boolean;
  /** Its addresses and its gateway were leased, not typed in. */
  readonly dhcp: boolean;
  readonly kind: 'loopback' | 'ethernet' | 'vpn';
}

export interface WindowsRoute {
  readonly prefix: Prefix;
  /** Absent: on the link. */
  readonly gateway?: Ip;
  readonly adapter: WindowsAdapter;
  /** RouteMetric; what decides, and what `route print` shows, is this and the adapter's together. */
  readonly metric: number;
  /** Windows has made it of an address of the adapter's. */
  readonly made: boolean;
}

const MEGABIT = 1e6;

/** The automatic metric of Windows 10 and later: the least speed in Mb/s, and the metric from there on. Which steps no published output confirms: docs/rules.md. */
const METRICS = [
  [100_000, 5],
  [40_000, 10],
  [10_000, 15],
  [2000, 20],
  [200, 25],
  [80, 35],
  [20, 45],
  [4, 55],
  [0.5, 65],
] as const;

/** The metric that a wired adapter is given by its speed, in bit/s; 75 below half a megabit, the loopback's too. */
export function automaticMetric(speed: number): number {
  return METRICS.find(([least]) => speed >= least * MEGABIT)?.[1] ?? 75;
}

/** The lab's cables have no speed: bit/s of a desk's Ethernet, of a NIC of Azure's fabric, and of the VPN client's adapter. */
const SPEED = { ethernet: 1e9, azure: 50e9, vpn: 10e6 } as const;

/** A route on the link, one typed in and IPv6's are given 256; a default by DHCP 0, what DHCP or a dialled VPN adds by a gateway 1. */
const ROUTE_METRIC = { given: 256, dhcpDefault: 0, dhcp: 1 } as const;

const LOOPBACK: WindowsAdapter = {
  index: 1,
  alias: 'Loopback Pseudo-Interface 1',
  addresses: [
    { ip: ip('127.0.0.1'), length: 8 },
    { ip: ip('::1'), length: 128 },
  ],
  mtu: 4_294_967_295,
  metric: automaticMetric(0),
  up: true,
  dhcp: false,
  kind: 'loopback',
};

/** The loopback first. */
export function adaptersOf(node: RouterNode): readonly WindowsAdapter[] {
  const own = node.interfaces.filter((i) => i.name !== 'lo').map((i, at) => adapterOf(node, i, at + 2));
  return [LOOPBACK, ...own];
}

function adapterOf(node: RouterNode, i: NetInterface, index: number): WindowsAdapter {
  const kind = i.tunnel === undefined ? 'ethernet' : 'vpn';
  const speed = kind === 'vpn' ? SPEED.vpn : i.ipForwarding === undefined ? SPEED.ethernet : SPEED.azure;
  const dhcp = node.kernelRoutes.some((r) => r.interface === i.name && r.gateway !== undefined && r.source !== undefined && isIpv4(r.prefix.ip));
  return { index, alias: i.name, addresses: i.addresses, mtu: i.mtu, metric: automaticMetric(speed), up: i.up, dhcp, kind };
}

/** The table of both families, by destination, then by length: the FIB's rows, and those that Windows makes of its own addresses. */
export function windowsRoutes(world: World, node: RouterNode): readonly WindowsRoute[] {
  const adapters = adaptersOf(node);
  const learned = (fibOf(world, node, 0)?.entries() ?? []).flatMap(({ value }) =>
    value.nextHops.flatMap((hop): WindowsRoute[] => {
      const adapter = adapters.find((a) => a.alias === hop.interface && a.up);
      if (!adapter) return [];
      const made = value.entry.protocol === 'connected';
      return [
        {
          prefix: value.prefix,
          made,
          ...(hop.gateway !== undefined && { gateway: hop.gateway }),
          adapter,
          metric: routeMetric(value.prefix, hop.gateway, adapter),
        },
      ];
    }),
  );
  const made = adapters
    .filter((a) => a.up)
    .flatMap((adapter) => ownPrefixes(adapter).map((p): WindowsRoute => ({ prefix: p, adapter, metric: ROUTE_METRIC.given, made: true })))
    .filter((own) => !learned.some((r) => r.adapter === own.adapter && samePrefix(r.prefix, own.prefix)));
  return [...made, ...learned].sort((a, b) => comparePrefix(a.prefix, b.prefix) || a.adapter.index - b.adapter.index);
}

function routeMetric(to: Prefix, gateway: Ip | undefined, adapter: WindowsAdapter): number {
  if (gateway === undefined || !isIpv4(to.ip) || !adapter.dhcp) return ROUTE_METRIC.given;
  return to.length === 0 ? ROUTE_METRIC.dhcpDefault : ROUTE_METRIC.dhcp;
}

/** Each address itself and its network's broadcast, multicast and the limited broadcast; of the loopback its network too. */
function ownPrefixes({ addresses, kind }: WindowsAdapter): readonly Prefix[] {
  const own = addresses.flatMap((a) => {
    const network = networkOf(a);
    const linkLocal = isLinkLocal(a.ip);
    const wide = isIpv4(a.ip) && a.length < bitsOf(a.ip) - 1;
    return [...(kind === 'loopback' || linkLocal ? [network] : []), hostPrefix(a.ip), ...(wide ? [hostPrefix(lastIp(network))] : [])];
  });
  const has = (family: Family) => addresses.some((a) => familyOf(a.ip) === family);
  const all = [...own, ...(has(4) ? [prefix('224.0.0.0/4'), prefix('255.255.255.255/32')] : []), ...(has(6) ? [prefix('ff00::/8')] : [])];
  return all.filter((p, i) => all.findIndex((q) => samePrefix(p, q)) === i);
}
