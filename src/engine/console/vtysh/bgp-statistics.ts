/** `show bgp … statistics`: the table in figures (bgpd/bgp_route.c bgp_table_stats_walker, bgp_table_stats_single). */
import type { AfiName, BgpEntry, SpeakerState } from '../../bgp/index.ts';
import { bitsOf, containsPrefix } from '../../ip/index.ts';
import { type AsPath, isPrivateAsn, pathLength } from '../../policy/index.ts';
import { type Json, jsonText } from './json-text.ts';
import { entriesOf } from './bgp-table.ts';
import { ALL_FAMILIES, type Family, seenIn } from './families.ts';

interface Figures {
  readonly paths: number;
  readonly prefixes: number;
  readonly averageLength: number;
  /** Prefixes that no other of the table covers. */
  readonly uncovered: number;
  readonly covered: number;
  readonly aggregates: number;
  /** Addresses of the uncovered prefixes. */
  readonly space: number;
  readonly longestPath: number;
  readonly averagePath: number;
  /** Bytes of an UPDATE. */
  readonly largestPath: number;
  readonly averageBytes: number;
  readonly highestAsn: number;
  readonly byLength: readonly (readonly [length: number, count: number])[];
}

const bytesOf = (path: AsPath) => path.reduce((n, s) => n + 2 + 4 * s.asns.length, 0);
const average = (sum: number, of: number) => (of === 0 ? 0 : sum / of);
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);

function figuresOf(entries: readonly BgpEntry[]): Figures {
  const asPaths = entries.flatMap((e) => e.paths.map((p) => p.attributes.asPath));
  // What lies over the whole table is the tree's root, and counts as covering nothing.
  const root = entries.find((o) => entries.every((e) => containsPrefix(o.prefix, e.prefix)));
  const uncovered = entries.filter(({ prefix }) => !entries.some((o) => o !== root && o.prefix.length < prefix.length && containsPrefix(o.prefix, prefix)));
  const hops = asPaths.map((p) => pathLength(p));
  const bytes = asPaths.map(bytesOf);
  const lengths = entries.map((e) => e.prefix.length);
  return {
    paths: asPaths.length,
    prefixes: entries.length,
    averageLength: average(sum(lengths), entries.length),
    uncovered: uncovered.length,
    covered: entries.length - uncovered.length,
    aggregates: sum(entries.map((e) => e.paths.filter((p) => p.attributes.atomicAggregate).length)),
    space: sum(uncovered.map(({ prefix }) => 2 ** (bitsOf(prefix.ip) - prefix.length))),
    longestPath: Math.max(0, ...hops),
    averagePath: average(sum(hops), asPaths.length),
    largestPath: Math.max(0, ...bytes),
    averageBytes: average(sum(bytes), asPaths.length),
    highestAsn: Math.max(0, ...asPaths.flatMap((p) => p.flatMap((s) => s.asns)).filter((n) => !isPrivateAsn(n))),
    byLength: [...new Set(lengths)].sort((a, b) => a - b).map((length) => [length, lengths.filter((l) => l === length).length]),
  };
}

/** The space in prefixes of such a length. */
function equivalent(afi: AfiName, space: number, length: number): number {
  return space / 2 ** ((afi === 'ipv4' ? 32 : 128) - length);
}

/** IPv4's is also told as a part of all; IPv6's labels are formats that 8.4.4 prints as they stand, with their line feeds. */
function spaceLines(afi: AfiName, space: number): string[] {
  const row = (label: string, value: string) => `${label.padStart(30)}: ${value.padStart(12)}`;
  if (afi === 'ipv6') return [32, 48].map((length) => row(`/${length} equivalent %s\n`, general(equivalent(afi, space, length))));
  return [
    row('% announced ', hundredths(equivalent(afi, space, 0) * 100)),
    ...[8, 24].map((length) => row(`/${length} equivalent `, hundredths(equivalent(afi, space, length)))),
  ];
}

