/** Every configuration of the recordings, read with the verdicts that real FRR 8.4.4 gave while it read it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FRR_8_4_4, parseFrr, printFrr } from './index.ts';

interface Recording {
  readonly lab: { readonly routers: Readonly<Record<string, { readonly frr?: string | readonly string[] }>> };
  readonly result: { readonly routers: Readonly<Record<string, { readonly said?: readonly string[] }>> };
}

const folder = new URL('../../../oracle/recordings/', import.meta.url);
const routers = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const { lab, result } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recording;
    return Object.entries(lab.routers).map(([router, { frr = '' }]) => ({
      name: `${name} ${router}`,
      text: typeof frr === 'string' ? frr : frr.join('\n'),
      said: result.routers[router]?.said ?? [],
    }));
  });

/** `line N: % Unknown command…` and `line N: % Command incomplete…`, as N and which. */
function badLines(said: readonly string[]): string[] {
  return said.flatMap((l) => {
    const match = /^line (\d+): % (Unknown command|Command incomplete)/.exec(l);
    return match ? [`${match[1]} ${match[2]}`] : [];
  });
}

/** The lines of rejected groups; each daemon that reads them says so again. */
function rejected(said: readonly string[]): string[] {
  return [...new Set(said.filter((l) => l.startsWith('- ')).map((l) => l.slice(1).trim().replace(/\s+/g, ' ')))].sort();
}

describe('FRR 8.4.4, as recorded', () => {
  test('there are recordings, and some in which FRR complains', () => {
    expect(routers.length).toBeGreaterThan(200);
    expect(routers.some(({ said }) => badLines(said).length > 0)).toBe(true);
    expect(routers.some(({ said }) => rejected(said).length > 0)).toBe(true);
  });

  test.each(routers)('F159 F161 $name', ({ text, said }) => {
    const { statements, diagnostics } = parseFrr(text, { version: FRR_8_4_4 });
    const of = (code: string) => diagnostics.filter((d) => d.code === code);
    const ours = [
      ...[...of('frr-unknown-command'), ...of('frr-newer-command')].map((d) => `${d.place.span?.line} Unknown command`),
      ...of('frr-incomplete-command').map((d) => `${d.place.span?.line} Command incomplete`),
    ];
    expect(ours.sort()).toEqual(badLines(said).sort());
    const groups = new Set([...of('frr-group-rejected'), ...of('frr-group-member')].map((d) => d.place.span?.line));
    expect([...new Set(statements.filter((s) => groups.has(s.line.number)).map((s) => s.line.words.map((w) => w.text).join(' ')))].sort()).toEqual(
      rejected(said),
    );
    // What is left of `said` are refusals of single lines: some there, some here, or none on both sides.
    const others = said.filter((l) => /^(% |%Failed|Invalid character)/.test(l) && !/^% (Configuration failed|\[ZEBRA\])/.test(l));
    expect(of('frr-refused').length > 0).toBe(others.length > 0);
  });

  test.each(routers)('$name printed and read again says the same', ({ text }) => {
    const printed = printFrr(parseFrr(text, { version: FRR_8_4_4 }).config, { version: FRR_8_4_4 });
    expect(printFrr(parseFrr(printed, { version: FRR_8_4_4 }).config, { version: FRR_8_4_4 })).toBe(printed);
  });
});
