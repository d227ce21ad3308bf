/**
 * What only the computed lab shows: answers that take another way than questions, routes learned where they lead back, a
 * session that is missing. Each finding is a warning with its rules and, where it is mechanical, its mend.
 */
import type { Diagnostic } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';
import { clientProfiles } from './client-profiles.ts';
import { guests } from './guests.ts';
import { learnedRoutes } from './learned-routes.ts';
import { privateDns } from './private-dns.ts';
import { privateSubnets } from './private-subnets.ts';
import { returnPaths } from './return-paths.ts';
import { routeServerSessions } from './route-server-sessions.ts';
import { routeServerTotals } from './route-server-totals.ts';
import { type Computed, viewSolution } from './view.ts';
import { virtualNetworkTag } from './virtual-network-tag.ts';

const CHECKS: readonly ((view: Computed) => Diagnostic[])[] = [
  returnPaths,
  learnedRoutes,
  guests,
  routeServerSessions,
  routeServerTotals,
  privateSubnets,
  privateDns,
  clientProfiles,
  virtualNetworkTag,
];

/** Findings about a lab's answer, besides those that its drawing alone shows. */
export function lintSolution(solution: Omit<Solution, 'diagnostics'>): Diagnostic[] {
  const view = viewSolution(solution);
  return CHECKS.flatMap((check) => check(view));
}
