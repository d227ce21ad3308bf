/** Prefixes that a neighbor sends and a router does not take. */
import { describe } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { CLIENTS, ebgp, ibgp, itAnswers, row, SET, type Absent } from './absent.fixture.ts';

/** r2 as a member of the confederation 64999. */
function inConfederation(lab: FrrLab): FrrLab {
  const [r1, r2] = [lab.routers['r1'], lab.routers['r2']];
  const outside = (r1?.frr ?? '').replace('remote-as 65001', 'remote-as 64999');
  const member = (r2?.frr ?? '').replace('router bgp 65001', 'router bgp 65001\n bgp confederation identifier 64999\n bgp confederation peers 65002');
  return { ...lab, routers: { r1: { ...r1, frr: outside }, r2: { ...r2, frr: member } } };
}

const ROWS: readonly Absent[] = [
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
];

describe('an absent prefix is answered with its reason, its line and its facts: what comes and is not taken', () => {
  itAnswers(ROWS);
});
