/** Turns of one speaker's route, and networks whose disputes have turns of different lengths. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { formatIp } from '../ip/index.ts';
import { converge } from './index.ts';
import { Simulation } from './simulation.ts';
import { turnLength } from './turns.ts';

describe('F169 the turn of one route', () => {
  const repeated = (turn: readonly string[], times: number) => Array.from({ length: times }, () => turn).flat();

  it('is found, the shortest one, when it has come often', () => {
    expect(turnLength(repeated(['a', 'b'], 60))).toBe(2);
    expect(turnLength(repeated(['a', 'b', 'a', 'c'], 60))).toBe(4);
    expect(turnLength(['x', 'y', ...repeated(['a', 'b', 'c'], 60)])).toBe(3);
  });

  it('is none when it has not come often, when one change was another, when it grows', () => {
    expect(turnLength(repeated(['a', 'b'], 20))).toBeUndefined();
    expect(turnLength([...repeated(['a', 'b'], 40), 'c', 'b', ...repeated(['a', 'b'], 20)])).toBeUndefined();
    expect(turnLength(Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? 'a' : `b${i}`)))).toBeUndefined();
  });
});

/** A bad gadget (RFC 4264): each prefers the way over the next to its own, round a ring of odd length. Networks of several share nothing. */
function gadget(n: number, size: number): Record<string, object> {
  const name = 'abc'[n] as string;
  const ring = Array.from({ length: size }, (_, i) => ({ i, next: (i + 1) % size, before: (i + size - 1) % size }));
  const asn = (i: number) => 65100 + i;
  const members = ring.map(({ i, next, before }) => [
    `${name}${i}`,
    {
      interfaces: {
        eth0: { segment: `${name}-origin-${i}`, addresses: [`172.${16 + n}.${i}.2/24`] },
        eth1: { segment: `${name}-${i}`, addresses: [`10.${n}.${i}.1/24`] },
        eth2: { segment: `${name}-${before}`, addresses: [`10.${n}.${before}.2/24`] },
      },
      frr: [
        // The way over the next router is preferred while that one goes straight to the origin.
        `bgp as-path access-list STRAIGHT permit ^${asn(next)} 65000$`,
        'route-map FROM-NEXT permit 10',
        ' match as-path STRAIGHT',
        ' set local-preference 200',
        'route-map FROM-NEXT permit 20',
        ' set local-preference 50',
        `router bgp ${asn(i)}`,
        ' no bgp ebgp-requires-policy',
        ` neighbor 172.${16 + n}.${i}.1 remote-as 65000`,
        ` neighbor 10.${n}.${i}.2 remote-as ${asn(next)}`,
        ` neighbor 10.${n}.${i}.2 route-map FROM-NEXT in`,
        ` neighbor 10.${n}.${before}.1 remote-as ${asn(before)}`,
      ].join('\n'),
    },
  ]);
  const origin = {
    interfaces: Object.fromEntries(ring.map(({ i }) => [`eth${i}`, { segment: `${name}-origin-${i}`, addresses: [`172.${16 + n}.${i}.1/24`] }])),
    frr: [
      'router bgp 65000',
      ' no bgp ebgp-requires-policy',
      ' no bgp network import-check',
      ...ring.map(({ i }) => ` neighbor 172.${16 + n}.${i}.2 remote-as ${asn(i)}`),
      ` network 192.0.${n}.0/24`,
    ].join('\n'),
  };
  return Object.fromEntries([...members, [`${name}x`, origin]]);
}

/** A run, and how many moments it took; `isPassing`: the network is to be another after it. */
function watched(routers: Record<string, object>, isPassing = false) {
  const simulation = new Simulation(compileFrrLab({ routers, startInterval: 0 }).network, { logLimit: 0 });
  const moments = new Set<number>();
  const { journal } = simulation;
  const decided = journal.decided.bind(journal);
  journal.decided = (at, ...rest) => {
    moments.add(at);
    decided(at, ...rest);
  };
  simulation.run(undefined, isPassing);
  return { simulation, moments: moments.size };
}

