/**
 * A packet that leaves a machine: the way that its table or PF says, PF's rules for what goes out, then into a tunnel, whose
 * outer packet is the machine's own and is looked up and filtered again (H22, H25, H32, H33).
 */
import { type HostTunnel, type NetInterface, type RouterNode, vrfOfTable } from '../../compile/index.ts';
import { formatIp, isIpv4 } from '../../ip/index.ts';
import { encapsulate, type Wrap } from '../envelope.ts';
import { emit } from '../fabric.ts';
import { ipsecWrap } from '../ipsec.ts';
import { drop, type Move, type Step, step, type Stop, type Visit } from '../move.ts';
import { clampForwarded, clampMss, mssOf } from '../mss.ts';
import { outer } from '../packet.ts';
import type { Packet } from '../types.ts';
import { type Arrival, hooked } from './arrive.ts';
import { refuse } from './dead-ends.ts';
import { ownHome, toSelf } from './loopback.ts';
import type { NfPlace } from './netfilter.ts';
import { pfGate } from './pf-gate.ts';
import { neighborOrProxy } from './proxy-arp.ts';
import { sourceAddress, systemOf } from './source.ts';
import { vxlanRemote } from './vxlan.ts';
import { type Done, isWay, type Way, wayOf } from './way.ts';

export function leave(visit: Visit<RouterNode>, arrival: Arrival): Move {
  const way = wayOf(visit, arrival, outer(arrival.packet), visit.first);
  if (!isWay(way)) return way;
  // H42: what a machine announces is what its own interface carries.
  const most = Math.min(mssOf(mtuOf(way), arrival.packet), way.advmss ?? 65535);
  const packet = visit.first ? clampMss(arrival.packet, most, visit.node, way.out.name).packet : arrival.packet;
  return onward(visit, { ...arrival, packet }, way, []);
}

/** Bytes that the way carries: the interface's, or less where the route says so. */
function mtuOf({ out, mtu }: Way): number {
  return Math.min(out.mtu, mtu ?? out.mtu);
}

/** `inside`: the tunnels that the packet is in already, the innermost first. */
function onward(visit: Visit<RouterNode>, arrival: Arrival, way: Way, inside: readonly NetInterface[]): Move {
  const filtered = filterOut(visit, arrival, way, inside.length === 0 && arrival.in !== undefined);
  if ('end' in filtered) return filtered;
  const { way: taken, packet } = filtered;
  const { out, done } = taken;
  if (!out.up) return drop('interface-down', { node: visit.node.device, interface: out.name }, done);
  const tunnel = out.hostTunnel;
  const args = { node: visit.node.device, interface: out.name };
  if (tunnel) {
    // net/ipv4/ipip.c ipip_tunnel_xmit: nobody is told.
    if (tunnel.linux?.type === 'ipip' && !isIpv4(outer(packet).destination)) return drop('host-tunnel-family', args, done);
    const remote = tunnel.kind === 'vxlan' ? vxlanRemote(visit, out, tunnel, taken.gateway ?? outer(packet).destination) : tunnel.remote;
    if (remote === undefined) return unanswered(visit, { ...arrival, packet }, taken, out, tunnel);
    const entered = step('encapsulate', 'host-tunnel-in', { ...args, remote: formatIp(remote) }, tunnel.source);
    const source = tunnel.local ?? sourceAddress(visit.world, visit.node, remote, tunnel.table);
    if (source === undefined) return drop('no-source-address', { node: visit.node.device, destination: formatIp(remote) }, done);
    const entry = {
      wrap: wrapOf(out, { ...tunnel, local: source, remote }, visit.node, inside.length === 0, mtuOf(taken)),
      table: tunnel.table,
      step: entered,
    };
    return intoTunnel(visit, { ...arrival, packet }, { ...taken, done }, out, entry, inside);
  }
  if (out.tunnel !== undefined) {
    const wrap = ipsecWrap(visit.world, visit.node, out);
    if (!wrap) return drop('tunnel-down', args, done);
    const entered = step('encapsulate', 'tunnel-encapsulate', { node: visit.node.device, connection: wrap.tunnel, to: formatIp(wrap.destination) });
    return intoTunnel(visit, { ...arrival, packet }, { ...taken, done }, out, { wrap, table: 0, step: entered }, inside);
  }
  return onLink(visit, packet, taken, undefined);
}

interface Filtered {
  readonly way: Way;
  readonly packet: Packet;
}

