/** What the platform refuses or warns of: each rule with a lab that breaks it, beside one that does not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLab, type Diagnostic, type Lab, mergePatch } from '../../model/index.ts';
import { validateLab } from './index.ts';
import { lab, MISTAKES, RIGHT } from './mistakes/index.ts';

const said = (d: Diagnostic) => `${d.severity} ${d.code} [${(d.rules ?? []).join(' ')}] ${d.message}`;
/** References may dangle in these labs, and what is not modelled is another test's. */
const judged = (lab: Lab) => validateLab(lab).filter((d) => d.code !== 'not-modelled');
const shape = (lab: Lab) => checkLab(lab).filter((d) => d.code !== 'dangling-reference');
const rows = MISTAKES.flatMap(({ title, rows }) => rows.map(([what, patch, ...found]) => ({ title: `${title}: ${what}`, patch, found })));

describe.each(MISTAKES)('$title', ({ rows }) => {
  it.each(rows.map(([title, patch, ...found]) => [title, patch, found] as const))('%s', (_title, patch, found) => {
    const broken = lab(patch);
    expect(shape(broken), 'the lab has its shape').toEqual([]);
    expect(judged(broken).map(said)).toEqual(found);
  });
});

describe('a lab that is right', () => {
  it('has nothing said against it', () => {
    expect(checkLab(lab())).toEqual([]);
    expect(validateLab(lab())).toEqual([]);
    expect(validateLab({})).toEqual([]);
  });
});
describe('mends', () => {
  const mended = rows.flatMap(({ title, patch }) => {
    const broken = lab(patch);
    return judged(broken)
      .filter((d) => d.fix)
      .map((d) => ({ title: `${title} (${d.code})`, broken, d }));
  });

  it.each(mended)('$title: its mend takes it away and brings no error or warning', ({ broken, d }) => {
    expect(d.fix?.label).toMatch(/^[A-Z]/);
    const after = mergePatch(broken, d.fix?.patch) as Lab;
    expect(shape(after)).toEqual(shape(broken));
    const before = judged(broken).map(said);
    const left = judged(after).map(said);
    expect(left).not.toContain(said(d));
    expect(left.filter((m) => !m.startsWith('info ') && !before.includes(m))).toEqual([]);
  });
});

describe('any lab', () => {
  it('with planted mistakes gets one diagnostic each, at its path', () => {
    const planted = lab({
      virtualNetworks: Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `v${i}`,
          {
            location: 'x',
            addressSpace: { addressPrefixes: [`20.${i}.0.0/16`] },
            subnets: { a: { addressPrefix: i % 3 === 0 ? `21.${i}.0.0/24` : `20.${i}.0.0/24` } },
          },
        ]),
      ),
    });
    const found = validateLab(planted);
    expect(found.map((d) => d.code)).toEqual(new Array(20).fill('subnet-outside-vnet'));
    expect(found[1]?.place).toEqual({ path: ['lab', 'virtualNetworks', 'v3', 'subnets', 'a', 'addressPrefix'], object: 'v3/a', text: 'file' });
  });

  it('that has its shape is judged without a throw, whatever is taken away', () => {
    const paths: string[][] = [];
    const visit = (value: unknown, path: string[]): void => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        paths.push([...path, key]);
        visit(inner, [...path, key]);
      }
    };
    visit(RIGHT, []);
    const removal = fc.constantFrom(...paths).map((path) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), null));
    fc.assert(
      fc.property(fc.array(removal, { minLength: 1, maxLength: 6 }), (removals) => {
        const bent = removals.reduce<unknown>((at, r) => mergePatch(at, r), RIGHT) as Lab;
        if (checkLab(bent).some((d) => d.code !== 'dangling-reference')) return;
        for (const d of validateLab(bent)) expect(d.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 300 },
    );
  });
});
