/**
 * Routing policy as data: prefix-lists, access-lists, as-path lists, community lists and route-maps, as FRR has them
 * (doc/user/filter.rst, routemap.rst, bgp.rst). Each entry keeps the configuration line it was read from. Evaluation is in
 * the files beside this one; the parser of FRR text fills these in, and so may any other rule book.
 */
import type { Ip, Prefix } from '../ip/index.ts';
import type { Asn, Community, ExtendedCommunity, LargeCommunity, Origin } from './attributes.ts';
import type { ConfigRef } from './source.ts';

export type Action = 'permit' | 'deny';

/** `ip prefix-list` / `ipv6 prefix-list` (F97, F98). */
export interface PrefixList {
  readonly name: string;
  readonly family: 4 | 6;
  readonly description?: string;
  /** Of a list that a description has made, and that never had an entry: that line (F72). */
  readonly source?: ConfigRef;
  /** Ascending by `seq`. */
  readonly entries: readonly PrefixListEntry[];
}

export interface PrefixListEntry {
  readonly seq: number;
  readonly action: Action;
  /** The `any` of the text is 0.0.0.0/0 le 32 or ::/0 le 128. */
  readonly prefix: Prefix;
  /** Written as `any`; it changes nothing but how the entry is printed. */
  readonly any?: true;
  readonly ge?: number;
  readonly le?: number;
  readonly source: ConfigRef;
}

/** `access-list` / `ipv6 access-list` (F107), on prefixes. */
export interface AccessList {
  readonly name: string;
  readonly family: 4 | 6;
  /** The `remark`. */
  readonly description?: string;
  readonly entries: readonly AccessListEntry[];
}

/** Addresses that differ from one at most in the bits that the mask has. */
export interface Wildcard {
  readonly ip: Ip;
  readonly mask: Ip;
  /** It stands as one address, `host A.B.C.D`, which is not the entry with a mask of 0.0.0.0. */
  readonly isHost: boolean;
}

export interface AccessListEntry {
  readonly seq: number;
  readonly action: Action;
  /** `any` when absent. */
  readonly prefix?: Prefix;
  readonly exact: boolean;
  /** Cisco form: address and wildcard instead of a prefix. */
  readonly wildcard?: Wildcard;
  /** The destination of the extended form (`access-list 101 permit ip SOURCE DESTINATION`); `any` when only this is absent. */
  readonly extended?: { readonly destination?: Wildcard };
  readonly source: ConfigRef;
}

/** `bgp as-path access-list` (F99–F103). */
export interface AsPathList {
  readonly name: string;
  readonly entries: readonly AsPathListEntry[];
}

export interface AsPathListEntry {
  readonly seq: number;
  readonly action: Action;
  /** FRR's regex as written. */
  readonly regex: string;
  readonly source: ConfigRef;
}

/** `bgp community-list`, `bgp large-community-list`, `bgp extcommunity-list` (F104–F106). */
export interface CommunityList {
  readonly name: string;
  readonly kind: 'community' | 'large-community' | 'extcommunity';
  readonly style: 'standard' | 'expanded';
  readonly entries: readonly CommunityListEntry[];
}

export interface CommunityListEntry {
  readonly seq: number;
  readonly action: Action;
  /** Standard: all of these must be carried. Text of one community each, normalised (`65001:1`, `no-export`, `1:2:3`, `rt 65001:1`); `internet` matches any. */
  readonly communities?: readonly string[];
  /** Expanded: regex over the whole string. */
  readonly regex?: string;
  readonly source: ConfigRef;
}

/** A route-map; entries ascending by `seq` (F78–F90). */
export interface RouteMap {
  readonly name: string;
  readonly entries: readonly RouteMapEntry[];
}

export interface RouteMapEntry {
  readonly seq: number;
  readonly action: Action;
  readonly description?: string;
  readonly matches: readonly RouteMapMatch[];
  readonly sets: readonly RouteMapSet[];
  readonly call?: { readonly map: string; readonly source: ConfigRef };
  /** `on-match next`, `on-match goto N`, `continue [N]`. */
  readonly onMatch?: ({ readonly next: true } | { readonly goto: number }) & { readonly source: ConfigRef };
  /** Clauses that FRR prints, and does nothing by (F159); behind `set`. */
  readonly printed?: readonly string[];
  readonly source: ConfigRef;
}

/** A line of an entry; `group` counts the transactions of the entry: absent for the first, with which most have come whole. */
interface Clause {
  readonly source: ConfigRef;
  readonly group?: number;
  /** FRR acts by it, and prints what a later line has put in its place without avail (F159). */
  readonly unprinted?: true;
}

