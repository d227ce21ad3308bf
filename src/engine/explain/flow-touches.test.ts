/** Hovering a line marks what it touched: here the flows of a lab, by lines of pf.conf, rc.conf and squid.conf. */
import { describe, expect, it } from 'vitest';
import { openStory } from '../../../scenarios/stories.ts';
import { flowTouches, type Scenario, solveStep } from '../index.ts';
import type { TextKind } from '../policy/index.ts';

function linesOf(scenario: Scenario, step: string) {
  const solution = solveStep(scenario, step);
  const textOf = (device: string, text: TextKind) => {
    const machine = solution.lab.virtualMachines?.[device] ?? solution.lab.routers?.[device] ?? solution.lab.hosts?.[device];
    return (machine && text !== 'frr' ? machine[text]?.config : undefined) ?? '';
  };
  return (device: string, text: TextKind, line: string) => {
    const number =
      textOf(device, text)
        .split('\n')
        .findIndex((l) => l.includes(line)) + 1;
    expect(number, `${device} ${text}: ${line}`).toBeGreaterThan(0);
    return flowTouches(solution, { device, text, line: number }).map((t) => `${t.name} ${t.effect} ${t.leg} ${t.hop}`);
  };
}

describe('pf.conf and rc.conf of an own AS', () => {
  const at = linesOf(openStory('own-as').scenario, 'two-fibs');

  it('H31: a pass rule has passed the first packet of a flow and remembers the rest', () => {
    const found = at('vps01', 'pf', 'rtable 1 keep state');
    expect(found.some((f) => f.startsWith('fetch-own passes out'))).toBe(true);
    expect(found.some((f) => f.startsWith('fetch-own remembers back'))).toBe(true);
    expect(found.some((f) => f.startsWith('fetch-provider'))).toBe(false);
  });

  it('H30: a translation has touched the flow that it translates, and no other', () => {
    expect(at('vps01', 'pf', 'nat on vtnet0').map((f) => f.split(' ').slice(0, 2).join(' '))).toEqual(['fetch-provider translates']);
  });

  it('H30: a block has stopped what it stopped', () => {
    expect(at('router01', 'pf', 'port { 22, 179 }').map((f) => f.split(' ').slice(0, 2).join(' '))).toEqual(['stranger stops']);
  });

  it('H24: a line of rc.conf has routed the flows that were looked up to it', () => {
    expect(at('vps01', 'rc', 'route_fib1default').some((f) => f.startsWith('fetch-own routes out'))).toBe(true);
  });

  it('H22: a tunnel’s line has wrapped what went in and unwrapped what came out', () => {
    const found = at('vps01', 'rc', 'ifconfig_gif0=');
    expect(found.some((f) => f.startsWith('fetch-own wraps out'))).toBe(true);
    expect(found.some((f) => f.startsWith('fetch-own unwraps back'))).toBe(true);
    expect(found.some((f) => f.startsWith('fetch-provider'))).toBe(false);
  });

  it('a line that decides nothing has touched none', () => {
    expect(at('vps01', 'pf', '# Tunnels leave')).toEqual([]);
    expect(at('vps01', 'rc', 'hostname=')).toEqual([]);
  });
});

describe('squid.conf', () => {
  it('H61: the line of http_access that decides has allowed the request, the ones before it have not', () => {
    const at = linesOf(openStory('p2s-proxy').scenario, 'through-the-proxy');
    expect(at('proxy', 'squid', 'http_access allow localnet').map((f) => f.split(' ').slice(0, 2).join(' '))).toEqual(['browse allows-request']);
    expect(at('proxy', 'squid', 'http_access deny manager')).toEqual([]);
  });

  it('H61: a line that denies has denied', () => {
    const scenario = openStory('p2s-proxy').scenario;
    const solution = solveStep(scenario, 'through-the-proxy');
    const [flow] = Object.values(solution.lab.flows ?? {}).filter((f) => f.proxy !== undefined);
    const found = flowTouches(
      solution,
      {
        device: 'proxy',
        text: 'squid',
        line: (solution.lab.virtualMachines?.['proxy']?.squid?.config.split('\n').findIndex((l) => l.includes('deny !Safe_ports')) ?? -2) + 1,
      },
      flow && { ...flow, port: 23 },
    );
    expect(found.map((t) => [t.name, t.effect])).toEqual([[undefined, 'denies-request']]);
  });
});
