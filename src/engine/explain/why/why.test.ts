/** Change the cause, and the why changes: each place where a route can stop, each step that can choose it. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../../compile/frr-lab.ts';
import { converge } from '../../control-plane/index.ts';
import { why, type WhyPlace, type WhyStep } from './index.ts';

const OPEN = ['no bgp ebgp-requires-policy'];

/** r1 — r2 — r3 in a row, AS 65001 to 65003; r1 has 10.1.0.0/24 on its loopback. */
function row(over: Partial<Record<'r1' | 'r2' | 'r3', readonly string[]>> = {}, lab: Partial<FrrLab> = {}): FrrLab {
  const bgp = (n: number, own: readonly string[], more: readonly string[]) =>
    [`router bgp 6500${n}`, ...OPEN.map((l) => ` ${l}`), ...own.map((l) => ` ${l}`), 'exit', ...more].join('\n');
  return {
    routers: {
      r1: {
        interfaces: { lo: { addresses: ['10.1.0.1/24'] }, eth0: { segment: 'a', addresses: ['192.0.2.1/30'] } },
        frr: bgp(1, ['neighbor 192.0.2.2 remote-as 65002', 'network 10.1.0.0/24'], over.r1 ?? []),
      },
      r2: {
        interfaces: { eth0: { segment: 'a', addresses: ['192.0.2.2/30'] }, eth1: { segment: 'b', addresses: ['192.0.2.5/30'] } },
        frr: bgp(2, ['neighbor 192.0.2.1 remote-as 65001', 'neighbor 192.0.2.6 remote-as 65003'], over.r2 ?? []),
      },
      r3: {
        interfaces: { eth0: { segment: 'b', addresses: ['192.0.2.6/30'] } },
        frr: bgp(3, ['neighbor 192.0.2.5 remote-as 65002'], over.r3 ?? []),
      },
    },
    ...lab,
  };
}

function ask(lab: FrrLab, router: string, question: string): WhyPlace {
  const { network, later } = compileFrrLab(lab);
  const controlPlane = converge(network, { quiet: 8000, ...(later && { changes: [later] }) });
  const answer = why({ network: later ?? network, controlPlane, effectiveRoutes: new Map() }, router, question);
  expect(answer.problem).toBeUndefined();
  return answer.places[0] as WhyPlace;
}

function flat(steps: readonly WhyStep[]): WhyStep[] {
  return steps.flatMap((s) => [s, ...flat(s.steps ?? [])]);
}

function section(place: WhyPlace, kind: WhyPlace['sections'][number]['kind']): WhyStep[] {
  return flat(place.sections.find((s) => s.kind === kind)?.steps ?? []);
}

const codes = (steps: readonly WhyStep[]) => steps.map((s) => s.reason.code);
const line = (steps: readonly WhyStep[], code: string) => steps.find((s) => s.reason.code === code)?.reason.source;

