/** The built-in scenarios, each loaded when it is wanted. */
import type { Scenario } from '../../engine/index.ts';
import { readText } from '../../state/results.ts';

const FILES = import.meta.glob<string>(['../../../scenarios/*.json', '!../../../scenarios/*.schema.json'], { query: '?raw', import: 'default' });

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

const loaded = new Map<string, Promise<Scenario | undefined>>();

/** A built-in scenario, read by the engine; undefined when there is none of that name. */
export function loadScenario(id: string): Promise<Scenario | undefined> {
  const entry = Object.entries(FILES).find(([path]) => idOf(path) === id);
  if (!entry) return Promise.resolve(undefined);
  let known = loaded.get(id);
  if (!known) {
    known = entry[1]().then(async (text) => (await readText(text)).scenario);
    loaded.set(id, known);
  }
  return known;
}
