/**
 * One direction of a flow: from node to node until it ends. Each kind of node has its part below; the walk keeps the hops,
 * counts the TTL and notices when a packet comes back to where it was in the same state.
 */
import type { BgpPath, SpeakerState } from '../bgp/types.ts';
import type { FirewallNode, GatewayNode, InternetNode, MseeNode, NetNode, RouterNode, Tunnel } from '../compile/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip, type Ipv4 } from '../ip/index.ts';
import type { FibEntry, FibNextHop } from '../rib/index.ts';
import type { Reason } from '../policy/index.ts';
import { emit } from './fabric.ts';
import { decide, FirewallState, type FirewallSession } from './firewall.ts';
import { decapsulate, encapsulate, flowHash, outer, rewrite, reverse, stateKey, tupleKey, tupleOf, withOuter, type FiveTuple } from './packet.ts';
import type { Ending, Hop, Leg, Lookup, Packet } from './types.ts';
import type { Attachment, World } from './world.ts';

/** An address that Azure lends to a VM without one of its own (A191). It is Microsoft's, so it is nobody's in the lab. */
const DEFAULT_OUTBOUND = 0x14250001 as Ipv4;

/** No real way is as long: beyond it a packet is going round without its TTL being counted down. */
const MAX_HOPS = 255;

/** What lasts from the way out to the way back: firewall sessions and address translations. */
export interface FlowState {
  readonly firewall: FirewallState;
  /** Default outbound access: who is behind a translated tuple. */
  readonly nat: Map<string, FiveTuple>;
}

export function newFlowState(): FlowState {
  return { firewall: new FirewallState(), nat: new Map() };
}

/** What a node does with a packet. */
type Move =
  | {
      readonly end: Ending;
      readonly reason: Reason;
      readonly steps: Hop['steps'];
      readonly lookup?: Lookup;
      readonly after?: Packet;
      readonly decrements?: boolean;
    }
  | {
      readonly next: Attachment;
      readonly packet: Packet;
      readonly steps: Hop['steps'];
      readonly over: readonly string[];
      readonly out?: string;
      readonly lookup?: Lookup;
      readonly ecmp?: Hop['ecmp'];
      readonly decrements: boolean;
      readonly answersAs?: Ip;
    };

const why = (code: string, rules: readonly string[] = [], args?: Reason['args']): Reason => ({ code, rules, ...(args && { args }) });
const step = (action: string, reason: Reason) => ({ action, reason });

export function walk(world: World, start: NetNode, packet: Packet, state: FlowState, way?: number): Leg {
  const hops: Hop[] = [];
  const seen = new Map<string, number>();
  let at: Attachment | { readonly node: NetNode; readonly interface?: undefined } = { node: start };
  let current = packet;
  let over: readonly string[] = [];
  let looped: number | undefined;
  for (;;) {
    const key = `${at.node.id} ${stateKey(current)}`;
    const before = seen.get(key);
    if (before !== undefined && looped === undefined && hops.length > 0) looped = before;
    if (before === undefined) seen.set(key, hops.length);
    const first = hops.length === 0;
    const move = visit(world, at, current, first, state, way);
    const hop = {
      node: at.node.id,
      device: at.node.device,
      ...(at.interface && { in: at.interface.name }),
      over,
      before: current,
      steps: move.steps,
      ...(move.lookup && { lookup: move.lookup }),
    };
    if ('end' in move) {
      hops.push({ ...hop, decrementsTtl: move.decrements ?? false, ...(move.after && { after: move.after }) });
      return { hops, ending: move.end, reason: move.reason, at: { node: at.node.id, device: at.node.device } };
    }
    const ttl = outer(current).ttl;
    if (move.decrements && ttl <= 1) {
      const reason =
        looped === undefined
          ? why('ttl-exceeded', ['H3'], { node: at.node.device })
          : why('loop', ['A7', 'H3'], { node: at.node.device, ttl: outer(packet).ttl });
      hops.push({ ...hop, decrementsTtl: true, steps: [...move.steps, step('drop', reason)] });
      const cycle = looped === undefined ? {} : { cycleStart: looped };
      return { hops, ending: looped === undefined ? 'ttl-exceeded' : 'looped', reason, at: { node: at.node.id, device: at.node.device }, ...cycle };
    }
    const sent = move.decrements ? decremented(move.packet, ttl) : move.packet;
    hops.push({
      ...hop,
      after: sent,
      decrementsTtl: move.decrements,
      ...(move.out !== undefined && { out: move.out }),
      ...(move.ecmp && { ecmp: move.ecmp }),
      ...(move.answersAs !== undefined && { answersAs: move.answersAs }),
    });
    current = sent;
    over = move.over;
    at = move.next;
    if (hops.length > MAX_HOPS)
      return {
        hops,
        ending: 'looped',
        reason: why('loop', ['A7'], { node: at.node.device, ttl }),
        at: { node: at.node.id, device: at.node.device },
        ...(looped !== undefined && { cycleStart: looped }),
      };
  }
}

