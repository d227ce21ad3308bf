/** `az network routeserver …`: a Route Server, its peerings, and what each instance has from and tells one of them (A228–A230). */
import { addressOf, routesTable, speakersOf } from '../../explain/tables/index.ts';
import type { Solution } from '../../solution.ts';
import { wireRow } from './gateway.ts';
import { answer, type AzAnswer, type AzOptions, columnsOf, type Json, notFound, required, sameName } from './print.ts';

const COLUMNS = {
  learned: columnsOf('localAddress', 'network', 'nextHop', 'sourcePeer', 'origin', 'asPath', 'weight'),
  advertised: columnsOf('localAddress', 'network', 'nextHop', 'origin', 'asPath', 'weight'),
} as const;

/** By instance, `RouteServiceRole_IN_0` and `_1`; as a table nothing shows until one of them is asked for. */
export function peeringRoutes(kind: 'learned' | 'advertised') {
  return (solution: Solution, device: string, options: AzOptions): AzAnswer => {
    const peerings = solution.lab.routeServers?.[device]?.bgpConnections ?? {};
    const { name } = options.of;
    if (name === undefined) return required('--name/-n', Object.keys(peerings));
    const peering = Object.entries(peerings).find(([id]) => sameName(id, name))?.[1];
    if (!peering) return notFound(`Microsoft.Network/virtualHubs/${device}/bgpConnections`, name, options, Object.keys(peerings));
    const rows = routesTable(solution, device, kind, peering.peerIp)
      .rows.map((r) => r.cells)
      .filter((r) => kind === 'advertised' || r['sourcePeer'] === peering.peerIp);
    const keys = COLUMNS[kind].map((c) => c.key);
    const roles = speakersOf(solution, device).map((s, i): [string, Json] => {
      const own = addressOf(solution, s);
      return [`RouteServiceRole_IN_${i}`, rows.filter((r) => r['localAddress'] === own).map((r) => wireRow(r, keys))];
    });
    return answer({ ...Object.fromEntries(roles), value: null }, options, COLUMNS[kind], () => undefined);
  };
}

export function peerings(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const rows = Object.entries(solution.lab.routeServers?.[device]?.bgpConnections ?? {}).map(([name, p]) => ({
    name,
    peerAsn: p.peerAsn,
    peerIp: p.peerIp,
    provisioningState: 'Succeeded',
    resourceGroup: options.of['resource-group'] ?? '',
  }));
  return answer(rows, options, columnsOf('name', 'peerAsn', 'peerIp', 'provisioningState', 'resourceGroup'));
}

export function showRouteServer(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const spec = solution.lab.routeServers?.[device];
  const value = {
    allowBranchToBranchTraffic: spec?.allowBranchToBranchTraffic ?? false,
    hubRoutingPreference: spec?.hubRoutingPreference ?? 'ExpressRoute',
    name: device,
    provisioningState: 'Succeeded',
    virtualRouterAsn: 65515,
    virtualRouterIps: speakersOf(solution, device).map((s) => addressOf(solution, s)),
  };
  return answer(value, options, columnsOf('allowBranchToBranchTraffic', 'hubRoutingPreference', 'name', 'provisioningState', 'virtualRouterAsn'), (v) => [v]);
}
