/** Lines that hang over a step without being an entry of policy: the step names them, and they touched the route; where nothing hangs on them, they did not. */
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { solveFrrLab } from '../../console/frr-lab-solution.ts';
import { touches, why, type WhyStep } from './index.ts';

/** r2 (AS 65002) and r3 (AS 65003) tell r1 (AS 65001) of 10.1.0.0/24, and r1 tells r4; `r2`, `r3`: what their outbound maps set. */
interface Told {
  readonly r1?: readonly string[];
  readonly r2?: readonly string[];
  readonly r3?: readonly string[];
  /** r4's AS; 65004 unless said. */
  readonly as4?: number;
  /** r3 has the route from AS 65005, and so without a MED. */
  readonly learned?: boolean;
}

function lab({ r1 = [], r2 = [], r3 = [], as4 = 65004, learned = false }: Told): FrrLab {
  const upstream = (n: number, sets: readonly string[]) => ({
    interfaces: {
      ...(n === 3 && learned ? { eth1: { segment: 's5', addresses: ['192.0.5.1/24'] } } : { lo: { addresses: ['10.1.0.1/24'] } }),
      eth0: { segment: `s${n}`, addresses: [`192.0.${n}.2/24`] },
    },
    frr: [
      `router bgp 6500${n}`,
      ` bgp router-id 10.0.0.${n}`,
      ' no bgp ebgp-requires-policy',
      ` neighbor 192.0.${n}.1 remote-as 65001`,
      ' address-family ipv4 unicast',
      n === 3 && learned ? '  neighbor 192.0.5.2 remote-as 65005' : '  network 10.1.0.0/24',
      `  neighbor 192.0.${n}.1 route-map OUT out`,
      'route-map OUT permit 10',
      ...sets.map((s) => ` ${s}`),
    ].join('\n'),
  });
  return {
    routers: {
      ...(learned && {
        r5: {
          interfaces: { lo: { addresses: ['10.1.0.1/24'] }, eth0: { segment: 's5', addresses: ['192.0.5.2/24'] } },
          frr: ['router bgp 65005', ' no bgp ebgp-requires-policy', ' neighbor 192.0.5.1 remote-as 65003', ' network 10.1.0.0/24'].join('\n'),
        },
      }),
      r2: upstream(2, r2),
      r3: upstream(3, r3),
      r1: {
        interfaces: Object.fromEntries([2, 3, 4].map((n) => [`eth${n}`, { segment: `s${n}`, addresses: [`192.0.${n}.1/24`] }])),
        frr: [
          'router bgp 65001',
          ' bgp router-id 10.0.0.1',
          ' no bgp ebgp-requires-policy',
          ' neighbor 192.0.2.2 remote-as 65002',
          ' neighbor 192.0.3.2 remote-as 65003',
          ` neighbor 192.0.4.2 remote-as ${as4}`,
          ...r1.filter((line) => line !== ' no bgp ebgp-requires-policy'),
        ].join('\n'),
      },
      r4: {
        interfaces: { eth0: { segment: 's4', addresses: ['192.0.4.2/24'] } },
        frr: [`router bgp ${as4}`, ' bgp router-id 10.0.0.4', ' no bgp ebgp-requires-policy', ' neighbor 192.0.4.1 remote-as 65001'].join('\n'),
      },
    },
  };
}

function steps(of: readonly WhyStep[]): WhyStep[] {
  return of.flatMap((s) => [s, ...steps(s.steps ?? [])]);
}

/** r1 names neither r2 nor r4: a listen range each lets them in. */
function listening(of: FrrLab, group: readonly string[]): FrrLab {
  const r1 = of.routers['r1'] as FrrLab['routers'][string];
  const rows = (r1.frr ?? '').split('\n').filter((row) => !/neighbor 192\.0\.[24]\.2 remote-as/.test(row));
  const ranges = [
    ' neighbor CALLERS peer-group',
    ' neighbor CALLERS remote-as external',
    ...[2, 4].map((n) => ` bgp listen range 192.0.${n}.0/24 peer-group CALLERS`),
  ];
  const frr = [...rows.slice(0, 3), ...ranges, ...group, ...rows.slice(3)].join('\n');
  return { ...of, routers: { ...of.routers, r1: { ...r1, frr } } };
}

