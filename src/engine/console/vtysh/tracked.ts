/** What a router's daemons ask zebra to keep an eye on (F12, F29–F33, F47; zebra/zebra_rnh.c, bgpd/bgp_nht.c, staticd/static_zebra.c). */
import { type BgpPath, hasFamily, isSingleHop, routesOf, type SpeakerState } from '../../bgp/index.ts';
import { pbrEntriesTyped } from '../../frr/index.ts';
import { bitsOf, compareIp, type Ip, isIpv4, isLinkLocal, isUnspecified, type Prefix } from '../../ip/index.ts';
import { effectiveNextHop } from '../../policy/index.ts';
import { type RibEntry, type RibNextHop, trackNextHop } from '../../rib/index.ts';
import type { Vtysh } from './router.ts';

/** A next hop of BGP's: of a neighbor, of paths, or of both. */
export interface BgpNextHop {
  readonly ip: Ip;
  /** Asked for as a next hop that has to be on the link (F33). */
  readonly connected: boolean;
  /** The paths that have it, valid or not. */
  readonly paths: readonly PathOf[];
  /** The neighbor's, by its id. */
  readonly peer?: string;
  readonly entry: RibEntry | undefined;
}

/** A network whose route has to be there (F47), and the route that stands for it. */
export interface CheckedNetwork {
  readonly prefix: Prefix;
  readonly entry: RibEntry | undefined;
  /** Whether the route is of that very prefix and not BGP's own. */
  readonly valid: boolean;
}

/** A path and what it leads to. */
export interface PathOf {
  readonly prefix: Prefix;
  readonly path: BgpPath;
}

interface Draft {
  readonly ip: Ip;
  connected: boolean;
  readonly paths: PathOf[];
  peer?: string;
}

/** BGP's next hops, those of IPv4 first, by address. */
export function bgpNextHops(router: Vtysh): BgpNextHop[] {
  const { speaker } = router;
  if (!speaker) return [];
  const found = new Map<string, Draft>();
  // A link-local neighbor is asked for with its interface, a link-local next hop without.
  const of = (ip: Ip, place = '') => {
    const known = found.get(`${ip} ${place}`) ?? { ip, connected: false, paths: [] };
    found.set(`${ip} ${place}`, known);
    return known;
  };
  for (const s of speaker.sessions) {
    // One that is shut down or passive is not called, nor one without a family, or link-local without an interface: it is not looked for.
    const isCalled = !s.peer.shutdown && !s.peer.passive && hasFamily(s.peer);
    if (!isCalled || isUnspecified(s.peer.address) || (isLocalTo(s.peer.address) && s.peer.interface === undefined)) continue;
    const draft = of(s.peer.address, isLocalTo(s.peer.address) ? s.peer.id : '');
    draft.peer = s.peer.id;
    draft.connected ||= isSingleHop({ peer: s.peer, type: s.session?.takenForExternal ? 'external' : s.type });
  }
  for (const { prefix, path } of pathsOf(speaker)) {
    if (path.source.kind !== 'peer') continue;
    const { peer } = path.source;
    const session = speaker.sessions.find((s) => s.peer.id === peer);
    const nextHop = trackedNextHop(path);
    // A host route to its own next hop is not asked for (F32; bgpd/bgp_nht.c bgp_find_or_add_nexthop).
    const isClient = session?.peer.families[isIpv4(prefix.ip) ? 'ipv4' : 'ipv6']?.routeReflectorClient === true;
    if (prefix.ip === nextHop && prefix.length === bitsOf(nextHop) && !isClient) continue;
    const draft = of(nextHop);
    draft.paths.push({ prefix, path });
    draft.connected ||= speaker.heldNextHops.has(draft.ip);
  }
  return [...found.values()]
    .sort((a, b) => compareIp(a.ip, b.ip) || b.paths.length - a.paths.length)
    .map((d) => ({ ...d, entry: wayTo(router, d.ip, d.connected) }));
}

function isLocalTo(ip: Ip): boolean {
  return !isIpv4(ip) && isLinkLocal(ip);
}

function pathsOf({ tables }: SpeakerState): PathOf[] {
  return [...tables.ipv4.values(), ...tables.ipv6.values()].flatMap((e) => e.paths.map((path) => ({ prefix: e.prefix, path })));
}

