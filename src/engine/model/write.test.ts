import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { smallScenario } from './fixture.ts';
import { readScenario, readScenarioValue } from './read.ts';
import type { Scenario } from './scenario.ts';
import { writeScenario } from './write.ts';

const folder = new URL('../../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.json') && f !== 'scenario.schema.json');

describe('writing a scenario', () => {
  const scenario = readScenarioValue(
    smallScenario({ steps: [{ text: { en: 'T' }, patch: { virtualMachines: { nva: { frr: { config: 'a\nb' } } } }, title: { en: 'T' }, id: 'one' }] }),
  ).scenario as Scenario;

  it('names the schema, orders properties, and writes configurations as lines', () => {
    const text = writeScenario(scenario);
    expect(text.split('\n').slice(0, 5)).toEqual(['{', '  "$schema": "./scenario.schema.json",', '  "version": 1,', '  "id": "small",', '  "title": {']);
    expect(text).toContain('"config": [\n            "router bgp 65001",\n            " neighbor 10.0.2.4 remote-as 65515"\n          ]');
    expect(text).toContain('"config": [\n                "a",\n                "b"\n              ]');
    expect(text.indexOf('"id": "one"'), "the step's id comes before its text").toBeLessThan(text.indexOf('"patch"'));
  });

  it('gives the same text whatever the order of properties was', () => {
    const turned = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([k, v]) => [k, turned(v)]),
          );
    const shuffled = { ...(turned(scenario) as Scenario), lab: scenario.lab };
    expect(writeScenario(shuffled)).toBe(writeScenario(scenario));
  });

  it.each(files)('%s survives: read, written, read and written again', (file) => {
    const first = readScenario(readFileSync(new URL(file, folder), 'utf8'), { fileName: file });
    expect(first.diagnostics).toEqual([]);
    const text = writeScenario(first.scenario as Scenario);
    const second = readScenario(text);
    expect(second.scenario).toEqual(first.scenario);
    expect(writeScenario(second.scenario as Scenario)).toBe(text);
  });
});
