/**
 * The Network: what compile makes of a lab and what every later stage works on. Nodes are single forwarding machines (an
 * active-active gateway is two nodes), segments are what their interfaces are attached to, speakers run BGP, tunnels and
 * public addresses are how nodes reach each other over the Internet. Configuration only: nothing here is learned.
 */
import type { FrrConfig, FrrVersion } from '../frr/config.ts';
import type { Statement } from '../frr/statement.ts';
import type { InterfaceAddress, Ip, Ipv4, Prefix } from '../ip/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { AsGraph } from '../dfz/index.ts';
import type { Asn } from '../policy/attributes.ts';
import type { ConfigRef } from '../policy/source.ts';
import type { SpeakerConfig, SpeakerId } from '../bgp/types.ts';
import type { ProtocolMaps } from '../rib/index.ts';
import type { EndpointRoute, ServiceRoute, UserRoute } from '../azure/effective-routes.ts';
import type { FirewallRules } from '../azure/firewall-types.ts';
import type { Backend, BalancingRule } from '../azure/load-balancer.ts';
import type { SecurityGroup } from '../azure/nsg.ts';
import type { HubRoutingPreference } from '../azure/route-server.ts';
import type { HashPolicy, LinuxMark, NfConfig, PfConfig, SquidConfig } from '../hosts/index.ts';

/** `vm-frr`, or `vpngw-clab-hub#0` for an instance of a device. */
export type NodeId = string;
/** `onprem-lan`, or `vnet/subnet` for an Azure subnet. */
export type SegmentId = string;

export interface NetInterface {
  readonly name: string;
  readonly addresses: readonly InterfaceAddress[];
  /** Absent for a loopback. */
  readonly segment?: SegmentId;
  readonly up: boolean;
  /** It is down for want of a carrier: the other end of its cable is. */
  readonly noCarrier?: true;
  /** Bytes. */
  readonly mtu: number;
  /** Azure NIC: IP forwarding (A3). On other interfaces undefined. */
  readonly ipForwarding?: boolean;
  /** An IPsec tunnel: the id of the one in `tunnels`. */
  readonly tunnel?: string;
  /** Azure: the public addresses that front addresses of this NIC. */
  readonly publicIps?: readonly { readonly publicIp: Ip; readonly address: Ip }[];
  /** Azure: its own network security group, beside the subnet's (A174). */
  readonly securityGroup?: string;
  /** It is the end of a tunnel that the machine itself makes. */
  readonly hostTunnel?: HostTunnel;
  /** It is an Ethernet of its own on the cable of another interface of the machine. */
  readonly vlan?: { readonly parent: string; readonly id: number };
  /** The table of what comes in here, where its own networks stand: FreeBSD's FIB (H24), Linux's table of the VRF that it is in or is (H11); 0 unless said. */
  readonly fib?: number;
  /** Linux: the VRF device that it is enslaved to. */
  readonly vrf?: string;
  /** Linux: it is a VRF device; `fib` is its table. */
  readonly isVrf?: true;
  /** `ip tcp adjust-mss`, in bytes. */
  readonly maxMss?: number;
  /** Networks of its addresses of which it brings no route: taken away, or replaced by another (`ip route del`, `noprefixroute`). */
  readonly withoutRoutes?: readonly Prefix[];
  /** It answers ARP for what the machine would forward by another interface (`proxy_arp`). */
  readonly proxyArp?: boolean;
  /** Linux: it answers ARP for its own addresses alone, not for the machine's others (`arp_ignore`). */
  readonly arpIgnore?: boolean;
  /** Addresses for which it answers as if they were its own (`ip neigh add proxy`). */
  readonly proxied?: readonly Ip[];
  /** FreeBSD: the groups that it is in, by which PF's rules may name it (ifconfig(8)). */
  readonly groups?: readonly string[];
}

