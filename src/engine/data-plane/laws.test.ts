/** The laws of `test-laws.ts` are not true of everything: for each, traces changed by hand so that they break it, and the same ones unchanged. */
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { outer } from './packet.ts';
import { reachability } from './reachability.ts';
import { flowOf } from './test-labs.ts';
import {
  cargoBroken,
  connectionBroken,
  countedBroken,
  matrixBroken,
  orderBroken,
  quoteBroken,
  stackBroken,
  translationBroken,
  ttlBroken,
  turned,
  untouchedBroken,
} from './test-laws.ts';
import { traceFlow } from './trace.ts';
import type { Header, Hop, Leg, Packet, Trace } from './types.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const script = (...lines: string[]) => ({ iproute2: { config: ['sysctl -w net.ipv4.ip_forward=1', ...lines].join('\n') } });

/** pc — r1, who translates, and wraps it for r2 — server. */
const LAB: Lab = {
  segments: { left: {}, mid: {}, right: {}, far: {} },
  hosts: {
    pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1' },
    r1: {
      interfaces: { e0: on('left', '10.1.0.1/24'), e1: on('mid', '10.2.0.1/24') },
      ...script(
        'ip link add t0 type gre local 10.2.0.1 remote 10.2.0.3',
        'ip link set t0 up',
        'ip addr add 10.9.0.1 peer 10.9.0.2/32 dev t0',
        'ip route add 10.3.0.0/24 dev t0',
        'iptables -t nat -A POSTROUTING -o t0 -j MASQUERADE',
      ),
    },
    middle: { interfaces: { e0: on('mid', '10.2.0.2/24'), e1: on('far', '10.2.1.2/24') }, ...script() },
    r2: {
      interfaces: { e0: on('mid', '10.2.0.3/24'), e1: on('right', '10.3.0.1/24') },
      ...script('ip link add t0 type gre local 10.2.0.3 remote 10.2.0.1', 'ip link set t0 up', 'ip addr add 10.9.0.2 peer 10.9.0.1/32 dev t0'),
    },
    server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1', listen: [{ protocol: 'tcp', port: 443 }] },
  },
};

const SOLUTION = solve(LAB);
const TRACE = traceFlow(SOLUTION, flowOf('tcp/443 pc > server'), { branches: false });
/** As long as it has no hop left behind r1, who translates. */
const HEARD = traceFlow(SOLUTION, { from: 'pc', to: 'server', protocol: 'udp', port: 99, ttl: 2 }, { branches: false });
const WEB = { protocol: 'tcp' as const, port: 443 };

/** The trace with one hop of a walk changed. */
function changed(leg: 'out' | 'back', at: number, change: (hop: Hop) => Hop): Trace {
  const walk = TRACE[leg] as Leg;
  return { ...TRACE, [leg]: { ...walk, hops: walk.hops.map((h, i) => (i === at ? change(h) : h)) } };
}
const withIp = (p: Packet, n: number, to: Partial<Extract<Header, { kind: 'ip' }>>): Packet => {
  let seen = -1;
  return { ...p, headers: p.headers.map((h) => (h.kind === 'ip' && ++seen === n ? { ...h, ...to } : h)) };
};
const after = (hop: Hop, change: (p: Packet) => Packet): Hop => ({ ...hop, ...(hop.after && { after: change(hop.after) }) });

it('the trace that is changed is translated, wrapped and delivered, and breaks no law', () => {
  expect(TRACE.verdict).toBe('delivered');
  expect(TRACE.out.hops.map((h) => h.node)).toEqual(['pc', 'r1', 'r2', 'server']);
  expect([...ttlBroken(TRACE), ...stackBroken(TRACE), ...cargoBroken(TRACE), ...translationBroken(TRACE), ...connectionBroken(TRACE)]).toEqual([]);
  expect([...untouchedBroken(TRACE, new Set(['r1'])), ...countedBroken(TRACE), ...quoteBroken(HEARD)]).toEqual([]);
  expect(HEARD.out.error?.leg.ending).toBe('delivered');
  expect(orderBroken(TRACE, traceFlow(solve(turned(LAB)), TRACE.flow, { branches: false }))).toEqual([]);
  expect(matrixBroken(reachability(SOLUTION, WEB), WEB, (flow) => traceFlow(SOLUTION, flow))).toEqual([]);
});

