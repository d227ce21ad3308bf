/** `show ip route` and `show ipv6 route` of FRR and of IOS, and FRR's JSON of them: a row a route, its next hops in one cell (F131–F134, A233). */
import { isGap } from '../clean.ts';
import type { Line, PastedRow, Reader, Reading } from '../types.ts';
import { IP, IP4, isAge, namesAddress, PREFIX, prefixText, timeless, words } from '../values.ts';
import { amid, cellText } from './rows.ts';

const CODE = String.raw`(?<code>[A-Za-z](?: [A-Z][A-Z0-9])?)`;
const HOP = String.raw`(?:via ${IP}|is directly connected|unreachable|is a summary).*`;
/** `B>* 10.0.0.0/16 [20/0] via …`, `B*    0.0.0.0/0 [20/0] via …`; `to` has no length where IOS prints equal masks once. */
const ROUTE = new RegExp(String.raw`^${CODE} ?(?<selected>>?) ?(?<star>[*qrbto]?) (?<to>${PREFIX}|${IP4})(?: \[(?<metric>\d+\/\d+)\])?(?: (?<hop>${HOP}))?$`);
const MORE = new RegExp(String.raw`^(?<star>[*qrbto]?) ?(?:\[(?<metric>\d+\/\d+)\] )?(?<hop>${HOP})$`);
const SUBNETTED = new RegExp(String.raw`^${IP4}\/(?<length>\d+) is (?<how>subnetted|variably subnetted),`);
const LAST_RESORT = new RegExp(String.raw`^Gateway of last resort is (?<gateway>not set|${IP4})`);

interface Draft {
  readonly line: number;
  readonly at: string;
  readonly cells: { readonly code: string; readonly selected: string; readonly prefix: string; readonly metric: string };
  readonly hops: string[];
}

function readText(lines: readonly Line[]): Reading {
  const drafts: Draft[] = [];
  const heads: PastedRow[] = [];
  const unread: Line[] = [];
  let gaps = false;
  let length: string | undefined;
  let open = false;
  for (const line of lines) {
    const text = words(line.text);
    const resort = LAST_RESORT.exec(text)?.groups?.['gateway'];
    const subnetted = SUBNETTED.exec(text)?.groups;
    const route = ROUTE.exec(text)?.groups;
    const more = MORE.exec(text)?.groups;
    const last = drafts.at(-1);
    if (resort !== undefined) heads.push({ line: line.number, at: 'last resort', asks: '0.0.0.0/0', cells: { prefix: 'last resort', nextHops: resort } });
    else if (subnetted) length = subnetted['how'] === 'subnetted' ? subnetted['length'] : undefined;
    else if (route) {
      const draft = draftOf(line.number, route, length);
      if (draft) drafts.push(draft);
    } else if (more && last) last.hops.push(`${starOf(more['star'])}${more['hop'] ?? ''}`);
    else if (open && last && text !== '' && !namesAddress(text.replace(/^eth\S*/, ''))) last.hops.push(`${last.hops.pop() ?? ''} ${text}`);
    else if (isGap(line.text)) gaps = true;
    else if (text !== '' && namesAddress(text) && !/ is variably subnetted| is subnetted/.test(text)) unread.push(line);
    // A terminal broke the line where it ends so.
    open = (route !== undefined || more !== undefined) && /(?:,|via|connected|weight \d+)$/.test(text);
  }
  const rows = [...heads, ...drafts.map(rowOf)];
  return { rows, unread: amid(unread, rows), gaps };
}

function draftOf(line: number, g: Readonly<Record<string, string | undefined>>, length: string | undefined): Draft | undefined {
  const to = g['to'] ?? '';
  const at = prefixText(to.includes('/') || length === undefined ? to : `${to}/${length}`);
  if (at === undefined) return undefined;
  // IOS stars the candidate for the default; FRR what is in the kernel, next hop by next hop.
  const isFrr = g['selected'] === '>' || (g['hop'] ?? '').includes('weight') || at !== '0.0.0.0/0';
  const code = `${g['code'] ?? ''}${!isFrr && g['star'] === '*' ? '*' : ''}`;
  const hop = g['hop'] === undefined ? [] : [`${isFrr ? starOf(g['star']) : ''}${g['hop']}`];
  return { line, at, cells: { code, selected: g['selected'] ?? '', prefix: at, metric: g['metric'] ?? '' }, hops: hop };
}

