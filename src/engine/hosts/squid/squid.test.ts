/** squid.conf: the article's file, who is let through and how it is logged (H60–H67, claim P2S5). */
import { describe, expect, it } from 'vitest';
import { ip } from '../../ip/index.ts';
import { decideAccess, type SquidRequest } from './decide.ts';
import { logLine } from './log.ts';
import { parseSquid } from './parse.ts';
import { waysOf } from './peers.ts';

const ARTICLE = `acl localnet src 0.0.0.1-0.255.255.255 # RFC 1122 "this" network (LAN)
acl localnet src 10.0.0.0/8 # RFC 1918 local private network (LAN)
acl localnet src 172.16.0.0/12
acl localnet src 192.168.0.0/16
acl localnet src fc00::/7
acl SSL_ports port 443
acl Safe_ports port 80 # http
acl Safe_ports port 443 # https
acl Safe_ports port 1025-65535 # unregistered ports
acl CONNECT method CONNECT
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow localhost manager
http_access deny manager
http_access allow localnet
http_access allow localhost
http_access allow all
http_port 3128
coredump_dir /var/spool/squid
logformat timefm %{%Y/%m/%d %H:%M:%S}tl %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt
access_log daemon:/var/log/squid/access.log timefm
refresh_pattern . 0 20% 4320`;

const asks = (method: string, host: string, port: number, client = '172.16.16.2'): SquidRequest => ({
  client: ip(client),
  method,
  host,
  port,
  url: method === 'CONNECT' ? `${host}:${port}` : `http://${host}${port === 80 ? '' : `:${port}`}/`,
  addresses: [ip('192.0.2.80')],
  local: { ip: ip('10.2.0.4'), port: 3128 },
  // A Thursday, 12:00.
  at: 1_767_268_800_000,
  chance: 0.4,
});
const decided = (text: string, request: SquidRequest) => {
  const { allow, line, otherwise } = decideAccess(parseSquid(text).config, request);
  return `${allow ? 'allow' : 'deny'} ${line ? line.source.text : otherwise}`;
};

describe('P2S5 the article’s file', () => {
  it('H60 is read without a complaint', () => {
    const { config, diagnostics } = parseSquid(ARTICLE);
    expect(diagnostics).toEqual([]);
    expect([config.starts, config.ports.map((p) => p.port), config.accessLogFormat]).toEqual([true, [3128], 'timefm']);
  });

  it.each([
    ['https to the usual port', asks('CONNECT', 'www.netflix.com', 443), 'allow http_access allow localnet'],
    ['P2S5 CONNECT to a port outside SSL_ports', asks('CONNECT', 'www.netflix.com', 8443), 'deny http_access deny CONNECT !SSL_ports'],
    ['H62 a port that is not safe is denied first', asks('CONNECT', 'mail.example.com', 25), 'deny http_access deny !Safe_ports'],
    ['http', asks('GET', 'www.example.com', 80), 'allow http_access allow localnet'],
    ['a stranger, by the article’s last line', asks('GET', 'www.example.com', 80, '203.0.113.9'), 'allow http_access allow all'],
  ])('H61 %s', (_, request, expected) => expect(decided(ARTICLE, request)).toBe(expected));
});

describe('what decides', () => {
  it.each([
    ['no line at all: deny', 'http_port 3128', 'deny no-lines'],
    ['none matches: the opposite of the last', 'acl x src 10.0.0.0/8\nhttp_access allow x', 'deny opposite-of-last'],
    ['none matches: the opposite of the last, a deny', 'acl x src 10.0.0.0/8\nhttp_access deny x', 'allow opposite-of-last'],
    ['all ACLs of a line must match', 'acl p port 443\nhttp_access allow p CONNECT\nhttp_access deny all', 'deny http_access deny all'],
    ['dstdomain with a dot has what is below it', 'acl d dstdomain .example.com\nhttp_access allow d', 'allow http_access allow d'],
    ['dstdomain without a dot has not', 'acl d dstdomain example.com\nhttp_access allow d\nhttp_access deny all', 'deny http_access deny all'],
    ['dstdomain with a dot has the domain itself', 'acl d dstdomain .www.example.com\nhttp_access allow d', 'allow http_access allow d'],
    ['dstdomain ends at a dot', 'acl d dstdomain .ww.example.com .w.example.com\nhttp_access deny d\nhttp_access allow all', 'allow http_access allow all'],
    ['dst is what the name resolves to', 'acl d dst 192.0.2.0/24\nhttp_access deny d', 'deny http_access deny d'],
    ['a netmask written out', 'acl s src 172.16.0.0/255.240.0.0\nhttp_access allow s', 'allow http_access allow s'],
    ['time: the day and the hour', 'acl t time MTWH 08:00-12:00\nhttp_access deny t', 'deny http_access deny t'],
    ['time: another day', 'acl t time SA 08:00-18:00\nhttp_access deny t\nhttp_access allow all', 'allow http_access allow all'],
    ['time: an hour of every day', 'acl t time 12:01-13:00\nhttp_access deny t\nhttp_access allow all', 'allow http_access allow all'],
    ['time: whole days, weekdays by one letter', 'acl t time D\nhttp_access deny t', 'deny http_access deny t'],
    ['random: within the chance', 'acl r random 1/2\nhttp_access deny r', 'deny http_access deny r'],
    ['random: beyond it', 'acl r random 1:3\nhttp_access deny r\nhttp_access allow all', 'allow http_access allow all'],
    ['myport is the proxy’s own', 'acl p myport 3128\nhttp_access deny p', 'deny http_access deny p'],
    ['myportname', 'http_port 3128 name=inside\nacl p myportname inside\nhttp_access deny p', 'deny http_access deny p'],
    ['url_regex', 'acl u url_regex -i ^HTTP://WWW\nhttp_access deny u', 'deny http_access deny u'],
  ])('H61 %s', (_, text, expected) => expect(decided(text, asks('GET', 'www.example.com', 80))).toBe(expected));
});

