/** Every reason that the engine gives has words in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { REASONS, wordReason } from './index.ts';

const engine = fileURLToPath(new URL('../../', import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? sources(`${folder}/${e.name}`) : e.name.endsWith('.ts') && !e.name.endsWith('.test.ts') ? [`${folder}/${e.name}`] : [],
  );
}

/** Kinds of log events and tables that look like reasons and are none. */
const NOT_REASONS = new Set(['session-up', 'session-down', 'rib-changed', 'firewall-rules']);

/** Quoted words of these families, wherever the rooms that give reasons have them. */
function codesIn(room: string, family: RegExp): string[] {
  const found = sources(`${engine}${room}`).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'([a-z0-9]+(?:-[a-z0-9]+)+)'/g)].map((m) => m[1] as string),
  );
  return [...new Set(found)].filter((code) => family.test(code) && !NOT_REASONS.has(code)).toSorted();
}

describe('reasons', () => {
  it.each([
    ['bgp', /^bgp-/],
    ['bgp', /^session-/],
    ['control-plane', /^(bgp|session)-/],
    ['data-plane', /^firewall-/],
  ])('every code of %s that begins as %s is worded', (room, family) => {
    const codes = codesIn(room, family);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !(code in REASONS))).toEqual([]);
  });

  it('English and Japanese name the same facts', () => {
    const facts = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''))].toSorted();
    for (const [code, text] of Object.entries(REASONS)) expect([code, facts(text.ja)]).toEqual([code, facts(text.en)]);
  });

  it('fills in the facts, and shows a code without words as it is', () => {
    expect(wordReason({ code: 'no-route', args: { node: 'er', destination: '192.0.2.1' } }, 'en')).toBe('er has no route to 192.0.2.1: unreachable.');
    expect(wordReason({ code: 'never-heard-of', args: { a: 1 } }, 'ja')).toBe('never-heard-of (a 1)');
  });
});
