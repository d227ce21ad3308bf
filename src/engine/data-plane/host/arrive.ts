/**
 * A packet that comes in at a machine: filters at the interface, and out of its tunnels, which are interfaces again with
 * filters of their own (H7, H23, H32).
 */
import { type NetInterface, type RouterNode, vrfOfTable } from '../../compile/index.ts';
import type { NfHook } from '../../hosts/index.ts';
import { formatIp, isIpv4 } from '../../ip/index.ts';
import { decapsulate, isWrapped } from '../envelope.ts';
import { fromIpsec } from '../ipsec.ts';
import { drop, type Step, step, type Stop, type Visit } from '../move.ts';
import { dscpOf, outer, reverse, tupleOf } from '../packet.ts';
import type { Packet } from '../types.ts';
import type { Track } from './conntrack.ts';
import { atHook, type NfPlace } from './netfilter.ts';
import { pfGate } from './pf-gate.ts';
import type { PfWay } from './pf-states.ts';
import { interfaceOf } from './interfaces.ts';
import { homeOf, systemOf } from './source.ts';
import { findRoute, type Question } from './tables.ts';
import { tunnelFor } from './tunnel-in.ts';
import { learnFrom } from './vxlan.ts';

/** A packet that a machine has taken in, or made. */
export interface Arrival {
  readonly packet: Packet;
  readonly in?: NetInterface;
  readonly steps: readonly Step[];
  /** The table that it is looked up in. */
  readonly table: number;
  readonly route?: PfWay;
  /** Linux: its mark, 0 unless said, and what connection tracking knows of it. */
  readonly mark?: number;
  readonly track?: Track;
  /** Linux: a packet of its own that has been through OUTPUT. */
  readonly output?: true;
  /** PF's tag. */
  readonly tag?: string;
  /** Linux: the tables of VRFs that it has been in within the machine. */
  readonly passed?: readonly number[];
}

/** Envelopes that a machine takes off one packet at most. */
const MOST_ENVELOPES = 8;

export function arrive(visit: Visit<RouterNode>): Arrival | Stop {
  let now: Arrival = { packet: visit.packet, steps: [], table: visit.table ?? visit.in?.fib ?? 0, ...(visit.in && { in: visit.in }) };
  for (let opened = 0; opened <= MOST_ENVELOPES; opened++) {
    const filtered = atInterface(visit, now);
    if ('end' in filtered) return filtered;
    const inside = open(visit, filtered);
    if (!inside) return filtered;
    if ('end' in inside) return inside;
    now = inside;
  }
  return now;
}

function atInterface(visit: Visit<RouterNode>, now: Arrival): Arrival | Stop {
  const { in: i } = now;
  if (!i) return now;
  const entered = hooked({ visit, in: i }, 'PREROUTING', now);
  if ('end' in entered) return entered;
  const { packet, steps } = entered;
  const spoofed = ownSource(visit, i, packet, now.table) ?? reversePath(visit, i, packet, now.table, entered.mark);
  if (spoofed) return withSteps(spoofed, steps);
  const passed = pfGate({ visit, interface: i, direction: 'in', table: now.table }, packet);
  if ('end' in passed) return withSteps({ ...passed, received: packet }, steps);
  return {
    ...entered,
    packet: passed.packet,
    steps: [...steps, ...passed.steps],
    table: passed.table ?? now.table,
    ...(passed.route && { route: passed.route }),
    ...(passed.tag !== undefined && { tag: passed.tag }),
  };
}

/** An arrival through one of Linux's hooks. */
export function hooked(place: NfPlace, hook: NfHook, { packet, mark = 0, track, steps, ...rest }: Arrival): Arrival | Stop {
  const passed = atHook(place, hook, { packet, mark, steps, ...(track && { track }) });
  return 'end' in passed ? passed : { ...rest, ...passed };
}

function withSteps(stop: Stop, steps: readonly Step[]): Stop {
  return { ...stop, steps: [...steps, ...stop.steps] };
}

/** Linux takes no packet that claims to come from itself (net/ipv4/fib_frontend.c fib_validate_source: a martian source; recorded). */
function ownSource({ node, world }: Visit<RouterNode>, i: NetInterface, packet: Packet, table: number): Stop | undefined {
  const { source } = outer(packet);
  if (systemOf(node) !== 'linux' || !isIpv4(source) || homeOf(world, node, { destination: source, table, iif: i.name }) === undefined) return undefined;
  return drop('martian-own-source', { node: node.device, interface: i.name, source: formatIp(source) });
}