describe('H61 of a request', () => {
  const of = (text: string, change: Partial<SquidRequest>, method = 'GET') =>
    decided(`${text}\nhttp_access allow all`, { ...asks(method, 'www.example.com', 80), ...change });

  it('letter case of its host does not matter, nor does that of the domain', () => {
    expect(of('acl d dstdomain .example.com\nhttp_access deny d', { host: 'WWW.Example.COM' })).toBe('deny http_access deny d');
    expect(of('acl d dstdomain .Example.com\nhttp_access deny d', {})).toBe('deny http_access deny d');
  });

  it('dst: one of the addresses of its host is enough', () => {
    const addresses = [ip('198.51.100.1'), ip('192.0.2.80')];
    expect(of('acl d dst 192.0.2.0/24\nhttp_access deny d', { addresses })).toBe('deny http_access deny d');
    expect(of('acl d dst 203.0.113.0/24\nhttp_access deny d', { addresses })).toBe('allow http_access allow all');
  });

  // The target of a CONNECT has no scheme (src/anyp/Uri.cc AnyP::Uri::parse).
  it.each([
    ['GET', 'HTTP', 'deny'],
    ['GET', 'HTTPS', 'allow'],
    ['CONNECT', 'HTTP', 'allow'],
    ['CONNECT', 'HTTPS', 'allow'],
    ['CONNECT', 'NONE', 'deny'],
  ])('proto: %s is %s: %s', (method, name, action) => {
    expect(of(`acl p proto ${name}\nhttp_access deny p`, {}, method).split(' ')[0]).toBe(action);
  });
});

describe('what is refused, and where', () => {
  it.each([
    ['an ACL that is not there', 'http_access allow nobody', 'error squid-bungled 1:19'],
    ['a type that is none', 'acl a sorce 10.0.0.0/8', 'error squid-bungled 1:7'],
    ['one name, two types', 'acl a src 10.0.0.0/8\nacl a port 80', 'error squid-bungled 2:1'],
    ['a value that is none', 'acl a port http', 'error squid-bungled 1:12'],
    ['neither allow nor deny: the line is passed over', 'http_access permit all', 'warning squid-ignored 1:13'],
    ['a port that is none', 'http_port squid', 'error squid-bungled 1:11'],
    ['a directive that is none', 'http_acess allow all', 'error squid-unrecognized 1:1'],
    ['a directive that is gone', 'dns_v4_first on', 'warning squid-ignored 1:1'],
    ['a type that is not modelled', 'acl t ident REQUIRED', 'warning squid-not-modelled 1:7'],
    ['a day that is none', 'acl t time MTX 08:00-18:00', 'warning squid-ignored 1:12'],
    ['hours the wrong way round', 'acl t time 18:00-08:00', 'error squid-bungled 1:12'],
    ['a chance that is none', 'acl r random 3', 'error squid-bungled 1:14'],
    ['a peer without its ports', 'cache_peer 10.0.0.1 parent', 'error squid-bungled 1:1'],
    ['a peer twice', 'never_direct allow all\ncache_peer 10.0.0.1 parent 3128 0\ncache_peer 10.0.0.1 parent 8080 0', 'error squid-bungled 3:1'],
    ['a parent that netdb leaves out from the second request on', 'cache_peer 10.0.0.1 parent 3128 0', 'info squid-parent-first-only 1:1'],
    ['a sibling', 'cache_peer 10.0.0.1 sibling 3128 3130', 'warning squid-not-modelled 1:1'],
    ['a parent chosen by a hash', 'never_direct allow all\ncache_peer 10.0.0.1 parent 3128 0 carp', 'warning squid-not-modelled 2:35'],
    ['a parent that is asked by ICP', 'never_direct allow all\nicp_port 3130\ncache_peer 10.0.0.1 parent 3128 3130', 'warning squid-not-modelled 3:33'],
    ['access of a peer that is not there', 'cache_peer_access nobody allow all', 'warning squid-ignored 1:19'],
  ])('H60 %s', (_, text, expected) =>
    expect(parseSquid(text).diagnostics.map((d) => `${d.severity} ${d.code} ${d.place.span?.line}:${d.place.span?.column}`)).toEqual([expected]),
  );

  it('H63 netdb leaves no parent out where it is told not to, nor with never_direct', () => {
    const said = (text: string) => parseSquid(`cache_peer 10.0.0.1 parent 3128 0\n${text}`).diagnostics.map((d) => d.code);
    expect(said('minimum_direct_rtt 0\nminimum_direct_hops 0')).toEqual([]);
    expect(said('never_direct allow all')).toEqual([]);
    expect(said('minimum_direct_rtt 0')).toEqual(['squid-parent-first-only']);
  });

  it('H63 no ICP without a port for it, nor with no-query', () => {
    const said = (text: string) => parseSquid(`never_direct allow all\n${text}`).diagnostics.map((d) => d.code);
    expect(said('cache_peer 10.0.0.1 parent 3128 3130')).toEqual([]);
    expect(said('icp_port 3130\ncache_peer 10.0.0.1 parent 3128 3130 no-query')).toEqual([]);
  });

  it('H60 if, else and a line that goes on', () => {
    const { config } = parseSquid('if false\nhttp_port 1\nelse\nhttp_port \\\n  3128\nendif');
    expect([config.starts, config.ports.map((p) => p.port)]).toEqual([true, [3128]]);
  });

  it('a file with an error does not start Squid', () => expect(parseSquid('http_access allow nobody').config.starts).toBe(false));
});

