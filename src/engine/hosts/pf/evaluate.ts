/** A packet held against a pf.conf: translation by the first match, filtering by the last, or the first `quick` (H30, H31). */
import { bitsOf, containsIp, type InterfaceAddress, type Ip, isIpv4, type Prefix } from '../../ip/index.ts';
import { partOf } from './match.ts';
import { isIcmp } from './icmp.ts';
import { rulesetsOf } from './anchors.ts';
import type { PfAddress, PfAnchor, PfConfig, PfEntry, PfHost, PfMatch, PfPorts, PfRule, PfScrub, PfTarget, PfTranslation } from './types.ts';

/** What PF sees of a packet: its outermost IP header and what follows it at once (H45). */
export interface PfPacket {
  readonly direction: 'in' | 'out';
  readonly interface: string;
  /** Groups that the interface is in. */
  readonly groups: readonly string[];
  /** By its name in /etc/protocols; ICMP for IPv6 is `icmp6`. */
  readonly protocol: string;
  readonly source: Ip;
  readonly destination: Ip;
  /** 0 where the protocol has none. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** The octet of its header, 0 unless said. */
  readonly tos?: number;
  /** TCP: the letters of FSRPAU that are set. */
  readonly flags?: string;
  /** ICMP: `echo-request`, `time-exceeded` … */
  readonly icmpType?: string;
  /** What rules before have tagged it with, on its way in as well. */
  readonly tag?: string;
}

/** What a rule may ask the machine about. */
export interface PfMachine {
  /** Addresses of an interface, or of every one of a group. */
  addressesOf(name: string): readonly InterfaceAddress[];
  /** Every address of the machine. */
  readonly self: readonly Ip[];
  hasRoute(ip: Ip): boolean;
  /** Whether the way back to the packet's source leaves by the interface that it came in by. */
  urpfPasses(packet: PfPacket): boolean;
}

/** The interface itself, or a group that it is in (sys/netpfil/pf/pf_if.c pfi_kkif_match). */
function namesInterface(pattern: string, name: string, groups: readonly string[]): boolean {
  return pattern === name || groups.includes(pattern);
}

export function isSkipped(config: PfConfig, name: string, groups: readonly string[]): boolean {
  return config.skip.some((s) => namesInterface(s, name, groups));
}

export interface FilterVerdict {
  readonly action: 'pass' | 'block';
  /** Absent: no rule matched, and PF lets it pass. */
  readonly rule?: PfRule;
  /** The packet's tag behind the rules: every rule that matches tags, not the last alone. */
  readonly tag?: string;
  /** FIB and MSS that the rules say: of `match` rules the last that says one, unless the rule that decides does. */
  readonly rtable?: number;
  readonly maxMss?: number;
}

export function filter(config: PfConfig, packet: PfPacket, machine: PfMachine): FilterVerdict {
  const walk = new Walk(config, packet, machine);
  walk.through(config.rules, ['']);
  return walk.verdict();
}

/** A packet's way through the rules and anchors (sys/netpfil/pf/pf.c pf_test_rule, pf_step_into_anchor). */
class Walk {
  private last: PfRule | undefined;
  private tag: string | undefined;
  private actions: { rtable?: number; maxMss?: number } = {};
  /** Whether a rule has decided since an anchor was entered last: an anchor's own `quick` goes by it. */
  private decided = false;

  constructor(
    private readonly config: PfConfig,
    private readonly packet: PfPacket,
    private readonly machine: PfMachine,
  ) {
    this.tag = packet.tag;
  }

  /** `inside`: the rulesets that led here. True: nothing behind it is asked. */
  through(entries: readonly PfEntry[], inside: readonly string[]): boolean {
    for (const entry of entries) {
      if (!matches(entry, this.packet, this.config, this.machine) || !this.fits(entry)) continue;
      this.tag = entry.tag ?? this.tag;
      if (entry.action === 'anchor' ? this.into(entry, inside) : this.taken(entry)) return true;
    }
    return false;
  }

  private into(anchor: PfAnchor, inside: readonly string[]): boolean {
    this.decided = false;
    let within = false;
    for (const path of rulesetsOf(this.config.anchors, anchor)) {
      // Rules that lead to themselves say nothing new the second time.
      if (inside.includes(path)) continue;
      if (this.through(this.config.anchors.get(path) ?? [], [...inside, path])) return true;
      within ||= this.decided;
      if (anchor.wildcard) this.decided = false;
    }
    return anchor.quick && (within || this.decided);
  }

  private taken(rule: PfRule): boolean {
    if (rule.action === 'match') {
      this.actions = withActions(this.actions, rule);
      return false;
    }
    this.last = rule;
    this.decided = true;
    return rule.quick;
  }

