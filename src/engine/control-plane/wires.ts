/** Who is reached where: addresses, segments, and the way of a packet from router to router over their FIBs. */
import { forwards, type NetInterface, type NetNode, type Network, type NodeId } from '../compile/network.ts';
import { type Ip, isIpv4, isLinkLocal, linkLocalAddress, type Prefix } from '../ip/index.ts';
import type { Router } from './router.ts';

/** How far a walk goes before it is called a loop. */
const MAX_HOPS = 64;

/** A packet's way: where it ended and how many links it took. */
export interface Walk {
  readonly node: NodeId;
  readonly hops: number;
}

/** An answer, and the routers that it stands on with the versions of their RIBs: it holds until one of them is another. */
export interface Grounded<T> {
  readonly answer: T;
  readonly on: readonly (readonly [Router, version: number])[];
}

export class Wires {
  private readonly walks = new Map<NodeId, Map<Ip, Grounded<Walk | undefined>>>();
  /** The routers that the question being answered has met. */
  private met: Set<Router> | undefined;
  private readonly owners = new Map<Ip, { readonly node: NodeId; readonly segment: string | undefined; readonly up: boolean }[]>();

  /** Every address that somebody has or calls a neighbor, in order: IPv4's and IPv6's. */
  private asked: { readonly ipv4: Float64Array; readonly ipv6: readonly bigint[] } | undefined;

  /** Tunnels whose outer packets are being followed. */
  private readonly within = new Set<string>();

  constructor(
    private readonly network: Network,
    private readonly routers: ReadonlyMap<NodeId, Router>,
  ) {
    for (const id of [...network.nodes.keys()].sort()) this.addNode(network.nodes.get(id) as NetNode);
  }

  private addNode(node: NetNode): void {
    for (const i of node.interfaces) {
      const addresses = i.addresses.map((a) => a.ip);
      if (node.kind === 'router' && i.segment !== undefined) addresses.push(linkLocalAddress(node.id, i.name));
      for (const ip of addresses) {
        const list = this.owners.get(ip);
        const owner = { node: node.id, segment: i.segment, up: i.up };
        if (list) list.push(owner);
        else this.owners.set(ip, [owner]);
      }
    }
  }

  /** Every node with an address, in order of id. */
  ownersOf(ip: Ip): readonly NodeId[] {
    return [...new Set((this.owners.get(ip) ?? []).filter((o) => o.up).map((o) => o.node))];
  }

  /**
   * Whether a route for the prefix can be the way to any session's end: one of whose addresses it holds. A way stands on nothing else, because a
   * route whose gateway is reached otherwise is a changed route itself.
   */
  concerns({ ip, length }: Prefix): boolean {
    this.asked ??= this.addresses();
    if (isIpv4(ip)) return isWithin(this.asked.ipv4, ip as number, (ip as number) + 2 ** (32 - length));
    return isWithin(this.asked.ipv6, ip as bigint, (ip as bigint) + (1n << BigInt(128 - length)));
  }

  private addresses() {
    const all = new Set(this.owners.keys());
    for (const { peers } of this.network.speakers.values()) for (const { address, localAddress } of peers) all.add(address).add(localAddress ?? address);
    for (const { interfaces } of this.network.nodes.values())
      for (const { hostTunnel } of interfaces) if (hostTunnel?.remote !== undefined) all.add(hostTunnel.remote);
    const ipv4: number[] = [];
    const ipv6: bigint[] = [];
    for (const ip of all) {
      if (isIpv4(ip)) ipv4.push(ip);
      else ipv6.push(ip);
    }
    return { ipv4: Float64Array.from(ipv4).sort(), ipv6: ipv6.sort((a, b) => (a < b ? -1 : 1)) };
  }

  /** A router, of which the question being answered takes note. */
  routerAt(id: NodeId): Router | undefined {
    const router = this.routers.get(id);
    if (router) this.met?.add(router);
    return router;
  }

  /** What is known, while it holds; else a new answer with what it stands on. What is asked must look at no router but by `routerAt` and `walk`. */
  grounded<T>(known: Grounded<T> | undefined, ask: () => T): Grounded<T> {
    if (known?.on.every(([router, version]) => router.rib.version === version)) {
      for (const [router] of known.on) this.met?.add(router);
      return known;
    }
    const outer = this.met;
    const met = new Set<Router>();
    this.met = met;
    const answer = ask();
    this.met = outer;
    for (const router of met) outer?.add(router);
    return { answer, on: Array.from(met, (router) => [router, router.rib.version] as const) };
  }

