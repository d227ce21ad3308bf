/**
 * squid.conf read (H60, H61): ACLs, http_access in order, ports, the log's format. Directives that only matter to caching,
 * authentication or speed are taken and change nothing; a line that Squid would not start with keeps the proxy closed.
 */
import { bitsOf, type Ip, isIpv4, lastIp, netmask, parseInterfaceAddress, parseIp, prefix, makePrefix } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { compilePosix } from '../../policy/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import { Report } from '../report.ts';
import { type Word, type WordLine, spanOf, wordLines } from '../words.ts';
import { readPeer } from './peers.ts';
import type { SquidAccess, SquidAcl, SquidConfig, SquidPeer, SquidPort, SquidTest } from './types.ts';
import { chanceOf, timesOf } from './when.ts';

export interface SquidRead {
  readonly config: SquidConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** The formats that Squid has of itself (squid.conf logformat); `squid` is the one unless access_log names another. */
const FORMATS: readonly (readonly [string, string])[] = [
  ['squid', '%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt'],
  ['common', '%>a - %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st %Ss:%Sh'],
  ['combined', '%>a - %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh'],
  ['referrer', '%ts.%03tu %>a %{Referer}>h %ru'],
  ['useragent', '%>a [%tl] "%{User-Agent}>h"'],
];

const range = (text: string) => ({ from: prefix(text).ip, to: lastIp(prefix(text)) });

/** ACLs that Squid has of itself. */
const BUILT_IN: readonly SquidAcl[] = [
  { name: 'all', type: 'src', tests: [{ kind: 'src', ranges: [range('0.0.0.0/0'), range('::/0')] }] },
  {
    name: 'manager',
    type: 'url_regex',
    tests: [{ kind: 'url_regex', patterns: patternOf('^(cache_object://|https?://[^/]+/squid-internal-mgr/)', true) ?? [] }],
  },
  { name: 'localhost', type: 'src', tests: [{ kind: 'src', ranges: [range('127.0.0.1/32'), range('::1/128')] }] },
  { name: 'to_localhost', type: 'dst', tests: [{ kind: 'dst', ranges: ['127.0.0.0/8', '0.0.0.0/32', '::1/128', '::/128'].map(range) }] },
  { name: 'to_linklocal', type: 'dst', tests: [{ kind: 'dst', ranges: ['169.254.0.0/16', 'fe80::/10'].map(range) }] },
  { name: 'CONNECT', type: 'method', tests: [{ kind: 'method', methods: ['CONNECT'] }] },
];

/** Directives that change no decision of a request here. */
const WITHOUT_EFFECT = new Set(
  (
    'acl_uses_indirect_client append_domain auth_param authenticate_ttl buffered_logs cache cache_dir cache_effective_group cache_effective_user cache_log cache_mem ' +
    'cache_mgr cache_replacement_policy cache_store_log cache_swap_high cache_swap_low client_lifetime connect_timeout coredump_dir deny_info dns_nameservers dns_v4_first ' +
    'error_directory follow_x_forwarded_for forward_max_tries forward_timeout forwarded_for half_closed_clients hierarchy_stoplist http_reply_access https_port icp_access icp_port ignore_expect_100 ' +
    'log_mime_hdrs logfile_rotate max_filedescriptors maximum_object_size maximum_object_size_in_memory memory_pools memory_replacement_policy minimum_object_size negative_ttl ' +
    'pid_filename pinger_enable positive_dns_ttl quick_abort_max quick_abort_min quick_abort_pct read_timeout refresh_pattern reply_body_max_size reply_header_access reply_header_replace request_body_max_size ' +
    'request_header_access request_header_max_size request_timeout server_persistent_connections client_persistent_connections shutdown_lifetime snmp_access snmp_port store_avg_object_size ' +
    'tcp_outgoing_tos udp_outgoing_address umask unique_hostname uri_whitespace url_rewrite_access url_rewrite_children url_rewrite_program via workers httpd_suppress_version_string'
  ).split(' '),
);

/** Directives that would change what the lab shows, and are left out. */
const NOT_MODELLED = new Set([
  'include',
  'tcp_outgoing_address',
  'ssl_bump',
  'icap_enable',
  'delay_pools',
  'adapted_http_access',
  'access_log_syslog',
  'external_acl_type',
]);

export function parseSquid(text: string): SquidRead {
  const reader = new Reader();
  for (const line of wordLines(text)) reader.line(line);
  return reader.finish();
}

class Reader {
  private readonly report = new Report('squid');
  private readonly acls = new Map(BUILT_IN.map((a) => [a.name, a]));
  private readonly access: SquidAccess[] = [];
  private readonly ports: SquidPort[] = [];
  private readonly alwaysDirect: SquidAccess[] = [];
  private readonly neverDirect: SquidAccess[] = [];
  private readonly peers: { -readonly [K in keyof SquidPeer]: K extends 'access' ? SquidAccess[] : SquidPeer[K] }[] = [];
  private nonhierarchicalDirect = true;
  private preferDirect = false;
  private stripQueryTerms = true;
  private readonly formats = new Map(FORMATS);
  private logFormat: string | undefined = 'squid';
  private logFormatAt: Word | undefined;
  private hostname: string | undefined;

