/** Every diagnostic has words in both languages, with the same facts in each, and the rules that it cites can be read about. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateLab } from '../../azure/index.ts';
import { lab, MISTAKES } from '../../azure/validate/mistakes/index.ts';
import { FRR_8_4_4, parseFrr } from '../../frr/index.ts';
import { REASONS } from '../reasons/index.ts';
import { citationsOf, DIAGNOSTICS, wordDiagnostic, wordFix } from './index.ts';

const engine = new URL('../../', import.meta.url);
const found = MISTAKES.flatMap(({ rows }) => rows.flatMap(([, patch]) => validateLab(lab(patch))));
const one = [...new Map(found.map((d) => [`${d.code} ${d.message}`, d])).values()];

/** What a message says besides words: addresses, prefixes, numbers, property names, arguments. */
function facts(text: string): string[] {
  return text.match(/\d+(?:\.\d+){3}(?:\/\d+)?|[0-9a-f:]+::[0-9a-f/]*|\b\d+\b|\b[a-z]+[A-Z]\w*/g) ?? [];
}

describe('the words for diagnostics', () => {
  it.each(one.map((d) => [`${d.code}: ${d.message}`, d] as const))('%s', (_, d) => {
    const ja = wordDiagnostic(d, 'ja');
    expect(ja).not.toBe(d.message);
    expect(ja).not.toMatch(/\{\w+\}|undefined/);
    for (const fact of facts(d.message)) expect(ja).toContain(fact);
    if (!d.fix) return;
    const fix = wordFix(d, 'ja');
    expect(fix).not.toBe(d.fix.label);
    for (const fact of facts(d.fix.label)) expect(fix).toContain(fact);
  });

  it.each(CALLS)('nothing that %s says lacks words', (room, pattern) => {
    const files = readdirSync(new URL(`${room}/`, engine), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'));
    const codes = files.flatMap((f) => [...readFileSync(new URL(`${room}/${f}`, engine), 'utf8').matchAll(pattern)].map((m) => m[1] as string));
    expect(new Set(codes).size).toBeGreaterThan(3);
    expect([...new Set(codes)].filter((code) => !(code in DIAGNOSTICS) && !NO_CODES.has(code))).toEqual([]);
  });

  it('in English are the diagnostic’s own', () => {
    for (const d of one) expect([wordDiagnostic(d, 'en'), wordFix(d, 'en')]).toEqual([d.message, d.fix?.label]);
  });

  it.each(sources())('%s says nothing without words', (file) => {
    const text = readFileSync(new URL(file, engine), 'utf8');
    // In validation a code may be handed to a helper by itself; elsewhere other things are named in hyphens, too.
    const pattern = file.startsWith('azure/')
      ? /(?<!import .*)'([a-z][a-z0-9]*(?:-[a-z0-9]+)+)'/g
      : file.startsWith('explain/')
        ? /\bsay\(\s*'([\w-]+)'/g
        : /code: '([\w-]+)',\s+(?:severity|text)/g;
    const codes = [...text.matchAll(pattern)].map((m) => m[1] as string).filter((c) => !NO_CODES.has(c));
    if (file.endsWith('point-to-site.ts') && file.startsWith('compile/')) expect(codes).toHaveLength(3);
    expect(codes.filter((code) => !(code in DIAGNOSTICS) && !(code in REASONS))).toEqual([]);
  });

  it.each(Object.entries(DIAGNOSTICS))('%s: whatever its facts are, words come of them', (code, words) => {
    const facts = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? `<${name}>` : undefined), has: () => true });
    for (const args of [facts, {}]) {
      const d = { code, severity: 'error', message: 'x', args, place: {}, fix: { label: 'x', patch: {} } } as const;
      expect(wordDiagnostic(d, 'ja')).not.toMatch(/undefined|\{|\[object/);
      if (words.fix !== undefined) expect(wordFix(d, 'ja')).not.toMatch(/undefined|\{|\[object/);
    }
  });

  it('F1: what FRR would have done with a line that the lab does not model', () => {
    const read = (text: string) =>
      parseFrr(text, { version: FRR_8_4_4 }).diagnostics.flatMap((d) => (d.code === 'frr-not-modelled' ? [wordDiagnostic(d, 'ja')] : []));
    expect(read('router bgp 1 vrf RED\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 shutdown\n').at(-1)).toMatch(
      /^router bgp 1 vrf RED の中の行は再現していません。実機での働き: .*F18/,
    );
    expect(read('rpki\n')).toEqual(['このラボでは再現していません。実機では RPKI で広報元を検証します。']);
    expect(read('router ospf\n network 10.0.0.0/8 area 0\n')[1]).toBe('router ospf の中の行は再現していません。');
  });

  it('F169: what is found of a network at rest has a reason’s words, with what they may leave out', () => {
    const d = {
      code: 'routing-oscillates',
      severity: 'warning',
      message: 'never',
      place: {},
      args: { prefix: 'P', speakers: 'a, b', states: 3, cycle: 'C' },
    } as const;
    expect(wordDiagnostic(d, 'ja')).toMatch(/^P の経路は収束しません。a, b が 3 個の状態を巡り続けます: C。関係する/);
    expect(wordDiagnostic({ ...d, args: { ...d.args, followers: 'c' } }, 'ja')).toMatch(/: C。これに追随するだけのルーター: c。関係する/);
  });

  it('a code that nobody listed is told in English', () => {
    const d = { code: 'new', severity: 'error', message: 'New.', place: {}, fix: { label: 'Do it', patch: {} } } as const;
    expect([wordDiagnostic(d, 'ja'), wordFix(d, 'ja')]).toEqual(['New.', 'Do it']);
  });
});

describe('citations', () => {
  it.each(one.map((d) => [d.code, d] as const))('%s rests on something that can be read', (_, d) => {
    expect(d.rules?.length).toBeGreaterThan(0);
    expect(citationsOf(d.rules).filter((c) => /^https:\/\/(learn\.microsoft\.com\/azure\/|www\.rfc-editor\.org\/rfc\/rfc\d)/.test(c.url ?? ''))).not.toEqual(
      [],
    );
  });

  it('keep their order; a rule without a page is still named', () => {
    expect(citationsOf(['A200', 'RFC 5227', 'A23', 'F1']).map((c) => [c.rule, c.url !== undefined])).toEqual([
      ['A200', true],
      ['RFC 5227', true],
      ['A23', false],
      ['F1', false],
    ]);
    expect(citationsOf(undefined)).toEqual([]);
  });
});

/** Codes of the other rooms, by the call that gives them. */
const CALLS: readonly (readonly [room: string, pattern: RegExp])[] = [
  ['frr', /'(frr-[\w-]+)'/g],
  ['hosts', /'((?:rc|pf|squid|linux)-[\w-]+)'/g],
  ['model', /(?:code: |code = |refused\(|at\([^)]*?, |mistake\(|diagnostic\()'([a-z]+(?:-[a-z]+)+)'/g],
  ['ip', /refusal: '([\w-]+)'/g],
];

/** Strings in hyphens that are names and not codes. */
const NO_CODES = new Set(['default-to-internet', 'to-route-server', 'policy-based']);

function sources(): string[] {
  const files = readdirSync(new URL('azure/validate/', engine), { encoding: 'utf8' }).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'));
  const lint = readdirSync(new URL('explain/lint/', engine), { encoding: 'utf8' }).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'));
  const stages = ['compile', 'control-plane'].flatMap((room) =>
    readdirSync(new URL(`${room}/`, engine), { encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))
      .map((f) => `${room}/${f}`),
  );
  return [...files.map((f) => `azure/validate/${f}`), ...lint.map((f) => `explain/lint/${f}`), ...stages];
}
