/** `acl NAME TYPE VALUE…` (H60): what each type makes of its values, and which of them Squid does not start with. */
import { parseIp } from '../../ip/index.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import type { Word } from '../words.ts';
import { patternOf, portsOf, range, rangesOf, swallows } from './acl-values.ts';
import type { SquidAcl, SquidTest } from './types.ts';
import { chanceOf, timesOf } from './when.ts';

/** ACLs that Squid has of itself. */
export const BUILT_IN: readonly SquidAcl[] = [
  { name: 'all', type: 'src', tests: [{ kind: 'src', ranges: [range('0.0.0.0/0'), range('::/0')] }] },
  {
    name: 'manager',
    type: 'url_regex',
    tests: [{ kind: 'url_regex', patterns: [patternOf('^(cache_object://|https?://[^/]+/squid-internal-mgr/)', true)].flatMap((p) => p ?? []) }],
  },
  { name: 'localhost', type: 'src', tests: [{ kind: 'src', ranges: [range('127.0.0.1/32'), range('::1/128')] }] },
  { name: 'to_localhost', type: 'dst', tests: [{ kind: 'dst', ranges: ['127.0.0.0/8', '0.0.0.0/32', '::1/128', '::/128'].map(range) }] },
  { name: 'to_linklocal', type: 'dst', tests: [{ kind: 'dst', ranges: ['169.254.0.0/16', 'fe80::/10'].map(range) }] },
  { name: 'CONNECT', type: 'method', tests: [{ kind: 'method', methods: ['CONNECT'] }] },
];

/** What a reader of ACLs says of a line, and knows of the lines before it. */
export interface AclSite {
  readonly acls: ReadonlyMap<string, SquidAcl>;
  /** An `auth_param … program` stands before: proxy_auth is none without. */
  readonly authenticates: boolean;
  /** Names of external_acl_type. */
  readonly helpers: ReadonlySet<string>;
  /** Squid does not start with it. */
  bungled(what: string, at?: Span): void;
  /** Squid says so and goes on without it. */
  ignored(what: string, at: Span): void;
  notModelled(what: string, at: Span): void;
}

/** Longest name of an ACL, in characters. */
const LONGEST = 63;

/** The ACL with this line's values added; undefined where there is none, or nothing of it counts. */
export function readAcl(site: AclSite, args: readonly Word[], source: ConfigRef): SquidAcl | undefined {
  const [name, type, ...values] = args;
  if (!name || !type) return refuse(site, `missing ACL ${name ? 'type' : 'name'}`);
  if (name.text.length > LONGEST) return refuse(site, `ACL name '${name.text}' too long, max ${LONGEST} characters supported`, name.span);
  // Built in since 3.2: the line that older files have is passed over.
  if (name.text === 'manager' && type.text === 'proto') return undefined;
  const known = site.acls.get(name.text);
  if (known && known.type !== type.text) return refuse(site, `ACL '${name.text}' already exists with different type`);
  const test = readTest(site, type, values);
  if (!test) return undefined;
  return { name: name.text, type: type.text, tests: [...(known?.tests ?? []), test], source: known?.source ?? source };
}

function refuse(site: AclSite, what: string, at?: Span): undefined {
  site.bungled(what, at);
  return undefined;
}

function readTest(site: AclSite, type: Word, given: readonly Word[]): SquidTest | undefined {
  const kind = type.text;
  if (!MODELLED.has(kind) && !OTHER_TYPES.has(kind)) return refuse(site, `Invalid ACL type '${kind}'`, type.span);
  const flags = given.filter((v) => /^[-+][A-Za-z-]/.test(v.text));
  const unsupported = flags.find((f) => !(FLAGS[kind] ?? FLAGS[kind.endsWith('_regex') ? 'regex' : '*'])?.includes(f.text));
  if (MODELLED.has(kind) && unsupported) return refuse(site, `unsupported ACL option: ${unsupported.text}`, unsupported.span);
  const values = given.filter((v) => !flags.includes(v) && !isFile(site, v));
  if (OTHER_TYPES.has(kind)) return other(site, type, values);
  return (
    regexTest(site, kind, values, flags.findLast((f) => f.text.endsWith('i'))?.text === '-i') ??
    rangeTest(site, kind, values) ??
    groupTest(site, kind, values) ??
    wordTest(site, kind, values, type.span)
  );
}

