/** A line of access.log by its format (squid.conf logformat; H65–H67). Fields that the lab has nothing for are `-`. */
import { formatIp, type Ip } from '../../ip/index.ts';
import type { SquidConfig } from './types.ts';

/** A request that is over, as Squid logs it. */
export interface SquidLogEntry {
  /** ms since 1970, when it ended. */
  readonly at: number;
  /** ms that it took. */
  readonly duration: number;
  readonly client: Ip;
  readonly clientPort: number;
  /** `TCP_TUNNEL`, `TCP_MISS`, `TCP_DENIED`, `NONE_NONE` … */
  readonly status: string;
  readonly code: number;
  /** Bytes sent to the client. */
  readonly bytes: number;
  readonly method: string;
  readonly url: string;
  /** `HIER_DIRECT`, `HIER_NONE`. */
  readonly hierarchy: string;
  readonly server?: Ip;
  readonly type?: string;
}

/** The line, or undefined when the configuration keeps no log. */
export function logLine(config: SquidConfig, entry: SquidLogEntry): string | undefined {
  const format = config.accessLogFormat === undefined ? undefined : config.logFormats.get(config.accessLogFormat);
  return format?.replace(FIELD, (_, _encoding, sign: string, width: string, argument: string | undefined, code: string) =>
    pad(code === '%' ? '%' : fieldOf(config, code, argument, entry), sign, width),
  );
}

/** `%`, an encoding, `-` for left-aligned, a width, an argument in braces, the field. */
const FIELD =
  /%(["'[#/]?)(-?)(\d*)(?:\{([^}]*)\})?(>(?:eui|rd|st|sh|ha|Hs|a|A|p|h)|<(?:rd|st|sh|pt|tt|la|lp|a|A|p|h|Hs)|ts|tu|tl|tg|tr|dt|rm|ru|rv|rp|un|ul|ui|ue|us|Ss|Sh|mt|et|err_code|la|lp|%)/g;

function pad(text: string, sign: string, width: string): string {
  const size = Math.min(Number(width), 512);
  if (sign === '-') return text.padEnd(size);
  return width.startsWith('0') ? text.padStart(size, '0') : text.padStart(size);
}

function fieldOf(config: SquidConfig, code: string, argument: string | undefined, e: SquidLogEntry): string {
  switch (code) {
    case 'ts':
      return String(Math.floor(e.at / 1000));
    case 'tu':
      return String(e.at % 1000);
    case 'tr':
      return String(e.duration);
    case 'tl':
    case 'tg':
      return strftime(argument ?? '%d/%b/%Y:%H:%M:%S %z', e.at);
    case '>a':
      return formatIp(e.client);
    case '>p':
      return String(e.clientPort);
    case 'Ss':
      return e.status;
    case '>Hs':
      return String(e.code);
    case '<st':
      return String(e.bytes);
    case 'rv':
      return '1.1';
    case 'rm':
      return e.method;
    case 'ru':
      // strip_query_terms, on unless said: "?" stays.
      return config.stripQueryTerms ? e.url.replace(/\?.*$/, '?') : e.url;
    case 'Sh':
      return e.hierarchy;
    case '<a':
    case '<A':
      return e.server === undefined ? '-' : formatIp(e.server);
    case 'mt':
      return e.type ?? '-';
    default:
      return '-';
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** strftime(3), as far as log formats use it. The lab's machines keep UTC. */
function strftime(format: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  const { year, month, day } = civil(Math.floor(seconds / 86_400));
  const two = (n: number) => String(n).padStart(2, '0');
  const parts: Readonly<Record<string, string>> = {
    Y: String(year),
    m: two(month),
    d: two(day),
    H: two(Math.floor(seconds / 3600) % 24),
    M: two(Math.floor(seconds / 60) % 60),
    S: two(seconds % 60),
    b: MONTHS[month - 1] as string,
    z: '+0000',
    '%': '%',
  };
  return format.replace(/%(.)/g, (all, letter: string) => parts[letter] ?? all);
}

/** The date so many days after 1970-01-01: years counted from March, so that the leap day ends one (proleptic Gregorian calendar). */
function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const since = days + 719_468;
  const era = Math.floor(since / 146_097);
  const dayOfEra = since - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}
