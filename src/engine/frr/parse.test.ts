import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../ip/index.ts';
import { FRR_8_4_4, parseFrr } from './index.ts';

const parse = (text: string) => parseFrr(text, { version: FRR_8_4_4 });

/** What FRR itself would have said, not what the second pass finds (lint/). */
const spoken = (text: string) => parse(text).diagnostics.filter((d) => /^frr-(unknown|incomplete|ambiguous|newer|refused|group|not-modelled)/.test(d.code));

/** `line: severity code` of each. */
const complaints = (text: string) => spoken(text).map((d) => `${d.place.span?.line}: ${d.severity} ${d.code}`);

const REVERSE_FORCED_TUNNELLING = `ip route 10.0.2.0/24 10.0.1.1
!
router bgp 65001
 neighbor 10.0.2.4 remote-as 65515
 neighbor 10.0.2.4 ebgp-multihop 255
 neighbor 10.0.2.5 remote-as 65515
 neighbor 10.0.2.5 ebgp-multihop
 !
 address-family ipv4 unicast
  network 0.0.0.0/0
  neighbor 10.0.2.4 soft-reconfiguration inbound
  neighbor 10.0.2.4 route-map rmap-bogon-asns in
  neighbor 10.0.2.4 route-map rmap-azure-asns out
 exit-address-family
exit
!
bgp as-path access-list azure-asns seq 5 permit _65515_
bgp as-path access-list bogon-asns seq 5 permit _0_
bgp as-path access-list bogon-asns seq 15 permit _1310[0-6][0-9]_|_13107[0-1]_
bgp as-path access-list bogon-asns seq 25 permit ^65
!
route-map rmap-bogon-asns deny 5
 match as-path bogon-asns
exit
!
route-map rmap-bogon-asns permit 10
exit
!
route-map rmap-azure-asns deny 5
 match as-path azure-asns
exit
!
route-map rmap-azure-asns permit 10
 set ip next-hop 10.0.3.4
exit
`;

describe('F190–F191 the NVA of reverse forced tunnelling', () => {
  const { config, diagnostics } = parse(REVERSE_FORCED_TUNNELLING);

  test('every line is understood; the open ends are named', () => {
    expect(spoken(REVERSE_FORCED_TUNNELLING)).toEqual([]);
    expect(diagnostics.map((d) => `${d.place.span?.line}: ${d.code}`)).toEqual(['6: frr-ebgp-without-policy', '10: frr-network-import-check']);
  });

  test('neighbors, their multihop and their maps', () => {
    const peer = config.bgp?.neighbors.get('10.0.2.4');
    expect(peer).toMatchObject({ remoteAs: 65515, ebgpMultihop: 255, ipv4: { activate: true, softReconfigurationInbound: true }, ipv6: { activate: false } });
    expect(peer?.ipv4.routeMapIn?.name).toBe('rmap-bogon-asns');
    expect(peer?.ipv4.routeMapOut?.source).toEqual({
      span: { line: 13, column: 3, endLine: 13, endColumn: 50 },
      text: 'neighbor 10.0.2.4 route-map rmap-azure-asns out',
    });
    expect(config.bgp?.neighbors.get('10.0.2.5')?.ebgpMultihop).toBe(255);
  });

  test('F110 default routes of both families that end at home are two', () => {
    const { config: both } = parseFrr('ip route 0.0.0.0/0 Null0\nipv6 route ::/0 Null0\n', { version: FRR_8_4_4 });
    expect(both.staticRoutes.map((r) => formatPrefix(r.prefix))).toEqual(['0.0.0.0/0', '::/0']);
  });

  test('routes, lists and maps', () => {
    expect(config.staticRoutes.map((r) => [formatPrefix(r.prefix), r.to.kind, r.distance])).toEqual([['10.0.2.0/24', 'gateway', 1]]);
    expect(config.bgp?.ipv4.networks.map((n) => formatPrefix(n.prefix))).toEqual(['0.0.0.0/0']);
    expect(config.policy.asPathLists.get('bogon-asns')?.entries.map((e) => [e.seq, e.regex])).toEqual([
      [5, '_0_'],
      [15, '_1310[0-6][0-9]_|_13107[0-1]_'],
      [25, '^65'],
    ]);
    expect(config.policy.routeMaps.get('rmap-azure-asns')?.entries.map((e) => [e.seq, e.action, e.matches.length, e.sets.length])).toEqual([
      [5, 'deny', 1, 0],
      [10, 'permit', 0, 1],
    ]);
  });
});