describe('a route that is there', () => {
  it('comes from its origin over each speaker, with the line that originates it', () => {
    const place = ask(row(), 'r3', '10.1.0.0/24');
    expect(place.verdict).toBe('used');
    expect(place.summary.args).toMatchObject({ way: 'r1 → r2 → r3', word: 'First path received', nextHop: '192.0.2.5' });
    const way = section(place, 'way');
    expect(line(way, 'why-origin-network')).toMatchObject({ device: 'r1', text: 'network 10.1.0.0/24', span: { line: 4 } });
    expect(way.find((s) => s.reason.code === 'why-rib-has')?.reason.args).toMatchObject({ protocol: 'connected', through: 'lo' });
    expect(section(place, 'rib').find((s) => s.reason.code === 'why-hop-direct')?.reason.args).toEqual({ nextHop: '192.0.2.5', interface: 'eth0' });
  });

  it('F78: names each entry of a route-map that it met, with what matched and what was set', () => {
    const policy = [
      'ip prefix-list OTHER seq 5 permit 10.9.0.0/16',
      'ip prefix-list OURS seq 5 deny 10.2.0.0/24',
      'ip prefix-list OURS seq 10 permit 10.1.0.0/16 le 24',
      'route-map IN permit 10',
      ' match ip address prefix-list OTHER',
      'route-map IN permit 20',
      ' match ip address prefix-list OURS',
      ' set local-preference 250',
      'router bgp 65003',
      ' neighbor 192.0.2.5 route-map IN in',
    ];
    const way = section(ask(row({ r3: policy }), 'r3', '10.1.0.0/24'), 'way').filter((s) => s.device === 'r3');
    expect(codes(way)).toEqual(expect.arrayContaining(['why-map-permits', 'why-entry-passed-over', 'why-match-failed', 'why-list-end', 'why-entry-matched']));
    expect(line(way, 'why-entry-matched')?.text).toBe('route-map IN permit 20');
    expect(line(way, 'why-set')?.text).toBe('set local-preference 250');
    expect(line(way, 'why-list-entry')?.text).toBe('ip prefix-list OURS seq 10 permit 10.1.0.0/16 le 24');
    expect(way.find((s) => s.reason.code === 'why-changed')?.reason.args).toMatchObject({ what: 'local-preference', to: '250' });
  });

  it.each<[what: string, static_: string, selected: string, verdict: WhyPlace['verdict'], lost: string]>([
    ['F108: a static route of distance 1 beats eBGP', 'ip route 10.1.0.0/24 blackhole', 'static', 'used', 'why-rib-distance'],
    ['F108: a static route of distance 30 loses to eBGP', 'ip route 10.1.0.0/24 blackhole 30', 'bgp', 'used', 'why-rib-distance'],
    ['F108: distance 255 is never selected', 'ip route 10.1.0.0/24 blackhole 255', 'bgp', 'used', 'why-rib-distance'],
  ])('%s', (_what, route, selected, verdict, lost) => {
    const place = ask(row({ r3: [route] }), 'r3', '10.1.0.0/24');
    expect(place.verdict).toBe(verdict);
    const rib = section(place, 'rib');
    expect(rib.find((s) => s.reason.code === 'why-rib-selected')?.reason.args?.['protocol']).toBe(selected);
    expect(codes(rib)).toContain(lost);
  });

  it('F152: a table-map keeps the best path out of the routing table', () => {
    const policy = ['route-map NONE deny 10', 'router bgp 65003', ' address-family ipv4 unicast', '  table-map NONE'];
    const place = ask(row({ r3: policy }), 'r3', '10.1.0.0/24');
    expect(place.verdict).toBe('beaten');
    expect(place.summary.code).toBe('why-is-best-not-used');
    expect(codes(section(place, 'rib'))).toEqual(['why-table-map-denies', 'why-map-denies', 'why-entry-matched']);
  });

  it('F152, F70: a table-map that does not exist keeps everything out', () => {
    const place = ask(row({ r3: ['router bgp 65003', ' address-family ipv4 unicast', '  table-map MISSING'] }), 'r3', '10.1.0.0/24');
    expect(place.verdict).toBe('beaten');
    expect(codes(section(place, 'rib'))).toEqual(['why-table-map-denies', 'why-map-missing']);
  });

  it('F132: a route that Linux refuses is told so', () => {
    const routes = ['ip route 203.0.113.0/24 blackhole', 'ip route 10.1.0.0/24 203.0.113.1', 'ip route 10.1.0.0/24 192.0.2.5'];
    expect(codes(section(ask(row({ r3: routes }), 'r3', '10.1.0.0/24'), 'rib'))).toContain('why-rib-refused');
    const alone = routes.slice(0, 2);
    expect(codes(section(ask(row({ r3: alone }), 'r3', '10.1.0.0/24'), 'rib'))).not.toContain('why-rib-refused');
  });

  it('says to whom it goes on and to whom it does not, with the policy', () => {
    const out = ['route-map NOT-US deny 10', 'router bgp 65002', ' neighbor 192.0.2.6 route-map NOT-US out'];
    const onward = section(ask(row({ r2: out }), 'r2', '10.1.0.0/24'), 'onward');
    expect(codes(onward.filter((s) => s.reason.args?.['far'] !== undefined))).toEqual(['why-sent-to', 'why-not-sent-to']);
    expect(line(onward, 'why-map-denies')?.text).toBe('neighbor 192.0.2.6 route-map NOT-US out');
    expect(codes(section(ask(row(), 'r2', '10.1.0.0/24'), 'onward'))).not.toContain('why-not-sent-to');
  });
});

