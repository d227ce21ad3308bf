/** A router of the network while it runs: its RIB, fed with what the node has of itself, and what BGP asks of it. */
import type { AfiName, Install, Reach, RedistributedRoute, RouterView } from '../bgp/index.ts';
import { type KernelRoute, type NetInterface, type StaticRoute, vrfOfTable } from '../compile/network.ts';
import {
  containsIp,
  formatIp,
  formatPrefix,
  type Ip,
  isIpv4,
  isLinkLocal,
  networkOf,
  type Prefix,
  type PrefixKey,
  PrefixTable,
  prefixKey,
  linkLocalAddress,
} from '../ip/index.ts';
import {
  type Fib,
  inOrderOfStaticd,
  type OfferedNextHop,
  type Rib,
  type RibEntry,
  type RibNextHop,
  type RibSettings,
  RibTable,
  type TrackedNeighbors,
  type RouteOffer,
} from '../rib/index.ts';
import type { TerrainRouter } from './terrain.ts';
import { Ways } from './ways.ts';

export class Router implements RouterView {
  readonly rib: RibTable;
  /** To whomever has been asked for. */
  readonly ways = new Ways();
  /** Answers that hold as long as the node is as it is. */
  private own: Set<Ip> | undefined;
  private self: Set<Ip> | undefined;
  private readonly subnets = new Map<Ip, PrefixKey | undefined>();
  private connected: PrefixTable<PrefixKey> | undefined;
  private ports: Map<string, NetInterface> | undefined;
  private neighbors: TrackedNeighbors | undefined;
  private offered = new Map<string, { readonly prefix: Prefix; readonly key: string }>();

  constructor(public node: TerrainRouter) {
    this.rib = new RibTable(settingsOf(node));
    // Connected networks are there before any daemon reads its lines.
    this.rib.settle();
    this.offerOwn();
    this.rib.settle();
  }

  /** The node as it is now; true when the RIB changed. */
  update(node: TerrainRouter): boolean {
    this.node = node;
    this.ways.changedAll();
    this.own = undefined;
    this.self = undefined;
    this.subnets.clear();
    this.connected = undefined;
    this.ports = undefined;
    this.rib.configure(this.settings());
    this.offerOwn();
    return this.rib.settle().length > 0;
  }

  private settings(): RibSettings {
    return { ...settingsOf(this.node), ...(this.neighbors && { neighbors: this.neighbors }) };
  }

  /** bgpd looks for these neighbors from now on. True when the RIB changed. */
  follow(now: TrackedNeighbors): boolean {
    const { neighbors } = this;
    if (neighbors ? sameSet(now.onLink, neighbors.onLink) && sameSet(now.outside, neighbors.outside) : now.outside.size === 0) return false;
    this.neighbors = now;
    this.ways.changedAll();
    this.rib.configure(this.settings());
    return this.rib.settle().length > 0;
  }

  /** Kernel and static routes, those that are gone withdrawn. */
  private offerOwn(): void {
    const now = new Map<string, { readonly prefix: Prefix; readonly key: string }>();
    for (const { key, offer } of ownOffers(this.node)) {
      now.set(`${formatPrefix(offer.prefix)} ${key}`, { prefix: offer.prefix, key });
      this.rib.offer(key, offer);
    }
    for (const [id, { prefix, key }] of this.offered) if (!now.has(id)) this.rib.withdraw(prefix, key);
    this.offered = now;
  }

  /** Puts in or takes out BGP's route for a prefix; `settle` then tells whether anything came of it. */
  install({ prefix, offer, anew }: Install): void {
    if (offer) this.rib.offer('bgp', offer, anew);
    else this.rib.withdraw(prefix, 'bgp');
  }

  reach(nextHop: Ip, connectedOnly: boolean): Reach | undefined {
    const entry = this.rib.track(nextHop, { connectedOnly });
    return entry && { metric: entry.metric, by: entry.prefix, blackhole: entry.nextHops.some((h) => h.blackhole !== undefined) };
  }

  reachesLinkLocal(): boolean {
    return this.node.interfaces.some((i) => i.name !== 'lo' && this.interfaceUp(i.name));
  }

  /** The interface that is down and has a subnet with this address. */
  failedLinkTo(ip: Ip): string | undefined {
    return this.node.interfaces.find((i) => !i.up && i.addresses.some((a) => containsIp(networkOf(a), ip)))?.name;
  }