/** The TTL of what goes on is one less; for a packet that was encapsulated here that is the inner header's (H44). */
function decremented(packet: Packet, ttl: number): Packet {
  const esp = packet.headers[1]?.kind === 'esp';
  if (!esp) return withOuter(packet, { ttl: ttl - 1 });
  const inner = withOuter(decapsulate(packet), { ttl: ttl - 1 });
  return { ...packet, headers: [...packet.headers.slice(0, 2), ...inner.headers] };
}

function visit(
  world: World,
  at: Attachment | { readonly node: NetNode; readonly interface?: undefined },
  packet: Packet,
  first: boolean,
  state: FlowState,
  way: number | undefined,
): Move {
  const { node } = at;
  switch (node.kind) {
    case 'router':
      return atRouter(world, node, at.interface, packet, first, state, way);
    case 'azure-firewall':
      return atFirewall(world, node, packet, state, way);
    case 'vpn-gateway':
      return atVpnGateway(world, node, packet, state, way);
    case 'er-gateway':
      return atErGateway(world, node, packet, state, way);
    case 'msee':
      return atMsee(world, node, packet);
    case 'internet':
      return atInternet(world, node, packet, first, state);
    case 'route-server':
      return {
        end: 'dropped',
        reason: why('route-server-is-control-plane', ['A121'], { node: node.device }),
        steps: [step('drop', why('route-server-is-control-plane', ['A121'], { node: node.device }))],
      };
  }
}

function drop(reason: Reason, steps: Hop['steps'] = [], lookup?: Lookup): Move {
  return { end: 'dropped', reason, steps: [...steps, step('drop', reason)], ...(lookup && { lookup }) };
}