  line(line: WordLine): void {
    const [directive, ...args] = line.words as [Word, ...Word[]];
    const source: ConfigRef = { span: spanOf(line.words), text: line.text };
    switch (directive.text) {
      case 'acl':
        return this.acl(args, source);
      case 'http_access':
        return this.accessLine(args, source, this.access);
      case 'always_direct':
        return this.accessLine(args, source, this.alwaysDirect);
      case 'never_direct':
        return this.accessLine(args, source, this.neverDirect);
      case 'cache_peer':
        return this.peer(args, source);
      case 'cache_peer_access':
        return this.peerAccess(args, source);
      case 'nonhierarchical_direct':
        this.nonhierarchicalDirect = args[0]?.text !== 'off';
        return;
      case 'prefer_direct':
        this.preferDirect = args[0]?.text === 'on';
        return;
      case 'strip_query_terms':
        this.stripQueryTerms = args[0]?.text !== 'off';
        return;
      case 'http_port':
        return this.port(args, source);
      case 'logformat':
        return this.format(line, args, source);
      case 'access_log':
        return this.accessLog(args);
      case 'visible_hostname':
        this.hostname = args[0]?.text;
        return;
      default:
        return this.other(directive, source);
    }
  }

  private other(directive: Word, source: ConfigRef): void {
    const { line } = source.span;
    if (NOT_MODELLED.has(directive.text))
      this.report.add('warning', 'squid-not-modelled', directive.span, `squid.conf:${line}: ${directive.text} is not modelled; the line has no effect here`, {
        what: directive.text,
      });
    else if (!WITHOUT_EFFECT.has(directive.text))
      this.report.add('warning', 'squid-unrecognized', directive.span, `squid.conf:${line} unrecognized: '${directive.text}'`, { line, word: directive.text });
  }

  private bungled(source: ConfigRef, what: string, at: ConfigRef['span'] = source.span): void {
    const { line } = source.span;
    this.report.add('error', 'squid-bungled', at, `FATAL: Bungled squid.conf line ${line}: ${source.text} (${what})`, { line, text: source.text, what }, [
      'H60',
    ]);
  }

  private acl(args: readonly Word[], source: ConfigRef): void {
    const [name, type, ...values] = args;
    if (!name || !type) return this.bungled(source, 'expected acl NAME TYPE VALUE…');
    const flags = values.filter((v) => v.text.startsWith('-'));
    const plain = values.filter((v) => !v.text.startsWith('-') || /^-?\d/.test(v.text));
    const file = plain.find((v) => v.text.startsWith('/') && v.text.length > 1);
    if (file)
      this.report.add('warning', 'squid-not-modelled', file.span, `squid.conf:${source.span.line}: values from files are not modelled`, { what: file.text });
    const known = this.acls.get(name.text);
    if (known && known.type !== type.text) return this.bungled(source, `ACL '${name.text}' already exists with different type`);
    const test = this.test(
      type,
      plain.filter((v) => v !== file),
      flags.some((f) => f.text === '-i'),
      source,
    );
    if (!test) return;
    this.acls.set(name.text, { name: name.text, type: type.text, tests: [...(known?.tests ?? []), test], source: known?.source ?? source });
  }

