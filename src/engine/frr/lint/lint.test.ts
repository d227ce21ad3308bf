import { describe, expect, test } from 'vitest';
import { FRR_8_4_4, parseFrr } from '../index.ts';

/** `line:column code` of each finding whose code is asked for. */
function find(code: string, text: string): string[] {
  return parseFrr(text, { version: FRR_8_4_4 })
    .diagnostics.filter((d) => d.code === code)
    .map((d) => `${d.place.span?.line}:${d.place.span?.column} ${d.message}`);
}

const peer = (lines: string) => `router bgp 65001\n neighbor 10.0.0.2 remote-as 65002\n${lines}`;

describe('names that nothing defines', () => {
  test.each([
    ['F70 route-map in', peer(' neighbor 10.0.0.2 route-map NOPE in\n'), '3:30 There is no route-map NOPE: everything that comes in is denied.'],
    ['F70 route-map out', peer(' neighbor 10.0.0.2 route-map NOPE out\n'), '3:30 There is no route-map NOPE: nothing is sent.'],
    ['F71 prefix-list', peer(' neighbor 10.0.0.2 prefix-list NOPE out\n'), '3:32 There is no ip prefix-list NOPE: nothing is sent.'],
    ['F71 filter-list', peer(' neighbor 10.0.0.2 filter-list NOPE in\n'), '3:32 There is no bgp as-path access-list NOPE: everything that comes in is denied.'],
    [
      'F73 match',
      'route-map M permit 10\n match as-path NOPE\n',
      '2:16 There is no bgp as-path access-list NOPE: the clause never matches, so the entry is skipped.',
    ],
    [
      'F73 the other family',
      'ipv6 prefix-list P permit any\nroute-map M permit 10\n match ip address prefix-list P\n',
      '3:31 There is no ip prefix-list P: the clause never matches, so the entry is skipped.',
    ],
    ['F74 call', 'route-map M permit 10\n call NOPE\n', '2:7 There is no route-map NOPE: the call is ignored.'],
    ['F141 pbr-policy', 'interface eth0\n pbr-policy NOPE\n', '2:13 There is no pbr-map NOPE: packets are routed as usual.'],
    ['F75 network', 'router bgp 1\n network 10.0.0.0/8 route-map NOPE\n', '2:31 There is no route-map NOPE: the network is not originated.'],
    ['F75 redistribute', 'router bgp 1\n redistribute static route-map NOPE\n', '2:32 There is no route-map NOPE: nothing is redistributed.'],
    ['F76 suppress-map', 'router bgp 1\n aggregate-address 10.0.0.0/8 suppress-map NOPE\n', '2:44 There is no route-map NOPE: it suppresses nothing.'],
    [
      'a near miss',
      'route-map CUSTOMER permit 10\nexit\n' + peer(' neighbor 10.0.0.2 route-map CUSTOMERS in\n'),
      '5:30 There is no route-map CUSTOMERS: everything that comes in is denied. Did you mean CUSTOMER?',
    ],
  ])('%s', (_title, text, expected) => {
    expect(find('frr-undefined-reference', text)).toEqual([expected]);
  });

  test('F2 an object defined further down is found, and one of a later line counts', () => {
    expect(find('frr-undefined-reference', peer(' neighbor 10.0.0.2 route-map M in\nexit\nroute-map M permit 10\n'))).toEqual([]);
    expect(find('frr-undefined-reference', 'route-map M permit 10\nexit\nno route-map M\n' + peer(' neighbor 10.0.0.2 route-map M in\n'))).toHaveLength(1);
  });

  test('F78 a map whose last entry is taken out is still there, and denies everything (lib/routemap_northbound.c)', () => {
    const text = 'route-map M permit 10\nexit\nno route-map M permit 10\n' + peer(' neighbor 10.0.0.2 route-map M in\n');
    expect(find('frr-undefined-reference', text)).toEqual([]);
    expect(find('frr-empty-route-map', text)).toEqual(['6:30 Route-map M has lost its last entry: it is still there, and denies everything.']);
  });

  test('a statement that is not modelled uses the objects that it names', () => {
    const map = 'route-map M permit 10\nexit\n';
    expect(find('frr-unused', `${map}ip nht bgp route-map M\n`)).toEqual([]);
    expect(find('frr-unused', `${map}router bgp 1\n address-family ipv4 unicast\n  import vrf route-map M\n`)).toEqual([]);
    expect(find('frr-unused', `${map}ip nht bgp route-map N\n`)).toHaveLength(1);
  });

  test('numbered lists are lists', () => {
    const list = 'bgp community-list 7 permit 1:1\n';
    expect(find('frr-unused', list)).toEqual(['1:20 Nothing uses bgp community-list 7.']);
    expect(find('frr-unused', `${list}route-map M permit 10\n match community 7\n`)).toEqual(['2:11 Nothing uses route-map M.']);
  });

  test('objects that nothing uses', () => {
    expect(find('frr-unused', 'ip prefix-list P permit any\n')).toEqual(['1:16 Nothing uses ip prefix-list P.']);
    expect(find('frr-unused', 'ip prefix-list P permit any\nroute-map M permit 10\n match ip address prefix-list P\n')).toEqual([
      '2:11 Nothing uses route-map M.',
    ]);
  });
});

