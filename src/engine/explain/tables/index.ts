/** `routesTable`: the table of a kind that a device has, whoever it is. */
import type { TableKind } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';
import type { Table, TableOffer } from '../types.ts';
import { effectiveTable, subnetsOf } from './effective.ts';
import { gatewayLearned, managedAdvertised, routeServerLearned, speakersOf } from './gateway.ts';
import { hasLookingGlass, lookingGlassTable } from './looking-glass.ts';
import { bgpTable, ribTable, routerAdvertised, sideTables } from './router.ts';

/** The device's nodes are all of one kind; undefined for a subnet or an unknown id. */
export function kindOf(solution: Solution, device: string): string | undefined {
  return [...solution.network.nodes.values()].find((n) => n.device === device)?.kind;
}

/**
 * A table as data. For a device that has no such table the rows are empty and `empty` says why. `peer` is needed for
 * `advertised`; of `rib` it names a table beside the main one (`TableOffer.tables`).
 */
export function routesTable(solution: Solution, device: string, kind: TableKind, peer?: string): Table {
  const node = kindOf(solution, device);
  const managed = node === 'vpn-gateway' || node === 'er-gateway' || node === 'route-server' || node === 'msee';
  switch (kind) {
    case 'effective':
      return effectiveTable(solution, device);
    case 'learned':
      if (node === 'route-server') return routeServerLearned(solution, device);
      return managed ? gatewayLearned(solution, device) : { ...bgpTable(solution, device), kind: 'learned' };
    case 'advertised': {
      const to = peer ?? speakersOf(solution, device)[0]?.config.peers[0]?.id ?? '';
      return managed ? managedAdvertised(solution, device, to) : routerAdvertised(solution, device, to);
    }
    case 'looking-glass':
      return lookingGlassTable(solution, device);
    case 'rib':
      return ribTable(solution, device, peer);
    case 'bgp':
      return managed ? { ...gatewayLearned(solution, device), kind: 'bgp' } : bgpTable(solution, device);
  }
}

/** Which tables a device has. */
export function tablesOf(solution: Solution, device: string): TableOffer[] {
  const node = kindOf(solution, device);
  const speakers = speakersOf(solution, device);
  const peers = [...new Set(speakers.flatMap((s) => s.config.peers.map((p) => p.id)))];
  const out: TableOffer[] = [];
  const tables = sideTables(solution, device).map((t) => t.name);
  if (node === 'router') out.push({ kind: 'rib', ...(tables.length > 0 && { tables }) });
  if (node === 'router' && speakers.length > 0) out.push({ kind: 'bgp' });
  if (node !== 'router' && speakers.length > 0) out.push({ kind: 'learned' });
  if (speakers.length > 0) out.push({ kind: 'advertised', peers });
  if (hasLookingGlass(solution, device)) out.push({ kind: 'looking-glass' });
  if (subnetsOf(solution, device).length > 0 && node !== 'msee') out.push({ kind: 'effective' });
  return out;
}

export { addressOf, speakersOf } from './gateway.ts';
export { subnetsOf } from './effective.ts';
export { portalTable } from './portal.ts';