const FLAGS: Readonly<Record<string, readonly string[]>> = { regex: ['-i', '+i', '-n'], dstdomain: ['-n'], dst: ['-n'], proxy_auth: ['-i'], '*': [] };
const MODELLED = new Set(
  (
    'src dst localip myip port localport myport myportname dstdomain dstdom_regex url_regex urlpath_regex ssl::server_name ssl::server_name_regex method proto ' +
    'time random any-of all-of proxy_auth proxy_auth_regex maxconn'
  ).split(' '),
);
/** Types that Squid has and the lab does not model. */
const OTHER_TYPES = new Set(
  (
    'srcdomain srcdom_regex url_login urllogin browser referer_regex ident ident_regex max_user_ip http_status rep_mime_type req_mime_type rep_header req_header external user_cert ' +
    'ca_cert ext_user ext_user_regex arp eui64 peername peername_regex tag hier_code note annotate_client annotate_transaction has at_step server_cert_fingerprint src_as dst_as ' +
    'adaptation_service snmp_community transaction_initiator connections_encrypted clientside_mark client_connection_mark'
  ).split(' '),
);

/** In double quotes stands the file that has the values; the lab's machines have none, and Squid starts without it. */
function isFile(site: AclSite, { text, span }: Word): boolean {
  if (span.line !== span.endLine || span.endColumn - span.column !== text.length + 2) return false;
  site.ignored(`Can not open file ${text.split(' ')[0]} for reading`, span);
  return true;
}

function other(site: AclSite, type: Word, values: readonly Word[]): SquidTest | undefined {
  const [first] = values;
  if (type.text === 'external' && !site.helpers.has(first?.text ?? '')) return refuse(site, `no external_acl_type ${first?.text ?? ''}`, first?.span);
  const wrong =
    type.text === 'hier_code' && values.find((v) => !/^(HIER_NONE|HIER_DIRECT|[A-Z_]*(PARENT|SIBLING|HIT|MISS|DIRECT)|CARP|CD_[A-Z_]*)$/.test(v.text));
  if (wrong) return refuse(site, `No such hier_code '${wrong.text}'`, wrong.span);
  site.notModelled(`ACLs of type ${type.text}`, type.span);
  return { kind: 'not-modelled', type: type.text };
}

function regexTest(site: AclSite, kind: string, values: readonly Word[], ignoreCase: boolean): SquidTest | undefined {
  const as = REGEX[kind];
  if (!as) return undefined;
  const patterns = values.flatMap((v) => {
    const made = patternOf(v.text, ignoreCase);
    if (!made) site.ignored(`invalid regular expression: '${v.text}'`, v.span);
    return made ?? [];
  });
  return { kind: as, patterns };
}

const REGEX: Readonly<Record<string, 'dstdom_regex' | 'url_regex' | 'urlpath_regex'>> = {
  dstdom_regex: 'dstdom_regex',
  'ssl::server_name_regex': 'dstdom_regex',
  url_regex: 'url_regex',
  urlpath_regex: 'urlpath_regex',
};

function rangeTest(site: AclSite, kind: string, values: readonly Word[]): SquidTest | undefined {
  switch (kind) {
    case 'dst':
      return { kind, ranges: each(site, withoutNames(site, values), rangesOf, 'an address, range or prefix') };
    case 'src':
    case 'localip':
    case 'myip':
      return { kind: kind === 'src' ? kind : 'localip', ranges: each(site, values, rangesOf, 'an address, range or prefix') };
    case 'port':
    case 'localport':
    case 'myport':
      return { kind: kind === 'port' ? kind : 'localport', ports: each(site, values, portsOf, 'a port or range') };
    default:
      return undefined;
  }
}