describe('entries without effect', () => {
  test.each([
    ['F97 a shorter prefix with all lengths', 'ip prefix-list P seq 5 permit 10.0.0.0/8 le 32\nip prefix-list P seq 10 deny 10.1.0.0/16\n', 1],
    ['F97 other lengths', 'ip prefix-list P seq 5 permit 10.0.0.0/8 le 16\nip prefix-list P seq 10 deny 10.1.0.0/16 le 24\n', 0],
    ['F97 behind any', 'ipv6 prefix-list P seq 5 permit any\nipv6 prefix-list P seq 10 deny 2001:db8::/32 ge 48\n', 1],
    ['F193 the default before more specific ones', 'ipv6 prefix-list P seq 5 deny ::/0 le 7\nipv6 prefix-list P seq 10 permit ::/0 le 48\n', 0],
    ['F79 behind an entry without match', 'route-map M permit 10\nexit\nroute-map M deny 20\n', 1],
    ['F80 on-match next reaches it', 'route-map M permit 10\n on-match next\nexit\nroute-map M deny 20\n', 0],
    ['F80 goto jumps over it', 'route-map M permit 10\n on-match goto 30\nexit\nroute-map M deny 20\nexit\nroute-map M permit 30\n', 1],
    ['F107 an access-list entry behind any', 'access-list A seq 5 permit any\naccess-list A seq 10 deny 10.0.0.0/8\n', 1],
    ['F107 inside an earlier prefix', 'access-list A seq 5 permit 10.0.0.0/8\naccess-list A seq 10 deny 10.1.0.0/16 exact-match\n', 1],
    ['F107 an exact one takes no more specific', 'access-list A seq 5 permit 10.0.0.0/8 exact-match\naccess-list A seq 10 deny 10.1.0.0/16\n', 0],
    ['F107 an exact one leaves the rest', 'access-list A seq 5 permit 10.0.0.0/8 exact-match\naccess-list A seq 10 deny 10.0.0.0/8\n', 0],
    ['F107 a wider one behind', 'ipv6 access-list A seq 5 permit 2001:db8::/32\nipv6 access-list A seq 10 deny any\n', 0],
    ['the same communities', 'bgp community-list standard C seq 5 permit 1:1 2:2\nbgp community-list standard C seq 10 deny 2:2 1:1\n', 1],
    ['F104 more communities', 'bgp community-list standard C seq 5 permit 1:1\nbgp community-list standard C seq 10 deny 1:1 2:2\n', 1],
    ['F104 fewer communities', 'bgp community-list standard C seq 5 permit 1:1 2:2\nbgp community-list standard C seq 10 deny 1:1\n', 0],
    [
      'F105 more communities, which exact-match tells apart',
      'bgp community-list standard C permit 1:1\nbgp community-list standard C deny 1:1 2:2\nroute-map M permit 5\n match community C exact-match\n',
      0,
    ],
    [
      'F87 more communities, each of which delete takes away',
      'bgp community-list standard C permit 1:1\nbgp community-list standard C permit 1:1 2:2\nroute-map M permit 5\n set comm-list C delete\n',
      0,
    ],
    ['F104 more large communities', 'bgp large-community-list standard C permit 1:1:1\nbgp large-community-list standard C permit 2:2:2 1:1:1\n', 1],
    ['F104 more extended communities', 'bgp extcommunity-list standard C permit rt 1:1\nbgp extcommunity-list standard C permit rt 2:2 rt 1:1\n', 1],
    ['the same expression', 'bgp as-path access-list A permit ^1$\nbgp as-path access-list A deny ^1$\n', 1],
    ['behind .*', 'bgp as-path access-list A permit .*\nbgp as-path access-list A deny ^1$\n', 1],
  ])('%s', (_title, text, count) => {
    expect(find('frr-unreachable-entry', text)).toHaveLength(count);
  });

  test('F161 a character that one does not see is named', () => {
    expect(find('frr-unknown-command', '\uFEFFrouter bgp 1\n')).toEqual([expect.stringContaining('invisible character U+FEFF')]);
    expect(find('frr-unknown-command', 'router bgp 1\n neighbor\u00A010.0.0.2 remote-as 2\n')).toEqual([expect.stringContaining('U+00A0')]);
  });

  test.each([
    ['neighbor 10.0.0.1 remote-as 1', 'It is a line of router bgp.'],
    ['router bgp 1\n address-family ipv4 unicast\n  network 2001:db8::/32', 'It is a line of address-family ipv6 unicast.'],
    ['router bgp 1\nexit\nexit-address-family', 'It is a line of address-family ipv4 unicast or address-family ipv6 unicast.'],
    ['match as-path A', 'It is a line of a route-map entry.'],
    ['route-map M permit 10\n ip address 10.0.0.1/24', 'It is a line of an interface.'],
    ['ip as-path access-list A permit ^1$', 'Did you mean bgp as-path?'],
    ['Building configuration...', 'It is printed above a configuration, and no part of it.'],
    ['Current configuration : 1432 bytes', 'It is printed above a configuration, and no part of it.'],
    ['r1(config)# route-map M permit 10', 'It begins with the prompt of vtysh. Did you mean route-map M permit 10?'],
    ['r1# show running-config', 'It begins with the prompt of vtysh.'],
    ['Current events', 'No command starts like this here.'],
    ['ip community-list standard C permit 1:1', 'Did you mean bgp community-list?'],
    ['interface eth0\n ip address 10.0.0.1 255.255.254.0', 'Did you mean 10.0.0.1/23?'],
    ['interface eth0\n ip address 10.0.0.1 255.0.255.0', 'Expected peer.'],
    ['permit ip any any', 'No command starts like this here.'],
  ])('F161 a line written elsewhere, or as others write it: %j', (text, hint) => {
    expect(find('frr-unknown-command', `${text}\n`).at(-1)?.endsWith(` ${hint}`)).toBe(true);
  });

  test('F1 a line that ends an address family without saying so, where exit-address-family comes behind it', () => {
    const text = (line: string) => `router bgp 1\n address-family ipv6 unicast\n  ${line}\n  network 10.1.0.0/16\n exit-address-family\n`;
    expect(find('frr-left-block', text('network 10.0.0.0/8'))).toEqual([
      '3:3 It is a line of router bgp, so address-family ipv6 unicast ends here, and what follows up to line 5 is read in router bgp.',
    ]);
    expect(find('frr-left-block', text('network 10.0.0.0/8').replace(' exit-address-family\n', ''))).toEqual([]);
    expect(find('frr-left-block', text('network 10.0.0.0/8').replaceAll(' exit-address-family', 'exit\nexit-address-family'))).toEqual([]);
    expect(find('frr-left-block', text('network 2001:db8::/32').replace('  network 10.1.0.0/16\n', ''))).toEqual([]);
  });

  test('F98 a number used twice', () => {
    expect(find('frr-duplicate-sequence', 'ip prefix-list P seq 5 permit 10.0.0.0/8\nip prefix-list P seq 5 permit 11.0.0.0/8\n')).toEqual([
      '1:1 Line 2 takes number 5 of P, so this entry is gone.',
    ]);
    expect(find('frr-duplicate-sequence', 'route-map M permit 5\nexit\nroute-map M deny 5\n')).toEqual([
      '3:1 Turns entry 5 of M, opened in line 1, into deny; its clauses stay.',
    ]);
  });

  test.each([
    ['bgp community-list standard C permit 1:1', 'bgp community-list standard C seq 20 permit 1:1'],
    ['bgp as-path access-list A permit ^1$', 'bgp as-path access-list A permit ^1$'],
    ['bgp large-community-list expanded C permit _1:1_', 'bgp large-community-list expanded C permit _1:1_'],
  ])('F98 %s twice', (first, second) => {
    expect(find('frr-repeated-entry', `${first}\n${second}\n`)).toEqual(['2:1 Says the same as line 1: FRR does not add it again.']);
    expect(find('frr-repeated-entry', `${first}\n${second.replace('permit', 'deny')}\n`)).toEqual([]);
  });

  test('F72 a prefix-list without entries', () => {
    expect(find('frr-empty-prefix-list', 'ip prefix-list P description later\n')).toHaveLength(1);
  });

  test('F102 underscores', () => {
    expect(
      find(
        'frr-as-path-underscores',
        'bgp as-path access-list A permit _1__2_\nbgp as-path access-list A permit _[1_]\nbgp as-path access-list A permit _1_2_\n',
      ).map((f) => f[0]),
    ).toEqual(['1', '2']);
  });

  test('F81 maps that call each other', () => {
    expect(find('frr-call-loop', 'route-map A permit 10\n call B\nexit\nroute-map B permit 10\n call A\n')).toHaveLength(1);
    expect(find('frr-call-loop', 'route-map A permit 10\n call B\nexit\nroute-map B permit 10\n')).toEqual([]);
  });
});