describe('F169 disputes that have nothing to do with each other', () => {
  const several = { ...gadget(0, 3), ...gadget(1, 5), ...gadget(2, 7) };

  it('are all told, each with those alone who keep it up, and each step with whose news brought it about', () => {
    const { oscillations = [] } = converge(compileFrrLab({ routers: several }).network);
    expect(oscillations.map((o) => formatIp(o.prefix.ip))).toEqual(['192.0.0.0', '192.0.1.0', '192.0.2.0']);
    expect(oscillations.map((o) => o.speakers.join(' '))).toEqual(['a0 a1 a2', 'b0 b1 b2 b3 b4', 'c0 c1 c2 c3 c4 c5 c6']);
    for (const { cycle, steps } of oscillations) {
      expect(cycle.at(-1)).toEqual(cycle[0]);
      expect(steps).toHaveLength(cycle.length - 1);
      for (const [i, step] of steps.entries())
        for (const { speaker, before, after, because } of step) {
          expect([cycle[i]?.[speaker], cycle[i + 1]?.[speaker]]).toEqual([before, after]);
          expect(because).not.toEqual([]);
        }
    }
  });

  it.each([
    ['limit that all prefixes together do not reach', 'maximum-prefix 100'],
    ['limit that only warns', 'maximum-prefix 1 warning-only'],
    ['limit of another family', 'maximum-prefix-out 1', 'ipv6'],
    ['default route for which a table is asked that holds neither', 'default-originate route-map ANY', 'ipv6'],
  ])('are told as soon where there is a %s', (_what, line, family = 'ipv4') => {
    const { b1, ...others } = { ...gadget(0, 3), ...gadget(1, 5) } as Record<string, { interfaces: object; frr: string }>;
    const told = (lines: readonly string[]) => {
      const frr = [b1?.frr, ' neighbor 10.1.1.2 capability extended-nexthop', ...lines].join('\n');
      const plane = converge(compileFrrLab({ routers: { ...others, b1: { interfaces: b1?.interfaces ?? {}, frr } } } as FrrLab).network);
      return [plane.settledAt, plane.oscillations?.map((o) => o.speakers.join(' '))];
    };
    const activated = [` address-family ${family} unicast`, '  neighbor 10.1.1.2 activate'];
    const without = told(activated);
    expect(without[1]).toEqual(['a0 a1 a2', 'b0 b1 b2 b3 b4']);
    expect(told([...activated, `  neighbor 10.1.1.2 ${line}`])).toEqual(without);
  });

  it('are told as soon where all prefixes together could reach a limit, at one whose own routes stay as they are', () => {
    const { bx, ...others } = { ...gadget(0, 3), ...gadget(1, 5) } as Record<string, { interfaces: object; frr: string }>;
    const told = (lines: readonly string[]) => {
      const frr = [bx?.frr, ...lines].join('\n');
      const { settledAt, oscillations } = converge(compileFrrLab({ routers: { ...others, bx: { interfaces: bx?.interfaces ?? {}, frr } } } as FrrLab).network);
      return { settledAt, speakers: oscillations?.map((o) => o.speakers.join(' ')) };
    };
    const without = told([]);
    expect(without.speakers).toEqual(['a0 a1 a2', 'b0 b1 b2 b3 b4']);
    expect(told([' neighbor 172.17.1.2 maximum-prefix-out 2'])).toEqual(without);
  });

  it('are skipped until the next timer where nothing else goes on, which is waited for before they are told', () => {
    const { ax, ...others } = gadget(0, 3) as Record<string, { interfaces: object; frr: string }>;
    const timed = { interfaces: ax?.interfaces ?? {}, frr: `${ax?.frr}\n bgp max-med on-startup 60` };
    const { simulation, moments } = watched({ ...others, ax: timed });
    expect(simulation.oscillations.map((o) => o.speakers)).toEqual([['a0', 'a1', 'a2']]);
    expect(simulation.now).toBeGreaterThan(60_000);
    expect(moments).toBeLessThan(600);
  });

  it('are told without company where the network is about to be another: as soon as one is known for good', () => {
    const [last, passing] = [watched(several), watched(several, true)];
    expect(last.simulation.oscillations).toHaveLength(3);
    const told = passing.simulation.oscillations.map((o) => o.speakers.join(' '));
    expect(last.simulation.oscillations.map((o) => o.speakers.join(' '))).toEqual(expect.arrayContaining(told));
    expect([0, 3]).not.toContain(told.length);
    expect(passing.moments).toBeLessThan(last.moments);
  });

  it('are not held up by what only follows, which is told apart', () => {
    const follower = {
      interfaces: { eth0: { segment: 'f', addresses: ['10.9.0.2/24'] } },
      frr: 'router bgp 65200\n no bgp ebgp-requires-policy\n neighbor 10.9.0.1 remote-as 65100',
    };
    const { a0, ...others } = gadget(0, 3) as Record<string, { interfaces: object; frr: string }>;
    const joined = {
      interfaces: { ...a0?.interfaces, eth3: { segment: 'f', addresses: ['10.9.0.1/24'] } },
      frr: `${a0?.frr}\n neighbor 10.9.0.2 remote-as 65200`,
    };
    const { oscillation } = converge(compileFrrLab({ routers: { a0: joined, ...others, f: follower } }).network);
    expect(oscillation?.speakers).toEqual(['a0', 'a1', 'a2']);
    expect(oscillation?.followers).toEqual(['f']);
  });

  it('are told, although the state of the whole network hardly ever comes back', () => {
    const { network } = compileFrrLab({ routers: several });
    const { oscillation, settledAt } = converge(network);
    expect(oscillation && formatIp(oscillation.prefix.ip)).toMatch(/^192\.0\.[012]\.0$/);
    // Those alone take part that go round with it.
    expect(new Set(oscillation?.speakers.map((id) => id[0])).size).toBe(1);
    expect(oscillation?.cycle.length).toBeGreaterThan(2);
    expect(oscillation?.cycle.at(-1)).toEqual(oscillation?.cycle[0]);
    // Simulated time, not the clock's: without turns.ts it is more than ten times that.
    expect(settledAt).toBeLessThan(60_000);
  });
});

