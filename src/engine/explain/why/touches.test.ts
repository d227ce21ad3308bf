/** Lines of configuration and the routes that they touched, both ways round. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lab, readScenario, type Scenario, stateAt } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { type Touch, touches } from './index.ts';

const file = new URL('../../../../scenarios/reverse-forced-tunneling.json', import.meta.url);
const complete = stateAt(readScenario(readFileSync(file, 'utf8')).scenario as Scenario, 'complete');
const config = (lab: Lab) => lab.virtualMachines?.['vm-frr']?.frr?.config ?? '';
const lineOf = (lab: Lab, text: string) =>
  config(lab)
    .split('\n')
    .findIndex((l) => l.trim() === text) + 1;

function withConfig(change: (text: string) => string): Lab {
  const vm = complete.virtualMachines?.['vm-frr'];
  if (!vm?.frr) throw new Error('the lab has no vm-frr');
  return { ...complete, virtualMachines: { ...complete.virtualMachines, 'vm-frr': { ...vm, frr: { ...vm.frr, config: change(vm.frr.config) } } } };
}

function onLine(lab: Lab, text: string): string[] {
  const line = lineOf(lab, text);
  expect(line).toBeGreaterThan(0);
  return touches(solve(lab), 'vm-frr', { line }).touches.map(said);
}

const said = (t: Touch) => `${t.prefix} ${t.use} ${t.peer ?? '-'} ${t.effect}`;

describe('lines and the routes that they touched', () => {
  it('a set line touches what passes its entry', () => {
    expect(onLine(complete, 'set ip next-hop 10.0.3.4')).toEqual(['0.0.0.0/0 out 10.0.2.4 sets', '0.0.0.0/0 out 10.0.2.5 sets']);
  });

  it('F79: a deny entry touches what it denies, and has met what it does not match', () => {
    const met = onLine(complete, 'route-map rmap-azure-asns deny 5');
    expect(met).toContain('10.20.10.0/24 out 10.0.2.4 denies');
    expect(met).toContain('0.0.0.0/0 out 10.0.2.4 passes-over');
  });

  it('a list’s entry touches the routes that it decided', () => {
    expect(onLine(complete, 'bgp as-path access-list bogon-asns seq 20 deny _65515_')).toContain('10.20.10.0/24 in 10.0.2.4 denies');
    expect(onLine(complete, 'bgp as-path access-list bogon-asns seq 25 permit ^65')).toEqual([]);
  });

  it('a network statement, a static route and a neighbor touch their own', () => {
    expect(onLine(complete, 'network 0.0.0.0/0')).toEqual(['0.0.0.0/0 origin - originates']);
    expect(onLine(complete, 'ip route 10.0.2.0/24 10.0.1.1')).toEqual(['10.0.2.0/24 rib - installs']);
    const neighbor = onLine(complete, 'neighbor 10.0.2.4 remote-as 65515');
    expect(neighbor).toContain('10.20.10.0/24 in 10.0.2.4 names');
    expect(neighbor).toContain('0.0.0.0/0 out 10.0.2.4 names');
    expect(neighbor.some((t) => t.includes('10.0.2.5'))).toBe(false);
  });

  it('a setting of a neighbor that is no policy touches what it changes: what comes and is taken, and nothing that goes', () => {
    const lab = withConfig((text) => text.replace('  neighbor 10.0.2.4 soft-reconfiguration inbound', '  neighbor 10.0.2.4 weight 7'));
    const weight = onLine(lab, 'neighbor 10.0.2.4 weight 7');
    expect(weight).toContain('10.20.10.0/24 in 10.0.2.4 sets');
    expect(weight.every((t) => t.endsWith(' in 10.0.2.4 sets'))).toBe(true);
  });

  it('the lines of a prefix are those that name it', () => {
    const { touches: found, total } = touches(solve(complete), 'vm-frr', { prefix: '0.0.0.0/0' });
    expect(total).toBe(found.length);
    expect(found.map((t) => t.line)).toContain(lineOf(complete, 'set ip next-hop 10.0.3.4'));
    expect(touches(solve(complete), 'vm-frr', { prefix: '192.0.2.80' })).toEqual({ touches: found, total });
    expect(found.map((t) => t.line)).not.toContain(lineOf(complete, 'ip route 10.0.2.0/24 10.0.1.1'));
  });

  it('the cause gone, the line touches nothing', () => {
    const lab = withConfig((text) => text.replace('  network 0.0.0.0/0', '  network 10.99.0.0/16'));
    expect(onLine(lab, 'set ip next-hop 10.0.3.4')).toEqual([]);
    expect(onLine(lab, 'network 10.99.0.0/16')).toEqual(['10.99.0.0/16 origin - denies']);
  });

  it('what has no FRR has no lines', () => {
    expect(touches(solve(complete), 'vpngw-clab-hub', { line: 1 })).toEqual({ touches: [], total: 0 });
  });
});
