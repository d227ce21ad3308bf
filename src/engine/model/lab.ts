/**
 * The Lab: the document that a person draws, that a scenario file holds and that undo, diff and a share link work on.
 * Objects stand in maps keyed by ids that people can read, so that a change is a JSON Merge Patch (RFC 7396). Azure objects
 * keep ARM's property names and values. Everything here is plain JSON; addresses are text until compile reads them.
 *
 * References are ids: a subnet is `vnet/subnet`, an instance of a circuit `circuit/primary`. All ids of devices (whatever
 * map they stand in) share one name space, so that a flow, a check or a command can name a device by its id alone.
 */
import type { Drawn, Size } from './lab-drawn.ts';
import type { AzureFirewall, FirewallPolicy } from './lab-firewall.ts';
import type { ApplicationSecurityGroup, BastionHost, LoadBalancer, NatGateway, NetworkSecurityGroup, PrivateDnsZone, PrivateEndpoint } from './lab-services.ts';

export type * from './lab-drawn.ts';
export type * from './lab-firewall.ts';
export type * from './lab-services.ts';

/** Text in the reader's language; `en` is always there. */
export interface Localized {
  readonly en: string;
  readonly ja?: string;
}

export interface VirtualNetwork extends Drawn {
  readonly size?: Size;
  /** Azure region, `japaneast`. Peerings between regions are global. */
  readonly location: string;
  readonly addressSpace: { readonly addressPrefixes: readonly string[] };
  /** What its gateways announce instead of the prefixes that these cover (A58). */
  readonly summarizedGatewayPrefixes?: { readonly addressPrefixes: readonly string[] };
  readonly subnets: Readonly<Record<string, Subnet>>;
  readonly virtualNetworkPeerings?: Readonly<Record<string, VirtualNetworkPeering>>;
}

export interface Subnet extends Drawn {
  readonly size?: Size;
  readonly addressPrefix: string;
  /** More prefixes of the subnet: the IPv6 one of a dual-stack subnet. */
  readonly additionalAddressPrefixes?: readonly string[];
  readonly routeTable?: string;
  /** `Microsoft.Storage` and the like: a route of the subnet for every prefix that the lab's service tags give for it (A13). */
  readonly serviceEndpoints?: readonly { readonly service: string }[];
  /** Whether user-defined routes reach the private endpoints of this subnet (A38); `Disabled` unless said. */
  readonly privateEndpointNetworkPolicies?: 'Disabled' | 'Enabled' | 'NetworkSecurityGroupEnabled' | 'RouteTableEnabled';
  readonly networkSecurityGroup?: string;
  readonly natGateway?: string;
  readonly defaultOutboundAccess?: boolean;
}

export interface VirtualNetworkPeering {
  readonly remoteVirtualNetwork: string;
  readonly allowVirtualNetworkAccess?: boolean;
  readonly allowForwardedTraffic?: boolean;
  readonly allowGatewayTransit?: boolean;
  readonly useRemoteGateways?: boolean;
  /** The remote prefixes as last synced, where that is not what the remote network has now (A46). */
  readonly remoteAddressSpace?: { readonly addressPrefixes: readonly string[] };
  /** Only `Disconnected` is said: the other half was deleted, and this one must be made anew (A45). Other states follow from both halves. */
  readonly peeringState?: 'Disconnected';
}

export type UdrNextHopType = 'VirtualAppliance' | 'VirtualNetworkGateway' | 'VnetLocal' | 'Internet' | 'None';

export interface RouteTable extends Drawn {
  /** Where it is said, the same as that of the networks it serves (A209). */
  readonly location?: string;
  readonly disableBgpRoutePropagation?: boolean;
  /** `addressPrefix` is a prefix or the name of a service tag of the lab (A35). */
  readonly routes: Readonly<Record<string, { readonly addressPrefix: string; readonly nextHopType: UdrNextHopType; readonly nextHopIpAddress?: string }>>;
}

export interface PublicIpAddress extends Drawn {
  readonly ipAddress: string;
}

export interface NetworkInterface {
  /** `vnet/subnet`. */
  readonly subnet: string;
  readonly privateIPAddress: string;
  readonly enableIPForwarding?: boolean;
  readonly publicIPAddress?: string;
  readonly networkSecurityGroup?: string;
  /** Of the primary IP configuration: security rules may name them instead of addresses (A172). */
  readonly applicationSecurityGroups?: readonly string[];
  /** Further IP configurations by name; the primary one is the interface's own addresses. */
  readonly ipConfigurations?: Readonly<
    Record<string, { readonly privateIPAddress: string; readonly publicIPAddress?: string; readonly applicationSecurityGroups?: readonly string[] }>
  >;
}

