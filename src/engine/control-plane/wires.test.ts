/** Which routes sessions stand on, and which ways are known still after a change. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLabRouter } from '../compile/frr-lab.ts';
import type { Network, RouterNode } from '../compile/network.ts';
import { ip, prefix } from '../ip/index.ts';
import { Router } from './router.ts';
import { Wires } from './wires.ts';

const { network } = compileFrrLab({
  routers: {
    a: {
      interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/30', '2001:db8::1/64'] } },
      frr: 'router bgp 65001\n neighbor 10.0.0.2 remote-as 65002\n neighbor 198.51.100.7 remote-as 65003',
    },
    b: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/30'] } }, frr: 'router bgp 65002\n neighbor 10.0.0.1 remote-as 65001' },
  },
});

describe('a route', () => {
  const wires = new Wires(network, new Map());

  it.each([
    ['10.0.0.0/30', true, 'holds addresses of both'],
    ['10.0.0.2/32', true, 'is one of them'],
    ['10.0.0.3/32', false, 'lies behind the last of the subnet'],
    ['0.0.0.0/0', true, 'holds everything'],
    ['198.51.100.0/24', true, 'holds a neighbor whom nobody is'],
    ['198.51.101.0/24', false, 'lies above all IPv4 addresses'],
    ['172.16.1.0/24', false, 'lies between them'],
    ['2001:db8::/48', true, 'holds an IPv6 address'],
    ['2001:db9::/32', false, 'holds none'],
    ['::/0', true, 'holds every one'],
  ])('%s concerns sessions: %s, as it %s', (text, concerns) => {
    expect(wires.concerns(prefix(text))).toBe(concerns);
  });
});

/** Five routers on five links, each link's ends with an address, and a static route to everywhere by one of the neighbors. */
function ring(down: readonly boolean[], ways: readonly boolean[], moved: boolean): Network {
  const name = (n: number) => `r${(n + 5) % 5}`;
  const routers: Record<string, FrrLabRouter> = {};
  for (let n = 0; n < 5; n++) {
    const before = (n + 4) % 5;
    routers[name(n)] = {
      interfaces: {
        next: { segment: `s${n}`, addresses: [`10.0.${n}.1/24`] },
        last: { segment: `s${before}`, addresses: [`10.0.${before}.2/24`, ...(moved && n === 3 ? ['10.0.4.1/32'] : [])] },
      },
      frr: `ip route 0.0.0.0/0 ${ways[n] ? `10.0.${n}.2` : `10.0.${before}.1`}`,
    };
  }
  const { network } = compileFrrLab({ routers });
  const cut = (segment: string | undefined) => down.some((gone, n) => gone && segment === `s${n}`);
  const nodes = new Map(
    [...network.nodes].map(([id, node]) => [id, { ...node, interfaces: node.interfaces.map((i) => (cut(i.segment) ? { ...i, up: false } : i)) }]),
  );
  return { ...network, nodes };
}

/** The nodes of `now`, those that are as they were in `before` the same objects; segments and all else are `before`'s. */
function changedFrom(before: Network, now: Network): Network {
  const nodes = new Map([...now.nodes].map(([id, node]) => [id, isDeepStrictEqual(node, before.nodes.get(id)) ? (before.nodes.get(id) as typeof node) : node]));
  return { ...before, nodes };
}

const routersOf = ({ nodes }: Network) => new Map([...nodes].flatMap(([id, node]) => (node.kind === 'router' ? [[id, new Router(node)] as const] : [])));

const allWalks = (wires: Wires, { nodes }: Network) =>
  [...nodes.keys()].flatMap((from) => ['10.0.0.1', '10.0.1.2', '10.0.4.1', '10.0.4.2', '10.0.9.9'].map((to) => [from, to, wires.walk(from, ip(to))]));

describe('what is known of ways', () => {
  const states = fc.array(
    fc.record({
      down: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      ways: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      moved: fc.boolean(),
    }),
    { minLength: 2, maxLength: 4 },
  );

  it('is after any changes of links, routes and addresses what a network that was always so says (F12)', () => {
    fc.assert(
      fc.property(states, ([first, ...later]) => {
        let network = ring(first?.down ?? [], first?.ways ?? [], first?.moved ?? false);
        const routers = routersOf(network);
        const wires = new Wires(network, routers);
        allWalks(wires, network);
        for (const { down, ways, moved } of later) {
          const before = network;
          network = changedFrom(before, ring(down, ways, moved));
          for (const [id, node] of network.nodes) if (node !== before.nodes.get(id)) routers.get(id)?.update(node as RouterNode);
          wires.update(network, false);
          expect(allWalks(wires, network)).toEqual(allWalks(new Wires(network, routersOf(network)), network));
        }
      }),
    );
  });

  it('is asked for once more when somebody takes the gateway’s address, whom no way had met (F12)', () => {
    const pair = (address: string) =>
      compileFrrLab({
        routers: {
          a: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } }, frr: 'ip route 0.0.0.0/0 10.0.0.9' },
          b: { interfaces: { eth0: { segment: 's', addresses: [address] }, eth1: { segment: 't', addresses: ['10.9.9.9/24'] } }, frr: '' },
        },
      }).network;
    const before = pair('10.0.0.2/24');
    const routers = routersOf(before);
    const wires = new Wires(before, routers);
    expect(wires.walk('a', ip('10.9.9.9'))).toBeUndefined();
    const now = changedFrom(before, pair('10.0.0.9/24'));
    expect(now.nodes.get('a')).toBe(before.nodes.get('a'));
    wires.update(now, false);
    expect(wires.walk('a', ip('10.9.9.9'))).toEqual({ node: 'b', hops: 1 });
  });
});