function starOf(star: string | undefined): string {
  return star === undefined || star === '' ? '' : `${star} `;
}

function rowOf({ line, at, cells, hops }: Draft): PastedRow {
  return { line, at, asks: at, cells: { ...cells, nextHops: hops.map(hopText).join('; ') } };
}

/** A weight of 1 is not said by all releases. */
function hopText(hop: string): string {
  return isAge(hop) ? '' : timeless(hop.replace(/, weight 1\b/, '')).replace(/[,\s]+$/, '');
}

const LETTER: Readonly<Record<string, string>> = { kernel: 'K', connected: 'C', local: 'L', static: 'S', bgp: 'B', ospf: 'O', rip: 'R', isis: 'I' };

interface JsonRoute {
  readonly prefix?: unknown;
  readonly protocol?: unknown;
  readonly selected?: unknown;
  readonly distance?: unknown;
  readonly metric?: unknown;
  readonly installed?: unknown;
  readonly failed?: unknown;
  readonly nexthops?: readonly Readonly<Record<string, unknown>>[];
}

/** `{ "10.0.0.0/16": [ { protocol, selected, nexthops … } ] }`. */
function readJson(value: unknown): PastedRow[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter(([key, v]) => prefixText(key) !== undefined && key.includes('/') && Array.isArray(v));
  const routes = entries.flatMap(([key, v]) => (v as readonly JsonRoute[]).filter((r) => r?.protocol !== undefined).map((r) => jsonRow(key, r)));
  return routes.length === 0 ? undefined : routes;
}

function jsonRow(key: string, r: JsonRoute): PastedRow {
  const at = prefixText(key) ?? key;
  const protocol = cellText(r.protocol);
  const cells = {
    code: LETTER[protocol] ?? protocol,
    selected: r.selected === true ? '>' : '',
    prefix: at,
    metric: `${cellText(r.distance)}/${cellText(r.metric)}`,
    nextHops: (r.nexthops ?? []).map((h) => jsonHop(h, r)).join('; '),
  };
  return { line: 1, at, asks: at, cells };
}

/** As `show ip route` would write it: its star where the entry is installed, and no other line stands for it. */
function jsonHop(h: Readonly<Record<string, unknown>>, entry: JsonRoute): string {
  const nothing = ['blackhole', 'reject', 'admin-prohibited'].find((k) => h[k] === true);
  const where =
    h['ip'] !== undefined
      ? `via ${cellText(h['ip'])}`
      : h['directlyConnected'] === true
        ? 'is directly connected'
        : `unreachable (${NOTHING[nothing ?? ''] ?? ''})`;
  const recursive = h['recursive'] === true;
  const out = h['interfaceName'] === undefined ? '' : `, ${cellText(h['interfaceName'])}`;
  const installed = (entry.installed === true || entry.protocol === 'connected' || entry.protocol === 'local') && !recursive && h['duplicate'] !== true;
  const source = h['source'] ?? h['rmapSource'];
  return [
    entry.failed === true ? 'r ' : installed ? '* ' : '',
    where,
    out,
    h['active'] === true ? '' : ' inactive',
    h['onLink'] === true ? ' onlink' : '',
    recursive ? ' (recursive)' : '',
    source === undefined ? '' : `, src ${cellText(source)}`,
    h['weight'] === undefined || h['weight'] === 1 ? '' : `, weight ${cellText(h['weight'])}`,
  ].join('');
}

const NOTHING: Readonly<Record<string, string>> = { blackhole: 'blackhole', reject: 'ICMP unreachable', 'admin-prohibited': 'ICMP admin-prohibited' };

export const routes: Reader = {
  kind: 'routes',
  columns: [
    { key: 'code', heading: 'Code' },
    { key: 'selected', heading: 'Selected' },
    { key: 'prefix', heading: 'Prefix' },
    { key: 'metric', heading: 'Distance/metric' },
    { key: 'nextHops', heading: 'Next hops' },
  ],
  text: readText,
  json: readJson,
};
