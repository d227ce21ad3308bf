/** The source port that nat gives, and an echo's identifier (H30; sys/netpfil/pf/pf_lb.c pf_get_sport, pf.conf(5) "static-port"). */
import { describe, expect, it } from 'vitest';
import type { RouterNode } from '../compile/index.ts';
import { parsePf, type PfTranslation } from '../hosts/index.ts';
import { ip } from '../ip/index.ts';
import type { FlowSpec, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { HASH } from './choose.ts';
import { FlowState } from './flow-state.ts';
import { translated } from './host/pf-nat.ts';
import type { PfPlace } from './host/pf-place.ts';
import { tupleOf } from './packet.ts';
import { packetOf } from './reply.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { FiveTuple, Leg } from './types.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });

/** inner 10.0.0.10, 2001:db8:a::10 — gate (FreeBSD, nat on em0) — outer 192.0.2.9, 192.0.2.8, 2001:db8:b::9 (TCP 443, UDP 53), which knows no way inside. */
function labOf(pf: string): Lab {
  return {
    segments: { in: {}, out: {} },
    hosts: {
      inner: {
        interfaces: { eth0: on('in', '10.0.0.10/24', '2001:db8:a::10/64') },
        iproute2: { config: 'ip route add default via 10.0.0.1\nip -6 route add default via 2001:db8:a::1' },
      },
      gate: {
        os: 'freebsd',
        interfaces: { em0: on('out'), em1: on('in') },
        rc: {
          config:
            'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_ipv6="inet6 2001:db8:b::1 prefixlen 64"\nifconfig_em1="inet 10.0.0.1/24"\nifconfig_em1_ipv6="inet6 2001:db8:a::1 prefixlen 64"\ngateway_enable="YES"\nipv6_gateway_enable="YES"\npf_enable="YES"',
        },
        pf: { config: pf },
      },
      outer: {
        interfaces: { eth0: on('out', '192.0.2.9/24', '192.0.2.8/24', '2001:db8:b::9/64') },
        listen: [
          { protocol: 'tcp', port: 443 },
          { protocol: 'udp', port: 53 },
        ],
      },
    },
  };
}

const ask = (pf: string, flow: string, more: Partial<FlowSpec> = {}) => {
  const solution = solve(labOf(pf));
  expect(solution.diagnostics).toEqual([]);
  return traceFlow(solution, { ...flowOf(flow), ...more }, { branches: false });
};

const portAtEnd = (leg: Leg | undefined) => {
  const last = leg?.hops.at(-1)?.before;
  return last && tupleOf(last).sourcePort;
};
const idAtEnd = (leg: Leg | undefined) => {
  const icmp = leg?.hops.at(-1)?.before.headers[1];
  return icmp?.kind === 'icmp' ? icmp.id : undefined;
};

const NAT = 'nat on em0 from 10.0.0.0/24 to any -> (em0:0)';
const arrives = (pf: string, flow = 'tcp/443 inner > outer', more: Partial<FlowSpec> = {}) => {
  const { verdict, out } = ask(pf, flow, more);
  return { verdict, port: portAtEnd(out) ?? 0 };
};

describe('H30 source ports of nat', () => {
  it.each(['tcp/443', 'udp/53'])('%s: nat takes one of 50001–65535, and the answer comes back', (kind) => {
    const ports = [40_000, 40_001, 40_002, 51_000].map((sourcePort) => arrives(NAT, `${kind} inner > outer`, { sourcePort }));
    for (const { verdict, port } of ports) {
      expect(verdict).toBe('delivered');
      expect(port).toBeGreaterThanOrEqual(50_001);
      expect(port).toBeLessThanOrEqual(65_535);
    }
    expect(new Set(ports.map((p) => p.port)).size).toBe(4);
  });

  it('a connection has the same one each time, another destination another', () => {
    expect(arrives(NAT)).toEqual(arrives(NAT));
    expect(arrives(NAT, 'tcp/443 inner > 192.0.2.8').port).not.toBe(arrives(NAT).port);
  });

  it.each([
    ['static-port', (p: number) => p === 40_000],
    ['port 1024:1033', (p: number) => p >= 1024 && p <= 1033],
    ['port 1033:1024', (p: number) => p >= 1024 && p <= 1033],
    ['port 2000', (p: number) => p === 2000],
    ['port 2000:*', (p: number) => p === 2000],
    ['port 1024:65535 static-port', (p: number) => p === 40_000],
  ])('%s', (what, fits) => {
    const { verdict, port } = arrives(`${NAT} ${what}`, 'tcp/443 inner > outer', { sourcePort: 40_000 });
    expect([verdict, fits(port)], String(port)).toEqual(['delivered', true]);
  });

  it('every port of a range is drawn, both ends too', () => {
    const drawn = new Set(Array.from({ length: 40 }, (_, i) => arrives(`${NAT} port 1024:1026`, 'tcp/443 inner > outer', { sourcePort: 40_000 + i }).port));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual([1024, 1025, 1026]);
  });

  it.each([
    ['binat', 'binat on em0 from 10.0.0.10 to any -> 192.0.2.1'],
    ['what no rule translates', 'pass all'],
    ['what no nat is for', `no nat on em0 from 10.0.0.10 to any\n${NAT}`],
  ])('%s keeps the port', (_, pf) => expect(arrives(pf, 'tcp/443 inner > outer', { sourcePort: 40_000 }).port).toBe(40_000));

  it('the handshake and its data keep the port of the state; rules, states and the trace show it', () => {
    const { out, ack, transfer, states } = ask(`${NAT}\npass out on em0`, 'tcp/443 inner > outer', { bytes: 2000, sourcePort: 40_000 });
    const port = portAtEnd(out);
    expect([portAtEnd(ack), portAtEnd(transfer?.up?.leg)]).toEqual([port, port]);
    const made = states.find((s) => s.kind === 'pf');
    expect(made && [made.client.sourcePort, made.server.sourcePort]).toEqual([40_000, port]);
    const steps = out.hops.flatMap((h) => h.steps.map((s) => s.reason)).filter((r) => r.code === 'pf-translated');
    expect(steps.map((r) => r.args?.['source'])).toEqual([`192.0.2.1:${port}`]);
  });

  it('rules see the new port', () => {
    const { port } = arrives(NAT, 'tcp/443 inner > outer', { sourcePort: 40_000 });
    const verdict = (blocked: number) =>
      arrives(`${NAT}\nblock out on em0 proto tcp from any port ${blocked}`, 'tcp/443 inner > outer', { sourcePort: 40_000 }).verdict;
    expect([verdict(port), verdict(40_000)]).toEqual(['dropped', 'delivered']);
  });

  it('endpoint-independent: UDP has the same port to whoever it is sent, TCP has not', () => {
    const to = (address: string, kind: string, words: string) => arrives(`${NAT}${words}`, `${kind} inner > ${address}`).port;
    expect(to('192.0.2.9', 'udp/53', ' endpoint-independent')).toBe(to('192.0.2.8', 'udp/53', ' endpoint-independent'));
    expect(to('192.0.2.9', 'udp/53', '')).not.toBe(to('192.0.2.8', 'udp/53', ''));
    expect(to('192.0.2.9', 'tcp/443', ' endpoint-independent')).not.toBe(to('192.0.2.8', 'tcp/443', ' endpoint-independent'));
  });

  it('an error about the flow comes back to the port that sent it', () => {
    const { out, back, verdict } = ask(NAT, 'udp/99 inner > outer', { sourcePort: 40_000 });
    expect([verdict, portAtEnd(out) === 40_000]).toEqual(['refused', false]);
    expect(back?.hops.at(-1)?.before.quotes?.sourcePort).toBe(40_000);
  });
});

