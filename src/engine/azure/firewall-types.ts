/** The rules of an Azure Firewall, read and validated (A151–A156). */
import type { Ip, Prefix } from '../ip/index.ts';

/** Addresses that a rule names: `*`, addresses, prefixes, ranges. */
export type AddressMatch =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'range'; readonly from: Ip; readonly to: Ip };
/** `*`, a port, or a range. 0–65535. */
export interface PortMatch {
  readonly from: number;
  readonly to: number;
}

export interface NetworkRule {
  readonly name: string;
  readonly sources: readonly AddressMatch[];
  readonly destinations: readonly AddressMatch[];
  readonly protocols: readonly ('TCP' | 'UDP' | 'ICMP' | 'Any')[];
  readonly ports: readonly PortMatch[];
}

export interface ApplicationRule {
  readonly name: string;
  readonly sources: readonly AddressMatch[];
  /** `*`, `www.example.com`, `*.example.com`. */
  readonly targetFqdns: readonly string[];
  readonly protocols: readonly { readonly type: 'Http' | 'Https' | 'Mssql'; readonly port: number }[];
}

export interface DnatRule {
  readonly name: string;
  readonly sources: readonly AddressMatch[];
  /** A public address of the firewall. */
  readonly destinations: readonly AddressMatch[];
  readonly protocols: readonly ('TCP' | 'UDP' | 'Any')[];
  readonly ports: readonly PortMatch[];
  readonly translatedAddress: Ip;
  readonly translatedPort: number;
}

export interface RuleCollection<R> {
  readonly name: string;
  /** 100–65000, lower first. */
  readonly priority: number;
  readonly action: 'Allow' | 'Deny' | 'Dnat';
  readonly rules: readonly R[];
}

/** A151: what is known to be malicious, and what the firewall does about it. */
export interface ThreatIntelligence {
  readonly mode: 'Alert' | 'Deny';
  readonly addresses: readonly AddressMatch[];
  readonly names: readonly string[];
  readonly allowedAddresses: readonly AddressMatch[];
  readonly allowedNames: readonly string[];
}

/** Collections in the order in which they are asked (A152). */
export interface FirewallRules {
  readonly nat: readonly RuleCollection<DnatRule>[];
  readonly network: readonly RuleCollection<NetworkRule>[];
  readonly application: readonly RuleCollection<ApplicationRule>[];
  /** Destinations that network rules do not SNAT to (A154); RFC 1918 and RFC 6598 unless said. */
  readonly privateRanges: readonly Prefix[];
  /** Prefixes that Route Server teaches count as private as well (A165). */
  readonly autoLearnPrivateRanges?: boolean;
  /** Absent where it is off, or where the lab has nothing that is listed. */
  readonly threats?: ThreatIntelligence;
}
