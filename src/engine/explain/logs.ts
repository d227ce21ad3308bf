/**
 * What firewalls, security groups, packet filters and proxies would have logged of the lab's flows: read off the steps of their
 * traces, under the names of the tables in which Azure keeps it (Azure Firewall's resource-specific tables, "Azure Structured
 * Firewall Logs"; AZFWFlowTrace has what belongs to no state) or of the file.
 */
import { type FiveTuple, type Hop, type LegName, type Packet, type Trace, traceFlow } from '../data-plane/index.ts';
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
  /** Name of the flow in the lab; absent for one that was asked about besides. */
  readonly name?: string;
  readonly flow: FlowSpec;
  readonly leg: LegName;
  readonly origin: boolean;
  readonly hop: number;
}

type AskedOf = Pick<Solution, 'lab' | 'network' | 'controlPlane' | 'effectiveRoutes'>;
type Written = Pick<LogEntry, 'log' | 'action' | 'rule' | 'line' | 'text'>;

/** The entries of all devices: the lab's named flows by their names, then `besides`; within a flow as its packets are sent. */
export function flowLogs(solution: AskedOf, besides?: FlowSpec): LogEntry[] {
  const named = Object.entries(solution.lab.flows ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const known = besides && named.some(([, f]) => JSON.stringify(f) === JSON.stringify(besides));
  const all: (readonly [string | undefined, FlowSpec])[] = besides && !known ? [...named, [undefined, besides]] : named;
  return all.flatMap(([name, flow]) => entriesOf(traceFlow(solution, flow, { branches: false }), flow, name));
}

function entriesOf(trace: Trace, flow: FlowSpec, name: string | undefined): LogEntry[] {
  const about = { flow, ...(name !== undefined && { name }) };
  const seen = walksOf(trace).flatMap(({ name: leg, leg: way, origin }) =>
    way.hops.flatMap((hop, n) =>
      writtenAt(hop).map((w): LogEntry => ({ ...w, ...about, device: hop.device, packet: tupleOf(hop.before), leg, origin, hop: n })),
    ),
  );
  const { proxied, out } = trace;
  const last = out.hops.at(-1);
  if (proxied?.log === undefined || !last || !proxied.decision) return seen;
  const { allow, line } = proxied.decision;
  const own: LogEntry = {
    log: 'access.log',
    device: last.device,
    action: allow ? 'Allow' : 'Deny',
    packet: tupleOf(last.before),
    text: proxied.log,
    ...(line && { line, rule: line.text }),
    ...about,
    leg: 'out',
    origin: false,
    hop: out.hops.length - 1,
  };
  return [...seen, own];
}

function writtenAt(hop: Hop): Written[] {
  return hop.steps.flatMap(({ reason }): Written[] => {
    const args = reason.args ?? {};
    const rule = args['rule'] === undefined ? {} : { rule: args['collection'] === undefined ? String(args['rule']) : `${args['collection']}/${args['rule']}` };
    switch (reason.code) {
      case 'firewall-dnat':
        return [{ log: 'AZFWNatRule', action: 'DNAT', ...rule }];
      case 'firewall-network-rule':
        return [{ log: 'AZFWNetworkRule', action: 'Allow', ...rule }];
      case 'firewall-network-rule-deny':
        return [{ log: 'AZFWNetworkRule', action: 'Deny', ...rule }];
      case 'firewall-application-rule':
        return [{ log: 'AZFWApplicationRule', action: 'Allow', ...rule }];
      case 'firewall-application-rule-deny':
        return [{ log: 'AZFWApplicationRule', action: 'Deny', ...rule }];
      case 'firewall-default-deny':
        return [{ log: hop.before.payload === 0 || !isTcp(hop.before) ? 'AZFWNetworkRule' : 'AZFWApplicationRule', action: 'Deny' }];
      case 'firewall-no-server-name':
      case 'firewall-name-not-resolved':
        return [{ log: 'AZFWApplicationRule', action: 'Deny' }];
      case 'firewall-threat-deny':
        return [{ log: 'AZFWThreatIntel', action: 'Deny' }];
      case 'firewall-threat-alert':
        return [{ log: 'AZFWThreatIntel', action: 'Alert' }];
      case 'firewall-no-state':
      case 'firewall-no-syn-ack':
        return [{ log: 'AZFWFlowTrace', action: 'INVALID' }];
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

/** H30: PF copies to pflog0 what meets a rule with `log`, and nothing else. */
const logged = (source: ConfigRef | undefined): boolean => /\blog\b/.test(source?.text ?? '');

function tupleOf({ headers }: Packet): FiveTuple {
  const ip = headers.find((h) => h.kind === 'ip');
  const ports = headers[headers.findIndex((h) => h === ip) + 1];
  const { sourcePort, destinationPort } = ports?.kind === 'tcp' || ports?.kind === 'udp' ? ports : { sourcePort: 0, destinationPort: 0 };
  if (ip?.kind !== 'ip') throw new Error(`a packet without an IP header: ${headers.map((h) => h.kind).join(' ')}`);
  return { protocol: ip.protocol, source: ip.source, destination: ip.destination, sourcePort, destinationPort };
}
