/** `ip route show`: a machine's tables as iproute2 lists them, and what of them is asked for (iproute2's iproute.c iproute_list_flush_or_save). */
import { type RouterNode, vrfNamed, vrfOfTable } from '../../compile/index.ts';
import { fibOf, World } from '../../data-plane/index.ts';
import { containsPrefix, defaultPrefix, type Family, isIpv4, parseIp, parsePrefix, type Prefix, prefix as prefixOf, samePrefix } from '../../ip/index.ts';
import { byKey, byWalk } from './kernel-order.ts';
import { localRows } from './local-table.ts';
import { pbrRoutes } from './pbr-tables.ts';
import { routeGet } from './route-get.ts';
import { inTable, routeLines, tablesOf } from './route-lines.ts';
import { refuses, says, type Shell, type ShellAnswer } from './options.ts';

/** `ip route [show] [[to] [root|match|exact] default|PREFIX] [table N|NAME|all] [vrf V] [dev|via|proto|scope|type|src …]`, `ip route get …`. */
export function route(shell: Shell, node: RouterNode, words: readonly string[], asked: Family | undefined): ShellAnswer {
  const [verb = 'show'] = words;
  if ('get'.startsWith(verb)) return words[1] === undefined ? refuses('need at least a destination address') : routeGet(shell, node, words.slice(1), asked);
  const changing = CHANGES.find((c) => c.startsWith(verb) && verb.length > 1);
  if (changing !== undefined) return refuses(`ip route ${changing}: routes are set in the machine's script of ip commands; the console only shows them`);
  const family = asked ?? 4;
  const wanted = selection(words, family);
  if (typeof wanted === 'string') return refuses(wanted);
  const missing = wanted.dev !== undefined && wanted.dev !== 'lo' && !node.interfaces.some((i) => i.name === wanted.dev);
  if (missing) return refuses(`Cannot find device "${wanted.dev}"`);
  if (wanted.cache) return says('');
  const table = tableAsked(node, wanted);
  if (typeof table === 'object') return refuses(table.wrong);
  const world = new World(shell.solution);
  const listed = (r: Row) => fits(r, wanted) && (wanted.vrf === undefined || !/^(local|broadcast) /.test(r.lines[0] ?? ''));
  const shown = (n: number, named: boolean) =>
    rowsOf(world, node, n, family)
      .filter(listed)
      .flatMap((r) => (named ? r.lines.map((l) => inTable(l, n)) : r.lines));
  const local = (named: boolean) =>
    localRows(node, 0, family)
      .map(({ prefix, text }) => ({ prefix, lines: [text] }))
      .filter((r) => fits(r, wanted))
      .flatMap(({ lines }) => (named ? lines.map((l) => l.replace(/^(\S+ \S+ dev \S+)/, '$1 table local')) : lines));
  if (table === 'all') return says(without([...tablesOf(node).flatMap((n) => shown(n, true)), ...shown(0, false), ...local(true)], wanted).join('\n'));
  if (table === LOCAL) return says(without(local(false), wanted).join('\n'));
  if (table !== 0 && rowsOf(world, node, table, family).length === 0) return refuses(`Error: ipv${family}: FIB table does not exist.\nDump terminated`);
  return says(without(shown(table, false), wanted).join('\n'));
}

const CHANGES = ['add', 'append', 'change', 'chg', 'delete', 'flush', 'prepend', 'replace', 'restore', 'save'];

const LOCAL = 255;

interface Row {
  readonly prefix: Prefix;
  /** As it is printed, next hops below it. */
  readonly lines: readonly string[];
}

/** A table's rows in the kernel's order; of a VRF's also the addresses that are local in it. */
function rowsOf(world: World, node: RouterNode, table: number, family: Family): Row[] {
  // Zebra has link-local networks once, the kernel one for each interface.
  const rows = (fibOf(world, node, table)?.entries() ?? []).filter(
    ({ prefix, value }) => isIpv4(prefix.ip) === (family === 4) && !(value.entry.protocol === 'connected' && samePrefix(prefix, LINK_LOCAL)),
  );
  const inVrf = table !== 0 && vrfOfTable(node, table) !== undefined;
  const link = family === 6 && (table === 0 || inVrf) ? linkLocalRoutes(node, table) : [];
  const all = [
    ...pbrRoutes(world, node, table, family).map((r) => ({ prefix: defaultPrefix(family), lines: r.lines })),
    ...rows.map(({ prefix, value }) => ({ prefix, lines: routeLines(node, value, table) })),
    ...link.map((text) => ({ prefix: LINK_LOCAL, lines: [text] })),
  ].sort((a, b) => (family === 4 ? byKey : byWalk)(a.prefix, b.prefix));
  return inVrf
    ? [
        ...all,
        ...localRows(node, table, family)
          .filter(({ text }) => text.startsWith('local') || family === 4)
          .map(({ prefix, text }) => ({ prefix, lines: [text] })),
      ]
    : all;
}

const LINK_LOCAL = prefixOf('fe80::/64');

/** Every interface with a cable has one, in the table of its VRF. */
function linkLocalRoutes(node: RouterNode, table: number): string[] {
  return node.interfaces
    .filter((i) => i.up && i.segment !== undefined && (i.vrf === undefined ? 0 : i.fib) === table)
    .map(({ name }) => `fe80::/64 dev ${name} proto kernel metric 256 pref medium`);
}

interface Selection {
  readonly table?: string;
  readonly vrf?: string;
  readonly dev?: string;
  readonly via?: string;
  readonly proto?: string;
  readonly scope?: string;
  readonly src?: string;
  readonly type?: string;
  readonly cache?: boolean;
  /** `root P`: what lies within it; `match P`: what it lies within; `exact P`, or P alone: itself. */
  readonly to?: { readonly how: 'root' | 'match' | 'exact'; readonly prefix: Prefix };
}