/** A tunnel of a host or router: GRE, IP in IP (gif, ipip, sit: protocol 4 or 41 by what is inside), VXLAN. */
export interface HostTunnel {
  readonly kind: 'gre' | 'ipip' | 'vxlan';
  /** Absent: the address that the outer packet's route gives. */
  readonly local?: Ip;
  /** VXLAN alone may have none: it sends to whom it has heard (RFC 7348 §4.1). */
  readonly remote?: Ip;
  /** VNI, or the key that GRE sends; absent: none. */
  readonly key?: number;
  /** GRE: the key that it takes in, where that is not the one that it sends; FreeBSD asks for none (sys/net/if_gre.c gre_input). */
  readonly keyIn?: number | 'none' | 'any';
  /** The table in which its outer packets are looked up: `tunnelfib` (H25). */
  readonly table: number;
  /** Whether outer packets carry DF (H43); `copy`: as the packet inside has it. */
  readonly dontFragment: 'set' | 'clear' | 'copy';
  /** Outer TTL; absent: copied from the packet inside. */
  readonly ttl?: number;
  /** The line that makes it. */
  readonly source?: ConfigRef;
  /** Linux: its type as `ip link add` has it, and the interface that it is bound to (`dev`). */
  readonly linux?: {
    readonly type: 'gre' | 'ipip' | 'sit' | 'vxlan';
    readonly over?: string;
    /** As the script says it. */
    readonly ttl?: number;
    /** ipip and sit: the protocol that it is to take in (`mode`). */
    readonly inner?: 'ipip' | 'ipv6' | 'any';
  };
  /** VXLAN. */
  readonly port?: number;
  /** VXLAN: the UDP ports that it is sent from, by the flow inside; both are in. Linux's own unless said. */
  readonly sourcePorts?: { readonly from: number; readonly to: number };
  /** VXLAN: it does not learn whom it hears. */
  readonly learning?: false;
  /** FreeBSD's gif without `link2`: what does not come by the interface of the way back to its source is not taken in (H23). */
  readonly ingressFilter?: true;
  /** FreeBSD's `ignore_source`: what is not from the remote end is taken in, too (H23). */
  readonly anySource?: true;
}

/** Whether GRE takes in a packet with this key: exactly its own (net/ipv4/ip_tunnel.c ip_tunnel_key_match). */
export function takesKey({ key, keyIn = key }: HostTunnel, sent: number | undefined): boolean {
  return keyIn === 'any' || sent === (keyIn === 'none' ? undefined : keyIn);
}

/** A route that the kernel has of itself (DHCP, `ip route add`). */
export interface KernelRoute {
  readonly prefix: Prefix;
  readonly gateway?: Ip;
  readonly interface?: string;
  readonly source?: Ip;
  readonly metric: number;
  /** A route that ends here: `blackhole`, `unreachable` or `-reject`, `prohibit` (H4, H21). */
  readonly blackhole?: 'blackhole' | 'reject' | 'prohibit' | 'throw';
  readonly onlink?: boolean;
  /** Several ways, each with its part of the flows; `gateway` and `interface` are absent then. */
  readonly hops?: readonly { readonly gateway?: Ip; readonly interface?: string; readonly weight: number; readonly onlink?: boolean }[];
  /** Bytes: `mtu` and `advmss` of the route. */
  readonly mtu?: number;
  readonly advmss?: number;
  /** Linux: the number of the next hop, or group, that its ways are those of. */
  readonly nexthop?: number;
  /** Linux: `proto`, where one is given. */
  readonly protocol?: string;
  /** Linux table or FreeBSD FIB; 0, the machine's main table, unless said. */
  readonly table?: number;
  readonly from?: ConfigRef;
}

/** A rule that picks the table of a packet before its destination does: `ip rule`, or an entry of FRR's pbr-map (H1, F141). */
export interface PolicyRule {
  readonly priority: number;
  readonly family: 4 | 6;
  readonly negated: boolean;
  readonly from?: Prefix;
  readonly to?: Prefix;
  /** `lo`: what the machine itself sends. */
  readonly iif?: string;
  /** The sending socket is bound to it: a program that runs in a VRF is bound to its device, others of the lab are to none. */
  readonly oif?: string;
  /** The mark that filters have given the packet. */
  readonly mark?: LinuxMark;
  /** `ip rule tos`: the byte, its ECN bits 0. */
  readonly tos?: number;
  /** Routes of this length or shorter are passed over. */
  readonly suppressPrefixLength?: number;
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly sourcePorts?: { readonly from: number; readonly to: number };
  readonly destinationPorts?: { readonly from: number; readonly to: number };
  readonly action:
    | { readonly kind: 'table'; readonly table: number }
    /** The table of the packet's VRF; nothing for a packet in none. */
    | { readonly kind: 'l3mdev' }
    /** An entry of a pbr-map: a table of its own with a default route, where its next hop can be reached. */
    | { readonly kind: 'next-hop'; readonly gateway?: Ip; readonly interface?: string; readonly table: number }
    | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' | 'nop' }
    /** On with the first rule of this priority or a higher one. */
    | { readonly kind: 'goto'; readonly priority: number };
  /** `uidrange`: who sends; root does, in the lab, and what is forwarded counts as root's. */
  readonly users?: { readonly from: number; readonly to: number };
  readonly source?: ConfigRef;
}

