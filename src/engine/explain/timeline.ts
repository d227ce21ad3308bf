/** What happened until the network was at rest, in order: sessions, messages, decisions, as plain data for a timeline. */
import { formatIp, formatPrefix } from '../ip/index.ts';
import type { LogEvent, Oscillation } from '../control-plane/index.ts';
import type { Solution } from '../solution.ts';

export interface TimelineEvent {
  /** Simulated ms. */
  readonly at: number;
  readonly kind: LogEvent['kind'];
  /** Node id (`vpngw#0`), and the object that was drawn. */
  readonly speaker: string;
  readonly device: string;
  /** The peer's address, and its object where it is one of the lab's. */
  readonly peer?: string;
  readonly peerDevice?: string;
  /** `10.0.0.0/16`. */
  readonly prefix?: string;
  /** `via 10.0.0.1 path 65001`, or why a session went down. */
  readonly detail?: string;
}

export interface Timeline {
  /** Simulated ms when it came to rest. */
  readonly settledAt: number;
  readonly events: readonly TimelineEvent[];
  /** Routing that never settles: the events end where the turn was recognised. */
  readonly oscillation?: Omit<Oscillation, 'prefix'> & { readonly prefix: string };
}

/** The log of a solution. A network that is given a history starts its log with that. */
export function timelineOf({ network, controlPlane }: Solution): Timeline {
  const { log, settledAt, oscillation } = controlPlane;
  const deviceOf = (node: string) => network.nodes.get(node)?.device ?? node;
  const owners = new Map<string, string>();
  for (const node of network.nodes.values())
    for (const i of node.interfaces) for (const a of i.addresses) if (!owners.has(formatIp(a.ip))) owners.set(formatIp(a.ip), node.device);
  const events = log.map((e): TimelineEvent => {
    const peerDevice = e.peer === undefined ? undefined : owners.get(e.peer);
    return {
      at: e.at,
      kind: e.kind,
      speaker: e.speaker,
      device: deviceOf(e.speaker),
      ...(e.peer !== undefined && { peer: e.peer }),
      ...(peerDevice !== undefined && { peerDevice }),
      ...(e.prefix && { prefix: formatPrefix(e.prefix) }),
      ...(e.detail !== undefined && { detail: e.detail }),
    };
  });
  return { settledAt, events, ...(oscillation && { oscillation: { ...oscillation, prefix: formatPrefix(oscillation.prefix) } }) };
}
