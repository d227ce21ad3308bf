/** The MSS option of TCP in passing (H42): who lowers it, and to what. */
import type { NetInterface, RouterNode } from '../compile/index.ts';
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
  const tcp = packet.headers[1];
  if (tcp?.kind !== 'tcp' || tcp.mss === undefined || tcp.mss <= most) return { packet, steps: [] };
  const headers = packet.headers.map((h, i) => (i === 1 ? { ...tcp, mss: most } : h));
  return { packet: { ...packet, headers }, steps: [step('clamp', 'mss-clamped', { node: node.device, interface: name, from: tcp.mss, mss: most }, source)] };
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