/** PF sends it elsewhere at most once: behind that the rules of the new interface decide about it alone. */
function filterOut(visit: Visit<RouterNode>, arrival: Arrival, way: Way, forwarded: boolean): Filtered | Stop {
  const filtered = linuxOut(visit, arrival, way, forwarded);
  if ('end' in filtered) return filtered;
  let now = filtered;
  for (let turns = 0; turns < 2; turns++) {
    const passed = pfGate(
      { visit, interface: now.way.out, direction: 'out', table: arrival.table, ...(arrival.tag !== undefined && { tag: arrival.tag }) },
      now.packet,
    );
    if ('end' in passed) return { ...passed, ...keep(now.way.done, passed.steps), ...(passed.lookup && { lookup: passed.lookup }), received: now.packet };
    now = { packet: passed.packet, way: { ...now.way, done: keep(now.way.done, passed.steps) } };
    const elsewhere = passed.route && visit.node.interfaces.find((i) => i.name === passed.route?.interface);
    const same = elsewhere === now.way.out;
    if (!elsewhere || (same && (passed.route?.gateway === now.way.gateway || isPointToPoint(elsewhere)))) break;
    const args = { node: visit.node.device, kind: passed.route?.kind ?? '', interface: elsewhere.name };
    const { gateway: _, ...rest } = now.way;
    const gateway = passed.route?.gateway;
    now = {
      packet: now.packet,
      way: {
        ...rest,
        out: elsewhere,
        ...(gateway !== undefined && { gateway }),
        done: { ...keep(now.way.done, [step('route', 'pf-route', args)]), out: elsewhere.name },
      },
    };
    // By the interface that it leaves by anyway: to another neighbor, past no more rules (pf.c pf_route).
    if (same) break;
  }
  if (!forwarded) return now;
  const clamped = clampForwarded(now.packet, visit.node, arrival.in, now.way.out);
  return { packet: clamped.packet, way: { ...now.way, done: keep(now.way.done, clamped.steps) } };
}

/** A tunnel with one other end, to which everything goes whatever the neighbor. */
function isPointToPoint({ hostTunnel }: NetInterface): boolean {
  return hostTunnel !== undefined && hostTunnel.kind !== 'vxlan';
}

/** Linux's FORWARD, or OUTPUT for what the machine itself sends, then POSTROUTING. */
function linuxOut(visit: Visit<RouterNode>, arrival: Arrival, way: Way, forwarded: boolean): Filtered | Stop {
  // What has no hop left ends before FORWARD is asked (net/ipv4/ip_forward.c).
  if (!visit.node.host?.netfilter || (way.done.decrements && outer(arrival.packet).ttl <= 1)) return { way, packet: arrival.packet };
  const fresh: Arrival = { ...arrival, steps: [] };
  const first = arrival.output ? fresh : hooked(placeOf(visit, fresh, way), forwarded ? 'FORWARD' : 'OUTPUT', fresh);
  if ('end' in first) return outOf(first, way);
  const home = forwarded || outer(first.packet).destination === outer(arrival.packet).destination ? undefined : ownHome(visit, first);
  if (home !== undefined) return toSelf(visit, { ...first, steps: [...arrival.steps, ...first.steps] }, home);
  const again = forwarded ? way : rerouted(visit, fresh, first, way);
  if (!isWay(again)) return again;
  const done = { ...again, done: keep(again.done, first.steps) };
  const last = hooked(placeOf(visit, fresh, done), 'POSTROUTING', { ...first, steps: [] });
  if ('end' in last) return outOf(last, done);
  return { packet: last.packet, way: { ...done, done: keep(done.done, last.steps) } };
}

function placeOf(visit: Visit<RouterNode>, arrival: Arrival, way: Way): NfPlace {
  const { out, gateway, done } = way;
  const { answersAs } = done;
  return {
    visit,
    out,
    mtu: mtuOf(way),
    // What comes in by a VRF's member has come in by its device from PREROUTING on (drivers/net/vrf.c vrf_ip_rcv).
    ...(arrival.in && { in: vrfOfTable(visit.node, arrival.table) ?? arrival.in }),
    ...(gateway !== undefined && { gateway }),
    ...(answersAs !== undefined && { answersAs }),
  };
}

function outOf(stop: Stop, way: Way): Stop {
  return { ...stop, ...keep(way.done, stop.steps) };
}

/** What OUTPUT marks or sends elsewhere is looked up again (net/ipv4/netfilter.c ip_route_me_harder). */
function rerouted(visit: Visit<RouterNode>, before: Arrival, after: Arrival, way: Way): Way | Stop {
  const moved = outer(before.packet).destination !== outer(after.packet).destination;
  if (!moved && (before.mark ?? 0) === (after.mark ?? 0)) return way;
  return wayOf(visit, { ...after, steps: way.done.steps.filter((s) => s.action !== 'originate' && s.action !== 'route') }, outer(after.packet), true);
}

function keep(done: Done, steps: readonly Step[]): Done {
  return { ...done, steps: [...done.steps, ...steps] };
}

/** Tunnels within tunnels that a machine makes at most; FreeBSD's gif stops at one (H22), Linux's kernel at a few. */
const MOST_NESTED = 4;

/** What a packet is wrapped in, the table that the outer packet is looked up in, and what the step is called. */
interface Entry {
  readonly wrap: Wrap;
  readonly table: number;
  readonly step: Step;
}

