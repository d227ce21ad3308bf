/** Prefixes that their own router does not originate, or an aggregate stands in for. */
import { describe, expect, it } from 'vitest';
import { ask, ebgp, flat, itAnswers, SET, type Absent } from './absent.fixture.ts';

const ROWS: readonly Absent[] = [
  {
    what: 'F47 import-check',
    lab: ebgp([' network 10.9.0.0/24']),
    prefix: '10.9.0.0/24',
    code: 'bgp-network-not-in-rib',
    line: 'r1: network 10.9.0.0/24',
    facts: { prefix: '10.9.0.0/24' },
    rules: ['F47'],
  },
  {
    what: 'F49 zebra hands no IPv4 link-local prefix to BGP (recording redistribute-link-local-1)',
    lab: ebgp([' redistribute static'], [], [], ['ip route 169.254.50.0/24 blackhole', 'ip route 169.252.0.0/14 blackhole']),
    prefix: '169.254.50.0/24',
    code: 'bgp-never-redistributed',
    line: 'r1: redistribute static',
    facts: { prefix: '169.254.50.0/24', kind: 'redistribute' },
    rules: ['F49'],
  },
  {
    what: 'F53 suppressed by an aggregate',
    lab: ebgp([], [' aggregate-address 10.1.0.0/16 summary-only']),
    code: 'bgp-suppressed',
    line: 'r2: aggregate-address 10.1.0.0/16 summary-only',
    rules: ['F53'],
    without: /aggregate-address/,
  },
  {
    what: 'F53 suppressed by an aggregate’s suppress-map',
    lab: ebgp([], [' aggregate-address 10.1.0.0/16 suppress-map ALL'], [], ['route-map ALL permit 10']),
    code: 'bgp-suppressed',
    line: 'r2: aggregate-address 10.1.0.0/16 suppress-map ALL',
    rules: ['F53'],
    without: /aggregate-address/,
  },
  {
    what: 'F53 suppressed by the one of two aggregates whose suppress-map permits it',
    lab: ebgp(
      [],
      [' aggregate-address 10.0.0.0/8 suppress-map NONE', ' aggregate-address 10.1.0.0/16 suppress-map ALL'],
      [],
      ['route-map NONE deny 10', 'route-map ALL permit 10'],
    ),
    code: 'bgp-suppressed',
    line: 'r2: aggregate-address 10.1.0.0/16 suppress-map ALL',
    rules: ['F53'],
    without: /10\.1\.0\.0\/16 suppress-map/,
  },
  {
    what: 'F53 an aggregate whose MEDs differ',
    lab: ebgp(
      [' network 10.4.1.0/24 route-map SET', ' network 10.4.2.0/24'],
      [' aggregate-address 10.4.0.0/16 matching-MED-only'],
      [],
      ['ip route 10.4.1.0/24 blackhole', 'ip route 10.4.2.0/24 blackhole', ...SET('set metric 5')],
    ),
    prefix: '10.4.0.0/16',
    code: 'bgp-aggregate-meds-differ',
    line: 'r2: aggregate-address 10.4.0.0/16 matching-MED-only',
    rules: ['F51'],
    without: /set metric/,
  },
  {
    what: 'F51 an aggregate of nothing',
    lab: ebgp([], [' aggregate-address 10.8.0.0/16']),
    prefix: '10.8.0.0/16',
    code: 'bgp-aggregate-empty',
    line: 'r2: aggregate-address 10.8.0.0/16',
    rules: ['F51'],
  },
  {
    what: 'F54 a default of the table is not sent where default-originate is, and its map permits none (F55)',
    lab: ebgp(
      [' network 0.0.0.0/0'],
      [' neighbor 192.0.2.6 default-originate route-map NONE'],
      [],
      ['ip route 0.0.0.0/0 blackhole', 'route-map NONE deny 10', 'exit'],
    ),
    prefix: '0.0.0.0/0',
    at: 'r3',
    code: 'why-default-not-originated',
    line: 'r2: neighbor 192.0.2.6 default-originate route-map NONE',
    facts: { map: 'NONE', peer: '192.0.2.6' },
    rules: ['F55'],
  },
];

describe('an absent prefix is answered with its reason, its line and its facts: what is not originated, or only under an aggregate', () => {
  itAnswers(ROWS);

  it.each<[what: string, more: string, has: string, rule: string]>([
    ['F47 a covering static route', 'ip route 10.9.0.0/16 blackhole', '10.9.0.0/16 static', 'F47'],
    ['F47 the default alone', 'ip route 0.0.0.0/0 blackhole', '0.0.0.0/0 static', 'F47'],
  ])('import-check: %s is not the route that it wants', (_, more, has, rule) => {
    const steps = flat(ask(ebgp([' network 10.9.0.0/24', 'exit', more]), 'r1', '10.9.0.0/24').sections.flatMap((s) => s.steps));
    const found = steps.find((s) => s.reason.code === 'why-rib-has-instead')?.reason;
    expect(`${found?.args?.['has']} ${found?.args?.['protocol']}`).toBe(has);
    expect(found?.rules).toEqual([rule]);
    expect(found?.source?.text).toBe(more);
    const without = flat(ask(ebgp([' network 10.9.0.0/24']), 'r1', '10.9.0.0/24').sections.flatMap((s) => s.steps));
    expect(without.map((s) => s.reason.code)).not.toContain('why-rib-has-instead');
  });
});
