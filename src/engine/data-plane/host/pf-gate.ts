/** PF at an interface of a machine: state table, translation, rules, in this order (H31, H32). */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import {
  filter,
  type FilterVerdict,
  isSkipped,
  type PfConfig,
  type PfMachine,
  type PfPacket,
  type PfRoute,
  type PfRule,
  printRule,
  scrubOf,
  translate,
  translatedAddress,
} from '../../hosts/index.ts';
import { formatIp, isIpv4 } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/index.ts';
import { drop, type Step, step, type Stop, type Visit } from '../move.ts';
import { clampMss } from '../mss.ts';
import { flagsOf, icmpTypeOf, isIcmpError, outer, reverse, rewrite, sameTuple, translateQuotes, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';
import type { PfMatch } from './pf-states.ts';
import { findRoute } from './tables.ts';

/** A packet that PF lets pass. */
export interface PfPassed {
  readonly packet: Packet;
  readonly steps: readonly Step[];
  /** `rtable`. */
  readonly table?: number;
  /** `route-to`, or `reply-to` for an answer: out by this interface, whatever the table says (H33). */
  readonly route?: PfRoute;
  /** Its tag from here on. */
  readonly tag?: string;
}

export interface PfPlace {
  readonly visit: Visit<RouterNode>;
  readonly interface: NetInterface;
  readonly direction: 'in' | 'out';
  /** FIB that the packet has. */
  readonly table: number;
  /** What it was tagged with on its way in. */
  readonly tag?: string;
}

export function pfGate(place: PfPlace, packet: Packet): PfPassed | Stop {
  const pf = place.visit.node.host?.pf;
  if (!pf || isSkipped(pf, place.interface.name)) return { packet, steps: [] };
  const { state, node } = place.visit;
  const about = quoted(packet) ?? tupleOf(packet);
  const known = state.pf.find(node.id, place.interface.name, place.direction, about);
  if (known) return inState(place, pf, packet, known);
  return newFlow(place, pf, packet);
}

/** H53: what an ICMP error is about, as the flow that the error travels with; undefined for anything else, an error inside a tunnel too. */
function quoted(packet: Packet): FiveTuple | undefined {
  return packet.quotes && isIcmpError(packet) ? reverse(packet.quotes) : undefined;
}

/** H31: a state passes its packets without the rules; translation and ways are those of the rule that made it. */
function inState(place: PfPlace, pf: PfConfig, packet: Packet, { state, after, reply }: PfMatch): PfPassed {
  const { rule } = state;
  const args = { node: place.visit.node.device, interface: place.interface.name };
  const moved = quoted(packet) ? translateQuotes(rewrite(packet, { destination: after.destination }), () => reverse(after)) : rewrite(packet, after);
  const route = rule?.route && (rule.route.kind === 'reply-to') === reply ? rule.route : undefined;
  const tag = rule?.tag ?? place.tag;
  const steps = [step('allow', 'pf-state', args, rule && lineOf(place, rule)), ...translation(place, tupleOf(packet), tupleOf(moved))];
  return {
    ...scrubbed(place, pf, moved, rule, steps),
    ...(rule?.rtable !== undefined && { table: rule.rtable }),
    ...(route && route.kind !== 'dup-to' && { route }),
    ...(tag !== undefined && { tag }),
  };
}

function translation(place: PfPlace, before: FiveTuple, after: FiveTuple, rule?: { readonly source: ConfigRef }): Step[] {
  if (sameTuple(before, after)) return [];
  const args = { node: place.visit.node.device, source: formatIp(after.source), destination: formatIp(after.destination) };
  return [step('nat', 'pf-translated', args, rule && lineOf(place, rule))];
}

/** The line of pf.conf that a rule stands on. */
function lineOf({ visit }: PfPlace, { source }: { readonly source: ConfigRef }): ConfigRef {
  return { ...source, device: visit.node.device, file: 'pf' };
}

function newFlow(place: PfPlace, pf: PfConfig, packet: Packet): PfPassed | Stop {
  const { visit, direction } = place;
  const machine = machineOf(place);
  const before = tupleOf(packet);
  const asked = pfPacket(place, packet);
  const rule = translate(pf, direction === 'in' ? 'rdr' : 'nat', asked, machine);
  const target = rule?.target && translatedAddress(rule.target.host, before.source, machine);
  const change =
    target === undefined
      ? {}
      : direction === 'in'
        ? { destination: target, ...(rule?.target?.port !== undefined && { destinationPort: rule.target.port }) }
        : { source: target };
  const moved = rewrite(packet, change);
  const after = tupleOf(moved);
  const verdict: FilterVerdict = rule?.pass ? { action: 'pass' } : filter(pf, pfPacket(place, moved), machine);
  if (verdict.action === 'block') return blocked(place, packet, verdict.rule as PfRule);
  const by = verdict.rule;
  // What is translated always has a state (sys/netpfil/pf/pf.c pf_test_rule).
  const keeps = rule !== undefined || by?.keepState === true;
  if (keeps) remember(place, pf, by, before, after);
  const args = { node: visit.node.device, interface: place.interface.name };
  const passed = by ? step('allow', 'pf-pass', { ...args, line: by.source.span.line, rule: printRule(by) }, lineOf(place, by)) : undefined;
  const steps = [...(passed ? [passed] : []), ...translation(place, before, after, rule)];
  const route = by?.route && by.route.kind === 'route-to' ? by.route : undefined;
  return {
    ...scrubbed(place, pf, moved, by, steps),
    ...(by?.rtable !== undefined && { table: by.rtable }),
    ...(route && { route }),
    ...(verdict.tag !== undefined && { tag: verdict.tag }),
  };
}

function remember({ visit, direction, interface: i }: PfPlace, pf: PfConfig, rule: PfRule | undefined, before: FiveTuple, after: FiveTuple): void {
  const { node, state } = visit;
  state.pf.open({ node: node.id, direction, interface: i.name, bound: pf.statePolicy === 'if-bound', ...(rule && { rule }) }, before, after);
  state.note({ kind: 'pf', device: node.device, node: node.id, client: before, server: after, direction, ...(rule && { rule: printRule(rule) }) });
}

/** H34: `block return` answers TCP with a reset and the rest with "unreachable"; `block drop` is silent. */
function blocked(place: PfPlace, packet: Packet, rule: PfRule): Stop {
  const { visit, interface: i, table } = place;
  const { source, destination, protocol } = outer(packet);
  const args = { node: visit.node.device, interface: i.name, line: rule.source.span.line, rule: printRule(rule) };
  const dropped = drop('pf-block', args, lookedUp(place, packet, rule));
  const stop = { ...dropped, reason: { ...dropped.reason, source: lineOf(place, rule) } };
  if (rule.answer === 'drop' || visit.first) return stop;
  const reset = protocol === 'tcp';
  if (reset) return { ...stop, end: 'refused', error: { type: 'tcp-reset', from: destination, table } };
  const own = i.addresses.find((a) => isIpv4(a.ip) === isIpv4(source))?.ip;
  return own === undefined ? stop : { ...stop, end: 'refused', error: { type: 'port-unreachable', from: own, table } };
}

function lookedUp(place: PfPlace, packet: Packet, rule: PfRule) {
  const { node } = place.visit;
  return { lookup: { table: 'pf-rules' as const, of: node.device, destination: outer(packet).destination, row: printRule(rule), line: lineOf(place, rule) } };
}

/** H34: `scrub … max-mss`, or the option of the rule, lowers what a SYN announces; `no-df` clears DF. */
function scrubbed(place: PfPlace, pf: PfConfig, packet: Packet, rule: PfRule | undefined, steps: readonly Step[]): PfPassed {
  const scrub = scrubOf(pf, pfPacket(place, packet), machineOf(place));
  const cleared = scrub?.noDf && isIpv4(outer(packet).source) ? withoutDf(packet) : packet;
  const [byScrub, byRule] = [scrub?.maxMss ?? 65535, rule?.maxMss ?? 65535];
  const said = byScrub <= byRule ? scrub : rule;
  const clamped = clampMss(cleared, Math.min(byScrub, byRule), place.visit.node, place.interface.name, said && lineOf(place, said));
  return { packet: clamped.packet, steps: [...steps, ...clamped.steps] };
}

function withoutDf(packet: Packet): Packet {
  return { ...packet, headers: packet.headers.map((h, i) => (i === 0 && h.kind === 'ip' ? { ...h, dontFragment: false } : h)) };
}

const FLAG_LETTERS = { FIN: 'F', SYN: 'S', RST: 'R', PSH: 'P', ACK: 'A' } as const;

function pfPacket({ interface: i, direction, tag }: PfPlace, packet: Packet): PfPacket {
  const t = tupleOf(packet);
  const ipv4 = isIpv4(t.source);
  const icmpType = icmpTypeOf(packet);
  const protocol = t.protocol === 'icmp' ? (ipv4 ? 'icmp' : 'icmp6') : t.protocol === 'ipip' ? 'ipencap' : t.protocol;
  return {
    ...t,
    direction,
    interface: i.name,
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

function machineOf({ visit, table }: PfPlace): PfMachine {
  const { node, world } = visit;
  const own = node.interfaces.flatMap((i) => i.addresses);
  return {
    addressesOf: (name) => node.interfaces.filter((i) => i.name === name || i.name.replace(/\d+$/, '') === name).flatMap((i) => i.addresses),
    self: own.map((a) => a.ip),
    hasRoute: (ip) => findRoute(world, node, { destination: ip, table }) !== undefined,
    urpfPasses: (p) => findRoute(world, node, { destination: p.source, table })?.hops.some((h) => h.interface === p.interface) ?? false,
  };
}