describe('no walk outlives its TTL', () => {
  it.each([
    ['a hop that gives it back', changed('out', 0, (h) => after(h, (p) => withIp(p, 0, { ttl: 64 + 1 })))],
    ['a hop that takes two', changed('back', 0, (h) => after(h, (p) => withIp(p, 0, { ttl: outer(p).ttl - 2 })))],
    ['a tunnel that takes one off what is inside', changed('out', 2, (h) => after(h, (p) => withIp(p, 0, { ttl: outer(p).ttl - 1 })))],
    ['an envelope that takes one off what it is put around', changed('out', 1, (h) => after(h, (p) => withIp(p, 1, { ttl: 60 })))],
    ['more hops than it was sent with', changed('out', 0, (h) => ({ ...h, before: withIp(h.before, 0, { ttl: 1 }), after: withIp(h.before, 0, { ttl: 1 }) }))],
  ])('%s', (_, trace) => expect(ttlBroken(trace)).not.toEqual([]));
});

describe('envelopes come off as they went on', () => {
  const wrapped = (trace: Trace) => trace.out.hops.findIndex((h) => h.before.headers.filter((x) => x.kind === 'ip').length === 2);
  it.each([
    ['one that nobody put on', changed('out', 0, (h) => after(h, (p) => ({ ...p, headers: [...p.headers.slice(0, 1), ...p.headers] })))],
    ['one that stays on', changed('out', wrapped(TRACE), (h) => after(h, () => h.before))],
    [
      'one that the last machine does not take off',
      changed('out', 3, (h) => ({ ...h, before: { ...h.before, headers: [...h.before.headers.slice(0, 1), ...h.before.headers] } })),
    ],
    [
      'what is inside changed on the way',
      changed('out', wrapped(TRACE), (h) => ({ ...h, steps: [], after: withIp(h.before, 1, { destination: ip('10.3.0.99') }) })),
    ],
  ])('%s', (_, trace) => expect(stackBroken(trace)).not.toEqual([]));
});

describe('what is carried is what was sent', () => {
  const withHeaders = (p: Packet, change: (h: Header, i: number) => Header[]): Packet => ({ ...p, headers: p.headers.flatMap(change) });
  it.each([
    ['the header of TCP lost in an envelope', changed('out', 1, (h) => after(h, (p) => withHeaders(p, (x) => (x.kind === 'tcp' ? [] : [x]))))],
    ['other flags than were sent', changed('back', 1, (h) => after(h, (p) => withHeaders(p, (x) => [x.kind === 'tcp' ? { ...x, flags: ['SYN'] } : x])))],
    ['data that is lost on the way', changed('out', 2, (h) => ({ ...h, before: { ...h.before, payload: 7 } }))],
    ['another DSCP inside', changed('out', 2, (h) => ({ ...h, before: withIp(h.before, 1, { dscp: 46 }) }))],
  ])('%s', (_, trace) => expect(cargoBroken(trace)).not.toEqual([]));
});

describe('packets of a connection fare alike', () => {
  const ack = TRACE.ack as Leg;
  const moved = (change: (hop: Hop) => Hop): Trace => ({ ...TRACE, ack: { ...ack, hops: ack.hops.map((h, i) => (i === 0 ? change(h) : h)) } });
  it.each([
    ['the second is translated otherwise', moved((h) => after(h, (p) => withIp(p, 0, { source: ip('10.1.0.77') })))],
    ['the second takes another way', { ...TRACE, ack: { ...ack, hops: ack.hops.map((h, i) => (i === 1 ? { ...h, node: 'middle' } : h)) } }],
  ])('%s', (_, trace) => expect(connectionBroken(trace)).not.toEqual([]));
});

it('a machine that forwards and does not count, and one that counts what it sends', () => {
  expect(countedBroken(changed('out', 1, (h) => ({ ...h, decrementsTtl: false })))).not.toEqual([]);
  expect(countedBroken(changed('back', 0, (h) => ({ ...h, decrementsTtl: true })))).not.toEqual([]);
});

it('an error about a flow that its sender does not know', () => {
  const error = HEARD.out.error as NonNullable<Leg['error']>;
  const hops = error.leg.hops.map((h) => ({
    ...h,
    before: { ...h.before, ...(h.before.quotes && { quotes: { ...h.before.quotes, source: ip('10.9.0.1') } }) },
  }));
  expect(quoteBroken({ ...HEARD, out: { ...HEARD.out, error: { ...error, leg: { ...error.leg, hops } } } })).not.toEqual([]);
});