  interfaceUp(name: string): boolean {
    return this.portOf(name) !== undefined;
  }

  /** The interface of a name that is up; a router in the middle has hundreds. */
  private portOf(name: string): NetInterface | undefined {
    this.ports ??= new Map(this.node.interfaces.filter((i) => i.up).map((i) => [i.name, i]));
    return this.ports.get(name);
  }

  metricOf(prefix: Prefix): number | undefined {
    return metricBesidesBgp(this.rib.entries.get(prefix));
  }

  installed(prefix: Prefix): boolean {
    return bgpInstalled(this.rib.entries.get(prefix));
  }

  /** Whether it can be a socket's source, be its interface up or not. */
  owns(ip: Ip): boolean {
    this.own ??= this.addresses(() => true);
    return this.own.has(ip);
  }

  isSelf(ip: Ip): boolean {
    this.self ??= this.addresses((i) => i.up);
    return this.self.has(ip);
  }

  private addresses(of: (i: NetInterface) => boolean): Set<Ip> {
    const interfaces = this.node.interfaces.filter((i) => !isInVrf(i) && of(i));
    return new Set(interfaces.flatMap((i) => [linkLocalAddress(this.node.id, i.name), ...i.addresses.map((a) => a.ip)]));
  }

  connectedSubnet(ip: Ip): PrefixKey | undefined {
    if (!this.subnets.has(ip)) this.subnets.set(ip, this.findSubnet(ip));
    return this.subnets.get(ip);
  }

  /** A router in the middle has hundreds of subnets, and is asked of as many addresses. */
  private findSubnet(ip: Ip): PrefixKey | undefined {
    if (!this.connected) {
      this.connected = new PrefixTable();
      for (const i of this.node.interfaces) {
        if (!i.up || isInVrf(i)) continue;
        for (const subnet of i.addresses.map(networkOf)) this.connected.set(subnet, prefixKey(subnet));
      }
    }
    return this.connected.longestMatch(ip)?.value;
  }

  redistributable(afi: AfiName, protocol: string, only?: Prefix): RedistributedRoute[] {
    return redistributableFrom(this.rib.entries, afi, protocol, only);
  }

  /** The interface and next hop of the way to an address; undefined when there is none, or it ends in nothing. */
  wayTo(ip: Ip): { readonly interface: NetInterface; readonly gateway: Ip; readonly source?: Ip } | undefined {
    const hop = this.firstHop(ip);
    const out = hop?.interface === undefined ? undefined : this.portOf(hop.interface);
    return hop && out ? { interface: out, gateway: hop.ip ?? ip, ...(hop.source !== undefined && { source: hop.source }) } : undefined;
  }

  /** Of the longest match that is installed. */
  private firstHop(ip: Ip): RibNextHop | undefined {
    for (const { value } of this.rib.entries.matches(ip)) {
      const entry = value.find((e) => e.installed);
      if (entry) return finalHops(entry)[0];
    }
    return undefined;
  }

  /** The address that this router sends from towards another. */
  sourceTowards(ip: Ip): Ip | undefined {
    const way = this.wayTo(ip);
    if (!way) return undefined;
    if (way.source !== undefined) return way.source;
    if (!isIpv4(ip) && isLinkLocal(ip)) return linkLocalAddress(this.node.id, way.interface.name);
    const own = way.interface.addresses.filter((a) => isIpv4(a.ip) === isIpv4(ip));
    return (own.find((a) => containsIp(networkOf(a), way.gateway)) ?? own[0])?.ip ?? this.anyAddress(ip);
  }

  /** Of an interface without addresses of the family: one of the loopback's. */
  private anyAddress(like: Ip): Ip | undefined {
    return this.node.interfaces.flatMap((i) => i.addresses).find((a) => isIpv4(a.ip) === isIpv4(like))?.ip;
  }
}

function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((x) => b.has(x));
}

/** H11: what is in a VRF is nothing of the default one's, which BGP runs in. */
function isInVrf({ vrf, isVrf }: NetInterface): boolean {
  return vrf !== undefined || isVrf === true;
}

/** F47: selected and installed, from elsewhere than BGP. */
export function metricBesidesBgp(candidates: readonly RibEntry[] | undefined): number | undefined {
  return candidates?.find((e) => e.selected && e.installed && e.protocol !== 'bgp')?.metric;
}

