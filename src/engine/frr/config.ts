/**
 * What a text of FRR configuration says, once read: the router's static routes, BGP process, interfaces and policy objects.
 * Values that the text leaves out are `undefined` here; profile defaults (F3–F6) are applied by whoever compiles the router.
 * Every statement keeps its line.
 */
import type { InterfaceAddress, Ip, Ipv4, Prefix } from '../ip/index.ts';
import type { Asn } from '../policy/attributes.ts';
import type { OtherFamily } from '../policy/families.ts';
import type { ConfigRef } from '../policy/source.ts';
import type { PolicyObjects } from '../policy/types.ts';
import type { Debugging } from './debug-names.ts';
import type { FrrBgpQuiet, FrrEveryBgp, FrrNeighborQuiet, SettingName } from './config-quiet.ts';

/** What `bgp max-med` says where no value is named (bgpd/bgpd.h BGP_MAXMED_VALUE_DEFAULT). */
export const DEFAULT_MAX_MED = 4294967294;
/** `bgp listen limit` (bgpd/bgpd.h BGP_DYNAMIC_NEIGHBORS_LIMIT_DEFAULT). */
export const DEFAULT_LISTEN_LIMIT = 100;

/** A release, as `8.4.4`. */
export interface FrrVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** `ip protocol P route-map M`: what may be installed; `ip nht P route-map M`: what may resolve the protocol's next hops. */
export interface FrrProtocolMap {
  readonly use: 'protocol' | 'nht';
  readonly family: 4 | 6;
  readonly protocol: string;
  readonly map: string;
  readonly source: ConfigRef;
}

export interface FrrConfig {
  readonly hostname?: string;
  /** The `frr version` line, which selects defaults (F4). */
  readonly statedVersion?: FrrVersion;
  readonly profile: 'traditional' | 'datacenter';
  /** `allow-reserved-ranges` (F25). */
  readonly allowReservedRanges?: boolean;
  readonly staticRoutes: readonly FrrStaticRoute[];
  /** The VRFs that have a block of their own (`vrf NAME`): only of these has zebra heard. */
  readonly vrfs: ReadonlySet<string>;
  /** The static routes of other VRFs by name, of those without any as well. */
  readonly vrfRoutes: ReadonlyMap<string, readonly FrrStaticRoute[]>;
  /** `ipv6 route … from`, by VRF: no packet of the lab goes by them. */
  readonly sourceRoutes?: ReadonlyMap<string, readonly FrrStaticRoute[]>;
  readonly interfaces: ReadonlyMap<string, FrrInterface>;
  /** Logging and the like, as `show running-config` says it. */
  readonly settings?: ReadonlyMap<SettingName, string>;
  readonly debugging?: Debugging;
  /** `ip nht resolve-via-default`, `ipv6 nht resolve-via-default` (F30, F180); undefined: the version's default. */
  readonly resolveViaDefault: { readonly ipv4?: boolean; readonly ipv6?: boolean };
  /** `ip router-id`, zebra's. */
  readonly routerId?: Ipv4;
  /** `ip protocol bgp route-map NAME` and its kin (zebra, doc/user/zebra.rst "zebra Route Filtering"). */
  readonly protocolMaps: readonly FrrProtocolMap[];
  /** The first `router bgp` of the default VRF; others are diagnosed (F162). */
  readonly bgp?: FrrBgp;
  /** Those of VRFs and views, in the order in which they were made: the lab runs none of them, `show running-config` has them all. */
  readonly otherBgp?: readonly FrrBgp[];
  /** Statements outside of it that hold for every process. */
  readonly everyBgp?: FrrEveryBgp;
  readonly policy: PolicyObjects;
  readonly pbrMaps: ReadonlyMap<string, readonly FrrPbrEntry[]>;
}

export interface FrrInterface {
  readonly name: string;
  readonly description?: string;
  readonly addresses: readonly { readonly address: InterfaceAddress; readonly peer?: Prefix; readonly source: ConfigRef }[];
  readonly shutdown: boolean;
  readonly pbrPolicy?: string;
  /** `no link-detect`; the lab heeds the carrier all the same. */
  readonly noLinkDetect?: boolean;
  /** `[no] multicast`, which zebra writes once it is said. */
  readonly multicast?: boolean;
  /** Mbit/s, for protocols that the lab has not. */
  readonly bandwidth?: number;
  readonly source: ConfigRef;
}

