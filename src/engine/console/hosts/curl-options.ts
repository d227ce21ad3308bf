/** The words of a `curl` command (curl(1)). What curl has and the lab has not is said, not passed over. */
import { type Ip, parseIp } from '../../ip/index.ts';
import { numberOf, readOptions } from './options.ts';

export interface CurlAsked {
  readonly url: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly method: string;
  /** The name in the request, where `-H Host:` says another one than the URL. */
  readonly named?: string;
  /** `--resolve`, `--connect-to` an address. */
  readonly address?: Ip;
  readonly source?: string;
  readonly proxy?: { readonly host: string; readonly port: number };
  /** ms: `-m`, `--connect-timeout`. */
  readonly most?: number;
  readonly connectMost?: number;
  readonly writeOut?: string;
  readonly headers: readonly string[];
  readonly agent: string;
  /** `-o FILE`: the body goes there. */
  readonly toFile: boolean;
  readonly silent: boolean;
  /** `-S`, or not silent. */
  readonly complains: boolean;
  readonly fails: boolean;
  readonly include: boolean;
  readonly head: boolean;
  readonly verbose: boolean;
  /** `--resolve` entries as they stand. */
  readonly resolves: readonly string[];
}

/** Letters and their long names. */
const NAMES: Readonly<Record<string, string>> = {
  x: 'proxy',
  m: 'max-time',
  o: 'output',
  H: 'header',
  A: 'user-agent',
  X: 'request',
  d: 'data',
  w: 'write-out',
  s: 'silent',
  S: 'show-error',
  f: 'fail',
  i: 'include',
  I: 'head',
  v: 'verbose',
  k: 'insecure',
  L: 'location',
  '4': 'ipv4',
  '6': 'ipv6',
  N: 'no-buffer',
};
const VALUED = [
  'proxy',
  'interface',
  'max-time',
  'connect-timeout',
  'output',
  'header',
  'user-agent',
  'request',
  'data',
  'write-out',
  'resolve',
  'retry',
  'noproxy',
];
const FLAGS = [
  'silent',
  'show-error',
  'fail',
  'include',
  'head',
  'verbose',
  'insecure',
  'location',
  'ipv4',
  'ipv6',
  'no-buffer',
  'no-progress-meter',
  'http1.1',
];
const MANUAL = "curl: try 'curl --help' or 'curl --manual' for more information";

/** The request, or what curl says of words that it does not take. */
export function readCurl(words: readonly string[]): CurlAsked | string {
  const letters = Object.entries(NAMES);
  const valuedLetters = letters.flatMap(([letter, name]) => (VALUED.includes(name) ? [letter] : []));
  const { rest, value, flag, values, flags } = readOptions(words, [...VALUED, ...valuedLetters]);
  const unknown = flags.find((f) => !FLAGS.includes(NAMES[f] ?? f));
  if (unknown !== undefined) return `curl: option ${unknown.length > 1 ? '--' : '-'}${unknown}: is unknown\n${MANUAL}`;
  const letterOf = (name: string) => letters.find(([, long]) => long === name)?.[0] ?? '';
  const said = (name: string) => value(name) ?? value(letterOf(name));
  const on = (name: string) => flag(name) || flag(letterOf(name));
  const [text] = rest;
  if (text === undefined) return `curl: no URL specified!\n${MANUAL}`;
  if (rest.length > 1) return 'curl: the lab fetches one URL at a time';
  const url = urlOf(text);
  if (!url) return 'curl: (3) URL using bad/illegal format or missing URL';
  if (url.scheme !== 'http' && url.scheme !== 'https') return `curl: (1) Protocol "${url.scheme}" not supported or disabled in libcurl`;
  const headers = [...values('header'), ...values('H')];
  const named = headers.map((h) => /^host:\s*([^:\s]+)/i.exec(h)?.[1]).find((h) => h !== undefined);
  const resolves = values('resolve');
  const address = addressOf(resolves, url.host, url.port);
  const wrong = resolves.find((r) => !/^[+-]?[^:]+:\d+:.+$/.test(r));
  if (wrong !== undefined) return `curl: (49) Couldn't parse CURLOPT_RESOLVE entry '${wrong}'`;
  const through = said('proxy');
  const proxy = through === undefined || through === '' ? undefined : urlOf(through, 1080);
  const [source, most, connectMost] = [said('interface'), milliseconds(said('max-time')), milliseconds(said('connect-timeout'))];
  const writeOut = said('write-out');
  return {
    ...url,
    scheme: url.scheme,
    url: text.includes('://') ? text : `http://${text}`,
    method: said('request') ?? (on('head') ? 'HEAD' : said('data') === undefined ? 'GET' : 'POST'),
    headers,
    agent: said('user-agent') ?? 'curl/7.88.1',
    toFile: said('output') !== undefined && said('output') !== '-',
    silent: on('silent'),
    complains: !on('silent') || on('show-error'),
    fails: on('fail'),
    include: on('include'),
    head: on('head'),
    verbose: on('verbose'),
    resolves,
    // In TLS the name is the URL's, whatever the request inside says.
    ...(named !== undefined && url.scheme === 'http' && { named }),
    ...(address !== undefined && { address }),
    ...(source !== undefined && { source }),
    ...(proxy && { proxy }),
    ...(most !== undefined && { most }),
    ...(connectMost !== undefined && { connectMost }),
    ...(writeOut !== undefined && { writeOut }),
  };
}

/** Seconds, with decimals. */
function milliseconds(text: string | undefined): number | undefined {
  const seconds = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : undefined;
}

/** `--resolve HOST:PORT:ADDRESS[,…]`; `*` is any host. The last that fits counts. */
function addressOf(entries: readonly string[], host: string, port: number): Ip | undefined {
  const fits = entries.flatMap((entry) => {
    const [, name = '', at = '', to = ''] = /^\+?([^:]+):(\d+):(.+)$/.exec(entry) ?? [];
    return (name === host || name === '*') && Number(at) === port ? [parseIp((to.split(',')[0] ?? '').replace(/^\[|\]$/g, ''))] : [];
  });
  return fits.at(-1);
}

/** `usual`: the port where the URL names none. */
function urlOf(url: string, usual?: number): { readonly scheme: string; readonly host: string; readonly port: number; readonly path: string } | undefined {
  const found = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^/@]*@)?(?:\[([^\]]*)\]|([^/:?#]*))(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(url);
  const host = found?.[2] ?? found?.[3] ?? '';
  if (!found || host === '') return undefined;
  const scheme = (found[1] ?? 'http').toLowerCase();
  const port = found[4] === undefined ? (usual ?? (scheme === 'https' ? 443 : 80)) : numberOf(found[4], 1, 65535);
  const path = found[5] ?? '/';
  return port === undefined ? undefined : { scheme, host, port, path: path.startsWith('/') ? path : `/${path}` };
}
