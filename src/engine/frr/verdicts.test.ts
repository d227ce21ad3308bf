/**
 * What FRR 8.4.4 refuses, and the words in which it does; what it takes and makes of it. Each row was tried on the real
 * daemons (`vtysh -b`, then `show running-config`).
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../ip/index.ts';
import { FRR_8_4_4, parseFrr, parseVersion, printFrr } from './index.ts';

const parse = (text: string) => parseFrr(text, { version: FRR_8_4_4 });
const print = (text: string) => printFrr(parse(text).config, { version: FRR_8_4_4 });

/** `line: message` of each refusal. */
const refusals = (text: string) => parse(text).diagnostics.flatMap((d) => (d.code === 'frr-refused' ? [`${d.place.span?.line}: ${d.message}`] : []));

/** `line: message` of each group that fails. */
const rejections = (text: string) =>
  parse(text).diagnostics.flatMap((d) => (d.code === 'frr-group-rejected' ? [`${d.place.span?.line}: ${String(d.args?.message)}`] : []));

const BGP =
  'router bgp 65001\n neighbor 10.0.0.1 remote-as 65001\n neighbor 10.0.0.2 remote-as 65002\n neighbor G peer-group\n neighbor H peer-group\n neighbor H remote-as 65002\n';

describe('refused in router bgp', () => {
  test.each([
    ['F11', 'neighbor 10.0.0.1 local-as 65007', '% Local-AS allowed only for EBGP peers'],
    ['F11', 'neighbor 10.0.0.2 local-as 65001', '% Cannot have local-as same as BGP AS number'],
    ['F11', 'neighbor 10.0.0.2 local-as 65002', '% AS specified for local as is the same as the remote as and this is not allowed.'],
    ['F11', 'neighbor 10.0.0.1 as-override', '% as-override cannot be configured for IBGP peers'],
    ['F11', 'no neighbor 10.0.0.1 as-override', '% as-override cannot be configured for IBGP peers'],
    ['F11', 'neighbor 10.0.0.1 remove-private-AS', '% remove-private-AS cannot be configured for IBGP peers'],
    ['F11', 'neighbor 10.0.0.2 route-reflector-client', '% Invalid command. Not an internal neighbor'],
    ['F11', 'neighbor G route-reflector-client', '% Invalid command. Not an internal neighbor'],
    ['F155', 'neighbor 10.0.0.3 peer-group NOPE', '% Configure the peer-group first'],
    ['F155', 'neighbor H peer-group G', '% Malformed address or name: H'],
    ['F155', 'no neighbor H peer-group G', '% Malformed address or name: H'],
    ['F46', 'network 224.0.0.5', '% Inconsistent address and mask'],
    ['F155', 'neighbor NOPE remote-as 5', '% Create the peer-group or interface first'],
    ['F155', 'bgp listen range 10.9.0.0/16 peer-group G', '% Specify remote-as or peer-group remote AS first'],
    ['F155', 'no neighbor NOPE peer-group', '% Create the peer-group first'],
    ['', 'neighbor 10.0.0.9 description nobody', '% Specify remote-as or peer-group commands first'],
    ['', 'neighbor 10.0.0.9 activate', '% Specify remote-as or peer-group commands first'],
    ['', 'neighbor 10.0.0.9 capability dynamic', '% Specify remote-as or peer-group commands first'],
    ['F17', 'neighbor 10.0.0.2 timers 30 2', '% Invalid value'],
    ['F17', 'timers bgp 3 2', '% hold time value must be either 0 or greater than 3'],
    ['F46', 'no network 13.0.0.0/8', "% Can't find static route specified"],
    ['F51', 'aggregate-address 10.0.0.0/32', 'Specified prefix: 10.0.0.0/32 will not result in any useful aggregation, disallowing'],
    ['F53', 'aggregate-address 11.0.0.0/8 summary-only suppress-map X', "'summary-only' and 'suppress-map' can't be used at the same time"],
    ['F147', 'bgp confederation peers 65001', '% Local member-AS not allowed in confed peer list'],
    ['', 'no bgp router-id 1.1.1.1', "% BGP router-id doesn't match"],
    ['F153', 'neighbor 10.0.0.1 local-role customer', '% External roles can be set only on eBGP session'],
    ['F153', 'no neighbor 10.0.0.1 local-role customer', '% External roles can be set only on eBGP session'],
    ['F148', 'no neighbor 10.0.0.2 addpath-tx-all-paths', '% Peer not currently configured to transmit all paths.'],
    ['F148', 'no neighbor 10.0.0.2 addpath-tx-bestpath-per-AS', '% Peer not currently configured to transmit all best path per as.'],
    ['F156', 'no neighbor G interface', '% Create the bgp interface first'],
  ])('%s %s', (_rule, line, message) => {
    expect(refusals(`${BGP} ${line}\n`)).toEqual([`7: ${message}`]);
  });

  test.each([
    ['F46', ['network 10.1.0.0/16 route-map M', 'network 10.1.0.0/16 label-index 5'], '% cannot change label-index'],
    ['F46', ['network 10.1.0.0/16 label-index 5', 'network 10.1.0.0/16'], '% cannot change label-index'],
    ['F46', ['network 10.1.0.0/16 route-map M', 'no network 10.1.0.0/16 label-index 5'], "% label-index doesn't match static route"],
    ['F46', ['network 10.1.0.0/16 route-map M', 'no network 10.1.0.0/16 route-map N'], "% route-map name doesn't match static route"],
    [
      'F11 F14',
      ['neighbor 10.0.0.2 ebgp-multihop 5', 'neighbor 10.0.0.2 ttl-security hops 3'],
      '% ebgp-multihop and ttl-security cannot be configured together',
    ],
    [
      'F11 F14',
      ['neighbor 10.0.0.2 ttl-security hops 3', 'neighbor 10.0.0.2 ebgp-multihop 254'],
      '% ebgp-multihop and ttl-security cannot be configured together',
    ],
    ['F155', ['neighbor 10.0.0.3 peer-group H', 'neighbor 10.0.0.3 remote-as 65002'], '% Peer-group member cannot override remote-as of peer-group.'],
    ['F155', ['neighbor G remote-as external', 'neighbor 10.0.0.1 peer-group G'], '% Peer-group members must be all internal or all external.'],
    ['F155', ['neighbor 10.0.0.2 peer-group H', 'neighbor 10.0.0.2 peer-group G'], '% Cannot change the peer-group. Deconfigure first'],
    ['F156', ['neighbor eth0 interface remote-as external', 'neighbor eth0 ebgp-multihop 5'], '% Operation not allowed on a directly connected neighbor'],
    ['F156', ['neighbor eth0 interface remote-as external', 'neighbor eth0 peer-group'], '% Name conflict with interface: '],
    ['', ['neighbor 10.0.0.2 prefix-list A in', 'neighbor 10.0.0.2 distribute-list A in'], '% Prefix/distribute list can not co-exist'],
    [
      '',
      ['neighbor 10.0.0.2 strict-capability-match', 'neighbor 10.0.0.2 override-capability'],
      "% Can't set override-capability and strict-capability-match at the same time",
    ],
    [
      'F148',
      ['neighbor 10.0.0.2 addpath-tx-bestpath-per-AS', 'no bgp deterministic-med'],
      'bgp deterministic-med cannot be disabled while addpath-tx-bestpath-per-AS is in use',
    ],
    ['', ['bgp listen range 10.0.0.0/8 peer-group H', 'bgp listen range 10.1.0.0/16 peer-group H'], '% Listen range overlaps with existing listen range'],
    ['', ['distance 5 10.0.0.0/8', 'no distance 6 10.0.0.0/8'], 'Distance does not match configured'],
  ])('%s %j', (_rule, lines, message) => {
    expect(refusals(`${BGP}${lines.map((l) => ` ${l}\n`).join('')}`)).toEqual([`8: ${message}`]);
  });

  test('F153 a role is for eBGP alone: a group takes it all the same, and complains of members that are not', () => {
    const member = `${BGP} neighbor G remote-as 65001\n neighbor 10.0.0.9 peer-group G\n neighbor G local-role peer\n`;
    expect(refusals(member)).toEqual(['9: % External roles can be set only on eBGP session']);
    expect(parse(member).config.bgp?.peerGroups.get('G')?.localRole).toEqual({ role: 'peer', strict: false });
    const external = `${BGP} neighbor 10.0.0.2 local-role peer strict-mode\n`;
    expect(refusals(external)).toEqual([]);
    expect(parse(external).config.bgp?.neighbors.get('10.0.0.2')?.localRole).toEqual({ role: 'peer', strict: true });
  });

  test('F14 a bare ebgp-multihop behind ttl-security is passed over in silence', () => {
    const text = `${BGP} neighbor 10.0.0.2 ttl-security hops 3\n neighbor 10.0.0.2 ebgp-multihop\n`;
    expect(refusals(text)).toEqual([]);
    expect(parse(text).config.bgp?.neighbors.get('10.0.0.2')).toMatchObject({ ttlSecurityHops: 3 });
    expect(parse(text).config.bgp?.neighbors.get('10.0.0.2')?.ebgpMultihop).toBeUndefined();
  });

  test('F162 behind a refused router bgp the lines belong nowhere', () => {
    const text = 'router bgp 65001\nexit\nrouter bgp 65002\n neighbor 10.0.0.2 remote-as 1\n';
    expect(refusals(text)).toEqual(['3: BGP is already running; AS is 65001']);
    expect(parse(text).config.bgp?.neighbors.size).toBe(0);
  });
});

