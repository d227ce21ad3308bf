/** Effective routes in the portal's words and columns (A22), for whoever knows them from there; the CLI's are `effective.ts`. */
import type { Cell, Table } from '../types.ts';

const COLUMNS = [
  { key: 'source', heading: 'Source' },
  { key: 'state', heading: 'State' },
  { key: 'addressPrefix', heading: 'Address Prefixes' },
  { key: 'nextHopType', heading: 'Next Hop Type' },
  { key: 'nextHopIpAddress', heading: 'Next Hop IP Address' },
  { key: 'name', heading: 'User Defined Route Name' },
] as const;

/** The portal's label of a source or next hop type; what is not listed is the same in both. */
const LABELS: Readonly<Record<string, string>> = {
  VirtualNetworkGateway: 'Virtual network gateway',
  VnetLocal: 'Virtual network',
  VNetPeering: 'VNet peering',
  VNetGlobalPeering: 'VNet global peering',
  VirtualAppliance: 'Virtual appliance',
};

/** A table of kind `effective` as the portal shows it: spaced labels, `-` where there is nothing. */
export function portalTable(table: Table): Table {
  const rows = table.rows.map((r) => ({ ...r, cells: { ...r.cells, ...Object.fromEntries(COLUMNS.map(({ key }) => [key, labelled(key, r.cells[key])])) } }));
  return { ...table, columns: COLUMNS, rows };
}

function labelled(key: string, cell: Cell | undefined): Cell {
  if (cell === null || cell === undefined) return '-';
  return key === 'source' || key === 'nextHopType' ? (LABELS[String(cell)] ?? cell) : cell;
}
