/** The BGP tables of FRR and IOS, all of a neighbor's views, the summary, and FRR's JSON of them (F118–F130, A235). */
import { isGap } from '../clean.ts';
import type { Line, PastedRow, Reader, Reading } from '../types.ts';
import { classfulText, IP, IP4, ipText, namesAddress, prefixText, words } from '../values.ts';
import { amid, cellText, fit, readRows } from './rows.ts';

/** Status marks; RPKI's letter stands before them. `*>i10.0.0.0/8` has no blank behind. */
const STATUS = /^ ?(?:[VIN](?=[ sdhur*RS]))? ?(?<valid>[sdhurRS*]{0,2}) ?(?<best>[>=mb]?) ?(?<internal>i?) *(?=[\da-zA-Z:])/;
const NETWORK = new RegExp(String.raw`^(?<network>${IP}\/\d+|${IP4}(?= +${IP4}\b))(?: +|$)`);
/** FRR's datacenter profile has the host name behind. */
const HOST = String.raw`(?:\([\w.-]+\))?`;
/** Of an unnumbered session the interface stands in its place. */
const NEXT_HOP = new RegExp(String.raw`^(?<nextHop>${IP}|[a-z]+\d[\w.-]*)${HOST}(?:[<@]\S*)?(?: +|$)`);
const NETWORK_ALONE = new RegExp(String.raw`^${IP}\/\d+(?: +${IP}${HOST})?$`);
const ALONE = new RegExp(`^${IP}${HOST}$`);
const ROUTER_ID = new RegExp(String.raw`local router ID is (${IP4})|router identifier (${IP4})`);
const ENDS = /(?:^|\s)(?:[\d{}(), ]*\s)?[ie?]$/;

interface Layout {
  /** Columns at which the headings Metric, LocPrf and Weight end; absent where the text has lost its columns. */
  readonly metric: number;
  readonly locPrf: number;
  readonly weight: number;
}

function layoutOf(lines: readonly Line[]): Layout | undefined {
  const head = lines.find((l) => /Network\s+Next Hop\s+Metric\s+LocPrf\s+Weight\s+Path/.test(l.text))?.text;
  if (head === undefined || !/Network {10,}Next Hop {10,} ?Metric LocPrf Weight Path/.test(head)) return undefined;
  const end = (heading: string) => head.indexOf(heading) + heading.length;
  return { metric: end('Metric'), locPrf: end('LocPrf'), weight: end('Weight') };
}

function readTable(lines: readonly Line[]): Reading {
  const layout = layoutOf(lines);
  const rows: PastedRow[] = [];
  const unread: Line[] = [];
  let gaps = false;
  let network: string | undefined;
  let pending: { readonly line: Line; readonly text: string } | undefined;
  for (const line of lines) {
    if (pending && line.text.trim() !== '') {
      // A network or next hop too long for its column breaks the line, both break it twice; the rest stands in its own columns below.
      const text: string = `${pending.text} ${line.text.trim()}`;
      const row = rowFrom(pending.line, text, line.text, layout, network);
      pending = !row && ALONE.test(line.text.trim()) ? { line: pending.line, text } : undefined;
      if (pending) continue;
      if (row) {
        network = row.at;
        rows.push(row);
        continue;
      }
    }
    const head = factsOf(line);
    if (head) rows.push(...head);
    else if (isGap(line.text)) gaps = true;
    else {
      const row = rowFrom(line, line.text, line.text, layout, network);
      if (row) {
        network = row.at;
        rows.push(row);
      } else if (startsRow(line.text)) pending = { line, text: line.text };
      else if (namesAddress(line.text)) unread.push(line);
    }
  }
  return { rows, unread: amid(unread, rows), gaps };
}

/** A row's beginning whose end is on the next line: a network, a next hop, or both. */
function startsRow(text: string): boolean {
  const status = STATUS.exec(text);
  return status !== null && (/[*>=]/.test(status[0]) ? namesAddress(text.slice(status[0].length)) : NETWORK_ALONE.test(text.slice(status[0].length)));
}