describe('refused elsewhere', () => {
  test.each([
    ['F99', 'bgp as-path access-list A permit foo', 'Invalid character in as-path access-list foo'],
    ['F100', 'bgp as-path access-list A permit (', "can't compile regexp ("],
    ['', 'no bgp as-path access-list A', "bgp as-path access-list A doesn't exist"],
    ['F106 a number is no community in text', 'bgp community-list standard C permit 70000', '% Malformed community-list value'],
    ['', 'bgp community-list expanded C permit (', '% Malformed community-list value'],
    ['', 'bgp large-community-list standard L permit 1:1', '% Malformed community-list value'],
    ['', 'no bgp community-list standard C', "% Can't find community-list"],
    ['', 'bgp large-community-list expanded 5 permit 1:1:1', '% Community name cannot have all digits'],
    ['', 'no ip route 10.0.0.0/8 10.0.0.1', '% Refusing to remove a non-existent route'],
  ])('%s %s', (_rule, line, message) => {
    expect(refusals(line)).toEqual([`1: ${message}`]);
  });

  test.each([
    ['F106', 'set community 500', "% Malformed communities attribute '500'"],
    ['F106', 'set community 1:70000', "% Malformed communities attribute '1:70000'"],
    ['F106', 'set community local-as', "% Malformed communities attribute 'local-as'"],
    ['F87', 'set community none additive', "% Malformed communities attribute 'none'"],
    ['F84', 'match metric 0', '% Failed to edit configuration. Unsatisfied range - value "0" is out of the allowed range.'],
  ])('%s %s', (_rule, line, message) => {
    expect(refusals(`route-map X permit 10\n ${line}\n`)).toEqual([`2: ${message}`]);
  });

  test('F104 one name, two styles', () => {
    expect(refusals('bgp community-list expanded C permit 1:1\nbgp community-list standard C permit 1:1\n')).toEqual([
      '2: % Community name conflict, previously defined as expanded community',
    ]);
  });
});

