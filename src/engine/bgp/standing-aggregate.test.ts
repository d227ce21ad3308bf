import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/converge.ts';
import { prefix, prefixKey } from '../ip/index.ts';

const LINK = (own: number) => ({ eth0: { segment: 's', addresses: [`10.0.0.${own}/24`] } });

/** b sends aggregates of its own, 172.20.0.0/16 and what `more` names, with ATOMIC_AGGREGATE; a then is typed `late`. */
function lab(more: readonly string[], late: NonNullable<FrrLab['late']>, atA = ''): FrrLab {
  const blocks = ['172.20', ...more];
  const routes = blocks.map((b) => `ip route ${b}.1.0/24 blackhole\n`).join('');
  const said = blocks.map((b) => `  network ${b}.1.0/24\n  aggregate-address ${b}.0.0/16 summary-only\n`).join('');
  return {
    routers: {
      a: { interfaces: LINK(1), frr: `router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n${atA}` },
      b: {
        interfaces: LINK(2),
        frr: `${routes}ip prefix-list ONE permit 172.20.0.0/16\nroute-map OUT permit 10\nrouter bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n address-family ipv4 unicast\n  neighbor 10.0.0.1 route-map OUT out\n${said}`,
      },
    },
    late,
  };
}

function aggregateAt(of: FrrLab, wanted: string) {
  const { network, later } = compileFrrLab(of);
  const a = converge(network, later ? { changes: [later] } : {}).speakers.get('a');
  return a?.tables.ipv4.get(prefixKey(prefix(wanted)))?.paths[0]?.attributes;
}

const TYPED = ['router bgp 65001', 'address-family ipv4 unicast', 'aggregate-address 172.20.0.0/14 as-set'];
const NEW_MED = ['route-map OUT permit 5', 'match ip address prefix-list ONE', 'set metric 50'];

describe('F51: ATOMIC_AGGREGATE of an aggregate with as-set', () => {
  it.each([
    ['is taken from what is there when the statement is typed', [], { a: TYPED }, true],
    ['is lost with a new MED of the only route: it is out for a moment', [], { a: TYPED, b: NEW_MED }, undefined],
    ['stays where another route says the same meanwhile', ['172.21'], { a: TYPED, b: NEW_MED }, true],
    ['is lost where the map has set what is compared', ['172.21'], { a: [...TYPED.slice(0, 2), `${TYPED[2]} route-map TAG`], b: NEW_MED }, undefined],
  ])('%s', (_title, more, late, atomic) => {
    expect(aggregateAt(lab(more, late, 'route-map TAG permit 10\n set community 65001:1\n'), '172.20.0.0/14')?.atomicAggregate).toBe(atomic);
  });
});

it('F51 ATOMIC_AGGREGATE of an as-set is found at an aggregate of our own that stands as the statement is typed (recording aggregate-late-1)', () => {
  const own = 'ip route 10.96.1.0/24 blackhole\nrouter bgp 65001\n address-family ipv4 unicast\n  network 10.96.1.0/24\n  aggregate-address 10.96.0.0/20\n';
  const typed = ['router bgp 65001', 'address-family ipv4 unicast', 'aggregate-address 10.96.0.0/16 as-set'];
  expect(aggregateAt(lab([], { a: typed }, own), '10.96.0.0/16')?.atomicAggregate).toBe(true);
});

it.each([
  ['marks one over a single route, which is out for a moment', [1], 0],
  ['leaves one over two routes as it was: the other says the same meanwhile', [1, 2], undefined],
])('F51, F68 graceful shutdown %s (bgp_aggregate_decrement, bgp_aggregate_info_same; recording aggregate-late-1)', (_title, routes, preference) => {
  const own = routes.map((n) => `ip route 10.96.${n}.0/24 blackhole\n`).join('');
  const said = routes.map((n) => `  network 10.96.${n}.0/24\n`).join('');
  const frr = `${own}router bgp 65001\n address-family ipv4 unicast\n${said}  aggregate-address 10.96.0.0/16\n`;
  expect(aggregateAt(lab([], { a: ['router bgp 65001', 'bgp graceful-shutdown'] }, frr), '10.96.0.0/16')?.localPref).toBe(preference);
});

