/** `curl -w FORMAT` (curl(1), --write-out): variables in braces, `%%`, and the escapes \n, \r and \t. */
import { formatIp } from '../../ip/index.ts';
import type { CurlAsked } from './curl-options.ts';
import type { CurlRun } from './curl-run.ts';
import { requestLines } from './curl-request.ts';

/** What curl knows and the lab has nothing for stands as curl prints it where there is nothing. */
export function writtenOut(asked: CurlAsked, run: CurlRun): string {
  const values = valuesOf(asked, run);
  const unknown: string[] = [];
  const text = (asked.writeOut ?? '')
    .replace(/%(?:\{([^}]*)\}|%)/g, (_, name: string | undefined) => {
      if (name === undefined) return '%';
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) unknown.push(name);
      return value ?? '';
    })
    .replace(/\\([nrt])/g, (_, letter: string) => ESCAPES[letter] ?? '');
  return `${unknown.map((name) => `curl: unknown --write-out variable: '${name}'\n`).join('')}${text}`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function valuesOf(asked: CurlAsked, run: CurlRun): Readonly<Record<string, string>> {
  const { answer, ends, connect, connected = false } = run;
  const code = (n: number | undefined) => String(n ?? 0).padStart(3, '0');
  const seconds = (ms: number) => (ms / 1000).toFixed(6);
  const address = (ip: typeof ends.local) => (ip === undefined ? '' : formatIp(ip));
  const shaken = connected && asked.scheme === 'https' && answer ? 2 * connect : 0;
  const total = answer ? Math.max(connect, shaken) + connect : connect;
  const size = answer && !asked.head ? answer.bytes.body : 0;
  const path = asked.proxy && asked.scheme === 'http' ? asked.url : asked.path;
  return {
    http_code: code(answer?.status),
    response_code: code(answer?.status),
    http_connect: code(run.tunnel),
    http_version: answer ? '1.1' : '0',
    content_type: answer?.head.find((l) => l.startsWith('Content-Type: '))?.slice('Content-Type: '.length) ?? '',
    exitcode: String(run.exit),
    errormsg: run.error ?? '',
    method: asked.method,
    scheme: connected ? asked.scheme.toUpperCase() : '',
    url: asked.url,
    url_effective: asked.url.replace(/^([a-z]+:\/\/[^/?#]+)$/i, '$1/'),
    urlnum: '0',
    redirect_url: '',
    num_connects: connected ? '1' : '0',
    num_redirects: '0',
    num_headers: String(answer ? answer.head.length - 1 : 0),
    local_ip: connected ? address(ends.local) : '',
    local_port: connected ? String(ends.localPort ?? 0) : '0',
    remote_ip: connected ? address(ends.remote) : '',
    remote_port: connected ? String((asked.proxy ?? asked).port) : '0',
    size_download: String(size),
    size_upload: '0',
    size_header: String(answer?.bytes.head ?? 0),
    size_request: String(answer ? requestLines(asked, path).reduce((n, l) => n + l.length + 2, 2) : 0),
    speed_download: String(total === 0 ? 0 : Math.floor((size * 1000) / total)),
    speed_upload: '0',
    ssl_verify_result: '0',
    time_namelookup: seconds(0),
    time_connect: seconds(connected ? connect : 0),
    time_appconnect: seconds(shaken),
    time_pretransfer: seconds(answer ? Math.max(connect, shaken) : 0),
    time_redirect: seconds(0),
    time_starttransfer: seconds(answer ? total : 0),
    time_total: seconds(total),
    filename_effective: '',
  };
}
