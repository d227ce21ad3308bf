/** Flows as one types them: who can send, to what, and the draft of one. */
import { type FiveTuple, type FlowSpec, formatIp, type Lab } from '../engine/index.ts';

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

/** What is sent, as people name it: HTTP and HTTPS are TCP to their ports. */
export type Application = FlowSpec['protocol'] | 'http' | 'https';

const PORT_OF = { tcp: 22, udp: 53, http: 80, https: 443 } as const;

/** TCP to port 80 is called HTTP, to 443 HTTPS. */
export function applicationOf({ protocol, port }: Pick<FlowSpec, 'protocol' | 'port'>): Application {
  if (protocol !== 'tcp') return protocol;
  return port === 80 ? 'http' : port === 443 ? 'https' : 'tcp';
}

/** A flow of another application, with its port; what the new one has not got is left out. */
export function withApplication(flow: FlowSpec, application: Application): FlowSpec {
  const { port, proxy, proxyPort, sourcePort, icmpId, icmpSequence, ...rest } = flow;
  if (application === 'icmp')
    return { ...rest, protocol: 'icmp', ...(icmpId !== undefined && { icmpId }), ...(icmpSequence !== undefined && { icmpSequence }) };
  const protocol = application === 'udp' ? 'udp' : 'tcp';
  return {
    ...rest,
    protocol,
    port: applicationOf(flow) === application && port !== undefined ? port : PORT_OF[application],
    ...(sourcePort !== undefined && { sourcePort }),
    ...(proxy !== undefined && protocol === 'tcp' && { proxy, ...(proxyPort !== undefined && { proxyPort }) }),
  };
}

/** Bounds of the fields that hold a number. */
const BOUNDS = {
  port: [1, 65535],
  sourcePort: [1, 65535],
  bytes: [0, 10_000_000],
  ttl: [1, 255],
  fib: [0, 65535],
  dscp: [0, 63],
  icmpId: [0, 65535],
  icmpSequence: [0, 65535],
  proxyPort: [1, 65535],
} as const;
export type NumberField = keyof typeof BOUNDS;

/** The field of a flow that a number is typed for; nothing typed, or no number, takes it out. */
export function withNumber(flow: FlowSpec, key: NumberField, text: string): FlowSpec {
  const { [key]: _, ...rest } = flow;
  const digits = text.replaceAll(/\D/g, '');
  if (digits === '') return rest;
  const [least, most] = BOUNDS[key];
  return { ...rest, [key]: Math.min(most, Math.max(least, Number(digits))) };
}

/** The flow with a text field; an empty one is taken out. Another proxy has ports of its own. */
export function withText(flow: FlowSpec, key: 'source' | 'proxy' | 'vrf', text: string): FlowSpec {
  const { [key]: _, proxyPort, ...others } = flow;
  const rest = key === 'proxy' || proxyPort === undefined ? others : { ...others, proxyPort };
  return text.trim() === '' ? rest : { ...rest, [key]: text.trim() };
}

/** Every field of a flow, and whether it is one that most leave as it is. */
const FIELDS: Readonly<Record<keyof FlowSpec, boolean>> = {
  from: false,
  to: false,
  protocol: false,
  port: false,
  source: true,
  sourcePort: true,
  fib: true,
  vrf: true,
  bytes: true,
  ttl: true,
  dontFragment: true,
  dscp: true,
  icmpId: true,
  icmpSequence: true,
  proxy: true,
  proxyPort: true,
};
const KEYS = Object.keys(FIELDS) as (keyof FlowSpec)[];
const DETAILS = KEYS.filter((k) => FIELDS[k]);

/** Whether a flow says something of its headers that most do not. */
export const hasDetails = (f: FlowSpec): boolean => DETAILS.some((k) => f[k] !== undefined);

/** Whether it can be sent: it has both ends and, unless it is ICMP, a port. */
export const isComplete = (f: FlowSpec): boolean => f.from !== '' && f.to.trim() !== '' && (f.protocol === 'icmp' || f.port !== undefined);

/** Whether two flows ask the same. */
export const sameFlow = (a: FlowSpec, b: FlowSpec): boolean => KEYS.every((k) => a[k] === b[k]);

/** A flow as a merge patch of what a named one had: what it has not got is taken out. */
export function flowPatch(flow: FlowSpec): Record<string, unknown> {
  return Object.fromEntries(KEYS.map((k) => [k, flow[k] ?? null]));
}

/** A flow in one line: `tcp 443 pc → www.example.com`. */
export const flowText = (f: FlowSpec): string =>
  `${f.protocol}${f.port === undefined ? '' : ` ${f.port}`} ${f.from}${f.vrf === undefined ? '' : ` vrf ${f.vrf}`}${f.source === undefined ? '' : ` (${f.source})`} → ${f.to}${f.proxy === undefined ? '' : ` [${f.proxy}${f.proxyPort === undefined ? '' : `:${f.proxyPort}`}]`}`;

/** A packet's ends in one line: `tcp 10.0.0.4:49152 → 10.1.0.4:22`. */
export function tupleText({ protocol, source, destination, sourcePort, destinationPort }: FiveTuple): string {
  const port = (n: number) => (n === 0 ? '' : `:${n}`);
  return `${protocol} ${formatIp(source)}${port(sourcePort)} → ${formatIp(destination)}${port(destinationPort)}`;
}
