/**
 * What an outage takes away (A62, A79): a node that has failed keeps its place but has no interface up, no route of its own
 * and no session; a connection that has failed has no tunnel and no session. The rest of the network finds out by itself.
 */
import type { PeerConfig, Reason, SpeakerConfig } from '../bgp/types.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { Plan } from './gateway-plan.ts';
import { dropLostSites } from './lost-sites.ts';
import type { NetNode } from './network.ts';

export function applyOutages(net: NetworkBuilder, plan: Plan): void {
  const before = new Set(net.tunnels.map((t) => t.id));
  for (const [, { of }] of sorted(net.lab.outages)) {
    if (standsBy(net, plan, of)) continue;
    const nodes = [...net.nodes.values()].filter((n) => n.id === of || n.device === of);
    for (const node of nodes) failNode(net, node, of);
    failConnection(net, of);
  }
  dropLostSites(net, plan, before);
}

/** A62: of an active-standby gateway the other instance takes over with the same address, so that one lost instance changes nothing at rest. */
function standsBy(net: NetworkBuilder, plan: Plan, of: string): boolean {
  const [id, index] = of.split('#') as [string, string | undefined];
  const gateway = plan.vpn.find((g) => g.id === id);
  if (!gateway || index === undefined || gateway.instances.length > 1) return false;
  const both = ['0', '1'].every((i) => sorted(net.lab.outages).some(([, o]) => o.of === `${id}#${i}`));
  if (both) return false;
  net.diagnostics.push({
    code: 'standby-took-over',
    severity: 'info',
    message: `${of} is down: ${id} is active-standby, so the other instance has taken over its addresses (10 to 15 s when planned, up to 3 min when not)`,
    args: { gateway: id, instance: of },
    place: { path: ['lab', 'virtualNetworkGateways', id, 'activeActive'], object: id },
    rules: ['A62'],
  });
  return true;
}

function failNode(net: NetworkBuilder, node: NetNode, of: string): void {
  net.nodes.set(node.id, { ...node, interfaces: node.interfaces.map((i) => ({ ...i, up: false })) });
  const addresses = new Set(node.interfaces.flatMap((i) => i.addresses.map((a) => a.ip)));
  const reason = lost(of);
  const own = net.speakers.get(node.speaker ?? node.id);
  if (own) net.speaker({ ...own, originations: [], peers: own.peers.map((p) => ({ ...p, barred: reason })) });
  barPeers(net, (peer) => peer.speaker === node.id || (peer.speaker === undefined && addresses.has(peer.address)), reason);
  dropTunnels(net, (t) => t.ends.some((e) => e.node === node.id));
}

/** A whole connection, both directions of a VNet-to-VNet one, or with `#0` the tunnels of one instance of its gateway. */
function failConnection(net: NetworkBuilder, of: string): void {
  const [id, index] = of.split('#') as [string, string | undefined];
  const connection = net.lab.connections?.[id];
  if (!connection) return;
  const gateway = connection.virtualNetworkGateway1;
  const instance = index === undefined ? undefined : `${gateway}#${index}`;
  const names = [id, ...returnConnections(net, id)];
  const carried = (peer: PeerConfig, speaker: SpeakerConfig) =>
    peer.via !== undefined && names.includes(peer.via) && (instance === undefined || speaker.id === instance || peer.speaker === instance);
  barPeers(net, carried, lost(of));
  dropTunnels(net, (t) => names.includes(t.connection) && (instance === undefined || t.ends.some((e) => e.node === instance)));
}

/** The connections in the other direction between the same gateways: one link carries both. */
function returnConnections(net: NetworkBuilder, id: string): string[] {
  const { virtualNetworkGateway1: a, virtualNetworkGateway2: b } = net.lab.connections?.[id] ?? {};
  return b === undefined
    ? []
    : sorted(net.lab.connections)
        .filter(([, c]) => c.virtualNetworkGateway1 === b && c.virtualNetworkGateway2 === a)
        .map(([other]) => other);
}

function lost(of: string): Reason {
  return { code: 'session-outage', rules: ['A62', 'A79'], args: { of } };
}

function barPeers(net: NetworkBuilder, which: (peer: PeerConfig, speaker: SpeakerConfig) => boolean, barred: Reason): void {
  for (const speaker of net.speakers.values()) {
    if (!speaker.peers.some((p) => which(p, speaker))) continue;
    net.speaker({ ...speaker, peers: speaker.peers.map((p) => (which(p, speaker) ? { ...p, barred } : p)) });
  }
}

/** A peer's host route goes with the last tunnel to it, and so does the far end's tunnel interface. */
function dropTunnels(net: NetworkBuilder, which: (tunnel: NetworkBuilder['tunnels'][number]) => boolean): void {
  for (const tunnel of net.tunnels.filter(which)) {
    net.tunnels.splice(net.tunnels.indexOf(tunnel), 1);
    for (const end of tunnel.ends) dropHostRoute(net, end.node, tunnel.ends.find((e) => e !== end)?.bgpAddress);
    for (const { node } of tunnel.ends) {
      const at = net.nodes.get(node);
      if (at?.interfaces.some((i) => i.tunnel === tunnel.id))
        net.nodes.set(node, { ...at, interfaces: at.interfaces.map((i) => (i.tunnel === tunnel.id ? { ...i, up: false } : i)) });
    }
  }
}

function dropHostRoute(net: NetworkBuilder, node: string, far: PeerConfig['address'] | undefined): void {
  const speaker = net.speakers.get(node);
  const still = net.tunnels.some((t) => t.ends.some((e) => e.node === node) && t.ends.some((e) => e.node !== node && e.bgpAddress === far));
  if (!speaker || far === undefined || still) return;
  const gone = speaker.originations.filter((o) => o.kind === 'fixed' && o.label === 'peer-host' && o.prefix.ip === far);
  if (gone.length > 0) net.speaker({ ...speaker, originations: speaker.originations.filter((o) => !gone.includes(o)) });
}
