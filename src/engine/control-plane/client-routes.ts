/**
 * What BGP teaches a VPN gateway, its point-to-site clients are told as well (A96): they have no routing protocol, so the
 * routes are laid on their machines once the network is at rest. A client with a profile of its own (A97) keeps what that says.
 */
import type { SpeakerState } from '../bgp/state.ts';
import type { KernelRoute } from '../compile/network.ts';
import { isDefault, type Prefix, prefixKey } from '../ip/index.ts';
import type { Terrain, TerrainRouter } from './terrain.ts';
import type { ControlPlane } from './types.ts';

/** The network with its clients told; undefined where there is nothing to tell. */
export function tellClients(network: Terrain, controlPlane: Pick<ControlPlane, 'speakers'>): Terrain | undefined {
  const told = new Map<string, TerrainRouter>();
  for (const tunnel of network.tunnels) {
    const [near, far] = tunnel.ends;
    const client = network.nodes.get(far.node);
    const state = controlPlane.speakers.get(network.nodes.get(near.node)?.speaker ?? '');
    if (tunnel.kind !== 'p2s' || tunnel.client?.profile || client?.kind !== 'router' || !state) continue;
    const more = routesFrom(client, tunnel.id, learnedFromSites(state));
    if (more.length > 0) told.set(client.id, { ...client, kernelRoutes: [...client.kernelRoutes, ...more] });
  }
  return told.size === 0 ? undefined : { ...network, nodes: new Map([...network.nodes].map(([id, node]) => [id, told.get(id) ?? node])) };
}

/** IPv4 prefixes of sites and other VNets that the gateway reaches by its connections; no default route (A98), nor the sibling's part of the pool. */
export function learnedFromSites(state: SpeakerState): Prefix[] {
  const roles = new Map(state.config.peers.map((p) => [p.id, p.role]));
  return [...state.tables.ipv4.values()]
    .filter(({ prefix, paths }) => {
      const best = paths.find((p) => p.best);
      const role = best?.source.kind === 'peer' ? roles.get(best.source.peer) : undefined;
      return !isDefault(prefix) && (role === 'vpn-peer' || (role === 'sibling' && best?.attributes.asPath.length !== 0));
    })
    .map((entry) => entry.prefix);
}

function routesFrom(client: TerrainRouter, tunnel: string, prefixes: readonly Prefix[]): KernelRoute[] {
  const adapter = client.interfaces.find((i) => i.tunnel === tunnel);
  const source = adapter?.addresses[0]?.ip;
  if (!adapter || source === undefined) return [];
  const known = new Set(client.kernelRoutes.map((r) => prefixKey(r.prefix)));
  return prefixes.filter((p) => !known.has(prefixKey(p))).map((prefix) => ({ prefix, interface: adapter.name, source, metric: 0 }));
}