describe('F169 what steady delays alone keep up', () => {
  it('is a dispute (DISAGREE, RFC 4264 §3), which rests however even the delays are at first', () => {
    const map = ['route-map P permit 10', ' set local-preference 200'];
    const side = (n: number, other: number) => ({
      interfaces: { eth0: { segment: `o${n}`, addresses: [`172.16.${n}.2/24`] }, eth1: { segment: 'xy', addresses: [`10.0.0.${n}/24`] } },
      frr: [
        ...map,
        `router bgp 6500${n}`,
        ' no bgp ebgp-requires-policy',
        ` neighbor 172.16.${n}.1 remote-as 65000`,
        ` neighbor 10.0.0.${other} remote-as 6500${other}`,
        ` neighbor 10.0.0.${other} route-map P in`,
      ].join('\n'),
    });
    const o = {
      interfaces: { eth0: { segment: 'o1', addresses: ['172.16.1.1/24'] }, eth1: { segment: 'o2', addresses: ['172.16.2.1/24'] } },
      frr: [
        'router bgp 65000',
        ' no bgp ebgp-requires-policy',
        ' no bgp network import-check',
        ' neighbor 172.16.1.2 remote-as 65001',
        ' neighbor 172.16.2.2 remote-as 65002',
        ' network 192.0.2.0/24',
      ].join('\n'),
    };
    const { oscillation, dispute } = converge(compileFrrLab({ routers: { o, x: side(1, 2), y: side(2, 1) }, startInterval: 0 }).network);
    expect(oscillation).toBeUndefined();
    expect(dispute?.speakers).toEqual(['x', 'y']);
  });
});

/** What `two` prefers leads through what it replaces: 10.9.0.1 is reached by the route of `one` alone. */
function ownGround(startInterval: number) {
  const router = (n: number, peers: readonly number[], more: readonly string[], maps: readonly string[] = []) => ({
    interfaces: { eth0: { segment: 'lan', addresses: [`10.0.1.${n}/24`] } },
    frr: [
      'ip route 10.9.0.0/24 blackhole',
      ...maps,
      'router bgp 65001',
      ...peers.map((p) => ` neighbor 10.0.1.${p} remote-as 65001`),
      ...more.map((line) => ` ${line}`),
    ].join('\n'),
  });
  const map = ['route-map BEHIND permit 10', ' set ip next-hop 10.9.0.1', ' set local-preference 200', 'exit'];
  const routers = {
    one: router(1, [3], ['network 10.9.0.0/24']),
    two: router(2, [3], ['network 10.9.0.0/24', 'neighbor 10.0.1.3 route-map BEHIND out'], map),
    x: { ...router(3, [1, 2], []), frr: router(3, [1, 2], []).frr.replace(/^.*\n/, '') },
    // It starts last, and has nothing to do with them.
    z: { interfaces: {}, frr: 'router bgp 65002\n no bgp network import-check\n network 172.16.0.0/24' },
  };
  return compileFrrLab({ routers, startInterval }).network;
}

describe('F169 a route that takes its own ground away', () => {
  it('is told soon: nothing else goes on', () => {
    const { oscillation, settledAt } = converge(ownGround(0));
    expect(oscillation?.speakers).toEqual(['x']);
    // Simulated ms. A turn is two decisions, each with the RIB behind it: four moments in 102 ms, 16 turns before the watch. Then a few once x's route-maps have acted (F5),
    // and a few more with uneven delays, and 1500 between them for which it is shaken.
    expect(settledAt).toBeLessThan(5000 + 1500 + 16 * 102 + 6 * 102);
  });

  it('is told once all have started, and not before', () => {
    const { oscillation, settledAt } = converge(ownGround(1000));
    expect(oscillation?.speakers).toEqual(['x']);
    expect(settledAt).toBeGreaterThan(3000);
  });
});