function spaceFields(afi: AfiName, space: number): { readonly [key: string]: Json } {
  const announced = afi === 'ipv4' ? { '%announced': equivalent(afi, space, 0) * 100 } : {};
  const lengths = afi === 'ipv4' ? [8, 24] : [32, 48];
  return { ...announced, ...Object.fromEntries(lengths.map((length) => [`/${length}equivalent`, equivalent(afi, space, length)])) };
}

/** C's `%.2f`: a tie goes to the even digit. */
function hundredths(n: number): string {
  const [whole, rest] = [Math.floor(n * 100), (n * 100) % 1];
  return ((rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole) / 100).toFixed(2);
}

/** C's `%g`: six figures at most. */
function general(n: number): string {
  const exponent = n === 0 ? 0 : Math.floor(Math.log10(n));
  if (exponent < 6 && exponent >= -4) return String(Number(n.toPrecision(6)));
  const [, mantissa = '', sign = '', power = ''] = /^(.*)e([+-])(\d+)$/.exec(n.toExponential(5)) ?? [];
  return `${Number(mantissa)}e${sign}${power.padStart(2, '0')}`;
}

/** The rows of a family's table; EVPN's is empty. */
function rowsOf(state: SpeakerState, family: Family): readonly BgpEntry[] {
  return family.safi === undefined ? [] : entriesOf(seenIn(state, family), family.afi);
}

/** `statistics-all`: every table, one below the other. */
export function showAllStatistics(state: SpeakerState): string {
  return ALL_FAMILIES.map((family) => showStatistics(state, family)).join('\n');
}

export function allStatisticsJson(state: SpeakerState): string {
  return jsonText(Object.fromEntries(ALL_FAMILIES.map((family) => statisticsField(state, family))));
}

export function showStatistics(state: SpeakerState, family: Family): string {
  return figureLines(family.title, family.afi, figuresOf(rowsOf(state, family)));
}

function figureLines(title: string, afi: AfiName, f: Figures): string {
  const line = (label: string, value: string) => `${label.padEnd(30)}: ${value.padStart(12)}`;
  const whole = (label: string, value: number) => line(label, String(value));
  const broken = (label: string, value: number) => line(label, hundredths(value));
  return [
    `BGP ${title} RIB statistics (VRF default)`,
    whole('Total Advertisements', f.paths),
    whole('Total Prefixes', f.prefixes),
    broken('Average prefix length', f.averageLength),
    whole('Unaggregateable prefixes', f.uncovered),
    whole('Maximum aggregateable prefixes', f.covered),
    whole('BGP Aggregate advertisements', f.aggregates),
    line('Address space advertised', general(f.space)),
    ...spaceLines(afi, f.space),
    '',
    whole('Advertisements with paths', f.paths),
    whole('Longest AS-Path (hops)', f.longestPath),
    broken('Average AS-Path length (hops)', f.averagePath),
    whole('Largest AS-Path (bytes)', f.largestPath),
    broken('Average AS-Path size (bytes)', f.averageBytes),
    whole('Highest public ASN', f.highestAsn),
  ].join('\n');
}

export function statisticsJson(state: SpeakerState, family: Family): string {
  return jsonText(Object.fromEntries([statisticsField(state, family)]));
}

function statisticsField(state: SpeakerState, family: Family): readonly [string, Json] {
  return [family.key, [figureFields(family.afi, figuresOf(rowsOf(state, family)))]];
}

function figureFields(afi: AfiName, f: Figures): { readonly [key: string]: Json } {
  return {
    instance: 'VRF default',
    totalAdvertisements: f.paths,
    totalPrefixes: f.prefixes,
    averagePrefixLength: f.averageLength,
    unaggregateablePrefixes: f.uncovered,
    maximumAggregateablePrefixes: f.covered,
    bgpAggregateAdvertisements: f.aggregates,
    addressSpaceAdvertised: f.space,
    ...spaceFields(afi, f.space),
    advertisementsWithPaths: f.paths,
    longestAsPath: f.longestPath,
    averageAsPathLengthHops: f.averagePath,
    largestAsPath: f.largestPath,
    averageAsPathSizeBytes: f.averageBytes,
    highestPublicAsn: f.highestAsn,
    prefixLength: f.byLength.map(([length, count]) => ({ [length]: count })),
  };
}