describe('what FRR 8.4.4 says of a line', () => {
  test.each([
    ['F1 a comment, a blank line', '! x\n\n# y\n', []],
    ['F1 keywords may be cut short', 'rou bgp 65001\n neigh 10.0.0.1 remote 1\n', []],
    ['F161 an unknown line', 'router bgp 1\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 no send-community\n', ['3: warning frr-unknown-command']],
    ['F161 case counts', 'Router bgp 1\n', ['1: warning frr-unknown-command']],
    ['continue without a number', 'route-map X permit 10\n continue\n', ['2: warning frr-incomplete-command']],
    ['F162 a second AS', 'router bgp 1\nexit\nrouter bgp 2\n neighbor 10.0.0.2 remote-as 2\n', ['3: error frr-refused', '4: warning frr-unknown-command']],
    ['F11 local-as on iBGP', 'router bgp 1\n neighbor 10.0.0.1 remote-as 1\n neighbor 10.0.0.1 local-as 7\n', ['3: error frr-refused']],
    ['a neighbor that is not there', 'router bgp 1\n neighbor 10.0.0.1 activate\n', ['2: error frr-refused']],
    [
      'F1 a route behind an interface, with no exit between them: it is no command of the interface cut short',
      'interface eth0\n ip address 10.0.0.1/24\nip route 10.9.0.0/24 10.0.0.2\ninterface lo\nipv6 route 2001:db8::/32 blackhole\nip route 10.8.0.0/24 10.0.0.3 100\n',
      [],
    ],
    ['F163 logging is silent', 'log syslog\nservice integrated-vtysh-config\nline vty\n exec-timeout 0 0\nexit\ndebug bgp updates\n', []],
  ])('%s', (_title, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });
});

describe('F159 lines that FRR judges together', () => {
  const text =
    'route-map M permit 5\n set local-preference 150\n set as-path prepend 65005\n set as-path prepend last-as 1\nexit\nroute-map M permit 10\n set as-path prepend last-as 1\nexit\n';

  test('a conflict throws the whole group away', () => {
    expect(complaints(text)).toEqual([
      '1: warning frr-group-member',
      '2: warning frr-group-member',
      '3: warning frr-group-member',
      '4: error frr-group-rejected',
    ]);
    expect(
      parse(text)
        .config.policy.routeMaps.get('M')
        ?.entries.map((e) => e.seq),
    ).toEqual([10]);
  });

  test('once accepted, the other form replaces', () => {
    const text = 'route-map M permit 5\n set metric 5\nexit\nroute-map M permit 5\n set metric +7\n';
    const { config } = parse(text);
    expect(complaints(text)).toEqual([]);
    expect(config.policy.routeMaps.get('M')?.entries[0]?.sets).toMatchObject([{ kind: 'metric', adjust: { op: 'add', value: 7 } }]);
  });
});

describe('F78 a clause that a later group changes goes behind the others', () => {
  const setsOf = (text: string) =>
    parse(text)
      .config.policy.routeMaps.get('M')
      ?.entries[0]?.sets.map((s) => s.kind);
  const first = 'route-map M permit 10\n set metric 10\n set weight 5\n set ipv6 next-hop global 2001:db8::1\nexit\n';
  const between = 'ip route 10.0.0.0/8 blackhole\n';

  test.each([
    ['changed', 'set metric 11', ['weight', 'next-hop', 'metric']],
    ['said again as it was', 'set metric 10', ['metric', 'weight', 'next-hop']],
    ['taken back and said again', 'no set metric\n set metric 10', ['weight', 'next-hop', 'metric']],
  ])('%s', (_title, line, order) => {
    expect(setsOf(`${first}${between}route-map M permit 10\n ${line}\nexit\n`)).toEqual(order);
  });

  test('not within its own group', () => {
    expect(setsOf(first.replace(' set weight', ' set metric 11\n set weight'))).toEqual(['metric', 'weight', 'next-hop']);
  });
});

describe('long texts, as generators write them', () => {
  const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
  const many = (n: number, lines: (i: number) => readonly string[]) => Array.from({ length: n }, (_, i) => lines(i)).flat();

  test.each<[string, readonly string[]]>([
    ['a group for each neighbor', ['router bgp 1', ...many(6000, (i) => [` neighbor G${i} peer-group`, ` neighbor ${address(i)} peer-group G${i}`])]],
    ['names of communities', many(12_000, (i) => [`bgp community alias ${i >> 8}:${i & 255} name${i}`])],
  ])('%s: time grows with the length, not with its square', { timeout: 9_000 }, (_title, lines) => {
    // Tens of seconds when each line is held against all others, some 2 s when not.
    expect(parse(lines.join('\n')).statements).toHaveLength(lines.length);
  });

  test('one of several MB is read once for all that an editor asks', () => {
    const text = many(30_000, (i) => [`ip prefix-list P seq ${i + 1} permit ${address(i)}/32`]).join('\n');
    expect(parse(text)).toBe(parse(text));
  });
});
