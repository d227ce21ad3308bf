/**
 * Azure Firewall, its rules and its policies, with ARM's property names. Rules stand in the firewall itself (classic), or in a policy's rule
 * collection groups; what ARM keeps in arrays of named things stands here in maps by name.
 */
import type { Drawn } from './lab-drawn.ts';

export interface AzureFirewall extends Drawn {
  /** `vnet/AzureFirewallSubnet`. */
  readonly subnet: string;
  /** The VIP; the first usable address unless said (A159). */
  readonly privateIPAddress?: string;
  /** Instance addresses; the next ones unless said. */
  readonly instanceAddresses?: readonly string[];
  readonly publicIPAddresses: readonly string[];
  readonly networkRuleCollections?: Readonly<Record<string, FirewallRuleCollection<FirewallNetworkRule>>>;
  readonly applicationRuleCollections?: Readonly<Record<string, FirewallRuleCollection<FirewallApplicationRule>>>;
  readonly natRuleCollections?: Readonly<Record<string, FirewallNatRuleCollection>>;
  /** SNAT private ranges: prefixes, `IANAPrivateRanges` for the usual ones among them (A154). */
  readonly privateRanges?: readonly string[];
  /** What happens to flows from and to known malicious addresses and names (A151); `Alert` unless said. */
  readonly threatIntelMode?: ThreatIntelMode;
  /** Settings without a property of their own: the DNS proxy, which FQDNs in network rules need. */
  readonly additionalProperties?: { readonly 'Network.DNS.EnableProxy'?: 'true' | 'false' };
  /** Rules and settings by a policy instead of its own (A152). */
  readonly firewallPolicy?: string;
  /** Forced tunnelling: the management interface, `vnet/AzureFirewallManagementSubnet` (A158). */
  readonly managementIpConfiguration?: { readonly subnet: string; readonly publicIPAddress: string };
}

export interface FirewallRuleCollection<R> {
  /** 100–65000, lower first. */
  readonly priority: number;
  readonly action: { readonly type: 'Allow' | 'Deny' };
  readonly rules: Readonly<Record<string, R>>;
}

export interface FirewallNetworkRule {
  readonly sourceAddresses: readonly string[];
  readonly destinationAddresses: readonly string[];
  /** Names that the firewall resolves; they need its DNS proxy. */
  readonly destinationFqdns?: readonly string[];
  readonly protocols: readonly ('TCP' | 'UDP' | 'ICMP' | 'Any')[];
  readonly destinationPorts: readonly string[];
}

export interface FirewallApplicationRule {
  readonly sourceAddresses: readonly string[];
  readonly targetFqdns: readonly string[];
  readonly protocols: readonly { readonly protocolType: 'Http' | 'Https' | 'Mssql'; readonly port: number }[];
}

export interface FirewallNatRuleCollection {
  readonly priority: number;
  readonly rules: Readonly<
    Record<
      string,
      {
        readonly sourceAddresses: readonly string[];
        readonly destinationAddresses: readonly string[];
        readonly protocols: readonly ('TCP' | 'UDP' | 'Any')[];
        readonly destinationPorts: readonly string[];
        readonly translatedAddress: string;
        readonly translatedPort: string;
      }
    >
  >;
}

export type ThreatIntelMode = 'Off' | 'Alert' | 'Deny';

/** Rules and settings that several firewalls may share; a child inherits those of its base policy, and they come first (A152). */
export interface FirewallPolicy extends Drawn {
  readonly location?: string;
  readonly basePolicy?: string;
  readonly threatIntelMode?: ThreatIntelMode;
  /** What threat intelligence lets pass all the same. */
  readonly threatIntelWhitelist?: { readonly ipAddresses?: readonly string[]; readonly fqdns?: readonly string[] };
  readonly dnsSettings?: { readonly enableProxy: boolean };
  readonly snat?: {
    readonly privateRanges?: readonly string[];
    /** What Route Server teaches the firewall's network counts as private too (A165). */
    readonly autoLearnPrivateRanges?: 'Enabled' | 'Disabled';
  };
  readonly ruleCollectionGroups?: Readonly<Record<string, FirewallRuleCollectionGroup>>;
}

export interface FirewallRuleCollectionGroup {
  /** 100–65000, lower first. */
  readonly priority: number;
  readonly ruleCollections: Readonly<Record<string, FirewallPolicyRuleCollection>>;
}

/** Rules of one type: DNAT in a NAT collection, network or application rules in a filter collection. */
export interface FirewallPolicyRuleCollection {
  readonly ruleCollectionType: 'FirewallPolicyFilterRuleCollection' | 'FirewallPolicyNatRuleCollection';
  /** 100–65000, lower first. */
  readonly priority: number;
  readonly action: { readonly type: 'Allow' | 'Deny' | 'DNAT' };
  readonly rules: Readonly<Record<string, FirewallPolicyRule>>;
}

/** Which properties a rule has follows from its type. */
export interface FirewallPolicyRule {
  readonly ruleType: 'NatRule' | 'NetworkRule' | 'ApplicationRule';
  readonly sourceAddresses: readonly string[];
  readonly destinationAddresses?: readonly string[];
  /** Network rules. */
  readonly destinationFqdns?: readonly string[];
  /** Network and NAT rules. */
  readonly destinationPorts?: readonly string[];
  readonly ipProtocols?: readonly ('TCP' | 'UDP' | 'ICMP' | 'Any')[];
  /** Application rules. */
  readonly targetFqdns?: readonly string[];
  readonly protocols?: readonly { readonly protocolType: 'Http' | 'Https' | 'Mssql'; readonly port: number }[];
  /** NAT rules. */
  readonly translatedAddress?: string;
  readonly translatedPort?: string;
}
