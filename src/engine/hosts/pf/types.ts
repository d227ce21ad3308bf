/** A pf.conf as data: what the packet filter of FreeBSD goes by once every macro and list is expanded (pf.conf(5), H30–H35). */
import type { Ip, Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { PfIcmp } from './icmp.ts';

/** One thing that an address can be held against. */
export type PfHost =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'range'; readonly from: Ip; readonly to: Ip }
  | { readonly kind: 'table'; readonly name: string }
  /**
   * Addresses of an interface or of a group: `(vtnet0)` follows them. `vtnet0` alone has those of the moment of loading: it stands
   * here only while the machine is not known, else its addresses do.
   */
  | {
      readonly kind: 'interface';
      readonly name: string;
      readonly part: PfPart;
      readonly dynamic: boolean /** `:0`: without aliases. */;
      readonly first?: boolean;
    }
  | { readonly kind: 'self' }
  | { readonly kind: 'no-route' }
  | { readonly kind: 'urpf-failed' };

export type PfPart = 'address' | 'network' | 'broadcast' | 'peer';

export interface PfAddress {
  readonly negated: boolean;
  readonly host: PfHost;
}

/** A port or range: both ends count. `outside` is `<>`: every port but these. */
export interface PfPorts {
  readonly from: number;
  readonly to: number;
  readonly outside?: boolean;
  /** How it is written, where that is not one port or `from:to`. */
  readonly operator?: '!=' | '<' | '<=' | '>' | '>=' | '><' | '<>';
}

/** IP protocol by its name in /etc/protocols, or by number when it has none here. */
export type PfProtocol = string;

/** What a rule is about, every part of it one of the items of a list in the file. Absent: whatever. */
export interface PfMatch {
  readonly direction?: 'in' | 'out';
  readonly interface?: { readonly name: string; readonly negated: boolean };
  readonly family?: 4 | 6;
  readonly protocol?: PfProtocol;
  readonly from?: PfAddress;
  readonly to?: PfAddress;
  readonly fromPort?: PfPorts;
  readonly toPort?: PfPorts;
}

/** A way out: `(IF GW)`. */
export interface PfHop {
  readonly interface: string;
  readonly gateway?: Ip;
}

/** How one of several addresses is picked; absent: there is but one, or the first address of a network. */
export type PfPool = 'round-robin' | 'random' | 'source-hash' | 'bitmask';

/** `route-to (IF GW)`; of several ways each new state takes one. */
export interface PfRoute {
  readonly kind: 'route-to' | 'reply-to' | 'dup-to';
  readonly hops: readonly PfHop[];
  readonly pool?: PfPool;
  readonly sticky?: boolean;
}

/** What a blocked packet's sender is told (H34): `return`: RST for TCP, else unreachable; `return-rst`: TCP alone; `return-icmp`: the codes. */
export type PfAnswer = { readonly kind: 'drop' | 'return' | 'return-rst' } | { readonly kind: 'return-icmp'; readonly ipv4: string; readonly ipv6: string };

/** `[!] tagged NAME`. */
export interface PfTagged {
  readonly name: string;
  readonly negated: boolean;
}

export interface PfRule extends PfMatch {
  /** `match`: what it says holds for the packet, whatever decides about it. */
  readonly action: 'pass' | 'block' | 'match';
  readonly answer: PfAnswer;
  readonly quick: boolean;
  readonly log: boolean;
  /** `flags S/SA`: of the flags in the mask these are set and no others. Absent: any. */
  readonly flags?: { readonly set: string; readonly mask: string };
  readonly icmpType?: PfIcmp;
  readonly keepState: boolean;
  /** `modulate state`, `synproxy state`, where it is not plain `keep state`. */
  readonly stateKind?: 'modulate' | 'synproxy';
  /** `keep state (if-bound)`, `(floating)`: against `set state-policy`. */
  readonly bound?: boolean;
  /** The other options in the parentheses, as pfctl lists them. */
  readonly stateOptions?: readonly string[];
  readonly route?: PfRoute;
  /** 1–255; 0 matches any. */
  readonly tos?: number;
  /** `50%`: what it says; the lab has no chance, so it always matches. */
  readonly probability?: string;
  readonly rtable?: number;
  /** `scrub (max-mss N)` on the rule itself. */
  readonly maxMss?: number;
  readonly label?: string;
  readonly tag?: string;
  readonly tagged?: PfTagged;
  readonly source: ConfigRef;
}