/** What stands above a table: whose it is. */
function factsOf({ number, text }: Line): PastedRow[] | undefined {
  if (!text.includes('local')) return undefined;
  const id = ROUTER_ID.exec(text);
  const as = /local AS(?: number)? (\d+)/.exec(text)?.[1];
  if (!id && as === undefined) return undefined;
  const fact = (at: string, value: string): PastedRow => ({ line: number, at, cells: { network: at, nextHop: value, neighbor: at, remoteAs: value } });
  const router = id?.[1] ?? id?.[2];
  return [...(router === undefined ? [] : [fact('local router ID', router)]), ...(as === undefined ? [] : [fact('local AS', as)])];
}

function rowFrom(line: Line, text: string, last: string, layout: Layout | undefined, above: string | undefined): PastedRow | undefined {
  const status = STATUS.exec(text);
  if (!status || !ENDS.test(text)) return undefined;
  let rest = text.slice(status[0].length);
  const named = NETWORK.exec(rest);
  if (named) rest = rest.slice(named[0].length);
  const hop = NEXT_HOP.exec(rest);
  if (!hop) return undefined;
  const shown = named?.groups?.['network'];
  const at = shown === undefined ? above : prefixText(shown.includes('/') ? shown : classfulText(shown));
  if (at === undefined) return undefined;
  const tail = words(rest.slice(hop[0].length));
  const g = status.groups ?? {};
  const cells = {
    status: `${g['valid'] ?? ''}${g['best'] === 'm' ? '=' : (g['best'] ?? '')}${g['internal'] ?? ''}`,
    network: at,
    nextHop: ipText(hop.groups?.['nextHop'] ?? ''),
    attributes: tail,
    ...(layout && columnsOf(last, layout)),
  };
  return { line: line.number, at, asks: at, cells };
}

/** Numbers are flush right under their headings; a margin more or less by release leaves them within reach. */
function columnsOf(text: string, { metric, locPrf, weight }: Layout): Readonly<Record<string, string>> {
  const number = (from: number, to: number) => words(text.slice(from, to));
  return {
    metric: number(metric - 10, metric + 1),
    locPrf: number(locPrf - 5, locPrf + 1),
    weight: number(weight - 5, weight + 1),
    path: words(text.slice(weight + 1)),
  };
}

const CODES: Readonly<Record<string, string>> = { IGP: 'i', EGP: 'e', incomplete: '?' };

/** `{ routes: { PREFIX: [path …] } }`, or `{ advertisedRoutes | receivedRoutes: { PREFIX: { … } } }`. */
function tableJson(value: unknown): PastedRow[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const o = value as Readonly<Record<string, unknown>>;
  const lists = o['routes'] ?? o['advertisedRoutes'] ?? o['receivedRoutes'];
  if (typeof lists !== 'object' || lists === null || Array.isArray(lists)) return undefined;
  const facts =
    factsOf({ number: 1, text: `local router ID is ${cellText(o['routerId'] ?? o['bgpLocalRouterId'])}, local AS ${cellText(o['localAS'])}` }) ?? [];
  const paths = Object.entries(lists).flatMap(([key, v]) => (Array.isArray(v) ? v : [v]).map((p) => pathRow(key, p as Readonly<Record<string, unknown>>)));
  return [...facts, ...paths];
}

