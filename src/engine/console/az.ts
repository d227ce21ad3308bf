/** The Azure CLI: its commands, its `-o table` and its `-o json` (A220–A232). */
import { routesTable, speakersOf, subnetsOf, addressOf } from '../explain/tables/index.ts';
import type { Cell, Table } from '../explain/types.ts';
import { containsIp, formatIp, formatPrefix, parseIp } from '../ip/index.ts';
import type { SpeakerState } from '../bgp/types.ts';
import type { Solution } from '../solution.ts';
import { uptime } from './time.ts';

export interface AzAnswer {
  readonly text: string;
  readonly error: boolean;
}

/** A column is at least two wider than its heading, as the tabulate library that the CLI prints with makes it. */
const HEADING_PADDING = 2;

/** knack's table: headings, a dash line of the column's width, two blanks between, nothing after the last column's text but padding of earlier ones. */
export function azTable(columns: readonly { readonly key: string; readonly heading: string }[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const text = (c: Cell | undefined) => (c === null || c === undefined ? '' : String(c));
  const widths = columns.map((c) => Math.max(c.heading.length + HEADING_PADDING, ...rows.map((r) => text(r[c.key]).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((c, i) => c.padEnd(widths[i] as number))
      .join('  ')
      .trimEnd();
  return [line(columns.map((c) => c.heading)), widths.map((w) => '-'.repeat(w)).join('  '), ...rows.map((r) => line(columns.map((c) => text(r[c.key]))))].join(
    '\n',
  );
}

interface Options {
  readonly [name: string]: string;
}

/** Words and options of a command line; `--query X` and the like take the next word. */
function parse(line: string): { words: string[]; options: Options } {
  const tokens = line.trim().split(/\s+/);
  const words: string[] = [];
  const options: Record<string, string> = {};
  const long: Readonly<Record<string, string>> = { '-g': 'resource-group', '-n': 'name', '-o': 'output' };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (!token.startsWith('-')) words.push(token);
    else {
      const [name, value] = token.split('=', 2) as [string, string | undefined];
      options[long[name] ?? name.replace(/^--/, '')] = value ?? tokens[++i] ?? '';
    }
  }
  return { words, options };
}

type Run = (solution: Solution, device: string, options: Options) => AzAnswer;

const COMMANDS: Readonly<Record<string, { readonly kinds: readonly string[]; readonly run: Run }>> = {
  'az network vnet-gateway list-learned-routes': {
    kinds: ['vpn-gateway', 'er-gateway'],
    run: (s, d, o) => print(oneInstance(s, d, routesTable(s, d, 'learned')), o),
  },
  'az network vnet-gateway list-advertised-routes': {
    kinds: ['vpn-gateway', 'er-gateway'],
    run: (s, d, o) =>
      o['peer'] === undefined ? fail('the following arguments are required: --peer') : print(oneInstance(s, d, routesTable(s, d, 'advertised', o['peer'])), o),
  },
  'az network vnet-gateway list-bgp-peer-status': { kinds: ['vpn-gateway', 'er-gateway'], run: peerStatus },
  'az network routeserver peering list-learned-routes': { kinds: ['route-server'], run: (s, d, o) => routeServerRoutes(s, d, o, 'learned') },
  'az network routeserver peering list-advertised-routes': { kinds: ['route-server'], run: (s, d, o) => routeServerRoutes(s, d, o, 'advertised') },
  'az network nic show-effective-route-table': { kinds: ['router'], run: effective },
  'az network watcher show-next-hop': { kinds: ['router'], run: nextHop },
  'az network express-route list-route-tables': { kinds: ['msee'], run: circuitRoutes },
};

/** A102: of an ExpressRoute gateway the command lists one instance, the first that is up. */
function oneInstance(solution: Solution, device: string, table: Table): Table {
  const shown = listedSpeakers(solution, device).map((s) => addressOf(solution, s));
  return { ...table, rows: table.rows.filter((r) => r.group === undefined || shown.includes(r.group)) };
}

function listedSpeakers(solution: Solution, device: string): SpeakerState[] {
  const all = speakersOf(solution, device);
  const up = all.filter((s) => solution.network.nodes.get(s.id)?.interfaces.some((i) => i.up));
  return solution.network.nodes.get(all[0]?.id ?? '')?.kind === 'er-gateway' ? up.slice(0, 1) : all;
}

/** The `az` commands that a device answers. */
export function azCommands(solution: Solution, device: string): string[] {
  const node = [...solution.network.nodes.values()].find((n) => n.device === device);
  const azure = node?.kind === 'router' ? subnetsOf(solution, device).length > 0 : true;
  return node && azure
    ? Object.entries(COMMANDS)
        .filter(([, c]) => c.kinds.includes(node.kind))
        .map(([name]) => name)
    : [];
}

export function runAz(solution: Solution, device: string, line: string): AzAnswer {
  const { words, options } = parse(line);
  const name = words.join(' ');
  const command = COMMANDS[name];
  const mine = azCommands(solution, device);
  if (!command || !mine.includes(name)) return fail(`'${name}' is not answered by ${device}; it answers: ${mine.join(', ') || 'no az command'}`);
  const named = options['name'] ?? options['vm'] ?? options['routeserver'];
  if (named !== undefined && named !== device && !name.includes('peering') && !name.includes(' nic ')) return fail(`this is ${device}, not ${named}`);
  const output = options['output'] ?? 'json';
  if (output !== 'table' && output !== 'json') return fail(`-o ${output}: expected table or json`);
  return command.run(solution, device, { ...options, output });
}

function fail(message: string): AzAnswer {
  return { text: `az: error: ${message}`, error: true };
}

function print(table: Table, options: Options): AzAnswer {
  const rows = table.rows.map((r) => r.cells);
  if (options['output'] === 'table') return { text: rows.length === 0 ? '' : azTable(table.columns, rows), error: false };
  return { text: JSON.stringify({ value: rows.map((r) => ({ ...r, nextHop: r['nextHop'] ?? '' })) }, null, 2), error: false };
}

function routeServerRoutes(solution: Solution, device: string, options: Options, kind: 'learned' | 'advertised'): AzAnswer {
  const peering = solution.lab.routeServers?.[device]?.bgpConnections?.[options['name'] ?? ''];
  if (!peering)
    return fail(`the following arguments are required: --name, one of ${Object.keys(solution.lab.routeServers?.[device]?.bgpConnections ?? {}).join(', ')}`);
  const table = routesTable(solution, device, kind, peering.peerIp);
  const rows = table.rows.map((r) => r.cells).filter((r) => kind === 'advertised' || r['sourcePeer'] === peering.peerIp);
  const speakers = speakersOf(solution, device).map((s) => addressOf(solution, s));
  const roles = Object.fromEntries(speakers.map((address, i) => [`RouteServiceRole_IN_${i}`, rows.filter((r) => r['localAddress'] === address)]));
  const query = options['query'];
  if (options['output'] === 'json')
    return { text: JSON.stringify(query === undefined ? { ...roles, value: null } : (roles[query] ?? null), null, 2), error: false };
  const shown = query === undefined ? [] : (roles[query] ?? []);
  const columns = [
    { key: 'localAddress', heading: 'LocalAddress' },
    ...table.columns.filter((c) => c.key !== 'localAddress' && (kind === 'learned' || c.key !== 'sourcePeer')),
  ];
  return { text: shown.length === 0 ? '' : azTable(columns, shown), error: false };
}

function effective(solution: Solution, device: string, options: Options): AzAnswer {
  const table = routesTable(solution, device, 'effective');
  if (options['output'] === 'table')
    return {
      text: azTable(
        table.columns,
        table.rows.map((r) => r.cells),
      ),
      error: false,
    };
  const value = table.rows.map(({ cells }) => ({
    addressPrefix: [cells['addressPrefix']],
    disableBgpRoutePropagation: false,
    name: cells['name'] ?? null,
    nextHopIpAddress: cells['nextHopIpAddress'] === null ? [] : [cells['nextHopIpAddress']],
    nextHopType: cells['nextHopType'],
    source: cells['source'],
    state: cells['state'],
  }));
  return { text: JSON.stringify({ value }, null, 2), error: false };
}

/**
 * A85, A226: of each instance the remote peers, then the gateway's own instances (itself as `Unknown`; an active-standby
 * gateway lists none), then the others of the VNet.
 */
function peerStatus(solution: Solution, device: string, options: Options): AzAnswer {
  const rows = listedSpeakers(solution, device).flatMap((speaker) => {
    const rank = (role: string | undefined) => (role === 'vpn-peer' || role === 'msee' ? 0 : role === 'sibling' ? 1 : 2);
    const own = addressOf(solution, speaker);
    const siblings = speaker.sessions.filter((s) => s.peer.role === 'sibling');
    const peers = speaker.sessions.map((s) => ({ rank: rank(s.peer.role), row: statusRow(solution, s) }));
    const self = siblings.length === 0 ? [] : [{ rank: 1, row: { ...UNKNOWN, neighbor: own, asn: speaker.asn } }];
    return [...peers, ...self]
      .sort((a, b) => a.rank - b.rank || (a.rank === 1 ? (a.row.neighbor < b.row.neighbor ? -1 : 1) : 0))
      .map((p) => ({ ...p.row, localAddress: own }));
  });
  const columns = ['Neighbor', 'ASN', 'State', 'ConnectedDuration', 'RoutesReceived', 'MessagesSent', 'MessagesReceived'].map((heading) => ({
    heading,
    key: heading === 'ASN' ? 'asn' : heading.charAt(0).toLowerCase() + heading.slice(1),
  }));
  return { text: options['output'] === 'table' ? azTable(columns, rows) : JSON.stringify({ value: rows }, null, 2), error: false };
}

const UNKNOWN = { state: 'Unknown', connectedDuration: '', routesReceived: 0, messagesSent: 0, messagesReceived: 0 };

function statusRow(solution: Solution, { peer, state, remoteAs, families, establishedAt }: SpeakerState['sessions'][number]) {
  const up = state === 'Established';
  return {
    neighbor: peer.id,
    asn: typeof peer.remoteAs === 'number' ? peer.remoteAs : remoteAs,
    state: up ? 'Connected' : 'Connecting',
    connectedDuration: up ? `${uptime(establishedAt, solution.controlPlane.settledAt)}.0000000` : '',
    routesReceived: families.ipv4?.received ?? 0,
    messagesSent: 0,
    messagesReceived: 0,
  };
}

/** A232. */
function nextHop(solution: Solution, device: string, options: Options): AzAnswer {
  const destination = parseIp(options['dest-ip'] ?? '');
  if (destination === undefined) return fail('the following arguments are required: --dest-ip');
  const subnet = subnetsOf(solution, device)[0];
  const rows = (subnet === undefined ? undefined : solution.effectiveRoutes.get(subnet)) ?? [];
  const holding = rows.filter((r) => r.state === 'Active' && containsIp(r.prefix, destination));
  const row = holding.sort((a, b) => b.prefix.length - a.prefix.length)[0];
  const answer = {
    nextHopIpAddress: row?.nextHopIp === undefined ? null : formatIp(row.nextHopIp),
    nextHopType: row?.nextHopType ?? 'None',
    routeTableId: row?.routeTable ?? 'System Route',
  };
  if (options['output'] === 'json') return { text: JSON.stringify(answer, null, 2), error: false };
  return {
    text: azTable(
      [
        { key: 'nextHopType', heading: 'NextHopType' },
        { key: 'nextHopIpAddress', heading: 'NextHopIpAddress' },
        { key: 'routeTableId', heading: 'RouteTableId' },
      ],
      [answer],
    ),
    error: false,
  };
}

/** A231: a circuit's routes at one of its MSEEs. */
function circuitRoutes(solution: Solution, device: string, options: Options): AzAnswer {
  const leg = options['path'] ?? 'primary';
  const speaker = solution.controlPlane.speakers.get(`${device}#${leg}`);
  if (!speaker) return fail(`--path ${leg}: expected primary or secondary`);
  const rows = [...speaker.tables.ipv4.values()].flatMap((e) =>
    e.paths.map((p) => ({
      locPrf: null,
      network: formatPrefix(e.prefix),
      nextHop: `${formatIp(p.attributes.nextHop)}${e.paths.length > 1 && p.best ? '*' : ''}`,
      path: p.attributes.asPath.flatMap((s) => s.asns).join(' '),
      weight: 0,
    })),
  );
  const columns = [
    { key: 'locPrf', heading: 'LocPrf' },
    { key: 'network', heading: 'Network' },
    { key: 'nextHop', heading: 'NextHop' },
    { key: 'path', heading: 'Path' },
    { key: 'weight', heading: 'Weight' },
  ];
  return { text: options['output'] === 'table' ? azTable(columns, rows) : JSON.stringify({ value: rows }, null, 2), error: false };
}