/** `ip route` / `ipv6 route` (F110, F111). */
export interface FrrStaticRoute {
  readonly prefix: Prefix;
  readonly to:
    | { readonly kind: 'gateway'; readonly ip: Ip; readonly interface?: string; readonly onlink?: boolean }
    | { readonly kind: 'interface'; readonly interface: string }
    /** Written as `Null0`, which does the same. */
    | { readonly kind: 'blackhole'; readonly null0?: true }
    | { readonly kind: 'reject' };
  /** 1–255, 1 unless said. */
  readonly distance: number;
  readonly tag?: number;
  /** `nexthop-vrf`: the gateway is looked for in this VRF, not in the route's own. */
  readonly nexthopVrf?: string;
  /** The source of the packets that it is for. */
  readonly from?: Prefix;
  /** Of a segment-routing policy that would lead to the gateway; no such policy is there, and the route goes as without. */
  readonly color?: number;
  readonly source: ConfigRef;
}

export type RedistributeProtocol =
  | 'connected'
  | 'static'
  | 'kernel'
  | 'ospf'
  | 'ospf6'
  | 'rip'
  | 'ripng'
  | 'isis'
  | 'eigrp'
  | 'table'
  | 'babel'
  | 'nhrp'
  | 'openfabric'
  | 'sharp'
  | 'vnc';

/** A filter named on a neighbor, with its line. */
export interface FilterRef {
  readonly name: string;
  /** Of a route-map: there was none of the name when the line was read (F5). */
  readonly ahead?: true;
  readonly source: ConfigRef;
}

export interface FrrBgp extends FrrBgpQuiet {
  readonly asn: Asn;
  /** Of a process that is not the default VRF's: of what it is, and whether it was made before that one. */
  readonly instance?: { readonly kind: 'vrf' | 'view'; readonly name: string; readonly isFirst: boolean };
  readonly routerId?: Ipv4;
  readonly source: ConfigRef;
  /** `bgp default …` (F7). */
  readonly defaultIpv4Unicast: boolean;
  readonly defaultIpv6Unicast: boolean;
  readonly defaultLocalPreference?: number;
  readonly ebgpRequiresPolicy?: boolean;
  readonly importCheck?: boolean;
  readonly enforceFirstAs?: boolean;
  readonly fastExternalFailover?: boolean;
  /** What shows in the text alone: the lab does not model it. */
  readonly suppressDuplicates?: boolean;
  readonly hardAdministrativeReset?: boolean;
  readonly gracefulRestartNotification?: boolean;
  /** Tables name neighbors, and next hops, by the host names that neighbors tell (F3). */
  readonly showHostname?: boolean;
  readonly showNexthopHostname?: boolean;
  readonly alwaysCompareMed: boolean;
  readonly deterministicMed?: boolean;
  readonly maxMed?: { readonly value: number };
  /** `bgp max-med on-startup`: over by the time that the lab shows. */
  readonly maxMedOnStartup?: { readonly seconds: number; readonly value: number };
  /** `bgp listen limit`: how many neighbors the listen ranges may let in; 100 unless said. */
  readonly listenLimit?: number;
  readonly bestpath: {
    readonly asPathIgnore: boolean;
    readonly asPathConfed: boolean;
    readonly multipathRelax: boolean;
    readonly multipathRelaxAsSet: boolean;
    readonly compareRouterId: boolean;
    readonly medConfed: boolean;
    readonly medMissingAsWorst: boolean;
    readonly peerTypeMultipathRelax: boolean;
    /** `bgp bestpath bandwidth`. */
    readonly bandwidth?: 'ignore' | 'skip-missing' | 'default-weight-for-missing' | undefined;
  };
  readonly clientToClientReflection: boolean;
  readonly clusterId?: Ipv4;
  readonly allowOutboundPolicy: boolean;
  readonly confederation?: { readonly identifier: Asn; readonly peers: readonly Asn[] };
  /** `bgp confederation peers` without an identifier, which by itself changes nothing. */
  readonly confederationPeers?: readonly Asn[];
  readonly gracefulShutdown: boolean;
  readonly shutdown: boolean;
  readonly rejectAsSets: boolean;
  readonly allowMartianNextHop: boolean;
  readonly disableEbgpConnectedRouteCheck: boolean;
  readonly suppressFibPending: boolean;
  readonly timers?: { readonly keepalive: number; readonly hold: number };
  /** `bgp minimum-holdtime`, in s. */
  readonly minimumHoldTime?: number;
  /** `bgp conditional-advertisement timer`, in s (F150). */
  readonly conditionTimer?: number;
  /** In order of creation. Key: the address as canonical text, or the interface name, or the peer-group name. */
  /** In which other families neighbors made from here on are active. */
  readonly defaultOthers?: readonly OtherFamily[];
  readonly neighbors: ReadonlyMap<string, FrrNeighbor>;
  readonly peerGroups: ReadonlyMap<string, FrrNeighbor>;
  readonly listenRanges: readonly { readonly prefix: Prefix; readonly peerGroup: string; readonly source: ConfigRef }[];
  readonly ipv4: FrrBgpFamily;
  readonly ipv6: FrrBgpFamily;
}