/** FRR on a machine; `config` is frr.conf. */
export interface FrrSoftware {
  /** `8.4.4` unless said. */
  readonly version?: string;
  readonly config: string;
}

/** A text that a machine is set up by. */
export interface ConfigText {
  readonly config: string;
}

/** The texts that a machine may be set up by besides frr.conf. Each counts on its own system only. */
export interface MachineTexts {
  /** FreeBSD's rc.conf: addresses, tunnels, FIBs, static routes (H20–H25). */
  readonly rc?: ConfigText;
  /** FreeBSD's pf.conf (H30–H36). */
  readonly pf?: ConfigText;
  /** Linux: a script of `ip`, `sysctl`, `iptables` and `ip6tables` (H1, H7, H10). */
  readonly iproute2?: ConfigText;
  /** squid.conf of a forward proxy (H60–H67). */
  readonly squid?: ConfigText;
}

/** A VM; with `frr` it is an NVA. Its DHCP routes are the kernel's (H2). */
export interface VirtualMachine extends Drawn, MachineTexts {
  /** By the guest's interface name, `eth0`. */
  readonly networkInterfaces: Readonly<Record<string, NetworkInterface>>;
  readonly os?: 'linux' | 'windows' | 'freebsd';
  /** net.ipv4.ip_forward of the guest. */
  readonly ipForward?: boolean;
  readonly frr?: FrrSoftware;
  /** TCP/UDP ports that answer; a port not listed is closed. */
  readonly listen?: readonly Listener[];
}

/** A service that answers: `{ "protocol": "tcp", "port": 443, "host": "www.example.com" }`. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Linux: the VRF that it is bound to (`ip vrf exec NAME`); without one it is in no VRF (H11). */
  readonly vrf?: string;
  /** What it answers to GET, status by path; a path that is not listed is 404. Without any, every path is 200. */
  readonly http?: Readonly<Record<string, number>>;
}

export interface RouteServer extends Drawn {
  /** `vnet/RouteServerSubnet`. */
  readonly subnet: string;
  /** Two addresses; the first usable pair of the subnet unless said (A120). */
  readonly virtualRouterIps?: readonly string[];
  readonly allowBranchToBranchTraffic?: boolean;
  readonly hubRoutingPreference?: 'ExpressRoute' | 'VpnGateway' | 'ASPath';
  /** For management (A120). */
  readonly publicIPAddress?: string;
  readonly bgpConnections?: Readonly<Record<string, { readonly peerIp: string; readonly peerAsn: number }>>;
}

export interface VirtualNetworkGateway extends Drawn {
  readonly gatewayType: 'Vpn' | 'ExpressRoute';
  /** `vnet/GatewaySubnet`. */
  readonly subnet: string;
  /** VPN only. */
  readonly activeActive?: boolean;
  readonly enableBgp?: boolean;
  /** VPN only; `RouteBased` unless said (A90). */
  readonly vpnType?: 'RouteBased' | 'PolicyBased';
  readonly sku?: string;
  readonly bgpSettings?: {
    /** 65515 unless said (A60). */
    readonly asn?: number;
    /** One an instance; A61's places unless said. For ExpressRoute the two instances. */
    readonly bgpPeeringAddresses?: readonly string[];
    /** VPN: APIPA addresses, for the instances in turn: first, second, first … (A64). */
    readonly customBgpIpAddresses?: readonly string[];
  };
  /** One an instance (VPN). */
  readonly publicIPAddresses?: readonly string[];
  /** Point-to-site: the pools that clients get their addresses from (A95). */
  readonly vpnClientConfiguration?: { readonly vpnClientAddressPool: { readonly addressPrefixes: readonly string[] } };
  /** Point-to-site: prefixes that clients are told beside those that the gateway knows (A98). */
  readonly customRoutes?: { readonly addressPrefixes: readonly string[] };
  /** ExpressRoute: whether it takes other VNets' prefixes that turn round at the MSEE (A106). */
  readonly allowRemoteVnetTraffic?: boolean;
}

export interface LocalNetworkGateway extends Drawn {
  readonly gatewayIpAddress: string;
  readonly localNetworkAddressSpace?: { readonly addressPrefixes: readonly string[] };
  readonly bgpSettings?: { readonly asn: number; readonly bgpPeeringAddress: string };
}

