import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario, type Scenario, solve, stateAt, type Trace, traceFlow } from '../engine/index.ts';
import { boxesOf, diagramOf } from './diagram.ts';
import { centerOf } from './geometry.ts';
import { linesOf, wayOf } from './lines.ts';
import { advance, framesOf, positionAt, stretchesOf } from './playback.ts';

const scenario = readScenario(readFileSync(new URL('../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8')).scenario as Scenario;

function film(step: string, flow: string) {
  const lab = stateAt(scenario, step);
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

  it('has every hop out, then every hop back', () => {
    expect(frames.map((f) => f.leg).join(' ')).toMatch(/^out( out)+( back)+$/);
    expect(frames[0]!.hop.device).toBe('pc-onprem');
    expect(frames.at(-1)!.hop.device).toBe('pc-onprem');
  });

  it('runs along the drawn line of the circuit', () => {
    const circuit = lines.find((l) => l.edge.id === 'cn-er')!;
    const stretch = stretches[frames.findIndex((f) => f.leg === 'out' && f.hop.device === 'erc-clab')]!;
    for (const p of circuit.points) expect(stretch.points).toContainEqual(p);
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
    const ttls = frames.flatMap((f) => (f.ttl === undefined ? [] : [f.ttl]));
    expect(ttls.length).toBeGreaterThan(1);
    expect(ttls.at(-1)).toBe(0);
    expect(ttls).toEqual(ttls.toSorted((a, b) => b - a));
    expect(frames.length).toBeLessThan(trace.out.hops.length);
  });
});
