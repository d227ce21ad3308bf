/** `ip` of iproute2: routes of a table, the way to an address, rules, addresses (H8, section 8). */
import { type RouterNode, vrfNamed, vrfOfTable } from '../../compile/index.ts';
import { fibOf, findRoute, homeOf, resolvePbr, selectAddress, sourceAddress, World } from '../../data-plane/index.ts';
import {
  defaultPrefix,
  type Family,
  formatIp,
  formatPrefix,
  type Ip,
  ip as ip4,
  isLoopback,
  isDefault,
  isIpv4,
  lastIp,
  networkOf,
  parseIp,
  parsePrefix,
  type Prefix,
  prefix as prefixOf,
  samePrefix,
} from '../../ip/index.ts';
import type { FibEntry } from '../../rib/index.ts';
import { addresses } from './addresses.ts';
import { byKey, byWalk } from './kernel-order.ts';
import { linkOptions, links } from './links.ts';
import { pbrRoutes, pbrTableNumbers } from './pbr-tables.ts';
import { readRouteGet, type RouteGetWords } from './route-get-words.ts';
import { type Command, refuses, says, type Shell, type ShellAnswer } from './options.ts';
import { isVrf } from './vrf.ts';

export const ip: Command = (shell, words) => {
  const family: Family | undefined = words[0] === '-6' ? 6 : words[0] === '-4' ? 4 : undefined;
  const { details, brief, words: said } = linkOptions(family ? words.slice(1) : words);
  const [object = '', ...rest] = said;
  if (!shell.node) return refuses('bash: ip: command not found');
  if ('route'.startsWith(object) && object !== '' && !'rule'.startsWith(object)) return route(shell, shell.node, rest, family);
  if (object.startsWith('ro') && 'route'.startsWith(object)) return route(shell, shell.node, rest, family);
  if (object === 'r') return route(shell, shell.node, rest, family);
  if (object.startsWith('ru') && 'rule'.startsWith(object)) return says(rules(new World(shell.solution), shell.node, family ?? 4));
  if (object !== '' && 'link'.startsWith(object)) return links(shell.node, rest, details, brief);
  if (object !== '' && ('address'.startsWith(object) || object === 'addr')) return addresses(shell.node, rest, { family, brief });
  return refuses(`Object "${object}" is unknown, try "ip help".`);
};

/** `ip route [show] [default | PREFIX] [table N | all] [dev IF]`, `ip route get …`. */
function route(shell: Shell, node: RouterNode, words: readonly string[], asked: Family | undefined): ShellAnswer {
  if (words[0] !== undefined && 'get'.startsWith(words[0]))
    return words[1] === undefined ? refuses('need at least a destination address') : routeGet(shell, node, words.slice(1), asked);
  const family = asked ?? 4;
  const { table: stated, vrf, dev, to } = selection(words);
  const inVrf = vrf === undefined ? undefined : vrfNamed(node, vrf)?.fib;
  if (vrf !== undefined && inVrf === undefined) return refuses(`Error: argument "${vrf}" is wrong: Invalid VRF`);
  const named = inVrf === undefined ? (stated ?? 'main') : String(inVrf);
  const table = named === 'main' || named === '254' ? 0 : Number(named);
  if (named !== 'all' && !Number.isInteger(table)) return refuses(`Error: argument "${named}" is wrong: table id value is invalid`);
  const wanted = to === undefined ? undefined : to === 'default' ? defaultPrefix(family) : (parsePrefix(to) ?? hostPrefix(to));
  if (to !== undefined && !wanted) return refuses(`Error: any valid prefix is expected rather than "${to}".`);
  const fits = (prefix: Prefix, out: readonly (string | undefined)[]) =>
    isIpv4(prefix.ip) === (family === 4) && (!wanted || samePrefix(prefix, wanted)) && (dev === undefined || out.includes(dev));
  const lines = (n: number): string[] => {
    // Zebra has link-local networks once, the kernel one for each interface.
    const rows = (fibOf(new World(shell.solution), node, n)?.entries() ?? []).filter(
      ({ prefix, value }) =>
        !(value.entry.protocol === 'connected' && samePrefix(prefix, LINK_LOCAL)) &&
        fits(
          prefix,
          value.nextHops.map((h) => h.interface),
        ),
    );
    const link = family === 6 && (n === 0 || vrfOfTable(node, n)) ? linkLocalRoutes(node, n).filter(({ name }) => fits(LINK_LOCAL, [name])) : [];
    const pbr = pbrRoutes(new World(shell.solution), node, n, family).filter(({ hops }) =>
      fits(
        defaultPrefix(family),
        hops.map((h) => h.interface),
      ),
    );
    const all = [
      ...pbr.map((r) => ({ prefix: defaultPrefix(family), lines: r.lines })),
      ...rows.map(({ prefix, value }) => ({ prefix, lines: routeLines(node, value, n) })),
      ...link.map(({ text }) => ({ prefix: LINK_LOCAL, lines: [text] })),
    ];
    return all.sort((a, b) => (family === 4 ? byKey : byWalk)(a.prefix, b.prefix)).flatMap((r) => r.lines);
  };
  if (named === 'all') return says([...tablesOf(node).flatMap((n) => lines(n).map((l) => (n === 0 ? l : inTable(l, n)))), ...lines(0)].join('\n'));
  const shown = [...lines(table), ...(vrf === undefined && !wanted ? ownLines(node, table, family, dev) : [])];
  if (shown.length === 0 && table !== 0 && wanted === undefined && dev === undefined)
    return refuses(`Error: ipv${family}: FIB table does not exist.\nDump terminated`);
  return says((dev === undefined ? shown : shown.map((l) => l.replace(` dev ${dev}`, ''))).join('\n'));
}