/** What `why` hangs on the line, by reason, at r1; and what the line touched. */
function asked(of: FrrLab, text: string): { readonly why: readonly string[]; readonly touched: readonly string[] } {
  const solution = solveFrrLab(of);
  const line = (of.routers['r1']?.frr ?? '').split('\n').indexOf(text) + 1;
  const told = steps(why(solution, 'r1', '10.1.0.0/24').places.flatMap((p) => p.sections.flatMap((s) => s.steps)));
  const hung = told.filter((s) => s.device === 'r1' && line > 0 && s.reason.source?.span.line === line);
  const by = (t: { readonly use: string; readonly peer?: string; readonly effect: string }) => [t.use, t.peer, t.effect].filter(Boolean).join(' ');
  return {
    why: [...new Set(hung.map((s) => [s.reason.code, s.reason.args?.['step'] ?? s.reason.args?.['what'] ?? ''].join(' ').trim()))],
    touched: touches(solution, 'r1', { line: Math.max(line, 1) })
      .touches.filter((t) => t.line === line && t.prefix === '10.1.0.0/24')
      .map(by),
  };
}

/** `does`: what the line decides there; `idle`: a lab with the line in which it decides nothing. */
interface Case {
  readonly rule: string;
  readonly line: string;
  /** Lines before it, of its block. */
  readonly above?: readonly string[];
  readonly told?: Omit<Told, 'r1'>;
  readonly why: readonly string[];
  readonly touched: readonly string[];
  readonly idle?: Told;
}

const FAMILY = [' address-family ipv4 unicast'];