  /** Follows an address from a router; undefined when it is not reached. A link-local one is looked for on the link of `via`. */
  walk(from: NodeId, to: Ip, via?: string): Walk | undefined {
    if (via !== undefined && isScoped(to)) return this.across(from, to, via);
    // Within a tunnel the answer depends on what is being followed already.
    if (this.within.size > 0) return this.follow(from, to);
    const walks = this.walks.get(from) ?? new Map<Ip, Grounded<Walk | undefined>>();
    this.walks.set(from, walks);
    const known = walks.get(to);
    const now = this.grounded(known, () => this.follow(from, to));
    if (now !== known) walks.set(to, now);
    return now.answer;
  }

  private follow(from: NodeId, to: Ip): Walk | undefined {
    let at = from;
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      if (this.ownersOf(to).includes(at) && (hops > 0 || !isScoped(to))) return { node: at, hops };
      const router = this.routerAt(at);
      if (!router || (hops > 0 && !forwards(router.node, to))) return undefined;
      const next = this.nextNode(router, to);
      if (next === undefined) return undefined;
      at = next;
    }
    return undefined;
  }

  private across(from: NodeId, to: Ip, via: string): Walk | undefined {
    const port = this.network.nodes.get(from)?.interfaces.find((i) => i.name === via && i.up);
    const there = this.owners.get(to)?.find((o) => o.up && o.node !== from && o.segment !== undefined && o.segment === port?.segment);
    return there && { node: there.node, hops: 1 };
  }

  private nextNode(router: Router, to: Ip): NodeId | undefined {
    const way = router.wayTo(to);
    if (way?.interface.tunnel !== undefined) return this.throughTunnel(way.interface.tunnel, router.node.id);
    const segment = way?.interface.segment;
    if (!way || segment === undefined) return undefined;
    const there = this.network.segments.get(segment);
    if (there?.kind === 'azure-subnet') return this.inFabric(there.vnet, to);
    if (there?.kind === 'tunnel' && !this.carries(router.node.id, way.interface)) return undefined;
    const owners = (this.owners.get(way.gateway) ?? []).filter((o) => o.up && o.node !== router.node.id);
    return (owners.find((o) => o.segment === segment) ?? owners.find((o) => isIpv4(way.gateway) && this.answersElsewhere(o.node, segment)))?.node;
  }

  /** Linux answers ARP for an address that it has on another interface (net/ipv4/arp.c arp_process), as for a loopback behind a static route to an interface. */
  private answersElsewhere(id: NodeId, segment: string): boolean {
    const node = this.network.nodes.get(id);
    if (node?.kind !== 'router') return false;
    const linux = (node.host?.os ?? node.platform) === 'linux' || node.platform === 'frr';
    return linux && node.interfaces.some((i) => i.segment === segment && i.up && !i.arpIgnore);
  }

  /** The other end of a tunnel. */
  private throughTunnel(id: string, from: NodeId): NodeId | undefined {
    const ends = this.network.tunnels.find((t) => t.id === id)?.ends;
    return ends?.some((e) => e.node === from) ? ends.find((e) => e.node !== from)?.node : undefined;
  }

  /** A tunnel is a link as long as its outer packets find their way; one that leads into itself does not (H22, H25). */
  private carries(from: NodeId, { hostTunnel, name }: NetInterface): boolean {
    const key = `${from} ${name}`;
    if (!hostTunnel || this.within.has(key)) return false;
    this.within.add(key);
    // One that names nobody answers whom it hears: the other end's way counts.
    const reached = hostTunnel.remote === undefined || this.walk(from, hostTunnel.remote) !== undefined;
    this.within.delete(key);
    return reached;
  }

  /** Azure carries a packet straight to the NIC that has the address, in the VNet or in one that it is peered with. */
  private inFabric(vnet: string, to: Ip): NodeId | undefined {
    const reached = new Set([vnet, ...(this.network.vnets.get(vnet)?.peerings.map((p) => p.remote) ?? [])]);
    return this.owners.get(to)?.find((o) => {
      const segment = o.segment === undefined ? undefined : this.network.segments.get(o.segment);
      return o.up && segment?.kind === 'azure-subnet' && reached.has(segment.vnet);
    })?.node;
  }
}

/** Whether any of ascending values is at least `from` and less than `to`. */
function isWithin<T extends number | bigint>(values: ArrayLike<T>, from: T, to: T): boolean {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as T) < from) low = middle + 1;
    else high = middle;
  }
  return low < values.length && (values[low] as T) < to;
}

/** A link-local address means something on one link only. */
function isScoped(ip: Ip): boolean {
  return !isIpv4(ip) && isLinkLocal(ip);
}
