/** What a rule of PF's translation makes of a new connection: address, port, an echo's identifier (H30; sys/netpfil/pf/pf_lb.c pf_get_sport). */
import { type PfConfig, type PfTranslation, type PortRange, sourcePorts, translatedAddresses, translatedPort } from '../../hosts/index.ts';
import type { Ip } from '../../ip/index.ts';
import { HASH } from '../choose.ts';
import { icmpTypeOf, reverse, rewrite, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';
import { machineOf, oneOf, pfPacket, type PfPlace } from './pf-place.ts';
import type { EchoIds } from './pf-states.ts';

export interface Translated {
  readonly packet: Packet;
  readonly echo?: EchoIds;
}

/** Of several addresses each new connection takes one (pf.conf(5) ADDRESS POOLS); undefined where there is no address or port: it goes on as it is. */
export function translated(place: PfPlace, pf: PfConfig, rule: PfTranslation, packet: Packet): Translated | undefined {
  const before = tupleOf(packet);
  const old = place.direction === 'in' ? before.destination : before.source;
  const all = translatedAddresses(rule, old, pf, machineOf(place));
  const bySource = rule.target?.sticky === true || rule.target?.pool === 'source-hash';
  const target = all[oneOf(place, rule, before, all.length, bySource)];
  if (target === undefined) return undefined;
  if (place.direction === 'out') return from(place, rule, packet, target);
  const port = translatedPort(rule, before.destinationPort);
  return { packet: rewrite(packet, { destination: target, ...(port !== undefined && { destinationPort: port }) }) };
}

function from(place: PfPlace, rule: PfTranslation, packet: Packet, source: Ip): Translated | undefined {
  const moved = rewrite(packet, { source });
  const range = sourcePorts(rule, pfPacket(place, packet).protocol, icmpTypeOf(packet));
  if (!range) return { packet: moved };
  const id = echoOf(packet);
  const anyone = rule.target?.endpointIndependent === true && tupleOf(packet).protocol === 'udp';
  const first = firstOf(place, range, { ...tupleOf(packet), ...(id !== undefined && { sourcePort: id }) }, source, anyone);
  if (icmpTypeOf(packet)) {
    const echo = { ...(id !== undefined && { before: id }), after: first };
    return { packet: withEcho(moved, echo, false), echo };
  }
  const sourcePort = freeOf(place, range, tupleOf(moved), first);
  return sourcePort === undefined ? undefined : { packet: rewrite(moved, { sourcePort }) };
}

/**
 * Where the search begins: pf draws it (arc4random); here it is made of the machine and of the connection, so that a connection always has the same.
 */
function firstOf({ visit }: PfPlace, { from: low, to }: PortRange, before: FiveTuple, source: Ip, anyone: boolean): number {
  const flow: FiveTuple = anyone ? { ...before, destination: source, destinationPort: 0 } : before;
  return low + HASH.choose(`${visit.node.id} pf port`, flow, to - low + 1);
}

/** The first port from there on, up and then down, to which no state of the machine leads already. */
function freeOf({ visit }: PfPlace, { from: low, to }: PortRange, after: FiveTuple, first: number): number | undefined {
  const { node, state } = visit;
  const isFree = (sourcePort: number) => !state.pf.expects(node.id, reverse({ ...after, sourcePort }));
  for (let port = first; port <= to; port++) if (isFree(port)) return port;
  for (let port = first - 1; port >= low; port--) if (isFree(port)) return port;
  return undefined;
}

function echoOf({ headers: [, icmp] }: Packet): number | undefined {
  return icmp?.kind === 'icmp' ? icmp.id : undefined;
}

/** An echo with the identifier that nat has given it, its reply with the sender's own; any other packet as it is. */
export function withEcho(packet: Packet, ids: EchoIds | undefined, reply: boolean): Packet {
  const [ip, icmp, ...rest] = packet.headers;
  if (!ids || !ip || icmp?.kind !== 'icmp' || !icmp.type.startsWith('echo')) return packet;
  const { id: _, ...bare } = icmp;
  const id = reply ? ids.before : ids.after;
  return { ...packet, headers: [ip, id === undefined ? bare : { ...bare, id }, ...rest] };
}
