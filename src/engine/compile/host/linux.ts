/** A Linux network script on a machine: links, tunnels, addresses, routes in tables, rules, filters (H1–H9, H43). */
import { type LinuxConfig, type LinuxLink, type LinuxRoute, type LinuxRule, LOCAL_TABLE, MAIN_TABLE, filtersAnything, parseLinux } from '../../hosts/index.ts';
import { containsIp, formatPrefix, type Ip, isIpv4, networkOf } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import type { ConfigRef } from '../../policy/index.ts';
import type { HostTunnel, KernelRoute, NetInterface, PolicyRule } from '../network.ts';
import { type Machine, placed, plainHost, withInterface } from './machine.ts';

/** Bytes that the header of a tunnel takes (H40); what is left of 1500 is the MTU that the kernel gives it. */
const HEADERS = { gre: 24, ipip: 20, sit: 20, vxlan: 50 } as const;

export function withScript(machine: Machine, diagnostics: Diagnostic[]): Machine {
  const text = machine.texts.iproute2?.config;
  if (text === undefined || machine.os !== 'linux') return machine;
  const { config, diagnostics: said } = parseLinux(text, machine.interfaces);
  diagnostics.push(...placed(machine, 'iproute2', [...said, ...routesLost(machine, config)]));
  const { ipv4, ipv6 } = config.forwarding;
  const interfaces = interfacesOf(machine, config);
  // Each family has a setting of its own (net.ipv4.ip_forward says nothing of IPv6).
  const forwarding6 = ipv6 ?? (ipv4 === undefined ? undefined : (machine.forwarding6 ?? machine.forwarding));
  return {
    ...machine,
    interfaces,
    kernelRoutes: [
      ...machine.kernelRoutes.filter((r) => !lost(r, config)),
      ...config.routes.filter((r) => r.table !== LOCAL_TABLE).map((r) => kernelRoute(machine.id, r, interfaces)),
    ],
    forwarding: ipv4 ?? machine.forwarding,
    ...(forwarding6 !== undefined && { forwarding6 }),
    host: {
      ...(machine.host ?? plainHost('linux')),
      rules: [...(machine.host?.rules ?? []), ...config.rules.map((r) => policyRule(machine.id, r))].sort((a, b) => a.priority - b.priority),
      rpFilter: config.rpFilter,
      ...(filtersAnything(config.netfilter) && { netfilter: config.netfilter }),
      hashPolicy: config.hashPolicy,
      errorsFromInbound: config.errorsFromInbound,
      sourceValidMark: config.sourceValidMark,
      ...((config.l3mdevAccept.tcp || config.l3mdevAccept.udp) && { l3mdevAccept: config.l3mdevAccept }),
      ...(config.withoutLocalRule.size > 0 && { withoutLocalRule: config.withoutLocalRule }),
    },
  };
}

/** H11: what the machine had by an interface before the script put that into a VRF: a default by DHCP, the gateway of a host. */
function lost({ interface: out }: KernelRoute, { cycled }: LinuxConfig): boolean {
  return out !== undefined && cycled.has(out);
}

function routesLost({ kernelRoutes }: Machine, config: LinuxConfig): Diagnostic[] {
  return kernelRoutes
    .filter((r) => lost(r, config))
    .map(({ prefix, interface: out = '' }) => {
      const { span } = (config.links.get(out) as LinuxLink).source;
      const args = { interface: out, prefix: formatPrefix(prefix) };
      const message = `line ${span.line}: ${args.prefix}: the route that ${out} had is gone once it is in a VRF; add it to the VRF's table`;
      return { code: 'linux-vrf-route-lost', severity: 'warning', message, args, place: { text: 'iproute2', span }, rules: ['H11'] };
    });
}

/** Marks of routing daemons' own routes in Linux: zebra takes off what is left of them (zebra/rt_netlink.c is_selfroute). */
const OF_DAEMONS = new Set(['zebra', 'bgp', 'isis', 'ospf', 'rip', 'eigrp', 'babel']);

/**
 * Routes of a machine as `ip route add` takes each of them (ip-route(8)), of which zebra hears as it starts: none that `ip` would refuse, nor `throw`, nor
 * what a daemon left behind.
 */
export function routesOf(lines: readonly string[], interfaces: readonly NetInterface[]): KernelRoute[] {
  const text = lines.map((line) => `ip ${line.includes(':') ? '-6 ' : ''}route add ${line}`).join('\n');
  const { routes } = parseLinux(text, interfaces).config;
  return routes
    .filter((r) => r.table !== LOCAL_TABLE && r.kind !== 'throw' && !OF_DAEMONS.has(r.protocol ?? ''))
    .map((r) => unplaced(kernelRoute('', r, interfaces)));
}