/**
 * H7: Linux's reverse path filter; the larger of `all` and the interface's own setting counts. IPv6 has none. What comes in by an interface of a
 * VRF has come in by the VRF's device: its setting counts, and a way back by any of its members will do (net/ipv4/fib_frontend.c
 * fib_info_nh_uses_dev).
 */
function reversePath(visit: Visit<RouterNode>, member: NetInterface, packet: Packet, table: number, mark = 0): Stop | undefined {
  const { node, world } = visit;
  const i = vrfOfTable(node, table) ?? member;
  const settings = node.host?.rpFilter;
  const { source } = outer(packet);
  if (!settings || !isIpv4(source)) return undefined;
  const mode = Math.max(settings.get('all') ?? 0, settings.get(i.name) ?? settings.get('default') ?? 0);
  if (mode === 0) return undefined;
  const marked = ['all', i.name].some((name) => node.host?.sourceValidMark?.has(name));
  const about = { ...dscpOf(packet), ...(i.isVrf && { table }) };
  const onward = i.isVrf ? i.name : leavesBy(visit, packet, { ...about, iif: i.name, mark });
  const flow = reverse(tupleOf(packet));
  const back = findRoute(world, node, { destination: source, flow, ...about, ...(onward !== undefined && { iif: onward }), ...(marked && { mark }) });
  const hops = back?.hops.filter((h) => h.blackhole === undefined) ?? [];
  const args = { node: node.device, interface: i.name, source: formatIp(source) };
  if (hops.length === 0) return drop('rp-filter-no-route', args);
  return mode === 1 && !hops.some((h) => h.interface === i.name || (i.isVrf && isIn(node, h.interface, i)))
    ? drop('rp-filter-strict', { ...args, back: hops[0]?.interface ?? '' })
    : undefined;
}

/**
 * The answer is thought to come in where the packet is to go on, or from the machine itself if it is for that, and to have its ports
 * (net/ipv4/route.c __mkroute_input, net/ipv4/fib_frontend.c __fib_validate_source; recorded).
 */
function leavesBy({ node, world }: Visit<RouterNode>, packet: Packet, asked: Omit<Question, 'destination' | 'flow'>): string | undefined {
  const { destination } = outer(packet);
  if (world.owns(node, destination)) return undefined;
  const hop = findRoute(world, node, { ...asked, destination, flow: tupleOf(packet) })?.hops[0];
  return hop && interfaceOf(node, hop)?.name;
}

function isIn({ interfaces }: RouterNode, name: string | undefined, vrf: NetInterface): boolean {
  return interfaces.some((i) => i.name === name && i.vrf === vrf.name);
}

/** Out of a tunnel whose ends the outer header names exactly (H23); undefined for what is no tunnel's packet, or not for this machine. */
function open(visit: Visit<RouterNode>, now: Arrival): Arrival | Stop | undefined {
  const { node } = visit;
  const { packet } = now;
  const { destination } = outer(packet);
  const home = isWrapped(packet) ? homeOf(visit.world, node, { destination, table: now.table, ...(now.in && { iif: now.in.name }) }) : undefined;
  if (home !== undefined) {
    const by = vrfOfTable(node, home) ?? now.in;
    const taken = hooked({ visit, ...(by && { in: by }) }, 'INPUT', now);
    if ('end' in taken) return taken;
  }
  const ipsec = fromIpsec(visit, packet);
  if (ipsec)
    return 'end' in ipsec
      ? withSteps(ipsec, now.steps)
      : {
          packet: ipsec.packet,
          ...(ipsec.in && { in: ipsec.in }),
          steps: [...now.steps, ipsec.step],
          table: (ipsec.in?.vrf !== undefined && ipsec.in.fib) || 0,
        };
  if (home === undefined || packet.headers[1]?.kind === 'esp') return undefined;
  const tunnel = tunnelFor(visit, packet, home, now.in);
  if ('end' in tunnel) return withSteps(tunnel, now.steps);
  learnFrom(visit, tunnel, packet);
  const opened = step('decapsulate', 'host-tunnel-out', { node: node.device, interface: tunnel.name }, tunnel.hostTunnel?.source);
  return { packet: decapsulate(packet), in: tunnel, steps: [...now.steps, opened], table: tunnel.fib ?? 0 };
}
