/** What bgpd says of itself: its instances, what it listens on, its own addresses (bgpd/bgp_vty.c, bgp_network.c, bgp_nexthop.c). */
import type { SpeakerState } from '../../bgp/index.ts';
import type { FrrBgp, FrrConfig } from '../../frr/index.ts';
import { formatIp, type Ipv4 } from '../../ip/index.ts';
import type { Args } from './command.ts';
import { interfacesOf } from './interfaces.ts';
import { jsonText } from './json-text.ts';
import type { Vtysh } from './router.ts';

/** `show bgp views`: those that have no VRF, under C's null pointer of a name. */
export function showViews({ speaker, config }: Vtysh): string {
  const own = speaker ? [`\t(null) (AS${speaker.asn})`] : [];
  const named = othersOf(config, 'view').map((b) => ({ first: b.instance?.isFirst, line: `\t${b.instance?.name} (AS${b.asn})` }));
  return ['Defined BGP views:', ...named.flatMap((n) => (n.first ? n.line : [])), ...own, ...named.flatMap((n) => (n.first ? [] : n.line))].join('\n');
}

function othersOf({ otherBgp = [] }: FrrConfig, kind: 'vrf' | 'view'): FrrBgp[] {
  return otherBgp.filter((b) => b.instance?.kind === kind);
}

/** The process of another VRF, or of a view, that a command is about: it is read, and not run. bgpd finds either by either word. */
export function processAsked({ config: { otherBgp = [] } }: Vtysh, { vrf }: Args): FrrBgp['instance'] {
  return otherBgp.find(({ instance }) => vrf === 'all' || (vrf !== undefined && instance?.name === vrf))?.instance;
}

const NO_MAC = '00:00:00:00:00:00';

function peersOf({ sessions }: SpeakerState): { readonly configured: number; readonly up: number } {
  return { configured: sessions.length, up: sessions.filter((s) => s.state === 'Established').length };
}

interface Instance {
  readonly name: string;
  readonly type: 'DFLT' | 'VRF';
  readonly vrfId: number;
  readonly routerId: string;
  readonly configured: number;
  readonly up: number;
}

/** The processes of VRFs in the order in which they were made; none of the others runs, as where the machine has no such VRF. */
function instancesOf({ speaker, config }: Vtysh): Instance[] {
  const own = speaker ? [{ name: 'default', type: 'DFLT' as const, vrfId: 0, routerId: formatIp(speaker.routerId), ...peersOf(speaker) }] : [];
  const others = othersOf(config, 'vrf').map((b) => ({
    first: b.instance?.isFirst,
    name: b.instance?.name ?? '',
    type: 'VRF' as const,
    vrfId: -1,
    routerId: formatIp(b.routerId ?? (0 as Ipv4)),
    configured: b.neighbors.size,
    up: 0,
  }));
  return [...others.filter((o) => o.first), ...own, ...others.filter((o) => !o.first)];
}

/** `show bgp vrfs`; nothing where no BGP runs. */
export function showVrfs(router: Vtysh): string {
  const all = instancesOf(router);
  if (all.length === 0) return '';
  const row = (type: string, id: string, router: string, all: string, established: string, name: string) =>
    `${type.padEnd(6)}${id.padEnd(7)}${router.padEnd(18)}${all.padEnd(11)}${established.padEnd(12)}${name.padEnd(37)}`;
  const below = (vni: string, mac: string, out: string) => `${' '.repeat(13)}${vni.padEnd(18)}${mac.padEnd(23)}${out}`;
  return [
    row('Type', 'Id', 'routerId', '#PeersCfg', '#PeersEstb', 'Name'),
    below('L3-VNI', 'RouterMAC', 'Interface'),
    ...all.flatMap(({ name, type, vrfId, routerId, configured, up }) => [
      row(type.padStart(4), String(vrfId), routerId, String(configured), String(up), name),
      below('0', NO_MAC, 'unknown'.padEnd(20)),
    ]),
    '',
    `Total number of VRFs (including default): ${all.length}`,
  ].join('\n');
}

export function vrfsJson(router: Vtysh): string {
  const all = instancesOf(router);
  if (all.length === 0) return '{\n}';
  const one = ({ type, vrfId, routerId, configured, up }: Instance) => ({
    type,
    vrfId,
    routerId,
    numConfiguredPeers: configured,
    numEstablishedPeers: up,
    l3vni: 0,
    rmac: NO_MAC,
    interface: 'unknown',
  });
  return jsonText({ vrfs: Object.fromEntries(all.map((i) => [i.name, one(i)])), totalVrfs: all.length });
}

/** `show bgp listeners`: the sockets that neighbors call. */
export function showListeners({ speaker }: Vtysh): string {
  const row = (name: string, fd: string, address: string) => `${name.padEnd(16)} ${fd} ${address}`;
  const sockets = speaker ? [row('default', '19', '0.0.0.0'), row('default', '20', '::')] : [];
  return [row('Name', 'fd', 'Address'), '-'.repeat(27), ...sockets].join('\n');
}

/** `show bgp martian next-hop`: our own addresses, which no next hop may be (F26), and where we have them. */
export function showMartians({ node, speaker }: Vtysh, { vrf = 'default', sort }: Args): string {
  if (!speaker || vrf !== 'default' || sort === 'view') return '% No BGP process is configured';
  const places = new Map<string, string[]>();
  for (const i of interfacesOf(node).filter((x) => x.up))
    for (const a of i.addresses) places.set(formatIp(a.ip), [...(places.get(formatIp(a.ip)) ?? []), i.name]);
  const rows = [...places].map(([address, names]) => `addr: ${address}, count: ${names.length} : ${names.map((n) => ` ${n},`).join('')}`);
  return ['self nexthop database:', ...rows, 'Tunnel-ip database:'].join('\n');
}