describe('neighbors', () => {
  test('F24 eBGP without policy', () => {
    const policy = (text: string) => find('frr-ebgp-without-policy', text).length;
    expect(policy(peer(''))).toBe(1);
    expect(policy('router bgp 65001\n neighbor 10.0.0.2 remote-as 65001\n')).toBe(0);
    expect(policy('router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n')).toBe(0);
    expect(policy('frr defaults datacenter\n' + peer(''))).toBe(0);
    expect(
      policy(
        'router bgp 65001\n neighbor G peer-group\n neighbor G remote-as 65002\n neighbor G route-map M in\n neighbor G route-map M out\n neighbor 10.0.0.2 peer-group G\n',
      ),
    ).toBe(0);
  });

  test('F155 without an AS', () => {
    expect(find('frr-neighbor-without-as', 'router bgp 1\n neighbor G peer-group\n neighbor 10.0.0.1 peer-group G\n')).toHaveLength(1);
  });

  test('F7 active nowhere, or not where its address is', () => {
    expect(find('frr-neighbor-not-active', 'router bgp 1\n no bgp default ipv4-unicast\n neighbor 10.0.0.1 remote-as 1\n')).toHaveLength(1);
    expect(find('frr-neighbor-not-active-ipv6', 'router bgp 1\n neighbor 2001:db8::1 remote-as 1\n')).toHaveLength(1);
  });

  test('F47 a network that needs its route', () => {
    expect(find('frr-network-import-check', 'router bgp 1\n network 10.0.0.0/8\n')).toHaveLength(1);
    expect(find('frr-network-import-check', 'ip route 10.0.0.0/8 blackhole\nrouter bgp 1\n network 10.0.0.0/8\n')).toEqual([]);
    expect(find('frr-network-import-check', 'router bgp 1\n no bgp network import-check\n network 10.0.0.0/8\n')).toEqual([]);
  });

  test('an address that is none is an interface', () => {
    expect(find('frr-address-as-interface', 'ip route 10.0.0.0/8 300.1.1.1\n')).toEqual([
      '1:21 300.1.1.1 is no address, so FRR takes it for the name of an interface.',
    ]);
  });
});

