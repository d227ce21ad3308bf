/** Prefixes that a router has and does not send on. */
import { describe, expect, it } from 'vitest';
import { ask, CLIENTS, ebgp, flat, ibgp, itAnswers, SET, type Absent } from './absent.fixture.ts';

const ROWS: readonly Absent[] = [
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
    what: 'F24 no policy outbound',
    lab: ebgp([], [' bgp ebgp-requires-policy', ' neighbor 192.0.2.1 route-map ALL in'], [], ['route-map ALL permit 10']),
    code: 'bgp-policy-missing',
    line: 'r2: bgp ebgp-requires-policy',
    facts: { direction: 'out', peer: '192.0.2.6' },
    rules: ['F24'],
    without: /^ bgp ebgp-requires-policy/,
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
];

describe('an absent prefix is answered with its reason, its line and its facts: what is not sent on', () => {
  itAnswers(ROWS);

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
