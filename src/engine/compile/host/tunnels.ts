/**
 * Tunnels of hosts joined: two interfaces whose outer addresses name each other are one link, so that routing protocols see
 * who is at the other end. What a packet meets on the way is the outer packet's own walk.
 */
import type { NetworkBuilder } from '../builder.ts';
import type { HostTunnel, NetInterface, RouterNode } from '../network.ts';

interface End {
  readonly node: RouterNode;
  readonly interface: NetInterface & { readonly hostTunnel: HostTunnel };
}

export function joinTunnels(net: NetworkBuilder): void {
  const ends = endsOf(net);
  for (const [i, a] of ends.entries())
    for (const b of ends.slice(i + 1)) {
      if (!faces(a.interface.hostTunnel, b.interface.hostTunnel)) continue;
      const id = `${a.node.id}:${a.interface.name}=${b.node.id}:${b.interface.name}`;
      net.segments.set(id, { kind: 'tunnel', id });
      for (const end of [a, b]) plug(net, end, id);
    }
}

function endsOf(net: NetworkBuilder): End[] {
  return [...net.nodes.values()]
    .flatMap((node) =>
      node.kind === 'router' ? node.interfaces.flatMap((i) => (i.hostTunnel ? [{ node, interface: { ...i, hostTunnel: i.hostTunnel } }] : [])) : [],
    )
    .sort((a, b) => (`${a.node.id} ${a.interface.name}` < `${b.node.id} ${b.interface.name}` ? -1 : 1));
}

/** H23: each end's addresses are the other's, the other way about. */
function faces(a: HostTunnel, b: HostTunnel): boolean {
  return a.kind === b.kind && a.local === b.remote && a.remote === b.local && a.key === b.key && a.port === b.port;
}

function plug(net: NetworkBuilder, end: End, segment: string): void {
  const node = net.nodes.get(end.node.id) as RouterNode;
  net.node({ ...node, interfaces: node.interfaces.map((i) => (i.name === end.interface.name ? { ...i, segment } : i)) });
}
