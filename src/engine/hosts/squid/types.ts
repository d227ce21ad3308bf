/** A squid.conf as data: what decides about a request, where Squid listens, and how it writes its log (H60–H66). */
import type { Ip } from '../../ip/index.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import type { SquidTimes } from './when.ts';

export type SquidTest =
  | { readonly kind: 'src' | 'dst' | 'localip'; readonly ranges: readonly { readonly from: Ip; readonly to: Ip }[] }
  | { readonly kind: 'dstdomain'; readonly names: readonly string[] }
  | { readonly kind: 'dstdom_regex' | 'url_regex' | 'urlpath_regex'; readonly patterns: readonly { readonly matches: (text: string) => boolean }[] }
  | { readonly kind: 'port' | 'localport'; readonly ports: readonly { readonly from: number; readonly to: number }[] }
  | { readonly kind: 'method'; readonly methods: readonly string[] }
  | { readonly kind: 'proto'; readonly names: readonly string[] }
  | { readonly kind: 'time'; readonly times: readonly SquidTimes[] }
  /** From 0 to 1. */
  | { readonly kind: 'random'; readonly chance: number }
  /** Names of `http_port … name=`. */
  | { readonly kind: 'myportname'; readonly names: readonly string[] }
  /** ACLs by name: `any-of` holds when one of them does, `all-of` when all do. */
  | { readonly kind: 'any-of' | 'all-of'; readonly acls: readonly { readonly name: string; readonly negated: boolean }[] }
  /** Asks for credentials, which the lab's clients do not have. */
  | { readonly kind: 'proxy_auth' }
  | { readonly kind: 'never' }
  /** A type that the lab does not model: it matches nothing. */
  | { readonly kind: 'not-modelled'; readonly type: string };

export interface SquidAcl {
  readonly name: string;
  readonly type: string;
  /** Lines of one name add up (H60). */
  readonly tests: readonly SquidTest[];
  readonly source?: ConfigRef;
}

export interface SquidAccess {
  readonly action: 'allow' | 'deny';
  /** All of them must match (H61). */
  readonly acls: readonly { readonly name: string; readonly negated: boolean; readonly span: Span }[];
  readonly source: ConfigRef;
}

/** `tcp_outgoing_address ADDRESS [!]ACL…`: what the proxy's own connections come from. */
export interface SquidOutgoing extends SquidAccess {
  readonly address: Ip;
}

/** `deny_info PAGE ACL…`: what is said where one of these ACLs was the last of the line that denied. */
export interface SquidDenyInfo {
  readonly acls: readonly string[];
  /** Absent: what the kind of it says. */
  readonly status?: number;
  readonly says: { readonly kind: 'reset' } | { readonly kind: 'page' | 'redirect'; readonly to: string };
  /** As it is written. */
  readonly text: string;
}

export interface SquidPort {
  readonly port: number;
  /** Absent: every address of the machine. */
  readonly address?: Ip;
  /** `name=`, or as it is written. */
  readonly name: string;
  readonly source?: ConfigRef;
}

/** A proxy that requests are handed on to. */
export interface SquidPeer {
  readonly name: string;
  /** Its name or address. */
  readonly host: string;
  readonly type: 'parent' | 'sibling' | 'multicast';
  readonly port: number;
  /** `round-robin`, weighted or not. */
  readonly inTurn: boolean;
  /** `cache_peer_access`. */
  readonly access: readonly SquidAccess[];
  readonly source: ConfigRef;
}

export interface SquidConfig {
  /** False when Squid would not start with the file. */
  readonly starts: boolean;
  readonly acls: ReadonlyMap<string, SquidAcl>;
  readonly httpAccess: readonly SquidAccess[];
  /** `miss_access`: who may have it fetched at all, once http_access lets the request in. */
  readonly missAccess: readonly SquidAccess[];
  readonly outgoing: readonly SquidOutgoing[];
  readonly denyInfo: readonly SquidDenyInfo[];
  readonly ports: readonly SquidPort[];
  readonly peers: readonly SquidPeer[];
  readonly alwaysDirect: readonly SquidAccess[];
  readonly neverDirect: readonly SquidAccess[];
  /** `nonhierarchical_direct`, on by default: CONNECT goes by itself where it may, and by no parent then. */
  readonly nonhierarchicalDirect: boolean;
  readonly preferDirect: boolean;
  /** By name, with Squid's own `squid`. */
  readonly logFormats: ReadonlyMap<string, string>;
  /** Name of the format of access_log; undefined for `access_log none`. */
  readonly accessLogFormat?: string;
  /** `strip_query_terms`, on by default: the log has nothing behind a URL's `?`. */
  readonly stripQueryTerms: boolean;
  readonly visibleHostname?: string;
}
