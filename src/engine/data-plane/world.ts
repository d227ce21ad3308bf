/** The network as packets see it: who owns which address where, what stands at the end of a tunnel, what is on a segment. */
import type { Solution } from '../solution.ts';
import { containsIp, formatIp, type Ip, isIpv4, parseIp } from '../ip/index.ts';
import { RESERVED_RANGES } from '../azure/index.ts';
import type { NetInterface, NetNode, SegmentId, Tunnel } from '../compile/index.ts';

export type TraceInput = Pick<Solution, 'lab' | 'network' | 'controlPlane' | 'effectiveRoutes'>;

export interface Attachment {
  readonly node: NetNode;
  readonly interface: NetInterface;
}

export class World {
  private readonly bySegment = new Map<SegmentId, Attachment[]>();
  private readonly byPublic = new Map<Ip, NetNode[]>();

  constructor(readonly input: TraceInput) {
    for (const node of [...input.network.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      for (const i of node.interfaces) {
        if (i.segment !== undefined && i.up) this.attach(i.segment, { node, interface: i });
        if (i.publicIp !== undefined) this.owner(i.publicIp, node);
      }
      if ((node.kind === 'vpn-gateway' || node.kind === 'er-gateway') && node.publicIp !== undefined) this.owner(node.publicIp, node);
      if (node.kind === 'azure-firewall') for (const ip of node.publicIps) this.owner(ip, node);
    }
  }

  private attach(segment: SegmentId, attachment: Attachment): void {
    const list = this.bySegment.get(segment);
    if (list) list.push(attachment);
    else this.bySegment.set(segment, [attachment]);
  }

  private owner(ip: Ip, node: NetNode): void {
    this.byPublic.set(ip, [...(this.byPublic.get(ip) ?? []), node]);
  }

  /** Nodes that a public address leads to; several for a firewall's instances. */
  publicOwners(ip: Ip): readonly NetNode[] {
    return this.byPublic.get(ip) ?? [];
  }

  on(segment: SegmentId): readonly Attachment[] {
    return this.bySegment.get(segment) ?? [];
  }

  /** Who has this address on the segment (ARP). */
  neighbor(segment: SegmentId, ip: Ip): Attachment | undefined {
    return this.on(segment).find((a) => a.interface.addresses.some((x) => x.ip === ip));
  }

  /** Who has this address in a VNet: a NIC, or the instances behind a firewall's VIP. */
  inVnet(vnet: string, ip: Ip): readonly Attachment[] {
    const out: Attachment[] = [];
    for (const [segment, list] of this.bySegment) {
      const s = this.input.network.segments.get(segment);
      if (s?.kind !== 'azure-subnet' || s.vnet !== vnet) continue;
      for (const a of list) if (a.interface.addresses.some((x) => x.ip === ip) || (a.node.kind === 'azure-firewall' && a.node.vip === ip)) out.push(a);
    }
    return out;
  }

  /** The VNet that a subnet is in. */
  vnetOf(segment: SegmentId): string | undefined {
    const s = this.input.network.segments.get(segment);
    return s?.kind === 'azure-subnet' ? s.vnet : undefined;
  }

  /** Tunnels with an end at this node. */
  tunnelsOf(node: string): readonly Tunnel[] {
    return this.input.network.tunnels.filter((t) => t.ends.some((e) => e.node === node));
  }

  isPrivate(ip: Ip): boolean {
    return isIpv4(ip) ? RESERVED_RANGES.some((r) => containsIp(r, ip)) : false;
  }

  /** A device id, an address or a host name → the address, and the node when it is one of the lab's. */
  resolve(to: string): { readonly ip: Ip; readonly host?: string } | undefined {
    const literal = parseIp(to);
    if (literal !== undefined) return { ip: literal };
    for (const node of this.input.network.nodes.values()) {
      if (node.device !== to) continue;
      if (node.kind === 'azure-firewall') return { ip: node.vip };
      const ip = node.interfaces.flatMap((i) => i.addresses.map((a) => a.ip))[0];
      if (ip !== undefined) return { ip };
    }
    for (const [id, host] of Object.entries(this.input.lab.internet?.hosts ?? {})) {
      const ip = parseIp(host.ipAddress);
      if (ip !== undefined && (id === to || host.names?.includes(to))) return { ip, host: host.names?.[0] ?? id };
    }
    return undefined;
  }

  /** The name under which the Internet knows an address. */
  hostName(ip: Ip): string | undefined {
    const host = Object.values(this.input.lab.internet?.hosts ?? {}).find((h) => h.ipAddress === formatIp(ip));
    return host?.names?.[0];
  }

  owns(node: NetNode, ip: Ip): boolean {
    return node.interfaces.some((i) => i.addresses.some((a) => a.ip === ip));
  }
}
