import { describe, expect, test } from 'vitest';
import { completeAt, definitionAt, openFrr, parseVersion } from '../index.ts';

/** One object of every kind. */
const TEXT = `interface eth0
exit
ip prefix-list P4 permit any
ipv6 prefix-list P6 permit any
access-list A4 permit any
ipv6 access-list A6 permit any
bgp as-path access-list AP permit .*
bgp community-list standard CL permit 1:1
bgp community-list 7 permit 1:1
bgp large-community-list standard LL permit 1:1:1
bgp extcommunity-list standard XL permit rt 1:1
vrf RED
exit
pbr-map PM seq 10
exit
route-map RM permit 10
exit
router bgp 1
 neighbor PG peer-group
 neighbor 10.0.0.2 remote-as 2
 neighbor 2001:db8::2 remote-as 2
 neighbor eth1 interface remote-as 3
exit
`;

const OPEN = {
  top: '',
  bgp: 'router bgp 1\n',
  ipv4: 'router bgp 1\n address-family ipv4 unicast\n',
  ipv6: 'router bgp 1\n address-family ipv6 unicast\n',
  map: 'route-map X permit 10\n',
  interface: 'interface eth0\n',
} as const;

/** What is offered at the end of a line in a mode, of one kind. */
function offered(mode: keyof typeof OPEN, typed: string, kind: 'name' | 'keyword' = 'name'): string[] {
  const text = TEXT + OPEN[mode] + typed;
  const line = text.split('\n').length;
  return completeAt(text, line, typed.length + 1).flatMap((c) => (c.kind === kind ? [c.label] : []));
}

describe('names that exist, wherever FRR takes one', () => {
  test.each([
    ['bgp', 'neighbor ', ['10.0.0.2', '2001:db8::2', 'PG', 'eth1', 'eth0']],
    ['ipv6', 'neighbor ', ['10.0.0.2', '2001:db8::2', 'PG', 'eth1']],
    ['bgp', 'no neighbor ', ['10.0.0.2', '2001:db8::2', 'PG', 'eth1', 'eth0']],
    ['bgp', 'neighbor 10.0.0.2 peer-group ', ['PG']],
    ['bgp', 'bgp listen range 10.0.0.0/8 peer-group ', ['PG']],
    ['bgp', 'neighbor 10.0.0.2 update-source ', ['eth0']],
    ['ipv4', 'neighbor 10.0.0.2 route-map R', ['RM']],
    ['ipv4', 'nei 10.0.0.2 route-m ', ['RM']],
    ['ipv4', 'no neighbor 10.0.0.2 route-map ', ['RM']],
    ['ipv4', 'neighbor 10.0.0.2 prefix-list ', ['P4']],
    ['ipv6', 'neighbor 2001:db8::2 prefix-list ', ['P6']],
    ['ipv4', 'neighbor 10.0.0.2 distribute-list ', ['A4']],
    ['ipv6', 'neighbor 2001:db8::2 distribute-list ', ['A6']],
    ['ipv4', 'neighbor 10.0.0.2 filter-list ', ['AP']],
    ['ipv4', 'neighbor 10.0.0.2 default-originate route-map ', ['RM']],
    ['ipv4', 'neighbor 10.0.0.2 advertise-map RM non-exist-map ', ['RM']],
    ['ipv4', 'redistribute connected metric 5 route-map ', ['RM']],
    ['ipv4', 'table-map ', ['RM']],
    ['ipv4', 'network 10.0.0.0/8 route-map ', ['RM']],
    ['ipv6', 'network 2001:db8::/32 route-map ', ['RM']],
    ['ipv4', 'aggregate-address 10.0.0.0/8 summary-only route-map ', ['RM']],
    ['ipv6', 'aggregate-address 2001:db8::/32 suppress-map ', ['RM']],
    ['ipv4', 'distance 5 10.0.0.0/8 ', ['A4']],
    ['ipv4', 'import vrf ', ['RED']],
    ['ipv4', 'import vrf route-map ', ['RM']],
    ['map', 'match ip address prefix-list ', ['P4']],
    ['map', 'match ipv6 next-hop prefix-list ', ['P6']],
    ['map', 'match ip route-source ', ['A4']],
    ['map', 'match as-path ', ['AP']],
    ['map', 'match community ', ['7', 'CL']],
    ['map', 'no match community ', ['7', 'CL']],
    ['map', 'match large-community ', ['LL']],
    ['map', 'match extcommunity ', ['XL']],
    ['map', 'match source-vrf ', ['RED']],
    ['map', 'set comm-list ', ['7', 'CL']],
    ['map', 'call ', ['RM']],
    ['interface', 'pbr-policy ', ['PM']],
    ['top', 'ip protocol bgp route-map ', ['RM']],
    ['top', 'no bgp community-list ', ['7']],
  ] as const)('%s: %s', (mode, typed, expected) => {
    expect(new Set(offered(mode, typed))).toEqual(new Set(expected));
  });

  test.each([
    ['bgp', 'match ip address prefix-list '],
    ['map', 'neighbor 10.0.0.2 route-map '],
    ['top', 'neighbor '],
    ['bgp', 'network 2001:db8::/32 route-map '],
  ] as const)('none in a mode that does not know the line: %s: %s', (mode, typed) => {
    expect(offered(mode, typed)).toEqual([]);
  });
});

