/** The network as packets see it: who has which address where, what is on a segment, what a managed speaker holds best. */
import { isPublic, RESERVED_RANGES } from '../azure/index.ts';
import type { InternetNode, NetInterface, NetNode, SegmentId, Tunnel } from '../compile/index.ts';
import { containsIp, type Ip, isIpv4, isLinkLocal, linkLocalAddress, prefix } from '../ip/index.ts';
import type { Solution } from '../solution.ts';
import { HASH } from './choose.ts';
import type { FiveTuple } from './types.ts';

export type TraceInput = Pick<Solution, 'lab' | 'network' | 'controlPlane' | 'effectiveRoutes'>;

export interface Attachment {
  readonly node: NetNode;
  readonly interface: NetInterface;
}

/** Who a public address leads to: a firewall's instances, a gateway's instance, the NIC that it fronts, a machine on the Internet. */
export type PublicOwner =
  | { readonly kind: 'device' | 'machine'; readonly at: readonly Attachment[] }
  | { readonly kind: 'nic'; readonly at: readonly [Attachment]; readonly inside: Ip };

const LOOPBACK = ['127.0.0.0/8', '::1/128'].map(prefix);
const isLoopback = (ip: Ip): boolean => LOOPBACK.some((p) => containsIp(p, ip));

export class World {
  readonly nodes: readonly NetNode[];
  private readonly bySegment = new Map<SegmentId, Attachment[]>();
  private readonly byPublic = new Map<Ip, PublicOwner>();
  /** By VNet, then address. */
  private readonly byVnet = new Map<string, Map<Ip, Attachment[]>>();

  constructor(readonly input: TraceInput) {
    this.nodes = [...input.network.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const node of this.nodes) for (const i of node.interfaces) this.attach({ node, interface: i });
  }

  private attach(at: Attachment): void {
    const { node, interface: i } = at;
    if (node.kind === 'load-balancer') for (const p of i.publicIps ?? []) this.byPublic.set(p.publicIp, { kind: 'device', at: [at] });
    const segment = i.up && i.segment !== undefined ? this.input.network.segments.get(i.segment) : undefined;
    if (!segment) return;
    push(this.bySegment, segment.id, at);
    if (segment.kind === 'azure-subnet') {
      const vnet = this.byVnet.get(segment.vnet) ?? new Map<Ip, Attachment[]>();
      this.byVnet.set(segment.vnet, vnet);
      for (const a of i.addresses) push(vnet, a.ip, at);
      if (node.kind === 'azure-firewall') push(vnet, node.vip, at);
      for (const p of i.publicIps ?? []) this.byPublic.set(p.publicIp, { kind: 'nic', at: [at], inside: p.address });
      for (const ip of publicIpsOf(node)) this.byPublic.set(ip, { kind: 'device', at: [...(this.byPublic.get(ip)?.at ?? []), at] });
    } else if (segment.kind === 'internet' && node.kind !== 'internet') {
      for (const a of i.addresses) this.byPublic.set(a.ip, { kind: 'machine', at: [at] });
    }
  }

  /** Whoever in the lab has a public address; undefined where it is the wider Internet's. */
  publicOwner(ip: Ip): PublicOwner | undefined {
    return this.byPublic.get(ip);
  }

  /** Who has this address on the segment (ARP, neighbor discovery). */
  neighbor(segment: SegmentId, ip: Ip): Attachment | undefined {
    const linkLocal = !isIpv4(ip) && isLinkLocal(ip);
    return this.bySegment
      .get(segment)
      ?.find((a) => a.interface.addresses.some((x) => x.ip === ip) || (linkLocal && linkLocalAddress(a.node.id, a.interface.name) === ip));
  }

  /** Every interface on a segment. */
  on(segment: SegmentId): readonly Attachment[] {
    return this.bySegment.get(segment) ?? [];
  }

  /** Who has this address in a VNet: a NIC, or the instances behind a firewall's VIP. */
  inVnet(vnet: string, ip: Ip): readonly Attachment[] {
    return this.byVnet.get(vnet)?.get(ip) ?? [];
  }

  /** The VNet that a subnet is in. */
  vnetOf(segment: SegmentId | undefined): string | undefined {
    const s = segment === undefined ? undefined : this.input.network.segments.get(segment);
    return s?.kind === 'azure-subnet' ? s.vnet : undefined;
  }

  /** VNets that a node has an interface in. */
  standsIn(node: NetNode, vnet: string): boolean {
    return node.interfaces.some((i) => this.vnetOf(i.segment) === vnet);
  }

  /** VNets whose peering with this one is connected. */
  peersOf(vnet: string): readonly string[] {
    return this.input.network.vnets.get(vnet)?.peerings.map((p) => p.remote) ?? [];
  }

  tunnelsOf(node: string): readonly Tunnel[] {
    return this.input.network.tunnels.filter((t) => t.ends.some((e) => e.node === node));
  }

  /** The Internet, and its attachment; undefined in a lab without it. */
  internet(): { readonly node: InternetNode; readonly interface: NetInterface } | undefined {
    for (const node of this.nodes) if (node.kind === 'internet' && node.interfaces[0]) return { node, interface: node.interfaces[0] };
    return undefined;
  }

  /** RFC 1918 and RFC 6598. */
  isPrivate(ip: Ip): boolean {
    return RESERVED_RANGES.some((r) => containsIp(r, ip));
  }

  /** Whether the Internet carries it. */
  isPublic(ip: Ip): boolean {
    return isPublic(ip);
  }

  /** Every machine has the loopback addresses for itself (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
  owns(node: NetNode, ip: Ip): boolean {
    return (node.kind === 'router' && isLoopback(ip)) || node.interfaces.some((i) => i.addresses.some((a) => a.ip === ip));
  }

  /** One of several that serve an address together: the same for the same flow. */
  pick(list: readonly Attachment[], flow: FiveTuple): Attachment | undefined {
    return list[HASH.choose(list[0]?.node.device ?? '', flow, list.length)];
  }
}

function publicIpsOf(node: NetNode): readonly Ip[] {
  if (node.kind === 'azure-firewall') return node.publicIps;
  if (node.kind === 'vpn-gateway' || node.kind === 'er-gateway') return node.publicIp === undefined ? [] : [node.publicIp];
  return [];
}

function push<K>(map: Map<K, Attachment[]>, key: K, at: Attachment): void {
  const list = map.get(key);
  if (list) list.push(at);
  else map.set(key, [at]);
}
