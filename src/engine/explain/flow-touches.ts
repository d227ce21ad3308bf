/**
 * Which flows a line of a device's configuration touched: the lab's named flows, and others that are asked about, are traced,
 * and every step, lookup and decision that names a line is kept under it. Made on demand, once a solution.
 */
import { connectionsOf, type Hop, type LegName, type Trace, traceFlow } from '../data-plane/index.ts';
import type { FlowSpec } from '../model/index.ts';
import type { ConfigRef, TextKind } from '../policy/index.ts';
import type { Solution } from '../solution.ts';
import { walksOf } from './walks.ts';

/** What the line did with packets of the flow; `remembers`: they passed by the state that it had made. */
export type FlowTouchEffect =
  | 'passes'
  | 'remembers'
  | 'stops'
  | 'translates'
  | 'clamps'
  | 'steers'
  | 'routes'
  | 'wraps'
  | 'unwraps'
  | 'allows-request'
  | 'denies-request';

export interface FlowTouch {
  /** Name of the flow in the lab; absent for one that was asked about besides. */
  readonly name?: string;
  readonly flow: FlowSpec;
  readonly effect: FlowTouchEffect;
  /** Where it did so first: the leg, which connection that is of (0: the client's own, then a proxy's, its parent's), and the hop's index in it. */
  readonly leg: LegName;
  readonly origin: number;
  readonly hop: number;
}

/** A line, from 1, of one of a device's texts. */
export interface FlowLine {
  readonly device: string;
  readonly text: TextKind;
  readonly line: number;
}

type AskedOf = Pick<Solution, 'lab' | 'network' | 'controlPlane' | 'effectiveRoutes'>;
type Found = FlowTouch & { readonly at: FlowLine };

const indexes = new WeakMap<AskedOf, Map<string, readonly Found[]>>();

/** The flows that a line touched, each effect once. `besides`: a flow to look at beside the lab's own. */
export function flowTouches(solution: AskedOf, of: FlowLine, besides?: FlowSpec): FlowTouch[] {
  const named = Object.entries(solution.lab.flows ?? {}).flatMap(([name, flow]) => touchesOf(solution, flow, name));
  const same = besides && Object.values(solution.lab.flows ?? {}).some((f) => JSON.stringify(f) === JSON.stringify(besides));
  const all = besides && !same ? [...named, ...touchesOf(solution, besides)] : named;
  return all.flatMap(({ at, ...touch }) => (at.device === of.device && at.text === of.text && at.line === of.line ? [touch] : []));
}

function touchesOf(solution: AskedOf, flow: FlowSpec, name?: string): readonly Found[] {
  const known = indexes.get(solution) ?? new Map<string, readonly Found[]>();
  indexes.set(solution, known);
  const key = `${name ?? ''} ${JSON.stringify(flow)}`;
  const made = known.get(key) ?? collect(traceFlow(solution, flow), flow, name);
  known.set(key, made);
  return made;
}

function collect(trace: Trace, flow: FlowSpec, name: string | undefined): Found[] {
  const out = new Map<string, Found>();
  const add = (source: ConfigRef | undefined, effect: FlowTouchEffect, where: Pick<FlowTouch, 'leg' | 'origin' | 'hop'>) => {
    if (source?.device === undefined) return;
    const at: FlowLine = { device: source.device, text: source.file ?? 'frr', line: source.span.line };
    const key = `${at.device} ${at.text} ${at.line} ${effect}`;
    if (!out.has(key)) out.set(key, { ...(name !== undefined && { name }), flow, effect, ...where, at });
  };
  for (const { name: leg, leg: way, origin } of walksOf(trace))
    way.hops.forEach((hop, n) => ofHop(hop, (source, effect) => add(source, effect, { leg, origin, hop: n })));
  for (const [origin, { proxied, out: way }] of connectionsOf(trace).entries())
    add(proxied?.decision?.line, proxied?.decision?.allow ? 'allows-request' : 'denies-request', { leg: 'out', origin, hop: way.hops.length - 1 });
  return [...out.values()];
}

const EFFECTS: Readonly<Record<string, FlowTouchEffect>> = {
  'pf-pass': 'passes',
  'pf-state': 'remembers',
  'pf-block': 'stops',
  'pf-translated': 'translates',
  'nf-accept': 'passes',
  'nf-drop': 'stops',
  'nf-reject': 'stops',
  'nf-translated': 'translates',
  'nf-marked': 'steers',
  'mss-clamped': 'clamps',
  'policy-rule': 'steers',
  'rule-blackhole': 'stops',
  'rule-unreachable': 'stops',
  'rule-prohibit': 'stops',
  'host-tunnel-in': 'wraps',
  'host-tunnel-out': 'unwraps',
};

function ofHop({ steps, lookup }: Hop, add: (source: ConfigRef | undefined, effect: FlowTouchEffect) => void): void {
  for (const { reason } of steps) {
    const effect = EFFECTS[reason.code];
    if (effect) add(reason.source, effect);
  }
  if (lookup?.table === 'fib') add(lookup.line, 'routes');
}