const VALUED = ['table', 'vrf', 'dev', 'oif', 'via', 'proto', 'protocol', 'scope', 'src', 'type'] as const;
const TYPES = ['unicast', 'local', 'broadcast', 'multicast', 'throw', 'unreachable', 'prohibit', 'blackhole', 'anycast', 'nat'];

/** What of the routes is asked for; a text says what cannot be read. */
function selection(words: readonly string[], family: Family): Selection | string {
  const asked: { -readonly [K in keyof Selection]: Selection[K] } = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const key = VALUED.find((v) => v === word);
    if (i === 0 && ['show', 'list', 'lst', 'ls'].some((verb) => verb.startsWith(word))) continue;
    if (key !== undefined) {
      const value = words[++i];
      if (value === undefined) return 'Command line is not complete. Try option "help"';
      asked[key === 'oif' ? 'dev' : key === 'protocol' ? 'proto' : key] = value;
    } else if (word === 'cache' || word === 'cached') asked.cache = true;
    else {
      const to = destination(words.slice(i), family);
      if (typeof to === 'string') return to;
      asked.to = to.to;
      i += to.taken - 1;
    }
  }
  if (asked.type !== undefined && !TYPES.includes(asked.type)) return `Error: argument "${asked.type}" is wrong: node type value is invalid\n`;
  if (asked.proto !== undefined && !/^\d+$/.test(asked.proto) && !PROTOCOLS.includes(asked.proto))
    return `Error: argument "${asked.proto}" is wrong: invalid "protocol"\n`;
  return asked;
}

/** /etc/iproute2/rt_protos of 6.1. */
const PROTOCOLS =
  'unspec redirect kernel boot static gated ra mrt zebra bird dnrouted xorp ntk dhcp keepalived babel openr bgp isis ospf rip eigrp pbr all'.split(' ');

function destination(words: readonly string[], family: Family): { readonly to: NonNullable<Selection['to']>; readonly taken: number } | string {
  let at = words[0] === 'to' ? 1 : 0;
  const how = (['root', 'match', 'exact'] as const).find((h) => h === words[at]);
  if (how !== undefined) at++;
  const text = words[at];
  if (text === undefined) return 'Command line is not complete. Try option "help"';
  const prefix = text === 'default' ? defaultPrefix(family) : (parsePrefix(text) ?? hostOf(text));
  return prefix ? { to: { how: how ?? 'exact', prefix }, taken: at + 1 } : `Error: any valid prefix is expected rather than "${text}".`;
}

function hostOf(text: string): Prefix | undefined {
  const ip = parseIp(text);
  return ip === undefined ? undefined : prefixOf(`${text}/${isIpv4(ip) ? 32 : 128}`);
}

function tableAsked(node: RouterNode, { table: named = 'main', vrf }: Selection): number | 'all' | { readonly wrong: string } {
  if (vrf !== undefined) return vrfNamed(node, vrf)?.fib ?? { wrong: `Error: argument "${vrf}" is wrong: Invalid VRF` };
  if (named === 'all' || named === '0') return 'all';
  const number = NAMES[named] ?? (/^\d{1,10}$/.test(named) ? Number(named) : undefined);
  return number === undefined ? { wrong: `Error: argument "${named}" is wrong: table id value is invalid\n` } : number === 254 ? 0 : number;
}

const NAMES: Readonly<Record<string, number>> = { main: 254, default: 253, local: LOCAL };

/** Whether a row has all that is asked for: the same of its first line, by any of its next hops. */
function fits({ prefix, lines }: Row, { to, dev, via, proto, scope, src, type }: Selection): boolean {
  const [first = ''] = lines;
  const said = (word: string) => lines.flatMap((l) => [...l.matchAll(new RegExp(`(?<= )${word} (\\S+)`, 'g'))].map((m) => m[1]));
  const own = TYPES.find((t) => first.startsWith(`${t} `)) ?? 'unicast';
  const link = scope === '253' ? 'link' : scope === '254' ? 'host' : scope === '0' || scope === 'universe' ? 'global' : scope;
  return (
    (!to || within(prefix, to)) &&
    (dev === undefined || said('dev').includes(dev)) &&
    (via === undefined || said('via').includes(via)) &&
    (proto === undefined || proto === 'all' || (said('proto')[0] ?? 'boot') === proto) &&
    (link === undefined || (said('scope')[0] ?? 'global') === link) &&
    (src === undefined || said('src')[0] === src) &&
    (type === undefined || own === type)
  );
}

function within(prefix: Prefix, { how, prefix: wanted }: NonNullable<Selection['to']>): boolean {
  if (isIpv4(prefix.ip) !== isIpv4(wanted.ip)) return false;
  if (how === 'exact') return samePrefix(prefix, wanted);
  return how === 'root' ? containsPrefix(wanted, prefix) : containsPrefix(prefix, wanted);
}

/** What every row has because it was asked for is not said again (print_route's filter masks). */
function without(lines: readonly string[], { dev, via, proto, scope, src }: Selection): string[] {
  const gone = [dev && `dev ${dev}`, via && `via ${via}`, proto && proto !== 'all' && `proto ${proto}`, scope && `scope ${scope}`, src && `src ${src}`].filter(
    (w) => typeof w === 'string' && w !== '',
  ) as string[];
  return lines.map((line) => gone.reduce((l, words) => `${l} `.replace(` ${words} `, ' ').trimEnd(), line));
}
