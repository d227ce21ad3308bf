/**
 * Tables of Azure's managed speakers, as `az` lists them: every candidate that each instance holds, in turn (A74–A84, A103,
 * A228, A229, A231).
 */
import type { BgpPath, SpeakerState } from '../../bgp/state.ts';
import type { PeerConfig } from '../../bgp/types.ts';
import { comparePrefix, formatIp, formatPrefix, type Prefix } from '../../ip/index.ts';
import type { PathAttributes, Reason } from '../../policy/index.ts';
import type { Solution } from '../../solution.ts';
import type { Table, TableRow } from '../types.ts';

const LEARNED = [
  { key: 'network', heading: 'Network' },
  { key: 'nextHop', heading: 'NextHop' },
  { key: 'origin', heading: 'Origin' },
  { key: 'sourcePeer', heading: 'SourcePeer' },
  { key: 'asPath', heading: 'AsPath' },
  { key: 'weight', heading: 'Weight', numeric: true },
] as const;

/** The speakers of a device, in order of instance. */
export function speakersOf(solution: Solution, device: string): SpeakerState[] {
  return [...solution.controlPlane.speakers.values()].filter((s) => s.device === device).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function dashed(attributes: PathAttributes): string {
  return attributes.asPath.flatMap((s) => s.asns).join('-');
}

/** A78, A103: 32768, and for routes of an ExpressRoute gateway 32769 plus the connection's weight. */
function weightOf(solution: Solution, speaker: SpeakerState, peer: PeerConfig | undefined): number {
  if (peer?.role !== 'msee' && peer?.role !== 'er-gateway') return 32768;
  if (peer.role === 'er-gateway') return 32769;
  const connection = Object.values(solution.lab.connections ?? {}).find((c) => c.virtualNetworkGateway1 === speaker.device && c.peer === peer.description);
  return 32769 + (connection?.routingWeight ?? 0);
}

function originOf(peer: PeerConfig | undefined, path: BgpPath): string {
  if (!peer) return 'Network';
  return path.source.kind === 'peer' && path.source.type === 'external' ? 'EBgp' : 'IBgp';
}

/** What the instance's own address is. */
export function addressOf(solution: Solution, speaker: SpeakerState): string {
  const node = solution.network.nodes.get(speaker.id);
  const ip = node?.interfaces[0]?.addresses[0]?.ip;
  return ip === undefined ? formatIp(speaker.routerId) : formatIp(ip);
}

function standing(path: BgpPath): TableRow['standing'] {
  if (!path.valid) return 'invalid';
  return path.best ? 'best' : path.multipath ? 'multipath' : 'beaten';
}

function reasonsOf(path: BgpPath, prefix: Prefix): Reason[] {
  if (path.invalid) return [path.invalid];
  if (path.source.kind === 'local' && path.source.origination.kind === 'fixed')
    return [{ code: `own-route-${path.source.origination.label}`, rules: ['A75'], args: { prefix: formatPrefix(prefix) } }];
  if (path.lostAt) return [path.lostAt];
  return [{ code: path.multipath && !path.best ? 'bgp-multipath' : 'bgp-best', rules: ['F36'], args: { prefix: formatPrefix(prefix) } }];
}

/** `az network vnet-gateway list-learned-routes`. */
export function gatewayLearned(solution: Solution, device: string): Table {
  const rows = speakersOf(solution, device).flatMap((speaker) => {
    const own = addressOf(solution, speaker);
    return [...speaker.tables.ipv4.values(), ...speaker.tables.ipv6.values()].flatMap((entry) =>
      entry.paths.map((path): TableRow => {
        const { source } = path;
        const peer = source.kind === 'peer' ? speaker.config.peers.find((p) => p.id === source.peer) : undefined;
        const from = peer ? peer.id : own;
        return {
          key: `${speaker.id} ${formatPrefix(entry.prefix)} ${from}`,
          group: own,
          standing: standing(path),
          reasons: reasonsOf(path, entry.prefix),
          cells: {
            network: formatPrefix(entry.prefix),
            nextHop: peer ? formatIp(path.attributes.nextHop) : null,
            origin: originOf(peer, path),
            sourcePeer: from,
            asPath: dashed(path.attributes),
            weight: weightOf(solution, speaker, peer),
            localAddress: own,
          },
          ...fromTo(solution, speaker, peer, path),
        };
      }),
    );
  });
  return { device, kind: 'learned', columns: LEARNED, rows, ...emptyIf(rows, 'no-routes-learned', device) };
}

/** Objects to mark: who sent it, who owns the next hop. */
function fromTo(solution: Solution, speaker: SpeakerState, peer: PeerConfig | undefined, path: BgpPath): { from?: readonly string[]; to?: readonly string[] } {
  const far = peer && deviceAt(solution, peer.address);
  const to = deviceAt(solution, path.attributes.nextHop);
  return { ...(far !== undefined && far !== speaker.device && { from: [far] }), ...(to !== undefined && { to: [to] }) };
}

function deviceAt(solution: Solution, ip: unknown): string | undefined {
  for (const node of solution.network.nodes.values()) {
    if (node.kind === 'azure-firewall' && node.vip === ip) return node.device;
    if (node.interfaces.some((i) => i.addresses.some((a) => a.ip === ip))) return node.device;
  }
  return undefined;
}

export function emptyIf(rows: readonly TableRow[], code: string, device: string): { empty?: Reason } {
  return rows.length > 0 ? {} : { empty: { code, args: { device } } };
}

/** `list-advertised-routes --peer`: both instances' rows one after the other (A84, A225). */
export function managedAdvertised(solution: Solution, device: string, peer: string): Table {
  const columns = [
    { key: 'network', heading: 'Network' },
    { key: 'nextHop', heading: 'NextHop' },
    { key: 'origin', heading: 'Origin' },
    { key: 'sourcePeer', heading: 'SourcePeer' },
    { key: 'asPath', heading: 'AsPath' },
    { key: 'weight', heading: 'Weight', numeric: true },
  ];
  const rows = speakersOf(solution, device).flatMap((speaker) =>
    [...(speaker.adjRibOut.get(peer)?.values() ?? [])]
      .sort((a, b) => comparePrefix(a.prefix, b.prefix))
      .map(
        (route): TableRow => ({
          key: `${speaker.id} ${formatPrefix(route.prefix)}`,
          group: addressOf(solution, speaker),
          standing: 'best',
          reasons: [{ code: 'advertised', args: { prefix: formatPrefix(route.prefix), peer } }],
          cells: {
            network: formatPrefix(route.prefix),
            nextHop: formatIp(route.sent.nextHop),
            origin: route.sent.origin === 'incomplete' ? 'Incomplete' : 'Igp',
            sourcePeer: null,
            asPath: dashed(route.sent),
            weight: 0,
            localAddress: addressOf(solution, speaker),
          },
        }),
      ),
  );
  return { device, kind: 'advertised', peer, columns, rows, ...emptyIf(rows, 'no-routes-advertised', device) };
}

/** `az network routeserver peering list-learned-routes`: what each instance has from its peers (A228). */
export function routeServerLearned(solution: Solution, device: string): Table {
  const columns = [{ key: 'localAddress', heading: 'LocalAddress' }, ...LEARNED.map((c) => c)];
  const table = gatewayLearned(solution, device);
  const rows = table.rows.filter((r) => r.cells['origin'] !== 'Network');
  return { ...table, columns, rows, ...emptyIf(rows, 'no-routes-learned', device) };
}
