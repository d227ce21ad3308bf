/** Each kind of check holds when it should and can fail, saying what differs. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Check, readScenario, runChecks, type Scenario, solve, stateAt } from '../index.ts';

const file = new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url);
const solution = solve(stateAt(readScenario(readFileSync(file, 'utf8')).scenario as Scenario, 'complete'));
const title = { en: 'a check' };
const web = { from: 'pc-onprem', to: 'www.example.com', protocol: 'tcp', port: 443 } as const;

function found(check: Check): readonly string[] {
  const [result] = runChecks(solution, { it: check });
  expect(result?.pass).toBe(result?.found.length === 0);
  return result?.found ?? ['no result'];
}

const rows = (network: string, match: 'exactly' | 'includes'): Check => ({
  title,
  kind: 'rows',
  device: 'vpngw-clab-hub',
  table: 'learned',
  where: { network: '0.0.0.0/0', localAddress: '10.0.0.14' },
  match,
  rows: [{ network, nextHop: '10.0.3.4' }],
});
const printed = (line: string, match: 'exactly' | 'includes'): Check => ({
  title,
  kind: 'console',
  device: 'er',
  command: 'show ip route',
  match,
  lines: [line],
});
const policy = (expect: 'permit' | 'deny'): Check => ({
  title,
  kind: 'policy',
  device: 'vm-frr',
  routeMap: 'rmap-bogon-asns',
  route: { prefix: '192.0.2.0/24', asPath: '65010' },
  expect,
});

describe('checks', () => {
  it('rows: a row that is missing, a row too many', () => {
    expect(found(rows('0.0.0.0/0', 'includes'))).toEqual([]);
    expect(found(rows('0.0.0.0/1', 'includes'))).toEqual(['missing: network 0.0.0.0/1, nextHop 10.0.3.4']);
    expect(found(rows('0.0.0.0/0', 'exactly'))).toEqual([expect.stringMatching(/^not expected: network 0\.0\.0\.0\/0, nextHop 10\.0\.3\.4/)]);
  });

  it('console: times do not matter, the rest does', () => {
    expect(found(printed('B*    0.0.0.0/0 [20/0] via 172.16.0.2, 1d01h', 'includes'))).toEqual([]);
    expect(found(printed('B*    0.0.0.0/0 [20/0] via 172.16.0.9, 1d01h', 'includes'))).toEqual(['missing line: B*    0.0.0.0/0 [20/0] via 172.16.0.9, TIME']);
    expect(found(printed('nothing', 'exactly')).length).toBeGreaterThan(1);
  });

  it('flow: the verdict is compared', () => {
    expect(found({ title, kind: 'flow', flow: web, expect: { verdict: 'delivered' } })).toEqual([]);
    expect(found({ title, kind: 'flow', flow: web, expect: { verdict: 'dropped' } })).not.toEqual([]);
    expect(found({ title, kind: 'flow', flow: 'no-such-flow', expect: { verdict: 'delivered' } })).toEqual([
      'expected a flow named "no-such-flow", found none',
    ]);
  });

  it('policy: permit and deny', () => {
    expect(found(policy('deny'))).toEqual([]);
    expect(found(policy('permit'))).toEqual(['expected route-map rmap-bogon-asns to permit 192.0.2.0/24 with path 65010, found deny']);
  });

  it('diagnostic: present and absent', () => {
    expect(found({ title, kind: 'diagnostic', code: 'no-such-code', present: false })).toEqual([]);
    expect(found({ title, kind: 'diagnostic', code: 'no-such-code', present: true })).toEqual(['expected the problem no-such-code, found none']);
  });
});
