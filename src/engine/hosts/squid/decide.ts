/** http_access held against a request: the first line all of whose ACLs match decides (H61). */
import { type Ip, isIpv4 } from '../../ip/index.ts';
import type { SquidAccess, SquidConfig, SquidDenyInfo, SquidTest } from './types.ts';
import { isWithin } from './when.ts';

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
  /** ms since 1970, for ACLs of type `time`. */
  readonly at: number;
  /** From 0 to 1: what `random` throws. */
  readonly chance: number;
}

export interface SquidDecision {
  readonly allow: boolean;
  /** The line that decided; absent when none matched, or there is none. */
  readonly line?: SquidAccess;
  /** Why, when no line matched: there is none at all, or the last one's opposite. */
  readonly otherwise?: 'no-lines' | 'opposite-of-last';
  /** Refused for want of credentials: the client is asked for them (407). */
  readonly authenticate?: true;
}

export function decideAccess(config: SquidConfig, request: SquidRequest): SquidDecision {
  for (const line of config.httpAccess) {
    const found = lineFits(config, line, request);
    if (found === 'asks') return { allow: false, line, authenticate: true };
    if (found) return { allow: line.action === 'allow', line };
  }
  const last = config.httpAccess.at(-1);
  return last ? { allow: last.action === 'deny', otherwise: 'opposite-of-last' } : { allow: false, otherwise: 'no-lines' };
}

/** `miss_access`: whether what is let in may be fetched. Everybody may where it has no lines. */
export function decideMiss(config: SquidConfig, request: SquidRequest): SquidDecision {
  const line = firstFit(config, config.missAccess, request);
  if (line) return { allow: line.action === 'allow', line };
  return config.missAccess.at(-1)?.action === 'allow' ? { allow: false, otherwise: 'opposite-of-last' } : { allow: true };
}

/** `deny_info` of the last ACL of the line that denied. */
export function denyInfoOf(config: SquidConfig, line: SquidAccess | undefined): SquidDenyInfo | undefined {
  const last = line?.acls.at(-1)?.name;
  return config.denyInfo.find((d) => last !== undefined && d.acls.includes(last));
}

/** The first line of a list all of whose ACLs match. */
export function firstFit<T extends SquidAccess>(config: SquidConfig, lines: readonly T[], request: SquidRequest): T | undefined {
  return lines.find((line) => lineFits(config, line, request) === true);
}

/** The ACLs are asked in order; one that needs credentials ends it all there (src/acl/Checklist.cc: ACCESS_AUTH_REQUIRED). */
function lineFits(config: SquidConfig, { acls }: SquidAccess, request: SquidRequest): boolean | 'asks' {
  for (const { name, negated } of acls) {
    if (config.acls.get(name)?.tests.some((t) => t.kind === 'proxy_auth')) return 'asks';
    if (matchesAcl(config, name, request) === negated) return false;
  }
  return true;
}

function matchesAcl(config: SquidConfig, name: string, request: SquidRequest): boolean {
  return config.acls.get(name)?.tests.some((t) => matchesTest(config, t, request)) ?? false;
}

function matchesTest(config: SquidConfig, test: SquidTest, r: SquidRequest): boolean {
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
      // The target of a CONNECT has no scheme (src/anyp/Uri.cc AnyP::Uri::parse).
      return test.names.includes(r.method === 'CONNECT' ? 'NONE' : 'HTTP');
    case 'urlpath_regex':
      // Behind the host; a CONNECT has no path.
      return r.method !== 'CONNECT' && test.patterns.some((p) => p.matches(/^[a-z]+:\/\/[^/]*(\/.*)$/.exec(r.url)?.[1] ?? '/'));
    case 'any-of':
      return test.acls.some((a) => matchesAcl(config, a.name, r) !== a.negated);
    case 'all-of':
      return test.acls.every((a) => matchesAcl(config, a.name, r) !== a.negated);
    case 'time':
      return test.times.some((t) => isWithin(t, r.at));
    case 'random':
      return r.chance < test.chance;
    case 'myportname':
      return config.ports.some((p) => p.port === r.local.port && test.names.includes(p.name));
    case 'proxy_auth':
    case 'never':
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
