/**
 * Tunnels of hosts joined: two interfaces whose outer addresses name each other are one link, so that routing protocols see
 * who is at the other end. What a packet meets on the way is the outer packet's own walk.
 */
import type { NetworkBuilder } from '../builder.ts';
import { type HostTunnel, type NetInterface, type RouterNode, takesKey } from '../network.ts';

interface End {
  readonly node: RouterNode;
  readonly interface: NetInterface & { readonly hostTunnel: HostTunnel };
}

export function joinTunnels(net: NetworkBuilder): void {
  for (const ends of joined(endsOf(net))) {
    const id = ends.map((e) => `${e.node.id}:${e.interface.name}`).join('=');
    net.segments.set(id, { kind: 'tunnel', id });
    for (const end of ends) plug(net, end, id);
  }
}

/** Ends that face each other, directly or by others: several VXLAN ends may be told of one that has no remote of its own. */
function joined(ends: readonly End[]): End[][] {
  const links = new Map<End, End[]>();
  for (const [i, a] of ends.entries())
    for (const b of ends.slice(i + 1)) {
      if (!faces(a, b)) continue;
      const both = [...(links.get(a) ?? [a]), ...(links.get(b) ?? [b])].filter((e, at, all) => all.indexOf(e) === at);
      for (const end of both) links.set(end, both);
    }
  return [...new Set(links.values())];
}

function endsOf(net: NetworkBuilder): End[] {
  return [...net.nodes.values()]
    .flatMap((node) =>
      node.kind === 'router' ? node.interfaces.flatMap((i) => (i.hostTunnel ? [{ node, interface: { ...i, hostTunnel: i.hostTunnel } }] : [])) : [],
    )
    .sort((a, b) => (`${a.node.id} ${a.interface.name}` < `${b.node.id} ${b.interface.name}` ? -1 : 1));
}

function faces(a: End, b: End): boolean {
  const [one, other] = [a.interface.hostTunnel, b.interface.hostTunnel];
  if (one.kind !== other.kind || one.port !== other.port) return false;
  if (one.kind === 'gre' ? !takesKey(one, other.key) || !takesKey(other, one.key) : one.key !== other.key) return false;
  return one.kind === 'vxlan' ? hears(a, b) && hears(b, a) && (sendsTo(a, b) || sendsTo(b, a)) : names(one, other) && names(other, one);
}

/** H23: each end's addresses are the other's, the other way about; one without `local` has any. */
function names(one: HostTunnel, other: HostTunnel): boolean {
  return one.remote !== undefined && (other.local === undefined || other.local === one.remote);
}

/** VXLAN asks neither who sends nor which address of its own it is sent to (drivers/net/vxlan vxlan_rcv); who names nobody has to be heard first. */
function hears(to: End, from: End): boolean {
  return sendsTo(from, to) || (from.interface.hostTunnel.remote === undefined && from.interface.hostTunnel.learning !== false);
}

/** To an address of the other's own, or to a public one of Azure in front of it (A189). */
function sendsTo(from: End, to: End): boolean {
  const { remote } = from.interface.hostTunnel;
  if (remote === undefined || to.node === from.node) return false;
  return to.node.interfaces.some((i) => i.addresses.some((x) => x.ip === remote) || i.publicIps?.some((p) => p.publicIp === remote));
}

function plug(net: NetworkBuilder, end: End, segment: string): void {
  const node = net.nodes.get(end.node.id) as RouterNode;
  net.node({ ...node, interfaces: node.interfaces.map((i) => (i.name === end.interface.name ? { ...i, segment } : i)) });
}