/** What one `match` line asks. */
export type RouteMapMatch = Clause &
  (
    | { readonly kind: 'as-path'; readonly list: string }
    | { readonly kind: 'community'; readonly list: string; readonly exact: boolean; readonly any?: boolean }
    | { readonly kind: 'large-community'; readonly list: string; readonly exact: boolean; readonly any?: boolean }
    | { readonly kind: 'extcommunity'; readonly list: string; readonly exact?: boolean; readonly any?: boolean }
    /** So many of them at most. */
    | { readonly kind: 'community-limit' | 'extcommunity-limit'; readonly limit: number }
    | { readonly kind: 'alias'; readonly alias: string }
    | { readonly kind: 'address-prefix-list' | 'next-hop-prefix-list' | 'route-source-prefix-list'; readonly family: 4 | 6; readonly list: string }
    | { readonly kind: 'address-access-list' | 'next-hop-access-list' | 'route-source-access-list'; readonly family: 4 | 6; readonly list: string }
    | { readonly kind: 'address-prefix-len' | 'next-hop-prefix-len'; readonly family: 4 | 6; readonly length: number }
    | { readonly kind: 'next-hop-address'; readonly family: 4 | 6; readonly ip: Ip }
    | { readonly kind: 'next-hop-type'; readonly family: 4 | 6; readonly type: 'blackhole' }
    | { readonly kind: 'metric'; readonly value: number }
    | { readonly kind: 'local-preference'; readonly value: number }
    | { readonly kind: 'origin'; readonly origin: Origin }
    | { readonly kind: 'peer'; readonly peer: Ip | 'local' | { readonly interface: string } }
    | { readonly kind: 'tag'; readonly value: number }
    | { readonly kind: 'interface'; readonly name: string }
    | { readonly kind: 'probability'; readonly percent: number }
    | { readonly kind: 'source-protocol'; readonly protocol: string }
    | { readonly kind: 'source-instance'; readonly instance: number }
    | { readonly kind: 'source-vrf'; readonly vrf: string }
    /** What it asks of EVPN routes, as typed; the number of a `route-type`. */
    | { readonly kind: 'evpn'; readonly what: string; readonly routeType?: number }
    | { readonly kind: 'rpki'; readonly state: 'valid' | 'invalid' | 'notfound' }
  );

/** A number to set, or to add or subtract. */
export type Adjust = { readonly op: 'set' | 'add' | 'subtract'; readonly value: number };

/** What one `set` line does. */
export type RouteMapSet = Clause &
  (
    | { readonly kind: 'next-hop'; readonly family: 4 | 6; readonly to: Ip | 'peer-address' | 'unchanged'; readonly scope?: 'global' | 'local' }
    | { readonly kind: 'next-hop-prefer-global' }
    | { readonly kind: 'as-path-prepend'; readonly asns: readonly Asn[] }
    | { readonly kind: 'as-path-prepend-last'; readonly times: number }
    | { readonly kind: 'as-path-exclude'; readonly asns: readonly Asn[] | 'all' | { readonly list: string } }
    /** `by`: an AS of the line's own, instead of ours. */
    | { readonly kind: 'as-path-replace'; readonly asns: readonly Asn[] | 'any' | { readonly list: string }; readonly by?: Asn }
    | { readonly kind: 'community'; readonly communities: readonly Community[] | 'none'; readonly additive: boolean }
    | { readonly kind: 'large-community'; readonly communities: readonly LargeCommunity[] | 'none'; readonly additive: boolean }
    | { readonly kind: 'extcommunity'; readonly communities: readonly ExtendedCommunity[] | 'none' }
    /** Mbit/s, or what the paths in use add up to, or 1 Mbit/s for each. */
    | { readonly kind: 'link-bandwidth'; readonly to: number | 'cumulative' | 'num-multipaths'; readonly nonTransitive: boolean }
    | { readonly kind: 'community-list-delete'; readonly list: string }
    | { readonly kind: 'large-community-list-delete'; readonly list: string }
    | { readonly kind: 'local-preference'; readonly adjust: Adjust }
    | { readonly kind: 'metric'; readonly adjust: Adjust | 'rtt' | 'igp' | 'aigp' }
    | { readonly kind: 'weight'; readonly value: number }
    | { readonly kind: 'origin'; readonly origin: Origin }
    | { readonly kind: 'atomic-aggregate' }
    /** `taken`: the AS that a release which misreads the line takes in place of `asn` (F88). */
    | { readonly kind: 'aggregator'; readonly asn: Asn; readonly ip: Ip; readonly taken?: Asn }
    | { readonly kind: 'originator-id'; readonly ip: Ip }
    | { readonly kind: 'tag'; readonly value: number }
    | { readonly kind: 'distance'; readonly value: number }
    | { readonly kind: 'source'; readonly ip: Ip }
    | { readonly kind: 'label-index'; readonly value: number }
    | { readonly kind: 'table'; readonly table: number }
  );

/** Every named policy object of one router, by name (as-path, community and large-community lists each in a space of their own). */
export interface PolicyObjects {
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly prefixLists6: ReadonlyMap<string, PrefixList>;
  readonly accessLists: ReadonlyMap<string, AccessList>;
  readonly accessLists6: ReadonlyMap<string, AccessList>;
  readonly asPathLists: ReadonlyMap<string, AsPathList>;
  readonly communityLists: ReadonlyMap<string, CommunityList>;
  readonly largeCommunityLists: ReadonlyMap<string, CommunityList>;
  readonly extCommunityLists: ReadonlyMap<string, CommunityList>;
  readonly routeMaps: ReadonlyMap<string, RouteMap>;
  /** `bgp community alias`: names by the text of a community or large community. */
  readonly communityAliases?: ReadonlyMap<string, string>;
}