const LINK_LOCAL = prefixOf('fe80::/64');

/** Every interface with a cable has one, in the table of its VRF. */
function linkLocalRoutes(node: RouterNode, table: number): { readonly name: string; readonly text: string }[] {
  return node.interfaces
    .filter((i) => i.up && i.segment !== undefined && (i.vrf === undefined ? 0 : i.fib) === table)
    .map(({ name }) => ({ name, text: `fe80::/64 dev ${name} proto kernel metric 256 pref medium` }));
}

function hostPrefix(text: string): Prefix | undefined {
  const ip = parseIp(text);
  return ip === undefined ? undefined : prefixOf(`${text}/${isIpv4(ip) ? 32 : 128}`);
}

/** What of the routes is asked for. */
function selection(words: readonly string[]): { readonly table?: string; readonly vrf?: string; readonly dev?: string; readonly to?: string } {
  const asked: { table?: string; vrf?: string; dev?: string; to?: string } = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === 'table') asked.table = words[++i] ?? '';
    else if (word === 'vrf') asked.vrf = words[++i] ?? '';
    else if (word === 'dev') asked.dev = words[++i] ?? '';
    else if (!(i === 0 && ['show', 'list', 'lst'].some((verb) => verb.startsWith(word))) && !['ls', 'to', 'exact'].includes(word)) asked.to = word;
  }
  return asked;
}

/** What `table N` of a VRF lists besides its routes: the addresses that are local in it (net/ipv4/fib_frontend.c fib_add_ifaddr). */
function ownLines(node: RouterNode, table: number, family: Family, dev: string | undefined): string[] {
  if (!vrfOfTable(node, table)) return [];
  return node.interfaces
    .filter((i) => i.up && i.fib === table && (dev === undefined || i.name === dev))
    .flatMap(({ name, addresses }) =>
      addresses.flatMap(({ ip, length }) => {
        const own = formatIp(ip);
        if (!isIpv4(ip)) return family === 6 ? [`local ${own} dev ${name} proto kernel metric 0 pref medium`] : [];
        if (family === 6) return [];
        const last = networkOf({ ip, length });
        const broadcast = length < 31 && isIpv4(last.ip) ? [`broadcast ${formatIp(lastIp(last))} dev ${name} proto kernel scope link src ${own}`] : [];
        return [`local ${own} dev ${name} proto kernel scope host src ${own}`, ...broadcast];
      }),
    );
}

