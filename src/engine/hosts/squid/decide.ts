/** http_access held against a request: the first line all of whose ACLs match decides (H61). */
import { type Ip, isIpv4 } from '../../ip/index.ts';
import type { SquidAccess, SquidConfig, SquidTest } from './types.ts';

export interface SquidRequest {
  readonly client: Ip;
  readonly method: string;
  /** Host name or address that is asked for. */
  readonly host: string;
  readonly port: number;
  /** `http://host/…`, or `host:port` for CONNECT. */
  readonly url: string;
  /** What the proxy resolves the host to; empty when it is no name that it knows. */
  readonly addresses: readonly Ip[];
  /** The proxy's own address and port that the client talks to. */
  readonly local: { readonly ip: Ip; readonly port: number };
}

export interface SquidDecision {
  readonly allow: boolean;
  /** The line that decided; absent when none matched, or there is none. */
  readonly line?: SquidAccess;
  /** Why, when no line matched: there is none at all, or the last one's opposite. */
  readonly otherwise?: 'no-lines' | 'opposite-of-last';
}

export function decideAccess(config: SquidConfig, request: SquidRequest): SquidDecision {
  const line = config.httpAccess.find((l) => l.acls.every((a) => matchesAcl(config, a.name, request) !== a.negated));
  if (line) return { allow: line.action === 'allow', line };
  const last = config.httpAccess.at(-1);
  return last ? { allow: last.action === 'deny', otherwise: 'opposite-of-last' } : { allow: false, otherwise: 'no-lines' };
}

function matchesAcl(config: SquidConfig, name: string, request: SquidRequest): boolean {
  return config.acls.get(name)?.tests.some((t) => matchesTest(t, request)) ?? false;
}

function matchesTest(test: SquidTest, r: SquidRequest): boolean {
  switch (test.kind) {
    case 'src':
      return inRanges(test.ranges, r.client);
    case 'dst':
      return r.addresses.some((ip) => inRanges(test.ranges, ip));
    case 'localip':
      return inRanges(test.ranges, r.local.ip);
    case 'port':
      return test.ports.some((p) => r.port >= p.from && r.port <= p.to);
    case 'localport':
      return test.ports.some((p) => r.local.port >= p.from && r.local.port <= p.to);
    case 'dstdomain':
      return test.names.some((n) => inDomain(n, r.host.toLowerCase()));
    case 'dstdom_regex':
      return test.patterns.some((p) => p.matches(r.host));
    case 'url_regex':
      return test.patterns.some((p) => p.matches(r.url));
    case 'method':
      return test.methods.includes(r.method.toUpperCase());
    case 'proto':
      return test.names.includes(r.method === 'CONNECT' ? 'HTTPS' : 'HTTP');
    case 'not-modelled':
      return false;
  }
}

function inRanges(ranges: readonly { readonly from: Ip; readonly to: Ip }[], ip: Ip): boolean {
  return ranges.some((r) => isIpv4(r.from) === isIpv4(ip) && ip >= r.from && ip <= r.to);
}

/** `.example.com` is the domain and everything below it; without the dot only the name itself. */
function inDomain(pattern: string, host: string): boolean {
  return pattern.startsWith('.') ? host === pattern.slice(1) || host.endsWith(pattern) : host === pattern;
}
