/** Every reason that the engine can give has words in both languages, with the same facts in each. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario, type Scenario, stateAt, stepIds } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { REASONS, wordReason } from './index.ts';

const facts = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]));
const engine = new URL('../../', import.meta.url);

/** Files of the rooms that give reasons; what validation and compile say is diagnostics, worded where they are made. */
function sources(): string[] {
  const rooms = ['azure', 'bgp', 'control-plane', 'data-plane', 'explain', 'rib'];
  return rooms.flatMap((room) =>
    readdirSync(new URL(`${room}/`, engine), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.startsWith('validate'))
      .map((f) => `${room}/${f}`),
  );
}

describe('the words for reasons', () => {
  it.each(Object.entries(REASONS))('%s: the same facts in English and Japanese', (_, text) => {
    expect(facts(text.ja)).toEqual(facts(text.en));
    expect(text.en).not.toBe('');
    expect(text.ja).not.toBe('');
  });

  it.each(sources())('%s gives no reason without words', (file) => {
    const text = readFileSync(new URL(file, engine), 'utf8');
    const codes = [...text.matchAll(/\bcode: '([\w-]+)'/g)].map((m) => m[1] as string);
    expect(codes.filter((code) => !(code in REASONS))).toEqual([]);
  });

  it('nothing that the built-in scenario computes lacks words', () => {
    const text = readFileSync(new URL('../../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
    const scenario = readScenario(text).scenario as Scenario;
    const missing = new Set<string>();
    for (const step of stepIds(scenario)) for (const code of codesIn(solve(stateAt(scenario, step)))) if (!(code in REASONS)) missing.add(code);
    expect([...missing]).toEqual([]);
  });

  it('H50 a way without a device of its own is said to be direct, not one by nothing', () => {
    const args = { device: 'fw', out: 'fw', back: '', outStateful: 'fw', backStateful: '' };
    const said = (locale: 'en' | 'ja', more = {}) => wordReason({ code: 'asymmetric-handshake-blocked', args: { ...args, ...more } }, locale);
    expect(said('en')).toMatch(/: out via fw, back directly \(stateful hops: out fw; back none\)\. fw never/);
    expect(said('ja')).toMatch(/行きは fw 経由、戻りは直接です \(状態を持つ機器: 行き fw、戻り なし\)/);
    expect(said('en', { back: 'r2', backStateful: 'r2' })).toMatch(/back via r2 \(stateful hops: out fw; back r2\)/);
    expect(wordReason({ code: 'asymmetric-harmless', args: { out: 'r1', back: '' } }, 'en')).toContain('(only there: r1; only back: none)');
    for (const locale of ['en', 'ja'] as const)
      for (const { [locale]: text } of Object.values(REASONS)) expect(text.replaceAll(/\[[^[\]|]*\{[^[\]|]*\|[^[\]|]*\]/g, '')).not.toMatch(/[[\]|]/);
  });

  it('a code that nobody listed is shown as it is, with its facts', () => {
    expect(wordReason({ code: 'new', args: { a: 1, b: 'x' } }, 'en')).toBe('new (a 1, b x)');
    expect(wordReason({ code: 'new' }, 'ja')).toBe('new');
  });
});

/** The codes of everything that looks like a reason, wherever it stands; a diagnostic has a severity besides. */
function codesIn(root: unknown): Set<string> {
  const codes = new Set<string>();
  const seen = new Set<unknown>();
  const waiting = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if ('code' in value && typeof value.code === 'string' && !('severity' in value)) codes.add(value.code);
    if (value instanceof Map) waiting.push(...value.values());
    else waiting.push(...Object.values(value));
  }
  return codes;
}