const CASES: readonly Case[] = [
  {
    rule: 'F38: MEDs of different ASes',
    line: ' bgp always-compare-med',
    told: { r2: ['set metric 20'], r3: ['set metric 10'] },
    why: ['why-step-better MED'],
    touched: ['decision decides'],
    idle: { r2: ['set metric 20'], r3: ['set metric 10', 'set as-path prepend 65003'] },
  },
  {
    rule: 'F38: a MED that is missing',
    line: ' bgp bestpath med missing-as-worst',
    above: [' bgp always-compare-med'],
    told: { r2: ['set metric 20', 'set as-path prepend 65002'], learned: true },
    why: ['why-step-hangs-on MED', 'why-without-none', 'why-without-best'],
    touched: ['decision decides'],
    idle: { r2: ['set metric 20'], r3: ['set metric 10'] },
  },
  {
    rule: 'F37: lengths that are not looked at',
    line: ' bgp bestpath as-path ignore',
    told: { r2: ['set as-path prepend 65002 65002'], r3: [] },
    why: ['why-step-passed-over AS Path', 'why-without-none', 'why-without-best'],
    touched: ['decision decides'],
    idle: {},
  },
  {
    rule: 'F44: paths of different ASes beside each other',
    line: ' bgp bestpath as-path multipath-relax',
    why: ['why-without-none'],
    touched: ['decision decides'],
    idle: { r3: ['set as-path prepend 65003'] },
  },
  {
    rule: 'F44: no more than one path',
    line: '  maximum-paths 1',
    above: [' bgp bestpath as-path multipath-relax', ...FAMILY],
    why: ['why-without-beside'],
    touched: ['decision decides'],
    idle: { r3: ['set as-path prepend 65003'] },
  },
  {
    rule: 'F41: the older path does not stay',
    line: ' bgp bestpath compare-routerid',
    why: ['why-step-passed-over Older Path'],
    touched: ['decision decides'],
    idle: { r3: ['set as-path prepend 65003'] },
  },
  {
    rule: 'F21: weight',
    line: '  neighbor 192.0.3.2 weight 7',
    above: FAMILY,
    why: ['why-line-changes weight'],
    touched: ['in 192.0.3.2 sets'],
  },
  {
    rule: 'F22: our own AS in the path',
    line: '  neighbor 192.0.3.2 allowas-in 1',
    above: FAMILY,
    told: { r2: ['set as-path prepend 65002 65002'], r3: ['set as-path prepend 65001'] },
    why: [],
    touched: ['in 192.0.3.2 permits'],
    idle: {},
  },
  {
    rule: 'F24: eBGP without policy',
    line: ' no bgp ebgp-requires-policy',
    why: ['why-line-lets'],
    touched: ['in 192.0.2.2 permits', 'in 192.0.3.2 permits', ...[2, 3, 4].map((n) => `out 192.0.${n}.2 permits`)],
  },
  {
    rule: 'F62: the preference that iBGP is told',
    line: ' bgp default local-preference 300',
    told: { as4: 65001 },
    why: ['why-line-changes local-preference'],
    touched: ['out 192.0.4.2 sets'],
    idle: {},
  },
  {
    rule: 'F91: ourselves as next hop',
    line: '  neighbor 192.0.4.2 next-hop-self',
    above: FAMILY,
    told: { as4: 65001 },
    why: ['why-line-changes next-hop'],
    touched: ['out 192.0.4.2 sets'],
    idle: {},
  },
  {
    rule: 'F69: communities are kept back',
    line: '  no neighbor 192.0.4.2 send-community',
    above: FAMILY,
    told: { r2: ['set community 65002:1'], r3: ['set community 65002:1'] },
    why: ['why-line-changes community'],
    touched: ['out 192.0.4.2 sets'],
    idle: {},
  },
  {
    rule: 'F66: private AS numbers',
    line: '  neighbor 192.0.4.2 remove-private-AS all replace-AS',
    above: FAMILY,
    why: ['why-line-changes as-path'],
    touched: ['out 192.0.4.2 sets'],
    idle: { as4: 65001 },
  },
  {
    rule: 'F67: the AS of the peer',
    line: '  neighbor 192.0.4.2 as-override',
    above: FAMILY,
    told: { r2: ['set as-path prepend 65004'], r3: ['set as-path prepend 65004'] },
    why: ['why-line-changes as-path'],
    touched: ['out 192.0.4.2 sets'],
    idle: {},
  },
  {
    rule: 'F68: whatever comes',
    line: ' bgp graceful-shutdown',
    why: ['why-line-changes local-preference', 'why-line-changes community'],
    touched: ['in 192.0.2.2 sets', 'in 192.0.3.2 sets'],
  },
  {
    rule: 'F108: the distance of eBGP',
    line: '  distance bgp 30 200 200',
    above: FAMILY,
    why: ['why-line-changes distance'],
    touched: ['rib sets'],
  },
  {
    rule: 'F108: the distance of iBGP, where there is none',
    line: '  distance bgp 20 210 200',
    above: FAMILY,
    why: [],
    touched: [],
  },
  {
    rule: 'F152: what the RIB is handed',
    line: '  table-map NOTHING',
    above: FAMILY,
    why: ['why-table-map-denies'],
    touched: ['rib denies'],
  },
];

function withLine({ line, above = [] }: Case, told: Told): FrrLab {
  return lab({ ...told, r1: [...above, line] });
}