describe('F159 groups that fail', () => {
  test.each([
    ['F160', ['ip prefix-list P permit 10.0.0.0/8 ge 4'], '1: Invalid prefix range for 10.0.0.0/8: Make sure that mask length <= ge <= le'],
    ['F160', ['ip prefix-list P permit 10.0.0.0/8 ge 24 le 16'], '1: Invalid prefix range for 10.0.0.0/8: Make sure that mask length <= ge <= le'],
    ['', ['ip prefix-list P seq 5 permit any', 'ip prefix-list P seq 5 permit 10.0.0.0/8'], '2: Data for both cases "ipv4-prefix" and "any" exist.'],
    ['', ['route-map X permit 10', ' set metric 5', ' set metric +5'], '3: Data for both cases "value" and "add-metric" exist.'],
    ['', ['route-map X permit 10', ' set community 1:1', ' set community none'], '3: Data for both cases "community-string" and "none" exist.'],
    ['', ['route-map X permit 10', ' match peer 1.1.1.1', ' match peer local'], '3: Data for both cases "peer-ipv4-address" and "peer-local" exist.'],
    ['F80', ['route-map X permit 10', ' on-match goto 20', ' on-match next'], '3: When condition "../exit-policy = \'goto\'" not satisfied.'],
    ['F80', ['route-map X permit 10', ' on-match goto 10'], '2: on-match goto must name a later entry.'],
    ['F79', ['route-map X deny 10', ' continue 20'], '2: on-match and continue are for permit entries only.'],
    ['F81', ['route-map X permit 10', ' call X'], '2: call: a route-map cannot call itself.'],
    ['', ['route-map X permit 10', ' set ip next-hop 0.0.0.0'], '2: set next-hop: this address is not allowed here.'],
    ['', ['route-map X permit 10', ' set ipv6 next-hop global fe80::1'], '2: set next-hop: this address is not allowed here.'],
    ['F110', ['ip route 10.0.0.0/8 10.0.0.1', 'ip route 10.1.0.0/16 10.0.0.1 label 100'], '2: % MPLS not turned on in kernel ignoring static route'],
    ['F110', ['ip route 10.0.0.0/8 blackhole', 'ip route 10.0.0.0/8 10.0.0.1'], '2: Route cannot have blackhole and non-blackhole nexthops simultaneously'],
  ])('%s %j', (_rule, lines, message) => {
    const text = lines.join('\n');
    expect(rejections(text)).toEqual([message]);
    expect(print(text)).toBe(print(''));
  });

  test('a group runs through lists and maps until bgpd sees another kind of line', () => {
    const bad = 'ip prefix-list P permit 10.0.0.0/8 ge 4\n';
    expect(print(`ip prefix-list Q permit any\n${bad}route-map X permit 10\n`)).toBe(print(''));
    expect(print(`ip prefix-list Q permit any\nbgp as-path access-list A permit ^1\n${bad}`)).toContain('ip prefix-list Q seq 5 permit any\n');
    expect(print(`${bad}exit\nip prefix-list Q permit any\n`)).toContain('ip prefix-list Q');
    expect(print(`${bad}ip route 10.0.0.0/8 blackhole\nip prefix-list Q permit any\n`)).not.toContain('ip prefix-list Q');
  });

  test('the older form of match ipv6 next-hop begins a group: the entry before it stays, emptied (ALIAS_HIDDEN match_ipv6_next_hop_old; recording route-map-old-form-1)', () => {
    const text = (form: string) => `route-map X permit 10\n match ipv6 next-hop ${form}\n set community 1:1\n set community none\n`;
    expect(print(text('2001:db8::1'))).toBe(print('route-map X permit 10\n'));
    expect(print(text('address 2001:db8::1'))).toBe(print(''));
  });

  test('what is put right within its group is right', () => {
    expect(rejections('ip prefix-list P seq 5 permit 10.0.0.0/8 ge 4\nip prefix-list P seq 5 permit 10.0.0.0/8\n')).toEqual([]);
    expect(rejections('ip route 10.0.0.0/8 blackhole\nip route 10.0.0.0/8 10.0.0.1\nno ip route 10.0.0.0/8 blackhole\n')).toEqual([]);
  });

  test('staticd has its groups, bgpd its own', () => {
    const bad = 'ip route 10.0.0.0/8 blackhole\nip route 10.0.0.0/8 10.0.0.1\n';
    expect(print(`ip route 11.0.0.0/8 blackhole\nrouter bgp 1\nexit\n${bad}`)).not.toContain('11.0.0.0/8');
    expect(print(`ip route 11.0.0.0/8 blackhole\nlog syslog\n${bad}`)).toContain('ip route 11.0.0.0/8 blackhole\n');
  });
});

