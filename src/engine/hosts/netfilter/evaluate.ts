/** A packet through the chains of one table at one hook: the rules that it met, and what became of it. */
import { compareIp, containsIp, type Ip, isIpv4 } from '../../ip/index.ts';
import { markMatches } from '../iproute2/mark.ts';
import type { CtState, CtTranslation, NfChain, NfHook, NfMatch, NfRefusal, NfRule, NfTable, NfTables, NfTarget } from './types.ts';

/** A packet as a rule sees it. */
export interface NfPacket {
  /** As the lab names them; IPv6's ICMP is `icmpv6`. */
  readonly protocol: string;
  readonly source: Ip;
  readonly destination: Ip;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: readonly string[];
  readonly icmpType?: string;
  readonly in?: string;
  readonly out?: string;
  readonly state: CtState;
  /** Ends of its connection that are translated; none for a packet of no connection. */
  readonly translated?: readonly CtTranslation[];
  /** 0–63. */
  readonly dscp: number;
  readonly mark: number;
  readonly connectionMark: number;
  readonly isOwn: (ip: Ip) => boolean;
}

type Verdict = Extract<NfTarget, { kind: 'accept' | 'drop' | 'reject' | 'snat' | 'dnat' | 'masquerade' | 'redirect' }>;

export interface NfOutcome {
  /** The rule that decided; absent: the chain's policy did. */
  readonly rule?: NfRule;
  /** `accept` of a table that only marks or clamps means that the packet goes on. */
  readonly verdict: Verdict;
  /** Rules on the way that change the packet or its connection, in order. */
  readonly effects: readonly NfEffect[];
  readonly mark: number;
  readonly connectionMark: number;
  readonly untracked: boolean;
}

/** What a rule did to a packet that goes on. */
export interface NfEffect {
  readonly rule: NfRule;
  readonly target: Extract<NfTarget, { kind: 'mark' | 'connmark' | 'save-mark' | 'restore-mark' | 'mss' | 'notrack' }>;
  /** The packet's mark behind it. */
  readonly mark: number;
}

/** Chains within chains at most (net/netfilter/x_tables.c refuses loops as they are loaded). */
const DEEPEST = 32;

export function traverse(tables: NfTables, table: NfTable, hook: NfHook, packet: NfPacket): NfOutcome {
  const run = new Traversal(tables, table, packet);
  const chain = tables[table].get(hook) as NfChain;
  const decided = run.chain(chain, 0);
  const { effects, mark, connectionMark, untracked } = run;
  const verdict: Verdict = decided?.verdict ?? { kind: chain.policy === 'DROP' ? 'drop' : 'accept' };
  return { ...(decided?.rule && { rule: decided.rule }), verdict, effects, mark, connectionMark, untracked };
}

interface Decided {
  readonly rule: NfRule;
  readonly verdict: Verdict;
}

class Traversal {
  readonly effects: NfEffect[] = [];
  mark: number;
  connectionMark: number;
  untracked = false;

  constructor(
    private readonly tables: NfTables,
    private readonly table: NfTable,
    private readonly packet: NfPacket,
  ) {
    this.mark = packet.mark;
    this.connectionMark = packet.connectionMark;
  }

  /** Undefined: its end was reached, or RETURN. */
  chain(chain: NfChain, depth: number): Decided | undefined {
    if (depth > DEEPEST) return undefined;
    for (const rule of chain.rules) {
      const now = { ...this.packet, mark: this.mark, connectionMark: this.connectionMark };
      if (!rule.matches.every((m) => matches(m, now) !== m.not)) continue;
      const { target } = rule;
      switch (target.kind) {
        case 'return':
          return undefined;
        case 'jump':
        case 'goto': {
          const inner = this.tables[this.table].get(target.chain);
          const decided = inner && this.chain(inner, depth + 1);
          if (decided || target.kind === 'goto') return decided;
          break;
        }
        case 'continue':
          break;
        case 'accept':
        case 'drop':
        case 'reject':
        case 'snat':
        case 'dnat':
        case 'masquerade':
        case 'redirect':
          return { rule, verdict: target };
        default:
          this.effect(rule, target);
      }
    }
    return undefined;
  }

  private effect(rule: NfRule, target: NfEffect['target']): void {
    switch (target.kind) {
      case 'mark':
        this.mark = changed(this.mark, target);
        break;
      case 'connmark':
        this.connectionMark = changed(this.connectionMark, target);
        break;
      case 'save-mark':
        this.connectionMark = this.mark;
        break;
      case 'restore-mark':
        this.mark = this.connectionMark;
        break;
      case 'notrack':
        this.untracked = true;
        break;
      case 'mss':
        break;
    }
    this.effects.push({ rule, target, mark: this.mark });
  }
}

const changed = (old: number, { value, mask }: { readonly value: number; readonly mask: number }): number => ((old & ~mask) ^ value) >>> 0;

function matches(m: NfMatch, p: NfPacket): boolean {
  switch (m.kind) {
    case 'source':
      return m.prefixes.some((prefix) => containsIp(prefix, p.source));
    case 'destination':
      return m.prefixes.some((prefix) => containsIp(prefix, p.destination));
    case 'source-range':
      return within(p.source, m);
    case 'destination-range':
      return within(p.destination, m);
    case 'in':
      return named(m.name, p.in);
    case 'out':
      return named(m.name, p.out);
    case 'protocol':
      return m.protocol === p.protocol;
    case 'source-ports':
      return m.ranges.some((r) => p.sourcePort >= r.from && p.sourcePort <= r.to);
    case 'destination-ports':
      return m.ranges.some((r) => p.destinationPort >= r.from && p.destinationPort <= r.to);
    case 'ports':
      return m.ranges.some((r) => [p.sourcePort, p.destinationPort].some((port) => port >= r.from && port <= r.to));
    case 'tcp-flags':
      return m.mask.every((flag) => p.flags.includes(flag) === m.set.includes(flag));
    case 'icmp-type':
      return (
        p.icmpType === m.type || (m.type === 'unreachable' && (UNREACHABLE.has(p.icmpType ?? '') || (p.protocol === 'icmp' && p.icmpType === 'frag-needed')))
      );
    case 'state':
      return m.states.some((s) => s === p.state || p.translated?.some((t) => t === s));
    case 'mark':
      return markMatches(m.mark, p.mark);
    case 'connmark':
      return markMatches(m.mark, p.connectionMark);
    case 'dscp':
      return m.dscp === p.dscp;
    case 'source-local':
      return p.isOwn(p.source);
    case 'destination-local':
      return p.isOwn(p.destination);
  }
}

/** IPv4 has "fragmentation needed" among them as well; IPv6's "packet too big" is a type of its own. */
const UNREACHABLE: ReadonlySet<string> = new Set<string>([
  'net-unreachable',
  'host-unreachable',
  'port-unreachable',
  'prohibited',
  'proto-unreachable',
  'net-prohibited',
  'host-prohibited',
  'policy-fail',
  'reject-route',
] satisfies Exclude<NfRefusal, 'tcp-reset'>[]);

function within(ip: Ip, { from, to }: { readonly from: Ip; readonly to: Ip }): boolean {
  return isIpv4(ip) === isIpv4(from) && compareIp(ip, from) >= 0 && compareIp(ip, to) <= 0;
}

/** `eth+` is every interface whose name begins so. */
function named(pattern: string, name: string | undefined): boolean {
  if (pattern.endsWith('+')) return name?.startsWith(pattern.slice(0, -1)) ?? pattern === '+';
  return pattern === name;
}
