/** What a BGP speaker ends up with, as results have it: its sessions, its tables, and what became of every route. */
import type { Ip, Ipv4, Ipv6, Prefix, PrefixKey } from '../ip/index.ts';
import type { Asn, PathAttributes } from '../policy/attributes.ts';
import type { OtherFamily } from '../policy/families.ts';
import type { Reason } from '../policy/reason.ts';
import type { AddPathType, AfiName, Origination, PeerConfig, PeerType, Session, SpeakerConfig, SpeakerId } from './types.ts';

/** Where a path in the table has come from. */
export type PathSource =
  /** `pathId` where the peer sends several paths a prefix (RFC 7911 §2). */
  | { readonly kind: 'peer'; readonly peer: string; readonly type: PeerType; readonly pathId?: number }
  | { readonly kind: 'local'; readonly origination: Origination };

/** A path in the BGP table (Loc-RIB candidates), accepted by policy. */
export interface BgpPath {
  readonly source: PathSource;
  /** After inbound policy. */
  readonly attributes: PathAttributes;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly invalid?: Reason;
  readonly best: boolean;
  readonly multipath: boolean;
  readonly suppressed: boolean;
  /** IGP metric to the next hop, once resolved. */
  readonly igpMetric?: number;
  /** Router-id of the peer (or its ORIGINATOR_ID where the decision uses that). */
  readonly peerRouterId?: Ipv4;
  /** True when a route-reflector-client sent it. */
  readonly fromRrClient?: boolean;
  /** For a losing path: the step at which it lost against the best, and to what value. */
  readonly lostAt?: Reason;
  /** Order of arrival, for listing newest first (F40). */
  readonly arrival: number;
  /** With deterministic-med: the neighboring AS whose best it is (F39). */
  readonly bestFromAs?: Asn;
  /** The route that the next hop was found by, where the speaker has a RIB. */
  readonly resolvedBy?: Prefix;
  /** Of a best path under `suppress-fib-pending`: whether the RIB has installed it. */
  readonly inFib?: boolean;
  /** F151: one of our own, of a prefix of which a learned path is waited for that is not in the FIB. */
  readonly awaitsFib?: boolean;
  /** It was installed, and something better is now: nothing is pending. */
  readonly hasLeftFib?: boolean;
  /** The identifiers that it is sent under, by what the peer is sent, and to whom; absent where nobody is sent several paths. */
  readonly addPath?: { readonly ids: Readonly<Partial<Record<AddPathType, number>>>; readonly advertisedTo: readonly string[] };
}

/** One prefix of the BGP table. */
export interface BgpEntry {
  readonly prefix: Prefix;
  /** Newest first, as FRR lists them (F40). */
  readonly paths: readonly BgpPath[];
  /** FRR's word for why the best is best (F43). */
  readonly selectionReason?: string;
  /** Peers to which the best is advertised, by peer id. */
  readonly advertisedTo: readonly string[];
  /** The number of the table's change that it last had part in; absent while it never had a best path. */
  readonly version?: number;
}

/** A received route before policy, and what became of it. */
export interface ReceivedRoute {
  readonly prefix: Prefix;
  readonly attributes: PathAttributes;
  /** Attributes after policy; absent when it was refused. */
  readonly post?: PathAttributes;
  readonly rejected?: Reason;
  readonly pathId?: number;
  /** Every route of the prefix by this session, newest first, where it brings several (RFC 7911); this one is among them. */
  readonly all?: readonly ReceivedRoute[];
}

/** A route sent to a peer. */
export interface AdvertisedRoute {
  readonly prefix: Prefix;
  readonly pathId?: number;
  /** Every route of the prefix by this session, by identifier, where it is sent several; this one is among them. */
  readonly all?: readonly AdvertisedRoute[];
  /** As it stands in Adj-RIB-Out, before the session's own rewriting (F126). */
  readonly stored: PathAttributes;
  /** As the peer receives it. */
  readonly sent: PathAttributes;
  /** The MED before it was taken off for an eBGP peer: bgpd goes by it when it looks for changes. */
  readonly removedMed?: number;
  /** By `default-originate`: counted as sent, but no row of advertised-routes (F54, F126). */
  readonly defaultOriginated?: boolean;
  /** A default of the table, told before `default-originate` came: listed and counted until the session ends, though the peer has it no more (F54). */
  readonly leftBehind?: boolean;
  /** What is left behind below this originated default. */
  readonly beneath?: AdvertisedRoute;
}