describe('what does less, or something else, than it seems to', () => {
  const confed = (more: string) =>
    `router bgp 65001\n bgp confederation identifier 65100\n bgp confederation peers 65002\n neighbor 10.0.0.2 remote-as 65002\n${more}`;
  const out = (entry: string, as = 65002) =>
    `route-map M permit 10\n ${entry}\nexit\nrouter bgp 65001\n neighbor 10.0.0.2 remote-as ${as}\n neighbor 10.0.0.2 route-map M out\n`;
  const IN_TOO = ' neighbor 10.0.0.2 route-map M in\n';

  test.each<[title: string, code: string, wrong: string, place: RegExp, right: string]>([
    [
      'F4 an old version’s defaults',
      'frr-version-defaults',
      'frr version 7.3\nrouter bgp 1\n',
      /^1:1 frr version 7\.3 selects/,
      'frr version 7.4\nrouter bgp 1\n',
    ],
    [
      'F7 no bgp default ipv4-unicast behind the neighbors',
      'frr-default-too-late',
      'router bgp 1\n neighbor 10.0.0.2 remote-as 2\n no bgp default ipv4-unicast\n',
      /^3:2 .*in line 2/,
      'router bgp 1\n no bgp default ipv4-unicast\n neighbor 10.0.0.2 remote-as 2\n',
    ],
    [
      'F20 IPv6 over an IPv4 session',
      'frr-ipv6-over-ipv4',
      peer(' address-family ipv6 unicast\n  neighbor 10.0.0.2 activate\n'),
      /^2:2 Neighbor 10\.0\.0\.2 carries IPv6 .*::ffff/,
      'router bgp 65001\n neighbor 2001:db8::2 remote-as 65002\n address-family ipv6 unicast\n  neighbor 2001:db8::2 activate\n',
    ],
    [
      'F24 a member of the confederation, with policy and all',
      'frr-confederation-policy',
      confed(' neighbor 10.0.0.2 route-map M in\n neighbor 10.0.0.2 route-map M out\nroute-map M permit 10\n'),
      /^4:2 Neighbor 10\.0\.0\.2 is of another AS of the confederation/,
      confed(' no bgp ebgp-requires-policy\n'),
    ],
    [
      'F57 loop detection at the sender without solo',
      'frr-loop-detection-without-solo',
      peer(' neighbor 10.0.0.2 sender-as-path-loop-detection\n'),
      /^3:2 /,
      peer(' neighbor 10.0.0.2 sender-as-path-loop-detection\n neighbor 10.0.0.2 solo\n'),
    ],
    [
      'F78 a second clause of a kind',
      'frr-replaced-clause',
      'route-map M permit 10\n match metric 5\n match metric 6\n',
      /^3:2 Takes the place of line 2 \(match metric 5\)/,
      'route-map M permit 10\n match metric 5\nroute-map M permit 20\n match metric 6\n',
    ],
    [
      'F80 a continue with nothing to end at',
      'frr-continue-may-deny',
      'route-map M permit 10\n on-match next\nroute-map M permit 20\n match metric 5\n',
      /^1:1 A route that matches entry 10 of M goes on/,
      'route-map M permit 10\n on-match next\nroute-map M permit 20\n match metric 5\nroute-map M permit 30\n',
    ],
    ['F88 a weight set outbound', 'frr-set-without-effect', out('set weight 5'), /^2:2 .*a weight is never sent/, out('set weight 5') + IN_TOO],
    [
      'F88 a preference for another AS',
      'frr-set-without-effect',
      out('set local-preference 5'),
      /^2:2 .*not sent to another AS/,
      out('set local-preference 5', 65001),
    ],
  ])('%s', (_title, code, wrong, place, right) => {
    expect(find(code, wrong)).toEqual([expect.stringMatching(place)]);
    expect(find(code, right)).toEqual([]);
  });

  test('F24, F186 FRR 10 lets a confederation’s member pass', () => {
    const codes = (version: typeof FRR_8_4_4) => parseFrr(confed(''), { version }).diagnostics.map((d) => d.code);
    expect(codes(FRR_8_4_4)).toContain('frr-confederation-policy');
    expect(codes({ major: 10, minor: 0, patch: 0 })).not.toContain('frr-confederation-policy');
  });

  test('F154 graceful restart is said to be left out', () => {
    expect(find('frr-not-modelled', 'router bgp 1\n bgp graceful-restart\n')).toEqual([
      '2:2 Not modelled: it would keep routes for a while when a session falls.',
    ]);
  });
});

describe('F141 pbr-maps that match by less than they say', () => {
  const lines = (text: string) =>
    parseFrr(text, { version: FRR_8_4_4 }).diagnostics.flatMap((d) => (d.code.startsWith('frr-pbr') ? [`${d.code} ${d.place.span?.line}`] : []));

  test.each([
    ['a port', 'match dst-ip 10.0.0.0/8\n match dst-port 22\n match src-port 1', ['frr-pbr-port 3', 'frr-pbr-port 4']],
    ['a port taken back', 'match dst-ip 10.0.0.0/8\n match dst-port 22\n no match dst-port 22', []],
    ['a protocol alone', 'match ip-protocol tcp', ['frr-pbr-no-match 1']],
    ['a mark', 'match mark 3', []],
    ['a DSCP', 'match dscp cs1', []],
  ])('%s', (_, match, expected) => {
    expect(lines(`pbr-map M seq 10\n ${match}\n set nexthop 10.0.0.1\n`)).toEqual(expected);
  });
});
