/** What bgpd says of itself: its instances, what it listens on, its own addresses (bgpd/bgp_vty.c, bgp_network.c, bgp_nexthop.c). */
import type { SpeakerState } from '../../bgp/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { Args } from './command.ts';
import { interfacesOf } from './interfaces.ts';
import { jsonText } from './json-text.ts';
import type { Vtysh } from './router.ts';

/** `show bgp views`: those that have no VRF, under C's null pointer of a name. */
export function showViews({ speaker }: Vtysh): string {
  return ['Defined BGP views:', ...(speaker ? [`\t(null) (AS${speaker.asn})`] : [])].join('\n');
}

const NO_MAC = '00:00:00:00:00:00';

function peersOf({ sessions }: SpeakerState): { readonly configured: number; readonly up: number } {
  return { configured: sessions.length, up: sessions.filter((s) => s.state === 'Established').length };
}

/** `show bgp vrfs`; nothing where no BGP runs. */
export function showVrfs({ speaker }: Vtysh): string {
  if (!speaker) return '';
  const { configured, up } = peersOf(speaker);
  const row = (type: string, id: string, router: string, all: string, established: string, name: string) =>
    `${type.padEnd(6)}${id.padEnd(7)}${router.padEnd(18)}${all.padEnd(11)}${established.padEnd(12)}${name.padEnd(37)}`;
  const below = (vni: string, mac: string, out: string) => `${' '.repeat(13)}${vni.padEnd(18)}${mac.padEnd(23)}${out}`;
  return [
    row('Type', 'Id', 'routerId', '#PeersCfg', '#PeersEstb', 'Name'),
    below('L3-VNI', 'RouterMAC', 'Interface'),
    row('DFLT', '0', formatIp(speaker.routerId), String(configured), String(up), 'default'),
    below('0', NO_MAC, 'unknown'.padEnd(20)),
    '',
    'Total number of VRFs (including default): 1',
  ].join('\n');
}

export function vrfsJson({ speaker }: Vtysh): string {
  if (!speaker) return '{\n}';
  const { configured, up } = peersOf(speaker);
  const one = {
    type: 'DFLT',
    vrfId: 0,
    routerId: formatIp(speaker.routerId),
    numConfiguredPeers: configured,
    numEstablishedPeers: up,
    l3vni: 0,
    rmac: NO_MAC,
    interface: 'unknown',
  };
  return jsonText({ vrfs: { default: one }, totalVrfs: 1 });
}

/** `show bgp listeners`: the sockets that neighbours call. */
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
