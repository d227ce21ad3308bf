/** What holds of every trace, whatever the network. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefix } from '../ip/index.ts';
import { balanced, flowOf, hub } from './test-labs.ts';
import { cargoBroken, connectionBroken, legsOf, quoteBroken, stackBroken, translationBroken, ttlBroken } from './test-laws.ts';
import { ALLOW_ALL, NO_RULES, TestNetwork } from './test-network.ts';
import { traceFlow } from './trace.ts';
import { traceRoute } from './traceroute.ts';
import type { Hop } from './types.ts';

const NODES = 5;
const LAN = (n: number) => `10.0.0.${n + 1}`;

/** Routers on one LAN, each with routes to stubs by neighbors at random: loops, black holes and asymmetry included. */
const mesh = fc
  .array(fc.array(fc.integer({ min: 0, max: NODES + 1 }), { minLength: NODES, maxLength: NODES }), { minLength: NODES, maxLength: NODES })
  .map((routes) => {
    const network = new TestNetwork();
    for (let n = 0; n < NODES; n++) {
      const to = (routes[n] as number[]).map((via, stub) =>
        stub === n
          ? ''
          : via === NODES
            ? `10.1.${stub}.0/24 blackhole`
            : via > NODES
              ? `10.1.${stub}.0/24 via ${LAN(stub)},${LAN((stub + 1) % NODES)} dev lan`
              : `10.1.${stub}.0/24 via ${LAN(via)} dev lan`,
      );
      network.machine(`r${n}`, { lan: `${LAN(n)}/24 @lan`, stub: `10.1.${n}.1/24 @stub${n}` }, { forwarding: true, routes: to.filter((t) => t !== '') });
    }
    return network;
  });

const azure = fc
  .record({
    udr: fc.boolean(),
    injected: fc.boolean(),
    gatewayUser: fc.subarray([
      '10.20.10.0/24 VirtualAppliance 10.0.3.4',
      '10.50.0.0/16 VirtualAppliance 10.0.3.4',
      '10.0.1.0/24 VirtualAppliance 10.0.3.4',
      '192.0.2.0/24 None',
    ]),
    vmUser: fc.subarray(['0.0.0.0/0 VirtualAppliance 10.0.3.4', '10.20.10.0/24 VirtualAppliance 10.0.3.4', '10.50.0.0/16 VirtualAppliance 10.0.3.4']),
    rules: fc.constantFrom(
      ALLOW_ALL,
      NO_RULES,
      { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] },
      { ...ALLOW_ALL, privateRanges: [prefix('0.0.0.0/0')] },
      {
        ...NO_RULES,
        application: [
          {
            name: 'a',
            priority: 1,
            action: 'Allow' as const,
            rules: [{ name: 'r', sources: [{ kind: 'any' as const }], targetFqdns: ['*'], protocols: [{ type: 'Https' as const, port: 22 }] }],
          },
        ],
      },
    ),
  })
  .map(hub);

const azureFlow = fc
  .tuple(
    fc.constantFrom('icmp', 'tcp/22', 'udp/53', 'udp/99', 'tcp/443'),
    fc.constantFrom('pc', 'vm', 'vm-branch', 'er', 'web'),
    fc.constantFrom('pc', 'vm', 'vm-branch', 'web', 'azfw', '10.0.0.12', '192.0.2.53', '10.9.9.9'),
  )
  .map(([what, from, to]) => flowOf(`${what} ${from} > ${to}`));
/** Load balancers, security groups, a NAT gateway and a firewall before two servers. */
const services = fc
  .record({
    natGateway: fc.constantFrom('ng', 'none'),
    securityGroup: fc.constantFrom('nsg', 'none'),
    probe: fc.constantFrom(8443, 9),
    user: fc.subarray(['0.0.0.0/0 VirtualAppliance 10.1.1.4', '192.0.2.80/32 Internet', '10.2.0.0/16 VirtualAppliance 10.1.1.4']),
    closed: fc.boolean(),
    outbound: fc.boolean(),
    floating: fc.boolean(),
    internalRules: fc.constantFrom(['tcp/443>8443'], ['all']),
    distribution: fc.constantFrom('Default' as const, 'SourceIP' as const, 'SourceIPProtocol' as const),
  })
  .map(({ natGateway, ...rest }) => balanced({ ...rest, ...(natGateway === 'ng' && { natGateway }) }));
const servicesFlow = fc
  .tuple(
    fc.constantFrom('icmp', 'tcp/443', 'udp/99', 'tcp/22', 'tcp/8443'),
    fc.constantFrom('client', 'v1', 'v2', 'web'),
    fc.constantFrom('v1', 'v2', 'client', 'web', 'plb', 'ilb', '198.51.100.5', '10.1.0.100'),
  )
  .map(([what, from, to]) => flowOf(`${what} ${from} > ${to}`));
const translated = fc.oneof(fc.tuple(azure, azureFlow), fc.tuple(services, servicesFlow));
const meshFlow = fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1)).map(([from, to]) => flowOf(`icmp r${from} > 10.1.${to}.1`));
const options = fc.record({
  ttl: fc.integer({ min: 1, max: 255 }),
  payload: fc.integer({ min: 0, max: 3000 }),
  dontFragment: fc.boolean(),
  sourcePort: fc.integer({ min: 1024, max: 65535 }),
});
const anyCase = fc.oneof(fc.tuple(mesh, meshFlow), translated);

