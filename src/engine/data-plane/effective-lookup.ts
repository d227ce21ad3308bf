/** The lookup in a subnet's effective routes (A14–A20): longest match, system routes of VNets first, equal rows side by side. */
import type { EffectiveRoute } from '../azure/index.ts';
import { containsIp, defaultPrefix, formatIp, formatPrefix, type Ip, isDefault } from '../ip/index.ts';

/**
 * The rows that a destination matches best; several are equal ways (A20). The system routes of the VNet, its peerings and
 * service endpoints are preferred even to a longer learned route (A15), not to a user-defined one.
 */
export function matchRows(rows: readonly EffectiveRoute[], destination: Ip, stands: (row: EffectiveRoute) => boolean = isActive): EffectiveRoute[] {
  const holding = rows.filter((r) => stands(r) && containsIp(r.prefix, destination));
  const open = holding.some(isVnetRow) ? holding.filter((r) => r.source !== 'VirtualNetworkGateway') : holding;
  const longest = Math.max(...open.map((r) => r.prefix.length));
  return open.filter((r) => r.prefix.length === longest);
}

function isActive(row: EffectiveRoute): boolean {
  return row.state === 'Active';
}

const VNET_TYPES: readonly EffectiveRoute['nextHopType'][] = ['VnetLocal', 'VNetPeering', 'VNetGlobalPeering', 'VirtualNetworkServiceEndpoint'];

function isVnetRow(row: EffectiveRoute): boolean {
  return row.source === 'Default' && VNET_TYPES.includes(row.nextHopType);
}

const TO_TUNNEL_ENDPOINT: EffectiveRoute = {
  prefix: defaultPrefix(4),
  source: 'Default',
  state: 'Active',
  nextHopType: 'Internet',
  reason: { code: 'azure-tunnel-endpoint', rules: ['A86'] },
};

/**
 * The rows that a tunnel's outer packet meets. A gateway keeps its way to the tunnel's far end when it learns a default (the
 * tunnels of article RFT stay up), so learned routes do not catch it; a user-defined route does (A86, A87). To a point-to-site
 * client it keeps its way under a user-defined default too: article P2S has one on GatewaySubnet, and its clients work.
 */
export function outerRows(rows: readonly EffectiveRoute[], toClient: boolean): EffectiveRoute[] {
  const kept = rows.filter((r) => r.source !== 'VirtualNetworkGateway' && !(toClient && r.source === 'User' && isDefault(r.prefix)));
  return kept.some((r) => r.state === 'Active' && r.prefix.length === 0) ? kept : [...kept, TO_TUNNEL_ENDPOINT];
}

/** What takes FastPath into the VNet meets no user-defined route (A112): its rows are those without. */
export function standsWithoutUser(row: EffectiveRoute): boolean {
  return row.source !== 'User' && (row.state === 'Active' || row.reason.args?.['by'] === 'User');
}

export function rowText(row: EffectiveRoute): string {
  return `${formatPrefix(row.prefix)} → ${row.nextHopType}${row.nextHopIp === undefined ? '' : ` ${formatIp(row.nextHopIp)}`}`;
}
