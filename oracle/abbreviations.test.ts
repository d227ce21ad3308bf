/**
 * Lines cut short at random, and what vtysh of FRR 8.4.4 said of each: answered, ambiguous, incomplete or unknown
 * (abbreviations.json). Commands that the lab does not model count as answered when it says so.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runFrrLab } from '../src/engine/console/frr-lab-result.ts';

type Verdict = 'answered' | 'ambiguous' | 'incomplete' | 'unknown';

const { lines } = JSON.parse(readFileSync(new URL('./abbreviations.json', import.meta.url), 'utf8')) as { lines: Record<Verdict, string[]> };

/** What stands behind the second word of a command that the lab does not model is not checked. */
const UNCHECKED = new Set(['sh i r tag zz', 'sh i rou tag 5 zz']);

const r1 = 'router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n';
const { routers } = runFrrLab({
  routers: { r1: { interfaces: { eth0: { segment: 'a', addresses: ['10.0.0.1/24'] } }, frr: r1 } },
  show: { r1: Object.values(lines).flat() },
});
const said = routers['r1']?.['show'] as Readonly<Record<string, string>>;

function verdictOf(text: string): Verdict {
  if (text.startsWith('% Ambiguous command')) return 'ambiguous';
  if (text.startsWith('% Command incomplete')) return 'incomplete';
  return text.startsWith('% Unknown command') ? 'unknown' : 'answered';
}

describe.each(Object.entries(lines))('%s', (verdict, list) => {
  it.each(list.filter((line) => !UNCHECKED.has(line)))('%s', (line) => {
    expect(verdictOf(said[line] ?? '')).toBe(verdict);
  });
});
