/** Configuration under construction: the shapes of `config.ts` and of policy, writable, with maps where lines replace lines. */
import type { Prefix, PrefixKey } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { OtherFamily } from '../../policy/families.ts';
import type { Action, RouteMapEntry, RouteMapMatch, RouteMapSet } from '../../policy/types.ts';
import type { FrrBgp, FrrBgpFamily, FrrInterface, FrrNeighbor, FrrNeighborFamily, FrrPbrEntry } from '../config.ts';

/** Writable, and an optional property may be given `undefined`. */
export type Loose<T> = { -readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** The value without its undefined properties. */
export function tidy<T extends object>(loose: Loose<T>): T {
  return Object.fromEntries(Object.entries(loose).filter(([, value]) => value !== undefined)) as T;
}

export type NeighborFamilyDraft = Loose<FrrNeighborFamily> & {
  /** Which of the four forms of remove-private-AS are set; bgpd has a flag for each and the strongest counts. */
  privateForms?: Set<string>;
};

export interface NeighborDraft extends Omit<Loose<FrrNeighbor>, 'ipv4' | 'ipv6' | 'others'> {
  readonly isGroup: boolean;
  ipv4: NeighborFamilyDraft;
  ipv6: NeighborFamilyDraft;
  /** Families that the lab has no routes in. */
  readonly others: Map<OtherFamily, NeighborFamilyDraft>;
}

type Network = FrrBgpFamily['networks'][number];
type Aggregate = FrrBgpFamily['aggregates'][number];
type Redistribute = FrrBgpFamily['redistribute'][number];
type DistanceRule = FrrBgpFamily['distanceRules'][number];

export interface FamilyDraft extends Omit<Loose<FrrBgpFamily>, 'networks' | 'aggregates' | 'redistribute' | 'distanceRules'> {
  readonly networks: Map<PrefixKey, Network>;
  readonly aggregates: Map<PrefixKey, Aggregate>;
  readonly redistribute: Map<string, Redistribute>;
  readonly distanceRules: Map<PrefixKey, DistanceRule>;
}

export function newFamily(): FamilyDraft {
  return { networks: new Map(), aggregates: new Map(), redistribute: new Map(), distanceRules: new Map() };
}

export interface BgpDraft
  extends Omit<
    Loose<FrrBgp>,
    'defaultOthers' | 'neighbors' | 'peerGroups' | 'listenRanges' | 'ipv4' | 'ipv6' | 'bestpath' | 'confederation' | 'confederationPeers'
  > {
  readonly bestpath: Loose<FrrBgp['bestpath']>;
  confederationIdentifier?: number | undefined;
  readonly confederationPeers: Set<number>;
  readonly neighbors: Map<string, NeighborDraft>;
  readonly peerGroups: Map<string, NeighborDraft>;
  /** `bgp default ipv4-vpn` and its like. */
  readonly defaultOthers: Set<OtherFamily>;
  readonly listenRanges: Map<PrefixKey, { prefix: Prefix; peerGroup: string; source: ConfigRef }>;
  readonly ipv4: FamilyDraft;
  readonly ipv6: FamilyDraft;
}

export function newBgp(asn: number, source: ConfigRef): BgpDraft {
  return {
    asn,
    source,
    defaultIpv4Unicast: true,
    defaultIpv6Unicast: false,
    alwaysCompareMed: false,
    bestpath: {
      asPathIgnore: false,
      asPathConfed: false,
      multipathRelax: false,
      multipathRelaxAsSet: false,
      compareRouterId: false,
      medConfed: false,
      medMissingAsWorst: false,
      peerTypeMultipathRelax: false,
    },
    clientToClientReflection: true,
    allowOutboundPolicy: false,
    confederationPeers: new Set(),
    gracefulShutdown: false,
    shutdown: false,
    rejectAsSets: false,
    allowMartianNextHop: false,
    disableEbgpConnectedRouteCheck: false,
    suppressFibPending: false,
    neighbors: new Map(),
    peerGroups: new Map(),
    defaultOthers: new Set(),
    listenRanges: new Map(),
    ipv4: newFamily(),
    ipv6: newFamily(),
  };
}

/** One clause of a route-map entry. `form` tells apart what one entry cannot hold twice (`prepend 1` and `prepend last-as`). */
export interface Clause {
  readonly form: string;
  /** The group that it came with, as a count of groups. */
  readonly group: number;
  readonly match?: RouteMapMatch;
  readonly set?: RouteMapSet;
  /** What is printed in its place, behind `set`; without `set`, what is printed and does nothing (F159). */
  readonly printedAs?: string;
}

export interface EntryDraft {
  readonly name: string;
  readonly seq: number;
  action: Action;
  description?: string | undefined;
  /** By what a later line of the same kind replaces: `set metric`, `match ip address prefix-list`. */
  readonly clauses: Map<string, Clause>;
  call?: RouteMapEntry['call'];
  onMatch?: RouteMapEntry['onMatch'];
  readonly source: ConfigRef;
}

export interface InterfaceDraft extends Omit<Loose<FrrInterface>, 'addresses'> {
  readonly addresses: Map<string, FrrInterface['addresses'][number]>;
}

export type PbrDraft = Omit<Loose<FrrPbrEntry>, 'match'> & { match: Loose<FrrPbrEntry['match']> };
