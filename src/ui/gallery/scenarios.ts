/** The built-in scenarios, each loaded when it is wanted. */
import type { Scenario } from '../../engine/index.ts';

/** Read and checked when the site was built (scripts/vite/scenarios.ts). */
const FILES = import.meta.glob<Scenario>(['../../../scenarios/*.json', '!../../../scenarios/*.schema.json'], { import: 'default' });

const idOf = (path: string) => path.replace(/^.*\//, '').replace(/\.json$/, '');

/** The articles in the order in which they build on one another, then the small ideas, the easier first; what is not named comes last. */
const ORDER = [
  'reverse-forced-tunneling',
  'branch-to-branch-firewall',
  'firewall-return-path',
  'p2s-proxy',
  'own-as',
  'hub-and-spoke',
  'ars-dual-homed-nva',
  'er-vpn-failover',
  'anycast',
  'route-leak',
  'bgp-wedgie',
  'med-oscillation',
];

const placeOf = (id: string) => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);

export const SCENARIO_IDS: readonly string[] = Object.keys(FILES)
  .map(idOf)
  .sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));

/** A built-in scenario; undefined when there is none of that name. */
export async function loadScenario(id: string): Promise<Scenario | undefined> {
  return Object.entries(FILES).find(([path]) => idOf(path) === id)?.[1]();
}
