/**
 * An absent prefix, one lab for each thing that can keep it away: the answer names the reason by its code, the line of
 * configuration that decided, and the facts; with that line taken away the route arrives (or stops elsewhere).
 */
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { solveFrrLab } from '../../console/frr-lab-solution.ts';
import { wordReason } from '../reasons/index.ts';
import { why, type WhyPlace, type WhyStep } from './index.ts';

interface Row {
  readonly what: string;
  readonly lab: FrrLab;
  /** At the last router of the row unless said. */
  readonly at?: string;
  readonly prefix?: string;
  readonly code: string;
  /** `router: line`. */
  readonly line: string;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly rules: readonly string[];
  /** Taken out of every text, the prefix is there. */
  readonly without?: RegExp;
}

/** Routers in a row, r1 — r2 — r3 …, each with its AS and lines of its `router bgp` and beside it; r1 has 10.1.0.0/24 on its loopback. */
function row(...routers: readonly { readonly as: number; readonly bgp?: readonly string[]; readonly top?: readonly string[] }[]): FrrLab {
  return {
    routers: Object.fromEntries(
      routers.map(({ as, bgp = [], top = [] }, i) => {
        const left = routers[i - 1];
        const right = routers[i + 1];
        const neighbors = [
          ...(left ? [` neighbor 192.0.2.${4 * i - 3} remote-as ${left.as}`] : []),
          ...(right ? [` neighbor 192.0.2.${4 * i + 2} remote-as ${right.as}`] : []),
        ];
        const own = i === 0 ? [' network 10.1.0.0/24'] : [];
        return [
          `r${i + 1}`,
          {
            interfaces: {
              ...(i === 0 && { lo: { addresses: ['10.1.0.1/24'] } }),
              ...(left && { eth0: { segment: `s${i}`, addresses: [`192.0.2.${4 * i - 2}/30`] } }),
              ...(right && { eth1: { segment: `s${i + 1}`, addresses: [`192.0.2.${4 * i + 1}/30`] } }),
            },
            frr: [...top, `router bgp ${as}`, ' no bgp ebgp-requires-policy', ` bgp router-id 10.255.0.${i + 1}`, ...neighbors, ...own, ...bgp].join('\n'),
          },
        ];
      }),
    ),
  };
}

/** Three routers of one AS; r2 sets itself as next hop, and does with r1's route what its lines say. */
const ibgp = (bgp: readonly string[], r3: readonly string[] = [], r1: readonly string[] = []) =>
  row({ as: 65000, bgp: r1 }, { as: 65000, bgp: [' neighbor 192.0.2.6 next-hop-self force', ...bgp] }, { as: 65000, bgp: r3 });
/** `top` stands beside `router bgp`, in every router; static routes in the first alone. */
const ebgp = (r1: readonly string[], r2: readonly string[] = [], r3: readonly string[] = [], top: readonly string[] = []) => {
  const shared = top.filter((l) => !l.startsWith('ip route'));
  return row({ as: 65001, bgp: r1, top }, { as: 65002, bgp: r2, top: shared }, { as: 65003, bgp: r3, top: shared });
};
const CLIENTS = [' neighbor 192.0.2.1 route-reflector-client', ' neighbor 192.0.2.6 route-reflector-client'];
const SET = (line: string) => ['route-map SET permit 10', ` ${line}`, 'exit'];

/** r2 as a member of the confederation 64999. */
function inConfederation(lab: FrrLab): FrrLab {
  const [r1, r2] = [lab.routers['r1'], lab.routers['r2']];
  const outside = (r1?.frr ?? '').replace('remote-as 65001', 'remote-as 64999');
  const member = (r2?.frr ?? '').replace('router bgp 65001', 'router bgp 65001\n bgp confederation identifier 64999\n bgp confederation peers 65002');
  return { ...lab, routers: { r1: { ...r1, frr: outside }, r2: { ...r2, frr: member } } };
}

