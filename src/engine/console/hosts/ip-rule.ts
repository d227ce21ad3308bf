/** `ip rule`: the rules that choose a table, in the order in which the kernel asks them (iproute2's iprule.c print_rule). */
import type { RouterNode } from '../../compile/index.ts';
import { resolvePbr, World } from '../../data-plane/index.ts';
import { type Family, formatPrefix, parseIp, parsePrefix } from '../../ip/index.ts';
import { refuses, says, type Shell, type ShellAnswer } from './options.ts';

/** `ip rule [show] [[to] P] [from P] [table N] [pref N] [iif IF] [oif IF] [fwmark M]`. */
export function rule(shell: Shell, node: RouterNode, words: readonly string[], family: Family): ShellAnswer {
  const [verb = 'show', ...rest] = words;
  if (['add', 'delete', 'flush', 'save', 'restore'].some((c) => c.startsWith(verb)))
    return refuses("ip rule: rules are set in the machine's script of ip commands; the console only shows them");
  if (!['show', 'list', 'lst', 'ls'].some((v) => v.startsWith(verb))) return refuses(`Command "${verb}" is unknown, try "ip rule help".`);
  const wanted = filterOf(rest);
  if (typeof wanted === 'string') return refuses(wanted);
  const shown = rulesOf(new World(shell.solution), node, family).filter((r) => wanted.every((w) => w(r)));
  return says(shown.map((r) => `${r.priority}:\t${r.text}`).join('\n'));
}

interface Shown {
  readonly priority: number;
  readonly text: string;
}

/** A selector is held against the rule's own words (iprule.c filter_nlmsg). */
function filterOf(words: readonly string[]): ((rule: Shown) => boolean)[] | string {
  const out: ((rule: Shown) => boolean)[] = [];
  const has = (said: string) => (r: Shown) => ` ${r.text} `.includes(` ${said} `);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const named = ['from', 'to', 'dst', 'src', 'table', 'lookup', 'iif', 'dev', 'oif', 'fwmark', 'pref', 'preference', 'priority', 'order'].includes(word);
    const value = named ? words[++i] : word;
    if (value === undefined) return 'Command line is not complete. Try option "help"';
    if (word === 'table' || word === 'lookup') {
      const table = { '253': 'default', '254': 'main', '255': 'local' }[value] ?? value;
      if (!/^\d+$/.test(table) && !Object.values(TABLE_NAMES).includes(table)) return `Error: argument "${value}" is wrong: table id value is invalid\n`;
      out.push((r) => r.text.includes(`lookup ${table}`) && has(`lookup ${table}`)(r));
    } else if (['pref', 'preference', 'priority', 'order'].includes(word)) out.push((r) => r.priority === Number(value));
    else if (word === 'fwmark') out.push(has(`fwmark 0x${Number(value.split('/')[0]).toString(16)}`));
    else if (word === 'iif' || word === 'dev' || word === 'oif') out.push(has(`${word === 'oif' ? 'oif' : 'iif'} ${value}`));
    else {
      const prefix =
        value === 'all' || value === 'any' || value === 'default'
          ? 'all'
          : parsePrefix(value)
            ? value.replace(/\/(32|128)$/, '')
            : parseIp(value) === undefined
              ? undefined
              : value;
      if (prefix === undefined) return `Error: inet prefix is expected rather than "${value}".`;
      if (prefix !== 'all') out.push(has(`${word === 'from' || word === 'src' ? 'from' : 'to'} ${prefix}`));
    }
  }
  return out;
}

/** The machine's own, with Linux's three around them; pbrd takes back the rule of an entry whose next hop cannot be reached. */
function rulesOf(world: World, node: RouterNode, family: Family): Shown[] {
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
  return all.sort((a, b) => a.priority - b.priority);
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
