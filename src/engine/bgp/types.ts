/**
 * What a BGP speaker is told; what it ends up with is in state.ts. One implementation serves FRR routers, on-premises routers, Route Server and gateway
 * instances, and the MSEE: what differs between them is data here (`SpeakerConfig`) or a vendor's rules (`SpeakerProfile`). Values are effective: defaults
 * are already applied by compile.
 */
import type { Ip, Ipv4, Ipv6, Prefix } from '../ip/index.ts';
import type { AsPath, Asn, PathAttributes } from '../policy/attributes.ts';
import type { OtherFamily } from '../policy/families.ts';
import type { Reason } from '../policy/reason.ts';
import type { ConfigRef } from '../policy/source.ts';
import type { PolicyObjects, PrefixList } from '../policy/types.ts';

export type { Reason } from '../policy/reason.ts';

/** A speaker: `vm-frr`, `ars#0` (an instance of a device), `erc#primary`. */
export type SpeakerId = string;
export type AfiName = 'ipv4' | 'ipv6';

/** What a vendor's rule says of one route. */
export type RuleVerdict =
  | { readonly accept: true; readonly attributes?: PathAttributes; readonly reason?: Reason }
  | { readonly accept: false; readonly reason: Reason };

/** A step of the decision process; what each compares is in decision.ts. */
export type DecisionStep =
  | 'llgr-stale'
  | 'weight'
  | 'local-pref'
  | 'local-route'
  | 'as-path'
  | 'origin'
  | 'med'
  | 'peer-type'
  | 'igp-metric'
  | 'ibgp-cluster-length'
  | 'confed-peer-type'
  | 'older-path'
  | 'router-id'
  | 'cluster-length'
  | 'local-configured'
  | 'lower-address'
  | 'higher-address';

/** A vendor's own rules, run at fixed points of the one BGP. Functions here must be pure. */
export interface SpeakerProfile {
  readonly name: string;
  /** The decision process: the name of a list of steps, or the steps themselves in order (see decision.ts). */
  readonly decision: 'frr' | 'ios' | 'azure-route-server' | 'azure-gateway' | 'msee' | readonly DecisionStep[];
  /** All that the rules were made of, besides the profile's name: where two profiles have the same of it, their rules say the same. */
  readonly madeFrom?: readonly unknown[];
  /** Runs after the loop checks and before the inbound route-map. */
  readonly importRule?: (route: RuleRoute, from: PeerConfig, speaker: SpeakerConfig) => RuleVerdict;
  /** Runs where FRR runs its outbound route-map, before next-hop and own-AS prepend; may rewrite attributes. */
  readonly exportRule?: (route: RuleRoute, to: PeerConfig, speaker: SpeakerConfig) => RuleVerdict;
}

/** A route as a profile's rule sees it. */
export interface RuleRoute {
  readonly prefix: Prefix;
  readonly attributes: PathAttributes;
  /** Where the speaker has it from; a local route has its `origination.kind` as `local`. */
  readonly learnedFrom: PeerConfig | { readonly local: string };
  /** What the profile's own rules said of it at a speaker before, if the path carries it (never sent on the wire to strangers). */
}

/** The AS of a neighbor of whom none is said; no neighbor can be given it (RFC 7607). */
export const NO_AS: Asn = 0;

