/**
 * A packet at the hooks of Linux's filters: tables in their order, connection tracking between `raw` and `mangle`, translation by
 * what the connection's first packet met (H10, H53; include/uapi/linux/netfilter_ipv4.h nf_ip_hook_priorities).
 */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import {
  looksAtState,
  type NfEffect,
  type NfHook,
  type NfOutcome,
  type NfPacket,
  type NfRule,
  type NfTable,
  type NfTables,
  tracks,
  traverse,
} from '../../hosts/index.ts';
import { type Ip, isIpv4 } from '../../ip/index.ts';
import type { ConfigRef, Reason } from '../../policy/index.ts';
import { drop, type Step, step, type Stop, type Visit } from '../move.ts';
import { clampMss, mssOf } from '../mss.ts';
import { flagsOf, icmpTypeOf, isIcmpError, outer, reverse, rewrite, sameTuple, socketText, translateQuotes, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';
import { type Track, translationsOf, UNTRACKED } from './conntrack.ts';
import { natChange } from './nat.ts';

/** A packet between hooks. */
export interface Filtered {
  readonly packet: Packet;
  readonly mark: number;
  readonly track?: Track;
  readonly steps: readonly Step[];
}

export interface NfPlace {
  readonly visit: Visit<RouterNode>;
  readonly in?: NetInterface;
  readonly out?: NetInterface;
  /** The neighbor that it goes to. */
  readonly gateway?: Ip;
  /** Bytes that the way out carries. */
  readonly mtu?: number;
  /** Who an ICMP error comes from; absent: nobody is told. */
  readonly answersAs?: Ip;
}

type Stage = NfTable | 'track' | 'confirm';

const STAGES: Readonly<Record<NfHook, readonly Stage[]>> = {
  PREROUTING: ['raw', 'track', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'nat', 'confirm'],
  FORWARD: ['mangle', 'filter'],
  OUTPUT: ['raw', 'track', 'mangle', 'nat', 'filter'],
  POSTROUTING: ['mangle', 'nat', 'confirm'],
};

/** Through one hook: the packet as it goes on, or its end. */
export function atHook(place: NfPlace, hook: NfHook, given: Filtered): Filtered | Stop {
  const netfilter = place.visit.node.host?.netfilter;
  if (!netfilter) return given;
  const tables = isIpv4(outer(given.packet).source) ? netfilter.ipv4 : netfilter.ipv6;
  let now = given;
  for (const stage of STAGES[hook]) {
    const next = atStage(place, hook, stage, tables, now);
    if ('end' in next) return { ...next, steps: [...now.steps, ...next.steps] };
    now = next;
  }
  return now;
}

const TRACKING = new WeakMap<NfTables, boolean>();

/** Whether a machine remembers the flows of a family that pass it. */
export function keepsState({ host }: RouterNode, family: 'ipv4' | 'ipv6'): boolean {
  return host?.pf !== undefined || (host?.netfilter !== undefined && isTracking(host.netfilter[family]));
}

/** Connection tracking runs where a rule asks for it. */
function isTracking(tables: NfTables): boolean {
  const known = TRACKING.get(tables) ?? tracks(tables);
  TRACKING.set(tables, known);
  return known;
}

function atStage(place: NfPlace, hook: NfHook, stage: Stage, tables: NfTables, now: Filtered): Filtered | Stop {
  const { state, node } = place.visit;
  switch (stage) {
    case 'track':
      return !isTracking(tables) || now.track ? now : { ...now, track: state.conntrack.track(node.id, now.packet, hook === 'OUTPUT') };
    case 'confirm':
      if (now.track && state.conntrack.confirm(now.track)) noteConnection(place, now.track);
      return now;
    case 'nat':
      return translated(place, hook, tables, now);
    default:
      return byRules(place, hook, stage, tables, now);
  }
}

function noteConnection({ visit: { state, node } }: NfPlace, { connection }: Track): void {
  if (!connection) return;
  const { original, rules } = connection;
  state.noteTracked(
    {
      kind: 'conntrack',
      device: node.device,
      node: node.id,
      client: original,
      server: reverse(connection.reply),
      ...(rules.length > 0 && { rule: rules.map((r) => r.text).join(', ') }),
    },
    () => (original.protocol === 'tcp' ? connection.seenReply : undefined),
  );
}

/** `raw`, `mangle`, `filter`: what lets it pass, changes it, or ends it. */
function byRules(place: NfPlace, hook: NfHook, table: Exclude<NfTable, 'nat'>, tables: NfTables, now: Filtered): Filtered | Stop {
  const { rule, verdict, effects, mark, connectionMark, untracked } = traverse(tables, table, hook, asked(place, now));
  if (now.track?.connection) now.track.connection.mark = connectionMark;
  const args = { node: place.visit.node.device, chain: hook, state: stateTold(tables, table, now) };
  if (verdict.kind === 'drop') return rule ? stopped(now, dropBy(place, 'nf-drop', args, rule)) : stopped(now, drop('nf-policy-drop', args));
  if (verdict.kind === 'reject' && rule) return rejected(place, hook, now, rule, verdict.with, args);
  const passed = rule && table === 'filter' ? [step('allow', 'nf-accept', { ...args, ...ruleArgs(rule) }, lineOf(place, rule))] : [];
  const changed = effects.reduce((f, effect) => withEffect(place, f, effect), { ...now, mark });
  return { ...changed, ...(untracked && { track: UNTRACKED }), steps: [...changed.steps, ...passed] };
}

/** The state of the connection where a rule of the table asks for it; else it decides nothing, and nothing is said of it. */
function stateTold(tables: NfTables, table: NfTable, { track }: Filtered): string {
  return looksAtState(tables, table) ? (track?.state ?? 'UNTRACKED') : '';
}

/** The rule's line in the machine's script. */
function lineOf({ visit }: NfPlace, { source }: NfRule): ConfigRef {
  return { ...source, device: visit.node.device, file: 'iproute2' };
}

function dropBy(place: NfPlace, code: 'nf-drop' | 'nf-reject', args: Reason['args'], rule: NfRule): Stop {
  const stop = drop(code, { ...args, ...ruleArgs(rule) });
  return { ...stop, reason: { ...stop.reason, source: lineOf(place, rule) } };
}

const ruleArgs = ({ source, text }: NfRule) => ({ line: source.span.line, rule: text });

/** Marks show as a step, and so does what TCPMSS lowers. */
function withEffect(place: NfPlace, now: Filtered, { rule, target, mark }: NfEffect): Filtered {
  const { node } = place.visit;
  if (target.kind === 'mss') {
    const name = place.out?.name ?? place.in?.name ?? '';
    const most = target.mss === 'pmtu' ? mssOf(Math.min(place.mtu ?? 65535, place.in?.mtu ?? 65535), now.packet) : target.mss;
    const clamped = clampMss(now.packet, most, node, name, lineOf(place, rule));
    return { ...now, packet: clamped.packet, steps: [...now.steps, ...clamped.steps] };
  }
  if (target.kind !== 'mark' && target.kind !== 'restore-mark') return now;
  return {
    ...now,
    steps: [...now.steps, step('mark', 'nf-marked', { node: node.device, mark: `0x${mark.toString(16)}`, ...ruleArgs(rule) }, lineOf(place, rule))],
  };
}

function stopped({ packet }: Filtered, stop: Stop): Stop {
  return { ...stop, received: packet };
}

function rejected(
  place: NfPlace,
  hook: NfHook,
  now: Filtered,
  rule: NfRule,
  how: Extract<NfOutcome['verdict'], { kind: 'reject' }>['with'],
  args: { readonly node: string; readonly chain: string; readonly state: string },
): Stop {
  const stop = stopped(now, dropBy(place, 'nf-reject', args, rule));
  const { destination } = outer(now.packet);
  // H52: a reset and "port unreachable" are heard as a refusal, other errors as no way there.
  const end = how === 'tcp-reset' || how === 'port-unreachable' ? 'refused' : 'dropped';
  if (hook === 'OUTPUT') return stop;
  if (how === 'tcp-reset') {
    return { ...stop, end, error: { type: how, from: destination } };
  }
  const from = hook === 'INPUT' ? destination : place.answersAs;
  return from === undefined ? stop : { ...stop, end, error: { type: how, from } };
}

/** `nat`: asked once for the first packet of a connection; the rest follow what it made of it. */
function translated(place: NfPlace, hook: NfHook, tables: NfTables, now: Filtered): Filtered | Stop {
  const { track } = now;
  const connection = track?.connection;
  if (!track || !connection) return now;
  const end = hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source';
  if (track.state === 'NEW' && !track.reply && !connection.asked.has(end)) {
    connection.asked.add(end);
    const { rule, verdict } = traverse(tables, 'nat', hook, asked(place, now));
    if (verdict.kind === 'drop' && rule)
      return stopped(now, dropBy(place, 'nf-drop', { node: place.visit.node.device, chain: hook, state: stateTold(tables, 'nat', now) }, rule));
    const change = natChange(place, hook, verdict, now.packet);
    if (rule && change) {
      connection.reply = reverse({ ...reverse(connection.reply), ...change });
      connection.rules.push(rule);
    }
  }
  const seen = tupleOf(now.packet);
  const packet = track.state === 'RELATED' && isIcmpError(now.packet) ? translatedError(now.packet, track, end) : rewrite(now.packet, endOf(other(track), end));
  const after = tupleOf(packet);
  if (sameTuple(seen, after)) return { ...now, packet };
  const args = {
    node: place.visit.node.device,
    source: socketText(after.source, after.sourcePort),
    destination: socketText(after.destination, after.destinationPort),
  };
  return { ...now, packet, steps: [...now.steps, step('nat', 'nf-translated', args, connection.rules[0] && lineOf(place, connection.rules[0]))] };
}

/** A packet of this direction as it looks on the far side of the machine. */
function other({ connection, reply }: Track): FiveTuple {
  const c = connection as NonNullable<Track['connection']>;
  return reverse(reply ? c.original : c.reply);
}

function endOf(t: FiveTuple, end: 'source' | 'destination'): Partial<FiveTuple> {
  return end === 'source' ? { source: t.source, sourcePort: t.sourcePort } : { destination: t.destination, destinationPort: t.destinationPort };
}

/** H53: the error's own address and the header that it quotes (net/netfilter/nf_nat_proto.c nf_nat_icmp_reply_translation). */
function translatedError(packet: Packet, track: Track, end: 'source' | 'destination'): Packet {
  const c = track.connection as NonNullable<Track['connection']>;
  const near = track.reply ? c.reply : c.original;
  const far = other(track);
  if (sameTuple(near, far) || near[end] === far[end]) return packet;
  const moved = rewrite(packet, { [end]: far[end] });
  return translateQuotes(moved, (quoted) =>
    end === 'destination'
      ? { ...quoted, source: far.destination, sourcePort: far.destinationPort }
      : { ...quoted, destination: far.source, destinationPort: far.sourcePort },
  );
}

function asked(place: NfPlace, { packet, mark, track }: Filtered): NfPacket {
  const t = tupleOf(packet);
  const { node, world } = place.visit;
  const icmpType = icmpTypeOf(packet);
  return {
    ...t,
    protocol: t.protocol === 'icmp' && !isIpv4(t.source) ? 'icmpv6' : t.protocol,
    flags: flagsOf(packet),
    ...(icmpType && { icmpType }),
    ...(place.in && { in: place.in.name }),
    ...(place.out && { out: place.out.name }),
    state: track?.state ?? 'UNTRACKED',
    ...(track?.connection && { translated: translationsOf(track.connection) }),
    dscp: outer(packet).dscp ?? 0,
    mark,
    connectionMark: track?.connection?.mark ?? 0,
    isOwn: (ip) => world.owns(node, ip),
  };
}
