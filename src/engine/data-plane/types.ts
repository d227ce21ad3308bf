/**
 * What a trace says: hops in order, each with the header stack before and after, the lookup that decided and its reason; an
 * ending for each direction; and the verdict. Plain data; the interface words the reason codes.
 */
import type { Ip } from '../ip/index.ts';
import type { Reason } from '../bgp/types.ts';
import type { ConfigRef } from '../policy/index.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';

export type Protocol = 'tcp' | 'udp' | 'icmp';

/** One header, outermost first in a stack. */
export type Header =
  | {
      readonly kind: 'ip';
      readonly source: Ip;
      readonly destination: Ip;
      readonly ttl: number;
      /** `ipip` is protocol 4, `ipv6` 41: an IP header follows at once. */
      readonly protocol: Protocol | 'esp' | 'gre' | 'ipip' | 'ipv6';
      readonly dontFragment: boolean;
      /** Differentiated services code point, 1–63; absent: 0 (RFC 2474). */
      readonly dscp?: number;
    }
  | {
      readonly kind: 'tcp';
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly flags: readonly ('SYN' | 'ACK' | 'RST' | 'FIN' | 'PSH')[];
      readonly mss?: number;
    }
  | { readonly kind: 'udp'; readonly sourcePort: number; readonly destinationPort: number }
  | {
      readonly kind: 'icmp';
      readonly type:
        | 'echo-request'
        | 'echo-reply'
        | 'time-exceeded'
        | 'net-unreachable'
        | 'host-unreachable'
        | 'port-unreachable'
        | 'frag-needed'
        /** Type 3 code 13 of IPv4, type 1 code 1 of IPv6. */
        | 'prohibited'
        /** IPv4's codes 2, 9 and 10 (RFC 792, RFC 1122 §3.2.2.1). */
        | 'proto-unreachable'
        | 'net-prohibited'
        | 'host-prohibited'
        /** IPv6's codes 5 and 6 (RFC 4443 §3.1). */
        | 'policy-fail'
        | 'reject-route';
      /** Of an echo and its reply, where the flow says so. */
      readonly id?: number;
      readonly sequence?: number;
      /** Bytes: what a packet that is too big should have had at most (RFC 1191 §4, RFC 4443 §3.2). */
      readonly mtu?: number;
    }
  | { readonly kind: 'esp'; readonly tunnel: string }
  | { readonly kind: 'gre'; readonly key?: number }
  | { readonly kind: 'vxlan'; readonly vni: number };

