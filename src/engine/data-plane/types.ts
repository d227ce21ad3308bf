/**
 * What a trace says: hops in order, each with the header stack before and after, the lookup that decided and its reason; an
 * ending for each direction; and the verdict. Plain data; the interface words the reason codes.
 */
import type { Ip } from '../ip/index.ts';
import type { Reason } from '../bgp/types.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';

export type Protocol = 'tcp' | 'udp' | 'icmp';

/** One header, outermost first in a stack. */
export type Header =
  | {
      readonly kind: 'ip';
      readonly source: Ip;
      readonly destination: Ip;
      readonly ttl: number;
      readonly protocol: Protocol | 'esp' | 'gre' | 'ipip' | 'udp-vxlan';
      readonly dontFragment: boolean;
    }
  | { readonly kind: 'tcp'; readonly sourcePort: number; readonly destinationPort: number; readonly flags: readonly ('SYN' | 'ACK' | 'RST' | 'FIN' | 'PSH')[] }
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
        | 'prohibited';
    }
  | { readonly kind: 'esp'; readonly tunnel: string };

export interface Packet {
  /** Outermost first. */
  readonly headers: readonly Header[];
  /** Bytes of payload beyond the headers. */
  readonly payload: number;
  /** What the payload is about, when something on the way reads it: an HTTP host name, a TLS server name. */
  readonly host?: string;
}

/** The lookup that decided at a hop: which table, which row won. */
export interface Lookup {
  readonly table: 'fib' | 'effective-routes' | 'bgp' | 'firewall-rules' | 'none';
  /** Whose table: a node id, or `vnet/subnet`. */
  readonly of: string;
  readonly destination: Ip;
  /** The winning row as text: `0.0.0.0/0 → VirtualAppliance 10.0.3.4`. */
  readonly row?: string;
  readonly prefix?: string;
  /** Index of the row in `effectiveRoutes[of]`, where the table is that. */
  readonly rowIndex?: number;
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
}

export interface Trace {
  readonly flow: FlowSpec;
  readonly verdict: FlowVerdict;
  readonly out: Leg;
  /** Absent when nothing arrived that could be answered. */
  readonly back?: Leg;
  /** Other equal-cost ways out, each a leg of its own, with the share of flows (0–1) that take it. */
  readonly branches: readonly { readonly out: Leg; readonly back?: Leg; readonly verdict: FlowVerdict }[];
  /** TCP only: the third packet of the handshake, when the first two passed. */
  readonly ack?: Leg;
  /** Source address as the destination sees it. */
  readonly seenFrom?: Ip;
  /** The one sentence: code and args. */
  readonly summary: Reason;
}
