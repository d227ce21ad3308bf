/**
 * squid.conf read (H60, H61): ACLs, http_access in order, ports, parents, the log's format. A line that Squid would not start with (`squid -k parse`)
 * keeps the proxy closed; what it passes over is said.
 */
import { parseIp } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import { Report } from '../report.ts';
import { type Word, type WordLine, spanOf } from '../words.ts';
import { type AclSite, BUILT_IN, readAcl } from './acl.ts';
import { kindOf, wrongValue } from './directives.ts';
import { squidLines } from './lines.ts';
import { FORMATS, unsupportedCode } from './log-formats.ts';
import { isPeerOption, readPeer } from './peers.ts';
import type { SquidAccess, SquidConfig, SquidDenyInfo, SquidOutgoing, SquidPeer, SquidPort } from './types.ts';

export interface SquidRead {
  readonly config: SquidConfig;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseSquid(text: string): SquidRead {
  const reader = new Reader();
  const { lines, unbalanced } = squidLines(text);
  for (const line of lines) reader.line(line);
  if (unbalanced) reader.unbalanced(unbalanced);
  return reader.finish();
}

/** `http_port … OPTION` (squid.conf http_port): those with values, and those without. */
const PORT_OPTION =
  /^(name|vhost|vport|defaultsite|protocol|cert|key|tls-cert|cipher|options|tls-dh|clientca|tls-cafile|sslflags|sslcontext|disable-pmtu-discovery|tcpkeepalive|generate-host-certificates|dynamic_cert_mem_cache_size|connection-auth|act-as-origin)=|^(intercept|tproxy|accel|ssl-bump|vhost|allow-direct|ignore-cc|act-as-origin|connection-auth|no-connection-auth|tcpkeepalive|require-proxy-header|worker-queues|generate-host-certificates)$/;

/** Of lists of ACLs that decide nothing here: their lines are read all the same. */
const LISTS = new Set(
  (
    'cache icp_access htcp_access htcp_clr_access snmp_access http_reply_access adapted_http_access follow_x_forwarded_for url_rewrite_access store_id_access ' +
    'collapsed_forwarding_access send_hit store_miss spoof_client_ip proxy_protocol_access ident_lookup_access'
  ).split(' '),
);

/** Options by which Squid chooses among parents by a hash. */
const CHOOSING = new Set(['carp', 'userhash', 'sourcehash']);

class Reader {
  private readonly report = new Report('squid');
  private readonly acls = new Map(BUILT_IN.map((a) => [a.name, a]));
  private readonly access: SquidAccess[] = [];
  private readonly missAccess: SquidAccess[] = [];
  private readonly outgoing: SquidOutgoing[] = [];
  private readonly denyInfos: SquidDenyInfo[] = [];
  private readonly ports: SquidPort[] = [];
  private readonly alwaysDirect: SquidAccess[] = [];
  private readonly neverDirect: SquidAccess[] = [];
  private readonly peers: { -readonly [K in keyof SquidPeer]: K extends 'access' ? SquidAccess[] : SquidPeer[K] }[] = [];
  private readonly helpers = new Set<string>();
  private readonly formats = new Map(FORMATS);
  private readonly values = new Map<string, string>();
  /** ICP ports of parents that are asked by ICP, if this proxy has a port for it. */
  private readonly icpPeers: Word[] = [];
  private authenticates = false;
  private logFormat: string | undefined = 'squid';

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
      case 'miss_access':
        return this.accessLine(args, source, this.missAccess);
      case 'cache_peer':
        return this.peer(args, source);
      case 'cache_peer_access':
        return this.peerAccess(args, source);
      case 'http_port':
        return this.port(args, source);
      case 'logformat':
        return this.format(line, args, source);
      case 'access_log':
        return this.accessLog(args, source);
      case 'auth_param':
        this.authenticates ||= args[1]?.text === 'program';
        return undefined;
      case 'external_acl_type':
        this.helpers.add(args[0]?.text ?? '');
        return this.notModelled(directive.text, directive.span);
      case 'deny_info':
        return this.denyInfo(args, source);
      case 'tcp_outgoing_address':
        return this.outgoingLine(args, source);
      default:
        return this.other(directive, args, source);
    }
  }

  unbalanced({ span, text }: Word): void {
    this.bungled({ span, text }, text === 'if' ? "if-statement without 'endif'" : `'${text}' without if`);
  }

  private other(directive: Word, args: readonly Word[], source: ConfigRef): void {
    const { line } = source.span;
    const name = directive.text;
    const kind = kindOf(name);
    if (kind === 'unknown')
      return this.report.add('error', 'squid-unrecognized', directive.span, `squid.conf:${line} unrecognized: '${name}'`, { line, word: name });
    if (kind === 'obsolete') return this.ignored(source, `Directive '${name}' is obsolete`, directive.span);
    const wrong = wrongValue(
      name,
      args.map((a) => a.text),
    );
    if (wrong !== undefined) return this.bungled(source, wrong);
    if (LISTS.has(name)) this.accessLine(args, source, []);
    else if (name === 'request_header_access' || name === 'reply_header_access') this.accessLine(args.slice(1), source, []);
    this.values.set(name, args[0]?.text ?? '');
    return kind === 'not-modelled' ? this.notModelled(name, directive.span) : undefined;
  }

  private bungled(source: ConfigRef, what: string, at: Span = source.span): void {
    const { line } = source.span;
    this.report.add('error', 'squid-bungled', at, `FATAL: Bungled squid.conf line ${line}: ${source.text} (${what})`, { line, text: source.text, what }, [
      'H60',
    ]);
  }

  private ignored(source: ConfigRef, what: string, at: Span = source.span): void {
    const { line } = source.span;
    this.report.add('warning', 'squid-ignored', at, `squid.conf:${line}: ${what}; Squid goes on without it`, { line, what });
  }

  private notModelled(what: string, at: Span): void {
    this.report.add('warning', 'squid-not-modelled', at, `squid.conf:${at.line}: ${what}: not modelled, and without effect here`, { what });
  }

  private acl(args: readonly Word[], source: ConfigRef): void {
    const { acls, authenticates, helpers } = this;
    const site: AclSite = {
      acls,
      authenticates,
      helpers,
      bungled: (what, at) => this.bungled(source, what, at),
      ignored: (what, at) => this.ignored(source, what, at),
      notModelled: (what, at) => this.notModelled(what, at),
    };
    const acl = readAcl(site, args, source);
    if (acl) this.acls.set(acl.name, acl);
  }

  private peer(args: readonly Word[], source: ConfigRef): void {
    const read = readPeer(args.map((a) => a.text));
    if (typeof read === 'string') return this.bungled(source, read);
    if (this.peers.some((p) => p.name === read.name)) return this.bungled(source, `ERROR: cache_peer ${read.name} specified twice`);
    for (const option of args.slice(4)) if (!isPeerOption(option.text)) this.ignored(source, `unknown cache_peer option '${option.text}'`, option.span);
    const choosing = args.slice(4).find((o) => CHOOSING.has(o.text));
    if (choosing) this.notModelled(`cache_peer ${choosing.text}`, choosing.span);
    const asks = read.type === 'parent' && args[3] && args[3].text !== '0' && !args.some((o) => o.text === 'no-query');
    if (asks) this.icpPeers.push(args[3] as Word);
    if (!['parent', 'sibling', 'multicast'].includes(args[1]?.text ?? '')) this.ignored(source, `Unknown neighbor type: ${args[1]?.text}`, args[1]?.span);
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
    return peer ? this.accessLine(rest, source, peer.access) : this.ignored(source, `No cache_peer '${name?.text ?? ''}'`, name?.span);
  }

  /** A line without `allow` or `deny`, or without ACLs, is passed over; one that names an ACL that is not there is fatal. */
  private accessLine(args: readonly Word[], source: ConfigRef, into: SquidAccess[]): void {
    const [action, ...names] = args;
    if (action?.text !== 'allow' && action?.text !== 'deny')
      return this.ignored(source, action ? `expecting 'allow' or 'deny', got '${action.text}'` : "missing 'allow' or 'deny'", action?.span);
    const acls = this.aclsNamed(names, source);
    if (acls?.length === 0) this.ignored(source, "Access line contains no ACL's");
    else if (acls) into.push({ action: action.text, acls, source });
    return undefined;
  }

  /** Undefined where one of them is not there. */
  private aclsNamed(words: readonly Word[], source: ConfigRef): SquidAccess['acls'] | undefined {
    const acls = words.flatMap(({ text, span }) => {
      if (span.endColumn - span.column === text.length + 2) {
        this.ignored(source, `Can not open file ${text} for reading`, span);
        return [];
      }
      return [{ name: text.replace(/^!/, ''), negated: text.startsWith('!'), span }];
    });
    const missing = acls.find((a) => !this.acls.has(a.name));
    if (missing) this.bungled(source, `ACL not found: ${missing.name}`, missing.span);
    return missing ? undefined : acls;
  }

  private port(args: readonly Word[], source: ConfigRef): void {
    const [where, ...options] = args;
    const found = /^(?:(\[[^\]]+\]|[^:]*):)?(\d{1,5})$/.exec(where?.text ?? '');
    const port = Number(found?.[2] ?? 0);
    const address = found?.[1] ? parseIp(found[1].replace(/^\[|\]$/g, '')) : undefined;
    if (!found || port < 1 || port > 65535 || (found[1] && address === undefined))
      return this.bungled(source, 'expected http_port [ADDRESS:]PORT', where?.span);
    const unknown = options.find((o) => !PORT_OPTION.test(o.text));
    if (unknown) return this.bungled(source, `Unknown http_port option '${unknown.text}'`, unknown.span);
    const name = options.find((o) => o.text.startsWith('name='))?.text.slice('name='.length) ?? where?.text ?? '';
    this.ports.push({ port, name, ...(address !== undefined && { address }), source });
    return undefined;
  }

  private format(line: WordLine, args: readonly Word[], source: ConfigRef): void {
    const [name, first] = args;
    if (!name || !first) return this.bungled(source, 'expected logformat NAME FORMAT');
    if (FORMATS.some(([own]) => own === name.text)) return this.ignored(source, `logformat ${name.text} is already defined`, name.span);
    // The format is the rest of the line as written, quotes and blanks included.
    const at = line.text.indexOf(name.text, 'logformat'.length) + name.text.length;
    const format = line.text.slice(at).trim();
    const wrong = unsupportedCode(format);
    if (wrong !== undefined) return this.bungled(source, `Unsupported %code: '${wrong}'`);
    this.formats.set(name.text, format);
    return undefined;
  }

  /** `access_log PLACE [option=value…] [FORMAT] [ACL…]`: a second word that is no format is an ACL. The last line's is shown. */
  private accessLog(args: readonly Word[], source: ConfigRef): void {
    const [place, ...rest] = args;
    if (!place) return this.bungled(source, 'expected access_log PLACE');
    const option = rest.find((w) => w.text.startsWith('logformat='));
    const named = option?.text.slice('logformat='.length);
    if (named !== undefined && !this.formats.has(named)) return this.bungled(source, `Log format '${named}' is not defined`, option?.span);
    const bare = rest.filter((w) => !/^[a-z-]+=/.test(w.text));
    const format = named ?? (place.text !== 'none' && this.formats.has(bare[0]?.text ?? '') ? bare[0]?.text : undefined);
    const acls = this.aclsNamed(named === undefined && format !== undefined ? bare.slice(1) : bare, source);
    if (!acls) return undefined;
    if (acls.some((a) => a.name !== 'all')) return this.notModelled(`${source.text}: an access_log for some requests`, source.span);
    this.logFormat = place.text === 'none' ? undefined : (format ?? 'squid');
    return undefined;
  }

  private denyInfo(args: readonly Word[], source: ConfigRef): void {
    const [page, ...acls] = args;
    if (!page || acls.length === 0) return this.ignored(source, "deny_info line contains no ACL's");
    const [, status, rest = ''] = /^(\d{3}):(.*)$/.exec(page.text) ?? [];
    const code = Number(status ?? 403);
    if (code < 200 || code > 599) return this.bungled(source, `status ${code} is not valid on '${page.text}'`, page.span);
    const to = status === undefined ? page.text : rest;
    const redirect = /^https?:/.test(to);
    if (status !== undefined && redirect && (code < 300 || code > 399))
      return this.bungled(source, `status ${code} requires a template on '${page.text}'`, page.span);
    const says = to === 'TCP_RESET' ? { kind: 'reset' as const } : { kind: redirect ? ('redirect' as const) : ('page' as const), to };
    this.denyInfos.push({ acls: acls.map((w) => w.text), says, text: page.text, ...(status !== undefined && { status: code }) });
    return undefined;
  }

  private outgoingLine(args: readonly Word[], source: ConfigRef): void {
    const [word, ...names] = args;
    const address = parseIp(word?.text ?? '');
    if (address === undefined) return this.bungled(source, `invalid IP address or domain name '${word?.text ?? ''}'`, word?.span);
    const acls = this.aclsNamed(names, source);
    if (acls) this.outgoing.push({ action: 'allow', acls, source, address });
    return undefined;
  }

  /** H63: where netdb leaves parents out from a host's second request on. */
  private firstOnly(): void {
    const [parent] = this.peers.filter((p) => p.type === 'parent');
    const off = ['minimum_direct_rtt', 'minimum_direct_hops'].every((name) => this.values.get(name) === '0');
    if (!parent || off || this.neverDirect.length > 0 || this.alwaysDirect.length > 0) return;
    const { line } = parent.source.span;
    const message = `squid.conf:${line}: Squid 5.7 asks ${parent.name} for a host's first request alone, and goes there by itself from the second on; never_direct keeps it from that`;
    this.report.add('info', 'squid-parent-first-only', parent.source.span, message, { line, parent: parent.name }, ['H63']);
  }

  finish(): SquidRead {
    this.firstOnly();
    if ((this.values.get('icp_port') ?? '0') !== '0') for (const { span } of this.icpPeers) this.notModelled('ICP to a parent', span);
    const isOn = (name: string, otherwise: boolean) => (this.values.get(name) ?? (otherwise ? 'on' : 'off')) === 'on';
    const hostname = this.values.get('visible_hostname');
    return {
      config: {
        starts: !this.report.failed,
        acls: this.acls,
        httpAccess: this.access,
        missAccess: this.missAccess,
        outgoing: this.outgoing,
        denyInfo: this.denyInfos,
        ports: this.ports,
        peers: this.peers,
        alwaysDirect: this.alwaysDirect,
        neverDirect: this.neverDirect,
        nonhierarchicalDirect: isOn('nonhierarchical_direct', true),
        preferDirect: isOn('prefer_direct', false),
        stripQueryTerms: isOn('strip_query_terms', true),
        logFormats: this.formats,
        ...(this.logFormat !== undefined && { accessLogFormat: this.logFormat }),
        ...(hostname !== undefined && { visibleHostname: hostname }),
      },
      diagnostics: this.report.diagnostics,
    };
  }
}
