/** Hosts' tables: `ip route`, FreeBSD's `netstat -rn`, Windows' `route print`; and the hops of traceroute, tracert and mtr (H8, H24, H70). */
import { isGap } from '../clean.ts';
import type { Line, PastedRow, Reader, Reading } from '../types.ts';
import { IP, IP4, ipText, PREFIX, prefixText, words } from '../values.ts';
import { type Cells, fit, readRows } from './rows.ts';

const DETAILS = ['via', 'dev', 'proto', 'scope', 'src', 'metric', 'table', 'weight'] as const;
const IP_ROUTE = new RegExp(String.raw`^(?:(?<type>unreachable|blackhole|prohibit|throw|local|broadcast) )?(?<to>default|${PREFIX}|${IP})(?<rest> .*)?$`);
const NEXT_HOP = /^nexthop (?<rest>.*)$/;

/** `via 10.0.1.1 dev eth0` by its words. */
function details(text: string): Cells {
  const tokens = words(text).split(' ');
  return Object.fromEntries(DETAILS.map((d) => [d, tokens.includes(d) ? (tokens[tokens.indexOf(d) + 1] ?? '') : '']));
}

function readIpRoute(lines: readonly Line[]): Reading {
  const rows: PastedRow[] = [];
  const isRoute = (cells: Cells) => cells['type'] !== '' || / (?:via|dev|proto) /.test(`${cells['rest'] ?? ''} `);
  const reading = readRows(lines, (text) => {
    const more = fit(text, NEXT_HOP);
    if (more) return [{ at: 'nexthop', cells: details(more['rest'] ?? '') }];
    const cells = fit(text, IP_ROUTE);
    if (!cells || !isRoute(cells)) return undefined;
    const rest = cells['rest'] ?? '';
    const at = prefixText(cells['to'] ?? '', rest.includes(':'));
    return at === undefined ? undefined : [{ at, asks: at, cells: { type: cells['type'] ?? '', to: at, ...details(rest) } }];
  });
  for (const row of reading.rows) {
    const last = rows.at(-1);
    // Further next hops stand below their route.
    if (row.at !== 'nexthop' || !last) rows.push(row);
    else rows[rows.length - 1] = { ...last, cells: joined(last.cells, row.cells) };
  }
  return { ...reading, rows };
}

function joined(route: Cells, hop: Cells): Cells {
  const both = (key: string) => [route[key], hop[key]].filter((x) => x !== undefined && x !== '').join('; ');
  return { ...route, via: both('via'), dev: both('dev') };
}

export const ipRoute: Reader = {
  kind: 'ip-route',
  columns: [{ key: 'type', heading: 'Type' }, { key: 'to', heading: 'To' }, ...DETAILS.map((key) => ({ key, heading: key }))],
  text: readIpRoute,
};

const NETSTAT = new RegExp(
  String.raw`^(?<destination>default|${PREFIX}|${IP}(?:%\w+(?:/\d+)?)?) (?<gateway>${IP}(?:%\w+)?|link#\d+|[0-9a-f]{2}(?::[0-9a-f]{2}){5}) (?<flags>[A-Z][A-Za-z0-9]*) (?<netif>[a-z]\w*)(?: (?<expire>\d+))?$`,
);

/** net-tools on Linux, with MSS, window and irtt or with metric, references and uses; IPv6 has no mask. */
const NET_TOOLS = new RegExp(
  String.raw`^(?<destination>default|${IP4}) (?<gateway>${IP4}|\*|-) (?<mask>${IP4}) (?<flags>[A-Z!]+) [\d-]+ [\d-]+ [\d-]+ (?<netif>\S+)$`,
);
const NET_TOOLS6 = new RegExp(String.raw`^(?<destination>\[::\]/\d+|${PREFIX}) (?<gateway>\[::\]|${IP}) (?<flags>[A-Za-z!]+) -?\d+ \d+ \d+ (?<netif>\S+)$`);