describe('H30 identifiers of echoes', () => {
  const ids = (pf: string, flow: string, icmpId?: number) => {
    const { verdict, out, back } = ask(pf, flow, icmpId === undefined ? {} : { icmpId });
    return { verdict, there: idAtEnd(out), back: idAtEnd(back) };
  };

  it.each([NAT, `${NAT} static-port`, `${NAT} port 2000`])('IPv4: 1–65535 whatever the rule says of ports, and its own on the way back (%s)', (pf) => {
    const { verdict, there, back } = ids(pf, 'icmp inner > outer', 7);
    expect([verdict, back]).toEqual(['delivered', 7]);
    expect(there).not.toBe(7);
    expect(there).toBeGreaterThanOrEqual(1);
    expect(there).toBeLessThanOrEqual(65_535);
    expect(ids(pf, 'icmp inner > outer', 8).there).not.toBe(there);
  });

  it('an echo of which none is said has one outside alone', () => {
    const { there, back } = ids(NAT, 'icmp inner > outer');
    expect([typeof there, back]).toEqual(['number', undefined]);
  });

  it.each([
    ['IPv6', 'nat on em0 inet6 from 2001:db8:a::/64 to any -> (em0:0)', 'icmp inner > 2001:db8:b::9'],
    ['binat', 'binat on em0 from 10.0.0.10 to any -> 192.0.2.1', 'icmp inner > outer'],
  ])('%s keeps it', (_, pf, flow) => expect(ids(pf, flow, 7)).toEqual({ verdict: 'delivered', there: 7, back: 7 }));
});

describe('H30 a port to which a state of the machine leads already', () => {
  const flow = { protocol: 'tcp', source: ip('10.0.0.10'), destination: ip('192.0.2.9'), sourcePort: 40_000, destinationPort: 443 } as const;
  const state = new FlowState();
  const node = { id: 'gate', device: 'gate', interfaces: [] } as unknown as RouterNode;
  const visit = { node, state, chooser: HASH } as unknown as PfPlace['visit'];
  const { config } = parsePf('nat on em0 inet from any to any -> 192.0.2.1 port 2000:2002');
  const place: PfPlace = { visit, interface: { name: 'em0', addresses: [], up: true, mtu: 1500 }, direction: 'out', table: 0 };
  const given = (change: Partial<FiveTuple> = {}, id = 'gate') => {
    const before = { ...flow, ...change };
    const rule = config.translations[0] as PfTranslation;
    const moved = translated({ ...place, visit: { ...visit, node: { ...node, id } } }, config, rule, packetOf(before, 'request', undefined));
    const after = moved && tupleOf(moved.packet);
    if (after) state.pf.open({ node: id, direction: 'out', interface: 'em0', bound: false, actions: {} }, before, after);
    return after?.sourcePort;
  };

  it('is not given again; where none is left nothing is translated', () => {
    const three = [given(), given(), given()];
    expect(three.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([2000, 2001, 2002]);
    expect(given()).toBe(undefined);
    expect(given({ sourcePort: 40_001 })).toBe(undefined);
  });

  it('is free for another destination, and at another machine', () => {
    expect([given({ destination: ip('192.0.2.8') }), given({ destinationPort: 444 }), given({}, 'other')]).not.toContain(undefined);
  });
});