/** A session's end, as configured at one speaker. */
export interface PeerConfig {
  /** The peer's address as canonical text: the key in every table. */
  readonly id: string;
  readonly address: Ip;
  /** Our own address on this session, when fixed (update-source, an instance's address). */
  readonly localAddress?: Ip;
  /** The interface that `update-source` names: its addresses are our next hops, whichever one the session runs over (F20). */
  readonly localInterface?: string;
  /** What `update-source` lacks: the interface itself, or an address of the session's family on it (F157). */
  readonly sourceLacks?: 'interface' | 'address';
  /** The interface it is named by, or stands on (a link-local peer). */
  readonly interface?: string;
  /** It is whoever stands at the other end of `interface`; `address` is unspecified while nobody does (F156). */
  readonly unnumbered?: { readonly v6only: boolean };
  /** IPv4 routes may have IPv6 next hops on the session, if both ends say so and it runs over IPv6 (RFC 8950). */
  readonly extendedNextHop?: boolean;
  /** The speaker at the other end where compile knows it (Azure's wiring); otherwise found by who owns `address`. */
  readonly speaker?: SpeakerId;
  /** `NO_AS` where neither the neighbor nor its group says one (F155): it is called, and every OPEN refused. */
  readonly remoteAs: Asn | 'internal' | 'external' | 'auto';
  /** A vendor's word for what the other end is: `sibling`, `route-server`, `gateway`, `msee`, `nva`, `vpn-peer`. Profiles decide by it. */
  readonly role?: string;
  readonly description?: string;
  readonly peerGroup?: string;
  /** The lab object that carries the session: a connection of a gateway. */
  readonly via?: string;
  /** Why it cannot come up whatever both ends say: what carries it has failed. */
  readonly barred?: Reason;
  readonly shutdown: boolean;
  readonly passive: boolean;
  readonly password?: string;
  readonly port?: number;
  /** eBGP: 1 unless multihop; `ttlSecurityHops` is exclusive with it. */
  readonly ttl: number;
  readonly ttlSecurityHops?: number;
  /** `ttl-security` has left the TTL at 1: the neighbor, and each next hop, is to be on the link all the same. */
  readonly securedOnLink?: boolean;
  readonly disableConnectedCheck: boolean;
  readonly enforceFirstAs: boolean;
  /** `ofGroup`: the peer-group's, not stated for the neighbor itself. */
  readonly localAs?: { readonly asn: Asn; readonly noPrepend: boolean; readonly replaceAs: boolean; readonly ofGroup?: boolean };
  readonly solo: boolean;
  /** `sender-as-path-loop-detection`, which works only together with `solo` (F57). */
  readonly senderLoopDetection?: boolean;
  /** Hold time in s; 180 unless said (F17). */
  readonly holdTime?: number;
  /** It announces no capabilities (`dont-capability-negotiate`). */
  readonly silent?: boolean;
  /** How often the configuration has ended its session on the way to what it is now. */
  readonly resets?: number;
  /** Seconds between UPDATEs; neighbors with different ones share no update group (F92). */
  readonly advertisementInterval?: number;
  /** `timers delayopen`. */
  readonly delaysOpen?: boolean;
  /** Its OPENs have the long form of optional parameters, and it takes no other (RFC 9072). */
  readonly longParameters?: boolean;
  readonly localRole?: { readonly role: 'provider' | 'rs-server' | 'rs-client' | 'customer' | 'peer'; readonly strict: boolean };
  /** The families that are activated, with their settings. */
  readonly families: Readonly<Partial<Record<AfiName, PeerFamilyConfig>>>;
  /** Others that are activated, in which nothing is told. */
  readonly otherFamilies?: Readonly<Partial<Record<OtherFamily, PeerFamilyConfig>>>;
  /** It takes its own families to be agreed on (`override-capability`), or wants the other end to have the same (`strict-capability-match`). */
  readonly capabilities?: 'overridden' | 'strict';
  readonly source?: ConfigRef;
}

/** `addpath-tx-all-paths`, `addpath-tx-bestpath-per-AS`. */
export type AddPathType = 'all' | 'best-per-as';

export interface NamedFilter {
  readonly name: string;
  /** Of a route-map: there was none of the name when the line was read (F5). */
  readonly ahead?: true;
  /** The name of a route-map that the line has not found yet; `name` is empty then, as no map's is. */
  readonly sought?: string;
  readonly source?: ConfigRef;
}

