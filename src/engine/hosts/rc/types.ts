/** What an rc.conf of FreeBSD sets up, as far as packets meet it (rc.conf(5), ifconfig(8), route(8); H20–H25). */
import type { InterfaceAddress, Ip, Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';

export interface RcTunnel {
  readonly kind: 'gif' | 'gre' | 'vxlan';
  readonly local: Ip;
  readonly remote: Ip;
  /** GRE key, or the VNI of VXLAN. */
  readonly key?: number;
}

export interface RcInterface {
  readonly name: string;
  readonly addresses: readonly InterfaceAddress[];
  readonly up: boolean;
  /** Bytes; absent: that of its kind. */
  readonly mtu?: number;
  readonly tunnel?: RcTunnel;
  /** FIB of what comes in by it (H24). */
  readonly fib: number;
  /** FIB in which a tunnel's outer packets are looked up (H25). */
  readonly tunnelFib: number;
  /** `link2`: a gif takes outer packets in by whatever interface they come (H23). */
  readonly anyInterface: boolean;
  /** `ignore_source`: a gif takes in what is not from its remote end, too (H23). */
  readonly anySource: boolean;
  readonly description?: string;
  /** Groups that its lines put it in, and that of its driver where it is cloned. */
  readonly groups: readonly string[];
  /** Bridge: its members. */
  readonly members: readonly string[];
  readonly source: ConfigRef;
}

export interface RcRoute {
  /** Its name in static_routes; `default` for defaultrouter. */
  readonly name: string;
  readonly prefix: Prefix;
  readonly to: /** `interface`: the zone of a link-local router. */
    | { readonly kind: 'gateway'; readonly ip: Ip; readonly interface?: string }
    | { readonly kind: 'interface'; readonly interface: string }
    | { readonly kind: 'reject' }
    | { readonly kind: 'blackhole' };
  readonly fib: number;
  readonly source: ConfigRef;
}

export interface RcConfig {
  readonly hostname?: string;
  readonly interfaces: ReadonlyMap<string, RcInterface>;
  readonly routes: readonly RcRoute[];
  /** gateway_enable, ipv6_gateway_enable. */
  readonly forwarding: { readonly ipv4: boolean; readonly ipv6: boolean };
  /** pf_enable; undefined when the file does not say. */
  readonly pf?: boolean;
  /** squid_fib: the FIB in which rc.subr(8) starts Squid (`setfib`); absent: 0. */
  readonly squidFib?: number;
}
