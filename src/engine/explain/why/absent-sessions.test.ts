/** Prefixes that no session carries: it never came up, has fallen, or does not speak the family. */
import { describe } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { ebgp, itAnswers, type Absent } from './absent.fixture.ts';

/** With an interface of r3's that has an IPv6 address alone. */
function withoutIpv4(lab: FrrLab): FrrLab {
  const { r3 } = lab.routers;
  const interfaces = { ...r3?.interfaces, eth9: { segment: 's9', addresses: ['2001:db8:9::1/64'] } };
  return { ...lab, routers: { ...lab.routers, r3: { ...r3, interfaces } } };
}

const ROWS: readonly Absent[] = [
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
    what: 'F157 a source on an interface that is not there',
    lab: ebgp([], [], [' neighbor 192.0.2.5 update-source nosuch']),
    code: 'session-source-not-there',
    line: 'r3: neighbor 192.0.2.5 update-source nosuch',
    facts: { interface: 'nosuch' },
    rules: ['F157'],
    without: /update-source/,
  },
  {
    what: 'F157 a source on an interface without an address, and the other end does not call',
    lab: withoutIpv4(ebgp([], [' neighbor 192.0.2.6 passive'], [' neighbor 192.0.2.5 update-source eth9'])),
    code: 'session-source-without-address',
    line: 'r3: neighbor 192.0.2.5 update-source eth9',
    facts: { interface: 'eth9' },
    rules: ['F157'],
    without: /update-source/,
  },
  {
    what: 'F16 a family that one end alone has activated',
    lab: ebgp(
      [],
      [' address-family ipv6 unicast', '  neighbor 192.0.2.6 activate', ' exit-address-family'],
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
  {
    what: 'F16 no family that both ends have activated',
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
    code: 'session-no-common-family',
    line: 'r3: no neighbor 192.0.2.5 activate',
    rules: ['F16'],
    without: /no neighbor 192\.0\.2\.5 activate/,
  },
];

describe('an absent prefix is answered with its reason, its line and its facts: what no session carries', () => {
  itAnswers(ROWS);
});