/** What a machine does to packets besides looking them up. */
export interface HostBehaviour {
  readonly os: 'linux' | 'freebsd' | 'windows' | 'ios';
  readonly pf?: PfConfig;
  /** In order; Linux's own three follow unsaid. */
  readonly rules: readonly PolicyRule[];
  /** By interface, `all` and `default` (H7). */
  readonly rpFilter: ReadonlyMap<string, 0 | 1 | 2>;
  /** Linux: iptables and ip6tables; absent: without any rule. */
  readonly netfilter?: NfConfig;
  /** H8; absent: 0. */
  readonly hashPolicy?: { readonly ipv4?: HashPolicy; readonly ipv6?: HashPolicy };
  /** H5: `icmp_errors_use_inbound_ifaddr`. */
  readonly errorsFromInbound?: boolean;
  /** H7: interfaces on which the way back is looked up with the packet's mark. */
  readonly sourceValidMark?: ReadonlySet<string>;
  readonly squid?: SquidConfig;
  /** FreeBSD: the FIB that Squid runs in; 0 unless said (H24). */
  readonly squidFib?: number;
  /** H11: sockets of no VRF take what comes in by any; absent: neither protocol's. */
  readonly l3mdevAccept?: { readonly tcp: boolean; readonly udp: boolean };
  /** H11: families whose own rule of priority 0, for addresses of the machine, is gone. */
  readonly withoutLocalRule?: ReadonlySet<4 | 6>;
}

/** Linux's table of the machine's own addresses, as rules name it. */
export const LOCAL_ADDRESSES = 255;

export interface StaticRoute {
  readonly prefix: Prefix;
  readonly to:
    | { readonly kind: 'gateway'; readonly ip: Ip; readonly interface?: string; readonly onlink?: boolean }
    | { readonly kind: 'interface'; readonly interface: string }
    | { readonly kind: 'blackhole' }
    | { readonly kind: 'reject' };
  readonly distance: number;
  readonly tag?: number;
  readonly source?: ConfigRef;
}

/** A static route of FRR in a VRF that the machine has. */
export interface VrfRoute extends StaticRoute {
  /** The VRF's, in which it stands. */
  readonly table: number;
}

interface NodeBase {
  readonly id: NodeId;
  /** The lab object that this node is, or is an instance of. */
  readonly device: string;
  /** 0, 1 … for an instance. */
  readonly instance?: number;
  readonly interfaces: readonly NetInterface[];
  readonly speaker?: SpeakerId;
}

/** A machine with a routing table of its own: Linux host, FRR or IOS router, Azure VM. It has a zebra-like RIB. */
export interface RouterNode extends NodeBase {
  readonly kind: 'router';
  /** net.ipv4.ip_forward, gateway_enable / a router's nature. */
  readonly forwarding: boolean;
  /** The same for IPv6, where it differs. */
  readonly forwarding6?: boolean;
  readonly kernelRoutes: readonly KernelRoute[];
  readonly staticRoutes: readonly StaticRoute[];
  /** FRR's routes of VRFs (H11). */
  readonly vrfRoutes?: readonly VrfRoute[];
  /** F30, F180. */
  readonly resolveViaDefault: { readonly ipv4: boolean; readonly ipv6: boolean };
  /** F112: `ip protocol … route-map`. */
  readonly protocolMaps?: ProtocolMaps;
  /** Whether the FRR suite runs on it (a plain host has kernel routes only). */
  readonly frr?: { readonly version: FrrVersion; readonly config: FrrConfig };
  /** How its console looks. */
  readonly platform: 'frr' | 'ios' | 'linux' | 'windows' | 'freebsd';
  /** Absent: a machine that was set up by nothing but addresses and routes. */
  readonly host?: HostBehaviour;
}