/** `anchor "NAME" …`: what it matches goes through the rules of another ruleset, or of all beneath one (`NAME/*`). */
export interface PfAnchor extends PfMatch {
  readonly action: 'anchor';
  /** Path from the main ruleset; an inline one without a name has a name that begins with `_`. */
  readonly path: string;
  /** As it is written. */
  readonly name?: string;
  readonly wildcard: boolean;
  readonly quick: boolean;
  readonly flags?: PfRule['flags'];
  readonly icmpType?: PfIcmp;
  readonly tag?: string;
  readonly tagged?: PfTagged;
  readonly source: ConfigRef;
}

export type PfEntry = PfRule | PfAnchor;

export interface PfTranslation extends PfMatch {
  readonly kind: 'nat' | 'rdr' | 'binat';
  /** `no nat`: what matches is left as it is. */
  readonly exempt: boolean;
  /** `pass`: what it translates needs no filter rule. */
  readonly pass: boolean;
  readonly target?: PfTarget;
  /** FIB that it gives the packet. */
  readonly rtable?: number;
  readonly tag?: string;
  readonly tagged?: PfTagged;
  readonly source: ConfigRef;
}

/** `nat-anchor`, `rdr-anchor`, `binat-anchor`: translations that are loaded later, so that there are none here. */
export interface PfTranslationAnchor extends PfMatch {
  readonly kind: 'nat' | 'rdr' | 'binat';
  readonly anchor: string;
}

/** The new addresses, and of rdr the new port. */
export interface PfTarget {
  readonly hosts: readonly PfHost[];
  readonly port?: number;
  /** rdr `port 4000:*` or `4000:4009`, and nat's range of source ports: its end. */
  readonly lastPort?: number;
  readonly pool?: PfPool;
  readonly sticky?: boolean;
  /** nat: source ports stay. */
  readonly staticPort?: boolean;
  /** nat of UDP: a source's port is the same whoever it sends to. */
  readonly endpointIndependent?: boolean;
}

export interface PfScrub extends PfMatch {
  /** `no scrub`: what matches is left as it is. */
  readonly exempt: boolean;
  /** Bytes. */
  readonly maxMss?: number;
  readonly noDf: boolean;
  readonly source: ConfigRef;
}

export interface PfTable {
  readonly name: string;
  /** The most specific one decides; a negated one takes out. */
  readonly entries: readonly PfAddress[];
  readonly persist: boolean;
  /** False: neither `persist` nor named by a rule, so the kernel does not keep it (pf.conf(5), Tables; sys/netpfil/pf/pf_table.c pfr_setflags_ktable). */
  readonly active: boolean;
  readonly source: ConfigRef;
}

export interface PfConfig {
  /** False when the text has an error: nothing of it is loaded, and PF passes everything (H36). */
  readonly loaded: boolean;
  /** `set skip on`: names of interfaces or groups that PF leaves alone. */
  readonly skip: readonly string[];
  /** `set block-policy`. */
  readonly blockPolicy: 'drop' | 'return';
  /** `set state-policy`. */
  readonly statePolicy: 'floating' | 'if-bound';
  readonly tables: ReadonlyMap<string, PfTable>;
  readonly translations: readonly PfTranslation[];
  readonly scrubs: readonly PfScrub[];
  readonly translationAnchors: readonly PfTranslationAnchor[];
  readonly rules: readonly PfEntry[];
  /** Rulesets by their path. */
  readonly anchors: ReadonlyMap<string, readonly PfEntry[]>;
}