export interface Connection extends Drawn {
  readonly connectionType: 'IPsec' | 'Vnet2Vnet' | 'ExpressRoute';
  readonly virtualNetworkGateway1: string;
  readonly virtualNetworkGateway2?: string;
  readonly localNetworkGateway2?: string;
  /** The circuit of an ExpressRoute connection. */
  readonly peer?: string;
  readonly enableBgp?: boolean;
  readonly routingWeight?: number;
  /** IPsec: the gateway's APIPA address of each instance for this connection (A64). */
  readonly gatewayCustomBgpIpAddresses?: readonly string[];
  /** ExpressRoute: FastPath (A112). */
  readonly expressRouteGatewayBypass?: boolean;
  /** ExpressRoute: the MSEEs' neighbor addresses in GatewaySubnet, primary then secondary (A102). */
  readonly mseeAddresses?: readonly string[];
}

export interface ExpressRouteCircuit extends Drawn {
  readonly peeringLocation?: string;
  /** How many prefixes the circuit takes from the customer (A107); Standard unless said. */
  readonly sku?: { readonly tier: 'Local' | 'Standard' | 'Premium' };
  readonly peerings: {
    readonly AzurePrivatePeering?: {
      readonly peerASN: number;
      readonly primaryPeerAddressPrefix: string;
      readonly secondaryPeerAddressPrefix: string;
      readonly vlanId: number;
      /** Global Reach: circuits whose customer sides this one is joined with (A114). */
      readonly connections?: Readonly<Record<string, { readonly peerExpressRouteCircuit: string; readonly addressPrefix?: string }>>;
    };
  };
}

/** Something that has failed or is switched off, as an outage names it. */
export interface Outage {
  /**
   * A gateway or Route Server (`vpngw`) or one of its instances (`vpngw#0`), a circuit (`erc`) or one of its MSEEs (`erc#primary`), a
   * connection (`cn`) or the tunnels of one instance (`cn#0`), a virtual machine, a router.
   */
  readonly of: string;
}

/** An on-premises place, drawn as a container. */
export interface Site extends Drawn {
  readonly size?: Size;
}

/** An Ethernet outside Azure: two attachments are a cable, more a LAN. */
export interface LanSegment extends Drawn {
  readonly site?: string;
}

/** An interface of a machine outside Azure. */
export interface LanInterface {
  /** `10.20.10.1/24`. */
  readonly addresses: readonly string[];
  /** The segment it is plugged into. */
  readonly segment?: string;
  /** Or the leg of a circuit: `erc/primary`. */
  readonly circuit?: string;
  /** Or an IPsec tunnel: the site-to-site connection and the gateway's instance, `cn-onprem#0`. */
  readonly ipsec?: string;
  readonly shutdown?: boolean;
  /** Bytes, 1500 unless said. */
  readonly mtu?: number;
  /** `ip tcp adjust-mss`: the MSS of TCP connections through this interface, in bytes (H42). */
  readonly tcpAdjustMss?: number;
}

/** A router outside Azure. Its configuration is FRR's language; `platform` says how its console looks. */
export interface Router extends Drawn, MachineTexts {
  readonly site?: string;
  readonly interfaces: Readonly<Record<string, LanInterface>>;
  /** Makes it a network without providers in an invented IPv6 Internet, with that table beside its own routes. */
  readonly defaultFreeZone?: { readonly seed: number; readonly prefixes: number };
  readonly platform?: 'frr' | 'ios';
  /** What FRR runs on; `linux` unless said. */
  readonly os?: 'linux' | 'freebsd';
  readonly frr: FrrSoftware;
}

/** A host outside Azure. */
export interface Host extends Drawn, MachineTexts {
  readonly site?: string;
  readonly os?: 'linux' | 'windows' | 'freebsd';
  readonly interfaces: Readonly<Record<string, LanInterface>>;
  /** Default gateway. */
  readonly gateway?: string;
  readonly listen?: readonly Listener[];
  /** A point-to-site client: the VPN gateway that it dials, and its address of the pool; the first free one unless said (A95). */
  readonly vpnClient?: {
    readonly virtualNetworkGateway: string;
    readonly address?: string;
    /** Routes of the profile as it was downloaded (A97); what the gateway would tell now unless said. */
    readonly profileRoutes?: readonly string[];
  };
}