export interface PeerFamilyConfig {
  readonly routeMapIn?: NamedFilter;
  readonly routeMapOut?: NamedFilter;
  readonly prefixListIn?: NamedFilter;
  readonly prefixListOut?: NamedFilter;
  readonly filterListIn?: NamedFilter;
  readonly filterListOut?: NamedFilter;
  readonly distributeListIn?: NamedFilter;
  readonly distributeListOut?: NamedFilter;
  readonly unsuppressMap?: NamedFilter;
  readonly nextHopSelf?: boolean | 'force';
  readonly attributeUnchanged?: { readonly asPath: boolean; readonly nextHop: boolean; readonly med: boolean };
  readonly routeReflectorClient?: boolean;
  readonly routeServerClient?: boolean;
  /** `nexthop-local unchanged`: the link-local next hop that an IPv6 route came with goes on with it (F92). */
  readonly nextHopLocalUnchanged?: boolean;
  readonly softReconfigurationInbound?: boolean;
  readonly sendCommunity: { readonly standard: boolean; readonly extended: boolean; readonly large: boolean };
  readonly defaultOriginate?: { readonly routeMap?: NamedFilter; readonly source?: ConfigRef };
  readonly maximumPrefix?: {
    readonly limit: number;
    readonly threshold: number;
    readonly warningOnly: boolean;
    readonly restart?: number;
    readonly force: boolean;
    /** Whose limit it is, where it is a platform's. */
    readonly rules?: readonly string[];
  };
  readonly maximumPrefixOut?: number;
  readonly allowasIn?: { readonly count: number } | { readonly origin: true };
  readonly asOverride?: boolean;
  readonly removePrivateAs?: { readonly all: boolean; readonly replaceAs: boolean };
  readonly weight?: number;
  readonly soo?: string;
  /** Paths that are sent besides the best, if the peer takes them (F148; RFC 7911). */
  readonly addpathTx?: AddPathType;
  /** Our inbound prefix-list is told to the peer (`send`), the peer's is taken for what we send it (`receive`); RFC 5292. */
  readonly orf?: { readonly send: boolean; readonly receive: boolean };
  /** Several paths a prefix are taken from the peer. */
  readonly addpathRx?: true;
  readonly advertiseMap?: { readonly map: NamedFilter; readonly condition: 'exist' | 'non-exist'; readonly conditionMap: NamedFilter };
}

/** A route of the speaker's own. `network` and `redistribute` depend on its RIB; `fixed` does not (a gateway's VNet prefixes). */
export type Origination =
  /** `backdoor`: told to nobody, unless `redone`, and of the distance of own routes. */
  | {
      readonly kind: 'network';
      readonly prefix: Prefix;
      readonly routeMap?: NamedFilter;
      readonly backdoor: boolean;
      readonly redone?: true;
      /** Its line stands above the family's first that has a neighbor sent all paths: its path is numbered at that line (F148). */
      readonly precedesAddPath?: true;
      readonly source?: ConfigRef;
    }
  | {
      readonly kind: 'aggregate';
      readonly prefix: Prefix;
      readonly asSet: boolean;
      readonly summaryOnly: boolean;
      readonly matchingMedOnly: boolean;
      readonly origin?: 'igp' | 'egp' | 'incomplete';
      readonly routeMap?: NamedFilter;
      readonly suppressMap?: NamedFilter;
      readonly source?: ConfigRef;
    }
  | {
      readonly kind: 'redistribute';
      readonly afi: AfiName;
      readonly protocol: string;
      readonly metric?: number;
      readonly routeMap?: NamedFilter;
      readonly source?: ConfigRef;
    }
  /** `label` is a vendor's word for what it is: `vnet`, `peer-host`, `lng-static`, `transit-vnet`, `dfz`. */
  | {
      readonly kind: 'fixed';
      readonly prefix: Prefix;
      readonly label: string;
      /** A path that it has from the start: a route of the default-free zone, which stands behind the speaker. */
      readonly asPath?: AsPath;
      readonly source?: ConfigRef;
    };