/** Per-process, per-family statements. */
export interface FrrBgpFamily {
  readonly networks: readonly {
    readonly prefix: Prefix;
    readonly routeMap?: FilterRef;
    readonly backdoor: boolean;
    /** A backdoor that is originated all the same: the import check or graceful shutdown was changed below it (F46). */
    readonly redone?: true;
    /** It was there when a first neighbor came to be sent all paths (F148). */
    readonly precedesAddPath?: true;
    readonly labelIndex?: number;
    readonly source: ConfigRef;
  }[];
  readonly aggregates: readonly {
    readonly prefix: Prefix;
    readonly asSet: boolean;
    readonly summaryOnly: boolean;
    readonly matchingMedOnly: boolean;
    readonly origin?: 'igp' | 'egp' | 'incomplete';
    readonly routeMap?: FilterRef;
    readonly suppressMap?: FilterRef;
    readonly source: ConfigRef;
  }[];
  readonly redistribute: readonly {
    readonly protocol: RedistributeProtocol;
    /** Of OSPF, or the number of a kernel table. */
    readonly instance?: number;
    readonly metric?: number;
    readonly routeMap?: FilterRef;
    readonly source: ConfigRef;
  }[];
  readonly distance?: { readonly external: number; readonly internal: number; readonly local: number };
  readonly distanceRules: readonly { readonly distance: number; readonly prefix: Prefix; readonly accessList?: string; readonly source: ConfigRef }[];
  /** The distances by prefix that stood as `distance bgp` of either family was last changed: learned routes were announced to zebra with these (F108). */
  readonly announcedRules?: FrrBgpFamily['distanceRules'];
  readonly maximumPaths?: number;
  readonly maximumPathsIbgp?: { readonly paths: number; readonly equalClusterLength: boolean };
  readonly tableMap?: FilterRef;
  /** `bgp dampening`, which is flagged: half-life in minutes, when a route is used again and when held back, the longest hold in minutes. */
  readonly dampening?: readonly [halfLife: number, reuse: number, suppress: number, longest: number];
}

/** A neighbor or a peer-group, as configured on itself; a member's group settings are merged by whoever compiles (F155). */
export interface FrrNeighbor extends FrrNeighborQuiet {
  /** Canonical address text, interface or group name. */
  readonly name: string;
  readonly address?: Ip;
  readonly interface?: string;
  /** Of an interface's neighbor: its link-local address is used even where the subnet has room for two IPv4 addresses alone. */
  readonly v6only?: boolean;
  readonly remoteAs?: Asn | 'internal' | 'external' | 'auto';
  readonly peerGroup?: string;
  /** The line by which it joined: groups list their members in that order. */
  readonly joined?: { readonly source: ConfigRef };
  readonly description?: string;
  readonly shutdown?: boolean;
  readonly password?: string;
  readonly passive?: boolean;
  /** `neighbor ADDRESS interface IFNAME`. */
  readonly boundTo?: string;
  /** Bytes. */
  readonly tcpMss?: number;
  readonly extendedOptionalParameters?: boolean;
  readonly port?: number;
  readonly updateSource?: Ip | { readonly interface: string };
  /** TTL; 255 for a bare `ebgp-multihop` (F14). */
  readonly ebgpMultihop?: number;
  readonly ttlSecurityHops?: number;
  /** Of a member: its group had `ttl-security` as it joined, which leaves its TTL as it was (bgpd/bgpd.c peer_group2peer_config_copy). */
  readonly joinedSecured?: boolean;
  readonly disableConnectedCheck?: boolean;
  readonly enforceFirstAs?: boolean;
  readonly localAs?: { readonly asn: Asn; readonly noPrepend: boolean; readonly replaceAs: boolean };
  readonly timers?: { readonly keepalive: number; readonly hold: number };
  readonly timersConnect?: number;
  readonly advertisementInterval?: number;
  readonly capabilityExtendedNextHop?: boolean;
  readonly dontCapabilityNegotiate?: boolean;
  readonly overrideCapability?: boolean;
  readonly strictCapabilityMatch?: boolean;
  readonly solo?: boolean;
  readonly senderAsPathLoopDetection?: boolean;
  readonly localRole?: { readonly role: 'provider' | 'rs-server' | 'rs-client' | 'customer' | 'peer'; readonly strict: boolean };
  readonly source: ConfigRef;
  readonly ipv4: FrrNeighborFamily;
  readonly ipv6: FrrNeighborFamily;
  /** What is said of families that the lab has no routes in. */
  readonly others?: Readonly<Partial<Record<OtherFamily, FrrNeighborFamily>>>;
}

