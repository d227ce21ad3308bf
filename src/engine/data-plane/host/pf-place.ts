/** Where PF meets a packet: what it asks of the machine, and what it sees of the packet. */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import type { PfMachine, PfPacket } from '../../hosts/index.ts';
import { isIpv4 } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/index.ts';
import type { Visit } from '../move.ts';
import { flagsOf, icmpTypeOf, outer, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';
import { findRoute } from './tables.ts';

export interface PfPlace {
  readonly visit: Visit<RouterNode>;
  readonly interface: NetInterface;
  readonly direction: 'in' | 'out';
  /** FIB that the packet has. */
  readonly table: number;
  /** What it was tagged with on its way in. */
  readonly tag?: string;
}

/** Which of several a new connection takes; with `sticky-address` and `source-hash` all of a source's take the same. */
export function oneOf({ visit }: PfPlace, rule: { readonly source: ConfigRef }, about: FiveTuple, ways: number, bySource: boolean): number {
  const flow: FiveTuple = bySource ? { ...about, protocol: 'tcp', destination: about.source, sourcePort: 0, destinationPort: 0 } : about;
  return visit.chooser.choose(`${visit.node.id} pf ${rule.source.span.line}`, flow, ways);
}

const FLAG_LETTERS = { FIN: 'F', SYN: 'S', RST: 'R', PSH: 'P', ACK: 'A' } as const;

export function pfPacket({ interface: i, direction, tag }: PfPlace, packet: Packet): PfPacket {
  const t = tupleOf(packet);
  const ipv4 = isIpv4(t.source);
  const icmpType = icmpTypeOf(packet);
  const protocol = t.protocol === 'icmp' ? (ipv4 ? 'icmp' : 'icmp6') : t.protocol === 'ipip' ? 'ipencap' : t.protocol;
  return {
    ...t,
    direction,
    interface: i.name,
    groups: i.groups ?? [],
    tos: (outer(packet).dscp ?? 0) << 2,
    protocol,
    ...(t.protocol === 'tcp' && {
      flags: flagsOf(packet)
        .map((f) => FLAG_LETTERS[f])
        .join(''),
    }),
    ...(icmpType && { icmpType }),
    ...(tag !== undefined && { tag }),
  };
}

export function machineOf({ visit, table }: PfPlace): PfMachine {
  const { node, world } = visit;
  const own = node.interfaces.flatMap((i) => i.addresses);
  return {
    addressesOf: (name) => node.interfaces.filter((i) => i.name === name || i.groups?.includes(name)).flatMap((i) => i.addresses),
    self: own.map((a) => a.ip),
    hasRoute: (ip) => findRoute(world, node, { destination: ip, table }) !== undefined,
    urpfPasses: (p) => findRoute(world, node, { destination: p.source, table })?.hops.some((h) => h.interface === p.interface) ?? false,
  };
}
