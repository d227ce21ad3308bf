/** What a Linux machine's network script sets up: links, addresses, routes in tables, rules, sysctls, filters (ip(8), iptables(8); H1, H7, H10). */
import type { InterfaceAddress, Ip, Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { NfConfig } from '../netfilter/types.ts';
import type { LinuxMark } from './mark.ts';

export interface LinuxTunnel {
  readonly kind: 'gre' | 'ipip' | 'sit' | 'vxlan';
  /** Absent: the address that the route to the other end gives. */
  readonly local?: Ip;
  /** VXLAN alone may have none: it then sends to whom it has heard. */
  readonly remote?: Ip;
  /** The key that GRE sends, or VNI. */
  readonly key?: number;
  /** GRE's `ikey`, where it is not the one that it sends: the key that it takes in. */
  readonly keyIn?: number | 'none';
  /** Outer TTL; absent: the kind's own. */
  readonly ttl?: number | 'inherit';
  /** DF of the outer packet: `pmtudisc`, the default but for VXLAN, sets it, `nopmtudisc` copies it; VXLAN's `df` (H43). */
  readonly outerDf: 'set' | 'clear' | 'copy';
  /** ipip and sit: the protocol that is taken in, 4 or 41 (`mode`); `ip link add` alone asks for any. */
  readonly inner?: 'ipip' | 'ipv6' | 'any';
  /** VXLAN's UDP port. */
  readonly port?: number;
  /** VXLAN: `srcport MIN MAX`, by the flow inside; both are in. */
  readonly sourcePorts?: { readonly from: number; readonly to: number };
  /** VXLAN: `nolearning`. */
  readonly learning?: false;
  /** `dev`: the interface that its packets leave by. */
  readonly device?: string;
  /** Bytes: the MTU that the script had given `device` when it made the tunnel. */
  readonly deviceMtu?: number;
}

/** `ip link add link PARENT name NAME type vlan id N`: an Ethernet of its own on another's cable (IEEE 802.1Q). */
export interface LinuxVlan {
  readonly parent: string;
  /** 0–4095. */
  readonly id: number;
}

export interface LinuxLink {
  readonly name: string;
  readonly vlan?: LinuxVlan;
  readonly tunnel?: LinuxTunnel;
  /** It is a VRF device: the table that stands behind it. */
  readonly vrfTable?: number;
  /** The VRF device that it is enslaved to (`master`). */
  readonly vrf?: string;
  readonly addresses: readonly InterfaceAddress[];
  /** Drawn addresses that the script takes away (`ip addr del`). */
  readonly removed?: readonly Ip[];
  readonly up: boolean;
  readonly mtu?: number;
  readonly source: ConfigRef;
}

export interface LinuxRoute {
  readonly prefix: Prefix;
  readonly table: number;
  /** `throw`: the table has no answer, the next rule is asked. */
  readonly kind: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit' | 'throw';
  readonly gateway?: Ip;
  readonly interface?: string;
  readonly src?: Ip;
  readonly metric: number;
  readonly onlink: boolean;
  /** `nexthop …` of a route with several ways; `gateway` and `interface` are absent then. */
  readonly hops?: readonly LinuxRouteHop[];
  /** Bytes: the MTU of this route alone. */
  readonly mtu?: number;
  /** Bytes: what a SYN sent by this route announces at most. */
  readonly advmss?: number;
  /** `nhid`: the number of the next hop, or group, that its ways are those of. */
  readonly nexthop?: number;
  /** `proto`, where one is given. */
  readonly protocol?: string;
  readonly source: ConfigRef;
}

export interface LinuxRouteHop {
  readonly gateway?: Ip;
  readonly interface?: string;
  /** Its part of the flows, 1–256. */
  readonly weight: number;
  readonly onlink?: boolean;
}

/** One line of `ip rule`. */
export interface LinuxRule {
  readonly priority: number;
  readonly family: 4 | 6;
  readonly negated: boolean;
  readonly from?: Prefix;
  readonly to?: Prefix;
  /** Interface that it came in by; `lo` is what the machine itself sends. */
  readonly iif?: string;
  /** Interface that the sending socket is bound to. */
  readonly oif?: string;
  /** `fwmark`. */
  readonly mark?: LinuxMark;
  readonly tos?: number;
  /** A route of this length or a shorter one does not count (`suppress_prefixlength`). */
  readonly suppressPrefixLength?: number;
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly sourcePorts?: { readonly from: number; readonly to: number };
  readonly destinationPorts?: { readonly from: number; readonly to: number };
  /** `uidrange`: the user that sends; both ends count. */
  readonly users?: { readonly from: number; readonly to: number };
  readonly action:
    | { readonly kind: 'table'; readonly table: number }
    /** The table of the VRF that the packet is in; nothing for a packet in none (net/core/fib_rules.c l3mdev_fib_rule_match). */
    | { readonly kind: 'l3mdev' }
    | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' | 'nop' }
    /** On with the first rule of this priority. */
    | { readonly kind: 'goto'; readonly priority: number };
  readonly source?: ConfigRef;
}

/** A route of an interface's own address that is not there: taken away, replaced, or never made (`noprefixroute`). */
export interface Withdrawn {
  readonly interface: string;
  readonly prefix: Prefix;
}

/** An address that a machine answers for on a link though it is another's (`ip neigh add proxy`). */
export interface LinuxProxy {
  readonly ip: Ip;
  readonly interface: string;
}

export interface LinuxConfig {
  readonly links: ReadonlyMap<string, LinuxLink>;
  readonly routes: readonly LinuxRoute[];
  /** Routes of the addresses themselves that are not there. */
  readonly withdrawn: readonly Withdrawn[];
  readonly rules: readonly LinuxRule[];
  /** Families whose own rule of priority 0, for the table of local addresses, has been taken away. */
  readonly withoutLocalRule: ReadonlySet<4 | 6>;
  /** Interfaces that have been put into a VRF: what they had of routes before is gone, theirs from elsewhere too (drivers/net/vrf.c cycle_netdev). */
  readonly cycled: ReadonlySet<string>;
  /** net.ipv4.tcp_l3mdev_accept and udp_l3mdev_accept: sockets that are bound to no VRF take what comes in by any. */
  readonly l3mdevAccept: { readonly tcp: boolean; readonly udp: boolean };
  /** `ip neigh add proxy`. */
  readonly proxies: readonly LinuxProxy[];
  /** Interfaces, with `all` and `default`, whose proxy_arp or proxy_ndp is on. */
  readonly proxyArp: ReadonlySet<string>;
  readonly proxyNdp: ReadonlySet<string>;
  /** Those whose arp_ignore is not 0: they answer for their own addresses alone. */
  readonly arpIgnore: ReadonlySet<string>;
  /** net.ipv4.ip_forward and net.ipv6.conf.all.forwarding; absent: not said. */
  readonly forwarding: { readonly ipv4?: boolean; readonly ipv6?: boolean };
  /** rp_filter by interface, with `all` and `default`. The larger of `all` and the interface's own counts (H7). */
  readonly rpFilter: ReadonlyMap<string, 0 | 1 | 2>;
  /** iptables and ip6tables. */
  readonly netfilter: NfConfig;
  /** `fib_multipath_hash_policy`: 0 addresses, 1 five-tuple, 2 addresses of what is inside (H8). */
  readonly hashPolicy: { readonly ipv4?: HashPolicy; readonly ipv6?: HashPolicy };
  /** `icmp_errors_use_inbound_ifaddr` (H5). */
  readonly errorsFromInbound: boolean;
  /** Interfaces, with `all` and `default`, whose `src_valid_mark` is on: the way back is looked up with the packet's mark (H7). */
  readonly sourceValidMark: ReadonlySet<string>;
}

export type HashPolicy = 0 | 1 | 2;

export const MAIN_TABLE = 254;
export const LOCAL_TABLE = 255;
export const DEFAULT_TABLE = 253;
