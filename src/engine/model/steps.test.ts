import { describe, expect, it } from 'vitest';
import type { Scenario } from './scenario.ts';
import { historyAt, stateAt } from './steps.ts';

const text = { en: 'x' };
const step = (id: string, onRunningNetwork?: boolean) => ({
  id,
  title: text,
  text,
  patch: { publicIPAddresses: { [id]: { ipAddress: '192.0.2.1' } } },
  ...(onRunningNetwork !== undefined && { onRunningNetwork }),
});
const scenario: Scenario = { version: 1, id: 's', title: text, lab: {}, steps: [step('a'), step('b'), step('c', true), step('d', true), step('e')] };

describe('what the network ran through before a step', () => {
  it.each([
    ['a', []],
    ['b', []],
    ['c', ['b']],
    ['d', ['b', 'c']],
    ['e', []],
  ])('%s', (id, before) => {
    expect(historyAt(scenario, id)).toEqual(before.map((b) => stateAt(scenario, b)));
  });

  it('a first step that is marked has no past either', () => {
    expect(historyAt({ ...scenario, steps: [step('a', true)] }, 'a')).toEqual([]);
  });
});
