/** `why` as a command of every device's console. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readScenario, type Scenario, stateAt } from '../model/index.ts';
import { solve } from '../solve.ts';
import { commandsOf, runCommand } from './run.ts';

const file = new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url);
const solution = solve(stateAt(readScenario(readFileSync(file, 'utf8')).scenario as Scenario, 'complete'));

test.each([
  ['vpngw-clab-brach-eus', 'why 0.0.0.0/0', /never announces 0\.0\.0\.0\/0/],
  ['vm-frr', 'why 10.20.10.50', /^vm-frr {2}10\.20\.10\.0\/24 {2}\[used\]/],
  ['pc-onprem', 'why 192.0.2.80', /^pc-onprem {2}0\.0\.0\.0\/0 {2}\[used\]/],
  ['vnet-clab-hub/AzureFirewallSubnet', 'why 0.0.0.0/0', /sends 0\.0\.0\.0\/0 to Internet, by a User route/],
  ['erc-clab', 'why 0.0.0.0/0', /^erc-clab#primary {2}0\.0\.0\.0\/0 {2}\[used\]/],
])('%s answers %s', (device, line, text) => {
  const { text: said, error } = runCommand(solution, device, line);
  expect(said).toMatch(text);
  expect(error).toBe(false);
});

test.each(['why', 'why ten', 'why 10.0.0.0/8 10.1.0.0/16'])('%s is an error that says how it is used', (line) => {
  const { text, error } = runCommand(solution, 'vm-frr', line);
  expect(error).toBe(true);
  expect(text).toContain('10.0.0.0/24');
});

test('it is among the commands of every device', () => {
  for (const device of ['vm-frr', 'er', 'vpngw-clab-hub', 'azfw-clab-hub']) expect(commandsOf(solution, device)).toContain('why <prefix>');
});
