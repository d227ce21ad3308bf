/** `call`, `on-match` and `continue`: why names their lines, and below a call the entries that were met there (F80, F81). */
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { solveFrrLab } from '../../console/frr-lab-solution.ts';
import { wordReason } from '../reasons/index.ts';
import { touches, why, type WhyStep } from './index.ts';

const PROCESS = [
  'ip route 10.1.0.0/24 blackhole',
  'router bgp 65001',
  ' no bgp ebgp-requires-policy',
  ' neighbor 192.0.2.2 remote-as 65002',
  ' address-family ipv4 unicast',
  '  network 10.1.0.0/24',
  '  neighbor 192.0.2.2 route-map OUT out',
  ' exit-address-family',
  'exit',
];

/** r1 with 10.1.0.0/24, and what of policy is given; r2 is told. */
function lab(policy: readonly string[]): FrrLab {
  const wire = (address: string) => ({ eth0: { segment: 'a', addresses: [address] } });
  return {
    routers: {
      r1: { interfaces: wire('192.0.2.1/24'), frr: [...PROCESS, ...policy, ''].join('\n') },
      r2: { interfaces: wire('192.0.2.2/24'), frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 192.0.2.1 remote-as 65001\n' },
    },
  };
}

/** What the map towards r2 says, a line a step, those within one another indented. */
function said(policy: readonly string[]): string[] {
  const steps = why(solveFrrLab(lab(policy)), 'r1', '10.1.0.0/24').places[0]?.sections.find((s) => s.kind === 'onward')?.steps ?? [];
  const flat = (of: readonly WhyStep[]): WhyStep[] => of.flatMap((s) => [s, ...flat(s.steps ?? [])]);
  const map = flat(steps).find((s) => /^why-map-(permits|denies)$/.test(s.reason.code));
  const lines = (of: readonly WhyStep[], indent: string): string[] =>
    of.flatMap(({ mark, reason, steps: inner }) => {
      expect(wordReason(reason, 'ja')).not.toMatch(/\{[a-z]\w*\}|undefined/i);
      return [`${indent}${mark} ${wordReason(reason, 'en')}`, ...lines(inner ?? [], `${indent}  `)];
    });
  return lines(map?.steps ?? [], '');
}

const SECOND = ['route-map SECOND permit 10', ' set metric 7', 'exit'];
const NEVER = ['bgp as-path access-list NEVER permit ^65099$'];

describe('F81 call', () => {
  it('what is met in the map called stands below the line', () => {
    expect(said(['route-map OUT permit 10', ' call SECOND', 'exit', ...SECOND])).toEqual([
      'passed Entry 10 of OUT matches: permit.',
      '  passed call SECOND: SECOND permits.',
      '    passed Entry 10 of SECOND matches: permit.',
      '      changed set metric 7',
    ]);
  });

  it('one that denies denies for the map that calls it, and nothing goes on', () => {
    const policy = ['route-map OUT permit 10', ' call SECOND', ' on-match next', 'exit', 'route-map OUT permit 20', 'exit', ...NEVER];
    expect(said([...policy, 'route-map SECOND permit 10', ' match as-path NEVER', 'exit'])).toEqual([
      'passed Entry 10 of OUT matches: permit.',
      '  stopped call SECOND: SECOND denies, and so does the map that calls it.',
      '    fact Entry 10 of SECOND (permit) does not match.',
      '      fact match as-path NEVER: does not hold.',
      '        fact No entry of NEVER matches: denied at its end.',
      '    stopped No entry of SECOND matches: denied at its end.',
    ]);
  });

  it('of a map that there is not nothing is asked', () => {
    expect(said(['route-map OUT permit 10', ' call NOBODY', 'exit'])).toEqual([
      'passed Entry 10 of OUT matches: permit.',
      '  fact call NOBODY: there is no such route-map, so nothing is asked.',
    ]);
  });

  it('eleven calls within one another deny', () => {
    const chain = Array.from({ length: 12 }, (_, i) => [`route-map M${i} permit 10`, ` call M${i + 1}`, 'exit']).flat();
    const lines = said(['route-map OUT permit 10', ' call M0', 'exit', ...chain, 'route-map M12 permit 10', 'exit']);
    expect(lines.at(-1)?.trim()).toBe('stopped call M10: calls lie too deep within one another, which denies.');
  });
});

describe('F80 on-match and continue', () => {
  it.each([' on-match next', ' on-match goto 20', ' continue 20'])('%s names its line', (line) => {
    expect(said(['route-map OUT permit 10', line, 'exit', 'route-map OUT permit 20', 'exit'])).toEqual([
      'passed Entry 10 of OUT matches: permit.',
      `  fact ${line.trim()}: what follows decides.`,
      'passed Entry 20 of OUT matches: permit.',
    ]);
  });

  it('a later entry that does not match takes back what was permitted', () => {
    const lines = said(['route-map OUT permit 10', ' on-match next', 'exit', 'route-map OUT permit 20', ' match as-path NEVER', 'exit', ...NEVER]);
    expect(lines.at(-1)).toBe('stopped No later entry of OUT matches, which takes back what was permitted: denied at its end.');
  });
});

it('item 4: the lines mark the route, and those of an entry that it never met do not', () => {
  const policy = [
    'route-map OUT permit 10',
    ' call SECOND',
    ' on-match next',
    'exit',
    'route-map OUT permit 20',
    'exit',
    'route-map OUT permit 30',
    ' call SECOND',
    'exit',
  ];
  const solution = solveFrrLab(lab([...policy, ...SECOND]));
  const at = (n: number) => touches(solution, 'r1', { line: PROCESS.length + n }).touches.map((t) => `${t.prefix} ${t.effect}`);
  expect([at(2), at(3), at(8)]).toEqual([['10.1.0.0/24 names'], ['10.1.0.0/24 names'], []]);
});
