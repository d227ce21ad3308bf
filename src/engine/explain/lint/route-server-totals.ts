/** A126: how many routes a Route Server holds from all sources together; beyond that it is not supported, and nothing says what happens. */
import type { Diagnostic } from '../../model/index.ts';
import { type Computed, say } from './view.ts';

const MOST_ROUTES = 10_000;

export function routeServerTotals({ lab, solution }: Pick<Computed, 'lab' | 'solution'>): Diagnostic[] {
  return Object.keys(lab.routeServers ?? {}).flatMap((id) => {
    const held = [...solution.network.nodes.values()]
      .filter((n) => n.kind === 'route-server' && n.device === id)
      .map((n) => solution.controlPlane.speakers.get(n.id)?.tables.ipv4.size ?? 0);
    const count = Math.max(0, ...held);
    if (count <= MOST_ROUTES) return [];
    const message = `${count} routes from all sources; a Route Server supports ${MOST_ROUTES}`;
    return [say('route-server-too-many-routes', 'warning', id, ['routeServers', id], 'A126', message, { count, most: MOST_ROUTES })];
  });
}
