/** Who is reached where: addresses, segments, and the way of a packet from router to router over their FIBs. */
import { forwards, type NetInterface, type NodeId } from '../compile/network.ts';
import { type Ip, isIpv4, isLinkLocal, linkLocalAddress, type Prefix } from '../ip/index.ts';
import type { Router } from './router.ts';
import type { Terrain, TerrainNode } from './terrain.ts';
import type { Ground } from './ways.ts';

/** How far a walk goes before it is called a loop. */
const MAX_HOPS = 64;

/** A packet's way: where it ended and how many links it took. */
export interface Walk {
  readonly node: NodeId;
  readonly hops: number;
}

/** An answer, and what it stands on, a router's ways or who has an address, with the versions that were: it holds until one of them is another. */
export interface Grounded<T> {
  readonly answer: T;
  readonly on: readonly (readonly [Ground, version: number])[];
}

interface Owner {
  readonly node: NodeId;
  readonly segment: string | undefined;
  readonly up: boolean;
}

/** Who has an address, in order of id. */
interface Owners {
  list: readonly Owner[];
  version: number;
}

export class Wires {
  private readonly walks = new Map<NodeId, Map<Ip, Grounded<Walk | undefined>>>();
  /** What the question being answered has met. */
  private met: Set<Ground> | undefined;
  /** Of every address that somebody has or has asked for. */
  private readonly owners = new Map<Ip, Owners>();

  /** Every address that somebody has or calls a neighbor, in order: IPv4's and IPv6's. */
  private asked: { readonly ipv4: Float64Array; readonly ipv6: readonly bigint[] } | undefined;

  /** Tunnels whose outer packets are being followed. */
  private readonly within = new Set<string>();

  constructor(
    private network: Terrain,
    private readonly routers: ReadonlyMap<NodeId, Router>,
  ) {
    for (const id of [...network.nodes.keys()].sort()) this.own(network.nodes.get(id) as TerrainNode);
  }

  /** The network as it is now, its routers told before: what stands on nothing that is another goes on to hold. */
  update(network: Terrain, newRouters: boolean): void {
    const before = this.network;
    this.network = network;
    if (newRouters || before.segments !== network.segments || before.vnets !== network.vnets || before.tunnels !== network.tunnels) this.walks.clear();
    if (before.speakers !== network.speakers) this.asked = undefined;
    for (const [id, node] of before.nodes) if (node !== network.nodes.get(id)) this.disown(node);
    for (const [id, node] of network.nodes) if (node !== before.nodes.get(id)) this.own(node);
  }

  private own(node: TerrainNode): void {
    for (const i of node.interfaces) {
      const owner = { node: node.id, segment: i.segment, up: i.up };
      for (const ip of addressesOf(node, i)) {
        const owners = this.ownersAt(ip);
        if (owners.list.length === 0) this.asked = undefined;
        // Nodes come in order of id but for those that have changed.
        const list = [...owners.list, owner];
        owners.list = (list.at(-2)?.node ?? '') <= node.id ? list : list.sort((a, b) => (a.node < b.node ? -1 : Number(a.node > b.node)));
        owners.version++;
      }
      if (i.hostTunnel) this.asked = undefined;
    }
  }

  private disown(node: TerrainNode): void {
    for (const i of node.interfaces) {
      for (const ip of addressesOf(node, i)) {
        const owners = this.ownersAt(ip);
        owners.list = owners.list.filter((o) => o.node !== node.id);
        owners.version++;
      }
    }
  }

  /** Who has an address, to be filled in. */
  private ownersAt(ip: Ip): Owners {
    const known = this.owners.get(ip);
    if (known) return known;
    const made = { list: [], version: 0 };
    this.owners.set(ip, made);
    return made;
  }

  /** Who has an address, of which the question being answered takes note. */
  private having(ip: Ip): readonly Owner[] {
    const owners = this.ownersAt(ip);
    this.met?.add(owners);
    return owners.list;
  }

  /** Every node with an address, in order of id. */
  ownersOf(ip: Ip): readonly NodeId[] {
    return [
      ...new Set(
        this.having(ip)
          .filter((o) => o.up)
          .map((o) => o.node),
      ),
    ];
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

  /** A router, of which the question being answered takes note with the address that it is asked for. */
  routerAt(id: NodeId, to: Ip): Router | undefined {
    const router = this.routers.get(id);
    if (router) this.met?.add(router.ways.to(to));
    return router;
  }

  /**
   * What is known, while it holds; else a new answer with what it stands on. What is asked must look at no router but by `routerAt` and `walk`, and
   * for nobody who has an address but by `ownersOf`.
   */
  grounded<T>(known: Grounded<T> | undefined, ask: () => T): Grounded<T> {
    if (known && holds(known.on)) {
      if (this.met) for (const [ground] of known.on) this.met.add(ground);
      return known;
    }
    const outer = this.met;
    const met = new Set<Ground>();
    this.met = met;
    const answer = ask();
    this.met = outer;
    for (const ground of met) outer?.add(ground);
    return { answer, on: Array.from(met, (ground) => [ground, ground.version] as const) };
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
      if (this.having(to).some((o) => o.up && o.node === at) && (hops > 0 || !isScoped(to))) return { node: at, hops };
      const router = this.routerAt(at, to);
      if (!router || (hops > 0 && !forwards(router.node, to))) return undefined;
      const next = this.nextNode(router, to);
      if (next === undefined) return undefined;
      at = next;
    }
    return undefined;
  }

  private across(from: NodeId, to: Ip, via: string): Walk | undefined {
    const port = this.network.nodes.get(from)?.interfaces.find((i) => i.name === via && i.up);
    const there = this.having(to).find((o) => o.up && o.node !== from && o.segment !== undefined && o.segment === port?.segment);
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
    const owners = this.having(way.gateway).filter((o) => o.up && o.node !== router.node.id);
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
    return this.having(to).find((o) => {
      const segment = o.segment === undefined ? undefined : this.network.segments.get(o.segment);
      return o.up && segment?.kind === 'azure-subnet' && reached.has(segment.vnet);
    })?.node;
  }
}

/** Asked of every session again and again. */
function holds(on: Grounded<unknown>['on']): boolean {
  for (const [ground, version] of on) if (ground.version !== version) return false;
  return true;
}

/** What a node has at an interface: its addresses, and the link-local one that a router gives itself. */
function addressesOf(node: TerrainNode, at: NetInterface): Ip[] {
  const stated = at.addresses.map((a) => a.ip);
  return node.kind === 'router' && at.segment !== undefined ? [...stated, linkLocalAddress(node.id, at.name)] : stated;
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