/** F151. */
export function bgpInstalled(candidates: readonly RibEntry[] | undefined): boolean {
  return candidates?.some((e) => e.installed && e.protocol === 'bgp') ?? false;
}

/** F49: what is selected of a protocol, once the kernel has taken it; and what zebra has not taken word back of. */
export function redistributableFrom(rib: Rib, afi: AfiName, protocol: string, only?: Prefix): RedistributedRoute[] {
  const candidates = only ? [rib.get(only) ?? []] : rib.entries().map(({ value }) => value);
  return candidates
    .flatMap((value) => value.filter((e) => isTold(e) && e.protocol === protocol && isIpv4(e.prefix.ip) === (afi === 'ipv4')))
    .map(redistributed);
}

function isTold(entry: RibEntry): boolean {
  return entry.told === true || (entry.selected && wasInstalled(entry));
}

/**
 * zebra tells of a route when the kernel has taken it (zebra/zebra_rib.c rib_process_result). A group that it refuses has grown, and was taken before; a
 * single next hop was not.
 */
function wasInstalled(entry: RibEntry): boolean {
  return entry.installed || entry.nextHops.length > 1;
}

function finalHops(entry: RibEntry) {
  return entry.nextHops.flatMap((h) => (h.recursive ? h.resolved : [h])).filter((h) => h.fib && h.blackhole === undefined);
}

function redistributed(entry: RibEntry): RedistributedRoute {
  // Zebra lists lighter next hops first, and tells the first.
  const hop = entry.nextHops.filter((h) => h.active || entry.told).toSorted((a, b) => a.weight - b.weight)[0];
  const gateway = hop?.ip;
  return {
    prefix: entry.prefix,
    metric: entry.metric,
    ...(gateway !== undefined && { nextHop: gateway }),
    ...(entry.tag !== undefined && { tag: entry.tag }),
    ...(hop?.interface !== undefined && { interface: hop.interface }),
  };
}

function settingsOf(node: TerrainRouter, table = 0): RibSettings {
  return {
    interfaces: node.interfaces.map((i) => ({
      name: i.name,
      up: i.up,
      ...(i.noCarrier && { noCarrier: true }),
      addresses: (i.fib ?? 0) === table ? i.addresses : [],
      ...(i.withoutRoutes && { withoutRoutes: i.withoutRoutes }),
      ...(node.frr && hasLinkLocal(node, i, table) && { linkLocal: linkLocalAddress(node.id, i.name) }),
    })),
    resolveViaDefault: node.resolveViaDefault,
    ...(node.protocolMaps && table === 0 && { protocolMaps: node.protocolMaps }),
  };
}

/** In a VRF its members' alone; a VRF's device has none (net/ipv6/addrconf.c addrconf_dev_config). */
function hasLinkLocal(node: TerrainRouter, i: NetInterface, table: number): boolean {
  if (i.name === 'lo' || i.isVrf) return false;
  return isInVrf(i) ? i.fib === table : !vrfOfTable(node, table);
}

/** A table of the machine's other than its main one: what the kernel was given for it (H1, H24), and what FRR has for a VRF (H11). */
export function tableFib(node: TerrainRouter, table: number): Fib {
  return settledTable(node, table).fib();
}

/** The same with all candidates. */
export function tableRib(node: TerrainRouter, table: number): Rib {
  return settledTable(node, table).entries;
}

function settledTable(node: TerrainRouter, table: number): RibTable {
  const rib = new RibTable(settingsOf(node, table));
  const vrf = node.frr !== undefined && vrfOfTable(node, table) !== undefined;
  const kernel = kernelOffers(node, table).map((o) => (vrf ? { ...o, offer: asZebraReads(o.offer) } : o));
  const statics = staticOffers((node.vrfRoutes ?? []).filter((r) => r.table === table));
  for (const { key, offer } of [...kernel, ...statics]) rib.offer(key, offer);
  rib.settle();
  return rib;
}

function kernelOffers(node: TerrainRouter, table: number): { readonly key: string; readonly offer: RouteOffer }[] {
  return node.kernelRoutes.filter((r) => (r.table ?? 0) === table).map(kernelOffer);
}