describe('every trace', () => {
  it('ends within its TTL, and says why', () => {
    fc.assert(
      fc.property(anyCase, options, ([network, flow], o) => {
        const t = traceFlow(network.build(), flow, o);
        expect([...ttlBroken(t), ...quoteBroken(t)]).toEqual([]);
        for (const leg of legsOf(t)) {
          if (leg.hops.length === 0) continue;
          expect(leg.reason.code).not.toBe('');
          expect(leg.ending === 'delivered').toBe(leg.reason.code === 'delivered');
          expect(leg.hops.at(-1)?.after).toBeUndefined();
        }
      }),
    );
  });

  it('hands each packet on as it was sent', () => {
    fc.assert(
      fc.property(anyCase, options, ([network, flow], o) => {
        for (const leg of legsOf(traceFlow(network.build(), flow, o)))
          for (const [i, hop] of leg.hops.entries()) {
            const next: Hop | undefined = leg.hops[i + 1];
            if (next) expect(next.before).toEqual(hop.after);
          }
      }),
    );
  });

  it('pops what it pushed: a delivered packet has the stack that it was sent with', () => {
    fc.assert(
      fc.property(translated, ([network, flow]) => {
        const t = traceFlow(network.build(), flow);
        expect([...stackBroken(t), ...cargoBroken(t)]).toEqual([]);
        for (const leg of legsOf(t))
          if (leg.ending === 'delivered') expect(leg.hops.at(-1)?.before.headers.map((h) => h.kind)).toEqual(leg.hops[0]?.before.headers.map((h) => h.kind));
      }),
    );
  });

  it('undoes on the way back what it translated on the way out', () => {
    fc.assert(
      fc.property(translated, options, ([network, flow], o) => {
        const t = traceFlow(network.build(), flow, { sourcePort: o.sourcePort });
        expect([...translationBroken(t), ...connectionBroken(t), ...quoteBroken(t)]).toEqual([]);
      }),
    );
  });

  it('calls no asymmetry harmful that does no harm', () => {
    fc.assert(
      fc.property(translated, ([network, flow]) => {
        const t = traceFlow(network.build(), flow, { branches: false });
        const harmful = (t.notes ?? []).filter((n) => /^asymmetric-(?:.*-blocked|rp-filter|nat-.*)$/.test(n.code));
        if (harmful.length > 0) expect(t.verdict).not.toBe('delivered');
        // One cause of one loss: who is named, and what an echo adds to it.
        expect(harmful.filter((n) => n.code !== 'asymmetric-icmp-blocked').length).toBeLessThan(2);
      }),
    );
  });

  it('is the same whatever order the nodes, segments and subnets stand in', () => {
    fc.assert(
      fc.property(anyCase, fc.integer(), ([network, flow], seed) => {
        const shuffled = <T>(list: T[]): T[] =>
          list
            .map((item, i) => [Math.imul(i + 1, seed | 1) >>> 0, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        expect(traceFlow(network.build(shuffled), flow)).toEqual(traceFlow(network.build(), flow));
      }),
    );
  });

  it('has state tables whose rows came to be where they say', () => {
    fc.assert(
      fc.property(translated, ([network, flow]) => {
        const t = traceFlow(network.build(), flow);
        for (const way of [t, ...t.branches])
          for (const { since, node, kind } of way.states) {
            if (since.leg !== 'out' && since.leg !== 'back' && since.leg !== 'ack') continue;
            const hop = way[since.leg]?.hops[since.hop];
            expect(hop, kind).toBeDefined();
            // An address is lent, or published, at the edge: by the node that sends, or on the Internet before the one that gets it.
            if (['firewall', 'proxy', 'security-group', 'load-balancer'].includes(kind)) expect(hop?.node).toBe(node);
          }
      }),
    );
  });

  it('shares its flows out completely', () => {
    fc.assert(
      fc.property(anyCase, ([network, flow]) => {
        const t = traceFlow(network.build(), flow);
        if (t.out.hops.length === 0) return;
        expect((t.share ?? 0) + t.branches.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1);
      }),
    );
  });

  it('is what its own branch of the exploration says: with and without the others', () => {
    fc.assert(
      fc.property(anyCase, ([network, flow]) => {
        const alone = traceFlow(network.build(), flow, { branches: false });
        const { out, back, verdict } = traceFlow(network.build(), flow);
        expect([out, back, verdict]).toEqual([alone.out, alone.back, alone.verdict]);
      }),
    );
  });
});

describe('every traceroute', () => {
  it('hears the destination exactly where a ping does', () => {
    fc.assert(
      fc.property(mesh, meshFlow, (network, flow) => {
        const ping = traceFlow(network.build(), flow, { branches: false });
        const route = traceRoute(network.build(), flow, { maxTtl: 64, probes: 1 });
        expect(route.reached).toBe(ping.verdict === 'delivered');
        if (route.reached && ping.out.hops.length > 1) expect(route.hops).toHaveLength(ping.out.hops.filter((h) => h.decrementsTtl).length + 1);
      }),
    );
  });
});