describe('a line that decides without being policy', () => {
  it.each(CASES.map((c) => [c.rule, c.line.trim(), c] as const))('%s: %s', (_rule, _line, c) => {
    const { why: hung, touched } = asked(withLine(c, c.told ?? {}), c.line);
    expect(hung).toEqual(expect.arrayContaining([...c.why]));
    for (const t of c.touched) expect(touched).toContain(t);
    expect(touched).toHaveLength(c.touched.length);
  });

  it.each(CASES.flatMap((c) => (c.idle ? [[c.rule, c.line.trim(), c, c.idle] as const] : [])))(
    '%s: where nothing hangs on %s, it touched no route',
    (_rule, _line, c, idle) => {
      expect(asked(withLine(c, idle), c.line)).toEqual({ why: [], touched: [] });
    },
  );

  it('F38: the lines of a prefix are those, too, on which its decision hung', () => {
    const of = lab({ r1: [' bgp always-compare-med', ' bgp bestpath as-path ignore'], r2: ['set metric 20'], r3: ['set metric 10'] });
    const rows = (of.routers['r1']?.frr ?? '').split('\n');
    const lines = new Set(touches(solveFrrLab(of), 'r1', { prefix: '10.1.0.0/24' }).touches.map((t) => rows[t.line - 1]));
    expect(lines).toContain(' bgp always-compare-med');
    expect(lines).not.toContain(' bgp bestpath as-path ignore');
  });

  it('F165: what keeps a route back touched it: the setting that says so, not the line that makes the neighbor', () => {
    const of = lab({ r1: ['  neighbor 192.0.4.2 maximum-prefix-out 1', '  network 10.9.0.0/24', ' no bgp network import-check'] });
    const rows = (of.routers['r1']?.frr ?? '').split('\n');
    const line = rows.findIndex((r) => r.includes('maximum-prefix-out')) + 1;
    const { touches: found } = touches(solveFrrLab(of), 'r1', { line });
    expect(found.map((t) => `${t.use} ${t.effect}`)).toEqual(['out denies']);
  });

  it('F165: a setting that keeps a route back stands in the answer once, with the refusal, not again as the line without which it would pass', () => {
    const line = ' neighbor 192.0.4.2 local-role peer';
    const of = lab({ r1: [' neighbor 192.0.2.2 local-role customer', line], r3: ['set as-path prepend 65003'] });
    expect(asked(of, line).why).toEqual(['bgp-only-to-customer']);
  });

  it.each([
    [
      ' no bgp ebgp-requires-policy',
      {},
      [],
      ['why-line-lets'],
      ['in 192.0.2.2 permits', 'in 192.0.3.2 permits', 'out 192.0.2.2 permits', 'out 192.0.3.2 permits', 'out 192.0.4.2 permits'],
    ],
    [
      '  neighbor CALLERS allowas-in 1',
      { r2: ['set as-path prepend 65001'], r3: ['set as-path prepend 65003 65003'] },
      FAMILY,
      ['why-line-lets', 'bgp-as-loop'],
      ['in 192.0.2.2 permits', 'in 192.0.4.2 denies'],
    ],
    ['  neighbor CALLERS next-hop-self', {}, FAMILY, [], []],
    ['  neighbor CALLERS as-override', { as4: 65002 }, FAMILY, ['why-line-changes as-path'], ['out 192.0.2.2 sets', 'out 192.0.4.2 sets']],
  ] as const)('F157: neighbors let in by a listen range: %s', (line, told, above, hung, touched) => {
    const group = line.includes('CALLERS') ? [...above, line, ' exit-address-family'] : [];
    const answer = asked(listening(lab(told), group), line);
    expect(answer.why).toEqual(hung);
    expect(answer.touched.toSorted()).toEqual(touched);
  });

  it('F157: what is said of a neighbor that a listen range let in stands at the line of the range', () => {
    const of = listening(lab({}), []);
    const line = (of.routers['r1']?.frr ?? '').split('\n').indexOf(' bgp listen range 192.0.4.0/24 peer-group CALLERS') + 1;
    const told = steps(why(solveFrrLab(of), 'r1', '10.1.0.0/24').places.flatMap((p) => p.sections.flatMap((s) => s.steps)));
    expect(told.filter((s) => s.device === 'r1' && s.reason.source?.span.line === line).map((s) => s.reason.code)).toContain('why-sent-to');
  });
});
