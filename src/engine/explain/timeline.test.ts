/** The timeline: every session that stands came up in it, and what was sent was received. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readScenario, solveStep, summarize } from '../index.ts';
import { timelineOf } from './timeline.ts';

const { scenario } = readScenario(readFileSync(new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8'));
if (!scenario) throw new Error('the scenario cannot be read');
const solution = solveStep(scenario, 'set-next-hop');
const { events, settledAt, oscillation } = timelineOf(solution);

test('events stand in order, and none is later than rest', () => {
  expect(events.map((e) => e.at)).toEqual(events.map((e) => e.at).toSorted((a, b) => a - b));
  expect(events.at(-1)?.at).toBeLessThanOrEqual(settledAt);
  expect(oscillation).toBeUndefined();
});

test('every session that is established came up, with its peer’s object', () => {
  const up = summarize(solution).flatMap((d) => d.sessions.filter((s) => s.up).map((s) => `${s.speaker} ${s.peer}`));
  const told = events.filter((e) => e.kind === 'session-up').map((e) => `${e.speaker} ${e.peer}`);
  expect(new Set(told)).toEqual(new Set(up));
  expect(events.find((e) => e.kind === 'session-up' && e.speaker === 'vm-frr')).toMatchObject({ device: 'vm-frr', peerDevice: 'ars-clab-hub' });
});

test('the default route that vm-frr sends reaches Route Server', () => {
  const at = (kind: string, device: string) => events.find((e) => e.kind === kind && e.device === device && e.prefix === '0.0.0.0/0')?.at ?? Infinity;
  expect(at('update-sent', 'vm-frr')).toBeLessThan(Infinity);
  expect(at('update-received', 'ars-clab-hub')).toBeGreaterThanOrEqual(at('update-sent', 'vm-frr'));
});