/** The machine's other tables: those that its own routes stand in, and those of VRFs. */
export function tablesOf(node: RouterNode): number[] {
  return [...new Set([...node.kernelRoutes.map((r) => r.table ?? 0), ...node.interfaces.filter(isVrf).map((i) => i.fib ?? 0), ...pbrTableNumbers(node)])]
    .filter((n) => n !== 0)
    .sort((a, b) => a - b);
}

/** `table 100` stands behind the way, before what follows it. */
function inTable(line: string, table: number): string {
  return line.replace(/^(\S+(?: \S+)??)((?: via \S+)?(?: dev \S+)?)( .*)?$/, (_, to: string, way: string, rest = '') => `${to}${way} table ${table}${rest}`);
}

/** One route as `ip route` prints it (iproute2 print_route); several next hops stand below it. */
function routeLines(node: RouterNode, { prefix, nextHops, entry }: FibEntry, table: number): string[] {
  const to = isDefault(prefix) ? 'default' : formatPrefix(prefix).replace(isIpv4(prefix.ip) ? /\/32$/ : /\/128$/, '');
  const nothing = nextHops.find((h) => h.blackhole)?.blackhole;
  const source = entry.nextHops.find((h) => h.source !== undefined)?.source;
  const kernel = entry.protocol === 'kernel' ? scripted(node, entry, table) : undefined;
  const id = kernel?.nexthop === undefined ? '' : ` nhid ${kernel.nexthop}`;
  const scope = isIpv4(prefix.ip) && !nothing && nextHops.length === 1 && nextHops[0]?.gateway === undefined ? ' scope link' : '';
  const six = !isIpv4(prefix.ip);
  const metric = metricOf(entry);
  const tail = `${protoOf(entry, kernel, source !== undefined)}${scope}${srcOf(node, entry, source)}${metric === 0 ? '' : ` metric ${metric}`}${kernel?.onlink && nextHops.length === 1 ? ' onlink' : ''}${metricsOf(nextHops[0])}${six ? ' pref medium' : ''}`;
  if (nothing) return [`${nothing === 'reject' ? 'unreachable' : nothing} ${to}${id}${id === '' && !six ? '' : ' dev lo'}${tail}`];
  const hops = nextHops.map((h) => `${h.gateway === undefined ? '' : ` via ${formatIp(h.gateway)}`}${h.interface === undefined ? '' : ` dev ${h.interface}`}`);
  if (hops.length === 1) return [`${to}${id}${hops[0]}${tail}`];
  return [`${to}${id}${tail}`, ...hops.map((h, i) => `\tnexthop${h} weight ${nextHops[i]?.weight ?? 1}`)];
}

/** In IPv6 a network of the machine's own has 256, and a route that states none 1024 (net/ipv6/route.c). */
export function metricOf({ protocol, metric, prefix }: FibEntry['entry']): number {
  const six = !isIpv4(prefix.ip);
  if (protocol === 'connected') return six ? 256 : 0;
  return protocol === 'kernel' ? (metric === 0 && six ? 1024 : metric) : 20;
}

/** The machine's own route behind a row of a table. */
function scripted(node: RouterNode, entry: FibEntry['entry'], table: number) {
  return node.kernelRoutes.find((r) => (r.table ?? 0) === table && samePrefix(r.prefix, entry.prefix) && r.metric === entry.metric);
}

/** A script's routes are `proto boot`, which is not printed; what DHCP has brought says so. */
function protoOf({ protocol, prefix }: FibEntry['entry'], kernel: ReturnType<typeof scripted>, hasSource: boolean): string {
  if (protocol === 'connected') return ' proto kernel';
  if (protocol !== 'kernel') return ` proto ${protocol}`;
  if (kernel?.protocol !== undefined) return kernel.protocol === 'boot' ? '' : ` proto ${kernel.protocol}`;
  return hasSource && kernel?.from?.file !== 'iproute2' ? ` proto ${isIpv4(prefix.ip) ? 'dhcp' : 'ra'}` : '';
}