function atRouter(
  world: World,
  node: RouterNode,
  entered: Attachment['interface'] | undefined,
  packet: Packet,
  first: boolean,
  state: FlowState,
  way: number | undefined,
): Move {
  const { destination, source } = outer(packet);
  if (!first && (world.owns(node, destination) || entered?.publicIp === destination)) {
    const reason = why('delivered', [], { node: node.device });
    return { end: 'delivered', reason, steps: [step('deliver', reason)] };
  }
  if (!first && !node.forwarding) return drop(why('host-not-forwarding', ['H3'], { node: node.device }));
  const fib = world.input.controlPlane.fibs.get(node.id);
  const match = fib?.longestMatch(destination)?.value;
  const table: Lookup = { table: 'fib', of: node.id, destination };
  if (!match) return drop(why('no-route', ['H4'], { node: node.device, destination: formatIp(destination) }), [], table);
  const tuple = tupleOf(packet);
  const taken = (way ?? flowHash(tuple)) % match.nextHops.length;
  const hop = match.nextHops[taken] as FibNextHop;
  const lookup = { ...table, row: fibText(match, hop), prefix: formatPrefix(match.prefix) };
  if (hop.blackhole) return drop(why(`route-${hop.blackhole}`, ['H4', 'F111'], { node: node.device, prefix: formatPrefix(match.prefix) }), [], lookup);
  const out = node.interfaces.find((i) => i.name === hop.interface);
  if (!out || out.segment === undefined || !out.up)
    return drop(why('interface-down', ['F110'], { node: node.device, interface: hop.interface ?? '' }), [], lookup);
  const steps = [step(first ? 'originate' : 'forward', why('fib-match', ['H1'], { node: node.device, row: lookup.row }))];
  const common = {
    out: out.name,
    decrements: !first,
    ...(match.nextHops.length > 1 && { ecmp: { ways: match.nextHops.length, taken } }),
    ...(entered?.addresses[0] && { answersAs: entered.addresses[0].ip }),
  };
  if (world.vnetOf(out.segment) !== undefined)
    return throughFabric(world, node, out.segment, packet, tuple, source, steps, { ...common, lookup }, state, way, out.publicIp);
  const gateway = hop.gateway ?? destination;
  const next = world.neighbor(out.segment, gateway);
  if (!next) return drop(why('no-neighbour', ['H4'], { node: node.device, address: formatIp(gateway) }), steps, lookup);
  return { next, packet, steps, over: [out.segment], lookup, ...common };
}

function fibText(entry: FibEntry, hop: FibNextHop): string {
  return `${formatPrefix(entry.prefix)} ${hop.gateway === undefined ? 'on link' : `via ${formatIp(hop.gateway)}`}${hop.interface === undefined ? '' : ` dev ${hop.interface}`}`;
}

type Common = { readonly out?: string; readonly decrements: boolean; readonly answersAs?: Ip; readonly ecmp?: Hop['ecmp']; readonly lookup?: Lookup };

/** Out of an Azure NIC: the subnet's effective routes decide (A1); towards the Internet the source becomes public (A189). */
function throughFabric(
  world: World,
  node: NetNode,
  segment: string,
  packet: Packet,
  tuple: FiveTuple,
  source: Ip,
  steps: Hop['steps'],
  common: Common,
  state: FlowState,
  way: number | undefined,
  publicIp?: Ipv4,
  session?: FirewallSession,
): Move {
  const result = emit(world, segment, outer(packet).destination, tuple, source, {
    ...(way !== undefined && { way }),
    outer: packet.headers[1]?.kind === 'esp',
  });
  const looked = [...steps, step('route', result.reason)];
  const { delivery } = result;
  const more = { ...common, ...(result.ecmp && { ecmp: result.ecmp }), lookup: result.lookup };
  if (delivery.to === 'nowhere') return drop(delivery.reason, looked, result.lookup);
  if (delivery.to === 'node') {
    const target = settle(world, delivery.at, tuple, state);
    if (target.node.kind === 'route-server' && target.interface.addresses.every((a) => a.ip !== outer(packet).destination))
      return drop(why('route-server-is-control-plane', ['A121'], { node: target.node.device }), looked, result.lookup);
    return { next: target, packet, steps: looked, over: [segment, ...delivery.over], ...more };
  }
  const internet = world.on('internet').find((a) => a.node.kind === 'internet');
  if (!internet) return drop(why('no-internet', []), looked, result.lookup);
  const translated = toPublic(world, node, segment, packet, tuple, state, publicIp, session);
  if (!translated) return drop(why('azure-no-outbound-access', ['A189', 'A191'], { node: node.device }), looked, result.lookup);
  const steps2 = translated.reason ? [...looked, step('snat', translated.reason)] : looked;
  const owner = world.publicOwners(outer(translated.packet).destination)[0];
  if (owner) {
    const i = owner.interfaces[0];
    if (i)
      return {
        next: settle(world, { node: owner, interface: i }, tupleOf(translated.packet), state),
        packet: translated.packet,
        steps: steps2,
        over: [segment, 'internet'],
        ...more,
      };
  }
  return { next: internet, packet: translated.packet, steps: steps2, over: [segment, 'internet'], ...more };
}

