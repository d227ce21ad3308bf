/** A router at rest as BGP sees it, from its node and the RIB that it ended with: for asking again what was decided. */
import type { RouterView } from '../bgp/index.ts';
import type { Rib } from '../rib/index.ts';
import { bgpInstalled, metricBesidesBgp, redistributableFrom, Router } from './router.ts';
import type { TerrainRouter } from './terrain.ts';

/** What the router would answer its speaker now; the RIB's own candidates are those of the result, BGP's included. */
export function settledView(node: TerrainRouter, rib: Rib): RouterView {
  const bare = new Router(node);
  return {
    reach: (ip, connectedOnly) => bare.reach(ip, connectedOnly),
    interfaceUp: (name) => bare.interfaceUp(name),
    reachesLinkLocal: () => bare.reachesLinkLocal(),
    isSelf: (ip) => bare.isSelf(ip),
    connectedSubnet: (ip) => bare.connectedSubnet(ip),
    metricOf: (prefix) => metricBesidesBgp(rib.get(prefix)),
    installed: (prefix) => bgpInstalled(rib.get(prefix)),
    redistributable: (afi, protocol, only) => redistributableFrom(rib, afi, protocol, only),
  };
}
