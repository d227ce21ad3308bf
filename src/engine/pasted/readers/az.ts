/** What the Azure CLI prints of routes and peers, as tables and as JSON; effective routes also as the portal lays them out (A22, A220–A231). */
import type { PastedColumn, PastedRow, Reader } from '../types.ts';
import { IP, ipText, PREFIX, prefixText } from '../values.ts';
import { type Cells, cellText, fit, objectsIn, readRows } from './rows.ts';

type Named = Omit<PastedRow, 'line'>;

function columns(headings: Readonly<Record<string, string>>, told: readonly string[] = []): PastedColumn[] {
  return Object.entries(headings).map(([key, heading]) => ({ key, heading, ...(told.includes(key) && { told: true as const }) }));
}

/** A reader of rows with these keys; a JSON object is a row when it has all of `keys`. */
function azReader(reader: {
  readonly kind: Reader['kind'];
  readonly columns: readonly PastedColumn[];
  readonly patterns: readonly RegExp[];
  readonly keys: readonly string[];
  readonly rows: (cells: Cells) => readonly Named[] | undefined;
}): Reader {
  const known = reader.columns.map((c) => c.key);
  return {
    kind: reader.kind,
    columns: reader.columns,
    text: (lines) =>
      readRows(lines, (text) => {
        const cells = fit(text, ...reader.patterns);
        return cells && reader.rows(cells);
      }),
    json: (value) => {
      const objects = objectsIn(value).filter((o) => reader.keys.every((k) => k in o));
      if (objects.length === 0) return undefined;
      return objects.flatMap((o) => (reader.rows(Object.fromEntries(known.filter((k) => k in o).map((k) => [k, cellText(o[k])]))) ?? []).map(first));
    },
  };
}

/** JSON has no lines that would mean anything to a reader. */
function first(row: Named): PastedRow {
  return { line: 1, ...row };
}

function about(cells: Cells, key: string): Named[] | undefined {
  const at = prefixText(cells[key] ?? '');
  return at === undefined ? undefined : [{ at, asks: at, cells: { ...cells, [key]: at } }];
}

const ROUTE = String.raw`(?<network>${PREFIX})(?: (?<nextHop>${IP}))?`;
const TAIL = String.raw`(?: (?<asPath>\d+(?:-\d+)*))? (?<weight>\d+)`;
const ORIGIN = String.raw`(?<origin>[A-Za-z]+)`;

/** `list-learned-routes` and `list-advertised-routes` of a gateway, and of a Route Server's peering, which names the instance first. */
export const azRoutes = azReader({
  kind: 'az-routes',
  columns: columns({
    localAddress: 'LocalAddress',
    network: 'Network',
    nextHop: 'NextHop',
    origin: 'Origin',
    sourcePeer: 'SourcePeer',
    asPath: 'AsPath',
    weight: 'Weight',
  }),
  patterns: [
    new RegExp(`^${ROUTE} ${ORIGIN}(?: (?<sourcePeer>${IP}))?${TAIL}$`),
    new RegExp(`^(?<localAddress>${IP}) ${ROUTE} (?<sourcePeer>${IP}) ${ORIGIN}${TAIL}$`),
    new RegExp(`^(?<localAddress>${IP}) ${ROUTE} ${ORIGIN}${TAIL}$`),
  ],
  keys: ['network', 'nextHop', 'origin', 'asPath'],
  rows: (cells) => about(cells, 'network'),
});

/** `list-bgp-peer-status`. */
export const azPeers = azReader({
  kind: 'az-peers',
  columns: columns(
    {
      localAddress: 'LocalAddress',
      neighbor: 'Neighbor',
      asn: 'ASN',
      state: 'State',
      connectedDuration: 'ConnectedDuration',
      routesReceived: 'RoutesReceived',
      messagesSent: 'MessagesSent',
      messagesReceived: 'MessagesReceived',
    },
    ['connectedDuration', 'messagesSent', 'messagesReceived'],
  ),
  patterns: [
    new RegExp(
      String.raw`^(?<neighbor>${IP}) (?<asn>\d+) (?<state>[A-Za-z]+)(?: (?<connectedDuration>[\d.]*\d+:\d+:[\d.]+))? (?<routesReceived>\d+) (?<messagesSent>\d+) (?<messagesReceived>\d+)$`,
    ),
  ],
  keys: ['neighbor', 'asn', 'state', 'routesReceived'],
  rows: (cells) => [{ at: ipText(cells['neighbor'] ?? ''), cells }],
});