/** A firewall's VIP stands for its instances: the one that has the flow's state, else the flow's hash (A159, A160). */
function settle(world: World, at: Attachment, tuple: FiveTuple, state: FlowState): Attachment {
  if (at.node.kind !== 'azure-firewall') return at;
  const id = state.firewall.instanceFor(at.node.device, tuple);
  const node = id === undefined ? at.node : world.input.network.nodes.get(id);
  const i = node?.interfaces[0];
  return node && i ? { node, interface: i } : at;
}

function toPublic(
  world: World,
  node: NetNode,
  segment: string,
  packet: Packet,
  tuple: FiveTuple,
  state: FlowState,
  publicIp: Ipv4 | undefined,
  session: FirewallSession | undefined,
): { packet: Packet; reason?: Reason } | undefined {
  const header = outer(packet);
  if (!world.isPrivate(header.source)) return { packet };
  if (node.kind === 'azure-firewall') {
    const source = node.publicIps[0];
    if (source === undefined) return undefined;
    if (session && !session.snatToInternet && session.client !== session.server) return { packet: rewrite(packet, { source }) };
    if (session) session.server = { ...session.server, source };
    return { packet: rewrite(packet, { source }), reason: why('firewall-snat', ['A154', 'A155'], { node: node.device, address: formatIp(source) }) };
  }
  if (publicIp !== undefined)
    return { packet: rewrite(packet, { source: publicIp }), reason: why('public-ip-snat', ['A189'], { node: node.device, address: formatIp(publicIp) }) };
  const [vnet, subnet] = segment.split('/') as [string, string];
  if (world.input.lab.virtualNetworks?.[vnet]?.subnets[subnet]?.defaultOutboundAccess === false) return undefined;
  state.nat.set(tupleKey(reverse({ ...tuple, source: DEFAULT_OUTBOUND })), tuple);
  return {
    packet: rewrite(packet, { source: DEFAULT_OUTBOUND }),
    reason: why('default-outbound-snat', ['A191'], { node: node.device, address: formatIp(DEFAULT_OUTBOUND) }),
  };
}

function atFirewall(world: World, node: FirewallNode, packet: Packet, state: FlowState, way: number | undefined): Move {
  const tuple = tupleOf(packet);
  const verdict = decide(node, packet, tuple, state.firewall, (ip) => world.isPrivate(ip));
  if (!verdict.allow) return drop(verdict.reason, [], { table: 'firewall-rules', of: node.device, destination: tuple.destination });
  const { session } = verdict;
  const inside = verdict.direction === 'request' ? session.server : reverse(session.client);
  // A source that is to become public does so where the packet leaves for the Internet, not before its own route is looked up.
  const target = verdict.direction === 'request' && session.snatToInternet ? { ...inside, source: session.client.source } : inside;
  const changed = rewrite(packet, target);
  const i = node.interfaces[0];
  if (!i || i.segment === undefined) return drop(why('interface-down', [], { node: node.device }));
  const steps = [step(verdict.reason.code === 'firewall-application-rule' ? 'proxy' : 'allow', verdict.reason)];
  return throughFabric(
    world,
    node,
    i.segment,
    changed,
    tupleOf(changed),
    outer(changed).source,
    steps,
    { out: i.name, decrements: true, ...(i.addresses[0] && { answersAs: i.addresses[0].ip }) },
    state,
    way,
    undefined,
    session,
  );
}

/** Longest match over what a managed instance holds best, with its equals. */
function bgpLookup(state: SpeakerState | undefined, destination: Ip): { text: string; prefix: string; paths: readonly BgpPath[] } | undefined {
  let found: { text: string; prefix: string; length: number; paths: readonly BgpPath[] } | undefined;
  for (const entry of state?.tables.ipv4.values() ?? []) {
    if (!containsIp(entry.prefix, destination) || (found && found.length >= entry.prefix.length)) continue;
    const paths = entry.paths.filter((p) => p.best || p.multipath);
    const best = paths.find((p) => p.best);
    if (best)
      found = {
        text: `${formatPrefix(entry.prefix)} via ${best.source.kind === 'local' ? 'itself' : formatIp(best.attributes.nextHop)}`,
        prefix: formatPrefix(entry.prefix),
        length: entry.prefix.length,
        paths: [best, ...paths.filter((p) => p !== best)],
      };
  }
  return found;
}

