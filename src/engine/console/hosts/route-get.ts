/** `ip route get`: the kernel's own answer for one packet (H8; iproute2's iproute.c iproute_get). */
import { type RouterNode, vrfNamed, vrfOfTable } from '../../compile/index.ts';
import { fibOf, findRoute, homeOf, selectAddress, sourceAddress, World } from '../../data-plane/index.ts';
import { type Family, type Ip, ip as ip4, isLoopback, isIpv4, lastIp, networkOf } from '../../ip/index.ts';
import { type Asked, line4, line6 } from './route-get-lines.ts';
import { readRouteGet, type RouteGetWords } from './route-get-words.ts';
import { refuses, says, type Shell, type ShellAnswer } from './options.ts';
import { isVrf } from './vrf.ts';
import { inTable, metricOf, metricsOf, protoOf, routeLines, scripted } from './route-lines.ts';

/**
 * `ip route get A [from B] [iif IF] [vrf V | oif IF] [mark M] [ipproto P] [sport N] [dport N]`: the table that the rules name, and the machine's
 * source.
 */
export function routeGet(shell: Shell, node: RouterNode, asked: readonly string[], family: Family | undefined): ShellAnswer {
  const words = readRouteGet(asked, family);
  if (typeof words === 'string') return refuses(words);
  const refused = wrongWord(node, words);
  if (refused !== undefined) return refuses(refused);
  const prepared = prepare(shell, node, words);
  const text = typeof prepared === 'string' ? prepared : (endOf(prepared) ?? wayOf(prepared, words.fibmatch));
  return says([...words.warnings, text].join('\n'));
}

const UNREACHABLE = 'RTNETLINK answers: Network is unreachable';

/** What iproute2 itself refuses before it asks the kernel. */
function wrongWord(node: RouterNode, { said }: RouteGetWords): string | undefined {
  const [mark, tos, vrf] = [said('mark') ?? '0', said('tos') ?? '0', said('vrf')];
  if (Number.isNaN(Number(mark))) return `Error: argument "${mark}" is wrong: not a valid mark`;
  if (!(Number(tos) >= 0 && Number(tos) <= 255)) return `Error: argument "${tos}" is wrong: TOS value is invalid`;
  const missing = [said('iif'), said('oif')].find((name) => name !== undefined && name !== 'lo' && !node.interfaces.some((i) => i.name === name));
  if (missing !== undefined) return `Cannot find device "${missing}"`;
  return vrf !== undefined && !vrfNamed(node, vrf) ? `Error: argument "${vrf}" is wrong: Invalid VRF` : undefined;
}

/** The question as the kernel takes it, or what it answers without looking anything up. */
function prepare({ solution, fib }: Shell, node: RouterNode, { to, from: stated, fromPrefix, said }: RouteGetWords): Asked | string {
  const [iif, six] = [said('iif'), !isIpv4(to)];
  if (fromPrefix) return `Error: ${six ? 'ipv6: Invalid values in header for get route' : 'ipv4: Invalid values in header for route get'} request.`;
  const world = new World(solution);
  const wrong = six ? undefined : wrongSource(world, node, stated, iif);
  if (wrong !== undefined) return `RTNETLINK answers: ${wrong}`;
  const by = node.interfaces.find((i) => i.name === (said('vrf') ?? said('oif') ?? iif));
  const table = by?.isVrf || by?.vrf !== undefined ? (by.fib ?? 0) : (fib ?? 0);
  // A way in a VRF is its table's; what came in by an interface, and IPv6 from a stated source, may leave by any (net/ipv6/route.c ip6_route_output_flags).
  const oif = table !== 0 || iif !== undefined || (six && stated !== undefined) ? undefined : said('oif');
  const leaving = oif === undefined ? undefined : node.interfaces.find((i) => i.name === oif);
  if (leaving?.up === false || (iif === undefined && vrfOfTable(node, table)?.up === false)) return UNREACHABLE;
  const [mark, dscp] = [Number(said('mark') ?? 0), Math.floor(Number(said('tos') ?? 0) / 4)];
  const question = { destination: to, table, mark, ...(dscp !== 0 && { dscp }), ...(iif !== undefined && { iif }), ...(oif !== undefined && { oif }) };
  const own = isLocal(world, node, question, oif);
  const chosen = own
    ? isIpv4(to) && (isLoopback(to) || to === ANY)
      ? LOOPBACK
      : to
    : oif === undefined
      ? sourceAddress(world, node, to, table)
      : selectAddress(node, to, findRoute(world, node, question)?.hops[0]?.gateway ?? to, leaving);
  const source = stated ?? chosen;
  const [sourcePort, destinationPort] = [Number(said('sport') ?? 0), Number(said('dport') ?? 0)];
  const flow = source !== undefined && { flow: { protocol: protocolOf(said('ipproto')), source, destination: to, sourcePort, destinationPort } };
  return {
    world,
    node,
    to,
    own,
    question,
    withFlow: { ...question, ...flow },
    mark,
    uid: said('uid') ?? '0',
    ...(stated !== undefined && { stated }),
    ...(chosen !== undefined && { chosen }),
    ...(iif !== undefined && { iif }),
    ...(oif !== undefined && { oif }),
  };
}

