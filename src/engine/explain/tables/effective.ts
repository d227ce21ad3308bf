/** Effective routes of a subnet, or of the subnets that a device stands in (A19–A25, A220). */
import { formatIp, formatPrefix } from '../../ip/index.ts';
import type { Solution } from '../../solution.ts';
import type { Table, TableRow } from '../types.ts';
import { emptyIf } from './gateway.ts';

const COLUMNS = [
  { key: 'source', heading: 'Source' },
  { key: 'state', heading: 'State' },
  { key: 'addressPrefix', heading: 'Address Prefix' },
  { key: 'nextHopType', heading: 'Next Hop Type' },
  { key: 'nextHopIpAddress', heading: 'Next Hop IP' },
] as const;

/** The Azure subnets of a device's interfaces; `vnet/subnet` names one itself. */
export function subnetsOf(solution: Pick<Solution, 'network' | 'effectiveRoutes'>, device: string): string[] {
  if (solution.effectiveRoutes.has(device)) return [device];
  const segments = [...solution.network.nodes.values()].filter((n) => n.device === device).flatMap((n) => n.interfaces.map((i) => i.segment ?? ''));
  return [...new Set(segments)].filter((s) => solution.effectiveRoutes.has(s));
}

export function effectiveTable(solution: Solution, device: string): Table {
  const subnets = subnetsOf(solution, device);
  const rows = subnets.flatMap((subnet) =>
    (solution.effectiveRoutes.get(subnet) ?? []).map(
      (r): TableRow => ({
        key: `${subnet} ${r.source} ${formatPrefix(r.prefix)} ${r.nextHopType} ${r.nextHopIp === undefined ? '' : formatIp(r.nextHopIp)}`,
        ...(subnets.length > 1 && { group: subnet }),
        standing: r.state === 'Active' ? 'best' : 'invalid',
        reasons: [r.reason],
        cells: {
          source: r.source,
          state: r.state,
          addressPrefix: formatPrefix(r.prefix),
          nextHopType: r.nextHopType,
          nextHopIpAddress: r.nextHopIp === undefined ? null : formatIp(r.nextHopIp),
          name: r.name ?? null,
          subnet,
        },
        ...(r.routeTable !== undefined && { from: [r.routeTable] }),
        ...(r.nodes && { to: [...new Set(r.nodes.map((n) => solution.network.nodes.get(n)?.device ?? n))] }),
      }),
    ),
  );
  return { device, kind: 'effective', columns: COLUMNS, rows, ...emptyIf(rows, 'no-effective-routes', device) };
}
