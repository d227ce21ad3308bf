/** Flows as one types them: who can send, to what, and the draft of one. */
import type { FlowSpec, Lab } from '../engine/index.ts';

/** Where packets can come from, and what can be suggested as their destination. */
export function endpointsOf(lab: Lab): { readonly from: readonly string[]; readonly to: readonly string[] } {
  const machines = [...Object.keys(lab.hosts ?? {}), ...Object.keys(lab.virtualMachines ?? {}), ...Object.keys(lab.routers ?? {})];
  const internet = Object.entries(lab.internet?.hosts ?? {});
  return { from: [...machines, ...internet.map(([id]) => id)], to: [...machines, ...internet.map(([id, h]) => h.names?.[0] ?? id)] };
}

/** Machines with a forward proxy. */
export function proxiesOf(lab: Lab): string[] {
  const all: [string, object][] = [...Object.entries(lab.virtualMachines ?? {}), ...Object.entries(lab.hosts ?? {}), ...Object.entries(lab.routers ?? {})];
  return all.filter(([, m]) => 'squid' in m && m.squid !== undefined).map(([id]) => id);
}

export interface FlowDraft {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: FlowSpec['protocol'];
  readonly port: string;
  readonly proxy: string;
}

/** The flow that a draft stands for; undefined while something is missing or the port is none. */
export function flowOf({ from, to, protocol, port, proxy }: FlowDraft): FlowSpec | undefined {
  const number = Number(port);
  if (from === '' || to.trim() === '') return undefined;
  if (protocol === 'icmp') return { from, to: to.trim(), protocol };
  if (!Number.isInteger(number) || number < 1 || number > 65535) return undefined;
  return { from, to: to.trim(), protocol, port: number, ...(protocol === 'tcp' && proxy !== '' && { proxy }) };
}

/** Whether two flows ask the same. */
export const sameFlow = (a: FlowSpec, b: FlowSpec): boolean =>
  a.from === b.from && a.to === b.to && a.protocol === b.protocol && a.port === b.port && a.proxy === b.proxy && a.source === b.source;

/** A flow in one line: `tcp 443 pc → www.example.com`. */
export const flowText = (f: FlowSpec): string =>
  `${f.protocol}${f.port === undefined ? '' : ` ${f.port}`} ${f.from}${f.source === undefined ? '' : ` (${f.source})`} → ${f.to}${f.proxy === undefined ? '' : ` [${f.proxy}]`}`;
