/** Tables of routers: the RIB as FRR lists it, BGP paths, and what was sent to a peer. */
import { allRoutes } from '../../bgp/index.ts';
import type { BgpEntry, BgpPath, SpeakerState } from '../../bgp/state.ts';
import { comparePrefix, formatIp, formatPrefix, type PrefixEntry } from '../../ip/index.ts';
import { effectiveNextHop, formatAsPath, type Reason } from '../../policy/index.ts';
import { tableRib } from '../../control-plane/index.ts';
import type { Rib, RibEntry, RibNextHop } from '../../rib/index.ts';
import type { Solution } from '../../solution.ts';
import type { Table, TableRow } from '../types.ts';
import { emptyIf } from './gateway.ts';

/** A table of a machine's beside its main one: by the name of its VRF, else by its number (Linux's tables, FreeBSD's FIBs). */
interface SideTable {
  readonly name: string;
  readonly table: number;
}

/** VRFs first, then the tables that have routes (H1, H11, H24). */
export function sideTables(solution: Solution, device: string): readonly SideTable[] {
  const node = solution.network.nodes.get(device);
  if (node?.kind !== 'router') return [];
  const vrfs = node.interfaces.filter((i) => i.isVrf).map((i) => ({ name: i.name, table: i.fib ?? 0 }));
  const filled = [...node.kernelRoutes.map((r) => r.table ?? 0), ...node.interfaces.map((i) => i.fib ?? 0)];
  const others = [...new Set(filled)].filter((n) => n !== 0 && !vrfs.some((v) => v.table === n)).sort((a, b) => a - b);
  return [...vrfs, ...others.map((table) => ({ name: String(table), table }))];
}

/** `of`: the name of a side table; the main one unless said. A name that it has not has no rows. */
export function ribTable(solution: Solution, device: string, of?: string): Table {
  const columns = [
    { key: 'prefix', heading: 'Prefix' },
    { key: 'protocol', heading: 'Protocol' },
    { key: 'distance', heading: 'Distance', numeric: true },
    { key: 'metric', heading: 'Metric', numeric: true },
    { key: 'nextHop', heading: 'Next hop' },
    { key: 'interface', heading: 'Interface' },
  ];
  const rib = ribOf(solution, device, of);
  const rows = rib ? ribRows(rib) : [];
  return { device, kind: 'rib', columns, rows, ...(of !== undefined && { peer: of }), ...emptyIf(rows, rib ? 'rib-empty' : 'no-rib', device) };
}

/** Rows of RIBs and speakers: they say nothing but what these do, which edits leave as they are (control-plane/known-planes.ts). */
const known = new WeakMap<Rib | SpeakerState, readonly TableRow[]>();

function kept<T extends Rib | SpeakerState>(of: T, make: (of: T) => readonly TableRow[]): readonly TableRow[] {
  const rows = known.get(of) ?? make(of);
  known.set(of, rows);
  return rows;
}

function ribRows(of: Rib): readonly TableRow[] {
  return kept(of, (rib) => rib.entries().flatMap(rowsOfCandidates));
}

/** A prefix of a RIB. */
export function rowsOfCandidates({ prefix, value }: PrefixEntry<readonly RibEntry[]>): TableRow[] {
  return value.flatMap((entry) => entry.nextHops.map((hop) => ribRow(formatPrefix(prefix), entry, hop)));
}

function ribRow(prefix: string, entry: RibEntry, hop: RibNextHop): TableRow {
  return {
    key: `${prefix} ${entry.protocol} ${hopText(hop)}`,
    standing: !hop.active ? 'invalid' : entry.selected ? 'best' : 'beaten',
    reasons: [ribReason(entry, hop)],
    cells: {
      prefix,
      protocol: entry.protocol,
      distance: entry.distance,
      metric: entry.metric,
      nextHop: hopText(hop),
      interface: hop.interface ?? throughText(hop),
    },
  };
}

function ribOf(solution: Solution, device: string, of: string | undefined): Rib | undefined {
  if (of === undefined) return solution.controlPlane.ribs.get(device);
  const node = solution.network.nodes.get(device);
  const side = sideTables(solution, device).find((t) => t.name === of);
  return node?.kind === 'router' && side ? tableRib(node, side.table) : undefined;
}

function hopText(hop: RibNextHop): string {
  if (hop.blackhole) return hop.blackhole;
  return hop.ip === undefined ? 'connected' : formatIp(hop.ip);
}

function throughText(hop: RibNextHop): string {
  return hop.resolved.map((r) => `${hopText(r)}${r.interface === undefined ? '' : ` ${r.interface}`}`).join(', ');
}

