/**
 * A firewall's log as the resource-specific tables of a Log Analytics workspace have it (Azure Monitor's table reference, AZFW…),
 * written by the lab's own flows. The moments are made up: a second for each flow, a millisecond for each entry.
 */
import { flowLogs, type LogEntry } from '../../explain/index.ts';
import { policyChain } from '../../compile/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { Lab } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';
import type { Row } from './expression.ts';
import { isoOf } from './moment.ts';
import type { Table } from './query.ts';

/** 2026-01-01T00:00:00Z, where the lab's times start. */
const START = 1_767_225_600_000;

const ENDS = ['SourceIp', 'SourcePort', 'DestinationIp', 'DestinationPort'] as const;
const RULE = ['Policy', 'RuleCollectionGroup', 'RuleCollection', 'Rule'] as const;

/** In the order in which the portal shows them. */
const COLUMNS = {
  AZFWNetworkRule: ['TimeGenerated', 'Protocol', ...ENDS, 'Action', 'ActionReason', ...RULE],
  AZFWApplicationRule: ['TimeGenerated', 'Protocol', 'SourceIp', 'SourcePort', 'DestinationPort', 'Fqdn', 'Action', 'ActionReason', ...RULE],
  AZFWNatRule: ['TimeGenerated', 'Protocol', ...ENDS, 'TranslatedIp', 'TranslatedPort', ...RULE],
  AZFWThreatIntel: ['TimeGenerated', 'Protocol', ...ENDS, 'Fqdn', 'Action', 'ThreatDescription'],
  AZFWFlowTrace: ['TimeGenerated', 'Protocol', ...ENDS, 'Action', 'ActionReason', 'Flag'],
} as const satisfies Partial<Record<LogEntry['log'], readonly string[]>>;

type Name = keyof typeof COLUMNS;
export const TABLE_NAMES = Object.keys(COLUMNS) as readonly Name[];

/** The tables of one firewall, and the moment behind their last entry, in ms since 1970. */
export function firewallTables(solution: Solution, device: string): { readonly tables: Readonly<Record<Name, Table>>; readonly now: number } {
  const entries = flowLogs(solution).filter((e) => e.device === device);
  const order = [...new Set(entries.map((e) => e.name))];
  const at = (e: LogEntry) => START + order.indexOf(e.name) * 1000 + entries.filter((x) => x.name === e.name).indexOf(e);
  const tables = Object.fromEntries(
    TABLE_NAMES.map((name) => {
      const rows = entries.filter((e) => e.log === name).map((e) => rowOf(solution.lab, e, isoOf(at(e))));
      return [name, { columns: COLUMNS[name], rows }];
    }),
  ) as unknown as Readonly<Record<Name, Table>>;
  return { tables, now: START + order.length * 1000 };
}

function rowOf(lab: Lab, e: LogEntry, time: string): Row {
  const { packet, host, translated, threat } = e;
  const icmp = packet.protocol === 'icmp';
  return {
    TimeGenerated: time,
    Protocol: e.log === 'AZFWApplicationRule' ? (e.application ?? '').toUpperCase() : packet.protocol.toUpperCase(),
    SourceIp: formatIp(packet.source),
    SourcePort: icmp ? 0 : packet.sourcePort,
    DestinationIp: formatIp(packet.destination),
    DestinationPort: icmp ? 0 : packet.destinationPort,
    Action: e.action,
    ActionReason: e.reason ?? '',
    Fqdn: host === undefined ? '' : `${host}:${packet.destinationPort}`,
    TranslatedIp: translated ? formatIp(translated.destination) : '',
    TranslatedPort: translated?.destinationPort ?? '',
    ThreatDescription: threat ?? '',
    Flag: e.flag ?? '',
    ...ruleOf(lab, e),
  };
}

/** `group/collection/rule` of a policy, `collection/rule` of a classic firewall. */
function ruleOf(lab: Lab, { device, rule }: LogEntry): Row {
  const parts = rule?.split('/') ?? [];
  const [collection = '', name = ''] = parts.slice(-2);
  const group = parts.length > 2 ? (parts[0] ?? '') : '';
  const chain = policyChain(lab, lab.azureFirewalls?.[device]?.firewallPolicy ?? '');
  const owner = chain.findLast((p) => p.ruleCollectionGroups?.[group]?.ruleCollections[collection] !== undefined);
  const policy = Object.entries(lab.firewallPolicies ?? {}).find(([, p]) => p === owner)?.[0] ?? '';
  return { Policy: policy, RuleCollectionGroup: group, RuleCollection: collection, Rule: name };
}
