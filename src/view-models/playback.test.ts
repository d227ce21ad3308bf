import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FlowSpec, flowLogs, flowTouches, type Lab, readScenario, type Scenario, solve, stateAt, type Trace, traceFlow } from '../engine/index.ts';
import { boxesOf, centerOf, diagramOf, linesOf, wayOf } from './diagram/index.ts';
import { advance, chaptersOf, frameAt, framesOf, otherFilms, positionAt, sameMoment, stretchesOf, waysOf } from './playback.ts';

const story = (id: string) => readScenario(readFileSync(new URL(`../../scenarios/${id}.json`, import.meta.url), 'utf8')).scenario as Scenario;
const scenario = story('reverse-forced-tunneling');

function film(step: string, flow: string, of = scenario) {
  const lab = stateAt(of, step);
  const trace: Trace = traceFlow(solve(lab), lab.flows![flow]!);
  const { nodes, edges } = diagramOf(lab);
  const boxes = boxesOf(nodes);
  const lines = linesOf(edges, nodes, boxes);
  const frames = framesOf(trace);
  const stretches = stretchesOf(frames, (a, b) => wayOf(a, b, lines, boxes));
  return { trace, boxes, lines, frames, stretches };
}

describe('a delivered flow', () => {
  const { frames, stretches, boxes, lines } = film('complete', 'browse');

  it('A166 has every hop of the client’s connection, then those of the firewall’s own, then the answer', () => {
    const walks = frames.map((f) => `${f.origin ? 'own ' : ''}${f.leg}`).filter((w, i, all) => w !== all[i - 1]);
    expect(walks).toEqual(['out', 'back', 'ack', 'request', 'own out', 'own back', 'own ack', 'own data', 'own answer', 'answer']);
    expect(frames[0]!.hop.device).toBe('pc-onprem');
    expect(frames.at(-1)!.hop.device).toBe('pc-onprem');
  });

  it('runs along the drawn line of the circuit', () => {
    const circuit = lines.find((l) => l.edge.id === 'cn-er')!;
    const stretch = stretches[frames.findIndex((f) => f.leg === 'out' && f.hop.device === 'erc-clab')]!;
    for (const p of circuit.points) expect(stretch.points).toContainEqual(p);
  });

  it('runs along the cable to the Internet, where one is drawn', () => {
    const p2s = story('p2s-proxy');
    const first = film(p2s.steps![0]!.id, 'ping', p2s);
    const cable = first.lines.find((l) => l.edge.kind === 'cable' && l.edge.source === 'client' && l.edge.target === 'internet')!;
    expect(first.frames[1]!.hop.device).toBe('internet');
    expect(first.stretches[0]!.points.slice(1, -1)).toEqual(cable.points);
  });

  it('is at a device at whole numbers and between two at fractions', () => {
    const place = (hop: { device: string }) => centerOf(boxes.get(hop.device)!);
    expect(positionAt(frames, stretches, place, 0)).toMatchObject({ at: centerOf(boxes.get('pc-onprem')!), moving: false });
    expect(positionAt(frames, stretches, place, 0.5)).toMatchObject({ moving: true });
  });

  it('rests at a device, then moves, and comes to the end', () => {
    let now = { playhead: 0, rest: 0 };
    now = advance(now.playhead, now.rest, 16, 1, stretches);
    expect(now.playhead).toBe(0);
    let ticks = 0;
    while (now.playhead < frames.length - 1 && ticks++ < 5000) now = advance(now.playhead, now.rest, 16, 1, stretches);
    expect(now.playhead).toBeGreaterThanOrEqual(frames.length - 1);
  });
});

describe('a loop', () => {
  const { frames, trace } = film('without-udr', 'lookup');
  it('is shown for a few rounds with its TTL counted down to 0', () => {
    expect(trace.verdict).toBe('looped');
    const ttls = frames.flatMap((f) => (f.leg !== 'out' || f.ttl === undefined ? [] : [f.ttl]));
    expect(ttls.length).toBeGreaterThan(1);
    expect(ttls.at(-1)).toBe(0);
    expect(ttls).toEqual(ttls.toSorted((a, b) => b - a));
    expect(frames.length).toBeLessThan(trace.out.hops.length);
  });
});