function atVpnGateway(world: World, node: GatewayNode, received: Packet, state: FlowState, way: number | undefined): Move {
  const encapsulated = received.headers[1]?.kind === 'esp' && outer(received).destination === node.publicIp;
  const packet = encapsulated ? decapsulate(received) : received;
  const steps = encapsulated ? [step('decapsulate', why('tunnel-decapsulate', ['A86'], { node: node.device, tunnel: tunnelOf(received) }))] : [];
  const i = node.interfaces[0];
  const { destination, source } = outer(packet);
  if (!i || i.segment === undefined) return drop(why('interface-down', [], { node: node.device }), steps);
  const speaker = world.input.controlPlane.speakers.get(node.speaker ?? '');
  const found = bgpLookup(speaker, destination);
  const lookup: Lookup = { table: 'bgp', of: node.id, destination, ...(found && { row: found.text, prefix: found.prefix }) };
  if (!found) return throughFabric(world, node, i.segment, packet, tupleOf(packet), source, steps, { decrements: false }, state, way);
  const tunnels = tunnelsFor(world, node, found.paths, destination);
  if (tunnels.length > 0) {
    const taken = (way ?? flowHash(tupleOf(packet))) % tunnels.length;
    const tunnel = tunnels[taken] as Tunnel;
    const [mine, theirs] = tunnel.ends[0].node === node.id ? tunnel.ends : ([tunnel.ends[1], tunnel.ends[0]] as const);
    const wrapped = encapsulate(packet, mine.outer, theirs.outer, tunnel.connection);
    const wrapSteps = [
      ...steps,
      step('encapsulate', why('tunnel-encapsulate', ['A86'], { node: node.device, connection: tunnel.connection, to: formatIp(theirs.outer) })),
    ];
    const sent = throughFabric(
      world,
      node,
      i.segment,
      wrapped,
      tupleOf(packet),
      mine.outer,
      wrapSteps,
      { decrements: false, ...(tunnels.length > 1 && { ecmp: { ways: tunnels.length, taken } }) },
      state,
      way,
    );
    return 'next' in sent ? { ...sent, over: [tunnel.connection], lookup } : sent;
  }
  const best = found.paths[0] as BgpPath;
  if (best.source.kind === 'peer' && speaker?.config.peers.find((p) => best.source.kind === 'peer' && p.id === best.source.peer)?.role === 'sibling') {
    const sibling = world.inVnet(world.vnetOf(i.segment) as string, best.attributes.nextHop)[0];
    if (sibling)
      return {
        next: sibling,
        packet,
        steps: [...steps, step('forward', why('gateway-sibling', ['A77'], { node: node.device }))],
        over: [i.segment],
        decrements: false,
        lookup,
      };
  }
  return throughFabric(world, node, i.segment, packet, tupleOf(packet), source, steps, { decrements: false }, state, way);
}

function tunnelOf(packet: Packet): string {
  const esp = packet.headers[1];
  return esp?.kind === 'esp' ? esp.tunnel : '';
}

/** The tunnels that the best paths point into: by the peer's BGP address, or by a static prefix of the connection. */
function tunnelsFor(world: World, node: GatewayNode, paths: readonly BgpPath[], destination: Ip): Tunnel[] {
  const mine = world.tunnelsOf(node.id);
  const hops = new Set(paths.filter((p) => p.source.kind === 'peer').map((p) => p.attributes.nextHop));
  const label = paths[0]?.source.kind === 'local' && paths[0].source.origination.kind === 'fixed' ? paths[0].source.origination.label : undefined;
  return mine.filter((t) => {
    const at = t.ends[0].node === node.id ? 1 : 0;
    const far = t.ends[at];
    if (label === 'peer-host') return far.bgpAddress === destination;
    if (label === 'lng-static') return t.staticPrefixes?.[at].some((p) => containsIp(p, destination)) ?? false;
    return far.bgpAddress !== undefined && hops.has(far.bgpAddress);
  });
}