describe('the decision against the runner-up', () => {
  /** r1 and r3 both have 10.7.0.0/24 and tell r2. */
  const both = (over: Parameters<typeof row>[0] = {}) =>
    row({
      ...over,
      r1: ['ip route 10.7.0.0/24 blackhole', 'router bgp 65001', ' network 10.7.0.0/24', ...(over.r1 ?? [])],
      r3: ['ip route 10.7.0.0/24 blackhole', 'router bgp 65003', ' network 10.7.0.0/24', ...(over.r3 ?? [])],
    });
  const last = (place: WhyPlace) => section(place, 'decision').findLast((s) => s.reason.code.startsWith('why-step-'));

  it('F36: tells each step up to the one that decides, with both values', () => {
    const longer = [' neighbor 192.0.2.2 route-map PREPEND out', 'route-map PREPEND permit 10', ' set as-path prepend 65001 65001'];
    const place = ask(both({ r1: longer }), 'r2', '10.7.0.0/24');
    expect(last(place)?.reason).toMatchObject({ code: 'why-step-better', args: { step: 'AS Path', first: 1, second: 3 } });
    expect(codes(section(place, 'decision'))).toEqual([
      'why-best',
      'why-runner-up',
      'why-step-equal',
      'why-step-equal',
      'why-step-equal',
      'why-step-better',
      'why-came',
    ]);
  });

  it('F36: an earlier step decides as soon as something else is set', () => {
    const longer = [' neighbor 192.0.2.2 route-map PREPEND out', 'route-map PREPEND permit 10', ' set as-path prepend 65001 65001'];
    const weight = ['router bgp 65002', ' neighbor 192.0.2.1 weight 10'];
    const place = ask(both({ r1: longer, r2: weight }), 'r2', '10.7.0.0/24');
    expect(last(place)?.reason).toMatchObject({ code: 'why-step-better', args: { step: 'Weight', first: 10, second: 0 } });
    expect(place.summary.args?.['word']).toBe('Weight');
  });

  it('F38: MEDs of different neighboring ASes are passed over, and compared with always-compare-med', () => {
    const med = [' neighbor 192.0.2.2 route-map MED out', 'route-map MED permit 10', ' set metric 50'];
    const steps = section(ask(both({ r1: med }), 'r2', '10.7.0.0/24'), 'decision');
    expect(steps.find((s) => s.reason.args?.['step'] === 'MED')?.reason.code).toBe('why-step-passed-over');
    const always = ask(both({ r1: med, r2: ['router bgp 65002', ' bgp always-compare-med'] }), 'r2', '10.7.0.0/24');
    expect(last(always)?.reason).toMatchObject({ code: 'why-step-better', args: { step: 'MED', first: 0, second: 50 } });
  });
});

