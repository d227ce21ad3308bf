/**
 * A packet out of an interface: into its tunnels, each with an MTU of its own, then through the link if it fits (H9, H40, H43).
 * What does not fit is cut where IPv4 and its DF bit allow it, else its sender is told; IPv6 is cut by its sender alone (RFC 8200 §4.5).
 */
import { isIpv4 } from '../ip/index.ts';
import { encapsulate, overheadOf, type Wrap } from './envelope.ts';
import type { FlowState } from './flow-state.ts';
import { drop, type Go, type Stop } from './move.ts';
import { outer, sizeOf } from './packet.ts';
import type { Packet } from './types.ts';

/** `first`: the node has made the packet itself. */
export function depart(go: Go, node: string, state: FlowState, first: boolean): Packet | Stop {
  let now = go.packet;
  for (let wrap = go.wrap; wrap; wrap = wrap.around) {
    const own = first && wrap === go.wrap;
    const fitted = wrap.mtu === undefined ? now : fit(now, wrap.mtu, own);
    if (!fitted) return tooBig(go, wrap.mtu as number, wrap.tunnel);
    const known = state.pathMtu(node, wrap.destination);
    const room = Math.min(wrap.around?.mtu ?? go.mtu, known ?? go.mtu) - overheadOf(wrap);
    const inside = cutInside(fitted, wrap, room, own);
    if (!inside && wrap !== go.wrap) return toldItself(tooBig(go, room, wrap.tunnel), now);
    if (!inside) return wrap.kind === 'vxlan' ? untold(tooBig(go, room, wrap.tunnel)) : tooBig(go, room, wrap.tunnel);
    now = encapsulate(inside, wrap);
  }
  const mtu = Math.min(go.mtu, state.pathMtu(node, outer(now).destination) ?? go.mtu);
  return fit(now, mtu, first && !go.wrap) ?? tooBig(go, mtu, go.out ?? '');
}

/** As it is, or cut; undefined when it is too large and must not be cut. `own`: its sender does this. */
function fit(packet: Packet, mtu: number, own = false): Packet | undefined {
  if (sizeOf(packet) <= mtu) return packet;
  const { dontFragment, source } = outer(packet);
  return dontFragment || !(own || isIpv4(source)) ? undefined : { ...packet, fragment: mtu, fragmentDepth: packet.headers.length };
}

/**
 * What the envelope leaves room for. Where the outer packet may be cut, nothing has to be done inside; an IPsec gateway cuts
 * before it wraps; where the outer packet carries DF, the packet inside has to fit (H43).
 */
function cutInside(packet: Packet, wrap: Wrap, room: number, own: boolean): Packet | undefined {
  const before = (wrap.kind ?? 'esp') === 'esp';
  const whole = wrap.dontFragment === 'set' || (wrap.dontFragment === 'copy' && outer(packet).dontFragment) || !isIpv4(wrap.source);
  // An Ethernet's frames are not cut (recorded).
  if (wrap.kind === 'vxlan') return whole && sizeOf(packet) > room ? undefined : packet;
  return before || whole ? fit(packet, room, own) : packet;
}

/** What VXLAN cannot fit it loses: a Linux router forwards by the link's own MTU, not by a path MTU (net.ipv4.ip_forward_use_pmtu = 0; recorded). */
function untold({ error: _told, ...stop }: Stop): Stop {
  return stop;
}

/**
 * A tunnel over a tunnel: what the lower one has no room for is the machine's own packet, so the machine is told, and the upper tunnel has less room
 * from then on. Who sends what is inside hears of that when it sends again (recorded: gre-over-gre-mid-mtu).
 */
function toldItself(stop: Stop, own: Packet): Stop {
  return { ...stop, received: own, error: { type: 'frag-needed', from: outer(own).source } };
}

function tooBig(go: Go, mtu: number, name: string): Stop {
  const stop = drop('mtu-exceeded', { size: sizeOf(go.packet), mtu, interface: name });
  const { answersAs: from, table } = go.beyond ?? go;
  return {
    ...go,
    ...stop,
    ...(go.taken && { received: go.taken }),
    steps: [...go.steps, { action: 'drop', reason: stop.reason }],
    ...(from !== undefined && { error: { type: 'frag-needed' as const, from, ...(table !== undefined && { table }) } }),
  };
}
