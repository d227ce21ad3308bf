/** The MSS option of TCP in passing (H42): who lowers it, and to what. */
import type { GatewayNode, NetInterface, RouterNode } from '../compile/index.ts';
import { isIpv4 } from '../ip/index.ts';
import type { ConfigRef } from '../policy/index.ts';
import { type Step, step } from './move.ts';
import { outer } from './packet.ts';
import type { Packet } from './types.ts';

export interface Clamped {
  readonly packet: Packet;
  readonly steps: readonly Step[];
}

/** A SYN or SYN-ACK that announces more than `most` bytes announces that much; `source` is the line that says so. */
export function clampMss(packet: Packet, most: number, node: RouterNode, name: string, source?: ConfigRef): Clamped {
  const lowered = lower(packet, most);
  if (!lowered) return { packet, steps: [] };
  return { packet: lowered.packet, steps: [step('clamp', 'mss-clamped', { node: node.device, interface: name, from: lowered.from, mss: most }, source)] };
}

/** With the option at `most`, and what it was; undefined where it announces no more than that, or nothing. */
function lower(packet: Packet, most: number): { readonly packet: Packet; readonly from: number } | undefined {
  const tcp = packet.headers[1];
  if (tcp?.kind !== 'tcp' || tcp.mss === undefined || tcp.mss <= most) return undefined;
  return { packet: { ...packet, headers: packet.headers.map((h, i) => (i === 1 ? { ...tcp, mss: most } : h)) }, from: tcp.mss };
}

/** Bytes that a tunnel of a VPN gateway carries (H41): Microsoft Learn, "About VPN devices" (default IPsec/IKE parameters), names it for the other end. */
const GATEWAY_TUNNEL_MTU = 1400;

/** H41: a VPN gateway lowers the MSS of what enters and of what leaves a tunnel, SYN and SYN-ACK alike; `connection` is the tunnel's. */
export function clampAtGateway(packet: Packet, { device }: Pick<GatewayNode, 'device'>, connection: string): Clamped {
  const mss = mssOf(GATEWAY_TUNNEL_MTU, packet);
  const lowered = lower(packet, mss);
  if (!lowered) return { packet, steps: [] };
  return { packet: lowered.packet, steps: [step('clamp', 'gateway-mss-clamped', { node: device, connection, from: lowered.from, mss })] };
}

/** What an interface carries, less the headers of IP and TCP (H42). */
export function mssOf(mtu: number, packet: Packet): number {
  return mtu - (isIpv4(outer(packet).source) ? 40 : 60);
}

/** `ip tcp adjust-mss` of either interface, for what is forwarded. */
export function clampForwarded(packet: Packet, node: RouterNode, input: NetInterface | undefined, output: NetInterface): Clamped {
  const targets = [input?.maxMss, output.maxMss].filter((m) => m !== undefined);
  return targets.length === 0 ? { packet, steps: [] } : clampMss(packet, Math.min(...targets), node, output.name);
}
