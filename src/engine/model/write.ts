/** Writing a scenario file: properties in the schema's order, long texts as lines, two spaces: so that it reads and diffs well. */
import type { Scenario } from './scenario.ts';
import { lab as labSchema } from './schema/lab.ts';
import { scenarioFile } from './schema/scenario.ts';
import { inOrder } from './schema/walk.ts';
import { splitTexts } from './texts.ts';

/** The text of a scenario file; reading it gives the same scenario, and writing that the same text. */
export function writeScenario(scenario: Scenario): string {
  const { steps } = scenario;
  const file = {
    $schema: './scenario.schema.json',
    ...scenario,
    lab: splitTexts(scenario.lab),
    ...(steps && { steps: steps.map((step) => (step.patch === undefined ? step : { ...step, patch: inOrder(labSchema, splitTexts(step.patch)) })) }),
  };
  return `${JSON.stringify(inOrder(scenarioFile, file), undefined, 2)}\n`;
}
