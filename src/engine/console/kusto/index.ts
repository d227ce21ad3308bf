/** Log Analytics at a firewall: what its log says of the lab's flows, asked in Kusto's language. */
import type { Solution } from '../../solution.ts';
import { columns, refuses, says, type ShellAnswer } from '../hosts/options.ts';
import { runQuery, type Table } from './query.ts';
import { firewallTables, TABLE_NAMES } from './tables.ts';
import { KustoError } from './tokens.ts';

/** Queries that are offered for completion. */
export function kustoCommands(solution: Solution, device: string): readonly string[] {
  return isFirewall(solution, device) ? [...TABLE_NAMES, 'AZFWNetworkRule | where Action == "Deny"'] : [];
}

export function isFirewall({ lab }: Solution, device: string): boolean {
  return lab.azureFirewalls?.[device] !== undefined;
}

/** The rows of the answer as a table; the portal's words where there are none. */
export function kusto(solution: Solution, device: string, query: string): ShellAnswer {
  const { tables, now } = firewallTables(solution, device);
  try {
    return says(printed(runQuery(query, tables, now)));
  } catch (error) {
    if (error instanceof KustoError) return refuses(error.message);
    throw error;
  }
}

function printed({ columns: names, rows }: Table): string {
  if (rows.length === 0) return 'No results found from the specified time range';
  const cells = rows.map((row) => names.map((n) => String(row[n] ?? '')));
  const rule = names.map((n, i) => '-'.repeat(Math.max(n.length, ...cells.map((c) => (c[i] ?? '').length))));
  return columns([names, rule, ...cells], 2).join('\n');
}