const ROWS: readonly Row[] = [
  {
    what: 'F59 iBGP split horizon',
    lab: ibgp([]),
    code: 'bgp-ibgp-split-horizon',
    line: 'r2: neighbor 192.0.2.6 remote-as 65000',
    facts: { from: '192.0.2.1', peer: '192.0.2.6' },
    rules: ['F59'],
  },
  {
    what: 'F59 no reflection between clients',
    lab: ibgp([...CLIENTS, ' no bgp client-to-client reflection']),
    code: 'bgp-no-client-to-client',
    line: 'r2: no bgp client-to-client reflection',
    facts: { from: '192.0.2.1', peer: '192.0.2.6' },
    rules: ['F59'],
    without: /no bgp client-to-client/,
  },
  {
    what: 'F21, F164 two reflectors of one cluster',
    lab: ibgp([...CLIENTS, ' bgp cluster-id 10.255.0.99'], [' bgp cluster-id 10.255.0.99']),
    code: 'bgp-cluster-loop',
    line: 'r3: bgp cluster-id 10.255.0.99',
    facts: { cluster: '10.255.0.99', clusters: '10.255.0.99', peer: '192.0.2.5' },
    rules: ['F21', 'F164'],
    without: /bgp cluster-id/,
  },
  {
    what: 'F21 a reflected route that comes back to its originator’s router-id',
    lab: ibgp(CLIENTS, [' bgp router-id 10.255.0.1']),
    code: 'bgp-originator-loop',
    line: 'r3: bgp router-id 10.255.0.1',
    facts: { originator: '10.255.0.1', peer: '192.0.2.5' },
    rules: ['F21'],
    without: /bgp router-id 10\.255\.0\.1$/,
  },
  {
    what: 'F22 our own AS in the path',
    lab: ebgp([' neighbor 192.0.2.2 route-map SET out'], [], [], SET('set as-path prepend 65003')),
    code: 'bgp-as-loop',
    line: 'r3: neighbor 192.0.2.5 remote-as 65002',
    facts: { asn: 65003, path: '65002 65001 65003' },
    rules: ['F22'],
    without: /set as-path/,
  },
  {
    what: 'F22 our own AS more often than allowas-in takes it',
    lab: ebgp([' neighbor 192.0.2.2 route-map SET out'], [], [' neighbor 192.0.2.5 allowas-in 1'], SET('set as-path prepend 65003 65003')),
    code: 'bgp-as-loop',
    line: 'r3: neighbor 192.0.2.5 allowas-in 1',
    facts: { asn: 65003 },
    rules: ['F22'],
    without: /set as-path/,
  },
  {
    what: 'F22, F147 the confederation’s AS in the path',
    lab: inConfederation(row({ as: 65100, bgp: [' neighbor 192.0.2.2 route-map SET out'], top: SET('set as-path prepend 64999') }, { as: 65001 })),
    code: 'bgp-as-loop',
    line: 'r2: neighbor 192.0.2.1 remote-as 65100',
    facts: { asn: 64999 },
    rules: ['F22'],
    without: /set as-path/,
  },
  {
    what: 'F24 no policy inbound',
    lab: ebgp([], [], [' bgp ebgp-requires-policy']),
    code: 'bgp-policy-missing',
    line: 'r3: bgp ebgp-requires-policy',
    facts: { direction: 'in', peer: '192.0.2.5' },
    rules: ['F24'],
    without: /^ bgp ebgp-requires-policy/,
  },
  {
    what: 'F24 no policy outbound',
    lab: ebgp([], [' bgp ebgp-requires-policy', ' neighbor 192.0.2.1 route-map ALL in'], [], ['route-map ALL permit 10']),
    code: 'bgp-policy-missing',
    line: 'r2: bgp ebgp-requires-policy',
    facts: { direction: 'out', peer: '192.0.2.6' },
    rules: ['F24'],
    without: /^ bgp ebgp-requires-policy/,
  },
  {
    what: 'F18, F19 maximum-prefix',
    lab: ebgp(
      [' network 10.2.0.0/24', ' network 10.3.0.0/24'],
      [],
      [' neighbor 192.0.2.5 maximum-prefix 1'],
      ['ip route 10.2.0.0/24 blackhole', 'ip route 10.3.0.0/24 blackhole'],
    ),
    code: 'session-maximum-prefix',
    line: 'r3: neighbor 192.0.2.5 maximum-prefix 1',
    facts: { limit: 1, peer: '192.0.2.5' },
    rules: ['F19'],
    without: /maximum-prefix/,
  },
  {
    what: 'F165 maximum-prefix-out',
    lab: ebgp([' network 10.0.0.0/24'], [' neighbor 192.0.2.6 maximum-prefix-out 1'], [], ['ip route 10.0.0.0/24 blackhole']),
    prefix: '10.1.0.0/24',
    code: 'bgp-maximum-prefix-out',
    line: 'r2: neighbor 192.0.2.6 maximum-prefix-out 1',
    facts: { peer: '192.0.2.6' },
    rules: ['F165'],
    without: /maximum-prefix-out/,
  },
  {
    what: 'F181 enforce-first-as',
    lab: ebgp([], [' neighbor 192.0.2.6 attribute-unchanged as-path'], [' neighbor 192.0.2.5 enforce-first-as']),
    code: 'bgp-first-as-differs',
    line: 'r3: neighbor 192.0.2.5 enforce-first-as',
    facts: { expected: 65002, path: '65001' },
    rules: ['F181'],
    without: /enforce-first-as/,
  },
  {
    what: 'F29 a next hop that does not resolve, over iBGP',
    lab: row({ as: 65001 }, { as: 65000 }, { as: 65000 }),
    code: 'bgp-next-hop-unresolved',
    line: 'r3: neighbor 192.0.2.5 remote-as 65000',
    facts: { nextHop: '192.0.2.1' },
    rules: ['F29'],
  },
  {
    what: 'F26 a next hop that is ourselves',
    lab: ebgp([], [' neighbor 192.0.2.6 route-map SET out'], [], SET('set ip next-hop 192.0.2.6')),
    code: 'bgp-next-hop-self',
    line: 'r3: neighbor 192.0.2.5 remote-as 65002',
    facts: { nextHop: '192.0.2.6' },
    rules: ['F26'],
    without: /set ip next-hop/,
  },
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
  {
    what: 'F58 NO_EXPORT',
    lab: ebgp([' neighbor 192.0.2.2 route-map SET out'], [], [], SET('set community no-export')),
    code: 'bgp-no-export',
    line: 'r2: neighbor 192.0.2.6 remote-as 65003',
    rules: ['F58'],
    without: /set community/,
  },
  {
    what: 'F58 NO_ADVERTISE',
    lab: ibgp([...CLIENTS, ' neighbor 192.0.2.1 route-map SET in', 'exit', ...SET('set community no-advertise')]),
    code: 'bgp-no-advertise',
    line: 'r2: neighbor 192.0.2.6 remote-as 65000',
    rules: ['F58'],
    without: /set community/,
  },
  {
    what: 'F57 solo does not send back: nobody else is without it',
    lab: ebgp(
      [],
      [' neighbor 192.0.2.6 solo', ' neighbor 192.0.2.6 sender-as-path-loop-detection', ' neighbor 192.0.2.1 route-map SET in'],
      [],
      SET('set as-path prepend 65003'),
    ),
    code: 'bgp-peer-as-in-path',
    line: 'r2: neighbor 192.0.2.6 sender-as-path-loop-detection',
    facts: { asn: 65003 },
    rules: ['F57'],
    without: /set as-path/,
  },
  {
    what: 'F56 reject-as-sets',
    lab: ebgp(
      [' network 10.5.1.0/24'],
      [' aggregate-address 10.5.0.0/16 as-set', ' network 192.0.2.0/30', ' network 10.5.2.0/24', 'exit', 'ip route 10.5.2.0/24 blackhole'],
      [' bgp reject-as-sets'],
      ['ip route 10.5.1.0/24 blackhole', 'ip route 10.5.2.0/24 blackhole'],
    ),
    prefix: '10.1.0.0/24',
    code: 'session-as-set-refused',
    line: 'r3: bgp reject-as-sets',
    facts: { peer: '192.0.2.5' },
    rules: ['F21'],
    without: /bgp reject-as-sets/,
  },
  {
    what: 'F150 an advertise-map’s condition',
    lab: ebgp(
      [],
      [' bgp conditional-advertisement timer 5', ' neighbor 192.0.2.6 advertise-map ALL exist-map NONE'],
      [],
      [
        'ip prefix-list NOWHERE permit 203.0.113.0/24',
        'route-map ALL permit 10',
        'exit',
        'route-map NONE permit 10',
        ' match ip address prefix-list NOWHERE',
        'exit',
      ],
    ),
    code: 'bgp-condition-unmet',
    line: 'r2: neighbor 192.0.2.6 advertise-map ALL exist-map NONE',
    facts: { map: 'NONE' },
    rules: ['F150'],
    without: /advertise-map/,
  },
  {
    what: 'F153 a route leak by roles',
    lab: ebgp(
      [' neighbor 192.0.2.2 local-role provider'],
      [' neighbor 192.0.2.1 local-role customer', ' neighbor 192.0.2.6 local-role customer'],
      [' neighbor 192.0.2.5 local-role provider'],
    ),
    code: 'bgp-only-to-customer',
    line: 'r2: neighbor 192.0.2.6 local-role customer',
    rules: ['F153'],
    without: /local-role/,
  },
  {
    what: 'F56 the site’s own origin',
    lab: ebgp([], [' neighbor 192.0.2.6 soo 65002:7', ' neighbor 192.0.2.1 soo 65002:7']),
    code: 'bgp-site-of-origin',
    line: 'r2: neighbor 192.0.2.6 soo 65002:7',
    rules: ['F56'],
    without: / soo /,
  },
  {
    what: 'F151 not in the FIB',
    lab: ebgp([], [' bgp suppress-fib-pending', 'exit', 'ip route 10.1.0.0/24 blackhole']),
    prefix: '10.1.0.0/24',
    code: 'bgp-fib-pending',
    line: 'r2: bgp suppress-fib-pending',
    rules: ['F151'],
    without: /suppress-fib-pending/,
  },
  {
    what: 'F151 another path of our own beside the best one',
    lab: ebgp([], [' bgp suppress-fib-pending', ' redistribute static', ' network 10.7.0.0/24', 'exit', 'ip route 10.7.0.0/24 blackhole']),
    prefix: '10.7.0.0/24',
    code: 'bgp-own-path-beside',
    line: 'r2: bgp suppress-fib-pending',
    rules: ['F151'],
    without: /suppress-fib-pending/,
  },
  {
    what: 'RFC 5292 what the peer has asked to be left out',
    lab: ebgp(
      [],
      [' neighbor 192.0.2.6 capability orf prefix-list receive'],
      [' neighbor 192.0.2.5 capability orf prefix-list send', ' neighbor 192.0.2.5 prefix-list NOTHING in'],
      ['ip prefix-list NOTHING seq 5 deny any'],
    ),
    code: 'bgp-orf-denied',
    line: 'r2: neighbor 192.0.2.6 capability orf prefix-list receive',
    facts: { peer: '192.0.2.6' },
    rules: ['RFC 5292'],
  },
  {
    what: 'F18 shut down',
    lab: ebgp([], [], [' neighbor 192.0.2.5 shutdown']),
    code: 'session-shutdown',
    line: 'r3: neighbor 192.0.2.5 shutdown',
    rules: [],
    without: /shutdown/,
  },
  {
    what: 'F158 passwords that differ',
    lab: ebgp([], [' neighbor 192.0.2.6 password one'], [' neighbor 192.0.2.5 password other']),
    code: 'session-password',
    line: 'r3: neighbor 192.0.2.5 password other',
    rules: [],
    without: /password/,
  },
  {
    what: 'F158 both ends passive',
    lab: ebgp([], [' neighbor 192.0.2.6 passive'], [' neighbor 192.0.2.5 passive']),
    code: 'session-passive',
    line: 'r3: neighbor 192.0.2.5 passive',
    rules: [],
    without: /passive/,
  },
  {
    what: 'F157 a source that is not ours',
    lab: ebgp([], [' neighbor 192.0.2.6 passive'], [' neighbor 192.0.2.5 update-source 203.0.113.1']),
    code: 'session-source-not-ours',
    line: 'r3: neighbor 192.0.2.5 update-source 203.0.113.1',
    rules: [],
    without: /update-source/,
  },
  {
    what: 'F16 a family that one end alone has activated',
    lab: ebgp(
      [],
      [],
      [
        ' address-family ipv4 unicast',
        '  no neighbor 192.0.2.5 activate',
        ' exit-address-family',
        ' address-family ipv6 unicast',
        '  neighbor 192.0.2.5 activate',
      ],
    ),
    code: 'why-family-not-agreed',
    line: 'r3: no neighbor 192.0.2.5 activate',
    rules: ['F16'],
    without: /no neighbor 192\.0\.2\.5 activate/,
  },
];

