/** The engine's answer to a lab held against FRR's: for the fuzzer, which is no TypeScript. */
import { type FrrLab } from '../src/engine/compile/frr-lab.ts';
import { runFrrLab } from '../src/engine/console/frr-lab-result.ts';
import { compare, type Comparison, facts } from './compare.ts';

/** ms from one router's start to the next's: on a machine that does nothing else, and on busy ones (F92). */
const PACES = [300, 1000, 3000];

/** How long it takes to type into one router after another, and when links are cut then (F5): on busy machines, and at once. */
const TYPING = [{ lateInterval: 150 }, { lateInterval: 500 }, { lateInterval: 500, cutsLate: true }, { cutsLate: true }, { lateInterval: 0 }];

/**
 * What differs in whatever order and however slowly routers start (F41): who comes first decides some ties, which next hop a group of neighbors is
 * stored with (F92), which of two attributes sets that are taken for one goes out (F57), what has once been installed (F140), and where a network
 * has several states of rest (F169) which it finds.
 */
export function judge(lab: FrrLab, result: unknown): Comparison {
  let verdict = judgeOnce(lab, result);
  const typing = lab.late ? TYPING.map((pace) => ({ ...lab, ...pace })) : [];
  for (const other of [...typing, ...[lab, ...orders(lab)].flatMap((order) => PACES.map((startInterval) => ({ ...order, startInterval })))]) {
    if (verdict.differences.length === 0) break;
    verdict = stable(verdict, judgeOnce(other, result));
  }
  return verdict;
}

function judgeOnce(lab: FrrLab, result: unknown): Comparison {
  const verdict = compare(result, runFrrLab(lab));
  const said = facts(result);
  const turning = turningSessions(result);
  return { ...verdict, differences: verdict.differences.filter((d) => !isOrderOfArrival(d, said) && !isMomentOfTurn(d, turning)) };
}

/** The lab with its routers from the last to the first, and from each in turn. */
function orders(lab: FrrLab): FrrLab[] {
  const routers = Object.entries(lab.routers);
  const turned = routers.map((_, i) => [...routers.slice(i), ...routers.slice(0, i)]);
  return [...turned.map((list) => list.toReversed()), ...turned.slice(1)].map((list) => ({ ...lab, routers: Object.fromEntries(list) }));
}

/** F43, F212: among more than two paths, which comparison was the last depends on who came when. */
function isOrderOfArrival(difference: string, said: ReadonlyMap<string, readonly string[]>): boolean {
  const [, router = '', prefix] = /^(\S+) [-+] why (\S+):/.exec(difference) ?? [];
  return prefix !== undefined && (said.get(router) ?? []).filter((f) => f.startsWith(`path ${prefix} `)).length > 2;
}

/** How often a session must have fallen to be one that comes up and falls for ever (F25): a lab's change ends one once or twice. */
const FALLS = 4;

interface Summary {
  readonly peers?: Readonly<Record<string, { readonly connectionsDropped?: number }>>;
}

/** Sessions that never stay up, as `router session family peer`: whether they were up when FRR was asked is chance. */
function turningSessions(result: unknown): ReadonlySet<string> {
  const { routers } = result as { readonly routers: Readonly<Record<string, { readonly neighbors?: Readonly<Record<string, Summary>> }>> };
  return new Set(
    Object.entries(routers).flatMap(([router, { neighbors = {} }]) =>
      Object.entries(neighbors).flatMap(([family, { peers = {} }]) =>
        Object.entries(peers).flatMap(([peer, p]) => ((p.connectionsDropped ?? 0) >= FALLS ? [`${router} ${family} ${peer}`] : [])),
      ),
    ),
  );
}

/** Whether waiting longer is of no use: a session comes up and falls for ever. */
export function neverRests(result: unknown): boolean {
  return turningSessions(result).size > 0;
}

function isMomentOfTurn(difference: string, turning: ReadonlySet<string>): boolean {
  const [, router, family, peer] = /^(\S+) [-+] session (\S+) (\S+) /.exec(difference) ?? [];
  return turning.has(`${router} ${family} ${peer}`);
}

/** What differed both times. */
export function stable(one: Comparison, two: Comparison): Comparison {
  const again = new Set(two.differences);
  return { ...one, differences: one.differences.filter((d) => again.has(d)) };
}
