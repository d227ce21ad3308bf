/**
 * What firewalls, security groups, packet filters and proxies would have logged of the lab's flows: read off the steps of their
 * traces, under the names of the tables in which Azure keeps it (Azure Firewall's resource-specific tables, "Azure Structured
 * Firewall Logs"; AZFWFlowTrace has what belongs to no state) or of the file.
 */
import { connectionsBehind, connectionsOf, type FiveTuple, type Hop, type LegName, type Packet, type Trace, traceFlow } from '../data-plane/index.ts';
import { formatIp } from '../ip/index.ts';
import type { FlowSpec } from '../model/index.ts';
import type { ConfigRef } from '../policy/index.ts';
import type { Solution } from '../solution.ts';
import { walksOf } from './walks.ts';

export type LogName = 'AZFWNatRule' | 'AZFWNetworkRule' | 'AZFWApplicationRule' | 'AZFWThreatIntel' | 'AZFWFlowTrace' | 'NSGFlowLogs' | 'pflog' | 'access.log';

export type LogAction = 'Allow' | 'Deny' | 'DNAT' | 'Alert' | 'INVALID';

export interface LogEntry {
  readonly log: LogName;
  readonly device: string;
  readonly action: LogAction;
  /** Ends and ports of the packet as the device had it. */
  readonly packet: FiveTuple;
  /** The rule that decided; absent where none matched. */
  readonly rule?: string;
  /** Its line, where it stands in a text. */
  readonly line?: ConfigRef;
  /** The line that was written, where the log is a file. */
  readonly text?: string;
  /** Why, where no rule decided, in the log's own words. */
  readonly reason?: string;
  /** An application rule: the name that was asked for, and how. */
  readonly host?: string;
  readonly application?: string;
  /** DNAT: the packet as it goes on. */
  readonly translated?: FiveTuple;
  /** What Microsoft's feed lists. */
  readonly threat?: string;
  /** AZFWFlowTrace: the flags of the packet that belongs to no state. */
  readonly flag?: string;
  /** Name of the flow in the lab; absent for one that was asked about besides. */
  readonly name?: string;
  readonly flow: FlowSpec;
  readonly leg: LegName;
  readonly origin: number;
  readonly hop: number;
}

type AskedOf = Pick<Solution, 'lab' | 'network' | 'controlPlane' | 'effectiveRoutes'>;
type Written = Pick<LogEntry, 'log' | 'action' | 'rule' | 'line' | 'text' | 'reason' | 'host' | 'application' | 'translated' | 'threat' | 'flag'>;