function pathRow(key: string, p: Readonly<Record<string, unknown>>): PastedRow {
  const at = prefixText(key) ?? key;
  const hops = p['nexthops'] as readonly Readonly<Record<string, unknown>>[] | undefined;
  const hop = hops?.find((h) => h['used'] === true) ?? hops?.[0];
  const origin = cellText(p['origin']);
  const cells = {
    status: [
      p['suppressed'] === true ? 's' : p['valid'] === true ? '*' : '',
      p['bestpath'] === true || p['best'] === true ? '>' : p['multipath'] === true ? '=' : '',
      p['pathFrom'] === 'internal' ? 'i' : '',
    ].join(''),
    network: at,
    nextHop: ipText(cellText(hop?.['ip'] ?? p['nextHop'] ?? p['nextHopGlobal'])),
    metric: cellText(p['metric']),
    locPrf: cellText(p['locPrf']),
    weight: cellText(p['weight']),
    path: words(`${cellText(p['path'])} ${CODES[origin] ?? cellText(p['bgpOriginCode'])}`),
  };
  return { line: 1, at, asks: at, cells };
}

export const bgpTable: Reader = {
  kind: 'bgp-table',
  columns: [
    { key: 'status', heading: 'Status' },
    { key: 'network', heading: 'Network' },
    { key: 'nextHop', heading: 'Next Hop' },
    { key: 'metric', heading: 'Metric' },
    { key: 'locPrf', heading: 'LocPrf' },
    { key: 'weight', heading: 'Weight' },
    { key: 'path', heading: 'Path' },
    { key: 'attributes', heading: 'Metric … Path', insteadOf: 'path' },
  ],
  text: readTable,
  json: tableJson,
};

const NEIGHBOR = new RegExp(
  String.raw`^\*?(?:[\w.-]+\((?=\S+\)))?(?<neighbor>${IP}|[\w.-]+)\)? 4 (?<remoteAs>\d+) (?<received>\d+) (?<sent>\d+) \d+ \d+ \d+ (?<up>\S+) (?<state>Idle \(\w+\)|\S+)(?: (?<prefixesSent>\d+|\(Policy\)|NoNeg))?(?: (?<description>.*))?$`,
);

function readSummary(lines: readonly Line[]): Reading {
  const reading = readRows(
    lines,
    (text) => {
      const cells = fit(text, NEIGHBOR);
      return cells && [{ at: ipText(cells['neighbor'] ?? ''), cells }];
    },
    (text) => /router identifier/.test(text),
  );
  return { ...reading, rows: [...lines.flatMap((l) => (/router identifier/.test(l.text) ? (factsOf(l) ?? []) : [])), ...reading.rows] };
}

/** `{ peers: { ADDRESS: … } }`, alone or under a family. */
function summaryJson(value: unknown): PastedRow[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const o = value as Readonly<Record<string, unknown>>;
  const peers = o['peers'];
  if (typeof peers !== 'object' || peers === null) {
    const families = Object.values(o).flatMap((v) => summaryJson(v) ?? []);
    return families.length === 0 ? undefined : families;
  }
  const facts = factsOf({ number: 1, text: `local router ID is ${cellText(o['routerId'])}, local AS ${cellText(o['as'])}` }) ?? [];
  return [
    ...facts,
    ...Object.entries(peers as Readonly<Record<string, Readonly<Record<string, unknown>>>>).map(([neighbor, p]) => ({
      line: 1,
      at: ipText(neighbor),
      cells: {
        neighbor,
        remoteAs: cellText(p['remoteAs']),
        state: p['state'] === 'Established' ? cellText(p['pfxRcd']) : cellText(p['state']),
        prefixesSent: cellText(p['pfxSnt']),
        received: cellText(p['msgRcvd']),
        sent: cellText(p['msgSent']),
        up: cellText(p['peerUptime']),
      },
    })),
  ];
}

export const bgpSummary: Reader = {
  kind: 'bgp-summary',
  columns: [
    { key: 'neighbor', heading: 'Neighbor' },
    { key: 'remoteAs', heading: 'AS' },
    { key: 'received', heading: 'MsgRcvd', told: true },
    { key: 'sent', heading: 'MsgSent', told: true },
    { key: 'up', heading: 'Up/Down', told: true },
    { key: 'state', heading: 'State/PfxRcd' },
    { key: 'prefixesSent', heading: 'PfxSnt' },
  ],
  text: readSummary,
  json: summaryJson,
};
