/** A packet held against a pf.conf: translation by the first match, filtering by the last, or the first `quick` (H30, H31). */
import { containsIp, type Ip, isIpv4, lastIp, networkOf, type InterfaceAddress } from '../../ip/index.ts';
import { ICMP6_TYPES, ICMP_TYPES } from './names.ts';
import type { PfAddress, PfConfig, PfHost, PfMatch, PfPorts, PfRule, PfScrub, PfTranslation } from './types.ts';

/** What PF sees of a packet: its outermost IP header and what follows it at once (H45). */
export interface PfPacket {
  readonly direction: 'in' | 'out';
  readonly interface: string;
  /** By its name in /etc/protocols; ICMP for IPv6 is `icmp6`. */
  readonly protocol: string;
  readonly source: Ip;
  readonly destination: Ip;
  /** 0 where the protocol has none. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** TCP: the letters of FSRPAU that are set. */
  readonly flags?: string;
  /** ICMP: `echo-request`, `time-exceeded` … */
  readonly icmpType?: string;
  /** What rules before have tagged it with, on its way in as well. */
  readonly tag?: string;
}

/** What a rule may ask the machine about. */
export interface PfMachine {
  /** Addresses of an interface, or of every one of a group (`gif` for gif0 and gif1). */
  addressesOf(name: string): readonly InterfaceAddress[];
  /** Every address of the machine. */
  readonly self: readonly Ip[];
  hasRoute(ip: Ip): boolean;
  /** Whether the way back to the packet's source leaves by the interface that it came in by. */
  urpfPasses(packet: PfPacket): boolean;
}

/** The interface itself, or its group: the name of its driver. */
export function namesInterface(pattern: string, name: string): boolean {
  return pattern === name || pattern === 'all' || pattern === name.replace(/\d+$/, '');
}

export function isSkipped(config: PfConfig, name: string): boolean {
  return config.skip.some((s) => namesInterface(s, name));
}

export interface FilterVerdict {
  readonly action: 'pass' | 'block';
  /** Absent: no rule matched, and PF lets it pass. */
  readonly rule?: PfRule;
  /** The packet's tag behind the rules: every rule that matches tags, not the last alone. */
  readonly tag?: string;
}

export function filter(config: PfConfig, packet: PfPacket, machine: PfMachine): FilterVerdict {
  let last: PfRule | undefined;
  let { tag } = packet;
  for (const rule of config.rules) {
    if (!matches(rule, packet, config, machine) || !fitsRule(rule, packet, tag)) continue;
    last = rule;
    tag = rule.tag ?? tag;
    if (rule.quick) break;
  }
  const tagged = tag === undefined ? {} : { tag };
  return last ? { action: last.action, rule: last, ...tagged } : { action: 'pass', ...tagged };
}

function fitsRule(rule: PfRule, packet: PfPacket, tag: string | undefined): boolean {
  if (rule.tagged !== undefined && rule.tagged !== tag) return false;
  if (rule.flags && packet.protocol === 'tcp') {
    const set = (packet.flags ?? '').split('').filter((f) => rule.flags?.mask.includes(f));
    if (set.length !== rule.flags.set.length || set.some((f) => !rule.flags?.set.includes(f))) return false;
  }
  if (rule.icmpType === undefined) return true;
  const types = isIpv4(packet.source) ? ICMP_TYPES : ICMP6_TYPES;
  return packet.icmpType !== undefined && (types[rule.icmpType]?.includes(packet.icmpType) ?? false);
}

/** The translation of the first rule that matches; undefined when none does, or when that rule says `no`. */
export function translate(config: PfConfig, kind: 'nat' | 'rdr', packet: PfPacket, machine: PfMachine): PfTranslation | undefined {
  for (const t of config.translations) {
    const rule = t.kind === 'binat' && kind === 'rdr' ? inbound(t) : t.kind === kind || t.kind === 'binat' ? t : undefined;
    if (rule && matches(rule, packet, config, machine)) return rule.exempt ? undefined : rule;
  }
  return undefined;
}

/** `binat on IF from A to B -> C` also leads what comes in from B for C to A. */
function inbound({ target, from, to, fromPort: _from, toPort: _to, ...rest }: PfTranslation): PfTranslation | undefined {
  if (!target || !from || from.negated) return undefined;
  return { ...rest, direction: 'in', ...(to && { from: to }), to: { negated: false, host: target.host }, target: { host: from.host } };
}

/** The address that a translation gives; undefined when what it names has none of the packet's family. */
export function translatedAddress(target: PfHost, like: Ip, machine: PfMachine): Ip | undefined {
  switch (target.kind) {
    case 'prefix':
      return target.prefix.ip;
    case 'range':
      return target.from;
    case 'interface':
      return machine.addressesOf(target.name).find((a) => isIpv4(a.ip) === isIpv4(like))?.ip;
    default:
      return undefined;
  }
}

/** The smallest MSS that `scrub` rules and the rule that passes allow a SYN of this packet's to announce (H34). */
export function scrubOf(config: PfConfig, packet: PfPacket, machine: PfMachine): PfScrub | undefined {
  return config.scrubs.find((s) => matches(s, packet, config, machine));
}

function matches(rule: PfMatch, packet: PfPacket, config: PfConfig, machine: PfMachine): boolean {
  if (rule.direction && rule.direction !== packet.direction) return false;
  if (rule.interface && namesInterface(rule.interface.name, packet.interface) === rule.interface.negated) return false;
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

function fitsInterface({ name, part }: Extract<PfHost, { kind: 'interface' }>, ip: Ip, machine: PfMachine): boolean {
  return machine.addressesOf(name).some((a) => {
    switch (part) {
      case 'address':
        return a.ip === ip;
      case 'network':
        return containsIp(networkOf(a), ip);
      case 'broadcast':
        return isIpv4(a.ip) && lastIp(networkOf(a)) === ip;
      case 'peer':
        return a.peer === ip;
    }
  });
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