describe('a route that is not there: the place where it stopped', () => {
  const nearest = (lab: FrrLab, router = 'r3', question = '10.1.0.0/24') => {
    const place = ask(lab, router, question);
    expect(place.verdict).not.toBe('used');
    return place;
  };

  it.each<[what: string, lab: FrrLab, code: string, source: string | undefined]>([
    [
      'F21: a prefix-list inbound',
      row({ r3: ['ip prefix-list NO seq 5 deny any', 'router bgp 65003', ' neighbor 192.0.2.5 prefix-list NO in'] }),
      'bgp-filtered-in',
      'ip prefix-list NO seq 5 deny any',
    ],
    [
      'F79: a route-map outbound, one hop before',
      row({ r2: ['route-map NO deny 10', 'router bgp 65002', ' neighbor 192.0.2.6 route-map NO out'] }),
      'bgp-route-map-denied',
      'route-map NO deny 10',
    ],
    [
      'F79: the end of a route-map',
      row({ r2: ['route-map NO permit 10', ' match tag 7', 'router bgp 65002', ' neighbor 192.0.2.6 route-map NO out'] }),
      'bgp-route-map-end',
      'neighbor 192.0.2.6 route-map NO out',
    ],
    [
      'F70: a route-map that does not exist',
      row({ r3: ['router bgp 65003', ' neighbor 192.0.2.5 route-map GONE in'] }),
      'bgp-route-map-missing',
      'neighbor 192.0.2.5 route-map GONE in',
    ],
    ['F24: no policy on an eBGP neighbor', row({ r3: ['router bgp 65003', ' bgp ebgp-requires-policy'] }), 'bgp-policy-missing', undefined],
    [
      'F22: our own AS in the path',
      row({ r1: ['router bgp 65001', ' neighbor 192.0.2.2 route-map P out', 'route-map P permit 10', ' set as-path prepend 65003'] }),
      'bgp-as-loop',
      undefined,
    ],
    [
      'F58: NO_EXPORT set on the way',
      row({ r1: ['router bgp 65001', ' neighbor 192.0.2.2 route-map C out', 'route-map C permit 10', ' set community no-export'] }),
      'bgp-no-export',
      undefined,
    ],
    [
      'F18: the session is shut down',
      row({ r3: ['router bgp 65003', ' neighbor 192.0.2.5 shutdown'] }),
      'why-session-down',
      'neighbor 192.0.2.5 remote-as 65002',
    ],
    ['F53: aggregated away', row({ r2: ['router bgp 65002', ' aggregate-address 10.1.0.0/16 summary-only'] }), 'bgp-suppressed', undefined],
    [
      'F47: network without the prefix in the RIB',
      row({ r1: ['router bgp 65001', ' no network 10.1.0.0/24', ' network 10.1.0.0/25'] }),
      'bgp-network-not-in-rib',
      'network 10.1.0.0/25',
    ],
    ['F51: an aggregate of nothing', row({ r1: ['router bgp 65001', ' aggregate-address 10.1.0.0/24'] }), 'bgp-aggregate-empty', undefined],
  ])('%s', (_what, lab, code, source) => {
    const question = code === 'bgp-network-not-in-rib' ? '10.1.0.0/25' : '10.1.0.0/24';
    if (code === 'bgp-aggregate-empty') {
      const gone = {
        ...lab,
        routers: { ...lab.routers, r1: { ...lab.routers['r1'], frr: lab.routers['r1']?.frr?.replace(' network 10.1.0.0/24\n', '') ?? '' } },
      };
      expect(nearest(gone).nearest?.code).toBe(code);
      return;
    }
    const place = nearest(lab, 'r3', question);
    expect(place.nearest?.code).toBe(code);
    if (source !== undefined) expect(place.nearest?.source?.text).toBe(source);
    // The cause taken away, the route is there and nothing has stopped it.
    expect(ask(row(), 'r3', '10.1.0.0/24').nearest).toBeUndefined();
  });

  it('F53: names the aggregate that keeps it back', () => {
    const place = nearest(row({ r2: ['router bgp 65002', ' aggregate-address 10.1.0.0/16 summary-only'] }));
    expect(line(section(place, 'stops'), 'why-suppressing-aggregate')?.text).toBe('aggregate-address 10.1.0.0/16 summary-only');
    expect(section(place, 'stops').find((s) => s.reason.code === 'why-came')?.reason.args).toEqual({ way: 'r1 → r2' });
  });

  it('F15: a session that does not come up says why, at whichever end', () => {
    const wrong = row();
    const r3 = wrong.routers['r3'];
    const lab = { ...wrong, routers: { ...wrong.routers, r3: { ...r3, frr: r3?.frr?.replace('remote-as 65002', 'remote-as 65009') ?? '' } } };
    expect(codes(section(nearest(lab), 'stops'))).toEqual(expect.arrayContaining(['why-stop-between', 'why-session-down', 'session-wrong-as']));
  });

  it('F157: a neighbor that only the other end configures', () => {
    const alone = row();
    const r3 = alone.routers['r3'];
    const lab = { ...alone, routers: { ...alone.routers, r3: { ...r3, frr: r3?.frr?.replace(' neighbor 192.0.2.5 remote-as 65002\n', '') ?? '' } } };
    expect(codes(section(nearest(lab), 'stops'))).toContain('why-neighbor-missing');
  });

  it('F29: a next hop that does not resolve leaves it there, of no use', () => {
    const far = [
      'router bgp 65003',
      ' neighbor 192.0.2.5 ebgp-multihop 2',
      ' neighbor 192.0.2.5 route-map NH in',
      'route-map NH permit 10',
      ' set ip next-hop 198.51.100.1',
    ];
    const place = ask(row({ r3: far }), 'r3', '10.1.0.0/24');
    expect(place.verdict).toBe('invalid');
    expect(codes(section(place, 'decision'))).toEqual(['why-path-invalid', 'bgp-next-hop-unresolved', 'why-nht-none']);
    expect(place.nearest?.code).toBe('bgp-next-hop-unresolved');
  });

  it('F30: a next hop that a default alone covers does not count, until it is said to', () => {
    const far = [
      'router bgp 65003',
      ' neighbor 192.0.2.5 ebgp-multihop 2',
      ' neighbor 192.0.2.5 route-map NH in',
      'route-map NH permit 10',
      ' set ip next-hop 198.51.100.1',
    ];
    const byDefault = [...far, 'ip route 0.0.0.0/0 192.0.2.5'];
    const steps = section(ask(row({ r3: byDefault }), 'r3', '10.1.0.0/24'), 'decision');
    expect(line(steps, 'why-nht-default')?.text).toBe('ip route 0.0.0.0/0 192.0.2.5');
    const allowed = ask(row({ r3: [...byDefault, 'ip nht resolve-via-default'] }), 'r3', '10.1.0.0/24');
    expect(allowed.verdict).toBe('used');
    expect(section(allowed, 'rib').find((s) => s.reason.code === 'why-hop-recursive')?.reason.args).toMatchObject({ by: '0.0.0.0/0', final: '192.0.2.5 eth0' });
  });

  it('F33: a single-hop eBGP next hop must be connected or static', () => {
    const far = [
      'router bgp 65003',
      ' neighbor 192.0.2.5 route-map NH in',
      'route-map NH permit 10',
      ' match ip address prefix-list P',
      ' set ip next-hop 10.1.0.9',
      'route-map NH permit 20',
      'ip prefix-list P permit 10.7.0.0/24',
    ];
    const lab = row({ r1: ['ip route 10.7.0.0/24 blackhole', 'router bgp 65001', ' network 10.7.0.0/24'], r3: far });
    const steps = section(ask(lab, 'r3', '10.7.0.0/24'), 'decision');
    expect(steps.find((s) => s.reason.code === 'why-nht-not-connected')?.reason.args).toMatchObject({ by: '10.1.0.0/24', protocol: 'bgp' });
  });

  it('F110: a static route whose gateway is not reached', () => {
    const place = ask(row({ r3: ['ip route 10.5.0.0/16 198.51.100.1'] }), 'r3', '10.5.0.0/16');
    expect(place.nearest).toMatchObject({ code: 'why-static-unresolved', source: { device: 'r3', text: 'ip route 10.5.0.0/16 198.51.100.1' } });
  });

  it('an interface that is down takes its prefix with it', () => {
    const place = ask(row({}, { down: ['r3:eth0'] }), 'r3', '192.0.2.4/30');
    expect(codes(section(place, 'stops'))).toContain('why-interface-down');
  });

  it('a route that nobody takes into BGP is named as such, and one that nobody has', () => {
    const announced = row();
    const r1 = announced.routers['r1'];
    const lab = { ...announced, routers: { ...announced.routers, r1: { ...r1, frr: r1?.frr?.replace(' network 10.1.0.0/24\n', '') ?? '' } } };
    expect(nearest(lab)).toMatchObject({ summary: { code: 'why-is-not-announced-alone', args: { where: 'r1' } }, nearest: { code: 'why-not-announced' } });
    expect(nearest(row(), 'r3', '203.0.113.0/24').summary.code).toBe('why-is-absent-no-origin');
  });

  it('of several places the nearest comes first', () => {
    const two = row({
      r1: ['ip route 10.7.0.0/24 blackhole', 'router bgp 65001', ' network 10.7.0.0/24', ' neighbor 192.0.2.2 route-map NO out', 'route-map NO deny 10'],
      r2: ['ip route 10.7.0.0/24 198.51.100.1'],
    });
    const stops = ask(two, 'r3', '10.7.0.0/24').sections.find((s) => s.kind === 'stops')?.steps ?? [];
    expect(codes(stops)).toEqual(['why-static-unresolved', 'why-stop-between']);
    expect(stops[1]?.reason.args).toMatchObject({ from: 'r1', to: 'r2' });
  });

  it('F55: default-originate whose map permits nothing', () => {
    const map = ['router bgp 65002', ' neighbor 192.0.2.6 default-originate route-map NONE', 'route-map NONE deny 10'];
    expect(nearest(row({ r2: map }), 'r3', '0.0.0.0/0').nearest).toMatchObject({ code: 'why-default-not-originated', args: { map: 'NONE' } });
    const made = ask(row({ r2: ['router bgp 65002', ' neighbor 192.0.2.6 default-originate'] }), 'r3', '0.0.0.0/0');
    expect(made.verdict).toBe('used');
    expect(codes(section(made, 'way'))[0]).toBe('why-origin-default');
  });
});