/** Of the two next hops that an IPv6 route may have the link-local one, where it is used. */
function trackedNextHop({ attributes }: BgpPath): Ip {
  const { linkLocalNextHop, preferGlobalNextHop } = attributes;
  return linkLocalNextHop !== undefined && !preferGlobalNextHop ? linkLocalNextHop : effectiveNextHop(attributes);
}

/** The route by which zebra reaches a next hop. */
export function wayTo({ rib, node }: Vtysh, ip: Ip, connectedOnly: boolean): RibEntry | undefined {
  return rib && trackNextHop(ip, { resolveViaDefault: node.resolveViaDefault }, rib, { connectedOnly });
}

/** The route that stands for a network: the default route will do for any. */
function wayToNetwork({ rib }: Vtysh, { ip, length }: Prefix): RibEntry | undefined {
  const covering = { matches: (asked: Ip) => (rib?.matches(asked) ?? []).filter(({ prefix }) => prefix.length <= length) };
  return trackNextHop(ip, { resolveViaDefault: { ipv4: true, ipv6: true } }, covering, { connectedOnly: false });
}

/** Networks that are originated only with their route, in the order of their prefixes; not those that a route-map refuses, or that lack theirs (F75). */
export function checkedNetworks(router: Vtysh): CheckedNetwork[] {
  const { speaker } = router;
  if (!speaker?.config.importCheck) return [];
  return speaker.config.originations
    .flatMap((o) => (o.kind === 'network' ? routesOf(o, speaker.config, undefined) : []))
    .map(({ prefix }) => ({ prefix, entry: wayToNetwork(router, prefix) }))
    .map((n) => ({ ...n, valid: n.entry !== undefined && n.entry.protocol !== 'bgp' && n.entry.prefix.length === n.prefix.length }))
    .sort((a, b) => compareIp(a.prefix.ip, b.prefix.ip) || a.prefix.length - b.prefix.length);
}

/** Gateways of static routes, each once. */
export function staticGateways({ node }: Vtysh): Ip[] {
  return [...new Set(node.staticRoutes.flatMap(({ to }) => (to.kind === 'gateway' ? [to.ip] : [])))];
}

/** What the kernel uses of an entry's next hops. */
export function usedHops(entry: RibEntry): RibNextHop[] {
  return entry.nextHops.flatMap((h) => (h.recursive ? h.resolved : [h])).filter((h) => h.active && !h.duplicate);
}

/** Daemons that ask. */
export type Client = 'static' | 'bgp' | 'pbr';

/** One line of zebra's table. */
export interface Tracked {
  readonly ip: Ip;
  readonly length: number;
  readonly connected: boolean;
  readonly entry: RibEntry | undefined;
  readonly clients: readonly Client[];
}

/** Everything that zebra tracks in a family, by prefix. */
export function trackedBy(router: Vtysh, family: 4 | 6): Tracked[] {
  const bits = family === 4 ? 32 : 128;
  const rows = new Map<string, Tracked>();
  const add = (ip: Ip, connected: boolean, client: Client) => {
    if (isIpv4(ip) !== (family === 4)) return;
    const key = `${ip}/${bits}`;
    const known = rows.get(key);
    const must = connected || (known?.connected ?? false);
    const clients = new Set([...(known?.clients ?? []), client]);
    rows.set(key, { ip, length: bits, connected: must, entry: wayTo(router, ip, must), clients: [...clients] });
  };
  for (const ip of staticGateways(router)) add(ip, false, 'static');
  for (const { ip, connected } of bgpNextHops(router)) add(ip, connected, 'bgp');
  for (const { set } of pbrEntriesTyped(router.config)) if (set?.kind === 'nexthop') add(set.ip, false, 'pbr');
  for (const { prefix, entry } of checkedNetworks(router)) {
    const { ip, length } = prefix;
    if (isIpv4(ip) === (family === 4) && !rows.has(`${ip}/${length}`)) rows.set(`${ip}/${length}`, { ip, length, connected: false, entry, clients: ['bgp'] });
  }
  return [...rows.values()].sort((a, b) => compareIp(a.ip, b.ip) || a.length - b.length);
}
