import { describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import type { Network } from '../compile/network.ts';
import { formatIp, prefix, prefixKey } from '../ip/index.ts';
import { formatAsPath } from '../policy/index.ts';
import { type ControlPlane, converge } from './index.ts';

/** Routers by name: AS, lines of `router bgp`, what stands outside it; wires as `ab` with addresses 10.0.WIRE.1 and .2. */
interface Sketch {
  readonly wires: readonly string[];
  readonly routers: Readonly<Record<string, { readonly asn: number; readonly bgp?: string; readonly pre?: string; readonly network?: string }>>;
}

function lab({ wires, routers }: Sketch): FrrLab {
  const names = Object.keys(routers);
  const attached = (name: string) => wires.map((w, i) => ({ wire: i, at: w.indexOf(name) })).filter((w) => w.at >= 0);
  return {
    routers: Object.fromEntries(
      names.map((name, n) => {
        const { asn, bgp = '', pre = '', network } = routers[name]!;
        const own = network ? `ip route ${network} blackhole\n` : '';
        const text = `${own}${pre}\nrouter bgp ${asn}\n bgp router-id 1.1.1.${n + 1}\n no bgp ebgp-requires-policy\n${bgp}\n${network ? ` network ${network}\n` : ''}`;
        const ports = attached(name).map(({ wire, at }, i) => [`eth${i}`, { segment: `w${wire}`, addresses: [`10.0.${wire}.${at + 1}/24`] }] as const);
        return [name, { interfaces: { lo: { addresses: [`192.0.2.${n + 1}/32`] }, ...Object.fromEntries(ports) }, frr: text }];
      }),
    ),
  };
}

const run = (sketch: Sketch): ControlPlane => converge(compileFrrLab(lab(sketch)).network);

/** State and reason of a router's session with a peer. */
function session(cp: ControlPlane, router: string, peer: string): string {
  const s = cp.speakers.get(router)?.sessions.find((x) => x.peer.id === peer);
  return `${s?.state} ${s?.reason?.code ?? ''}`.trim();
}

function best(cp: ControlPlane, router: string, to: string): string {
  const p = cp.speakers
    .get(router)
    ?.tables.ipv4.get(prefixKey(prefix(to)))
    ?.paths.find((x) => x.best);
  return p ? `${formatIp(p.attributes.nextHop)} [${formatAsPath(p.attributes.asPath)}]` : 'none';
}

describe('sessions', () => {
  const two = (a: string, b: string, pre = '', preB = '') => run({ wires: ['ab'], routers: { a: { asn: 1, bgp: a, pre }, b: { asn: 2, bgp: b, pre: preB } } });
  const toB = ' neighbor 10.0.0.2 remote-as 2';
  const toA = ' neighbor 10.0.0.1 remote-as 1';

  it.each<[string, ControlPlane, string]>([
    ['come up where both ends agree', two(toB, toA), 'Established'],
    ['F15 not with another AS', two(' neighbor 10.0.0.2 remote-as 3', toA), 'Idle session-wrong-as'],
    ['F15 nor if the other end expects another', two(toB, ' neighbor 10.0.0.1 remote-as 3'), 'Idle session-wrong-as-there'],
    ['F18 not when shut down', two(`${toB}\n neighbor 10.0.0.2 shutdown`, toA), 'Idle session-shutdown'],
    ['F18 nor when shut down there', two(toB, `${toA}\n neighbor 10.0.0.1 shutdown`), 'Active session-shutdown-there'],
    ['F7 not without a family', two(` no bgp default ipv4-unicast\n${toB}`, toA), 'Idle session-no-family'],
    ['F157 not with a neighbor that nobody configured', two(toB, ''), 'Active session-not-configured-there'],
    ['F158 not with another password', two(`${toB}\n neighbor 10.0.0.2 password x`, `${toA}\n neighbor 10.0.0.1 password y`), 'Active session-password'],
    ['F158 not if both wait', two(`${toB}\n neighbor 10.0.0.2 passive`, `${toA}\n neighbor 10.0.0.1 passive`), 'Active session-passive'],
    ['one may wait', two(`${toB}\n neighbor 10.0.0.2 passive`, toA), 'Established'],
    ['F14 ttl-security wants both ends', two(`${toB}\n neighbor 10.0.0.2 ttl-security hops 1`, toA), 'Active session-ttl-security'],
    ['F10 external', two(' neighbor 10.0.0.2 remote-as external', toA), 'Established'],
    ['F10 internal', two(' neighbor 10.0.0.2 remote-as internal', toA), 'Idle session-wrong-as'],
  ])('%s', (_title, cp, expected) => expect(session(cp, 'a', '10.0.0.2')).toBe(expected));

  it.each([
    ['a single-hop session', '', '', 'Active'],
    ['not with ttl-security over two hops', '\n neighbor 10.0.0.2 ttl-security hops 2', '\n neighbor 10.0.0.1 ttl-security hops 2', 'Established'],
    ['one with ttl-security over one', '\n neighbor 10.0.0.2 ttl-security hops 1', '\n neighbor 10.0.0.1 ttl-security hops 1', 'Active'],
    ['not without fast-external-failover', '\n no bgp fast-external-failover', '', 'Established'],
  ])('F5 falls with its interface: %s', (_title, a, b, expected) => {
    const sketch: Sketch = { wires: ['ab'], routers: { a: { asn: 1, bgp: `${toB}${a}` }, b: { asn: 2, bgp: `${toA}${b}` } } };
    const { network, later } = compileFrrLab({ ...lab(sketch), down: ['a:eth0'] });
    const plane = converge(network, { quiet: 8000, ...(later && { changes: [later] }) });
    expect(session(plane, 'a', '10.0.0.2').split(' ')[0]).toBe(expected);
  });

  it('F13 eBGP to a loopback wants it connected or static', () => {
    const peering = (lo: string, as: number) => ` neighbor ${lo} remote-as ${as}\n neighbor ${lo} update-source lo`;
    const sketch = (preA: string): Sketch => ({
      wires: ['ab'],
      routers: { a: { asn: 1, bgp: peering('192.0.2.2', 2), pre: preA }, b: { asn: 2, bgp: peering('192.0.2.1', 1), pre: 'ip route 192.0.2.1/32 10.0.0.1' } },
    });
    expect(session(run(sketch('')), 'a', '192.0.2.2')).toBe('Active session-not-connected');
    expect(session(run(sketch('ip route 192.0.2.2/32 10.0.0.2')), 'a', '192.0.2.2')).toBe('Established');
    // Linux answers ARP on the link for an address of its loopback.
    expect(session(run(sketch('ip route 192.0.2.2/32 eth0')), 'a', '192.0.2.2')).toBe('Established');
  });

  it('F15 two iBGP routers must not share a router-id', () => {
    const same = (peer: string) => ` bgp router-id 9.9.9.9\n neighbor ${peer} remote-as 1`;
    const cp = run({ wires: ['ab'], routers: { a: { asn: 1, bgp: same('10.0.0.2') }, b: { asn: 1, bgp: same('10.0.0.1') } } });
    expect(session(cp, 'a', '10.0.0.2')).toBe('Idle session-same-router-id');
  });
});

describe('changes to the running network', () => {
  const triangle: Sketch = {
    wires: ['ab', 'bc', 'ca'],
    routers: {
      a: { asn: 1, bgp: ' neighbor 10.0.0.2 remote-as 2\n neighbor 10.0.2.1 remote-as 3', network: '172.16.1.0/24' },
      b: { asn: 2, bgp: ' neighbor 10.0.0.1 remote-as 1\n neighbor 10.0.1.2 remote-as 3' },
      c: { asn: 3, bgp: ' neighbor 10.0.1.1 remote-as 2\n neighbor 10.0.2.2 remote-as 1' },
    },
  };
  const down = { ...lab(triangle), down: ['a:eth1'] };

  it('a cut link is routed round, and comes back as it was', () => {
    const { network, later } = compileFrrLab(down);
    const cut = converge(network, { changes: [later!] });
    expect(best(converge(network), 'c', '172.16.1.0/24')).toBe('10.0.2.2 [1]');
    expect(best(cut, 'c', '172.16.1.0/24')).toBe('10.0.1.1 [2 1]');
    expect(session(cut, 'c', '10.0.2.2')).toBe('Active session-link-down');
    expect(best(converge(network, { changes: [later!, network] }), 'c', '172.16.1.0/24')).toBe('10.0.2.2 [1]');
  });

  it('F17 on a shared Ethernet the others keep the session until the hold time', () => {
    const shared: Sketch = {
      wires: ['abc'],
      routers: {
        a: { asn: 1, bgp: ' neighbor 10.0.0.2 remote-as 2', network: '172.16.1.0/24' },
        b: { asn: 2, bgp: ' neighbor 10.0.0.1 remote-as 1' },
        c: { asn: 3 },
      },
    };
    const { network, later } = compileFrrLab({ ...lab(shared), down: ['a:eth0'] });
    expect(session(converge(network, { changes: [later!], quiet: 8000 }), 'b', '10.0.0.1')).toBe('Established');
    const rest = converge(network, { changes: [later!] });
    expect(session(rest, 'b', '10.0.0.1')).not.toBe('Established');
    expect(rest.settledAt).toBeGreaterThan(180_000);
    // What both have agreed on counts, not what this end asked for.
    const hasty = {
      ...shared,
      routers: { ...shared.routers, a: { ...shared.routers['a']!, bgp: ' neighbor 10.0.0.2 remote-as 2\n neighbor 10.0.0.2 timers 1 3' } },
    };
    const short = compileFrrLab({ ...lab(hasty), down: ['a:eth0'] });
    expect(session(converge(short.network, { changes: [short.later!], quiet: 8000 }), 'b', '10.0.0.1')).not.toBe('Established');
  });
});

describe('what never settles', () => {
  /** RFC 4264-like: each of three prefers the way round by its neighbor to the way it has itself. */
  const badGadget: Sketch = {
    wires: ['oa', 'ob', 'oc', 'ab', 'bc', 'ca'],
    routers: {
      o: { asn: 9, bgp: ' neighbor 10.0.0.2 remote-as 1\n neighbor 10.0.1.2 remote-as 2\n neighbor 10.0.2.2 remote-as 3', network: '172.16.9.0/24' },
      a: { asn: 1, ...prefers('10.0.3.2', 2, ['10.0.0.1 9', '10.0.5.1 3']) },
      b: { asn: 2, ...prefers('10.0.4.2', 3, ['10.0.1.1 9', '10.0.3.1 1']) },
      c: { asn: 3, ...prefers('10.0.5.2', 1, ['10.0.2.1 9', '10.0.4.1 2']) },
    },
  };

  function prefers(peer: string, asn: number, others: readonly string[]) {
    const neighbors = [`${peer} ${asn}`, ...others].map((n) => ` neighbor ${n.split(' ')[0]} remote-as ${n.split(' ')[1]}`);
    const pre = `bgp as-path access-list SHORT permit ^${asn}_9$\nroute-map UP permit 10\n match as-path SHORT\n set local-preference 200\nroute-map UP permit 20`;
    return { bgp: `${neighbors.join('\n')}\n neighbor ${peer} route-map UP in`, pre };
  }

  it('F169 a policy dispute is named, with its speakers, prefix and turn', () => {
    const { oscillation } = run(badGadget);
    expect(oscillation && formatIp(oscillation.prefix.ip)).toBe('172.16.9.0');
    expect(oscillation?.speakers).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    expect(oscillation?.cycle.length).toBeGreaterThan(2);
  });

  it('F22, F169 a path that goes round and grows for ever is an oscillation', () => {
    const growing: Sketch = {
      wires: ['ab', 'ab'],
      routers: {
        a: {
          asn: 3000,
          bgp: ' neighbor 10.0.0.2 remote-as 200\n neighbor 10.0.0.2 allowas-in origin\n neighbor 10.0.1.2 remote-as 200\n neighbor 10.0.1.2 as-override',
          network: '172.16.9.0/24',
        },
        b: { asn: 200, bgp: ' neighbor 10.0.0.1 remote-as 3000\n neighbor 10.0.1.1 remote-as 3000' },
      },
    };
    expect(run(growing).oscillation).toBeUndefined();
    // Once its own route is gone, the router takes what it has told the other for a way there.
    const { network, later } = compileFrrLab({ ...lab(growing), late: { a: ['no ip route 172.16.9.0/24 blackhole'] } });
    const { oscillation } = converge(network, later ? { changes: [later] } : {});
    expect(oscillation && formatIp(oscillation.prefix.ip)).toBe('172.16.9.0');
    expect(Object.values(oscillation?.cycle[0] ?? {}).join()).toContain('…');
  });

  it('a tie that only equal delays keep alive is no oscillation', () => {
    const disagree: Sketch = {
      wires: ['oa', 'ob', 'ab'],
      routers: {
        o: { asn: 9, bgp: ' neighbor 10.0.0.2 remote-as 1\n neighbor 10.0.1.2 remote-as 2', network: '172.16.9.0/24' },
        a: { asn: 1, ...prefers('10.0.2.2', 2, ['10.0.0.1 9']) },
        b: { asn: 2, ...prefers('10.0.2.1', 1, ['10.0.1.1 9']) },
      },
    };
    expect(run(disagree).oscillation).toBeUndefined();
  });
});

describe('determinism', () => {
  const folder = new URL('../../../oracle/recordings/', import.meta.url);
  const names = readdirSync(folder).filter((n) => /^(lan|multipath|rr|confed|redistribute)-1/.test(n));
  const text = (cp: ControlPlane) =>
    [...cp.speakers.values()]
      .map((s) => JSON.stringify([s.id, [...s.tables.ipv4.values()], [...s.tables.ipv6.values()]], (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v)))
      .sort();

  function reversed(network: Network): Network {
    const flip = <K, V>(m: ReadonlyMap<K, V>) => new Map([...m].reverse());
    const nodes = new Map([...flip(network.nodes)].map(([id, n]) => [id, n.kind === 'router' ? { ...n, staticRoutes: n.staticRoutes.toReversed() } : n]));
    return { ...network, nodes, speakers: flip(network.speakers), segments: flip(network.segments) };
  }

  it.each(names)('the order of writing changes nothing: %s', (name) => {
    const { lab: recorded } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { lab: FrrLab };
    const { network } = compileFrrLab(recorded);
    expect(text(converge(reversed(network)))).toEqual(text(converge(network)));
  });
});