export interface SessionState {
  readonly peer: PeerConfig;
  readonly state: 'Established' | 'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm';
  /** Why it is not up. */
  readonly reason?: Reason;
  /** The AS that the other end said; 0 while unknown. */
  readonly remoteAs: Asn;
  readonly remoteRouterId?: Ipv4;
  readonly localAddress?: Ip;
  readonly type: PeerType;
  /** Families that both ends activated. */
  readonly negotiated: readonly AfiName[];
  /** Of those that the lab has no routes in: what both ends activated, and what the other end has offered. */
  readonly otherFamilies?: readonly OtherFamily[];
  readonly offeredOthers?: readonly OtherFamily[];
  /** The AS that we say we are (local-as, or the confederation's identifier). */
  readonly localAs?: Asn;
  /** The peer stands on one of our subnets. */
  readonly shared?: boolean;
  /** Our link-local address on the session's interface. */
  readonly linkLocal?: Ipv6;
  readonly interface?: string;
  readonly families: Readonly<Partial<Record<AfiName, FamilyCounts>>>;
  /** Simulated ms. */
  readonly establishedAt?: number;
  /** The other end: its speaker, and what it calls us. While the session is up. */
  readonly far?: { readonly speaker: SpeakerId; readonly peer: string };
  /** What both ends agreed on, while the session is up. */
  readonly session?: Session;
  /** The families that the other end offered, agreed on or not. */
  readonly offered?: readonly AfiName[];
  /** What the other end said of add-path, by family: that it would send several paths a prefix, that it takes them. */
  readonly offeredAddPath?: Readonly<Partial<Record<AfiName, { readonly sends: boolean; readonly takes: boolean }>>>;
  /** What the other end said of outbound route filters, by family. */
  readonly offeredOrf?: Readonly<Partial<Record<AfiName, { readonly send: boolean; readonly receive: boolean }>>>;
  /** The other end says that it takes IPv6 next hops for IPv4 (RFC 8950). */
  readonly offeredExtendedNextHop?: boolean;
  /** The other end announced no capabilities. */
  readonly farIsSilent?: boolean;
  /** The role that the other end says it has (RFC 9234). */
  readonly remoteRole?: string;
  /** s, as both ends agreed (F17). */
  readonly holdTime?: number;
  /** UPDATE messages of the established session, End-of-RIB included. */
  readonly updates?: { readonly sent: number; readonly received: number };
  /** A listen range let it in. */
  readonly dynamic?: boolean;
}

/** F130: accepted paths, invalid ones included; what is in Adj-RIB-Out; RFC 8212, by direction. */
export interface FamilyCounts {
  readonly received: number;
  readonly sent: number;
  /** Nothing is taken for want of an inbound policy. */
  readonly policyMissing: boolean;
  /** Nothing is sent for want of an outbound policy. */
  readonly policyMissingOut: boolean;
  /** Of its advertise-map's condition, once it was looked at: unmet, what the map permits is withheld; met, it has the map's sets (F150). */
  readonly condition?: 'met' | 'unmet';
}

/** What a speaker has once the network is at rest. */
export interface SpeakerState {
  readonly id: SpeakerId;
  readonly device: string;
  readonly asn: Asn;
  readonly routerId: Ipv4;
  readonly config: SpeakerConfig;
  readonly sessions: readonly SessionState[];
  readonly tables: Readonly<Record<AfiName, ReadonlyMap<PrefixKey, BgpEntry>>>;
  /** How often a best path of the family came, went or changed (FRR's table version). */
  readonly tableVersions: Readonly<Record<AfiName, number>>;
  /** ms for which a new subgroup waits for company (F92). */
  readonly coalesceTime: number;
  /** By peer id, then prefix: every route received and what became of it (`pre` and `post` in one). */
  readonly adjRibIn: ReadonlyMap<string, ReadonlyMap<PrefixKey, ReceivedRoute>>;
  /** By `peer family`: the configuration that its routes met, where that has changed since and nobody has gone through them again. */
  readonly metBefore: ReadonlyMap<string, SpeakerConfig>;
  readonly adjRibOut: ReadonlyMap<string, ReadonlyMap<PrefixKey, AdvertisedRoute>>;
  /** Next hops of paths that have to be on the link, for these paths or others that have or had them (F33). */
  readonly heldNextHops: ReadonlySet<Ip>;
  /** By peer id, then prefix: best paths that were not sent, and why. */
  readonly withheld: ReadonlyMap<string, ReadonlyMap<PrefixKey, Reason>>;
}