  private test(type: Word, values: readonly Word[], ignoreCase: boolean, source: ConfigRef): SquidTest | undefined {
    const kind = type.text;
    switch (kind) {
      case 'any-of':
      case 'all-of':
        return this.group(kind, values, source);
      case 'urlpath_regex':
      case 'ssl::server_name_regex':
        return {
          kind: kind === 'urlpath_regex' ? kind : 'dstdom_regex',
          patterns: this.each(values, (v) => patternOf(v, ignoreCase), 'a regular expression', source),
        };
      case 'ssl::server_name':
        return { kind: 'dstdomain', names: values.map((v) => v.text.toLowerCase()) };
      case 'proxy_auth':
      case 'proxy_auth_regex':
        return { kind: 'proxy_auth' };
      case 'maxconn':
        // The lab's client has one connection.
        return { kind: 'never' };
      case 'dst':
        return { kind, ranges: this.each(this.withoutNames(values, source), rangesOf, 'an address, range or prefix', source) };
      case 'src':
      case 'localip':
        return { kind, ranges: this.each(values, rangesOf, 'an address, range or prefix', source) };
      case 'port':
      case 'localport':
      case 'myport':
        return { kind: kind === 'port' ? kind : 'localport', ports: this.each(values, portsOf, 'a port or range', source) };
      case 'dstdomain':
        return { kind, names: values.map((v) => v.text.toLowerCase()) };
      case 'dstdom_regex':
      case 'url_regex':
        return { kind, patterns: this.each(values, (v) => patternOf(v, ignoreCase), 'a regular expression', source) };
      case 'method':
        return { kind, methods: values.map((v) => v.text.toUpperCase()) };
      case 'time':
        return this.times(values, source);
      case 'random': {
        const [word] = values;
        const chance = chanceOf(word?.text ?? '');
        if (chance !== undefined) return { kind, chance };
        this.bungled(source, `expected a chance between 0 and 1, got '${word?.text ?? ''}'`, word?.span);
        return undefined;
      }
      case 'myportname':
        return { kind, names: values.map((v) => v.text) };
      case 'proto':
        return { kind, names: values.map((v) => v.text.toUpperCase()) };
      default:
        if (!OTHER_TYPES.has(kind)) {
          this.bungled(source, `Invalid ACL type '${kind}'`, type.span);
          return undefined;
        }
        this.report.add(
          'warning',
          'squid-not-modelled',
          type.span,
          `squid.conf:${source.span.line}: ACLs of type ${kind} are not modelled; this one matches nothing`,
          {
            what: kind,
          },
        );
        return { kind: 'not-modelled', type: kind };
    }
  }

  private times(values: readonly Word[], source: ConfigRef): SquidTest | undefined {
    const times = timesOf(values.map((v) => v.text));
    if (!('wrong' in times)) return { kind: 'time', times };
    const word = values[times.wrong];
    this.bungled(source, `expected days such as MTWHF and hours such as 08:00-18:00, got '${word?.text ?? ''}'`, word?.span);
    return undefined;
  }

  /** Squid resolves names in `dst` as it starts; the lab's proxy has no such moment. */
  private withoutNames(values: readonly Word[], source: ConfigRef): readonly Word[] {
    const names = values.filter(
      (v) => /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(v.text) && /[A-Za-z]/.test(v.text) && v.text !== 'all' && parseIp(v.text) === undefined,
    );
    for (const { span, text } of names)
      this.report.add(
        'warning',
        'squid-not-modelled',
        span,
        `squid.conf:${source.span.line}: names in ACLs of type dst are not modelled; ${text} matches nothing`,
        { what: text },
      );
    return values.filter((v) => !names.includes(v));
  }

