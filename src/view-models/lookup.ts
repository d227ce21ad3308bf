/** The table that decided at a hop: its rows that match the packet's destination, and which of them won. */
import { containsIp, formatIp, type Hop, type Ip, type Lab, type Lookup, parsePrefix, type Table, type TableKind, type TableRow } from '../engine/index.ts';
import { prefixOfRow } from './why.ts';

/** A row of a table by what a lookup knows of it. */
export interface PickedRow {
  readonly prefix: string;
  readonly node: string;
  /** Of several equal rows the one that the packet took. */
  readonly taken?: Lookup['taken'];
}

/** What a hop's lookup chose; undefined where nothing matched. */
export function pickOf({ lookup, node }: Pick<Hop, 'lookup' | 'node'>): PickedRow | undefined {
  return lookup?.prefix === undefined ? undefined : { prefix: lookup.prefix, node, ...(lookup.taken && { taken: lookup.taken }) };
}

const TABLE_OF: Readonly<Partial<Record<Lookup['table'], TableKind>>> = { 'effective-routes': 'effective', fib: 'rib', bgp: 'learned' };

/** Where a lookup's table beside the main one is shown whole: the device, and the name that its tables are offered by (H1, H11, H24). */
export function sideTableOf({ device, lookup }: Hop): { readonly device: string; readonly name: string } | undefined {
  return lookup?.fib === undefined ? undefined : { device, name: lookup.vrf ?? String(lookup.fib) };
}

/** Whose table it is on the screen, and which; undefined for rules, and for a FIB beside the main one, whose rows the lookup has itself. */
export function tableOf({ device, lookup }: Hop): { readonly device: string; readonly kind: TableKind } | undefined {
  const kind = lookup && TABLE_OF[lookup.table];
  if (!lookup || !kind || lookup.fib !== undefined) return undefined;
  return { device: lookup.table === 'effective-routes' ? lookup.of : device, kind };
}

/** FreeBSD has FIBs that a flow chooses from and calls them so (H24); Linux has tables (H1). */
export const isFreebsd = (lab: Lab, device: string): boolean =>
  (lab.hosts?.[device] ?? lab.routers?.[device] ?? lab.virtualMachines?.[device])?.os === 'freebsd';

/** The TTL with which a machine's packets set out unless they say another (H44). */
export const firstTtlOf = (lab: Lab, device: string): number => ((lab.hosts?.[device] ?? lab.virtualMachines?.[device])?.os === 'windows' ? 128 : 64);

/** Whether a machine's commands speak of VRFs, so that a program on it may run in one (H11). */
export const hasVrfs = (lab: Lab, device: string): boolean =>
  /\bvrf\b/.test((lab.hosts?.[device] ?? lab.routers?.[device] ?? lab.virtualMachines?.[device])?.iproute2?.config ?? '');

/** Whether a row is the one that a hop's lookup chose. */
export function isPicked(row: Pick<TableRow, 'cells' | 'key' | 'standing'>, pick: PickedRow | undefined): boolean {
  if (!pick || (row.standing !== 'best' && row.standing !== 'multipath')) return false;
  const ofInstance = !row.key.includes('#') || row.key.startsWith(`${pick.node} `);
  return ofInstance && Object.values(row.cells).includes(pick.prefix) && (!pick.taken || leads(row, pick.taken));
}

/** Whether a row is the way that was taken: its next hop, or one that its next hop resolves to (`10.2.0.1 eth0, 10.2.1.1 eth1`). */
function leads({ cells }: Pick<TableRow, 'cells'>, { nextHop, interface: out }: NonNullable<Lookup['taken']>): boolean {
  const ways = Object.values(cells).flatMap((c) => (typeof c === 'string' ? c.split(', ') : []));
  if (nextHop === undefined) return out !== undefined && ways.includes(out);
  const by = formatIp(nextHop);
  return ways.some((way) => way === by || way.startsWith(`${by} `));
}

export interface MatchingRow {
  readonly row: TableRow;
  readonly prefix: string;
  /** It decided. */
  readonly picked: boolean;
}

/** The rows that hold the destination, the longest prefix first; those of another instance than the hop's are left out. */
export function matchingRows(table: Table, destination: Ip, pick: PickedRow | undefined): MatchingRow[] {
  const found = table.rows.flatMap((row) => {
    const text = prefixOfRow(row);
    const prefix = parsePrefix(text);
    const ofAnother = pick !== undefined && row.key.includes('#') && !row.key.startsWith(`${pick.node} `);
    if (!prefix || ofAnother || typeof prefix.ip !== typeof destination || !containsIp(prefix, destination)) return [];
    return [{ length: prefix.length, match: { row, prefix: text, picked: isPicked(row, pick) } }];
  });
  return found.sort((a, b) => b.length - a.length || Number(b.match.picked) - Number(a.match.picked)).map((f) => f.match);
}
