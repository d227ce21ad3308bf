/** A pf.conf as data: what the packet filter of FreeBSD goes by once every macro and list is expanded (pf.conf(5), H30–H35). */
import type { Ip, Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';

/** One thing that an address can be held against. */
export type PfHost =
  | { readonly kind: 'any' }
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'range'; readonly from: Ip; readonly to: Ip }
  | { readonly kind: 'table'; readonly name: string }
  /** Addresses of an interface: `(vtnet0)` follows them, `vtnet0` has those of the moment of loading; here both are the same. */
  | { readonly kind: 'interface'; readonly name: string; readonly part: 'address' | 'network' | 'broadcast' | 'peer' }
  | { readonly kind: 'self' }
  | { readonly kind: 'no-route' }
  | { readonly kind: 'urpf-failed' };

export interface PfAddress {
  readonly negated: boolean;
  readonly host: PfHost;
}

/** A port or range: both ends count. `outside` is `<>`: every port but these. */
export interface PfPorts {
  readonly from: number;
  readonly to: number;
  readonly outside?: boolean;
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

/** `route-to (IF GW)`. */
export interface PfRoute {
  readonly kind: 'route-to' | 'reply-to' | 'dup-to';
  readonly interface: string;
  readonly gateway?: Ip;
}

export interface PfRule extends PfMatch {
  readonly action: 'pass' | 'block';
  /** `return`: RST for TCP, unreachable for the rest; `drop`: silence (H34). */
  readonly answer: 'drop' | 'return';
  readonly quick: boolean;
  readonly log: boolean;
  /** `flags S/SA`: of the flags in the mask these are set and no others. Absent: any. */
  readonly flags?: { readonly set: string; readonly mask: string };
  readonly icmpType?: string;
  readonly keepState: boolean;
  readonly route?: PfRoute;
  readonly rtable?: number;
  /** `scrub (max-mss N)` on the rule itself. */
  readonly maxMss?: number;
  readonly label?: string;
  readonly tag?: string;
  readonly tagged?: string;
  readonly source: ConfigRef;
}

export interface PfTranslation extends PfMatch {
  readonly kind: 'nat' | 'rdr' | 'binat';
  /** `no nat`: what matches is left as it is. */
  readonly exempt: boolean;
  /** `pass`: what it translates needs no filter rule. */
  readonly pass: boolean;
  /** The new address; for nat an interface in parentheses is its first address of the family. */
  readonly target?: { readonly host: PfHost; readonly port?: number };
  readonly source: ConfigRef;
}

export interface PfScrub extends PfMatch {
  /** Bytes. */
  readonly maxMss?: number;
  readonly noDf: boolean;
  readonly source: ConfigRef;
}

export interface PfTable {
  readonly name: string;
  /** The most specific one decides; a negated one takes out. */
  readonly entries: readonly PfAddress[];
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
  readonly rules: readonly PfRule[];
}