describe('taken, and what it becomes', () => {
  test('F7 a neighbor is active as things stand when it is made', () => {
    const { config } = parse(
      'router bgp 1\n neighbor 10.0.0.1 remote-as 2\n no bgp default ipv4-unicast\n neighbor 10.0.0.2 remote-as 2\n bgp default ipv6-unicast\n neighbor 2001:db8::3 remote-as 2\n',
    );
    expect([...(config.bgp?.neighbors.values() ?? [])].map((n) => [n.ipv4.activate, n.ipv6.activate])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  test('F155 a member takes the activation of its group, then its own', () => {
    const text = `router bgp 1\n neighbor G peer-group\n neighbor G remote-as 2\n neighbor 10.0.0.1 peer-group G\n neighbor 10.0.0.2 peer-group G\n address-family ipv6 unicast\n  neighbor G activate\n  no neighbor 10.0.0.2 activate\n`;
    const active = (t: string) => [...(parse(t).config.bgp?.neighbors.values() ?? [])].map((n) => n.ipv6.activate);
    expect(active(text)).toEqual([true, false]);
    expect(active(`${text}  neighbor G activate\n`)).toEqual([true, true]);
  });

  test('F155 the AS of a group takes the place of those of its members', () => {
    const text = print('router bgp 1\n neighbor G peer-group\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 peer-group G\n neighbor G remote-as 3\n');
    expect(text).toContain(' neighbor G remote-as 3\n neighbor 10.0.0.1 peer-group G\n');
    expect(text).not.toContain('10.0.0.1 remote-as');
  });

  test('F8 lines under router bgp are IPv4 unicast, and IPv6 prefixes are unknown there', () => {
    const { config, diagnostics } = parse(
      'router bgp 1\n network 10.0.0.0/8\n address-family ipv6 unicast\n  bgp router-id 1.1.1.1\n  network 2001:db8::/48\n',
    );
    expect(config.bgp?.ipv4.networks.map((n) => formatPrefix(n.prefix))).toEqual(['10.0.0.0/8']);
    expect(diagnostics.filter((d) => d.code === 'frr-unknown-command').map((d) => d.place.span?.line)).toEqual([5]);
  });

  test('F98 numbers, replacement and repetition', () => {
    const list = (lines: string) => print(lines.replaceAll('P ', 'ip prefix-list P ')).match(/seq .*/g);
    expect(list('P permit 10.1.2.3/8\nP seq 7 permit 10.0.0.0/8\nP seq 13 permit any\nP deny 11.0.0.0/8\n')).toEqual([
      'seq 5 permit 10.0.0.0/8',
      'seq 13 permit any',
      'seq 18 deny 11.0.0.0/8',
    ]);
    expect(list('P seq 5 permit 10.0.0.0/8\nP seq 5 deny 11.0.0.0/8\n')).toEqual(['seq 5 deny 11.0.0.0/8']);
    expect(list('P permit any\nP permit 0.0.0.0/0 le 32\n')).toEqual(['seq 5 permit any', 'seq 10 permit 0.0.0.0/0 le 32']);
  });

  test('F98 an unnumbered entry: 5 above the highest in the YANG-based lists, the next multiple of 5 in those of bgpd', () => {
    expect(print('ip prefix-list P seq 13 permit any\nip prefix-list P permit 10.0.0.0/8\n')).toContain('seq 18 permit 10.0.0.0/8');
    expect(print('access-list A seq 3 permit any\naccess-list A permit 10.0.0.0/8\n')).toContain('seq 8 permit 10.0.0.0/8');
    expect(print('bgp as-path access-list A seq 7 permit ^1\nbgp as-path access-list A permit ^2\n')).toContain('seq 10 permit ^2');
    expect(print('bgp community-list standard C seq 7 permit 1:1\nbgp community-list standard C permit 2:2\n')).toContain('seq 10 permit 2:2');
  });

  test('F98 a number given with no says which entry goes', () => {
    expect(print('ip prefix-list P seq 5 permit 10.0.0.0/8\nno ip prefix-list P seq 5 deny 12.0.0.0/8\n')).toBe(print(''));
  });

  test('F110 static routes: one distance a next hop, one tag a distance', () => {
    const routes = (text: string) => print(text).match(/^ip route .*/gm);
    expect(routes('ip route 10.0.0.0/8 1.1.1.1\nip route 10.0.0.0/8 1.1.1.1 10\n')).toEqual(['ip route 10.0.0.0/8 1.1.1.1 10']);
    expect(routes('ip route 10.0.0.0/8 1.1.1.1 tag 1\nip route 10.0.0.0/8 1.1.1.2 tag 3\n')).toEqual([
      'ip route 10.0.0.0/8 1.1.1.1 tag 3',
      'ip route 10.0.0.0/8 1.1.1.2 tag 3',
    ]);
    expect(routes('ip route 10.0.0.0/8 1.1.1.1 7\nno ip route 10.0.0.0/8 1.1.1.1\n')).toBeNull();
    expect(routes('ip route 10.0.0.0 255.0.255.0 1.1.1.1\nip route 10.9.0.0/16 null0\n')).toEqual([
      'ip route 10.0.0.0/8 1.1.1.1',
      'ip route 10.9.0.0/16 Null0',
    ]);
  });

  test.each(['ip route 10.3.0.0/16 192.0.2.9', 'ip route 10.3.0.0/16 192.0.2.9 55', 'ipv6 route 2001:db8:5::/48 2001:db8::9'])(
    'F1 %s needs no exit from an interface, where `ip router` would be another command (recording interface-blocks-1)',
    (line) => {
      const { config, diagnostics } = parse(`interface eth0\n description uplink\n!\n${line}\n`);
      expect(diagnostics).toEqual([]);
      expect(config.staticRoutes.length).toBe(1);
    },
  );

  test('F1 an abbreviation may reach over to IPv6', () => {
    expect(print('ip prefix-list P permit 2001:db8::/32\nip route 2001:db8::/48 blackhole\n')).toMatch(
      /ipv6 route 2001:db8::\/48 blackhole[^]*ipv6 prefix-list P seq 5 permit 2001:db8::\/32/,
    );
  });

  test('F106 communities are sorted, named and may be cut short', () => {
    expect(print('route-map X permit 10\n set community 1:1 no-export 65535:666 local-AS 1:1 0:5\n')).toContain(
      ' set community 0:5 1:1 blackhole no-export local-AS\n',
    );
    expect(print('route-map X permit 10\n set community additive local-A no-e 1:1\n')).toContain(' set community 1:1 no-export local-AS additive\n');
  });

  test('F66 of several forms of remove-private-AS the strongest counts', () => {
    const form = (lines: string) => print(`${BGP}${lines}`).match(/remove-private-AS.*/)?.[0];
    expect(form(' neighbor 10.0.0.2 remove-private-AS all replace-AS\n neighbor 10.0.0.2 remove-private-AS\n')).toBe('remove-private-AS all replace-AS');
    expect(form(' neighbor 10.0.0.2 remove-private-AS\n no neighbor 10.0.0.2 remove-private-AS all\n')).toBe('remove-private-AS');
  });

  test('F17 keepalive is at most a third of the hold time', () => {
    expect(print(`${BGP} neighbor 10.0.0.2 timers 100 30\n`)).toContain(' neighbor 10.0.0.2 timers 10 30\n');
  });
});

describe('what the lab leaves out is said', () => {
  test.each([
    ['another address family', 'router bgp 1\n neighbor 10.0.0.1 remote-as 2\n address-family ipv4 vpn\n  neighbor 10.0.0.1 activate\n', [3, 4]],
    ['a VRF', 'router bgp 1 vrf RED\n neighbor 10.0.0.1 remote-as 2\nexit\nrouter bgp 1\n', [1, 2]],
    ['what a VRF has besides routes', 'vrf RED\n ip route 10.0.0.0/8 blackhole\n ip nht resolve-via-default\n ip router-id 1.1.1.1\nexit-vrf\n', [3, 4]],
    ['the router-id of a VRF', 'ip router-id 1.1.1.1 vrf RED\n', [1]],
    ['OSPF', 'router ospf\n network 10.0.0.0/8 area 0\nexit\n', [1, 2]],
    ['BFD', `${BGP} neighbor 10.0.0.1 bfd\n`, [7]],
    ['a route-map of next-hop tracking', 'ip nht bgp route-map M\nipv6 nht any route-map M\nno ip nht bgp route-map\n', [1, 2]],
    ['F112 one of ip protocol only in a VRF', 'ip protocol bgp route-map M\nvrf RED\n ip protocol bgp route-map M\n', [3]],
  ])('%s', (_what, text, lines) => {
    expect(
      parse(text)
        .diagnostics.filter((d) => d.code === 'frr-not-modelled')
        .map((d) => d.place.span?.line),
    ).toEqual(lines);
  });

  test.each([
    [
      'router bgp 1 vrf RED\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 shutdown\n',
      'Not modelled: a line of router bgp 1 vrf RED. What it does there: Keeps the session down (F18).',
    ],
    ['router ospf\n network 10.0.0.0/8 area 0\n', 'Not modelled: a line of router ospf.'],
    [`${BGP} neighbor 10.0.0.1 bfd\n`, 'Not modelled: it would take the session down when BFD loses the neighbor.'],
    ['ip route 10.0.0.0/8 10.1.0.1 table 9\n', 'Not modelled: it would put the route into another kernel table.'],
  ])('%j: with what it would have done', (text, message) => {
    expect(
      parse(text)
        .diagnostics.filter((d) => d.code === 'frr-not-modelled')
        .at(-1)?.message,
    ).toBe(message);
  });

  test('a block that is not modelled keeps its lines to itself', () => {
    const evpn = `${BGP} no neighbor 10.0.0.1 activate\n address-family l2vpn evpn\n  neighbor 10.0.0.1 activate\n  advertise-all-vni\n  vni 5\n exit-address-family\n network 10.0.0.0/8\n`;
    const { bgp } = parse(evpn).config;
    expect(bgp?.neighbors.get('10.0.0.1')?.ipv4.activate).toBe(false);
    expect(bgp?.ipv4.networks).toHaveLength(1);
    expect(parse('router ospf\n router-id 1.1.1.1\n').config.routerId).toBeUndefined();
    expect(parse('router ospf\n network 10.0.0.0/8 area 0\nrouter bgp 1\n bgp router-id 1.1.1.1\n').config.bgp?.routerId).toBeDefined();
  });

  test('F7: a neighbor is active in families without routes of the lab as it is told, and in one of unicast and labeled unicast', () => {
    const families = (lines: string) => parse(`${BGP}${lines}`).config.bgp?.neighbors.get('10.0.0.1')?.others;
    const block = (family: string, line: string) => ` address-family ${family}\n  neighbor 10.0.0.1 ${line}\n`;
    expect(families('')).toBeUndefined();
    expect(families(block('ipv4 vpn', 'activate'))).toEqual({ ipv4Vpn: { activate: true } });
    expect(families(` address-family l2vpn evpn\n  no neighbor 10.0.0.1 activate\n`)).toBeUndefined();
    const late = ` bgp default ipv4-vpn\n`;
    expect(families(late)).toEqual({ ipv4Vpn: { activate: false } });
    expect(families(block('ipv6 flowspec', 'route-map M in'))?.ipv6Flowspec?.routeMapIn?.name).toBe('M');
    expect(parse(`router bgp 1\n bgp default ipv4-vpn\n neighbor 10.0.0.1 remote-as 2\n`).config.bgp?.neighbors.get('10.0.0.1')?.others).toEqual({
      ipv4Vpn: { activate: true },
    });
    const refused = (lines: string) => parse(`${BGP}${lines}`).diagnostics.filter((d) => d.code === 'frr-refused').length;
    expect(refused(block('ipv4 labeled-unicast', 'activate'))).toBe(1);
    expect(refused(` no neighbor 10.0.0.1 activate\n${block('ipv4 labeled-unicast', 'activate')}`)).toBe(0);
    expect(refused(block('ipv6 labeled-unicast', 'activate'))).toBe(0);
  });

  test('and a process of a VRF or a view is printed with what was said of it, each where it was made', () => {
    const other = 'router bgp 1 vrf RED\n neighbor 10.0.0.1 remote-as 2\nexit\n!\n';
    const view = 'router bgp 7 view V\n bgp router-id 7.7.7.7\nexit\n!\n';
    const own = 'router bgp 1\n bgp router-id 1.1.1.1\nexit\n!\n';
    const text = (lines: string) => print(lines).slice(print('').indexOf('end\n'));
    expect(text(`${other}${own}${view}`)).toBe(`${other}${own}${view}end\n`);
    expect(text(`${own}${view}${other}no router bgp 7 view V\n`)).toBe(`${own}${other}end\n`);
    expect(parse(`${other}${view}`).config.bgp).toBeUndefined();
  });

  test.each([
    ['set as-path exclude all', '8.5', '9.1'],
    // FRR pull request 17038.
    ['set metric igp', '10.2', '10.3'],
    ['set metric aigp', '10.2', '10.3'],
  ])('%s is unknown to %s, and known to %s', (set, before, since) => {
    const codes = (release: string) => {
      const version = parseVersion(release);
      return version && parseFrr(`route-map X permit 10\n ${set}\n`, { version }).diagnostics.map((d) => d.code);
    };
    expect(codes(before)).toContain('frr-newer-command');
    expect(codes(since)).not.toContain('frr-newer-command');
  });

  test.each([
    // FRR's notes on its releases 9.0 and 10.4.
    ['router bgp 65001 as-notation dot', '8.5', '9.0'],
    ['router bgp 65001 vrf RED as-notation dot+', '8.5', '9.0'],
    [' neighbor 10.0.0.2 capability link-local', '10.3', '10.4'],
    [' neighbor 10.0.0.2 ip-transparent', '10.3', '10.4'],
    [' neighbor 10.0.0.2 send-nexthop-characteristics', '10.3', '10.4'],
    [' neighbor 10.0.0.2 bfd strict hold-time 9', '10.3', '10.4'],
    // FRR's pull requests 14537, 15911, 16345 and their like, by when its releases were cut.
    [' neighbor 10.0.0.2 oad', '9.1', '10.0'],
    [' neighbor 10.0.0.2 extended-link-bandwidth', '10.0', '10.1'],
    [' neighbor 10.0.0.2 rpki strict', '10.4', '10.5'],
    [' neighbor 10.0.0.3 local-as 65009 no-prepend replace-as dual-as', '10.1', '10.2'],
    [' neighbor 10.0.0.2 addpath-rx-paths-limit 4', '10.0', '10.1'],
    [' neighbor 10.0.0.2 dampening 15 750 2000 60', '10.0', '10.1'],
    [' redistribute table-direct 2200', '9.1', '10.0'],
    [' bgp default-originate timer 3600', '9.0', '9.1'],
    [' no bgp ipv6-auto-ra', '10.1', '10.2'],
    ['route-map M permit 10\n set aigp-metric igp-metric', '8.4', '8.5'],
    ['route-map M permit 10\n set extcommunity color 01:100', '9.1', '10.0'],
    ['route-map M permit 10\n match as-path-count 5', '10.5', '10.6'],
  ])('%s is unknown to %s, and taken and flagged by %s', (line, before, since) => {
    const codes = (release: string) => {
      const version = parseVersion(release);
      const above = line.startsWith(' ') ? 'router bgp 65001\n neighbor 10.0.0.2 remote-as 65001\n neighbor 10.0.0.3 remote-as 65003\n' : '';
      return (
        version && parseFrr(`${above}${line}\n${line.includes('route-map') ? '' : ' bgp router-id 1.1.1.1\n'}`, { version }).diagnostics.map((d) => d.code)
      );
    };
    expect(codes(before)).toContain('frr-newer-command');
    expect(codes(since)).toContain('frr-not-modelled');
    expect(codes(since)?.filter((c) => c.startsWith('frr-unknown') || c === 'frr-newer-command')).toEqual([]);
  });
});

describe('statements of FRR 9 and 10 that change no route', () => {
  test.each([
    [' neighbor 10.0.0.2 capability fqdn', '10.0', '10.1'],
    [' no neighbor 10.0.0.2 capability fqdn', '10.0', '10.1'],
    [' bgp ipv6-auto-ra', '10.1', '10.2'],
    ['route-map M permit 10\n set min-metric 5', '8.5', '9.0'],
  ])('%s is unknown to %s, and taken by %s', (line, before, since) => {
    const codes = (release: string) => {
      const version = parseVersion(release);
      const above = line.startsWith(' ') ? 'router bgp 65001\n neighbor 10.0.0.2 remote-as 65001\n' : '';
      return version && parseFrr(`${above}${line}\n`, { version }).diagnostics.map((d) => d.code);
    };
    expect(codes(before)).toContain('frr-newer-command');
    expect(codes(since)?.filter((c) => /unknown|newer|not-modelled/.test(c))).toEqual([]);
  });
});

describe('community aliases', () => {
  const ONE = 'bgp community alias 65001:1 gold\n';
  test.each([
    ['bgp community alias 65001:9 gold', 'community (65001:1) already has this alias (gold)'],
    ['bgp community alias 65001:1 other', 'alias (gold) already has this community (65001:1)'],
    ['bgp community alias 1:2:3:4 x', 'Invalid community format'],
    ['route-map m permit 10\n match alias silver', "% BGP alias name 'silver' does not exist"],
  ])('%s', (line, message) => {
    expect(refusals(`${ONE}${line}\n`).map((r) => r.slice(r.indexOf(' ') + 1))).toEqual([message]);
  });

  test('one that is taken back may be given again; a map may name what is there', () => {
    const text = `${ONE}no bgp community alias 65001:1 gold\nbgp community alias 1:2:3 gold\nroute-map m permit 10\n match alias gold\n`;
    expect(refusals(text)).toEqual([]);
    expect(print(text)).toContain('bgp community alias 1:2:3 gold\n!\nroute-map m permit 10\n match alias gold\n');
  });
});

describe('names of interfaces', () => {
  const long = 'interface GigabitEthernet0/0/0/1\n description uplink\n';
  test('zebra refuses one of more than 16 characters, and the lines of its block are of no block (lib/if.c lib_interface_create)', () => {
    expect(refusals(long)).toEqual(['1: Maximum interface name length is 16 characters']);
    expect(parse(long).diagnostics.map((d) => d.code)).toEqual(['frr-refused', 'frr-unknown-command']);
    expect(refusals('interface abcdefghijklmnop\n')).toEqual([]);
  });

  test('a machine whose interfaces are not Linux’s has them as long as it likes', () => {
    const { config, diagnostics } = parseFrr(long, { version: FRR_8_4_4, longNames: true });
    expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    expect(config.interfaces.get('GigabitEthernet0/0/0/1')?.description).toBe('uplink');
  });
});