/** Of an address of the machine's own, or of a broadcast. */
function endOf(asked: Asked): string | undefined {
  const { world, node, to, own, question, iif, oif } = asked;
  const home = localOf(world, node, question);
  if (own && !isIpv4(to)) return line6(asked, { kind: 'local', dev: home.dev, table: home.table ?? 'local', proto: ' proto kernel', metric: 0, source: true });
  const table = home.table === undefined ? {} : { table: home.table };
  if (own) return line4(asked, { kind: 'local', dev: home.dev, ...table, cache: ' <local>' });
  const sent = isIpv4(to) && iif === undefined ? broadcastOn(node, to, oif) : undefined;
  return sent && line4({ ...asked, chosen: sent.own }, { kind: 'broadcast', dev: sent.name, ...table, cache: ' <local,brd>' });
}

/** Of what leaves: the route's row (`fibmatch`), or the way of this one packet. */
function wayOf(asked: Asked, fibmatch: boolean): string {
  const { world, node, to, iif, oif } = asked;
  const found = findRoute(world, node, asked.withFlow);
  const row = found && fibOf(world, node, found.table)?.get(found.prefix);
  if (row && fibmatch)
    return routeLines(node, row, found.table)
      .map((l) => (found.table === 0 ? l : inTable(l, found.table)))
      .join('\n');
  const hop = found?.hops[0];
  // IPv4: where no table leads out of the interface that was asked for, the destination is thought to be on its link (ip_route_output_key_hash_rcu).
  if (oif !== undefined && isIpv4(to) && (!hop || hop.blackhole)) return line4(asked, { dev: oif, cache: oif === 'lo' ? ' <local>' : '' });
  if (!found || !hop) return UNREACHABLE;
  if (hop.blackhole) return `RTNETLINK answers: ${ERRORS[hop.blackhole]}`;
  const way = {
    dev: hop.interface ?? '',
    ...(hop.gateway !== undefined && { via: hop.gateway }),
    ...(found.table !== 0 && { table: String(found.table) }),
  };
  if (isIpv4(to)) return line4(asked, { ...way, cache: metricsOf(hop) });
  const entry = row?.entry;
  const kernel = entry?.protocol === 'kernel' ? scripted(node, entry, found.table) : undefined;
  const hasSource = entry?.nextHops.some((h) => h.source !== undefined) ?? false;
  // A PBR map's way is in a table that no row of the lab's stands for (zebra's metric of such a route is 20).
  const said = entry ? { proto: protoOf(entry, kernel, hasSource), metric: metricOf(entry) } : { proto: ' proto pbr', metric: 20 };
  return line6(asked, { ...way, ...said, metrics: metricsOf(hop), source: iif === undefined });
}

const ANY = ip4('0.0.0.0');

/** Of the machine's own; by an interface those of that one alone. The address that stands for none is, too. */
function isLocal(world: World, node: RouterNode, question: Parameters<typeof homeOf>[2], oif: string | undefined): boolean {
  const { destination } = question;
  if (destination === ANY) return true;
  if (homeOf(world, node, question) === undefined) return false;
  if (oif === undefined) return true;
  return node.interfaces.some((i) => i.name === oif && i.addresses.some((a) => a.ip === destination)) || (oif === 'lo' && isLoopback(destination));
}

/** Where an own address stands: on a machine with VRFs its table is told, and that of a VRF has the VRF's device (net/ipv4/route.c __mkroute_output). */
function localOf(world: World, node: RouterNode, question: Parameters<typeof findRoute>[2]): { readonly dev: string; readonly table?: string } {
  // The first rule of one's own parts the local table from the main one (net/ipv4/fib_frontend.c fib_unmerge; recorded).
  if (!node.interfaces.some(isVrf)) return node.host?.rules.some((r) => r.family === 4) ? { dev: 'lo', table: 'local' } : { dev: 'lo' };
  const found = findRoute(world, node, { ...question, locals: true });
  const vrf = found?.local ? vrfOfTable(node, found.table) : undefined;
  return vrf ? { dev: vrf.name, table: String(vrf.fib) } : { dev: 'lo', table: 'local' };
}

/**
 * H7: what the kernel says of a source before it looks anything up: what comes in from nowhere, from 127.0.0.0/8 or from the machine's own
 * address is a martian; what the machine sends itself has an address of its own (net/ipv4/route.c; recorded).
 */
function wrongSource(world: World, node: RouterNode, source: Ip | undefined, iif: string | undefined): string | undefined {
  if (iif === undefined) return source !== undefined && !world.owns(node, source) ? 'Network is unreachable' : undefined;
  return source === undefined || isLoopback(source) || world.owns(node, source) ? 'Invalid argument' : undefined;
}

const LOOPBACK = ip4('127.0.0.1');

/** The interface whose network has this broadcast address, and its own address there. */
function broadcastOn(node: RouterNode, to: Ip, oif: string | undefined): { readonly name: string; readonly own: Ip } | undefined {
  for (const { name, addresses, up } of node.interfaces)
    for (const a of addresses) if (up && (oif ?? name) === name && isIpv4(a.ip) && a.length < 31 && lastIp(networkOf(a)) === to) return { name, own: a.ip };
  return undefined;
}

/** What a rule by protocol compares; any other protocol matches none. */
function protocolOf(word: string | undefined): 'tcp' | 'udp' | 'icmp' {
  return word === 'tcp' || word === 'udp' ? word : 'icmp';
}

const ERRORS = { blackhole: 'Invalid argument', reject: 'No route to host', prohibit: 'Permission denied', throw: 'Resource temporarily unavailable' } as const;
