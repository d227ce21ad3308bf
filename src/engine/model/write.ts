/** Writing a scenario file: two-space JSON, long texts as lines, so that it reads and diffs well. */
import type { Scenario } from './scenario.ts';

export function writeScenario(scenario: Scenario): string {
  const { version, id, ...rest } = scenario;
  return `${JSON.stringify({ $schema: './scenario.schema.json', version, id, ...rest }, (key, value: unknown) => (key === 'config' && typeof value === 'string' ? value.split('\n') : value), 2)}\n`;
}