/** A server on the Internet, known by name. */
export interface InternetHost extends Drawn {
  readonly ipAddress: string;
  /** Host names that resolve to it. */
  readonly names?: readonly string[];
  /** Microsoft's threat intelligence feed lists its address and names (A151). */
  readonly threatIntelligence?: boolean;
  readonly listen?: readonly Listener[];
}

export interface Internet extends Drawn {
  readonly hosts: Readonly<Record<string, InternetHost>>;
}

/** A packet's question: from where, to what, how. */
export interface FlowSpec {
  /** Device id. */
  readonly from: string;
  /** Device id, address, or a host name that the Internet knows. */
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Destination port; 1–65535. Not for icmp. */
  readonly port?: number;
  /** Source address where the device has several. */
  readonly source?: string;
  /** FreeBSD: the FIB that the program runs in, `setfib N` (H24). */
  readonly fib?: number;
  /** Linux: the VRF that the program runs in, `ip vrf exec NAME` (H11). */
  readonly vrf?: string;
  /** Bytes that each side sends once a TCP connection stands; the payload of UDP and ICMP. */
  readonly bytes?: number;
  /** Source port; 49152, the first ephemeral one, unless said. Not for icmp. */
  readonly sourcePort?: number;
  /** TTL or hop limit with which it sets out, 1–255; the sender's own unless said: 128 of Windows, 64 of the others (H44). */
  readonly ttl?: number;
  /** Whether IPv4 packets carry DF; TCP's do unless said (H9). */
  readonly dontFragment?: boolean;
  /** Differentiated services code point, 0–63 (RFC 2474): the upper six bits of TOS or traffic class; 0 unless said. */
  readonly dscp?: number;
  /** Identifier of an echo request, 0–65535; icmp only. */
  readonly icmpId?: number;
  /** Sequence number of an echo request, 0–65535; icmp only. */
  readonly icmpSequence?: number;
  /** A machine with squid.conf that is asked to fetch it, `curl -x` (H62, H63). TCP only. */
  readonly proxy?: string;
  /** The port on which the proxy is asked, 1–65535; its first `http_port` unless said (H60). */
  readonly proxyPort?: number;
}

/** Everything drawn. */
export interface Lab {
  readonly virtualNetworks?: Readonly<Record<string, VirtualNetwork>>;
  readonly routeTables?: Readonly<Record<string, RouteTable>>;
  readonly publicIPAddresses?: Readonly<Record<string, PublicIpAddress>>;
  readonly networkSecurityGroups?: Readonly<Record<string, NetworkSecurityGroup>>;
  readonly applicationSecurityGroups?: Readonly<Record<string, ApplicationSecurityGroup>>;
  readonly natGateways?: Readonly<Record<string, NatGateway>>;
  readonly loadBalancers?: Readonly<Record<string, LoadBalancer>>;
  readonly bastionHosts?: Readonly<Record<string, BastionHost>>;
  readonly virtualMachines?: Readonly<Record<string, VirtualMachine>>;
  readonly routeServers?: Readonly<Record<string, RouteServer>>;
  readonly virtualNetworkGateways?: Readonly<Record<string, VirtualNetworkGateway>>;
  readonly localNetworkGateways?: Readonly<Record<string, LocalNetworkGateway>>;
  readonly connections?: Readonly<Record<string, Connection>>;
  readonly expressRouteCircuits?: Readonly<Record<string, ExpressRouteCircuit>>;
  readonly azureFirewalls?: Readonly<Record<string, AzureFirewall>>;
  readonly firewallPolicies?: Readonly<Record<string, FirewallPolicy>>;
  readonly privateEndpoints?: Readonly<Record<string, PrivateEndpoint>>;
  readonly privateDnsZones?: Readonly<Record<string, PrivateDnsZone>>;
  /** What service tags stand for in this lab: Azure's own lists change weekly, so the lab states the prefixes that matter to it (A35). */
  readonly serviceTags?: Readonly<Record<string, { readonly addressPrefixes: readonly string[] }>>;
  /** What is down. */
  readonly outages?: Readonly<Record<string, Outage>>;
  readonly sites?: Readonly<Record<string, Site>>;
  readonly segments?: Readonly<Record<string, LanSegment>>;
  readonly routers?: Readonly<Record<string, Router>>;
  readonly hosts?: Readonly<Record<string, Host>>;
  readonly internet?: Internet;
  readonly flows?: Readonly<Record<string, FlowSpec>>;
}
