/** `show bgp … statistics`: the table in figures (bgpd/bgp_route.c bgp_table_stats_walker, bgp_table_stats_single). */
import type { AfiName, BgpEntry, SpeakerState } from '../../bgp/index.ts';
import { bitsOf, containsPrefix } from '../../ip/index.ts';
import { type AsPath, isPrivateAsn, pathLength } from '../../policy/index.ts';
import type { Json } from '../frr-json.ts';
import { entriesOf } from './bgp-table.ts';
import { jsonText } from './json-text.ts';

interface Figures {
  readonly paths: number;
  readonly prefixes: number;
  readonly averageLength: number;
  /** Prefixes that no other of the table covers but the default route, which counts for none. */
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
  const uncovered = entries.filter(
    ({ prefix }) => !entries.some((o) => o.prefix.length > 0 && o.prefix.length < prefix.length && containsPrefix(o.prefix, prefix)),
  );
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

/** What the space is told in: parts of all, and of one prefix of such a length. */
function spaces(afi: AfiName, space: number): readonly (readonly [text: string, key: string, value: number])[] {
  const bits = afi === 'ipv4' ? 32 : 128;
  const of = (length: number) => space / 2 ** (bits - length);
  const [short, long] = afi === 'ipv4' ? [8, 24] : [32, 48];
  return [
    ['% announced ', '%announced', of(0) * 100],
    [`/${short} equivalent `, `/${short}equivalent`, of(short)],
    [`/${long} equivalent `, `/${long}equivalent`, of(long)],
  ];
}

/** C's `%g`: six figures at most. */
function general(n: number): string {
  const exponent = n === 0 ? 0 : Math.floor(Math.log10(n));
  if (exponent < 6) return String(Number(n.toPrecision(6)));
  const [mantissa = '', power = ''] = n.toExponential(5).split('e+');
  return `${Number(mantissa)}e+${power.padStart(2, '0')}`;
}

export function showStatistics(state: SpeakerState, afi: AfiName): string {
  const f = figuresOf(entriesOf(state, afi));
  const line = (label: string, value: string) => `${label.padEnd(30)}: ${value.padStart(12)}`;
  const whole = (label: string, value: number) => line(label, String(value));
  const broken = (label: string, value: number) => line(label, value.toFixed(2));
  return [
    `BGP ${afi === 'ipv4' ? 'IPv4' : 'IPv6'} Unicast RIB statistics (VRF default)`,
    whole('Total Advertisements', f.paths),
    whole('Total Prefixes', f.prefixes),
    broken('Average prefix length', f.averageLength),
    whole('Unaggregateable prefixes', f.uncovered),
    whole('Maximum aggregateable prefixes', f.covered),
    whole('BGP Aggregate advertisements', f.aggregates),
    line('Address space advertised', general(f.space)),
    ...spaces(afi, f.space).map(([text, , value]) => `${text.padStart(30)}: ${value.toFixed(2).padStart(12)}`),
    '',
    whole('Advertisements with paths', f.paths),
    whole('Longest AS-Path (hops)', f.longestPath),
    broken('Average AS-Path length (hops)', f.averagePath),
    whole('Largest AS-Path (bytes)', f.largestPath),
    broken('Average AS-Path size (bytes)', f.averageBytes),
    whole('Highest public ASN', f.highestAsn),
  ].join('\n');
}

export function statisticsJson(state: SpeakerState, afi: AfiName): string {
  const f = figuresOf(entriesOf(state, afi));
  const figures: Json = {
    instance: 'VRF default',
    totalAdvertisements: f.paths,
    totalPrefixes: f.prefixes,
    averagePrefixLength: f.averageLength,
    unaggregateablePrefixes: f.uncovered,
    maximumAggregateablePrefixes: f.covered,
    bgpAggregateAdvertisements: f.aggregates,
    addressSpaceAdvertised: f.space,
    ...Object.fromEntries(spaces(afi, f.space).map(([, key, value]) => [key, value])),
    advertisementsWithPaths: f.paths,
    longestAsPath: f.longestPath,
    averageAsPathLengthHops: f.averagePath,
    largestAsPath: f.largestPath,
    averageAsPathSizeBytes: f.averageBytes,
    highestPublicAsn: f.highestAsn,
    prefixLength: f.byLength.map(([length, count]) => ({ [length]: count })),
  };
  return jsonText({ [afi === 'ipv4' ? 'ipv4Unicast' : 'ipv6Unicast']: [figures] });
}
