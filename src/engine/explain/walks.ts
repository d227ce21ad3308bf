/** Every walk of a traced flow, the proxy's own connection among them, for what goes through them all. */
import { type Leg, type LegName, originOf, type Trace } from '../data-plane/index.ts';

export interface Walk {
  readonly name: LegName;
  readonly leg: Leg;
  /** Of the proxy's own connection. */
  readonly origin: boolean;
}

/** In the order in which packets are sent. */
export function walksOf(trace: Trace, origin = false): Walk[] {
  const legs: (readonly [LegName, Leg | undefined])[] = [
    ['out', trace.out],
    ['back', trace.back],
    ['ack', trace.ack],
    ['request', trace.intercepted?.request],
    ['data', trace.transfer?.up?.leg],
    ['answer', trace.transfer?.down?.leg],
  ];
  const own = legs.flatMap(([name, leg]) => (leg ? [{ name, leg, origin }] : []));
  const behind = originOf(trace);
  const refusal = trace.intercepted?.answer;
  return [...own, ...(behind ? walksOf(behind, true) : []), ...(refusal ? [{ name: 'answer' as const, leg: refusal, origin }] : [])];
}
