/** Every walk of a traced flow, the connections of proxies among them, for what goes through them all. */
import { connectionsBehind, connectionsOf, type Leg, type LegName, type Trace } from '../data-plane/index.ts';

export interface Walk {
  readonly name: LegName;
  readonly leg: Leg;
  /** Which connection it is of: 0 the client's own, then a proxy's, its parent's (`connectionsOf`). */
  readonly origin: number;
}

/** In the order in which packets are sent. */
export function walksOf(trace: Trace): Walk[] {
  const numbers = new Map(connectionsOf(trace).map((t, i) => [t, i]));
  return walksIn(trace, (t) => numbers.get(t) ?? 0);
}

function walksIn(trace: Trace, numberOf: (trace: Trace) => number): Walk[] {
  const origin = numberOf(trace);
  const legs: (readonly [LegName, Leg | undefined])[] = [
    ['out', trace.out],
    ['back', trace.back],
    ['ack', trace.ack],
    ['request', trace.intercepted?.request],
    ['data', trace.transfer?.up?.leg],
    ['answer', trace.transfer?.down?.leg],
  ];
  const own = legs.flatMap(([name, leg]) => (leg ? [{ name, leg, origin }] : []));
  const refusal = trace.intercepted?.answer;
  const behind = connectionsBehind(trace).flatMap((t) => walksIn(t, numberOf));
  return [...own, ...behind, ...(refusal ? [{ name: 'answer' as const, leg: refusal, origin }] : [])];
}