export const netstat: Reader = {
  kind: 'netstat',
  columns: [
    { key: 'destination', heading: 'Destination' },
    { key: 'gateway', heading: 'Gateway' },
    { key: 'flags', heading: 'Flags' },
    { key: 'netif', heading: 'Netif' },
  ],
  text: (lines) =>
    readRows(lines, (text) => {
      const linux = fit(text, NET_TOOLS, NET_TOOLS6);
      if (linux) return netToolsRow(linux);
      const cells = fit(text, NETSTAT);
      if (!cells) return undefined;
      const ipv6 = (cells['gateway'] ?? '').includes(':');
      const at = prefixText((cells['destination'] ?? '').replace(/%\w+/, ''), ipv6);
      const { expire: _, ...rest } = cells;
      return at === undefined ? undefined : [{ at, asks: at, cells: { ...rest, destination: at, gateway: ipText(rest['gateway'] ?? '') } }];
    }),
};

function netToolsRow({ mask, ...cells }: Cells): Omit<PastedRow, 'line'>[] | undefined {
  const destination = (cells['destination'] ?? '').replace('[::]', '::');
  const at = prefixText(destination === 'default' ? '0.0.0.0/0' : mask === undefined ? destination : `${destination}/${bitsOf(mask)}`);
  const gateway = (cells['gateway'] ?? '').replace('*', '0.0.0.0').replace('[::]', '::');
  return at === undefined ? undefined : [{ at, asks: at, cells: { ...cells, destination: at, gateway: gateway === '-' ? gateway : ipText(gateway) } }];
}

const WINDOWS = new RegExp(String.raw`^(?<network>${IP4}) (?<mask>${IP4}) (?<gateway>${IP4}|On-link|リンク上) (?<interface>${IP4}) (?<metric>\d+)$`, 'i');
const WINDOWS6 = new RegExp(String.raw`^(?:\d+ )?(?<metric>\d+) (?<network>${PREFIX}) (?<gateway>${IP}|On-link|リンク上)$`, 'i');

export const routePrint: Reader = {
  kind: 'route-print',
  columns: [
    { key: 'network', heading: 'Network Destination' },
    { key: 'gateway', heading: 'Gateway' },
    { key: 'interface', heading: 'Interface' },
    { key: 'metric', heading: 'Metric' },
  ],
  text: (lines) =>
    readRows(lines, (text) => {
      const cells = fit(text, WINDOWS, WINDOWS6);
      if (!cells) return undefined;
      const { mask, ...rest } = cells;
      const at = prefixText(mask === undefined ? (rest['network'] ?? '') : `${rest['network']}/${bitsOf(mask)}`);
      const gateway = /^(on-link|リンク上)$/i.test(rest['gateway'] ?? '') ? 'On-link' : ipText(rest['gateway'] ?? '');
      return at === undefined ? undefined : [{ at, asks: at, cells: { ...rest, network: at, gateway } }];
    }),
};

/** The ones of a mask. */
function bitsOf(mask: string): number {
  return mask.split('.').reduce((n, byte) => n + Number(byte).toString(2).replaceAll('0', '').length, 0);
}

const HOP = /^(?<hop>\d{1,3})(?:\.\|--)? (?<rest>.*(?:\*|ms|%).*)$/;

/** A row a hop, by its number where the text begins at the first; else, as where an article leaves the way before out, by its address. */
function readHops(lines: readonly Line[], like?: Reading): Reading {
  const found = lines.flatMap((line) => {
    const cells = fit(words(line.text), HOP);
    return cells ? [{ line: line.number, hop: cells['hop'] ?? '', addresses: addressesIn(cells['rest'] ?? '') }] : [];
  });
  const numbered = like ? like.rows[0]?.cells['hop'] !== undefined : found[0]?.hop === '1';
  return {
    rows: found.map(({ line, hop, addresses }) => ({ line, at: numbered ? hop : addresses, cells: { ...(numbered && { hop }), addresses } })),
    unread: [],
    gaps: lines.some((l) => isGap(l.text)) || !numbered,
  };
}

/** Who answered, each once; a star where nobody did. */
function addressesIn(text: string): string {
  const found = [...text.matchAll(new RegExp(`(?:^|[ (])(${IP})(?=[ )]|$)`, 'g'))].map((m) => ipText(m[1] ?? ''));
  return found.length === 0 ? '*' : [...new Set(found)].join(' ');
}

export const hops: Reader = {
  kind: 'hops',
  columns: [
    { key: 'hop', heading: 'Hop' },
    { key: 'addresses', heading: 'Address' },
  ],
  text: readHops,
};
