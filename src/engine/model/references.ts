/** References between objects of a lab: each names what kind was expected, and the nearest id when the one named is not there. */
import { parseIp } from '../ip/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Lab, LanInterface } from './lab.ts';

type Path = (string | number)[];

/** The maps whose entries are devices: they share one name space. */
export const DEVICE_MAPS = [
  'virtualMachines',
  'routeServers',
  'virtualNetworkGateways',
  'localNetworkGateways',
  'expressRouteCircuits',
  'azureFirewalls',
  'routers',
  'hosts',
] as const;

export function danglingReferences(lab: Lab): Diagnostic[] {
  const out: Diagnostic[] = [];
  const want = (path: Path, value: string | undefined, kind: string, ids: readonly string[], object?: string) => {
    if (value === undefined || ids.includes(value)) return;
    const near = nearest(value, ids);
    out.push({
      code: 'dangling-reference',
      severity: 'error',
      message: `At lab.${path.join('.')}: expected the id of a ${kind}, got ${JSON.stringify(value)}${near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`}`,
      args: { path: `lab.${path.join('.')}`, kind, value, near: near ?? '' },
      place: { path: ['lab', ...path], text: 'file', ...(object !== undefined && { object }) },
    });
  };
  const keys = (map: object | undefined) => Object.keys(map ?? {});
  const subnets = Object.entries(lab.virtualNetworks ?? {}).flatMap(([vnet, v]) => keys(v.subnets).map((s) => `${vnet}/${s}`));
  const circuits = keys(lab.expressRouteCircuits).flatMap((c) => [`${c}/primary`, `${c}/secondary`]);
  const publicIps = keys(lab.publicIPAddresses);
  const gateways = keys(lab.virtualNetworkGateways);

  for (const [id, vnet] of Object.entries(lab.virtualNetworks ?? {})) {
    for (const [name, s] of Object.entries(vnet.subnets))
      want(['virtualNetworks', id, 'subnets', name, 'routeTable'], s.routeTable, 'route table', keys(lab.routeTables), id);
    for (const [name, p] of Object.entries(vnet.virtualNetworkPeerings ?? {}))
      want(
        ['virtualNetworks', id, 'virtualNetworkPeerings', name, 'remoteVirtualNetwork'],
        p.remoteVirtualNetwork,
        'virtual network',
        keys(lab.virtualNetworks),
        id,
      );
  }
  for (const [id, vm] of Object.entries(lab.virtualMachines ?? {})) {
    for (const [name, nic] of Object.entries(vm.networkInterfaces)) {
      want(['virtualMachines', id, 'networkInterfaces', name, 'subnet'], nic.subnet, 'subnet (vnet/subnet)', subnets, id);
      want(['virtualMachines', id, 'networkInterfaces', name, 'publicIPAddress'], nic.publicIPAddress, 'public IP address', publicIps, id);
    }
  }
  for (const [id, rs] of Object.entries(lab.routeServers ?? {})) {
    want(['routeServers', id, 'subnet'], rs.subnet, 'subnet (vnet/subnet)', subnets, id);
    want(['routeServers', id, 'publicIPAddress'], rs.publicIPAddress, 'public IP address', publicIps, id);
  }
  for (const [id, g] of Object.entries(lab.virtualNetworkGateways ?? {})) {
    want(['virtualNetworkGateways', id, 'subnet'], g.subnet, 'subnet (vnet/subnet)', subnets, id);
    for (const [i, p] of (g.publicIPAddresses ?? []).entries())
      want(['virtualNetworkGateways', id, 'publicIPAddresses', i], p, 'public IP address', publicIps, id);
  }
  for (const [id, c] of Object.entries(lab.connections ?? {})) {
    want(['connections', id, 'virtualNetworkGateway1'], c.virtualNetworkGateway1, 'virtual network gateway', gateways, id);
    want(['connections', id, 'virtualNetworkGateway2'], c.virtualNetworkGateway2, 'virtual network gateway', gateways, id);
    want(['connections', id, 'localNetworkGateway2'], c.localNetworkGateway2, 'local network gateway', keys(lab.localNetworkGateways), id);
    want(['connections', id, 'peer'], c.peer, 'circuit', keys(lab.expressRouteCircuits), id);
  }
  for (const [id, f] of Object.entries(lab.azureFirewalls ?? {})) {
    want(['azureFirewalls', id, 'subnet'], f.subnet, 'subnet (vnet/subnet)', subnets, id);
    for (const [i, p] of f.publicIPAddresses.entries()) want(['azureFirewalls', id, 'publicIPAddresses', i], p, 'public IP address', publicIps, id);
  }
  for (const [id, s] of Object.entries(lab.segments ?? {})) want(['segments', id, 'site'], s.site, 'site', keys(lab.sites), id);
  for (const map of ['routers', 'hosts'] as const) {
    for (const [id, m] of Object.entries(lab[map] ?? {})) {
      want([map, id, 'site'], m.site, 'site', keys(lab.sites), id);
      for (const [name, i] of Object.entries(m.interfaces as Readonly<Record<string, LanInterface>>)) {
        want([map, id, 'interfaces', name, 'segment'], i.segment, 'segment', keys(lab.segments), id);
        want([map, id, 'interfaces', name, 'circuit'], i.circuit, "circuit's leg (circuit/primary)", circuits, id);
      }
    }
  }
  const devices = DEVICE_MAPS.flatMap((m) => keys(lab[m]));
  const internetHosts = Object.entries(lab.internet?.hosts ?? {}).flatMap(([id, h]) => [id, ...(h.names ?? [])]);
  for (const [id, f] of Object.entries(lab.flows ?? {})) {
    want(['flows', id, 'from'], f.from, 'device', [...devices, ...keys(lab.internet?.hosts)]);
    if (parseIp(f.to) === undefined) want(['flows', id, 'to'], f.to, 'device, an address or a host name of the Internet', [...devices, ...internetHosts]);
  }
  return [...out, ...sharedIds(lab)];
}

function sharedIds(lab: Lab): Diagnostic[] {
  const first = new Map<string, string>();
  const out: Diagnostic[] = [];
  for (const map of DEVICE_MAPS) {
    for (const id of Object.keys(lab[map] ?? {})) {
      const other = first.get(id);
      if (other === undefined) first.set(id, map);
      else
        out.push({
          code: 'duplicate-id',
          severity: 'error',
          message: `At lab.${map}.${id}: ${JSON.stringify(id)} is also in lab.${other}; expected every device to have an id of its own`,
          args: { id, map, other },
          place: { path: ['lab', map, id], object: id, text: 'file' },
        });
    }
  }
  return out;
}

/** The id with the fewest single-letter changes, when it is near enough to be meant. */
export function nearest(word: string, ids: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const id of ids) {
    const d = distance(word, id, least);
    if (d < least) [best, least] = [id, d];
  }
  return best;
}

/** Levenshtein distance, given up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] as number;
}