  /** `any-of` holds when one of its ACLs does, `all-of` when all of one line's do. */
  private group(kind: 'any-of' | 'all-of', values: readonly Word[], source: ConfigRef): SquidTest | undefined {
    const acls = values.map((v) => ({ name: v.text.replace(/^!/, ''), negated: v.text.startsWith('!') }));
    const missing = acls.findIndex((a) => !this.acls.has(a.name));
    if (missing < 0) return { kind, acls };
    this.bungled(source, `ACL not found: ${acls[missing]?.name}`, values[missing]?.span);
    return undefined;
  }

  private each<T>(values: readonly Word[], read: (text: string) => T[] | undefined, what: string, source: ConfigRef): T[] {
    return values.flatMap((v) => {
      const made = read(v.text);
      if (!made) this.bungled(source, `expected ${what}, got '${v.text}'`, v.span);
      return made ?? [];
    });
  }

  private peer(args: readonly Word[], source: ConfigRef): void {
    const read = readPeer(args.map((a) => a.text));
    if (typeof read === 'string') return this.bungled(source, read);
    if (this.peers.some((p) => p.name === read.name)) return this.bungled(source, `ERROR: cache_peer ${read.name} specified twice`);
    if (read.type !== 'parent') {
      const message = `squid.conf:${source.span.line}: a ${read.type} answers from its cache, which the lab has not; no request goes to it`;
      this.report.add('warning', 'squid-not-modelled', source.span, message, { what: `cache_peer ${read.type}` });
    }
    this.peers.push({ ...read, access: [], source });
    return undefined;
  }

  private peerAccess(args: readonly Word[], source: ConfigRef): void {
    const [name, ...rest] = args;
    const peer = this.peers.find((p) => p.name === name?.text);
    if (peer) return this.accessLine(rest, source, peer.access);
    this.report.add('warning', 'squid-unrecognized', name?.span ?? source.span, `squid.conf:${source.span.line}: No cache_peer '${name?.text ?? ''}'`, {
      line: source.span.line,
      word: name?.text ?? '',
    });
  }

  private accessLine(args: readonly Word[], source: ConfigRef, into: SquidAccess[]): void {
    const [action, ...names] = args;
    if (action?.text !== 'allow' && action?.text !== 'deny') return this.bungled(source, "expecting 'allow' or 'deny'", action?.span);
    if (names.length === 0) {
      this.report.add('warning', 'squid-empty-access', source.span, `squid.conf:${source.span.line}: access line contains no ACL's, skipping`, {
        line: source.span.line,
      });
      return;
    }
    const acls = names.map((n) => ({ name: n.text.replace(/^!/, ''), negated: n.text.startsWith('!'), span: n.span }));
    const missing = acls.find((a) => !this.acls.has(a.name));
    if (missing) return this.bungled(source, `ACL not found: ${missing.name}`, missing.span);
    into.push({ action: action.text, acls, source });
  }

  private port(args: readonly Word[], source: ConfigRef): void {
    const [where, ...options] = args;
    const found = /^(?:(\[[^\]]+\]|[^:]*):)?(\d{1,5})$/.exec(where?.text ?? '');
    const port = Number(found?.[2] ?? 0);
    const address = found?.[1] ? parseIp(found[1].replace(/^\[|\]$/g, '')) : undefined;
    if (!found || port < 1 || port > 65535 || (found[1] && address === undefined))
      return this.bungled(source, 'expected http_port [ADDRESS:]PORT', where?.span);
    const name = options.find((o) => o.text.startsWith('name='))?.text.slice('name='.length) ?? where?.text ?? '';
    this.ports.push({ port, name, ...(address !== undefined && { address }), source });
  }

  private format(line: WordLine, args: readonly Word[], source: ConfigRef): void {
    const [name, first] = args;
    if (!name || !first) return this.bungled(source, 'expected logformat NAME FORMAT');
    // The format is the rest of the line as written, quotes and blanks included.
    const at = line.text.indexOf(name.text, 'logformat'.length) + name.text.length;
    this.formats.set(name.text, line.text.slice(at).trim());
  }

