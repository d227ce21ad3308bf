/** What a Linux machine's network script sets up: links, addresses, routes in tables, rules, sysctls, MSS clamps (ip(8); H1, H7). */
import type { InterfaceAddress, Ip, Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';

export interface LinuxTunnel {
  readonly kind: 'gre' | 'ipip' | 'sit' | 'vxlan';
  readonly local: Ip;
  readonly remote: Ip;
  /** GRE key or VNI. */
  readonly key?: number;
  /** Outer TTL; absent: copied from the inner packet. */
  readonly ttl?: number;
  /** pmtudisc, the default: the outer packet must not be fragmented (H43). */
  readonly pmtudisc: boolean;
  /** VXLAN's UDP port. */
  readonly port?: number;
  /** `dev`: the interface that its packets leave by. */
  readonly device?: string;
}

export interface LinuxLink {
  readonly name: string;
  readonly tunnel?: LinuxTunnel;
  readonly addresses: readonly InterfaceAddress[];
  readonly up: boolean;
  readonly mtu?: number;
  readonly source: ConfigRef;
}

export interface LinuxRoute {
  readonly prefix: Prefix;
  readonly table: number;
  readonly kind: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
  readonly gateway?: Ip;
  readonly interface?: string;
  readonly src?: Ip;
  readonly metric: number;
  readonly onlink: boolean;
  readonly source: ConfigRef;
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
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly sourcePorts?: { readonly from: number; readonly to: number };
  readonly destinationPorts?: { readonly from: number; readonly to: number };
  readonly action: { readonly kind: 'table'; readonly table: number } | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' };
  readonly source?: ConfigRef;
}

/** `iptables -t mangle … -j TCPMSS`. */
export interface LinuxMssClamp {
  readonly family: 4 | 6;
  readonly in?: string;
  readonly out?: string;
  /** Bytes, or by the path's MTU. */
  readonly mss: number | 'pmtu';
  readonly source: ConfigRef;
}

export interface LinuxConfig {
  readonly links: ReadonlyMap<string, LinuxLink>;
  readonly routes: readonly LinuxRoute[];
  readonly rules: readonly LinuxRule[];
  /** net.ipv4.ip_forward and net.ipv6.conf.all.forwarding; absent: not said. */
  readonly forwarding: { readonly ipv4?: boolean; readonly ipv6?: boolean };
  /** rp_filter by interface, with `all` and `default`. The larger of `all` and the interface's own counts (H7). */
  readonly rpFilter: ReadonlyMap<string, 0 | 1 | 2>;
  readonly clamps: readonly LinuxMssClamp[];
}

export const MAIN_TABLE = 254;
export const LOCAL_TABLE = 255;
export const DEFAULT_TABLE = 253;