/** The entries of all devices: the lab's named flows by their names, then `besides`; within a flow as its packets are sent. */
export function flowLogs(solution: AskedOf, besides?: FlowSpec): LogEntry[] {
  const named = Object.entries(solution.lab.flows ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const known = besides && named.some(([, f]) => JSON.stringify(f) === JSON.stringify(besides));
  const all: (readonly [string | undefined, FlowSpec])[] = besides && !known ? [...named, [undefined, besides]] : named;
  return all.flatMap(([name, flow]) => traceLogs(traceFlow(solution, flow, { branches: false }), flow, name));
}

/** The entries of one flow that has been traced. */
export function traceLogs(trace: Trace, flow: FlowSpec, name?: string): LogEntry[] {
  const about = { flow, ...(name !== undefined && { name }) };
  const seen = walksOf(trace).flatMap(({ name: leg, leg: way, origin }) =>
    way.hops.flatMap((hop, n) =>
      writtenAt(hop, trace).map((w): LogEntry => ({ ...w, ...about, device: hop.device, packet: tupleOf(hop.before), leg, origin, hop: n })),
    ),
  );
  return [...seen, ...proxyLines(trace, connectionsOf(trace)).map((line): LogEntry => ({ ...line, ...about }))];
}

/** The lines of access.log: a proxy writes its own when the request is over, and so do before it the parents that it asked (H63). */
function proxyLines(trace: Trace, all: readonly Trace[]): Omit<LogEntry, 'flow' | 'name'>[] {
  const { proxied, out } = trace;
  const behind = connectionsBehind(trace).flatMap((t) => proxyLines(t, all));
  const last = out.hops.at(-1);
  if (proxied?.log === undefined || !last || !proxied.decision) return behind;
  const { allow, line } = proxied.decision;
  const own = {
    log: 'access.log',
    device: last.device,
    action: allow ? 'Allow' : 'Deny',
    packet: tupleOf(last.before),
    text: proxied.log,
    ...(line && { line, rule: line.text }),
    leg: 'out',
    origin: all.indexOf(trace),
    hop: out.hops.length - 1,
  } as const;
  return [...behind, own];
}

/** No rule matched: Azure Monitor's table reference, AZFWNetworkRule. */
const DEFAULT_ACTION = { reason: 'Default Action' };

function writtenAt(hop: Hop, { intercepted }: Trace): Written[] {
  return hop.steps.flatMap(({ reason }): Written[] => {
    const args = reason.args ?? {};
    // HTTP without a name asks for the address itself, which then stands for it (A166).
    const host = intercepted?.host ?? (intercepted?.application === 'Http' ? formatIp(tupleOf(hop.before).destination) : undefined);
    const asked = intercepted ? { application: intercepted.application, ...(host !== undefined && { host }) } : {};
    const rule = args['rule'] === undefined ? {} : { rule: args['collection'] === undefined ? String(args['rule']) : `${args['collection']}/${args['rule']}` };
    switch (reason.code) {
      case 'firewall-dnat':
        return [{ log: 'AZFWNatRule', action: 'DNAT', ...rule, ...(hop.after && { translated: tupleOf(hop.after) }) }];
      case 'firewall-network-rule':
        return [{ log: 'AZFWNetworkRule', action: 'Allow', ...rule }];
      case 'firewall-network-rule-deny':
        return [{ log: 'AZFWNetworkRule', action: 'Deny', ...rule }];
      case 'firewall-application-rule':
        return [{ log: 'AZFWApplicationRule', action: 'Allow', ...rule, ...asked }];
      case 'firewall-application-rule-deny':
        return [{ log: 'AZFWApplicationRule', action: 'Deny', ...rule, ...asked }];
      case 'firewall-default-deny':
        return hop.before.payload === 0 || !isTcp(hop.before)
          ? [{ log: 'AZFWNetworkRule', action: 'Deny', ...DEFAULT_ACTION }]
          : [{ log: 'AZFWApplicationRule', action: 'Deny', ...DEFAULT_ACTION, ...asked }];
      case 'firewall-no-dnat-rule':
        return [{ log: 'AZFWNetworkRule', action: 'Deny', ...DEFAULT_ACTION }];
      case 'firewall-no-server-name':
        return [{ log: 'AZFWApplicationRule', action: 'Deny', ...asked, reason: 'SNI TLS extension was missing' }];
      case 'firewall-name-not-resolved':
        return [{ log: 'AZFWApplicationRule', action: 'Deny', ...asked }];
      case 'firewall-threat-deny':
      case 'firewall-threat-alert':
        return [{ log: 'AZFWThreatIntel', action: reason.code === 'firewall-threat-deny' ? 'Deny' : 'Alert', threat: String(args['what'] ?? ''), ...asked }];
      case 'firewall-no-state':
      case 'firewall-no-syn-ack':
        return [{ log: 'AZFWFlowTrace', action: 'INVALID', ...flagOf(hop.before) }];
      case 'nsg-allow-in':
      case 'nsg-allow-out':
      case 'nsg-deny-in':
      case 'nsg-deny-out':
        return [{ log: 'NSGFlowLogs', action: reason.code.startsWith('nsg-allow') ? 'Allow' : 'Deny', rule: `${args['nsg']}/${args['rule']}` }];
      case 'pf-pass':
      case 'pf-block':
        return logged(reason.source)
          ? [{ log: 'pflog', action: reason.code === 'pf-pass' ? 'Allow' : 'Deny', ...rule, ...(reason.source && { line: reason.source }) }]
          : [];
      default:
        return [];
    }
  });
}

/** A request is data; what is denied before it is a packet without any. */
const isTcp = ({ headers }: Packet): boolean => headers[1]?.kind === 'tcp';

/** Of the packet that was dropped: `ACK`, `SYN ACK`. */
function flagOf({ headers }: Packet): Pick<LogEntry, 'flag'> {
  const tcp = headers[1];
  return tcp?.kind === 'tcp' ? { flag: tcp.flags.join(' ') } : {};
}

/** H30: PF copies to pflog0 what meets a rule with `log`, and nothing else. */
const logged = (source: ConfigRef | undefined): boolean => /\blog\b/.test(source?.text ?? '');

function tupleOf({ headers }: Packet): FiveTuple {
  const ip = headers.find((h) => h.kind === 'ip');
  const ports = headers[headers.findIndex((h) => h === ip) + 1];
  const { sourcePort, destinationPort } = ports?.kind === 'tcp' || ports?.kind === 'udp' ? ports : { sourcePort: 0, destinationPort: 0 };
  if (ip?.kind !== 'ip') throw new Error(`a packet without an IP header: ${headers.map((h) => h.kind).join(' ')}`);
  return { protocol: ip.protocol, source: ip.source, destination: ip.destination, sourcePort, destinationPort };
}