function ownOffers(node: TerrainRouter): { readonly key: string; readonly offer: RouteOffer }[] {
  const offers = kernelOffers(node, 0);
  const kernel = node.frr ? readByZebra(offers) : offers;
  return [...kernel, ...staticOffers(node.staticRoutes)].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/**
 * Kernel routes as zebra has them once it has read the kernel's table, which lists those of one prefix by their metric. Of several that say the same but
 * for the distance the last takes the place of the others (zebra/zebra_rib.c rib_compare_routes).
 */
function readByZebra<T extends { readonly offer: RouteOffer }>(offers: readonly T[]): T[] {
  const read = new Map<string, T>();
  for (const o of [...offers].sort((a, b) => a.offer.metric - b.offer.metric)) {
    const offer = asZebraReads(o.offer);
    read.set(`${prefixKey(offer.prefix)} ${offer.metric}`, { ...o, offer });
  }
  return [...read.values()];
}

/** F108: the highest of a kernel route's four bytes of metric is its distance (zebra/rt_netlink.c). */
function asZebraReads(offer: RouteOffer): RouteOffer {
  return { ...offer, distance: offer.metric >>> 24, metric: offer.metric & 0xffffff };
}

function kernelOffer(route: KernelRoute): { readonly key: string; readonly offer: RouteOffer } {
  const { from, source, blackhole, mtu, advmss } = route;
  const nextHops = (route.hops ?? [route]).map(
    (hop): OfferedNextHop => ({
      ...(hop.gateway !== undefined && { ip: hop.gateway }),
      ...(hop.interface !== undefined && { interface: hop.interface }),
      ...('weight' in hop && { weight: hop.weight }),
      ...(hop.onlink && { onlink: true }),
      ...(source !== undefined && { source }),
      ...(blackhole && { blackhole }),
      ...(mtu !== undefined && { mtu }),
      ...(advmss !== undefined && { advmss }),
    }),
  );
  const key = `kernel ${route.metric} ${route.interface ?? ''}`;
  return { key, offer: { prefix: route.prefix, protocol: 'kernel', distance: 0, metric: route.metric, nextHops, ...(from && { source: from }) } };
}

/** F110: lines of one prefix and one distance form one ECMP route. */
function staticOffers(routes: readonly StaticRoute[]): { readonly key: string; readonly offer: RouteOffer }[] {
  const offers = new Map<string, { key: string; offer: RouteOffer }>();
  const lists = listsOfStaticd(routes);
  for (const route of routes.toSorted((a, b) => (staticKey(a) < staticKey(b) ? -1 : 1))) {
    const key = `static ${route.distance}`;
    const id = idOf(route);
    const before = offers.get(id)?.offer.nextHops ?? [];
    const list = lists.get(id);
    offers.set(id, {
      key,
      offer: {
        prefix: route.prefix,
        protocol: 'static',
        distance: route.distance,
        metric: 0,
        nextHops: [...before, staticHop(route)],
        ...(list && { inOrderOfStaticd: list }),
        ...(route.tag !== undefined && { tag: route.tag }),
        ...(route.source && { source: route.source }),
      },
    });
  }
  return [...offers.values()];
}

/** By route, the next hops as staticd goes through them, where one is `onlink`: only then it matters. `routes`: as they were typed. */
function listsOfStaticd(routes: readonly StaticRoute[]): Map<string, OfferedNextHop[]> {
  const onlink = new Set(routes.filter(({ to }) => to.kind === 'gateway' && to.onlink).map(idOf));
  const typed = new Map<string, OfferedNextHop[]>();
  for (const route of onlink.size > 0 ? routes : []) if (onlink.has(idOf(route))) typed.set(idOf(route), [...(typed.get(idOf(route)) ?? []), staticHop(route)]);
  return new Map([...typed].map(([id, hops]) => [id, inOrderOfStaticd(hops)]));
}

/** What makes lines one route. */
function idOf({ prefix, distance }: StaticRoute): string {
  return `${prefixKey(prefix)} static ${distance}`;
}

function staticKey(route: StaticRoute): string {
  return `${formatPrefix(route.prefix)} ${route.to.kind} ${route.to.kind === 'gateway' ? formatIp(route.to.ip) : ''}`;
}

function staticHop({ to }: StaticRoute): OfferedNextHop {
  switch (to.kind) {
    case 'gateway':
      return { ip: to.ip, ...(to.interface !== undefined && { interface: to.interface }), ...(to.onlink && { onlink: true }) };
    case 'interface':
      return { interface: to.interface };
    case 'blackhole':
    case 'reject':
      return { blackhole: to.kind };
  }
}