function unplaced({ from: _line, ...route }: KernelRoute): KernelRoute {
  return route;
}

function interfacesOf(machine: Machine, config: LinuxConfig): NetInterface[] {
  const { id, interfaces } = machine;
  // In the order of the script: a tunnel over a tunnel finds that one made, with its MTU.
  let out = [...interfaces];
  for (const link of config.links.values()) {
    const { tunnel } = link;
    const mtu = tunnel ? tunnelMtu(tunnel, out, machine.kernelRoutes, config) : 1500;
    out = withInterface(out, link.name, (i) => configured(id, i, link, config), {
      name: link.name,
      addresses: [],
      up: true,
      mtu: link.vrfTable === undefined ? mtu : VRF_MTU,
    });
  }
  return out.map((i) => settled(i, config));
}

/** What the script says of interfaces besides their addresses. */
function settled(i: NetInterface, { withdrawn, proxies, proxyArp, proxyNdp, arpIgnore }: LinuxConfig): NetInterface {
  const gone = withdrawn.filter((w) => w.interface === i.name).map((w) => w.prefix);
  const on = (set: ReadonlySet<string>): boolean => set.has('all') || set.has(i.name);
  // net/ipv6/ndisc.c asks proxy_ndp before the entries, net/ipv4/arp.c does not.
  const proxied = proxies.filter((p) => p.interface === i.name && (isIpv4(p.ip) || on(proxyNdp))).map((p) => p.ip);
  return {
    ...i,
    ...(gone.length > 0 && { withoutRoutes: gone }),
    ...(on(proxyArp) && { proxyArp: true }),
    ...(on(arpIgnore) && { arpIgnore: true }),
    ...(proxied.length > 0 && { proxied }),
  };
}

/** Bytes: a VRF device carries whatever its members do (drivers/net/vrf.c vrf_setup: IP6_MAX_MTU). */
const VRF_MTU = 65575;

/**
 * What a tunnel leaves of the link that it goes by, another tunnel's among them, as it is made: of the device that it names; those that name
 * none look for the route to the other end (net/ipv4/ip_tunnel.c ip_tunnel_bind_dev, sit.c ipip6_tunnel_bind_dev), but VXLAN, which then has an Ethernet's 1500 (drivers/net/vxlan
 * vxlan_config_apply; recorded).
 */
function tunnelMtu(
  tunnel: NonNullable<LinuxLink['tunnel']>,
  interfaces: readonly NetInterface[],
  kernelRoutes: readonly KernelRoute[],
  config: LinuxConfig,
): number {
  const { kind, remote, key, device, deviceMtu } = tunnel;
  if (kind === 'vxlan' && device === undefined) return 1500;
  const mtuOf = (name: string | undefined) => config.links.get(name ?? '')?.mtu ?? interfaces.find((i) => i.name === name)?.mtu ?? 1500;
  const routes = [...kernelRoutes, ...config.routes.filter((r) => r.table === MAIN_TABLE).map((r) => kernelRoute('', r, interfaces))];
  const link = deviceMtu ?? mtuOf(device ?? (remote === undefined ? undefined : outTowards(remote, interfaces, routes)));
  const over6 = [tunnel.local, remote].some((ip) => ip !== undefined && !isIpv4(ip));
  return link - HEADERS[kind] - (over6 ? 20 : 0) - (kind === 'gre' && key !== undefined ? 4 : 0);
}

/** The interface that the machine's own networks and routes name for an address. */
function outTowards(to: Ip, interfaces: readonly NetInterface[], routes: readonly KernelRoute[]): string | undefined {
  const own = interfaces.flatMap((i) => i.addresses.map((a) => ({ prefix: networkOf(a), interface: i.name })));
  const found = [...own, ...routes].filter((r) => isIpv4(r.prefix.ip) === isIpv4(to) && containsIp(r.prefix, to));
  return found.reduce<(typeof found)[number] | undefined>((best, r) => (best && best.prefix.length >= r.prefix.length ? best : r), undefined)?.interface;
}