it('a device that is said to translate nothing and does', () =>
  expect(
    untouchedBroken(
      changed('out', 0, (h) => after(h, (p) => withIp(p, 0, { source: ip('10.1.0.77') }))),
      new Set(['r1']),
    ),
  ).not.toEqual([]));

describe('translation is undone on the way back', () => {
  const last = (TRACE.back?.hops.length ?? 1) - 1;
  const swapped = (p: Packet): Packet => withIp(p, 0, { destination: ip('10.9.0.1') });
  it.each([
    ['an answer to the translated address', changed('back', last, (h) => ({ ...h, before: swapped(h.before) }))],
    [
      'an answer from another port',
      changed('back', last, (h) => ({
        ...h,
        before: { ...h.before, headers: h.before.headers.map((x) => (x.kind === 'tcp' ? { ...x, sourcePort: 444 } : x)) },
      })),
    ],
  ])('%s', (_, trace) => expect(translationBroken(trace)).not.toEqual([]));

  it('a device that does not know its own translation again', () => {
    const plain: Lab = {
      ...LAB,
      hosts: {
        ...LAB.hosts,
        r1: {
          ...LAB.hosts?.['r1'],
          interfaces: LAB.hosts?.['r1']?.interfaces ?? {},
          ...script('ip route add 10.3.0.0/24 via 10.2.0.3', 'iptables -t nat -A POSTROUTING -o e1 -j MASQUERADE'),
        },
      },
    };
    const t = traceFlow(solve(plain), TRACE.flow, { branches: false });
    expect(translationBroken(t)).toEqual([]);
    const back = t.back as Leg;
    const at = back.hops.findIndex((h) => h.node === 'r1');
    const wrong = { ...t, back: { ...back, hops: back.hops.map((h, i) => (i === at ? after(h, (p) => withIp(p, 0, { destination: ip('10.1.0.77') })) : h)) } };
    expect(translationBroken(wrong, { ends: false })).not.toEqual([]);
    // Nor does one that left the request alone touch the answer.
    const alone = back.hops.findIndex((h) => h.node === 'r2');
    const touched = { ...t, back: { ...back, hops: back.hops.map((h, i) => (i === alone ? after(h, (p) => withIp(p, 0, { source: ip('10.3.0.77') })) : h)) } };
    expect(translationBroken(touched, { ends: false })).not.toEqual([]);
  });
});

describe('order says nothing', () => {
  it.each([
    ['another verdict', { ...TRACE, verdict: 'dropped' as const }],
    ['another node on the way back', changed('back', 1, (h) => ({ ...h, node: 'middle' }))],
    ['another source for the same nodes', changed('out', 2, (h) => ({ ...h, before: withIp(h.before, 0, { source: ip('10.2.0.9') }) }))],
    ['states in another order', { ...TRACE, states: [...TRACE.states, ...TRACE.states] }],
  ])('%s', (_, trace) => expect(orderBroken(TRACE, trace)).not.toEqual([]));
});

describe('the matrix equals traces one by one', () => {
  const wrong: readonly (readonly [string, (t: Trace) => Trace])[] = [
    ['another verdict', (t) => ({ ...t, verdict: 'one-way' })],
    ['another reason', (t) => ({ ...t, summary: { ...t.summary, code: 'no-route' } })],
    ['another end', (t) => ({ ...t, out: { ...t.out, at: { node: 'middle', device: 'middle' } }, back: undefined, ack: undefined }) as unknown as Trace],
  ];
  it.each(wrong)('%s', (_, change) => expect(matrixBroken(reachability(SOLUTION, WEB), WEB, (flow) => change(traceFlow(SOLUTION, flow)))).not.toEqual([]));

  it('one that answers about another port than it was asked about', () => {
    const other = { ...WEB, port: 80 };
    expect(matrixBroken(reachability(SOLUTION, WEB), other, (flow) => traceFlow(SOLUTION, flow))).not.toEqual([]);
  });

  it('one that leaves a pair out', () => {
    const matrix = reachability(SOLUTION, WEB);
    const holes = { ...matrix, cells: matrix.cells.map((row) => row.map(() => undefined)) };
    expect(matrixBroken(holes, WEB, (flow) => traceFlow(SOLUTION, flow))).not.toEqual([]);
  });
});
