/** States that come back: what counts as the same one, what timers make of it, and how its turn is told. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { converge } from './index.ts';
import { once } from './told-turn.ts';
import { Simulation } from './simulation.ts';

/** What `two` prefers leads through what it replaces: 10.9.0.1 is reached by the route of `one` alone. `two`: further lines of its process. */
function ownGround({ two = [] as readonly string[], maps = [] as readonly string[] } = {}) {
  const router = (n: number, frr: readonly string[]) => ({ interfaces: { eth0: { segment: 'lan', addresses: [`10.0.1.${n}/24`] } }, frr: frr.join('\n') });
  const origin = ['ip route 10.9.0.0/24 blackhole', ...maps];
  const speaker = ['router bgp 65001', ' neighbor 10.0.1.3 remote-as 65001', ' network 10.9.0.0/24'];
  const behind = ['route-map BEHIND permit 10', ' set ip next-hop 10.9.0.1', ' set local-preference 200', 'exit'];
  const routers = {
    one: router(1, [...origin, ...speaker]),
    two: router(2, [...origin, ...behind, ...speaker, ' neighbor 10.0.1.3 route-map BEHIND out', ...two]),
    x: router(3, ['router bgp 65001', ' neighbor 10.0.1.1 remote-as 65001', ' neighbor 10.0.1.2 remote-as 65001']),
  };
  return compileFrrLab({ routers, startInterval: 0 }).network;
}

describe('F169 a turn while a timer runs', () => {
  /** two tells x until it is asked whether 10.9.0.0/24 is not there, which it is (F150: after 60 s). */
  const asked = ownGround({
    maps: ['ip prefix-list GROUND permit 10.9.0.0/24', 'route-map GROUND permit 10', ' match ip address prefix-list GROUND', 'exit'],
    two: [' neighbor 10.0.1.3 advertise-map GROUND non-exist-map GROUND'],
  });

  it('has not gone round for ever: the timer ends it', () => {
    const { oscillation, dispute, settledAt } = converge(asked);
    expect({ oscillation, dispute }).toEqual({});
    expect(settledAt).toBeGreaterThan(60_000);
  });

  it('is told once the timer has made nothing of it', () => {
    const { oscillation, settledAt } = converge(ownGround({ two: [' bgp max-med on-startup 60'] }));
    expect(oscillation?.speakers).toEqual(['x']);
    expect(settledAt).toBeGreaterThan(60_000);
  });

  it('is told at once to whom nothing is to happen for so long', () => {
    const { oscillation, settledAt } = converge(asked, { quiet: 8000 });
    expect(oscillation?.speakers).toEqual(['x']);
    expect(settledAt).toBeLessThan(10_000);
  });

  it('is not gone through again and again until then', () => {
    const simulation = new Simulation(asked);
    let moments = 0;
    const pending = simulation.pending.bind(simulation);
    simulation.pending = () => {
      moments++;
      return pending();
    };
    simulation.run();
    // Each turn takes two moments of 1 ms.
    expect(simulation.now).toBeGreaterThan(60_000);
    expect(moments).toBeLessThan(100);
  });

  it('is shaken in zebra, too: it takes as long as messages do, and meets them at every stage', () => {
    const simulation = new Simulation(ownGround(), { logLimit: 0 });
    const decisions = new Set<number>();
    const { journal } = simulation;
    const decided = journal.decided.bind(journal);
    journal.decided = (at, ...rest) => {
      decisions.add(at);
      decided(at, ...rest);
    };
    simulation.run();
    expect(simulation.oscillations.map((o) => o.speakers)).toEqual([['x']]);
    // 1500 ms at 1 ms a step would be as many moments.
    expect(decisions.size).toBeLessThan(400);
  });

  it('goes on to the next change where that comes first', () => {
    const silenced = { ...asked, speakers: new Map([...asked.speakers].map(([id, s]) => [id, id === 'two' ? { ...s, peers: [] } : s])) };
    const { oscillation, settledAt } = converge(asked, { changes: [asked, silenced], changeInterval: 20_000 });
    expect(oscillation).toBeUndefined();
    expect(settledAt).toBeGreaterThan(60_000);
  });
});

describe('F169 how a turn is told', () => {
  const [a, b, c] = [{ r: 'via 10.0.0.1 path 1' }, { r: 'via 10.0.0.2 path 2' }, { r: 'none' }];

  it('once, where the network’s turn has it several times', () => {
    expect(once([a, b, a, b, a])).toEqual([a, b, a]);
    expect(once([a, b, c, a, b, c, a])).toEqual([a, b, c, a]);
  });

  it('whole, where it is not the same again', () => {
    expect(once([a, b, a, c, a])).toEqual([a, b, a, c, a]);
    expect(once([a, b, a])).toEqual([a, b, a]);
  });
});

describe('F169 identifiers of paths (RFC 7911)', () => {
  it('that count on with every turn do not hide that it has come back', () => {
    const router = (addresses: Record<string, string>, frr: readonly string[]) => ({
      interfaces: Object.fromEntries(Object.entries(addresses).map(([segment, address], i) => [`eth${i}`, { segment, addresses: [address] }])),
      frr: frr.join('\n'),
    });
    const open = ' no bgp ebgp-requires-policy';
    const ground = ['ip route 10.9.0.0/24 blackhole', 'router bgp 65001', ' neighbor 10.0.1.3 remote-as 65001', ' network 10.9.0.0/24'];
    const behind = ['route-map BEHIND permit 10', ' set ip next-hop 10.9.0.1', ' set local-preference 200', 'exit'];
    const only = ['route-map ONLY permit 10', ' match local-preference 200', 'exit'];
    const routers = {
      one: router({ lan: '10.0.1.1/24' }, ground),
      two: router({ lan: '10.0.1.2/24' }, [...behind, ...ground, ' neighbor 10.0.1.3 route-map BEHIND out']),
      x: router({ lan: '10.0.1.3/24', xy: '10.0.2.3/24' }, [
        ...only,
        'router bgp 65001',
        open,
        ...['10.0.1.1', '10.0.1.2'].map((peer) => ` neighbor ${peer} remote-as 65001`),
        ' neighbor 10.0.2.4 remote-as 65002',
        ' neighbor 10.0.2.4 route-map ONLY out',
      ]),
      y: router({ xy: '10.0.2.4/24', yz: '10.0.3.4/24' }, [
        'router bgp 65002',
        open,
        ' neighbor 10.0.2.3 remote-as 65001',
        ' neighbor 10.0.3.5 remote-as 65003',
        ' address-family ipv4 unicast',
        '  neighbor 10.0.3.5 addpath-tx-all-paths',
      ]),
      z: router({ yz: '10.0.3.5/24' }, ['router bgp 65003', open, ' neighbor 10.0.3.4 remote-as 65002']),
    };
    const { oscillation, settledAt } = converge(compileFrrLab({ routers, startInterval: 0 }).network);
    expect(oscillation?.speakers).toEqual(['x']);
    expect(oscillation?.followers).toEqual(['y', 'z']);
    expect(oscillation?.cycle).toHaveLength(3);
    // Maps act after 5 s (F5), and it is shaken for 1.5 s; told by its fiftieth turn it would be later than this.
    expect(settledAt).toBeLessThan(9500);
  });
});
