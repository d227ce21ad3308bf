/** The tables of the lab that a pasted text may be: the commands that print them, device by device. */
import { commandsOf, runCommand } from '../console/index.ts';
import { speakersOf } from '../explain/tables/index.ts';
import type { Solution } from '../solution.ts';
import type { Compared, PastedKind } from './types.ts';

export interface Candidate extends Compared {
  readonly kind: PastedKind;
}

/** The command that prints the rows of a kind on a device, by how the console names it; `$peer` stands for each neighbor. */
const AZ: readonly (readonly [command: string, kind: PastedKind])[] = [
  ['az network vnet-gateway list-learned-routes', 'az-routes'],
  ['az network vnet-gateway list-advertised-routes', 'az-routes'],
  ['az network vnet-gateway list-bgp-peer-status', 'az-peers'],
  ['az network routeserver peering list-learned-routes', 'az-routes'],
  ['az network routeserver peering list-advertised-routes', 'az-routes'],
  ['az network nic show-effective-route-table', 'az-effective'],
  ['az network express-route list-route-tables', 'az-circuit-routes'],
  ['az network express-route list-route-tables-summary', 'az-circuit-summary'],
];

const VTYSH: readonly (readonly [command: string, kind: PastedKind])[] = [
  ['show ip route', 'routes'],
  ['show ipv6 route', 'routes'],
  ['show bgp ipv4 unicast', 'bgp-table'],
  ['show bgp ipv6 unicast', 'bgp-table'],
  ['show bgp ipv4 unicast summary', 'bgp-summary'],
  ['show bgp ipv6 unicast summary', 'bgp-summary'],
  ...['ipv4', 'ipv6'].flatMap((afi) =>
    ['advertised-routes', 'received-routes', 'routes'].map((view) => [`show bgp ${afi} unicast neighbors $peer ${view}`, 'bgp-table'] as const),
  ),
];

const IOS: typeof VTYSH = [
  ['show ip route', 'routes'],
  ['show ip bgp', 'bgp-table'],
];

/** Everything that the device can print as a table. Where it has no console: nothing. */
export function candidatesOf(solution: Solution, device: string): Candidate[] {
  const node = [...solution.network.nodes.values()].find((n) => n.device === device);
  if (!node) return [];
  const peers = [...new Set(speakersOf(solution, device).flatMap((s) => s.config.peers.map((p) => p.id)))];
  const each = (rows: typeof VTYSH) =>
    rows.flatMap(([command, kind]) =>
      command.includes('$peer') ? peers.map((peer) => ({ device, command: command.replace('$peer', peer), kind })) : [{ device, command, kind }],
    );
  const vendor = node.kind !== 'router' ? [] : node.platform === 'ios' ? each(IOS) : node.platform === 'frr' ? each(VTYSH) : [];
  return [...vendor, ...hostCandidates(solution, device), ...azCandidates(solution, device, peers)];
}

function hostCandidates(solution: Solution, device: string): Candidate[] {
  const offered = commandsOf(solution, device);
  const node = solution.network.nodes.get(device);
  const fibs = node?.kind === 'router' ? [...new Set(node.interfaces.map((i) => i.fib ?? 0))].sort((a, b) => a - b) : [0];
  return [
    ...(offered.includes('ip route') ? ['ip route', 'ip -6 route'].map((command) => ({ device, command, kind: 'ip-route' as const })) : []),
    ...(offered.includes('netstat -6rn') ? ['netstat -rn', 'netstat -6rn'].map((command) => ({ device, command, kind: 'netstat' as const })) : []),
    ...(offered.includes('netstat -rn -F')
      ? fibs.map((f) => ({ device, command: f === 0 ? 'netstat -rn' : `netstat -rn -F ${f}`, kind: 'netstat' as const }))
      : []),
    ...(offered.includes('route print') ? [{ device, command: 'route print', kind: 'route-print' as const }] : []),
  ];
}

/** JSON has every column that any form of the output has. */
function azCandidates(solution: Solution, device: string, peers: readonly string[]): Candidate[] {
  const answered = commandsOf(solution, device).filter((c) => c.startsWith('az '));
  const node = solution.network.nodes.get(device);
  const nics = node?.interfaces.flatMap((i) => (i.segment !== undefined && solution.effectiveRoutes.has(i.segment) ? [`${device}-${i.name}`] : [])) ?? [];
  const peerings = Object.keys(solution.lab.routeServers?.[device]?.bgpConnections ?? {});
  return AZ.filter(([name]) => answered.some((a) => a.startsWith(`${name} `))).flatMap(([name, kind]) =>
    optionsOf(name, device, { peers, nics, peerings }).map((options) => ({ device, command: `${name} ${options} -o json`, kind })),
  );
}

/** What a command must be told, in every way that the device has an answer to. */
function optionsOf(
  name: string,
  device: string,
  has: { readonly peers: readonly string[]; readonly nics: readonly string[]; readonly peerings: readonly string[] },
): string[] {
  if (name.includes('routeserver')) return has.peerings.map((p) => `--routeserver ${device} --name ${p}`);
  if (name.includes(' nic ')) return has.nics.map((n) => `--name ${n}`);
  if (name.includes('express-route')) return ['primary', 'secondary'].map((path) => `--name ${device} --path ${path} --peering-name AzurePrivatePeering`);
  return name.endsWith('advertised-routes') ? has.peers.map((p) => `--name ${device} --peer ${p}`) : [`--name ${device}`];
}

/** Devices that print anything. */
export function devicesOf(solution: Solution): string[] {
  return [...new Set([...solution.network.nodes.values()].map((n) => n.device))];
}

/** What the device prints for a command; undefined where it does not answer. */
export function printed(solution: Solution, { device, command }: Compared): string | undefined {
  const { text, error } = runCommand(solution, device, command);
  return error ? undefined : text;
}