function atErGateway(world: World, node: GatewayNode, packet: Packet, state: FlowState, way: number | undefined): Move {
  const i = node.interfaces[0];
  if (!i || i.segment === undefined) return drop(why('interface-down', [], { node: node.device }));
  return throughFabric(
    world,
    node,
    i.segment,
    packet,
    tupleOf(packet),
    outer(packet).source,
    [step('forward', why('er-gateway-into-vnet', ['A111', 'A113'], { node: node.device }))],
    { decrements: true },
    state,
    way,
  );
}

function atMsee(world: World, node: MseeNode, packet: Packet): Move {
  const { destination } = outer(packet);
  const speaker = world.input.controlPlane.speakers.get(node.speaker ?? '');
  const found = bgpLookup(speaker, destination);
  const lookup: Lookup = { table: 'bgp', of: node.id, destination, ...(found && { row: found.text, prefix: found.prefix }) };
  const best = found?.paths[0];
  if (!best) return drop(why('no-route', ['A111'], { node: node.device, destination: formatIp(destination) }), [], lookup);
  const steps = [step('forward', why('msee-best-path', ['A111'], { node: node.device, row: found.text }))];
  for (const i of node.interfaces) {
    if (i.segment === undefined) continue;
    const vnet = world.vnetOf(i.segment);
    const next = vnet === undefined ? world.neighbor(i.segment, best.attributes.nextHop) : world.inVnet(vnet, best.attributes.nextHop)[0];
    if (next) return { next, packet, steps, over: vnet === undefined ? [i.segment] : [i.name], out: i.name, lookup, decrements: false };
  }
  return drop(why('no-neighbour', [], { node: node.device, address: formatIp(best.attributes.nextHop) }), steps, lookup);
}

function atInternet(world: World, node: InternetNode, packet: Packet, first: boolean, state: FlowState): Move {
  const { source, destination } = outer(packet);
  if (world.isPrivate(source)) return drop(why('internet-private-source', ['H90'], { source: formatIp(source) }));
  if (world.isPrivate(destination)) return drop(why('internet-private-destination', ['H91'], { destination: formatIp(destination) }));
  const nat = state.nat.get(tupleKey(tupleOf(packet)));
  if (nat) {
    const back = rewrite(packet, { destination: nat.source });
    for (const vnet of world.input.network.vnets.keys()) {
      const at = world.inVnet(vnet, nat.source)[0];
      if (at)
        return {
          next: at,
          packet: back,
          steps: [step('dnat', why('default-outbound-return', ['A191'], { address: formatIp(destination) }))],
          over: ['internet'],
          decrements: false,
        };
    }
  }
  const owner = world.publicOwners(destination)[0];
  const i = owner?.interfaces[0];
  if (owner && i) {
    const target = settle(world, { node: owner, interface: i }, tupleOf(packet), state);
    const nic = owner.interfaces.find((x) => x.publicIp === destination);
    const inside = nic?.addresses[0] ? rewrite(packet, { destination: nic.addresses[0].ip }) : packet;
    return {
      next: nic ? { node: owner, interface: nic } : target,
      packet: inside,
      steps: [step('forward', why('internet-route', [], { destination: formatIp(destination) }))],
      over: ['internet'],
      decrements: false,
    };
  }
  if (first) return drop(why('internet-nobody', [], { destination: formatIp(destination) }));
  const reason = why('delivered', [], { node: node.device });
  return { end: 'delivered', reason, steps: [step('deliver', reason)] };
}