function configured(device: string, i: NetInterface, link: LinuxLink, { links }: LinuxConfig): NetInterface {
  const vrfTable = (name: string | undefined): number | undefined => (name === undefined ? undefined : links.get(name)?.vrfTable);
  const fib = link.vrfTable ?? vrfTable(link.vrf);
  const under = link.tunnel?.device;
  // What is inside is looked up as the device is that it leaves by (net/ipv4/ip_tunnel.c: flowi4_oif is parms.link).
  const kept = i.addresses.filter((a) => !link.removed?.includes(a.ip));
  const underTable = vrfTable(under) ?? vrfTable(under === undefined ? undefined : links.get(under)?.vrf) ?? MAIN_TABLE;
  return {
    ...i,
    up: i.up && link.up,
    mtu: link.mtu ?? i.mtu,
    addresses: [...kept, ...link.addresses.filter((a) => !kept.some((b) => b.ip === a.ip))],
    ...(link.vlan && { vlan: link.vlan }),
    ...(fib !== undefined && { fib: tableNumber(fib) }),
    ...(link.vrf !== undefined && { vrf: link.vrf }),
    ...(link.vrfTable !== undefined && { isVrf: true as const }),
    ...(link.tunnel && { hostTunnel: { ...tunnelOf(link.tunnel), table: tableNumber(underTable), source: lineOf(device, link.source) } }),
  };
}

/** H43, H44: GRE, ipip and sit have the inner packet's TTL unless told (iproute2 sends 0; recorded), VXLAN its own. */
function tunnelOf(t: NonNullable<LinuxLink['tunnel']>): HostTunnel {
  const { local, remote, key, keyIn, port, sourcePorts, learning, outerDf, device: over } = t;
  const kind = t.kind === 'sit' ? 'ipip' : t.kind;
  const ttl = t.ttl ?? (kind === 'vxlan' ? FIRST_TTL : 'inherit');
  return {
    kind,
    ...(local !== undefined && { local }),
    ...(remote !== undefined && { remote }),
    table: 0,
    dontFragment: outerDf,
    linux: { type: t.kind, ...(over !== undefined && { over }), ...(typeof t.ttl === 'number' && { ttl: t.ttl }), ...(t.inner && { inner: t.inner }) },
    ...(key !== undefined && { key }),
    ...(keyIn !== undefined && { keyIn }),
    ...(ttl !== 'inherit' && { ttl }),
    ...(kind === 'vxlan' && { port: port ?? LINUX_VXLAN_PORT, ...(sourcePorts && { sourcePorts }), ...(learning === false && { learning }) }),
  };
}

const FIRST_TTL = 64;
/** drivers/net/vxlan vxlan_port: from before there was a standard (RFC 7348: 4789). */
const LINUX_VXLAN_PORT = 8472;

/** A line of the machine's script. */
const lineOf = (device: string, source: ConfigRef): ConfigRef => ({ ...source, device, file: 'iproute2' });

/** Table 254 is the machine's main one, which is 0 here. */
const tableNumber = (table: number): number => (table === MAIN_TABLE ? 0 : table);

function kernelRoute(device: string, r: LinuxRoute, interfaces: readonly NetInterface[]): KernelRoute {
  const table = tableNumber(r.table);
  const { hops, mtu, advmss, nexthop, protocol } = r;
  return {
    prefix: r.prefix,
    metric: r.metric,
    from: lineOf(device, r.source),
    ...(hops ? { hops: hops.map((h) => ({ ...h, ...wayOut(h, table, interfaces) })) } : wayOut(r, table, interfaces)),
    ...(r.src !== undefined && { source: r.src }),
    ...(r.kind !== 'unicast' && { blackhole: r.kind === 'unreachable' ? 'reject' : r.kind }),
    ...(r.onlink && { onlink: true }),
    ...(mtu !== undefined && { mtu }),
    ...(advmss !== undefined && { advmss }),
    ...(nexthop !== undefined && { nexthop }),
    ...(protocol !== undefined && { protocol }),
    ...(table !== 0 && { table }),
  };
}

/**
 * The kernel finds a gateway's interface as the route is added: in the route's own table, failing that as any packet would be looked up
 * (net/ipv4/fib_semantics.c fib_check_nh_v4_gw).
 */
function wayOut({ gateway, interface: stated }: Pick<LinuxRoute, 'gateway' | 'interface'>, table: number, interfaces: readonly NetInterface[]) {
  const near = (of: number) =>
    interfaces.find((i) => (i.fib ?? 0) === of && i.addresses.some((a) => gateway !== undefined && containsIp(networkOf(a), gateway)));
  const out = stated ?? (gateway === undefined ? undefined : (near(table) ?? near(0))?.name);
  return { ...(gateway !== undefined && { gateway }), ...(out !== undefined && { interface: out }) };
}

function policyRule(device: string, rule: LinuxRule): PolicyRule {
  const { action, source } = rule;
  const own = { ...rule, ...(source && { source: lineOf(device, source) }) };
  return action.kind === 'table' ? { ...own, action: { kind: 'table', table: tableNumber(action.table) } } : { ...own, action };
}