describe('legs beyond the first two', () => {
  const traced = (scenario: string, step: string, flow: FlowSpec | string) => {
    const lab = stateAt(story(scenario), step);
    return traceFlow(solve(lab), typeof flow === 'string' ? lab.flows![flow]! : flow);
  };
  const names = (trace: Trace) => chaptersOf(trace).map((c) => `${c.origin ? 'origin ' : ''}${c.name}`);

  it('H9: data goes after the handshake, there and back', () => {
    expect(names(traced('own-as', 'mss', 'download'))).toEqual(['out', 'back', 'ack', 'data', 'answer']);
    expect(names(traced('own-as', 'mss', 'visit'))).toEqual(['out', 'back']);
  });

  it('H63: behind a proxy its own connection follows the client’s; the data’s answer comes last', () => {
    const browse = { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy' } as const;
    expect(names(traced('p2s-proxy', 'through-the-proxy', browse))).toEqual(['out', 'back', 'origin out', 'origin back']);
    expect(names(traced('p2s-proxy', 'through-the-proxy', { ...browse, bytes: 3000 }))).toEqual([
      'out',
      'back',
      'ack',
      'data',
      'origin out',
      'origin back',
      'origin ack',
      'origin data',
      'origin answer',
      'answer',
    ]);
  });

  it('H63: behind a parent its own connection comes last, and the line of its log is found at its own hop', () => {
    const on = (n: number) => ({ interfaces: { eth0: { segment: 'lan', addresses: [`10.1.0.${n}/24`] } } });
    const squid = (text: string) => ({ squid: { config: `http_port 3128\nhttp_access allow all\n${text}` } });
    const hosts: Lab['hosts'] = {
      pc: on(10),
      child: { ...on(1), ...squid('never_direct allow all\ncache_peer 10.1.0.2 parent 3128 0') },
      mum: { ...on(2), ...squid('') },
      server: { ...on(5), listen: [{ protocol: 'tcp', port: 443 }] },
    };
    const solution = solve({ segments: { lan: {} }, hosts });
    const flow = { from: 'pc', to: 'server', protocol: 'tcp', port: 443, proxy: 'child' } as const;
    const trace = traceFlow(solution, flow);
    const ways = chaptersOf(trace).map(({ name, origin, leg }) => `${origin} ${name} ${leg.hops.map((h) => h.device).join('-')}`);
    expect(ways).toEqual(['0 out pc-child', '0 back child-pc', '1 out child-mum', '1 back mum-child', '2 out mum-server', '2 back server-mum']);
    const frames = framesOf(trace);
    const at = flowLogs(solution, flow).map((e) => [e.device, e.text?.split(' ').at(-2), frames[frameAt(frames, e.leg, e.origin, e.hop) ?? -1]?.hop.device]);
    expect(at).toEqual([
      ['mum', 'HIER_DIRECT/10.1.0.5', 'mum'],
      ['child', 'FIRSTUP_PARENT/10.1.0.2', 'child'],
    ]);
    const lines = flowTouches(solution, { device: 'mum', text: 'squid', line: 2 }, flow);
    expect(lines.map((t) => [t.effect, t.origin])).toEqual([['allows-request', 1]]);
  });

  it('H4: what the sender is told comes after the end that caused it; where nothing is told the film ends', () => {
    expect(names(traced('own-as', 'blackhole', 'stray'))).toEqual(['out', 'error']);
    expect(names(traced('own-as', 'strangers', 'stranger'))).toEqual(['out']);
  });

  it('a hop of a leg is found in the film; a leg that it has not got is not', () => {
    const trace = traced('own-as', 'mss', 'download');
    const frames = framesOf(trace);
    const at = frameAt(frames, 'data', 0, 1);
    expect(at !== undefined && [frames[at]?.leg, frames[at]?.index]).toEqual(['data', 1]);
    expect(frameAt(frames, 'data', 1, 1)).toBeUndefined();
  });
});

describe('equal ways', () => {
  /** pc — r, which has two equal ways to far. */
  const trace = traceFlow(solve(twoWays()), { from: 'pc', to: 'far', protocol: 'tcp', port: 22, bytes: 4000 });
  const nowhere = () => undefined;

  it('the others have films of their own, with the data as well', () => {
    const films = otherFilms(trace, 0, nowhere);
    expect([waysOf(trace).length, films.map((f) => f.way)]).toEqual([2, [1]]);
    expect(new Set(films[0]?.frames.map((f) => f.leg))).toEqual(new Set(['out', 'back', 'ack', 'data', 'answer']));
    expect(otherFilms(trace, 1, nowhere).map((f) => f.way)).toEqual([0]);
    expect(otherFilms(undefined, 0, nowhere)).toEqual([]);
  });

  it('and are in the same walk at the same moment', () => {
    const [own, other] = [framesOf(trace, 0), framesOf(trace, 1)];
    for (const [i, frame] of own.entries()) expect(other[Math.floor(sameMoment(own, other, i))]?.leg).toBe(frame.leg);
    expect(sameMoment(own, own, 1.5)).toBe(1.5);
    expect(sameMoment(own, other.slice(0, 1), own.length - 1)).toBe(0);
  });
});

function twoWays(): Lab {
  const router = (addresses: Record<string, [string, string]>, gateway?: string) => ({
    interfaces: Object.fromEntries(Object.entries(addresses).map(([name, [address, segment]]) => [name, { addresses: [address], segment }])),
    ...(gateway !== undefined && { gateway }),
  });
  const linux = (script: string) => ({ iproute2: { config: `sysctl -w net.ipv4.ip_forward=1\n${script}` } });
  return {
    segments: { a: {}, b: {}, c: {} },
    hosts: {
      pc: router({ e: ['10.1.0.10/24', 'a'] }, '10.1.0.1'),
      far: { ...router({ e: ['10.3.0.10/24', 'c'] }, '10.3.0.1'), listen: [{ protocol: 'tcp', port: 22 }] },
    },
    routers: {
      r: { ...router({ e0: ['10.1.0.1/24', 'a'], e1: ['10.2.0.1/24', 'b'] }), ...linux('ip route add 10.3.0.0/24 nexthop via 10.2.0.2 nexthop via 10.2.0.3') },
      x: { ...router({ e0: ['10.2.0.2/24', 'b'], e1: ['10.3.0.1/24', 'c'] }), ...linux('ip route add default via 10.2.0.1') },
      y: { ...router({ e0: ['10.2.0.3/24', 'b'], e1: ['10.3.0.2/24', 'c'] }), ...linux('ip route add default via 10.2.0.1') },
    },
  } as unknown as Lab;
}
