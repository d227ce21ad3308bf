/**
 * Azure objects that filter, translate, balance or lend an address: network security groups, NAT gateways, load balancers,
 * private endpoints, Bastion. ARM's property names; what ARM keeps in arrays of named things stands here in maps by name, and
 * what ARM names by resource id is named by the lab's id or, within one object, by the name.
 */
import type { Drawn } from './lab-drawn.ts';

/** By name; custom rules only, the platform's default rules are always there (A170, A171). */
export interface NetworkSecurityGroup extends Drawn {
  readonly location?: string;
  readonly securityRules: Readonly<Record<string, SecurityRule>>;
}

/** IP configurations name the groups that they are in; rules name a group instead of its addresses (A172). */
export interface ApplicationSecurityGroup extends Drawn {
  readonly location?: string;
}

/** Each of source, destination and their ports is stated once: in the singular, in the plural as a list, or as application security groups. */
export interface SecurityRule {
  /** 100–4096, the lowest first (A172). */
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly protocol: 'Tcp' | 'Udp' | 'Icmp' | 'Esp' | 'Ah' | '*';
  /** A prefix, an address, a service tag or `*`. */
  readonly sourceAddressPrefix?: string;
  readonly sourceAddressPrefixes?: readonly string[];
  readonly sourceApplicationSecurityGroups?: readonly string[];
  /** `443`, `1024-65535` or `*`; any port when neither form is there. */
  readonly sourcePortRange?: string;
  readonly sourcePortRanges?: readonly string[];
  readonly destinationAddressPrefix?: string;
  readonly destinationAddressPrefixes?: readonly string[];
  readonly destinationApplicationSecurityGroups?: readonly string[];
  /** As with sources, but one of the two forms has to be there: `*` is said for any (A172, `nsg-end-missing`). */
  readonly destinationPortRange?: string;
  readonly destinationPortRanges?: readonly string[];
}

/** Subnets name it (`natGateway`). */
export interface NatGateway extends Drawn {
  readonly location?: string;
  /** Ids of public IP addresses; 16 at most (A190). */
  readonly publicIpAddresses: readonly string[];
  /** 4–120, 4 unless said. */
  readonly idleTimeoutInMinutes?: number;
}

/** A Standard load balancer: internal when its frontends are in a subnet, public when they are public addresses. */
export interface LoadBalancer extends Drawn {
  readonly location?: string;
  readonly frontendIPConfigurations: Readonly<Record<string, FrontendIPConfiguration>>;
  readonly backendAddressPools: Readonly<Record<string, BackendAddressPool>>;
  readonly probes?: Readonly<Record<string, LoadBalancerProbe>>;
  readonly loadBalancingRules?: Readonly<Record<string, LoadBalancingRule>>;
  readonly inboundNatRules?: Readonly<Record<string, InboundNatRule>>;
  readonly outboundRules?: Readonly<Record<string, OutboundRule>>;
}

export interface FrontendIPConfiguration {
  /** `vnet/subnet`, of an internal frontend. */
  readonly subnet?: string;
  /** Of an internal frontend. */
  readonly privateIPAddress?: string;
  /** Id of a public IP address, of a public frontend. */
  readonly publicIPAddress?: string;
}

export interface BackendAddressPool {
  /** `vm/nic`, or `vm/nic/name` for one of its further IP configurations. */
  readonly backendIPConfigurations: readonly string[];
}

export interface LoadBalancerProbe {
  readonly protocol: 'Tcp' | 'Http' | 'Https';
  readonly port: number;
  /** Http and Https. */
  readonly requestPath?: string;
}

export interface LoadBalancingRule {
  readonly frontendIPConfiguration: string;
  readonly backendAddressPool: string;
  readonly probe?: string;
  /** `All` with both ports 0 is an HA-ports rule (A186). */
  readonly protocol: 'Tcp' | 'Udp' | 'All';
  readonly frontendPort: number;
  readonly backendPort: number;
  readonly enableFloatingIP?: boolean;
  /** 5-tuple unless said. */
  readonly loadDistribution?: 'Default' | 'SourceIP' | 'SourceIPProtocol';
  /** Public: the frontend gives its backends no outbound connections. */
  readonly disableOutboundSnat?: boolean;
  readonly idleTimeoutInMinutes?: number;
}

export interface InboundNatRule {
  readonly frontendIPConfiguration: string;
  /** `vm/nic` or `vm/nic/name`. */
  readonly backendIPConfiguration: string;
  readonly protocol: 'Tcp' | 'Udp';
  readonly frontendPort: number;
  readonly backendPort: number;
  readonly enableFloatingIP?: boolean;
}

export interface OutboundRule {
  readonly frontendIPConfigurations: readonly string[];
  readonly backendAddressPool: string;
  readonly protocol: 'Tcp' | 'Udp' | 'All';
  /** A backend; a multiple of 8, 0 (given out by pool size) unless said. */
  readonly allocatedOutboundPorts?: number;
  readonly idleTimeoutInMinutes?: number;
}

/** The private address of a service in a VNet (A37). */
export interface PrivateEndpoint extends Drawn {
  /** `vnet/subnet`. */
  readonly subnet: string;
  readonly privateIPAddress: string;
  /** What stands behind it, for people. */
  readonly service?: string;
  /** The server of the Internet that stands behind it; without one it answers by itself. */
  readonly privateLinkServiceId?: string;
  /** Of its DNS zone group: private DNS zones in which it keeps a record of the service's name. */
  readonly privateDnsZoneConfigs?: readonly string[];
}

/** A private DNS zone by its name, `privatelink.blob.core.windows.net`; it answers in the networks that are linked to it (A37). */
export interface PrivateDnsZone extends Drawn {
  readonly virtualNetworkLinks: Readonly<Record<string, { readonly virtualNetwork: string }>>;
  /** Record sets of type A by name within the zone. */
  readonly A?: Readonly<Record<string, { readonly aRecords: readonly { readonly ipv4Address: string }[] }>>;
}

export interface BastionHost extends Drawn {
  /** `vnet/AzureBastionSubnet`. */
  readonly subnet: string;
  /** Id of a public IP address. */
  readonly publicIPAddress?: string;
}