/** The portal's words for what the CLI says in one. */
const PORTAL: Readonly<Record<string, string>> = {
  'virtual network gateway': 'VirtualNetworkGateway',
  'virtual network': 'VnetLocal',
  'virtual network service endpoint': 'VirtualNetworkServiceEndpoint',
  'virtual appliance': 'VirtualAppliance',
  'vnet peering': 'VNetPeering',
  'vnet global peering': 'VNetGlobalPeering',
  'global vnet peering': 'VNetGlobalPeering',
};
const SPACED = Object.keys(PORTAL).join('|');

function cliWord(text: string): string {
  return PORTAL[text.toLowerCase()] ?? text;
}

/** `az network nic show-effective-route-table`, and the portal's table; a row that has several prefixes is several rows. */
export const azEffective = azReader({
  kind: 'az-effective',
  columns: columns({
    source: 'Source',
    state: 'State',
    addressPrefix: 'Address Prefix',
    nextHopType: 'Next Hop Type',
    nextHopIpAddress: 'Next Hop IP',
    name: 'User Defined Route Name',
  }),
  patterns: [
    new RegExp(
      String.raw`^(?<source>Default|User|Unknown|VirtualNetworkGateway|Virtual network gateway) (?<state>Active|Invalid) (?<addressPrefix>${PREFIX}(?:,? ${PREFIX})*) (?<nextHopType>${SPACED}|[A-Za-z]+)(?: (?<nextHopIpAddress>-|${IP}(?:,? ${IP})*))?(?: (?<name>\S.*))?$`,
      'i',
    ),
  ],
  keys: ['addressPrefix', 'nextHopType', 'source'],
  rows: effectiveRows,
});

function effectiveRows(cells: Cells): Named[] {
  const { name, ...rest } = cells;
  const hops = (rest['nextHopIpAddress'] ?? '').replace(/^-$/, '').split(/,? +/).map(ipText).sort().join(' ');
  const own = {
    ...rest,
    source: cliWord(rest['source'] ?? ''),
    nextHopType: cliWord(rest['nextHopType'] ?? ''),
    nextHopIpAddress: hops,
    // The CLI's table has no names.
    ...(name !== undefined && name !== '' && { name: name.replace(/^-$/, '') }),
  };
  return (rest['addressPrefix'] ?? '').split(/,? +/).flatMap((text) => {
    const at = prefixText(text);
    return at === undefined ? [] : [{ at, asks: at, cells: { ...own, addressPrefix: at } }];
  });
}

/** `az network express-route list-route-tables`: the best of several is starred. */
export const azCircuitRoutes = azReader({
  kind: 'az-circuit-routes',
  columns: columns({ locPrf: 'LocPrf', network: 'Network', nextHop: 'NextHop', path: 'Path', weight: 'Weight' }),
  patterns: [new RegExp(String.raw`^(?:(?<locPrf>\d+) )?(?<network>${PREFIX}) (?<nextHop>${IP}\*?)(?: (?<path>(?:\d+ ?|\? ?|i ?)+?))? (?<weight>\d+)$`)],
  keys: ['network', 'nextHop', 'path', 'weight'],
  rows: (cells) => about(cells, 'network'),
});

/** `az network express-route list-route-tables-summary`. */
export const azCircuitSummary = azReader({
  kind: 'az-circuit-summary',
  columns: columns({ as: 'As', neighbor: 'Neighbor', statePfxRcd: 'StatePfxRcd', upDown: 'UpDown', v: 'V' }, ['upDown']),
  patterns: [new RegExp(String.raw`^(?<as>\d+) (?<neighbor>${IP}) (?<statePfxRcd>\S+) (?<upDown>\S+) (?<v>\d)$`)],
  keys: ['as', 'neighbor', 'statePfxRcd'],
  rows: (cells) => [{ at: ipText(cells['neighbor'] ?? ''), cells }],
});