/** A neighbor's settings in one address family. undefined: not said here. */
export interface FrrNeighborFamily {
  /** true `activate`, false `no … activate`. */
  readonly activate?: boolean;
  readonly routeMapIn?: FilterRef;
  readonly routeMapOut?: FilterRef;
  readonly prefixListIn?: FilterRef;
  readonly prefixListOut?: FilterRef;
  readonly filterListIn?: FilterRef;
  readonly filterListOut?: FilterRef;
  readonly distributeListIn?: FilterRef;
  readonly distributeListOut?: FilterRef;
  readonly unsuppressMap?: FilterRef;
  readonly nextHopSelf?: boolean;
  readonly nextHopSelfForce?: boolean;
  readonly attributeUnchanged?: { readonly asPath: boolean; readonly nextHop: boolean; readonly med: boolean };
  readonly routeReflectorClient?: boolean;
  readonly routeServerClient?: boolean;
  /** IPv6: shown, and not modelled. */
  readonly nextHopLocalUnchanged?: boolean;
  readonly softReconfigurationInbound?: boolean;
  readonly sendCommunity?: { readonly standard?: boolean; readonly extended?: boolean; readonly large?: boolean };
  readonly defaultOriginate?: { readonly routeMap?: FilterRef; readonly source: ConfigRef };
  readonly maximumPrefix?: {
    readonly limit: number;
    /** Per cent, 75 unless said. */
    readonly threshold?: number;
    readonly warningOnly: boolean;
    /** Minutes. */
    readonly restart?: number;
    readonly force: boolean;
  };
  readonly maximumPrefixOut?: number;
  readonly allowasIn?: { readonly count: number } | { readonly origin: true };
  readonly asOverride?: boolean;
  readonly removePrivateAs?: { readonly all: boolean; readonly replaceAs: boolean };
  readonly weight?: number;
  readonly soo?: string;
  /** The group's as it was when the neighbor last took over from it: a later one does not reach members (bgpd/bgp_vty.c neighbor_soo). */
  readonly groupSoo?: string;
  /** `route-server-client` made it keep the next hop; of a group's that reaches only those who take over from it later (bgpd/bgpd.c peer_af_flag_modify). */
  readonly servedNextHop?: boolean;
  /** Of a member: the group kept the next hop so when it last took over from it. */
  readonly groupServedNextHop?: boolean;
  /** Of a member: the next hop that its own `route-server-client` kept is kept no longer, because it has taken over from its group since. */
  readonly lostNextHop?: boolean;
  readonly addpathTx?: 'all' | 'best-per-as';
  readonly disableAddpathRx?: boolean;
  /** `capability orf prefix-list` (RFC 5292). */
  readonly orf?: { readonly send: boolean; readonly receive: boolean };
  readonly advertiseMap?: { readonly map: FilterRef; readonly condition: 'exist' | 'non-exist'; readonly conditionMap: FilterRef };
}

/** One sequence of a `pbr-map` (F141). */
export interface FrrPbrEntry {
  readonly seq: number;
  readonly match: {
    readonly srcIp?: Prefix;
    readonly dstIp?: Prefix;
    readonly srcPort?: number;
    readonly dstPort?: number;
    readonly ipProtocol?: string;
    readonly dscp?: string;
    readonly ecn?: number;
    readonly mark?: number;
  };
  readonly set?:
    | { readonly kind: 'nexthop'; readonly ip: Ip; readonly interface?: string }
    | { readonly kind: 'interface'; readonly interface: string }
    | { readonly kind: 'nexthop-group'; readonly name: string }
    | { readonly kind: 'vrf'; readonly name: string };
  readonly source: ConfigRef;
}
