/** What `iptables` and `ip6tables` set up: chains of rules in tables, each a list of matches and a target (iptables(8)). */
import type { Ip, Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { LinuxMark } from '../iproute2/mark.ts';

/** In the order in which a packet meets them at one hook. */
export const NF_TABLES = ['raw', 'mangle', 'nat', 'filter'] as const;
export type NfTable = (typeof NF_TABLES)[number];
export type NfHook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** The chains that a table has of itself; they alone have a policy. */
export const NF_CHAINS: Readonly<Record<NfTable, readonly NfHook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** What connection tracking thinks of a packet (H10). */
export type CtState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED';

/** Which ends of a connection are translated, as `--ctstate` asks for it beside its state. */
export type CtTranslation = 'SNAT' | 'DNAT';

export interface NfRange {
  readonly from: number;
  readonly to: number;
}

export type NfMatch = { readonly not: boolean } & (
  | { readonly kind: 'source' | 'destination'; readonly prefixes: readonly Prefix[] }
  | { readonly kind: 'source-range' | 'destination-range'; readonly from: Ip; readonly to: Ip }
  | { readonly kind: 'in' | 'out'; readonly name: string }
  | { readonly kind: 'protocol'; readonly protocol: string }
  | { readonly kind: 'source-ports' | 'destination-ports' | 'ports'; readonly ranges: readonly NfRange[] }
  | { readonly kind: 'tcp-flags'; readonly mask: readonly string[]; readonly set: readonly string[] }
  | { readonly kind: 'icmp-type'; readonly type: string }
  | { readonly kind: 'state'; readonly states: readonly (CtState | CtTranslation)[] }
  | { readonly kind: 'mark' | 'connmark'; readonly mark: LinuxMark }
  | { readonly kind: 'dscp'; readonly dscp: number }
  | { readonly kind: 'source-local' | 'destination-local' }
);

/** What REJECT says; the last two are IPv6's alone, the three before them IPv4's. */
export type NfRefusal =
  | 'tcp-reset'
  | 'net-unreachable'
  | 'host-unreachable'
  | 'port-unreachable'
  | 'prohibited'
  | 'proto-unreachable'
  | 'net-prohibited'
  | 'host-prohibited'
  | 'policy-fail'
  | 'reject-route';

export type NfTarget =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  | { readonly kind: 'notrack' }
  /** LOG, and a rule without a target: the packet goes on. */
  | { readonly kind: 'continue' }
  | { readonly kind: 'reject'; readonly with: NfRefusal }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** The mark becomes (mark & ~mask) ^ value. */
  | ({ readonly kind: 'mark' } & LinuxMark)
  | ({ readonly kind: 'connmark' } & LinuxMark)
  | { readonly kind: 'save-mark' | 'restore-mark' }
  /** `base`, of `9000-9010/8000`: the port of the packet as far from it is that far from the first of the range. */
  | { readonly kind: 'snat' | 'dnat'; readonly addresses?: { readonly from: Ip; readonly to: Ip }; readonly ports?: NfRange; readonly base?: number }
  | { readonly kind: 'masquerade' | 'redirect'; readonly ports?: NfRange }
  /** TCPMSS: bytes, or by the path's MTU. */
  | { readonly kind: 'mss'; readonly mss: number | 'pmtu' };

export interface NfRule {
  readonly matches: readonly NfMatch[];
  readonly target: NfTarget;
  /** As `iptables -S` prints it, behind `-A CHAIN`. */
  readonly text: string;
  readonly source: ConfigRef;
}

export interface NfChain {
  readonly name: string;
  /** Of the kernel's own chains; a chain of the user's returns at its end. */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly rules: readonly NfRule[];
}

/** The tables of one family: chains by name. */
export type NfTables = Readonly<Record<NfTable, ReadonlyMap<string, NfChain>>>;

export interface NfConfig {
  readonly ipv4: NfTables;
  readonly ipv6: NfTables;
}
