/** `ip` of iproute2: routes of a table, the way to an address, rules, addresses (H8, section 8). */
import { type RouterNode, vrfNamed, vrfOfTable } from '../../compile/index.ts';
import { fibOf, resolvePbr, World } from '../../data-plane/index.ts';
import {
  defaultPrefix,
  type Family,
  formatIp,
  formatPrefix,
  isIpv4,
  lastIp,
  networkOf,
  parseIp,
  parsePrefix,
  type Prefix,
  prefix as prefixOf,
  samePrefix,
} from '../../ip/index.ts';
import { addresses } from './addresses.ts';
import { byKey, byWalk } from './kernel-order.ts';
import { linkOptions, links } from './links.ts';
import { pbrRoutes } from './pbr-tables.ts';
import { routeGet } from './route-get.ts';
import { inTable, routeLines, tablesOf } from './route-lines.ts';
import { type Command, refuses, says, type Shell, type ShellAnswer } from './options.ts';

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