describe('F51: a changed route-map of an aggregate', () => {
  const AT = (entry: string) =>
    `ip route 10.96.1.0/24 blackhole\nroute-map M permit 10\n${entry}router bgp 65001\n address-family ipv4 unicast\n  network 10.96.1.0/24\n  aggregate-address 10.96.0.0/16 route-map M\n`;
  const of = (entry: string, ...line: string[]) => aggregateAt(lab([], { a: line }, AT(entry)), '10.96.0.0/16');

  it('acts at once where it had set what is compared', () => {
    expect(of(' set community 65001:1\n', 'route-map M permit 10', 'set metric 77')?.med).toBe(77);
  });

  it('changes nothing where the aggregate before it says what stands, not even by refusing', () => {
    expect(of('', 'route-map M permit 10', 'set metric 77')?.med).toBe(0);
    expect(of('', 'route-map M deny 5')).toBeDefined();
  });
});

it.each([
  ['the rule for every neighbor is about aggregates, too', '0.0.0.0/0', 30],
  ['one for some neighbors is not', '0.0.0.0/8', 200],
])('F108 %s', (_title, of, distance) => {
  const frr = `ip route 10.96.1.0/24 blackhole\nrouter bgp 65001\n address-family ipv4 unicast\n  network 10.96.1.0/24\n  aggregate-address 10.96.0.0/16\n  distance 30 ${of}\n`;
  const rib = converge(compileFrrLab({ routers: { a: { interfaces: LINK(1), frr } } }).network).ribs.get('a');
  expect(rib?.get(prefix('10.96.0.0/16'))?.map((e) => e.distance)).toEqual([distance]);
});

it('F52 an aggregate whose map sets a link-local next hop stands in the table and is not installed (update_ipv6nh_for_route_install; recording aggregate-link-local-1)', () => {
  const frr = `ip route 10.96.1.0/24 blackhole\nroute-map M permit 10\n set ipv6 next-hop local fe80::99\nrouter bgp 65001\n address-family ipv4 unicast\n  network 10.96.1.0/24\n  aggregate-address 10.96.0.0/16 route-map M\n`;
  const plane = converge(compileFrrLab({ routers: { a: { interfaces: LINK(1), frr } } }).network);
  expect(plane.speakers.get('a')?.tables.ipv4.get(prefixKey(prefix('10.96.0.0/16')))?.paths).toHaveLength(1);
  expect(plane.ribs.get('a')?.get(prefix('10.96.0.0/16'))).toBeUndefined();
});

/** a (AS 65000) has the aggregate and a part of it; b has the same statement, and a part of its own from the moment at which `late` is typed. */
function twice(tag: string, more = ''): FrrLab {
  const said = 'router bgp 65000\n address-family ipv4 unicast\n  aggregate-address 10.96.0.0/16 summary-only';
  const at = (own: number, text: string) => ({ interfaces: LINK(own), frr: `ip route 10.96.${own}.0/24 blackhole\n${text}` });
  return {
    routers: {
      a: at(
        1,
        `${said}${tag && ' route-map TAG'}\n  network 10.96.1.0/24\n exit-address-family\n neighbor 10.0.0.2 remote-as 65000\nroute-map TAG permit 10\n ${tag}\n`,
      ),
      b: at(2, `${said}\n exit-address-family\n neighbor 10.0.0.1 remote-as 65000\n${more}`),
    },
    late: { b: ['router bgp 65000', 'address-family ipv4 unicast', 'network 10.96.2.0/24'] },
  };
}

describe('F51: an aggregate is compared with the first path of its prefix (bgp_route.c bgp_aggregate_install; recordings aggregate-told-1 and -2)', () => {
  it.each([
    ['is not made where a neighbor has told the same', '', ['peer']],
    ['is made beside another community', 'set community 65000:97', ['local', 'peer']],
    ['is made beside another origin', 'set origin incomplete', ['local', 'peer']],
    ['is made beside another MED alone as little', 'set metric 7', ['peer']],
  ])('%s, and suppresses all the same', (_title, tag, sources) => {
    const { network, later } = compileFrrLab(twice(tag));
    const b = converge(network, later ? { changes: [later] } : {}).speakers.get('b');
    expect(b?.tables.ipv4.get(prefixKey(prefix('10.96.0.0/16')))?.paths.map((p) => p.source.kind)).toEqual(sources);
    expect(b?.tables.ipv4.get(prefixKey(prefix('10.96.2.0/24')))?.paths[0]?.suppressed).toBe(true);
  });
});