/** What tells one flow from another. Ports are 0 where the protocol has none. */
export interface FiveTuple {
  readonly protocol: Extract<Header, { kind: 'ip' }>['protocol'];
  readonly source: Ip;
  readonly destination: Ip;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export type IcmpType = Extract<Header, { kind: 'icmp' }>['type'];

export interface Packet {
  /** Outermost first. */
  readonly headers: readonly Header[];
  /** Bytes of payload beyond the headers. */
  readonly payload: number;
  /** An ICMP error: the packet that it is about, as the sender of the error saw it (RFC 792; translated on the way by NAT, RFC 5508 §4). */
  readonly quotes?: FiveTuple;
  /** Bytes of the largest fragment, once the packet has been fragmented. The fragments travel as one here. */
  readonly fragment?: number;
  /** How many headers it had when it was fragmented: fragments of an outer packet are put together where that header comes off. */
  readonly fragmentDepth?: number;
  /** What the payload is about, when something on the way reads it: an HTTP host name, a TLS server name. */
  readonly host?: string;
}

/** The lookup that decided at a hop: which table, which row won. */
export interface Lookup {
  readonly table: 'fib' | 'effective-routes' | 'bgp' | 'firewall-rules' | 'security-rules' | 'pf-rules' | 'policy-rules' | 'none';
  /** Whose table: a node id, or `vnet/subnet`. */
  readonly of: string;
  readonly destination: Ip;
  /** The winning row as text: `0.0.0.0/0 → VirtualAppliance 10.0.3.4`. */
  readonly row?: string;
  readonly prefix?: string;
  /** Of several equal ways in the row, or of several equal rows, the one that was taken. */
  readonly taken?: TakenWay;
  /** With `fib`: the number of a table other than the main one (H1, H24). */
  readonly fib?: number;
  /** With `fib`: the VRF that the table is that of (H11). */
  readonly vrf?: string;
  /** The line of configuration that put the row there, where there is one. */
  readonly line?: ConfigRef;
  /** Index of the row in `effectiveRoutes[of]`, where the table is that. */
  readonly rowIndex?: number;
  /** With a table other than the main one: its rows of the destination's family, in the order of their prefixes. */
  readonly rows?: readonly LookupRow[];
}

/** How a way is told from its equals: by the neighbor or, where the destination is on the link, by the interface. */
export interface TakenWay {
  readonly nextHop?: Ip;
  readonly interface?: string;
}

/** A row of a table that was asked. */
export interface LookupRow {
  readonly prefix: string;
  /** `10.0.0.0/8 via 10.1.0.1 dev eth0`. */
  readonly row: string;
  /** It holds the destination. */
  readonly matches: boolean;
  /** It decided. */
  readonly picked: boolean;
}

/** One thing done to the packet at a node. */
export interface Hop {
  readonly node: string;
  /** The lab object, for the canvas and for wording. */
  readonly device: string;
  /** Interface it came in by; absent at the source. */
  readonly in?: string;
  readonly out?: string;
  /** What links the previous hop to this one on the canvas: connection, peering, circuit, segment or `vnet/subnet` ids, in order. */
  readonly over: readonly string[];
  readonly before: Packet;
  /** The packet as it leaves; absent where it ends. */
  readonly after?: Packet;
  readonly lookup?: Lookup;
  /** What was done, in order: `originate`, `forward`, `encapsulate`, `decapsulate`, `snat`, `dnat`, `proxy`, `allow`, `deliver`, `drop`… */
  readonly steps: readonly { readonly action: string; readonly reason: Reason }[];
  /** For traceroute: the address that answers a probe whose TTL ends here; absent: silent (A236–A241) or no TTL step. */
  readonly answersAs?: Ip;
  /** Whether TTL is decremented here. */
  readonly decrementsTtl: boolean;
  /** How many equal ways there were and which was taken. */
  readonly ecmp?: { readonly ways: number; readonly taken: number };
}

export type Ending = 'delivered' | 'refused' | 'dropped' | 'looped' | 'ttl-exceeded';

/** What the node where a packet ended tells the sender of it. */
export interface IcmpError {
  /** `tcp-reset` is no ICMP: what a filter that refuses TCP sends in the destination's name (H52). */
  readonly type: IcmpType | 'tcp-reset';
  /** Source address of the error (H5), as its receiver sees it. */
  readonly from: Ip;
  /** With `frag-needed`: the MTU that would do, in bytes. */
  readonly mtu?: number;
  /** The error's own way to the sender. */
  readonly leg: Leg;
  /** It has arrived, but names a flow that is not the sender's, as a translation on the way has left it: no socket takes it for its own. */
  readonly strange?: true;
}

/** One direction of a flow. */
export interface Leg {
  readonly hops: readonly Hop[];
  readonly ending: Ending;
  /** Why it ended as it did. */
  readonly reason: Reason;
  /** Device and node where it ended. */
  readonly at: { readonly node: string; readonly device: string };
  /** For a loop: index of the hop where the cycle starts. */
  readonly cycleStart?: number;
  /** The ICMP error that the end caused; absent where the drop is silent. */
  readonly error?: IcmpError;
}

/**
 * Which walk of a flow: the first packet, its answer, TCP's third packet, the request that a firewall reads, a full segment
 * either way, or an ICMP error that one of them caused.
 */
export type LegName = 'out' | 'back' | 'ack' | 'request' | 'data' | 'answer' | 'error';

/**
 * A row of a device's state table: what it remembers of this flow from the moment that it let it pass. Rows stand in the order
 * in which they came to be, so that a player can show the table as it was at any hop.
 */
export interface StateRow {
  readonly kind: StateKind;
  readonly device: string;
  /** The instance that holds it. */
  readonly node: string;
  /** As who opened it sent it. */
  readonly client: FiveTuple;
  /** As it goes on to the other side; the same where nothing is translated. */
  readonly server: FiveTuple;
  /** What let it in or chose its way: `collection/rule`, a rule of a network security group, a load-balancing rule, an outbound rule. */
  readonly rule?: string;
  /** The hop at which it was made: an index into that leg's hops. */
  readonly since: { readonly leg: LegName; readonly hop: number };
  /** PF: whether the packet that made it came in or went out (H32). */
  readonly direction?: 'in' | 'out';
  /** PF: the interface to which it is bound (`set state-policy if-bound`). */
  readonly interface?: string;
  /** PF: the identifier of an echo, where nat gives it another: the sender's, if the flow says one, and the one that goes on. */
  readonly echo?: { readonly before?: number; readonly after: number };
  /** TCP through a firewall, or tracked by Linux: whether an answer came through as well (A160, H10). */
  readonly answered?: boolean;
  /** Minutes without a packet after which it is forgotten, where Azure says (A161, A190). */
  readonly idleMinutes?: number;
  /** Source ports that there are for this destination, of which the flow takes one (A164, A190). */
  readonly ports?: number;
}

export type StateKind = 'pf' | 'conntrack' | 'firewall' | 'proxy' | 'security-group' | 'load-balancer' | SnatKind | 'public-ip';

/** Who lends a packet the source address that the Internet sees, in the order in which they are asked (A189). */
export type SnatKind = 'nat-gateway' | 'load-balancer-outbound' | 'default-outbound';

/** Another equal-cost way. */
export interface Branch {
  readonly out: Leg;
  readonly back?: Leg;
  readonly ack?: Leg;
  readonly transfer?: Transfer;
  readonly intercepted?: Intercepted;
  readonly verdict: FlowVerdict;
  readonly states: readonly StateRow[];
  /** Share of flows that take it, 0–1. */
  readonly share: number;
}

export interface Trace {
  readonly flow: FlowSpec;
  readonly verdict: FlowVerdict;
  readonly out: Leg;
  /** Absent when nothing arrived that could be answered. */
  readonly back?: Leg;
  /** The other equal-cost ways of such a flow, there or back; this trace's own is not among them. */
  readonly branches: readonly Branch[];
  /** Share of flows that go the way of this trace, 0–1; 1 where no choice is among equals. */
  readonly share?: number;
  /** TCP only: the third packet of the handshake, when the first two passed. */
  readonly ack?: Leg;
  /** TCP with data, once the handshake is through (H9, H42). */
  readonly transfer?: Transfer;
  /** Through a forward proxy: this trace is the client's connection to it. */
  readonly proxied?: Proxied;
  /** A firewall took the connection in the server's place (A166): this trace is the client's connection to it. */
  readonly intercepted?: Intercepted;
  /** Source address as the destination sees it. */
  readonly seenFrom?: Ip;
  /** What the devices on the way remember of it. */
  readonly states: readonly StateRow[];
  /** The one sentence: code and args. */
  readonly summary: Reason;
  /** What else is worth knowing: a proxy that answers for a server, shares of flows that fare differently. */
  readonly notes?: readonly Reason[];
}

/** What becomes of full segments. */
export interface Transfer {
  /** Bytes of data in a segment that each side may send at most: what the other announced, as it arrived (H42). */
  readonly mss: { readonly up: number; readonly down: number };
  /** From who opened the connection, then from who answers; the last attempt of each. */
  readonly up?: Segment;
  readonly down?: Segment;
}

export interface Segment {
  readonly leg: Leg;
  /** Bytes of data in the segment. */
  readonly bytes: number;
  /** MTUs that the sender, or a tunnel on the way, was told of before (H9), in bytes. */
  readonly told: readonly number[];
}

/** What a forward proxy makes of a request (H61–H66). */
export interface Proxied {
  readonly method: 'CONNECT' | 'GET';
  readonly url: string;
  /** What `http_access` says; absent where the request does not reach the proxy. */
  readonly decision?: { readonly allow: boolean; readonly line?: ConfigRef };
  /** The proxy's own connection. */
  readonly origin?: Trace;
  /** Those that it tried before that one: a server that cannot be connected to, parents that had no good answer. */
  readonly tried?: readonly Trace[];
  /** What the client is told: 200, 403, 503. */
  readonly code?: number;
  /** What Squid's answer says of an error in `X-Squid-Error`: its page, and the system's number for what went wrong. */
  readonly error?: string;
  /** Where the client is sent instead (`deny_info` with a URL). */
  readonly location?: string;
  /** `TCP_TUNNEL`, `TCP_MISS`, `TCP_DENIED`, `NONE_NONE`. */
  readonly status?: string;
  /** The line of access.log. */
  readonly log?: string;
}

/** What a firewall makes of a connection that it has taken, to judge it by its request (A153, A155, A166). */
export interface Intercepted {
  readonly device: string;
  readonly node: string;
  readonly application: 'Http' | 'Https' | 'Mssql';
  /** The name that the request asks for; absent where it has none. */
  readonly host?: string;
  /** The request's way to the firewall. */
  readonly request: Leg;
  readonly allowed: boolean;
  /** The firewall's own connection, where it is allowed. */
  readonly origin?: Trace;
  /** What the client is told when nothing comes of it: 470 to HTTP that is denied; absent where the connection is reset. */
  readonly code?: number;
  /** The way of that page or reset, or of the answer that is passed on; with data the transfer has it. */
  readonly answer?: Leg;
}

/** One probe of a traceroute: who answered, or nobody. */
export interface Probe {
  readonly from?: Ip;
  /** What the answer says, when it is not `time-exceeded`: traceroute's !N, !H, !X, !F, or that the destination itself answered. */
  readonly answer?: IcmpType | 'reached';
  /** With `frag-needed`: bytes. */
  readonly mtu?: number;
}

export interface TraceRoute {
  /** Absent when the destination has no meaning in the lab; `failure` says why. */
  readonly destination?: Ip;
  readonly failure?: Reason;
  /** By TTL from 1; three probes each unless asked otherwise. Ends where the destination answers, or every probe is refused. */
  readonly hops: readonly (readonly Probe[])[];
  readonly reached: boolean;
}