function intoTunnel(visit: Visit<RouterNode>, arrival: Arrival, way: Way, out: NetInterface, entry: Entry, inside: readonly NetInterface[]): Move {
  const { node } = visit;
  const { wrap } = entry;
  const remote = formatIp(wrap.destination);
  if (inside.includes(out) || inside.length >= MOST_NESTED) return drop('host-tunnel-recursion', { node: node.device, interface: out.name, remote }, way.done);
  const outerPacket = encapsulate(arrival.packet, wrap);
  const done = keep(way.done, [entry.step]);
  // The outer packet is the machine's own: it came in by nothing, and what is wrong with it nobody is told.
  const asked: Arrival = { packet: outerPacket, steps: [], table: entry.table };
  const under = wayOf(visit, asked, outer(outerPacket), true);
  if (!isWay(under))
    return { ...withoutTable(under), ...done, ...(under.lookup && { lookup: under.lookup }), steps: [...done.steps, ...under.steps], received: arrival.packet };
  const move = onward(visit, asked, { ...under, done: { ...under.done, steps: [] } }, [...inside, out]);
  if ('end' in move)
    return { ...withoutTable(move), ...done, ...(move.lookup && { lookup: move.lookup }), steps: [...done.steps, ...move.steps], received: arrival.packet };
  const nested = move.wrap;
  const steps = [
    ...done.steps,
    step('route', 'host-tunnel-route', { node: node.device, row: under.done.lookup.row ?? '', destination: remote }),
    ...move.steps,
  ];
  // What the edge of Azure makes of the outer source (an NVA's public address) shows in the header.
  const sent = nested ? { ...wrap, around: nested } : { ...wrap, source: outer(move.packet).source };
  return { ...withoutTable(move), ...done, steps, out: move.out ?? out.name, packet: arrival.packet, wrap: sent };
}

/** What is said about the packet inside is looked up where that one was (H24: an error has the FIB of what it is about), not where the outer one is. */
function withoutTable<M extends Move>(move: M): Omit<M, 'table'> {
  const { table: _, ...inside } = move;
  return inside;
}

/** A VXLAN is an Ethernet: without an answer from its other end nothing is sent there (recorded). */
function unanswered(visit: Visit<RouterNode>, arrival: Arrival, way: Way, out: NetInterface, { key, port, remote, source }: HostTunnel): Stop {
  const node = visit.node.device;
  const address = formatIp(way.gateway ?? outer(arrival.packet).destination);
  const args = { node, interface: out.name, address, vni: key ?? 0, port: port ?? 0 };
  const asked =
    remote === undefined
      ? step('encapsulate', 'vxlan-no-remote', args, source)
      : step('encapsulate', 'vxlan-unanswered', { ...args, remote: formatIp(remote) }, source);
  return refuse(visit, way.done.answersAs, 'host-unreachable', drop('no-neighbor', { node, address }, keep(way.done, [asked])), arrival);
}

type Ends = HostTunnel & Required<Pick<HostTunnel, 'local' | 'remote'>>;

function wrapOf(out: NetInterface, tunnel: Ends, node: RouterNode, first: boolean, mtu: number): Wrap {
  const { kind, local, remote, key, ttl, dontFragment, port, sourcePorts } = tunnel;
  return {
    kind,
    source: local,
    destination: remote,
    tunnel: first ? out.name : `${node.id} ${out.name}`,
    ttl: ttl ?? 'inherit',
    dontFragment,
    mtu,
    ...(key !== undefined && { key }),
    ...(port !== undefined && { port }),
    ...(sourcePorts && { sourcePorts }),
  };
}

/** Over the link that the interface is on; in Azure the fabric takes it from the NIC. */
function onLink(visit: Visit<RouterNode>, packet: Packet, way: Way, wrap: Wrap | undefined): Move {
  const { world, node } = visit;
  const { out, done, gateway } = way;
  if (out.segment === undefined) return drop('interface-down', { node: node.device, interface: out.name }, done);
  const segment = world.input.network.segments.get(out.segment);
  if (segment?.kind === 'azure-subnet') return emit(visit, { nic: { ...out, mtu: mtuOf(way) }, segment: out.segment, packet, done, ...(wrap && { wrap }) });
  const hop = gateway ?? outer(packet).destination;
  const next = (segment?.kind === 'internet' ? world.internet() : undefined) ?? neighborOrProxy(world, node, out.segment, hop);
  // Linux finds out when all hooks are behind it, so that what it tells the sender is about the packet as translated (net/ipv4/arp.c arp_error_report; recorded).
  const told = systemOf(node) === 'linux' ? { packet } : undefined;
  if (!next) return refuse(visit, done.answersAs, 'host-unreachable', drop('no-neighbor', { node: node.device, address: formatIp(hop) }, done), told);
  const cable = segment?.kind === 'ethernet' ? (segment.trunk ?? out.segment) : out.segment;
  return { ...done, next, packet, over: [cable], mtu: mtuOf(way), ...(wrap && { wrap }) };
}