describe('an address instead of a prefix', () => {
  it('is answered by the longest match', () => {
    expect(ask(row(), 'r3', '10.1.0.77')).toMatchObject({ prefix: '10.1.0.0/24', verdict: 'used' });
  });

  it('tells of a more specific prefix that exists elsewhere and did not come', () => {
    const lab = row({
      r1: ['ip route 10.1.0.64/26 blackhole', 'router bgp 65001', ' network 10.1.0.64/26'],
      r3: ['ip prefix-list P seq 5 permit 10.0.0.0/8 le 24', 'router bgp 65003', ' neighbor 192.0.2.5 prefix-list P in'],
    });
    const place = ask(lab, 'r3', '10.1.0.77');
    expect(place.prefix).toBe('10.1.0.0/24');
    expect(codes(section(place, 'specific'))).toEqual(expect.arrayContaining(['why-more-specific', 'bgp-filtered-in']));
    expect(ask(lab, 'r3', '10.1.0.1').sections.map((s) => s.kind)).not.toContain('specific');
  });

  it('says so when nothing in the lab covers it', () => {
    expect(ask(row(), 'r3', '203.0.113.9')).toMatchObject({ verdict: 'absent', summary: { code: 'why-nothing-covers' } });
  });

  it('what is neither is told to be neither', () => {
    const { network } = compileFrrLab(row());
    const asked = { network, controlPlane: converge(network), effectiveRoutes: new Map() };
    expect(why(asked, 'r3', 'ten').problem?.code).toBe('why-unreadable');
    expect(why(asked, 'r9', '10.0.0.0/8').problem?.code).toBe('why-no-tables');
  });
});