function ribReason(entry: RibEntry, hop: RibNextHop): Reason {
  if (!hop.active)
    return { code: `rib-${hop.inactive ?? 'unresolved'}`, rules: ['F112'], args: { nextHop: hopText(hop) }, ...(entry.source && { source: entry.source }) };
  if (entry.unasked) return { code: 'rib-unasked', rules: ['F34'], ...(entry.source && { source: entry.source }) };
  return {
    code: entry.selected ? (entry.installed ? 'rib-selected' : 'rib-refused') : 'rib-beaten',
    rules: [entry.selected && !entry.installed ? 'F132' : 'F108'],
    args: { protocol: entry.protocol, distance: entry.distance },
    ...(entry.source && { source: entry.source }),
  };
}

const PATHS = [
  { key: 'network', heading: 'Network' },
  { key: 'nextHop', heading: 'Next Hop' },
  { key: 'metric', heading: 'Metric', numeric: true },
  { key: 'locPrf', heading: 'LocPrf', numeric: true },
  { key: 'weight', heading: 'Weight', numeric: true },
  { key: 'path', heading: 'Path' },
  { key: 'origin', heading: 'Origin' },
] as const;

/** What was received, with what became of it, and what the router has of itself. */
export function bgpTable(solution: Solution, device: string): Table {
  const state = solution.controlPlane.speakers.get(device);
  if (!state) return { device, kind: 'bgp', columns: PATHS, rows: [], empty: { code: 'no-bgp', args: { device } } };
  const rows = pathRows(state);
  return { device, kind: 'bgp', columns: PATHS, rows, ...emptyIf(rows, 'no-routes-learned', device) };
}

function pathRows(of: SpeakerState): readonly TableRow[] {
  return kept(of, ({ tables }) =>
    (['ipv4', 'ipv6'] as const).flatMap((afi) => [...tables[afi].values()].sort((a, b) => comparePrefix(a.prefix, b.prefix)).flatMap(rowsOfPaths)),
  );
}

/** A prefix of a BGP table. */
export function rowsOfPaths(entry: BgpEntry): TableRow[] {
  return entry.paths.map((path) => pathRow(formatPrefix(entry.prefix), path, entry.selectionReason));
}

function pathRow(network: string, path: BgpPath, why: string | undefined): TableRow {
  const a = path.attributes;
  const reasons: Reason[] = path.invalid
    ? [path.invalid]
    : path.best
      ? [{ code: 'bgp-best', rules: ['F36'], args: { prefix: network, step: why ?? '' } }]
      : path.multipath
        ? [{ code: 'bgp-multipath', rules: ['F44'], args: { prefix: network } }]
        : path.lostAt
          ? [path.lostAt]
          : [];
  const peer = path.source.kind === 'peer' ? path.source.peer : 'local';
  return {
    key: [network, peer, ...(path.source.kind === 'peer' && path.source.pathId !== undefined ? [path.source.pathId] : [])].join(' '),
    standing: !path.valid ? 'invalid' : path.best ? 'best' : path.multipath ? 'multipath' : 'beaten',
    reasons,
    cells: {
      network,
      nextHop: formatIp(effectiveNextHop(a)),
      metric: a.med ?? null,
      locPrf: path.source.kind === 'peer' && path.source.type === 'external' ? (a.localPref ?? null) : (a.localPref ?? null),
      weight: a.weight,
      path: formatAsPath(a.asPath),
      origin: a.origin === 'igp' ? 'IGP' : a.origin === 'egp' ? 'EGP' : 'incomplete',
      peerId: peer,
    },
  };
}

/** `show bgp … neighbors X advertised-routes`: the next hop is the stored one (F126). */
export function routerAdvertised(solution: Solution, device: string, peer: string): Table {
  const state = solution.controlPlane.speakers.get(device);
  const rows = advertisedOf(state, peer).map((route): TableRow => {
    const a = route.stored;
    return {
      key: [formatPrefix(route.prefix), ...(route.pathId === undefined ? [] : [route.pathId])].join(' '),
      standing: 'best',
      reasons: [{ code: 'advertised', args: { prefix: formatPrefix(route.prefix), peer } }],
      cells: {
        network: formatPrefix(route.prefix),
        nextHop: formatIp(effectiveNextHop(a)),
        metric: a.med ?? null,
        locPrf: a.localPref ?? null,
        weight: a.weight,
        path: formatAsPath(a.asPath),
        origin: a.origin === 'igp' ? 'IGP' : a.origin === 'egp' ? 'EGP' : 'incomplete',
      },
    };
  });
  return { device, kind: 'advertised', peer, columns: PATHS, rows, ...emptyIf(rows, 'no-routes-advertised', device) };
}

export function advertisedOf(state: SpeakerState | undefined, peer: string) {
  return allRoutes(state?.adjRibOut.get(peer)).sort((a, b) => comparePrefix(a.prefix, b.prefix));
}