export interface FamilyConfig {
  readonly maximumPaths: number;
  readonly maximumPathsIbgp: number;
  /** `maximum-paths ibgp N equal-cluster-length`: iBGP paths of different cluster list lengths do not tie (F36 step 9). */
  readonly equalClusterLength?: boolean;
  readonly distance: { readonly external: number; readonly internal: number; readonly local: number };
  readonly distanceRules: readonly { readonly distance: number; readonly prefix: Prefix; readonly accessList?: string }[];
  /** What these were as `distance bgp` of either family was last changed; the same where it is not said (F108). */
  readonly announcedRules?: FamilyConfig['distanceRules'];
  readonly tableMap?: NamedFilter;
}

/** What becomes of link bandwidths where not every path has one, or of all. */
export type BandwidthUse = 'ignore' | 'skip-missing' | 'default-weight-for-missing';

export interface SpeakerConfig {
  readonly id: SpeakerId;
  /** The lab object it belongs to. */
  readonly device: string;
  readonly asn: Asn;
  readonly routerId: Ipv4;
  /** Chosen by zebra from the machine's addresses, or said to it: another one has to wait until no session is up (F9). */
  readonly routerIdFromZebra?: boolean;
  readonly profile: SpeakerProfile;
  readonly peers: readonly PeerConfig[];
  readonly originations: readonly Origination[];
  readonly policy: PolicyObjects;
  readonly ipv4: FamilyConfig;
  readonly ipv6: FamilyConfig;
  readonly defaultLocalPreference: number;
  readonly ebgpRequiresPolicy: boolean;
  readonly importCheck: boolean;
  readonly alwaysCompareMed: boolean;
  readonly deterministicMed: boolean;
  readonly maxMed?: number;
  /** `bgp max-med on-startup`: what is sent in the first seconds has this MED, and keeps it while nothing else changes (F63). */
  readonly maxMedOnStartup?: { readonly seconds: number; readonly value: number };
  readonly bestpath: {
    readonly asPathIgnore: boolean;
    readonly asPathConfed: boolean;
    readonly multipathRelax: boolean;
    readonly compareRouterId: boolean;
    readonly medConfed: boolean;
    readonly medMissingAsWorst: boolean;
    readonly peerTypeMultipathRelax: boolean;
    /** `bgp bestpath bandwidth`; unless stated all paths used beside each other must have one to count. */
    readonly bandwidth?: BandwidthUse | undefined;
  };
  readonly clientToClientReflection: boolean;
  readonly clusterId?: Ipv4;
  readonly allowOutboundPolicy: boolean;
  readonly confederation?: { readonly identifier: Asn; readonly peers: readonly Asn[] };
  readonly gracefulShutdown: boolean;
  readonly rejectAsSets: boolean;
  readonly allowMartianNextHop: boolean;
  /** `bgp suppress-fib-pending`: a route that the RIB has not installed is not sent (F151). */
  readonly suppressFibPending?: boolean;
  /** `allow-reserved-ranges`: addresses of class E are next hops like others (F25). */
  readonly allowReservedRanges?: boolean;
  /** The shortest hold time, in s, that is taken from a peer (`bgp minimum-holdtime`). */
  readonly minimumHoldTime?: number;
  /** After how many s the conditions of advertise-maps are looked at (F150); 60 unless stated. */
  readonly conditionTimer?: number;
  /** `bgp fast-external-failover`: an eBGP session falls with its interface; on unless said. */
  readonly fastExternalFailover?: boolean;
  /** `bgp fast-convergence`: every session falls when its neighbor's address is reachable no longer (F12). */
  readonly fastConvergence?: boolean;
  /** `neighbor … peer-group` ranges that admit peers nobody named (`bgp listen range`). */
  readonly listenRanges?: readonly { readonly prefix: Prefix; readonly peer: Omit<PeerConfig, 'id' | 'address'>; readonly source?: ConfigRef }[];
  /** How many the ranges may let in; any number unless stated. */
  readonly listenLimit?: number;
  /** F61: reflecting a path without ORIGINATOR_ID gives it MED 0 where it had none (FRR before late 2025, F184). */
  readonly reflectionAddsMed?: boolean;
  /** ms after its start before which no session of its comes up (bgpd.c bgp_config_end); none unless stated. */
  readonly holdsSessions?: number;
  /** s after which it acts on a changed route-map, and on those that stand behind the lines that name them (F5). */
  readonly routeMapDelay?: number;
  /** `coalesce-time`: ms for which a new subgroup waits, however many neighbors there are (F92). */
  readonly coalesceTime?: number;
  /** Simulated ms at which the speaker starts; 0 unless the lab says. */
  readonly startsAt?: number;
}

