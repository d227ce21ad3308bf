/** What curl prints of a request: what it says on its way (`-v`), the meter, head and body, its complaint, and `-w` (recorded of curl 7.88.1). */
import { statusPhrase } from '../../data-plane/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { CurlAsked } from './curl-options.ts';
import type { CurlRun } from './curl-run.ts';
import { requestLines } from './curl-request.ts';
import { writtenOut } from './curl-write-out.ts';
import type { ShellAnswer } from './options.ts';

export function printed(asked: CurlAsked, run: CurlRun): ShellAnswer {
  const failsBy = asked.fails && run.answer && run.answer.status >= 400 ? run.answer.status : undefined;
  const error = failsBy === undefined ? run.error : `The requested URL returned error: ${failsBy}`;
  const exit = failsBy === undefined ? run.exit : 22;
  const parts = [
    ...(asked.verbose ? verbose(asked, run) : []),
    ...(asked.toFile && !asked.silent ? meter(run) : []),
    ...(failsBy === undefined && !asked.toFile && run.answer ? shown(asked, run.answer) : []),
    ...(run.stopped ? ['^C'] : []),
    ...(error !== undefined && asked.complains ? [`curl: (${exit}) ${error}`] : []),
  ];
  const text = parts.map((line) => `${line}\n`).join('');
  const written = asked.writeOut === undefined ? '' : writtenOut(asked, { ...run, exit, ...(error !== undefined && { error }) });
  return { text: `${text}${written}`.replace(/\n$/, ''), error: false };
}

function shown({ include, head }: CurlAsked, answer: NonNullable<CurlRun['answer']>): string[] {
  return [...(include || head ? [...answer.head, ''] : []), ...(head || answer.body === '' ? [] : answer.body.replace(/\n$/, '').split('\n'))];
}

const METER = [
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
  '                                 Dload  Upload   Total   Spent    Left  Speed',
];

function meter({ answer, connect }: CurlRun): string[] {
  if (!answer) return [...METER, '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'];
  const n = answer.bytes.body;
  const speed = Math.floor((n * 1000) / Math.max(1, 2 * connect));
  const size = String(n).padStart(5);
  return [...METER, `100 ${size}  100 ${size}    0     0 ${String(speed).padStart(6)}      0 --:--:-- --:--:-- --:--:-- ${String(speed).padStart(5)}`];
}

function verbose(asked: CurlAsked, run: CurlRun): string[] {
  const { host, port, proxy, scheme, path, resolves } = asked;
  const at = proxy ?? asked;
  const remote = run.ends.remote;
  const lines = resolves.map((r) => `* Added ${r.replace(/^\+/, '')} to DNS cache`);
  if (asked.address !== undefined) lines.push(`* Hostname ${host} was found in DNS cache`);
  if (!run.trying || remote === undefined) return [...lines, ...(run.error === undefined ? [] : [`* ${run.error}`]), '* Closing connection 0'];
  const literal = formatIp(remote);
  lines.push(`*   Trying ${literal.includes(':') ? `[${literal}]` : literal}:${at.port}...`);
  if (!run.connected) {
    if (run.refused) lines.push(`* connect to ${literal} port ${at.port} failed: Connection refused`);
    return [...lines, `* ${run.error ?? ''}`, '* Closing connection 0'];
  }
  lines.push(`* Connected to ${at.host} (${literal}) port ${at.port} (#0)`);
  if (proxy && scheme === 'https') {
    lines.push('* allocate connect buffer', `* Establish HTTP proxy tunnel to ${host}:${port}`);
    lines.push(`> CONNECT ${host}:${port} HTTP/1.1`, `> Host: ${host}:${port}`, `> User-Agent: ${asked.agent}`, '> Proxy-Connection: Keep-Alive', '> ');
    if (run.tunnel !== undefined)
      lines.push(
        `< HTTP/1.1 ${run.tunnel} ${run.tunnel === 200 ? 'Connection established' : statusPhrase(run.tunnel)}`,
        ...(run.location === undefined ? [] : [`< Location: ${run.location}`]),
        ...(run.squidError === undefined ? [] : [`< X-Squid-Error: ${run.squidError}`]),
        '< ',
      );
    if (run.tunnel !== 200) return [...lines, `* ${run.error ?? ''}`, '* Closing connection 0'];
    lines.push('* CONNECT phase completed', '* CONNECT tunnel established, response 200');
  }
  if (scheme === 'https') {
    lines.push('* ALPN: offers h2,http/1.1', '* TLSv1.3 (OUT), TLS handshake, Client hello (1):');
    if (!run.answer) return [...lines, ...ended(run)];
    lines.push(...TLS, '* using HTTP/1.1');
  }
  lines.push(...request(asked, proxy && scheme === 'http' ? asked.url : path));
  if (!run.answer) return [...lines, ...ended(run)];
  return [...lines, ...run.answer.head.map((l) => `< ${l}`), '< ', `* Connection #0 to host ${at.host} left intact`];
}

function ended({ error }: CurlRun): string[] {
  return error === undefined ? [] : [`* ${error}`, '* Closing connection 0'];
}

/** The handshake's messages; of the certificate the lab knows nothing. */
const TLS = [
  '* TLSv1.3 (IN), TLS handshake, Server hello (2):',
  '* TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):',
  '* TLSv1.3 (IN), TLS handshake, Certificate (11):',
  '* TLSv1.3 (IN), TLS handshake, CERT verify (15):',
  '* TLSv1.3 (IN), TLS handshake, Finished (20):',
  '* TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):',
  '* TLSv1.3 (OUT), TLS handshake, Finished (20):',
  '* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384',
  '* ALPN: server accepted http/1.1',
];

/** The request's lines as they are sent. */
function request(asked: CurlAsked, target: string): string[] {
  return [...requestLines(asked, target).map((l) => `> ${l}`), '> '];
}