  private fits(entry: PfEntry): boolean {
    const { packet } = this;
    if (entry.tagged && (entry.tagged.name === this.tag) === entry.tagged.negated) return false;
    if (entry.action !== 'anchor' && entry.tos && entry.tos !== (packet.tos ?? 0)) return false;
    if (entry.flags && packet.protocol === 'tcp' && !fitsFlags(entry.flags, packet.flags ?? '')) return false;
    return entry.icmpType === undefined || isIcmp(entry.icmpType, packet.icmpType, isIpv4(packet.source) ? 4 : 6);
  }

  verdict(): FilterVerdict {
    const { last, tag } = this;
    const said = { ...withActions(this.actions, last), ...(tag !== undefined && { tag }) };
    return last ? { action: last.action === 'block' ? 'block' : 'pass', rule: last, ...said } : { action: 'pass', ...said };
  }
}

function withActions(before: { rtable?: number; maxMss?: number }, rule: PfRule | undefined): { rtable?: number; maxMss?: number } {
  return { ...before, ...(rule?.rtable !== undefined && { rtable: rule.rtable }), ...(rule?.maxMss !== undefined && { maxMss: rule.maxMss }) };
}

function fitsFlags({ set, mask }: NonNullable<PfRule['flags']>, flags: string): boolean {
  const seen = flags.split('').filter((f) => mask.includes(f));
  return seen.length === set.length && seen.every((f) => set.includes(f));
}

/** What the first rule that matches says, though it be `no`: its tag and FIB count all the same (pf_lb.c pf_match_translation). */
export interface Matched {
  readonly rule?: PfTranslation;
  readonly tag?: string;
  readonly rtable?: number;
}

/**
 * The translation of the first rule that matches; no rule when none does, or when that rule says `no`. On the way out binat is
 * asked before nat, on the way in after rdr (sys/netpfil/pf/pf_lb.c pf_get_translation).
 */
export function translate(config: PfConfig, kind: 'nat' | 'rdr', packet: PfPacket, machine: PfMachine): Matched {
  const binat = config.translations.flatMap((t) => (t.kind !== 'binat' ? [] : kind === 'nat' ? [t] : (inbound(t) ?? [])));
  const own = config.translations.filter((t) => t.kind === kind);
  for (const rule of kind === 'nat' ? [...binat, ...own] : [...own, ...binat]) {
    if (rule.tagged && (rule.tagged.name === packet.tag) === rule.tagged.negated) continue;
    if (!matches(rule, packet, config, machine)) continue;
    const { exempt, tag, rtable } = rule;
    return { ...(!exempt && { rule }), ...(tag !== undefined && { tag }), ...(rtable !== undefined && { rtable }) };
  }
  return {};
}

/** `binat on IF from A to B -> C` also leads what comes in from B for C to A. */
function inbound({ target, from, to, fromPort: _from, toPort: _to, ...rest }: PfTranslation): PfTranslation | undefined {
  const host = target?.hosts[0];
  if (rest.exempt) return { ...rest, direction: 'in', ...(to && { from: to }), ...(from && { to: from }) };
  if (!host || !from || from.negated) return undefined;
  return { ...rest, direction: 'in', ...(to && { from: to }), to: { negated: false, host }, target: { hosts: [from.host] } };
}

/**
 * The addresses that a translation may give: several where each new connection takes one of them. Of a network that is no
 * pool its first; with `bitmask` and of binat the old address's own part is kept (pf_lb.c pf_map_addr).
 */
export function translatedAddresses({ kind, target }: PfTranslation, old: Ip, config: PfConfig, machine: PfMachine): Ip[] {
  if (!target) return [];
  const kept = kind === 'binat' || target.pool === 'bitmask';
  return target.hosts.flatMap((host) => addressesOf(host, old, kept, target.pool, config, machine)).filter((ip) => isIpv4(ip) === isIpv4(old));
}

/** Addresses of a network that are told apart; of a larger one the first so many stand for all. */
const MOST_OF_A_POOL = 16;

function addressesOf(host: PfHost, old: Ip, kept: boolean, pool: PfTarget['pool'], config: PfConfig, machine: PfMachine): Ip[] {
  switch (host.kind) {
    case 'prefix':
      return isIpv4(host.prefix.ip) !== isIpv4(old) ? [] : kept ? [withHostPart(host.prefix, old)] : pool ? firstOf(host.prefix) : [host.prefix.ip];
    case 'range':
      return [host.from];
    case 'table':
      return (config.tables.get(host.name)?.entries ?? []).flatMap((e) => (e.negated ? [] : addressesOf(e.host, old, kept, pool, config, machine)));
    case 'interface': {
      const own = machine.addressesOf(host.name).filter((a) => isIpv4(a.ip) === isIpv4(old));
      const parts = (host.first ? own.slice(0, 1) : own).flatMap((a) => partOf(a, host.part));
      return parts.flatMap((prefix) => addressesOf({ kind: 'prefix', prefix }, old, kept, pool, config, machine));
    }
    default:
      return [];
  }
}