/** `mtu 1400 advmss 1360` of a route. */
function metricsOf(hop: FibEntry['nextHops'][number] | undefined): string {
  return `${hop?.mtu === undefined ? '' : ` mtu ${hop.mtu}`}${hop?.advmss === undefined ? '' : ` advmss ${hop.advmss}`}`;
}

function srcOf(node: RouterNode, entry: FibEntry['entry'], source: FibEntry['entry']['nextHops'][number]['source']): string {
  if (source !== undefined) return ` src ${formatIp(source)}`;
  if (entry.protocol !== 'connected' || !isIpv4(entry.prefix.ip)) return '';
  const own = node.interfaces.find((i) => i.name === entry.nextHops[0]?.interface)?.addresses.find((a) => networkOf(a).ip === entry.prefix.ip);
  return own ? ` src ${formatIp(own.ip)}` : '';
}

/**
 * `ip route get A [from B] [iif IF] [vrf V | oif IF] [mark M] [ipproto P] [sport N] [dport N]`: the table that the rules name, and the machine's
 * source.
 */
function routeGet(shell: Shell, node: RouterNode, asked: readonly string[], family: Family | undefined): ShellAnswer {
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

/** `ip rule`: the machine's own, with Linux's three around them; pbrd takes back the rule of an entry whose next hop cannot be reached. */
function rules(world: World, node: RouterNode, family: Family): string {
  const own = (node.host?.rules ?? [])
    .filter((r) => r.family === family && (r.action.kind !== 'next-hop' || resolvePbr(world, node, r.action).length > 0))
    .map((r) => {
      const words = [
        r.negated ? 'not ' : '',
        `from ${r.from && r.from.length > 0 ? formatPrefix(r.from).replace(/\/(32|128)$/, '') : 'all'}`,
        r.to ? ` to ${formatPrefix(r.to).replace(/\/(32|128)$/, '')}` : '',
        r.tos ? ` tos 0x${r.tos.toString(16).padStart(2, '0')}` : '',
        r.mark === undefined ? '' : ` fwmark ${markText(r.mark)}`,
        r.iif === undefined ? '' : ` iif ${r.iif}`,
        r.oif === undefined ? '' : ` oif ${r.oif}`,
        r.protocol === undefined ? '' : ` ipproto ${r.protocol}`,
        portsText('sport', r.sourcePorts),
        portsText('dport', r.destinationPorts),
        r.users === undefined ? '' : ` uidrange ${r.users.from}-${r.users.to}`,
        ` ${actionText(r)}`,
        r.suppressPrefixLength === undefined ? '' : ` suppress_prefixlength ${r.suppressPrefixLength}`,
      ];
      return { priority: r.priority, text: words.join('') };
    });
  const local = node.host?.withoutLocalRule?.has(family) ? [] : [{ priority: 0, text: 'from all lookup local' }];
  const all = [...local, ...own, { priority: 32766, text: 'from all lookup main' }];
  if (family === 4) all.push({ priority: 32767, text: 'from all lookup default' });
  return all
    .sort((a, b) => a.priority - b.priority)
    .map((r) => `${r.priority}:\t${r.text}`)
    .join('\n');
}

/** The mask is shown where it is not of every bit. */
function markText({ value, mask }: { readonly value: number; readonly mask: number }): string {
  return `0x${value.toString(16)}${mask === 0xffffffff ? '' : `/0x${mask.toString(16)}`}`;
}

function portsText(name: string, ports: { readonly from: number; readonly to: number } | undefined): string {
  return ports ? ` ${name} ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}` : '';
}

const TABLE_NAMES: Readonly<Record<number, string>> = { 0: 'main', 253: 'default', 255: 'local' };

function actionText({ action }: NonNullable<RouterNode['host']>['rules'][number]): string {
  if (action.kind === 'table') return `lookup ${TABLE_NAMES[action.table] ?? action.table}`;
  if (action.kind === 'l3mdev') return 'lookup [l3mdev-table]';
  if (action.kind === 'next-hop') return `lookup ${action.table} proto zebra`;
  if (action.kind === 'goto') return `goto ${action.priority}`;
  return action.kind;
}
