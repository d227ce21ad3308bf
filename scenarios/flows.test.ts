/** A flow fares the same whether or not the ways of others like it are looked for as well: checks ask without. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario, solveStep, stepIds, type Trace, traceFlow } from '../src/engine/index.ts';

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.json') && f !== 'scenario.schema.json' && f !== 'own-as.json');

/** Without what is said of others; a proxy's own connections have that as well. */
function own({ branches: _branches, share: _share, notes: _notes, proxied, ...trace }: Trace): object {
  const { origin, ...proxy } = proxied ?? {};
  return { ...trace, ...proxy, origin: origin && own(origin) };
}

describe('A20, H8: the flow’s own way', () => {
  it.each(files)('%s', (file) => {
    const { scenario } = readScenario(readFileSync(new URL(file, folder), 'utf8'));
    if (!scenario) throw new Error(`${file} is no scenario`);
    for (const step of stepIds(scenario)) {
      const solution = solveStep(scenario, step);
      for (const flow of Object.values(solution.lab.flows ?? {})) {
        expect(own(traceFlow(solution, flow, { branches: false }))).toEqual(own(traceFlow(solution, flow)));
      }
    }
  });
});