describe('access.log', () => {
  const entry = {
    at: 1731785973511,
    duration: 915,
    client: ip('172.16.16.2'),
    clientPort: 49152,
    status: 'TCP_TUNNEL',
    code: 200,
    bytes: 2940,
    method: 'CONNECT',
    url: 'www.netflix.com:443',
    hierarchy: 'HIER_DIRECT',
    server: ip('3.12.3.40'),
  };

  it('H65 the article’s format', () => {
    expect(logLine(parseSquid(ARTICLE).config, entry)).toBe(
      '2024/11/16 19:39:33 1731785973.511    915 172.16.16.2 TCP_TUNNEL/200 2940 CONNECT www.netflix.com:443 - HIER_DIRECT/3.12.3.40 -',
    );
  });

  it('H65 Squid’s own format, and none', () => {
    expect(logLine(parseSquid('').config, { ...entry, at: 1731785973007 })).toBe(
      '1731785973.007    915 172.16.16.2 TCP_TUNNEL/200 2940 CONNECT www.netflix.com:443 - HIER_DIRECT/3.12.3.40 -',
    );
    expect(logLine(parseSquid('access_log none').config, entry)).toBeUndefined();
  });

  it.each([
    ['common', '172.16.16.2 - - [16/Nov/2024:19:39:33 +0000] "CONNECT www.netflix.com:443 HTTP/1.1" 200 2940 TCP_TUNNEL:HIER_DIRECT'],
    ['combined', '172.16.16.2 - - [16/Nov/2024:19:39:33 +0000] "CONNECT www.netflix.com:443 HTTP/1.1" 200 2940 "-" "-" TCP_TUNNEL:HIER_DIRECT'],
    ['referrer', '1731785973.511 172.16.16.2 - www.netflix.com:443'],
    ['useragent', '172.16.16.2 [16/Nov/2024:19:39:33 +0000] "-"'],
  ])('H65 the format %s that Squid has of itself', (name, expected) => {
    const { config, diagnostics } = parseSquid(`access_log daemon:/x ${name}`);
    expect([logLine(config, entry), diagnostics]).toEqual([expected, []]);
  });
});

