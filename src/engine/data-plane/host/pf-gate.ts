/** PF at an interface of a machine: state table, translation, rules, in this order (H31, H32). */
import { filter, type FilterVerdict, isSkipped, type PfConfig, type PfRule, printRule, scrubOf, translate } from '../../hosts/index.ts';
import { formatIp, type Ip, isIpv4 } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/index.ts';
import { drop, type Step, step, type Stop, type Told } from '../move.ts';
import { clampMss } from '../mss.ts';
import { flagsOf, isIcmpError, outer, reverse, rewrite, sameTuple, socketText, translateQuotes, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';
import { translated, withEcho } from './pf-nat.ts';
import { machineOf, oneOf, pfPacket, type PfPlace } from './pf-place.ts';
import type { PfActions, PfMatch, PfState, PfWay } from './pf-states.ts';
import { errorSource } from './source.ts';

/** A packet that PF lets pass. */
export interface PfPassed {
  readonly packet: Packet;
  readonly steps: readonly Step[];
  /** `rtable`. */
  readonly table?: number;
  /** `route-to`, or `reply-to` for an answer: out by this interface, whatever the table says (H33). */
  readonly route?: PfWay;
  /** Its tag from here on. */
  readonly tag?: string;
}

export function pfGate(place: PfPlace, packet: Packet): PfPassed | Stop {
  const pf = place.visit.node.host?.pf;
  if (!pf || isSkipped(pf, place.interface.name, place.interface.groups ?? [])) return { packet, steps: [] };
  const { state, node, unfiltered } = place.visit;
  if (unfiltered) return { packet, steps: [step('allow', 'pf-unfiltered', { node: node.device, interface: place.interface.name })] };
  const about = quoted(packet) ?? tupleOf(packet);
  const known = state.pf.find(node.id, place.interface.name, place.direction, about);
  if (known) return inState(place, pf, packet, known);
  return newFlow(place, pf, packet);
}

/** H53: what an ICMP error is about, as the flow that the error travels with; undefined for anything else, an error inside a tunnel too. */
function quoted(packet: Packet): FiveTuple | undefined {
  return packet.quotes && isIcmpError(packet) ? reverse(packet.quotes) : undefined;
}

/** H31: a state passes its packets without the rules; translation and ways are those of the rules that made it. */
function inState(place: PfPlace, pf: PfConfig, packet: Packet, { state, after, reply }: PfMatch): PfPassed {
  const { rule, actions } = state;
  const args = { node: place.visit.node.device, interface: place.interface.name };
  const route = actions.route && (actions.route.kind === 'reply-to') === reply ? actions.route : undefined;
  const moved = leavesElsewhere(place, route) ? packet : asTranslated(packet, after, state, reply);
  const steps = [
    step('allow', 'pf-state', args, rule && lineOf(place, rule)),
    ...translation(place, tupleOf(packet), tupleOf(moved)),
    ...copied(place, rule, route),
  ];
  const tag = actions.tag ?? place.tag;
  return passed(scrubbed(place, pf, moved, rule, actions.maxMss, steps), { ...actions, ...(tag !== undefined && { tag }) }, route);
}

/**
 * H33: what its state sends out by another interface passes this one as it is, and meets the state again on the other, which
 * translates it there (pf.c STATE_LOOKUP; its conditions on the direction of the rule are those by which a state has a way for what goes out).
 */
function leavesElsewhere({ direction, interface: i }: PfPlace, route: PfWay | undefined): boolean {
  return direction === 'out' && route !== undefined && route.kind !== 'dup-to' && route.interface !== i.name;
}

function asTranslated(packet: Packet, after: FiveTuple, { echo }: PfState, reply: boolean): Packet {
  if (quoted(packet)) return translateQuotes(rewrite(packet, { destination: after.destination }), () => reverse(after));
  return withEcho(rewrite(packet, after), echo, reply);
}

function passed(done: Pick<PfPassed, 'packet' | 'steps'>, { rtable, tag }: PfActions, route: PfWay | undefined): PfPassed {
  return { ...done, ...(rtable !== undefined && { table: rtable }), ...(route && route.kind !== 'dup-to' && { route }), ...(tag !== undefined && { tag }) };
}

/** `dup-to`: the packet goes its way, and so does a copy. */
function copied(place: PfPlace, rule: PfRule | undefined, route: PfWay | undefined): Step[] {
  if (route?.kind !== 'dup-to') return [];
  const gateway = route.gateway === undefined ? '' : formatIp(route.gateway);
  return [step('route', 'pf-copy', { node: place.visit.node.device, interface: route.interface, gateway }, rule && lineOf(place, rule))];
}

function translation(place: PfPlace, before: FiveTuple, after: FiveTuple, rule?: { readonly source: ConfigRef }): Step[] {
  if (sameTuple(before, after)) return [];
  const [source, destination] = [socketText(after.source, after.sourcePort), socketText(after.destination, after.destinationPort)];
  const args = { node: place.visit.node.device, source, destination };
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
  const { rule: found, ...told } = translate(pf, direction === 'in' ? 'rdr' : 'nat', pfPacket(place, packet), machine);
  const changed = found && translated(place, pf, found, packet);
  const rule = changed && found;
  const { packet: moved, echo } = changed ?? { packet };
  const after = tupleOf(moved);
  const at = told.tag === undefined ? place : { ...place, tag: told.tag };
  const verdict: FilterVerdict = rule?.pass ? { action: 'pass', ...(at.tag !== undefined && { tag: at.tag }) } : filter(pf, pfPacket(at, moved), machine);
  if (verdict.action === 'block') return blocked(place, packet, verdict.rule as PfRule);
  const { rule: by, action: _, ...said } = verdict;
  const way = by?.route && chosenWay(place, by, before);
  const actions: PfActions = { ...(told.rtable !== undefined && { rtable: told.rtable }), ...said, ...(way && { route: way }) };
  // What is translated always has a state (sys/netpfil/pf/pf.c pf_test_rule).
  if (rule !== undefined || by?.keepState === true) remember(place, pf, { ...(by && { rule: by }), actions, ...(echo && { echo }) }, before, after);
  const args = { node: visit.node.device, interface: place.interface.name };
  const allowed = by ? [step('allow', 'pf-pass', { ...args, line: by.source.span.line, rule: printRule(by) }, lineOf(place, by))] : [];
  const route = way?.kind === 'reply-to' ? undefined : way;
  const steps = [...allowed, ...translation(place, before, after, rule), ...copied(place, by, route)];
  return passed(scrubbed(place, pf, moved, by, said.maxMss, steps), actions, route);
}

function chosenWay(place: PfPlace, rule: PfRule, about: FiveTuple): PfWay | undefined {
  const { route } = rule;
  const hop = route?.hops[oneOf(place, rule, about, route.hops.length, route.sticky === true)];
  return route && hop && { ...hop, kind: route.kind };
}

function remember(
  { visit, direction, interface: i }: PfPlace,
  pf: PfConfig,
  made: Pick<PfState, 'rule' | 'actions' | 'echo'>,
  before: FiveTuple,
  after: FiveTuple,
): void {
  const { node, state } = visit;
  const { rule, echo } = made;
  const bound = rule?.bound ?? pf.statePolicy === 'if-bound';
  state.pf.open({ node: node.id, direction, interface: i.name, bound, ...made }, before, after);
  state.note({
    kind: 'pf',
    device: node.device,
    node: node.id,
    client: before,
    server: after,
    direction,
    ...(bound && { interface: i.name }),
    ...(rule && { rule: printRule(rule) }),
    ...(echo && { echo }),
  });
}

/**
 * H34: `block return` answers TCP with a reset and the rest with "unreachable", ICMP with nothing; `block drop` is silent (pf.c pf_return).
 * What it says is about the packet as it came, meets no PF on its way out and makes no state (M_SKIP_FIREWALL, which icmp_error hands on);
 * the reset, a packet of PF's own, leaves by FIB 0 unless the rule has an `rtable`, the rest by that of what it is about (pf_build_tcp, pf_send_icmp).
 */
function blocked(place: PfPlace, packet: Packet, rule: PfRule): Stop {
  const { visit, interface: i, table } = place;
  const { source, destination, protocol } = outer(packet);
  const isReset = flagsOf(packet).includes('RST');
  const args = { node: visit.node.device, interface: i.name, line: rule.source.span.line, rule: printRule(rule) };
  const dropped = drop('pf-block', args, lookedUp(place, packet, rule));
  const stop = { ...dropped, reason: { ...dropped.reason, source: lineOf(place, rule) } };
  const { answer } = rule;
  if (answer.kind === 'drop' || visit.first) return stop;
  const told = (type: Told['type'], from: Ip, fib: number): Stop => ({
    ...stop,
    end: 'refused',
    error: { type, from, table: rule.rtable ?? fib, unfiltered: true },
  });
  if (protocol === 'tcp' && !isReset && answer.kind !== 'return-icmp') return told('tcp-reset', destination, 0);
  if (protocol === 'icmp' || answer.kind === 'return-rst') return stop;
  // As for any error (sys/netinet/ip_icmp.c icmp_reflect): from the address that it was for, else from that on the way to its sender.
  const own = visit.world.owns(visit.node, destination) ? destination : errorSource(visit.world, visit.node, source, undefined, rule.rtable ?? table);
  const type = answer.kind === 'return-icmp' ? unreachable(isIpv4(source) ? answer.ipv4 : answer.ipv6, isIpv4(source)) : 'port-unreachable';
  return own === undefined ? stop : told(type, own, table);
}

/** Codes that ICMPv6 has nothing like. */
const IPV4_ONLY: Readonly<Record<string, 'proto-unreachable' | 'net-prohibited' | 'host-prohibited'>> = {
  'proto-unr': 'proto-unreachable',
  '2': 'proto-unreachable',
  'net-prohib': 'net-prohibited',
  '9': 'net-prohibited',
  'host-prohib': 'host-prohibited',
  '10': 'host-prohibited',
};

/** The lab's word for a code of `return-icmp` (icmp(4), icmp6(4)). */
function unreachable(code: string, ipv4: boolean): Exclude<Told['type'], 'tcp-reset'> {
  const named = ipv4 ? IPV4_ONLY[code] : undefined;
  if (named) return named;
  if (/prohib|admin-unr|^(9|10|13)$/.test(code)) return 'prohibited';
  if (/^(net|noroute|isolate)|^0$/.test(code)) return 'net-unreachable';
  if (/^(host|addr)|^1$/.test(code)) return 'host-unreachable';
  return 'port-unreachable';
}

function lookedUp(place: PfPlace, packet: Packet, rule: PfRule) {
  const { node } = place.visit;
  return { lookup: { table: 'pf-rules' as const, of: node.device, destination: outer(packet).destination, row: printRule(rule), line: lineOf(place, rule) } };
}

/** H34: `scrub … max-mss`, or the option of the rule, lowers what a SYN announces; `no-df` clears DF. */
function scrubbed(
  place: PfPlace,
  pf: PfConfig,
  packet: Packet,
  rule: PfRule | undefined,
  most: number | undefined,
  steps: readonly Step[],
): Pick<PfPassed, 'packet' | 'steps'> {
  const scrub = scrubOf(pf, pfPacket(place, packet), machineOf(place));
  const cleared = scrub?.noDf && isIpv4(outer(packet).source) ? withoutDf(packet) : packet;
  const [byScrub, byRule] = [scrub?.maxMss ?? 65535, most ?? 65535];
  const said = byScrub <= byRule ? scrub : rule;
  const clamped = clampMss(cleared, Math.min(byScrub, byRule), place.visit.node, place.interface.name, said && lineOf(place, said));
  return { packet: clamped.packet, steps: [...steps, ...clamped.steps] };
}

function withoutDf(packet: Packet): Packet {
  return { ...packet, headers: packet.headers.map((h, i) => (i === 0 && h.kind === 'ip' ? { ...h, dontFragment: false } : h)) };
}