function ask(lab: FrrLab, at: string, prefix: string): WhyPlace {
  const place = why(solveFrrLab(lab), at, prefix).places[0];
  if (!place) throw new Error(`no answer at ${at}`);
  return place;
}

const flat = (steps: readonly WhyStep[]): WhyStep[] => steps.flatMap((s) => [s, ...flat(s.steps ?? [])]);

function withoutLine(lab: FrrLab, line: RegExp): FrrLab {
  const kept = (text: string) =>
    text
      .split('\n')
      .filter((l) => !line.test(l))
      .join('\n');
  return { ...lab, routers: Object.fromEntries(Object.entries(lab.routers).map(([id, r]) => [id, { ...r, frr: kept(r.frr ?? '') }])) };
}

describe('an absent prefix is answered with its reason, its line and its facts', () => {
  it.each(ROWS.map((r) => [r.what, r] as const))(
    '%s',
    (_, { lab, at = Object.keys(lab.routers).at(-1) ?? '', prefix = '10.1.0.0/24', code, line, facts, rules, without }) => {
      const place = ask(lab, at, prefix);
      expect(place.verdict).toMatch(/absent|invalid/);
      const steps = flat(place.sections.flatMap((s) => s.steps));
      const found = steps.find((s) => s.reason.code === code);
      expect(found, steps.map((s) => s.reason.code).join(', ')).toBeDefined();
      const reason = found?.reason ?? place.summary;
      expect(`${reason.source?.device}: ${reason.source?.text}`).toBe(line);
      expect(reason.args).toMatchObject(facts ?? {});
      expect(reason.rules ?? []).toEqual(expect.arrayContaining([...rules]));
      expect(place.nearest).toBeDefined();
      for (const locale of ['en', 'ja'] as const) expect(wordReason(reason, locale)).not.toMatch(/\{[a-z]\w*\}|undefined/i);
      if (without) expect(ask(withoutLine(lab, without), at, prefix).verdict).toBe('used');
    },
  );
});

describe('what stands beside the reason', () => {
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

  it.each<[what: string, r3: readonly string[], code: string]>([
    ['are taken', [], 'why-paths-sent'],
    ['are not taken', [' neighbor 192.0.2.5 disable-addpath-rx'], 'why-paths-not-taken'],
  ])('F148 add-path: the other paths %s', (_, r3, code) => {
    const lab = ebgp([], [' neighbor 192.0.2.6 addpath-tx-all-paths'], r3);
    const steps = flat(ask(lab, 'r2', '10.1.0.0/24').sections.find((s) => s.kind === 'onward')?.steps ?? []);
    const found = steps.filter((s) => s.reason.code.startsWith('why-paths-'));
    expect(found.map((s) => s.reason.code)).toEqual([code]);
    expect(found[0]?.reason.source?.text).toBe('neighbor 192.0.2.6 addpath-tx-all-paths');
    const none = flat(ask(ebgp([]), 'r2', '10.1.0.0/24').sections.flatMap((s) => s.steps));
    expect(none.map((s) => s.reason.code).filter((c) => c.startsWith('why-paths-'))).toEqual([]);
  });
});