describe('H60 further types of ACL', () => {
  const line = (acls: string, access: string) => `${acls}\nhttp_access ${access}\nhttp_access allow all\nhttp_port 3128`;
  it.each([
    ['any-of', line('acl a port 80\nacl b port 443\nacl either any-of a b', 'deny either'), asks('CONNECT', 'x.example', 443), 'deny http_access deny either'],
    [
      'all-of, one of which does not hold',
      line('acl a port 443\nacl b src 10.9.0.0/16\nacl both all-of a b', 'deny both'),
      asks('CONNECT', 'x.example', 443),
      'allow http_access allow all',
    ],
    [
      'all-of with !',
      line('acl a port 443\nacl b src 10.9.0.0/16\nacl both all-of a !b', 'deny both'),
      asks('CONNECT', 'x.example', 443),
      'deny http_access deny both',
    ],
    ['the server’s name in TLS', line('acl s ssl::server_name .netflix.com', 'deny s'), asks('CONNECT', 'www.netflix.com', 443), 'deny http_access deny s'],
    ['the path, which a CONNECT has not', line('acl p urlpath_regex ^/', 'deny p'), asks('CONNECT', 'x.example', 443), 'allow http_access allow all'],
    ['the path of a GET', line('acl p urlpath_regex ^/', 'deny p'), asks('GET', 'x.example', 80), 'deny http_access deny p'],
    ['more connections than the one there is', line('acl m maxconn 2', 'deny m'), asks('GET', 'x.example', 80), 'allow http_access allow all'],
  ])('%s', (_, text, request, expected) => expect(decided(text, request)).toBe(expected));

  it('H61 credentials are asked for where the line comes to them, and not before', () => {
    const text =
      'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd\nacl net src 172.16.0.0/12\nacl who proxy_auth REQUIRED\nhttp_access allow net who\nhttp_access deny all\nhttp_port 3128';
    const { config } = parseSquid(text);
    expect(decideAccess(config, asks('GET', 'x.example', 80)).authenticate).toBe(true);
    expect(decideAccess(config, asks('GET', 'x.example', 80, '10.0.0.1')).authenticate).toBeUndefined();
  });

  it('a name in dst is flagged, and Squid starts', () => {
    const { config, diagnostics } = parseSquid('acl d dst 192.0.2.0/24 www.example.com\nhttp_access allow d\nhttp_port 3128');
    expect([config.starts, diagnostics.map((d) => `${d.severity} ${d.code}`)]).toEqual([true, ['warning squid-not-modelled']]);
  });
});

describe('H63 which way a request goes', () => {
  const ways = (text: string, request = asks('GET', 'www.example.com', 80), down = '') =>
    waysOf(parseSquid(text).config, request, (p) => p.name !== down).map((w) => (w.kind === 'direct' ? 'direct' : `${w.peer.name} ${w.hierarchy}`));
  const peers = 'cache_peer 10.0.0.1 parent 3128 0\ncache_peer 10.0.0.2 parent 3128 0 default name=last\n';
  const both = ['10.0.0.1 FIRSTUP_PARENT', 'last ANY_OLD_PARENT'];
  const turns = 'cache_peer 10.0.0.1 parent 3128 0 round-robin\ncache_peer 10.0.0.2 parent 3128 0 round-robin\n';

  it.each([
    ['no peers: by itself', '', ['direct']],
    ['parents first, in their order: default is none that is up', peers, [...both, 'direct']],
    ['never_direct', `${peers}never_direct allow all`, both],
    ['never_direct without a parent', 'never_direct allow all', []],
    ['always_direct comes before it', `${peers}never_direct allow all\nalways_direct allow all`, ['direct']],
    ['prefer_direct', `${peers}prefer_direct on`, ['direct', ...both]],
    ['cache_peer_access: who may', `${peers}acl x dstdomain .example.com\ncache_peer_access last deny x`, ['10.0.0.1 FIRSTUP_PARENT', 'direct']],
    ['cache_peer_access: nobody else', `${peers}acl x dstdomain .example.net\ncache_peer_access last allow x`, ['10.0.0.1 FIRSTUP_PARENT', 'direct']],
    ['a sibling is asked for nothing', 'cache_peer 10.0.0.3 sibling 3128 3130', ['direct']],
    ['round-robin: the last has the first turn', turns, ['10.0.0.2 ROUNDROBIN_PARENT', '10.0.0.1 ANY_OLD_PARENT', 'direct']],
  ])('%s', (_, text, expected) => expect(ways(text)).toEqual(expected));

  it('a parent that is down is not thought of', () => {
    expect(ways(peers, undefined, '10.0.0.1')).toEqual(['last FIRSTUP_PARENT', 'direct']);
    expect(ways(turns, undefined, '10.0.0.2')).toEqual(['10.0.0.1 ROUNDROBIN_PARENT', 'direct']);
    expect(ways('cache_peer 10.0.0.1 parent 3128 0\nnever_direct allow all', undefined, '10.0.0.1')).toEqual([]);
  });

  it('CONNECT goes by itself where it may, and by no parent, unless nonhierarchical_direct is off', () => {
    const connect = asks('CONNECT', 'www.example.com', 443);
    expect(ways(peers, connect)).toEqual(['direct']);
    expect(ways(`${peers}prefer_direct on`, connect)).toEqual(['direct']);
    expect(ways(`${peers}never_direct allow all`, connect)).toEqual(both);
    expect(ways(`${peers}nonhierarchical_direct off`, connect)).toEqual([...both, 'direct']);
  });
});
