/** `ip route get`: the kernel's own answer for one packet (H8; iproute2's iproute.c iproute_get). */
import { type RouterNode, vrfNamed, vrfOfTable } from '../../compile/index.ts';
import { fibOf, findRoute, homeOf, selectAddress, sourceAddress, World } from '../../data-plane/index.ts';
import { type Family, formatIp, type Ip, ip as ip4, isLoopback, isIpv4, lastIp, networkOf } from '../../ip/index.ts';
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
  const answer = wayTo(shell, node, words);
  return words.warnings.length === 0 ? answer : { ...answer, text: [...words.warnings, answer.text].join('\n') };
}

function wayTo({ solution, fib }: Shell, node: RouterNode, { to, from: stated, fromPrefix, said, fibmatch }: RouteGetWords): ShellAnswer {
  const iif = said('iif');
  const mark = Number(said('mark') ?? 0);
  if (Number.isNaN(mark)) return refuses(`Error: argument "${said('mark') ?? ''}" is wrong: not a valid mark`);
  const tos = Number(said('tos') ?? 0);
  if (!(tos >= 0 && tos <= 255)) return refuses(`Error: argument "${said('tos') ?? ''}" is wrong: TOS value is invalid`);
  const missing = [iif, said('oif')].find((name) => name !== undefined && name !== 'lo' && !node.interfaces.some((i) => i.name === name));
  if (missing !== undefined) return refuses(`Cannot find device "${missing}"`);
  if (fromPrefix)
    return says(`Error: ${isIpv4(to) ? 'ipv4: Invalid values in header for route get' : 'ipv6: Invalid values in header for get route'} request.`);
  const world = new World(solution);
  const wrong = isIpv4(to) ? wrongSource(world, node, stated, iif) : undefined;
  if (wrong !== undefined) return says(`RTNETLINK answers: ${wrong}`);
  const vrf = said('vrf');
  if (vrf !== undefined && !vrfNamed(node, vrf)) return refuses(`Error: argument "${vrf}" is wrong: Invalid VRF`);
  const by = node.interfaces.find((i) => i.name === (vrf ?? said('oif') ?? iif));
  const table = by?.isVrf || by?.vrf !== undefined ? (by.fib ?? 0) : (fib ?? 0);
  if (iif === undefined && vrfOfTable(node, table)?.up === false) return says('RTNETLINK answers: Network is unreachable');
  // A way in a VRF is its table's; what came in by an interface, and IPv6 from a stated source, may leave by any (net/ipv6/route.c ip6_route_output_flags).
  const oif = table !== 0 || iif !== undefined || (!isIpv4(to) && stated !== undefined) ? undefined : said('oif');
  const leaving = oif === undefined ? undefined : node.interfaces.find((i) => i.name === oif);
  if (leaving?.up === false) return says('RTNETLINK answers: Network is unreachable');
  const dscp = Math.floor(tos / 4);
  const question = { destination: to, table, mark, ...(dscp !== 0 && { dscp }), ...(iif !== undefined && { iif }), ...(oif !== undefined && { oif }) };
  const own = isLocal(world, node, question, oif);
  const first =
    oif === undefined ? sourceAddress(world, node, to, table) : selectAddress(node, to, findRoute(world, node, question)?.hops[0]?.gateway ?? to, leaving);
  const chosen = own ? (isIpv4(to) && (isLoopback(to) || to === ANY) ? LOOPBACK : to) : first;
  const source = stated ?? chosen;
  // What came in by an interface is nobody's here.
  const uid = iif === undefined ? ` uid ${said('uid') ?? 0}` : '';
  const six = !isIpv4(to);
  const wanted = six ? ` from ${stated === undefined ? '::' : formatIp(stated)}` : '';
  const shown = six ? chosen : source;
  const named = shown === undefined ? '' : ` src ${formatIp(shown)}`;
  const home = localOf(world, node, question);
  if (own && six) return says(`local ${formatIp(to)}${wanted} dev ${home.dev} table ${home.table ?? 'local'} proto kernel${named} metric 0 pref medium`);
  const spelled = home.table === undefined ? '' : ` table ${home.table}`;
  const asker = stated === undefined ? '' : ` from ${formatIp(stated)}`;
  const cameIn = iif === undefined ? '' : ` iif ${iif}`;
  if (own) return says(`local ${formatIp(to)}${asker} dev ${home.dev}${spelled}${stated === undefined ? named : ''}${uid}\n    cache <local>${cameIn}`);
  const sent = isIpv4(to) && iif === undefined ? broadcastOn(node, to, oif) : undefined;
  if (sent)
    return says(
      `broadcast ${formatIp(to)}${asker} dev ${sent.name}${spelled}${stated === undefined ? ` src ${formatIp(sent.own)}` : ''}${uid}\n    cache <local,brd>`,
    );
  const flow =
    source === undefined
      ? {}
      : {
          flow: {
            protocol: protocolOf(said('ipproto')),
            source,
            destination: to,
            sourcePort: Number(said('sport') ?? 0),
            destinationPort: Number(said('dport') ?? 0),
          },
        };
  const found = findRoute(world, node, { ...question, ...flow });
  const row = found && fibOf(world, node, found.table)?.get(found.prefix);
  if (row && fibmatch)
    return says(
      routeLines(node, row, found.table)
        .map((l) => (found.table === 0 ? l : inTable(l, found.table)))
        .join('\n'),
    );
  const hop = found?.hops[0];
  // IPv4: where no table leads out of the interface that was asked for, the destination is thought to be on its link (ip_route_output_key_hash_rcu).
  if (oif !== undefined && !six && (!hop || hop.blackhole)) {
    const cache = oif === 'lo' ? ' <local>' : '';
    return says(`${formatIp(to)}${asker} dev ${oif}${stated === undefined ? named : ''}${uid}\n    cache${cache}`);
  }
  if (!found || !hop) return says('RTNETLINK answers: Network is unreachable');
  if (hop.blackhole) return says(`RTNETLINK answers: ${ERRORS[hop.blackhole]}`);
  const via = hop.gateway === undefined ? '' : ` via ${formatIp(hop.gateway)}`;
  const inside = found.table === 0 ? '' : ` table ${found.table}`;
  const entry = row?.entry;
  if (six && found.rule?.action.kind === 'next-hop')
    return says(
      `${formatIp(to)}${wanted}${via} dev ${hop.interface ?? ''}${inside} proto pbr${iif === undefined ? named : ''} metric 20${metricsOf(hop)}${iif === undefined ? '' : ` iif ${iif}`} pref medium`,
    );
  if (six && entry) {
    const kernel = entry.protocol === 'kernel' ? scripted(node, entry, found.table) : undefined;
    const proto = protoOf(
      entry,
      kernel,
      entry.nextHops.some((h) => h.source !== undefined),
    );
    const src = iif === undefined ? named : '';
    const came = iif === undefined ? '' : ` iif ${iif}`;
    return says(
      `${formatIp(to)}${wanted}${via} dev ${hop.interface ?? ''}${inside}${proto}${src} metric ${metricOf(entry)}${metricsOf(hop)}${came} pref medium`,
    );
  }
  const from = stated === undefined ? '' : ` from ${formatIp(stated)}`;
  const src = stated !== undefined || source === undefined ? '' : ` src ${formatIp(source)}`;
  // ip/iproute.c: small ones in decimal.
  const marked = mark === 0 ? '' : ` mark ${mark >= 16 ? `0x${mark.toString(16)}` : mark}`;
  return says(
    `${formatIp(to)}${from}${via} dev ${hop.interface ?? ''}${inside}${src}${marked}${uid}\n    cache${metricsOf(hop)}${iif === undefined ? '' : ` iif ${iif}`}`,
  );
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