  private accessLog(args: readonly Word[]): void {
    const [place, ...rest] = args;
    if (place?.text === 'none') {
      this.logFormat = undefined;
      return;
    }
    const named = rest.find((w) => w.text.startsWith('logformat='))?.text.slice('logformat='.length) ?? rest.find((w) => !w.text.includes('='))?.text;
    this.logFormat = named ?? 'squid';
    this.logFormatAt = rest[0];
  }

  finish(): SquidRead {
    if (this.logFormat !== undefined && !this.formats.has(this.logFormat)) {
      const span = this.logFormatAt?.span ?? { line: 1, column: 1, endLine: 1, endColumn: 1 };
      const message = `log format '${this.logFormat}' is not defined`;
      this.report.add('warning', 'squid-log-format', span, `squid.conf:${span.line}: ${message}; the log is shown as Squid's own`, { format: this.logFormat });
      this.logFormat = 'squid';
    }
    return {
      config: {
        starts: !this.report.failed,
        acls: this.acls,
        httpAccess: this.access,
        ports: this.ports,
        peers: this.peers,
        alwaysDirect: this.alwaysDirect,
        neverDirect: this.neverDirect,
        nonhierarchicalDirect: this.nonhierarchicalDirect,
        preferDirect: this.preferDirect,
        stripQueryTerms: this.stripQueryTerms,
        logFormats: this.formats,
        ...(this.logFormat !== undefined && { accessLogFormat: this.logFormat }),
        ...(this.hostname !== undefined && { visibleHostname: this.hostname }),
      },
      diagnostics: this.report.diagnostics,
    };
  }
}

/** Types that Squid has and the lab does not model. */
const OTHER_TYPES = new Set(
  'srcdomain srcdom_regex url_login urllogin browser referer_regex ident ident_regex max_user_ip http_status rep_mime_type req_mime_type rep_header req_header external user_cert ca_cert ext_user arp eui64 peername tag hier_code note annotate_client annotate_transaction has at_step server_cert_fingerprint src_as dst_as adaptation_service snmp_community transaction_initiator connections_encrypted clientside_mark client_connection_mark'.split(
    ' ',
  ),
);

function rangesOf(text: string): { from: Ip; to: Ip }[] | undefined {
  if (text === 'all') return [range('0.0.0.0/0'), range('::/0')];
  const [left = '', right] = text.split('/');
  const [first = '', last] = left.split('-');
  if (last !== undefined) {
    const [from, to] = [parseIp(first), parseIp(last)];
    return from !== undefined && to !== undefined && isIpv4(from) === isIpv4(to) ? [{ from, to }] : undefined;
  }
  const ip = parseIp(first);
  if (ip === undefined) return undefined;
  const length = right === undefined ? bitsOf(ip) : lengthOf(right, ip);
  if (length === undefined) return undefined;
  const network = makePrefix(ip, length);
  return [{ from: network.ip, to: lastIp(network) }];
}

/** `24`, or for IPv4 `255.255.255.0`. */
function lengthOf(text: string, ip: Ip): number | undefined {
  const whole = parseInterfaceAddress(`${isIpv4(ip) ? '0.0.0.0' : '::'}/${text}`);
  if (whole) return whole.length;
  const mask = parseIp(text);
  for (let length = 0; length <= 32 && isIpv4(ip); length++) if (netmask(length) === mask) return length;
  return undefined;
}

function portsOf(text: string): { from: number; to: number }[] | undefined {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const from = Number(found?.[1]);
  const to = Number(found?.[2] ?? found?.[1]);
  return found && to <= 65535 && from <= to ? [{ from, to }] : undefined;
}

/** POSIX extended patterns, as Squid hands them to regcomp(3). */
function patternOf(text: string, ignoreCase: boolean): { matches: (value: string) => boolean }[] | undefined {
  const regex = compilePosix(ignoreCase ? text.toLowerCase() : text);
  return regex && [{ matches: (value) => regex.test(ignoreCase ? value.toLowerCase() : value) }];
}