/** The VRF device behind which a table stands (H11); undefined for any other table, and on systems without VRFs. */
export function vrfOfTable(node: Pick<NetNode, 'interfaces'>, table: number): NetInterface | undefined {
  return table === 0 ? undefined : node.interfaces.find((i) => i.isVrf && i.fib === table);
}

/** The VRF device of a name. */
export function vrfNamed(node: NetNode, name: string): NetInterface | undefined {
  return node.interfaces.find((i) => i.isVrf && i.name === name);
}

/** Whether a machine forwards packets of an address's family (H3). */
export function forwards(node: Pick<RouterNode, 'forwarding' | 'forwarding6'>, ip: Ip): boolean {
  return typeof ip === 'number' ? node.forwarding : (node.forwarding6 ?? node.forwarding);
}

/** One instance of an Azure Firewall; `vip` is the address that UDRs name (A159). */
export interface FirewallNode extends NodeBase {
  readonly kind: 'azure-firewall';
  readonly vip: Ipv4;
  readonly publicIps: readonly Ipv4[];
  readonly rules: FirewallRules;
}

/** One instance of a virtual network gateway. */
export interface GatewayNode extends NodeBase {
  readonly kind: 'vpn-gateway' | 'er-gateway';
  readonly publicIp?: Ipv4;
}

/** One instance of a Route Server: control plane only (A121). */
export interface RouteServerNode extends NodeBase {
  readonly kind: 'route-server';
}

/** One of the two Microsoft edge routers of a circuit; it has a leg towards the customer and is a neighbor in GatewaySubnet. */
export interface MseeNode extends NodeBase {
  readonly kind: 'msee';
  /** Customer-side interface name, and by GatewaySubnet the neighbor address that VNets see (A102, A111). */
  readonly customerInterface: string;
  /** Interfaces, each a connection, that have FastPath: what is for that VNet itself goes past the gateway (A112). */
  readonly fastPath: readonly string[];
}

/**
 * A load balancer, an interface for each frontend: an internal one stands in its subnet, a public one has a public address and
 * no segment. In Azure the fabric does its work; as a node of its own it shows what it did (it counts no TTL, A236).
 */
export interface LoadBalancerNode extends NodeBase {
  readonly kind: 'load-balancer';
  readonly rules: readonly BalancingRule[];
  /** Who leaves to the Internet under its public addresses, by outbound rule or by a rule without `disableOutboundSnat` (A189). */
  readonly outbound: readonly OutboundSnat[];
  /** Every NIC of its pools. One that stands behind an internal load balancer alone gets no default outbound access (A191). */
  readonly members: readonly Backend[];
}

export interface OutboundSnat {
  readonly rule: string;
  readonly protocol: 'tcp' | 'udp' | 'all';
  readonly publicIps: readonly Ip[];
  readonly backends: readonly Backend[];
}

/** An Azure service with an address in a subnet: a private endpoint, or Bastion. */
export interface ServiceNode extends NodeBase {
  readonly kind: 'private-endpoint' | 'bastion';
  /** Whether its subnet's security group acts on it; on a private endpoint only where the subnet's policies say so (A38). */
  readonly guarded: boolean;
  /** Private endpoint: the Internet's host whose services it offers; without one it answers every port. */
  readonly server?: string;
}

/** The Internet as one machine: it owns every public address that no other node owns. */
export interface InternetNode extends NodeBase {
  readonly kind: 'internet';
}

export type NetNode = RouterNode | FirewallNode | GatewayNode | RouteServerNode | MseeNode | LoadBalancerNode | ServiceNode | InternetNode;

export type Segment =
  /** `trunk`: the one whose cables carry it, with a tag (IEEE 802.1Q). */
  | { readonly kind: 'ethernet'; readonly id: SegmentId; readonly trunk?: SegmentId }
  /** An Azure subnet: every emission is decided by its effective routes (A1). */
  | AzureSubnet
  /** Whatever is attached here has a public address and reaches the Internet node. */
  | { readonly kind: 'internet'; readonly id: SegmentId }
  /** What the two ends of a host's tunnel have between them. */
  | { readonly kind: 'tunnel'; readonly id: SegmentId };