test('F106 the communities that have a name, and additive where a route is given some', () => {
  expect(offered('map', 'set community ', 'keyword')).toEqual(expect.arrayContaining(['none', 'no-export', 'graceful-shutdown', 'additive']));
  expect(offered('map', 'set community 1:1 ', 'keyword')).toContain('additive');
  expect(offered('map', 'set large-community 1:1:1 ', 'keyword')).toEqual(['additive']);
  expect(offered('top', 'bgp community-list standard CL permit ', 'keyword')).toContain('no-export');
  expect(offered('top', 'bgp community-list standard CL permit ', 'keyword')).not.toContain('additive');
  expect(offered('map', 'set extcommunity rt ', 'keyword')).toEqual([]);
});

describe('within a route-map', () => {
  const MAP = `route-map M permit 10
 match metric 5
 
route-map M deny 20
route-map M permit 30
 
route-map OTHER permit 40
 call M
exit
route-map FAR permit 5
 call OTHER
route-map FREE permit 5
`;
  const at = (line: number, typed: string) => {
    const lines = MAP.split('\n');
    lines[line - 1] = typed;
    return completeAt(lines.join('\n'), line, typed.length + 1).flatMap((c) => (c.kind === 'name' ? [`${c.label} ${c.detail.en}`] : []));
  };

  test.each([' on-match goto ', ' continue ', ' no continue '])('F80%s leads to the later entries of the same map', (typed) => {
    expect(at(3, typed)).toEqual(['20 deny', '30 permit']);
    expect(at(6, typed)).toEqual([]);
  });

  test('F81 call offers neither the map itself nor one that calls it in turn', () => {
    expect(at(3, ' call ')).toEqual(['FREE route-map']);
    expect(at(11, ' call ').sort()).toEqual(['FREE route-map', 'M route-map', 'OTHER route-map']);
  });

  test('F80 definition: the entry that a goto leads to, or the first one behind it', () => {
    const go = MAP.replace(' \n', ' continue 25\n');
    expect(definitionAt(go, 3, 12).map((s) => s.line)).toEqual([5]);
    expect(definitionAt(go.replace('continue 25', 'continue 31'), 3, 12)).toEqual([]);
    expect(definitionAt(go, 3, 4)).toEqual([]);
  });
});

describe('F157 update-source', () => {
  const TYPED = ' neighbor 10.0.0.2 update-source ';
  const text = `interface lo\n ip address 192.0.2.1/32\n ipv6 address 2001:db8::1/128\nexit\nrouter bgp 1\n neighbor 10.0.0.2 remote-as 1\n${TYPED}`;
  const names = (source: Parameters<typeof completeAt>[0]) =>
    completeAt(source, 7, TYPED.length + 1).flatMap((c) => (c.kind === 'name' ? [`${c.label} ${c.detail.en}`] : []));

  test('offers the addresses of interface blocks, and the interfaces', () => {
    expect(names(text).sort()).toEqual(['192.0.2.1 lo', '2001:db8::1 lo', 'lo interface']);
  });

  test('and what the lab gives the machine', () => {
    const machine = { eth0: ['10.0.0.1', '2001:db8:1::1'] };
    expect(names(openFrr(text, parseVersion('8.4.4'), machine))).toEqual(
      expect.arrayContaining(['10.0.0.1 eth0', '2001:db8:1::1 eth0', 'eth0 interface', '192.0.2.1 lo']),
    );
    expect(names(openFrr(text.replace('update-source ', 'remote-as '), parseVersion('8.4.4'), machine))).toEqual([]);
  });
});

test('definition: a numbered list, a neighbor on an interface', () => {
  const text = `${TEXT}route-map X permit 10\n match community 7\n`;
  expect(definitionAt(text, 25, 18).map((s) => s.line)).toEqual([9]);
  expect(definitionAt(`${TEXT}router bgp 1\n neighbor eth1 weight 5\n`, 25, 13).map((s) => s.line)).toEqual([22]);
});
