/** All readers, by kind. */
import type { PastedKind, Reader } from '../types.ts';
import { azCircuitRoutes, azCircuitSummary, azEffective, azPeers, azRoutes } from './az.ts';
import { bgpSummary, bgpTable } from './bgp.ts';
import { hops, ipRoute, netstat, routePrint } from './hosts.ts';
import { verbatim } from './lines.ts';
import { routes } from './routes.ts';

export const READERS: Readonly<Record<PastedKind, Reader>> = {
  'az-routes': azRoutes,
  'az-peers': azPeers,
  'az-effective': azEffective,
  'az-circuit-routes': azCircuitRoutes,
  'az-circuit-summary': azCircuitSummary,
  routes,
  'bgp-table': bgpTable,
  'bgp-summary': bgpSummary,
  'ip-route': ipRoute,
  netstat,
  'route-print': routePrint,
  hops,
  lines: verbatim,
};
