/** The words of `ip route get`, in the order in which iproute2 takes them (ip/iproute.c iproute_get; recorded of iproute2 6.1). */
import { bitsOf, type Family, familyOf, type Ip, ip, isIpv4, parseIp } from '../../ip/index.ts';

export interface RouteGetWords {
  /** The last of several; undefined where the command names none. */
  readonly to: Ip;
  /** What it says first of a prefix that is no address. */
  readonly warnings: readonly string[];
  readonly from?: Ip;
  /** `from` had a length of its own, which the kernel refuses. */
  readonly fromPrefix: boolean;
  /** By the option's name. */
  readonly said: (name: Option) => string | undefined;
  readonly fibmatch: boolean;
}

type Option = (typeof OPTIONS)[number];
const OPTIONS = ['from', 'iif', 'oif', 'vrf', 'mark', 'ipproto', 'sport', 'dport', 'tos', 'uid'] as const;
const SAME: Readonly<Record<string, Option>> = { dev: 'oif', dsfield: 'tos' };
const FLAGS = ['fibmatch', 'connected', 'notify'];
const ALL = ['default', 'any', 'all'];

/** A text is what iproute2 says instead of asking. */
export function readRouteGet(words: readonly string[], stated: Family | undefined): RouteGetWords | string {
  const said = new Map<Option, string>();
  const warnings: string[] = [];
  let family = stated;
  let to: Ip | undefined;
  let from: Prefixed | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (FLAGS.includes(word)) continue;
    const option = SAME[word] ?? OPTIONS.find((o) => o === word);
    const value = option !== undefined || word === 'to' ? words[++i] : word;
    if (value === undefined) return 'Command line is not complete. Try option "help"';
    if (option !== undefined) said.set(option, value);
    if (option !== undefined && option !== 'from') continue;
    const read = prefixed(value, family);
    if (!read) return `Error: ${family === undefined ? 'any valid' : family === 4 ? 'inet' : 'inet6'} prefix is expected rather than "${value}".`;
    // `default` says no family.
    if (!ALL.includes(value)) family = familyOf(read.ip);
    if (option === 'from') from = read;
    else {
      to = read.ip;
      const bits = bitsOf(read.ip);
      if (read.length !== bits && (!ALL.includes(value) || family === 6))
        warnings.push(`Warning: /${read.length} as prefix is invalid, only /${bits} (or none) is supported.`);
    }
  }
  if (to === undefined) return 'need at least a destination address';
  return {
    to,
    warnings,
    ...(from && { from: from.ip }),
    fromPrefix: from !== undefined && from.length !== bitsOf(from.ip),
    said: (name) => said.get(name),
    fibmatch: words.includes('fibmatch'),
  };
}

interface Prefixed {
  readonly ip: Ip;
  readonly length: number;
}

/** An address as it stands, its bits behind the length too. */
function prefixed(text: string, family: Family | undefined): Prefixed | undefined {
  if (ALL.includes(text)) return { ip: ip(family === 6 ? '::' : '0.0.0.0'), length: 0 };
  const [address = '', length] = text.split('/');
  const parsed = parseIp(address);
  if (parsed === undefined || (family !== undefined && familyOf(parsed) !== family)) return undefined;
  const bits = isIpv4(parsed) ? 32 : 128;
  if (length === undefined) return { ip: parsed, length: bits };
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? { ip: parsed, length: Number(length) } : undefined;
}