export type PeerType = 'external' | 'internal' | 'confed-external' | 'confed-internal';

/** An established session as one end sees it. */
export interface Session {
  /**
   * By which what is sent goes where that is another by now: flags that its peer-group's `local-as` has got meanwhile reset nobody, and an update group keeps
   * the settings of the neighbor by which it came to be until that belongs to another (bgpd.c peer_local_as_set, bgp_updgrp.c conf_copy).
   */
  readonly sentLocalAs?: PeerConfig['localAs'];
  readonly peer: PeerConfig;
  readonly type: PeerType;
  readonly remoteAs: Asn;
  readonly remoteRouterId: Ipv4;
  readonly localAddress: Ip;
  /** What we write as next hop when it is ourselves, by family (F20). */
  readonly self: { readonly ipv4: Ipv4; readonly ipv6: Ipv6 };
  /** The peer stands on one of our subnets. */
  readonly shared?: boolean;
  /** Our link-local address towards such a peer, where the interface of our next hops has one (F20). */
  readonly linkLocal?: Ipv6;
  /** The interface that leads to the peer. */
  readonly interface?: string;
  /** The interface whose addresses are our next hops, and on which bgpd takes the peer's link-local ones to stand. */
  readonly nextHopInterface?: string;
  /** Families that both ends activated (F16). */
  readonly families: readonly AfiName[];
  /** Others that both ends activated. */
  readonly otherFamilies?: readonly OtherFamily[];
  /** IPv4 routes have IPv6 next hops (RFC 8950). */
  readonly extendedNextHop?: boolean;
  /**
   * A member of our own confederation that is named `remote-as external`, or a neighbor in our own member AS named `remote-as internal`: bgpd makes
   * its update group before it knows the AS, and sends it what another AS is sent (F10, F147).
   */
  readonly takenForExternal?: boolean;
  /** What the peer has said of itself in OPEN, by family: that it sends lists to filter by (RFC 5292), and takes several paths a prefix (RFC 7911). */
  readonly heard?: Readonly<Partial<Record<AfiName, { readonly sendsLists: boolean; readonly takesPaths: boolean }>>>;
  /** Prefix-lists that the peer has told us to send by (RFC 5292), as they were when the session came up, or a list of the peer's last changed. */
  readonly told?: Readonly<Partial<Record<AfiName, PrefixList>>>;
  /** Families in which the peer is told our inbound prefix-list (RFC 5292). */
  readonly tells?: readonly AfiName[];
  /** Families in which we send several paths a prefix and the peer takes them (RFC 7911 §4). */
  readonly sendsPaths?: readonly AfiName[];
  /** Families in which we send one path a prefix with identifier 0: add-path is configured for another family alone, but offered for all (F148). */
  readonly zeroIds?: readonly AfiName[];
  /** The other end has announced no capabilities, and passes over AS4_PATH although we use it: it sees AS_TRANS (RFC 6793 §4.2.2). */
  readonly twoByteAsns?: boolean;
  /** Long messages (RFC 8654) are not agreed on: an end announces no capabilities, or delays its OPEN and has not offered them when the other's comes. */
  readonly shortMessages?: boolean;
  /** The reverse: we have announced none, and are sent two-byte AS numbers by one whom we take to send long ones. */
  readonly sentTwoByteAsns?: boolean;
  /** Simulated ms. */
  readonly since: number;
  /** It is the other end that has called: how many stated neighbors did at that moment. */
  readonly answered?: number;
}
