/** Cisco IOS's `show ip bgp` (A235): FRR's columns behind five status characters, best and other paths, classful masks left out. */
import type { BgpPath, SpeakerState } from '../bgp/state.ts';
import { comparePrefix, formatIp, formatPrefix, isIpv4, type Prefix } from '../ip/index.ts';
import { formatAsPath } from '../policy/index.ts';

const ORIGIN = { igp: 'i', egp: 'e', incomplete: '?' } as const;

export function iosShowIpBgp(state: SpeakerState | undefined): string {
  if (!state) return '% BGP not active';
  const entries = [...state.tables.ipv4.values()].toSorted((a, b) => comparePrefix(a.prefix, b.prefix));
  if (entries.length === 0) return '';
  return [
    `BGP table version is ${entries.length + 1}, local router ID is ${formatIp(state.routerId)}`,
    'Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,',
    '              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter,',
    '              x best-external, a additional-path, c RIB-compressed,',
    'Origin codes: i - IGP, e - EGP, ? - incomplete',
    'RPKI validation codes: V valid, I invalid, N Not found',
    '',
    '     Network          Next Hop            Metric LocPrf Weight Path',
    ...entries.flatMap((e) => e.paths.map((p, i) => row(i === 0 ? network(e.prefix) : '', p))),
  ].join('\n');
}

/** A network of its class's own length is printed without it; so is the default. */
function network(prefix: Prefix): string {
  const first = isIpv4(prefix.ip) ? prefix.ip >>> 24 : 0;
  const own = first < 128 ? 8 : first < 192 ? 16 : 24;
  return prefix.length === 0 || prefix.length === own ? formatIp(prefix.ip) : formatPrefix(prefix);
}

function row(text: string, p: BgpPath): string {
  const a = p.attributes;
  const internal = p.source.kind === 'peer' && p.source.type === 'internal';
  const status = ` ${p.valid ? '*' : ' '}${p.best ? '>' : p.multipath ? 'm' : ' '}${internal ? 'i' : ' '} `;
  const number = (n: number | undefined, width: number) => (n === undefined ? '' : String(n)).padStart(width);
  const path = formatAsPath(a.asPath);
  const start = text.length > 16 ? `${status}${text}\n${' '.repeat(status.length + 17)}` : `${status}${text.padEnd(17)}`;
  return `${start}${formatIp(a.nextHop).padEnd(16)}${number(a.med, 10)}${number(a.localPref, 7)}${number(a.weight, 7)} ${path}${path ? ' ' : ''}${ORIGIN[a.origin]}`;
}