function firstOf(prefix: Prefix): Ip[] {
  const size = Math.min(MOST_OF_A_POOL, 2 ** Math.min(16, bitsOf(prefix.ip) - prefix.length));
  return Array.from({ length: size }, (_, i) => addOffset(prefix.ip, i));
}

function withHostPart(prefix: Prefix, old: Ip): Ip {
  const bits = bitsOf(old) - prefix.length;
  const own = BigInt(old) & ((1n << BigInt(bits)) - 1n);
  const ip = BigInt(prefix.ip) | own;
  return (isIpv4(old) ? Number(ip) : ip) as Ip;
}

function addOffset(ip: Ip, offset: number): Ip {
  return (isIpv4(ip) ? ip + offset : ip + BigInt(offset)) as Ip;
}

/** The first `scrub` that matches; none when it says `no` (H34). */
export function scrubOf(config: PfConfig, packet: PfPacket, machine: PfMachine): PfScrub | undefined {
  const found = config.scrubs.find((s) => matches(s, packet, config, machine));
  return found?.exempt ? undefined : found;
}

function matches(rule: PfMatch, packet: PfPacket, config: PfConfig, machine: PfMachine): boolean {
  if (rule.direction && rule.direction !== packet.direction) return false;
  if (rule.interface && namesInterface(rule.interface.name, packet.interface, packet.groups) === rule.interface.negated) return false;
  if (rule.family && (rule.family === 4) !== isIpv4(packet.source)) return false;
  if (rule.protocol !== undefined && rule.protocol !== packet.protocol) return false;
  return (
    fitsAddress(rule.from, packet.source, packet, config, machine) &&
    fitsPorts(rule.fromPort, packet.sourcePort) &&
    fitsAddress(rule.to, packet.destination, packet, config, machine) &&
    fitsPorts(rule.toPort, packet.destinationPort)
  );
}

function fitsPorts(ports: PfPorts | undefined, port: number): boolean {
  if (!ports) return true;
  const inside = port >= ports.from && port <= ports.to;
  return ports.outside ? !inside : inside;
}

function fitsAddress(address: PfAddress | undefined, ip: Ip, packet: PfPacket, config: PfConfig, machine: PfMachine): boolean {
  return !address || fitsHost(address.host, ip, packet, config, machine) !== address.negated;
}

function fitsHost(host: PfHost, ip: Ip, packet: PfPacket, config: PfConfig, machine: PfMachine): boolean {
  switch (host.kind) {
    case 'any':
      return true;
    case 'prefix':
      return containsIp(host.prefix, ip);
    case 'range':
      return isIpv4(ip) === isIpv4(host.from) && ip >= host.from && ip <= host.to;
    case 'table':
      return inTable(config, host.name, ip, machine);
    case 'interface':
      return fitsInterface(host, ip, machine);
    case 'self':
      return machine.self.includes(ip);
    case 'no-route':
      return !machine.hasRoute(ip);
    case 'urpf-failed':
      return !machine.urpfPasses(packet);
  }
}

function fitsInterface({ name, part, first }: Extract<PfHost, { kind: 'interface' }>, ip: Ip, machine: PfMachine): boolean {
  const own = machine.addressesOf(name).filter((a) => isIpv4(a.ip) === isIpv4(ip));
  return (first ? own.slice(0, 1) : own).some((a) => partOf(a, part).some((p) => containsIp(p, ip)));
}

/** H35: the most specific entry that holds the address decides. */
function inTable(config: PfConfig, name: string, ip: Ip, machine: PfMachine): boolean {
  let longest = -1;
  let inside = false;
  for (const { host, negated } of config.tables.get(name)?.entries ?? []) {
    const length = entryLength(host, ip, machine);
    if (length === undefined || length < longest) continue;
    inside = length === longest ? inside && !negated : !negated;
    longest = length;
  }
  return inside;
}

/** How specific an entry is that holds the address. */
function entryLength(host: PfHost, ip: Ip, machine: PfMachine): number | undefined {
  if (host.kind === 'prefix') return containsIp(host.prefix, ip) ? host.prefix.length : undefined;
  if (host.kind === 'interface') return fitsInterface(host, ip, machine) ? 128 : undefined;
  if (host.kind === 'self') return machine.self.includes(ip) ? 128 : undefined;
  return undefined;
}
