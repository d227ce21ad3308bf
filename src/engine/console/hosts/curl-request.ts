/** The lines of curl's request as they are sent (RFC 9112 §3). */
import type { CurlAsked } from './curl-options.ts';

export function requestLines({ method, host, port, scheme, agent, headers, proxy }: CurlAsked, target: string): string[] {
  const usual = port === (scheme === 'https' ? 443 : 80);
  const own = headers.map((h) => /^([^:]+):/.exec(h)?.[1]?.toLowerCase());
  return [
    `${method} ${target} HTTP/1.1`,
    ...(own.includes('host') ? [] : [`Host: ${host.includes(':') ? `[${host}]` : host}${usual ? '' : `:${port}`}`]),
    `User-Agent: ${agent}`,
    ...(own.includes('accept') ? [] : ['Accept: */*']),
    ...(proxy && scheme === 'http' ? ['Proxy-Connection: Keep-Alive'] : []),
    ...headers,
  ];
}