export interface AzureSubnet {
  readonly kind: 'azure-subnet';
  readonly id: SegmentId;
  readonly vnet: string;
  readonly subnet: string;
  readonly prefixes: readonly Prefix[];
  readonly securityGroup?: string;
  readonly natGateway?: string;
  /** False: a private subnet, whose machines leave by stated means alone (A191). */
  readonly defaultOutboundAccess: boolean;
}

/** A point-to-point tunnel between two nodes (one instance each): IPsec of a VPN connection, or a point-to-site client's. */
export interface Tunnel {
  readonly id: string;
  readonly kind: 'ipsec' | 'p2s';
  /** The lab object that it belongs to. */
  readonly connection: string;
  readonly ends: readonly [TunnelEnd, TunnelEnd];
  /** What each end is known to have without BGP (A72, A92), in the order of `ends`. */
  readonly staticPrefixes?: readonly [readonly Prefix[], readonly Prefix[]];
  /** Point-to-site: what the gateway tells the client by itself, and the routes of the profile that the client has instead (A97). */
  readonly client?: { readonly told: readonly Prefix[]; readonly profile?: readonly Prefix[] };
}

export interface TunnelEnd {
  readonly node: NodeId;
  /** Outer address. */
  readonly outer: Ip;
  /** BGP address inside, when BGP runs over it. */
  readonly bgpAddress?: Ip;
}

/** A VNet as later stages see it. */
export interface NetVnet {
  readonly id: string;
  readonly prefixes: readonly Prefix[];
  readonly location: string;
  /** Its private endpoints (A37). */
  readonly endpoints: readonly EndpointRoute[];
  /** What its gateways announce instead of what these cover (A58). */
  readonly summaries: readonly Prefix[];
  /** Connected peerings of this VNet, by name. */
  readonly peerings: readonly {
    readonly name: string;
    readonly remote: string;
    readonly global: boolean;
    /** Those of the remote VNet that this side knows (A46). */
    readonly prefixes: readonly Prefix[];
    readonly allowVirtualNetworkAccess: boolean;
    readonly allowForwardedTraffic: boolean;
    readonly useRemoteGateways: boolean;
    readonly allowGatewayTransit: boolean;
  }[];
}

export interface NetRouteServer {
  readonly id: string;
  readonly vnet: string;
  readonly nodes: readonly NodeId[];
  readonly hubRoutingPreference: HubRoutingPreference;
  readonly allowBranchToBranchTraffic: boolean;
}

export interface NetSubnetRoutes {
  readonly routeTable?: string;
  readonly propagation: boolean;
  readonly services: readonly ServiceRoute[];
  readonly user: readonly UserRoute[];
}

export interface Network {
  readonly nodes: ReadonlyMap<NodeId, NetNode>;
  readonly segments: ReadonlyMap<SegmentId, Segment>;
  readonly speakers: ReadonlyMap<SpeakerId, SpeakerConfig>;
  readonly tunnels: readonly Tunnel[];
  readonly vnets: ReadonlyMap<string, NetVnet>;
  /** By Route Server id: what it is set to, for programming its VNet (A131, A139). */
  readonly routeServers: ReadonlyMap<string, NetRouteServer>;
  /** By `vnet/subnet`: its user-defined routes and whether learned routes reach it. */
  readonly subnetRoutes: ReadonlyMap<SegmentId, NetSubnetRoutes>;
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  /** By id, the public addresses of each (A190). */
  readonly natGateways: ReadonlyMap<string, readonly Ip[]>;
  /** The invented Internet that routers of the lab stand in, and their AS numbers. */
  readonly defaultFreeZone?: { readonly graph: AsGraph; readonly members: ReadonlyMap<NodeId, Asn> };
  /** What the reader made of each router's FRR text, for whoever points at its lines. */
  readonly statements?: ReadonlyMap<NodeId, readonly Statement[]>;
  readonly diagnostics: readonly Diagnostic[];
}
