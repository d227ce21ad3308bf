/** Maps that only say which routes something is done with: each entry that a route met is named, and what they deny is not stopped by them. */
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { solveFrrLab } from '../../console/frr-lab-solution.ts';
import { wordReason } from '../reasons/index.ts';
import { why, type WhyStep } from './index.ts';

const LISTS = [
  'ip prefix-list ONE permit 10.1.0.0/24',
  'route-map CHOSEN permit 10',
  ' match ip address prefix-list ONE',
  'exit',
  'route-map THERE permit 10',
  'exit',
];

/** r1 with 10.1.0.0/24 and 10.1.1.0/24, and these lines of its family; r2 is told. */
function lab(...family: readonly string[]): FrrLab {
  const statics = ['ip route 10.1.0.0/24 blackhole', 'ip route 10.1.1.0/24 blackhole'];
  const networks = ['  network 10.1.0.0/24', '  network 10.1.1.0/24'];
  const process = [
    'router bgp 65001',
    ' no bgp ebgp-requires-policy',
    ' bgp conditional-advertisement timer 5',
    ' neighbor 192.0.2.2 remote-as 65002',
    ' address-family ipv4 unicast',
  ];
  const frr = [...statics, ...process, ...networks, ...family, ' exit-address-family', 'exit', ...LISTS, ''].join('\n');
  const wire = (address: string) => ({ eth0: { segment: 'a', addresses: [address] } });
  return {
    routers: {
      r1: { interfaces: wire('192.0.2.1/24'), frr },
      r2: { interfaces: wire('192.0.2.2/24'), frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 192.0.2.1 remote-as 65001\n' },
    },
  };
}

const flat = (steps: readonly WhyStep[]): WhyStep[] => steps.flatMap((s) => [s, ...flat(s.steps ?? [])]);

/** What r1 says of the prefix, on its way to r2. */
function onward(of: FrrLab, prefix: string): WhyStep[] {
  const place = why(solveFrrLab(of), 'r1', prefix).places[0];
  return flat(place?.sections.find((s) => s.kind === 'onward')?.steps ?? []);
}

describe('maps that choose', () => {
  it('F76 a suppress-map: the aggregate, the map, its entry and its list', () => {
    const steps = onward(lab('  aggregate-address 10.1.0.0/16 suppress-map CHOSEN'), '10.1.0.0/24');
    const at = steps.findIndex((s) => s.reason.code === 'why-suppress-map-names');
    expect(steps.slice(at - 1, at + 4).map((s) => s.reason.code)).toEqual([
      'why-suppressing-aggregate',
      'why-suppress-map-names',
      'why-entry-matched',
      'why-match-held',
      'why-list-entry',
    ]);
    expect(steps[at + 1]?.reason.source?.text).toBe('route-map CHOSEN permit 10');
  });

  it.each([
    ['10.1.0.0/24', 'why-advertise-map-names'],
    ['10.1.1.0/24', 'why-advertise-map-leaves-out'],
  ])('F150 an advertise-map stops nothing: %s', (prefix, code) => {
    const steps = onward(lab('  neighbor 192.0.2.2 advertise-map CHOSEN exist-map THERE'), prefix);
    const codes = steps.map((s) => s.reason.code);
    expect(codes).toContain(code);
    expect(codes).not.toContain('why-map-denies');
    expect(codes).not.toContain('why-map-end');
    expect(steps.filter((s) => s.mark === 'stopped')).toEqual([]);
    for (const { reason } of steps) for (const locale of ['en', 'ja'] as const) expect(wordReason(reason, locale)).not.toMatch(/\{[a-z]\w*\}|undefined/i);
  });
});