function each<T>(site: AclSite, values: readonly Word[], read: (text: string) => T[] | undefined, what: string): T[] {
  return values.flatMap((v) => {
    const made = read(v.text);
    if (!made) site.bungled(`expected ${what}, got '${v.text}'`, v.span);
    return made ?? [];
  });
}

/** Squid resolves names in `dst` as it starts; the lab's proxy has no such moment. */
function withoutNames(site: AclSite, values: readonly Word[]): readonly Word[] {
  const names = values.filter(
    ({ text }) => /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(text) && /[A-Za-z]/.test(text) && rangesOf(text) === undefined && parseIp(text) === undefined,
  );
  for (const { span, text } of names) site.notModelled(`a name in an ACL of type dst (${text})`, span);
  return values.filter((v) => !names.includes(v));
}

/** `any-of` holds when one of its ACLs does, `all-of` when all of one line's do. */
function groupTest(site: AclSite, kind: string, values: readonly Word[]): SquidTest | undefined {
  if (kind !== 'any-of' && kind !== 'all-of') return undefined;
  const acls = values.map((v) => ({ name: v.text.replace(/^!/, ''), negated: v.text.startsWith('!') }));
  const missing = acls.findIndex((a) => !site.acls.has(a.name));
  if (missing >= 0) site.bungled(`ACL not found: ${acls[missing]?.name}`, values[missing]?.span);
  return { kind, acls: acls.filter((a) => site.acls.has(a.name)) };
}

function wordTest(site: AclSite, kind: string, values: readonly Word[], at: Span): SquidTest | undefined {
  const texts = values.map((v) => v.text);
  const [first] = values;
  switch (kind) {
    case 'dstdomain':
    case 'ssl::server_name':
      return domainTest(
        site,
        texts.map((t) => t.toLowerCase()),
        at,
      );
    case 'method':
      return { kind, methods: texts.map((t) => t.toUpperCase()) };
    case 'proto':
      return protoTest(site, values);
    case 'myportname':
      return { kind, names: texts };
    case 'time':
      return timeTest(site, values);
    case 'random': {
      const chance = chanceOf(first?.text ?? '');
      return chance === undefined ? refuse(site, `ACL random with bad pattern: '${first?.text ?? ''}'`, first?.span) : { kind, chance };
    }
    case 'maxconn':
      // The lab's client has one connection.
      return /^\d+$/.test(first?.text ?? '') ? { kind: 'never' } : refuse(site, `expected a number of connections, got '${first?.text ?? ''}'`, first?.span);
    default:
      return site.authenticates ? { kind: 'proxy_auth' } : refuse(site, 'no authentication schemes are fully configured (auth_param)', at);
  }
}

function domainTest(site: AclSite, names: readonly string[], at: Span): SquidTest {
  const wrong = swallows(names);
  if (wrong) site.bungled(`'${wrong.inner}' is a subdomain of '${wrong.outer}'`, at);
  return { kind: 'dstdomain', names };
}

/** src/anyp/ProtocolType.h. */
const PROTOCOLS = new Set('NONE HTTP FTP HTTPS COAP COAPS GOPHER WAIS CACHE_OBJECT ICP HTCP URN WHOIS ICY UNKNOWN TLS SSL AUTHORITY'.split(' '));

function protoTest(site: AclSite, values: readonly Word[]): SquidTest {
  const known = values.filter((v) => PROTOCOLS.has(v.text.toUpperCase()));
  for (const v of values) if (!known.includes(v)) site.ignored(`unknown protocol '${v.text}'`, v.span);
  return { kind: 'proto', names: known.map((v) => v.text.toUpperCase()) };
}

function timeTest(site: AclSite, values: readonly Word[]): SquidTest | undefined {
  const times = timesOf(values.map((v) => v.text));
  if ('wrong' in times) {
    const word = values[times.wrong];
    return refuse(site, `Bad time range '${word?.text ?? ''}'`, word?.span);
  }
  for (const i of times.unknownDays) {
    const word = values[i] as Word;
    site.ignored(`Bad Day '${word.text}'`, word.span);
  }
  return { kind: 'time', times: times.times };
}
