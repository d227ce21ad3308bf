/**
 * Mistakes drawn at random from the table of all of them, each in a network of its own within one lab: one diagnostic for each, word
 * for word and at its place, and a mend that takes away its own and nothing else.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, type Lab, mergePatch } from '../../model/index.ts';
import { validateLab } from './index.ts';
import { MISTAKES, RIGHT } from './mistakes/index.ts';

const CELLS = 100;
const MARK = 'zq';

/** What is on-premises counts as one network, so each copy has addresses of its own: another first octet in place of 10 and, of the rest, these. */
const octetOf = (number: number) => number + 11 + (number > 8 ? 2 : 0);
const there = (text: string, number: number) =>
  text
    .replaceAll(/(?<![\d.])10\.(?=\d)/g, `${octetOf(number)}.`)
    .replaceAll(/\b(198\.51|203\.0)\.(100|113)\./g, `$1.${number}.`)
    .replaceAll(/\b(192\.168|172\.16|172\.20)\.0\./g, `$1.${number}.`);
const back = (text: string, number: number) =>
  text
    .replaceAll(new RegExp(`(?<![\\d.])${octetOf(number)}\\.(?=\\d)`, 'g'), '10.')
    .replaceAll(`198.51.${number}.`, '198.51.100.')
    .replaceAll(`203.0.${number}.`, '203.0.113.')
    .replaceAll(`192.168.${number}.`, '192.168.0.')
    .replaceAll(`172.16.${number}.`, '172.16.0.')
    .replaceAll(`172.20.${number}.`, '172.20.0.');

/** A lab whose objects are the copy's of this number: ids and references to them marked, addresses moved. */
function copied(value: Lab, number: number): Lab {
  const ids = new Set(Object.values(value).flatMap((map) => Object.keys(map as object)));
  const marked = (id: string) => (ids.has(id) ? `${id}${MARK}${number}` : id);
  const within = (part: unknown): unknown => {
    if (typeof part === 'string') {
      const [, id = '', rest = ''] = /^([^/#]*)(.*)$/s.exec(part) ?? [];
      return there(`${marked(id)}${rest}`, number);
    }
    if (Array.isArray(part)) return part.map(within);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, within(inner)]));
  };
  return Object.fromEntries(
    Object.entries(value).map(([map, objects]) => [map, Object.fromEntries(Object.entries(objects as object).map(([id, o]) => [marked(id), within(o)]))]),
  );
}

const numberOf = (d: Diagnostic) => Number(new RegExp(`${MARK}(\\d+)`).exec(d.place.path?.[2]?.toString() ?? '')?.[1]);
/** The copy's number, and what the diagnostic says in the words of the lab that was copied. */
const said = (d: Diagnostic) => {
  const text = `${d.severity} ${d.code} [${(d.rules ?? []).join(' ')}] ${d.message}`.replaceAll(new RegExp(`${MARK}\\d+`, 'g'), '');
  return `${numberOf(d)} ${back(text, numberOf(d))}`;
};
/** So many copies have more route tables than a subscription, which is told of the lab as a whole (A39) and is another test's. */
const judged = (all: Lab) => validateLab(all).filter((d) => d.code !== 'not-modelled' && !(d.code === 'limit-exceeded' && d.place.object === 'lab'));

/** Those of which one thing is said, and whose patch adds few objects; the Internet's hosts are in no map of the lab's own, so no copy has them. */
const SINGLE = MISTAKES.flatMap(({ title, rows }) =>
  rows
    .filter(
      ([, patch, ...found]) =>
        found.length === 1 && !('internet' in (patch as object)) && JSON.stringify(patch).length < 4000 && !/db8/.test(JSON.stringify([patch, found])),
    )
    .map(([what, patch, found]) => ({ title: `${title}: ${what}`, patch, found: found as string })),
);

/** The addresses of IPv6 are not moved, so no copy has any. */
const WITHOUT_IPV6 = { virtualNetworks: { hub: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: { v6: { addressPrefix: '10.0.200.0/24' } } } } };
const cell = (patch: unknown, number: number) => copied(mergePatch(mergePatch(RIGHT, WITHOUT_IPV6), patch) as Lab, number);

const together = (labs: readonly Lab[]) => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const one of labs) for (const [map, objects] of Object.entries(one)) Object.assign((all[map] ??= {}), objects);
  return all as unknown as Lab;
};

describe(`${SINGLE.length} mistakes, ${CELLS} of them in one lab`, () => {
  it('the lab is right before anything is planted', () => {
    const all = together(Array.from({ length: CELLS }, (_, i) => cell({}, i)));
    expect(Object.values(all).reduce((n, map) => n + Object.keys(map as object).length, 0)).toBeGreaterThan(2000);
    expect(judged(all).map((d) => d.message)).toEqual([]);
  });

  it('A1–A212: whichever are drawn, each is told once, in its words, at its place; its mend takes it away and nothing else', () => {
    const draw = fc.shuffledSubarray(SINGLE, { minLength: CELLS, maxLength: CELLS });
    fc.assert(
      fc.property(draw, (mistakes) => {
        const all = together(mistakes.map(({ patch }, i) => cell(patch, i)));
        const found = judged(all);
        expect(found.map(said).toSorted()).toEqual(mistakes.map((m, i) => `${i} ${m.found}`).toSorted());
        for (const d of found) {
          const [root, map, id] = d.place.path ?? [];
          expect([root, Object.keys(all)]).toEqual(['lab', expect.arrayContaining([map])]);
          expect(Object.keys(all[map as keyof Lab] as object)).toContain(id);
        }
        const mended = found.filter((d) => d.fix);
        const after = judged(mended.reduce<Lab>((at, d) => mergePatch(at, d.fix?.patch) as Lab, all)).filter((d) => d.severity !== 'info');
        const left = found.filter((d) => !d.fix && d.severity !== 'info');
        expect(after.map(said).toSorted()).toEqual(left.map(said).toSorted());
      }),
      { numRuns: 3, endOnFailure: true },
    );
  }, 60_000);
});
