/** Linux machines: rules and tables, reverse path filters, tunnels, MTU and MSS (H1, H4, H7, H9, H22, H40–H44); forward proxies (H60–H67). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { linuxLine, proxied, SQUID, tunnelled } from './test-hosts.ts';
import { flowOf, way } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const traced = (solution: ReturnType<typeof linuxLine>, flow: string, more: Partial<Parameters<typeof traceFlow>[1]> = {}, options: TraceOptions = {}): Trace =>
  traceFlow(solution, { ...flowOf(flow), ...more }, { branches: false, ...options });
const told = ({ error }: Leg) =>
  error ? `${error.type}${error.mtu === undefined ? '' : ` ${error.mtu}`} from ${formatIp(error.from)}, ${error.leg.ending}` : 'silence';
const outBy = (t: Trace, device: string) => t.out.hops.find((h) => h.device === device)?.out;

describe('rules and tables', () => {
  it('the lab works as it stands', () => {
    const t = traced(linuxLine(), 'tcp/443 pc > server');
    expect([t.verdict, way(t.out), outBy(t, 'r1')]).toEqual(['delivered', 'pc r1 r2 server', 'a']);
  });

  it.each([
    ['H1 a rule by source takes its table', 'ip rule add from 10.1.1.0/24 lookup 100\nip route add default via 10.2.1.2 table 100', 'b'],
    ['H1 a rule for another source does not', 'ip rule add from 10.7.0.0/16 lookup 100\nip route add default via 10.2.1.2 table 100', 'a'],
    ['H1 a table without a route passes the question on', 'ip rule add from 10.1.1.0/24 lookup 100\nip route add 10.8.0.0/16 via 10.2.1.2 table 100', 'a'],
    [
      'H1 the lower priority is asked first',
      'ip rule add from 10.1.1.0/24 lookup 100 pref 20\nip rule add from 10.1.1.0/24 lookup main pref 10\nip route add default via 10.2.1.2 table 100',
      'a',
    ],
    ['H1 by the interface that it came in by', 'ip rule add iif e0 lookup 100\nip route add default via 10.2.1.2 table 100', 'b'],
    ['H1 by destination port', 'ip rule add ipproto tcp dport 443 lookup 100\nip route add default via 10.2.1.2 table 100', 'b'],
    ['H1 not', 'ip rule add not from 10.1.1.0/24 lookup 100\nip route add default via 10.2.1.2 table 100', 'a'],
  ])('%s', (_, r1, expected) => expect(outBy(traced(linuxLine({ r1 }), 'tcp/443 pc > server', { source: '10.1.1.10' }), 'r1')).toBe(expected));

  it.each([
    [0, 'a'],
    [4, 'b'],
    [44, 'b'],
    [46, 'a'],
  ])('H1 a rule by TOS sees three bits of DSCP %i, as Linux does: %s', (dscp, expected) => {
    const r1 = 'ip rule add tos 0x10 lookup 100\nip route add default via 10.2.1.2 table 100';
    expect(outBy(traced(linuxLine({ r1 }), 'tcp/443 pc > server', { dscp }), 'r1')).toBe(expected);
  });

  it('the hop names the rule and the table', () => {
    const t = traced(linuxLine({ r1: 'ip rule add from 10.1.1.0/24 lookup 100\nip route add default via 10.2.1.2 table 100' }), 'icmp pc > server', {
      source: '10.1.1.10',
    });
    const hop = t.out.hops.find((h) => h.device === 'r1');
    expect([hop?.lookup?.fib, hop?.steps[0]?.reason]).toMatchObject([100, { code: 'policy-rule', args: { priority: 32765 } }]);
  });

  it('a table beside the main one is shown whole: what holds the destination, what decided; the main one has a place of its own', () => {
    const script =
      'ip rule add from 10.1.1.0/24 lookup 100\nip route add default via 10.2.1.2 table 100\nip route add 10.3.0.0/16 via 10.2.1.2 table 100\nip route add 10.9.0.0/16 via 10.2.1.2 table 100';
    const lookups = traced(linuxLine({ r1: script }), 'icmp pc > server', { source: '10.1.1.10' }).out.hops.flatMap((h) => h.lookup ?? []);
    const rows = lookups.find((l) => l.fib === 100)?.rows ?? [];
    expect(rows.map((r) => `${r.prefix} ${r.matches} ${r.picked}`).sort()).toEqual([
      '0.0.0.0/0 true false',
      '10.3.0.0/16 true true',
      '10.9.0.0/16 false false',
    ]);
    expect(lookups.filter((l) => l.fib === undefined).every((l) => l.rows === undefined)).toBe(true);
  });

  it.each([
    ['H4 prohibit: administratively prohibited', 'ip route add prohibit 10.3.0.0/25', 'route-prohibit', 'prohibited from 10.1.0.1, delivered'],
    ['H4 unreachable: host unreachable', 'ip route add unreachable 10.3.0.0/25', 'route-reject', 'host-unreachable from 10.1.0.1, delivered'],
    ['H4 blackhole: silence', 'ip route add blackhole 10.3.0.0/25', 'route-blackhole', 'silence'],
    ['H1 a rule that prohibits', 'ip rule add to 10.3.0.0/24 prohibit', 'rule-prohibit', 'prohibited from 10.1.0.1, delivered'],
    [
      'H1 a rule that says unreachable: of the network, not of the host',
      'ip rule add to 10.3.0.0/24 unreachable',
      'rule-unreachable',
      'net-unreachable from 10.1.0.1, delivered',
    ],
    ['H1 a rule that is a blackhole: silence', 'ip rule add to 10.3.0.0/24 blackhole', 'rule-blackhole', 'silence'],
  ])('%s', (_, r1, code, answer) => {
    const { out } = traced(linuxLine({ r1 }), 'icmp pc > server');
    expect([out.at.device, out.reason.code, told(out)]).toEqual(['r1', code, answer]);
  });
});

describe('H1 a rule that ends a packet', () => {
  const RULE = 'ip rule add pref 110 to 10.3.0.0/24 prohibit';

  it('is what the ending names, with its line; no row of any table is said to have decided', () => {
    const { out } = traced(linuxLine({ r1: RULE }), 'icmp pc > server');
    const { lookup } = out.hops.at(-1) ?? {};
    expect(out.reason).toMatchObject({ args: { node: 'r1', priority: 110, rule: RULE }, source: { device: 'r1', text: RULE } });
    expect([lookup?.table, lookup?.row, lookup?.line?.text, lookup?.prefix]).toEqual(['policy-rules', `110: ${RULE}`, RULE, undefined]);
  });

  it('a route of the table that the rule names is told as that route', () => {
    const { out } = traced(linuxLine({ r1: 'ip rule add pref 110 to 10.3.0.0/24 lookup 100\nip route add prohibit default table 100' }), 'icmp pc > server');
    expect([out.reason.code, out.hops.at(-1)?.lookup?.prefix]).toEqual(['route-prohibit', '0.0.0.0/0']);
  });
});

describe('H8 several ways', () => {
  const both = 'ip route replace 10.3.0.0/24 nexthop via 10.2.0.2 weight 3 nexthop via 10.2.1.2';
  const outs = (solution: ReturnType<typeof linuxLine>) =>
    new Set(Array.from({ length: 24 }, (_, i) => outBy(traced(solution, 'udp/53 pc > server', {}, { sourcePort: 40_000 + i }), 'r1')));

  it.each([
    ['0: the two addresses, so that all flows of a pair go one way', '0', 1],
    ['1: the five-tuple', '1', 2],
    ['2: addresses, inside a tunnel those of what it carries', '2', 1],
  ])('hash policy %s', (_, policy, ways) => expect(outs(linuxLine({ r1: `${both}\nsysctl -w net.ipv4.fib_multipath_hash_policy=${policy}` })).size).toBe(ways));

  it('each way has the share of its weight', () => {
    const { share = 0, branches } = traceFlow(linuxLine({ r1: both }), flowOf('icmp pc > server'));
    expect([share, ...branches.map((b) => b.share)].sort((a, b) => a - b)).toEqual([0.25, 0.75]);
  });
});

describe('H9 a route with an MTU of its own', () => {
  it('what is too large for it is told so, though the link would carry it', () => {
    const r1 = 'ip route replace 10.3.0.0/24 via 10.2.0.2 mtu 1300';
    const { out } = traced(linuxLine({ r1 }), 'icmp pc > server', {}, { payload: 1273, dontFragment: true });
    expect([out.at.device, told(out)]).toEqual(['r1', 'frag-needed 1300 from 10.1.0.1, delivered']);
    expect(traced(linuxLine({ r1 }), 'icmp pc > server', {}, { payload: 1272, dontFragment: true }).verdict).toBe('delivered');
  });
});

describe('H7 reverse path filters', () => {
  /** The request crosses cable b, the way back is a. */
  const asymmetric = 'ip rule add from 10.1.0.0/16 lookup 100\nip route add default via 10.2.1.2 table 100';

  it.each([
    ['off', '', 'delivered', 'delivered'],
    ['loose: any way back will do', 'sysctl -w net.ipv4.conf.all.rp_filter=2', 'delivered', 'delivered'],
    ['strict: it must leave where the packet came in', 'sysctl -w net.ipv4.conf.b.rp_filter=1', 'dropped', 'rp-filter-strict'],
    ['the larger of all and the interface’s own counts', 'sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.b.rp_filter=1', 'delivered', 'delivered'],
    ['loose, and no way back at all', 'sysctl -w net.ipv4.conf.all.rp_filter=2\nip route add blackhole 10.1.0.0/17', 'dropped', 'rp-filter-no-route'],
  ])('%s', (_, r2, verdict, code) => {
    const { verdict: found, out } = traced(linuxLine({ r1: asymmetric, r2 }), 'icmp pc > server');
    expect([found, out.reason.code]).toEqual([verdict, code]);
    if (verdict === 'dropped') expect([out.at.device, told(out)]).toEqual(['r2', 'silence']);
  });
});

describe('tunnels', () => {
  it.each([
    ['gre', 'gre gre icmp icmp'],
    ['ipip', 'ipip icmp icmp'],
    ['vxlan', 'udp udp vxlan icmp icmp'],
  ] as const)('H40 %s: wrapped between the ends, and one hop for its TTL (H44)', (kind, stack) => {
    const t = traced(tunnelled(kind), 'icmp pc > server');
    const leaving = t.out.hops
      .find((h) => h.device === 'r1')
      ?.after?.headers.map((h) => (h.kind === 'ip' ? h.protocol : h.kind))
      .join(' ');
    const arrived = t.out.hops.at(-1)?.before.headers[0];
    expect([t.verdict, leaving, arrived?.kind === 'ip' && arrived.ttl]).toEqual(['delivered', stack, 62]);
  });

  it('H23 without the other end nothing takes it out', () => {
    const { out } = traced(tunnelled('gre', { r2: '' }), 'icmp pc > server');
    expect([out.at.device, out.reason.code, told(out)]).toEqual(['r2', 'host-tunnel-unknown', 'silence']);
  });

  it('H43 H9 DF inside and too large: the tunnel’s router says which size would do', () => {
    const { out } = traced(tunnelled('gre'), 'icmp pc > server', {}, { payload: 1460, dontFragment: true });
    expect([out.at.device, told(out)]).toEqual(['r1', 'frag-needed 1476 from 10.1.0.1, delivered']);
    expect(traced(tunnelled('gre'), 'icmp pc > server', {}, { payload: 1448, dontFragment: true }).verdict).toBe('delivered');
  });

  it('H9 without DF it is cut before it is wrapped', () => {
    const { out, verdict } = traced(tunnelled('gre'), 'icmp pc > server', {}, { payload: 1460, dontFragment: false });
    expect([verdict, out.hops.find((h) => h.device === 'r1')?.steps.at(-1)?.reason.code, out.hops.at(-1)?.before.fragment]).toEqual([
      'delivered',
      'fragmented',
      1476,
    ]);
  });

  it('H43 an outer packet without DF is cut itself, and put together at the end', () => {
    const { out, verdict } = traced(tunnelled('vxlan', { mtu: 1500 }), 'icmp pc > server', {}, { payload: 1460, dontFragment: true });
    expect([verdict, out.hops.find((h) => h.device === 'r2')?.before.fragment, out.hops.at(-1)?.before.fragment]).toEqual(['delivered', 1500, undefined]);
  });

  it('H22 a route to the other end through the tunnel itself is found and named', () => {
    const { out } = traced(
      linuxLine({ r1: 'ip link add t0 type gre local 10.1.0.1 remote 10.7.0.1\nip link set t0 up\nip route add 10.7.0.0/16 dev t0' }),
      'icmp pc > 10.7.0.9',
    );
    expect([out.at.device, out.reason]).toMatchObject(['r1', { code: 'host-tunnel-recursion', args: { interface: 't0' } }]);
  });
});

describe('H42 MSS', () => {
  const page = { bytes: 4000 };

  it('without a clamp the segment that does not fit is sent again, smaller', () => {
    const t = traced(tunnelled('gre'), 'tcp/443 pc > server', page);
    expect([t.verdict, t.transfer?.mss, t.transfer?.up]).toMatchObject(['delivered', { up: 1460, down: 1460 }, { told: [1476], bytes: 1436 }]);
  });

  it.each([
    ['--clamp-mss-to-pmtu', '-o t0', { up: 1460, down: 1436 }],
    ['--set-mss 1200', '', { up: 1200, down: 1200 }],
    ['--set-mss 1200', '-i t0', { up: 1200, down: 1460 }],
  ])('TCPMSS %s %s lowers what those SYNs announce', (to, where, mss) => {
    const r1 = `iptables -t mangle -A FORWARD ${where} -p tcp --tcp-flags SYN,RST SYN -j TCPMSS ${to}`;
    expect(traced(tunnelled('gre', { r1 }), 'tcp/443 pc > server', page).transfer?.mss).toEqual(mss);
  });
});

describe('A6 between machines of a VNet', () => {
  it('GRE and IP in IP are dropped, what is inside UDP passes', () => {
    const tunnel = (machine: string, local: string, remote: string, n: number, type: string) => ({
      [machine]: {
        iproute2: { config: `ip link add t0 type ${type} local ${local} remote ${remote}\nip link set t0 up\nip addr add 10.99.0.${n}/24 dev t0` },
      },
    });
    const ends = (type: string) => {
      const virtualMachines = { ...tunnel('tunneller', '10.2.0.10', '10.2.0.9', 1, type), ...tunnel('client', '10.2.0.9', '10.2.0.10', 2, type) };
      const t = traceFlow(solve(mergePatch(proxied().lab, { virtualMachines }) as Lab), { from: 'tunneller', to: '10.99.0.2', protocol: 'icmp' });
      return [t.verdict, t.summary.code, t.summary.rules ?? []];
    };
    expect(ends('gre')).toEqual(['dropped', 'azure-protocol-blocked', ['A6']]);
    expect(ends('ipip')).toEqual(['dropped', 'azure-protocol-blocked', ['A6']]);
    expect(ends('vxlan id 7 dstport 4789')).toEqual(['delivered', 'delivered-both-ways', []]);
  });
});

describe('H63 parent proxies', () => {
  const through = (squid: string, parent: string, more: Partial<Parameters<typeof traceFlow>[1]> = {}) => {
    const t = traceFlow(proxied(`${SQUID}\n${squid}`, parent), { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', ...more });
    const nested = t.proxied?.origin;
    return {
      verdict: t.verdict,
      said: `${t.proxied?.status ?? ''}/${t.proxied?.code ?? ''}`,
      log: t.proxied?.log?.split(' ').slice(-2).join(' '),
      bytes: Number(/\/\d+ (\d+) /.exec(t.proxied?.log ?? '')?.[1]),
      server: nested?.proxied?.origin?.out.hops.map((h) => h.device).join(' '),
    };
  };
  const toParent = 'never_direct allow all\ncache_peer 10.2.0.5 parent 3128 0';
  const open = 'http_port 3128\nhttp_access allow all';

  it('the parent fetches it, and its address is logged', () =>
    expect(through(toParent, open)).toMatchObject({
      verdict: 'delivered',
      said: 'TCP_TUNNEL/200',
      log: 'FIRSTUP_PARENT/10.2.0.5 -',
      server: 'parent internet',
    }));

  it('without never_direct a CONNECT goes by itself, plain http by the parent', () => {
    const peer = 'cache_peer 10.2.0.5 parent 3128 0';
    expect([through(peer, open).log, through(peer, open, { port: 80 }).log]).toEqual(['HIER_DIRECT/192.0.2.80 -', 'FIRSTUP_PARENT/10.2.0.5 text/html']);
  });

  it('what the parent denies is handed on; a parent that does not listen there is passed over', () => {
    expect(through(toParent, 'http_port 3128\nhttp_access deny all')).toMatchObject({ verdict: 'refused', said: 'TCP_TUNNEL/403', bytes: 0 });
    expect(through(toParent, 'http_port 3128\nhttp_access deny all', { port: 80 })).toMatchObject({ said: 'TCP_MISS/403', bytes: 3397 });
    expect(through('cache_peer 10.2.0.5 parent 8080 0', open, { port: 80 })).toMatchObject({ verdict: 'delivered', log: 'HIER_DIRECT/192.0.2.80 text/html' });
    expect(through(toParent, 'http_port 8080\nhttp_access allow all')).toMatchObject({ verdict: 'dropped', said: 'NONE_NONE/500' });
  });

  it('proxies that are each other’s parents come to an end', () =>
    expect(through(toParent, `${open}\nnever_direct allow all\ncache_peer 10.2.0.4 parent 3128 0`)).toMatchObject({
      verdict: 'dropped',
      said: 'TCP_TUNNEL/500',
    }));
});

describe('P2S5 a forward proxy', () => {
  const asks = (squid: string, more: Partial<Parameters<typeof traceFlow>[1]> = {}) =>
    traceFlow(proxied(squid), { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', ...more });

  it('H62 H63 two connections: the client’s to the proxy, the proxy’s own to the target', () => {
    const t = asks(SQUID, { bytes: 2901 });
    expect([t.verdict, t.summary.code, way(t.out), t.proxied?.origin && way(t.proxied.origin.out)]).toEqual([
      'delivered',
      'proxy-fetches',
      'client proxy',
      'proxy internet',
    ]);
    expect([t.seenFrom && formatIp(t.seenFrom), t.proxied?.method, t.proxied?.code]).toEqual(['198.51.100.20', 'CONNECT', 200]);
  });

  it('H65 P2S5 its line in access.log', () => {
    expect(asks(SQUID, { bytes: 2901 }).proxied?.log).toMatch(
      /^2026\/01\/01 00:00:00 1767225600\.008 {6}4 10\.2\.0\.9 TCP_TUNNEL\/200 2940 CONNECT www\.netflix\.com:443 - HIER_DIRECT\/192\.0\.2\.80 -$/,
    );
  });

  it.each([
    ['H61 CONNECT to a port outside SSL_ports is denied', { port: 8443 }, SQUID, 'refused', 'TCP_DENIED/403', 'HIER_NONE/-', 'proxy-denies'],
    ['H66 a name that nobody knows', { to: 'nowhere.example' }, SQUID, 'dropped', 'NONE_NONE/500', 'HIER_NONE/-', 'proxy-knows-no-name'],
    ['http without CONNECT', { port: 80 }, SQUID, 'delivered', 'TCP_MISS/200', 'HIER_DIRECT/192.0.2.80', 'proxy-fetches'],
  ])('%s', (_, more, squid, verdict, status, hierarchy, code) => {
    const t = asks(squid, more);
    const [, , , , , said, , , , , server] = (t.proxied?.log ?? '').replace(/ +/g, ' ').split(' ');
    expect([t.verdict, t.summary.code, said, server]).toEqual([verdict, code, status, hierarchy]);
  });

  it('H66 a target that refuses the connection: 503', () => {
    const t = asks(SQUID.replace('acl SSL_ports port 443', 'acl SSL_ports port 443 8443'), { port: 8443 });
    expect([t.verdict, t.summary.code, t.proxied?.status, t.proxied?.code]).toEqual(['dropped', 'proxy-cannot-reach', 'NONE_NONE', 503]);
  });

  it('H60 it is asked on the port that the flow says, and answers on its http_ports only', () => {
    const two = `${SQUID}\nhttp_port 8080\nacl second localport 8080\nhttp_access deny second`.replace(
      'http_access allow localnet\n',
      'acl first localport 3128\nhttp_access allow localnet first\n',
    );
    const said = (squid: string, proxyPort?: number) => {
      const { verdict, summary, proxied: p } = asks(squid, proxyPort === undefined ? {} : { proxyPort });
      return [verdict, summary.code, p?.code];
    };
    expect([said(two), said(two, 3128), said(two, 8080), said(two, 8081)]).toEqual([
      ['delivered', 'proxy-fetches', 200],
      ['delivered', 'proxy-fetches', 200],
      ['refused', 'proxy-denies', 403],
      ['refused', 'proxy-listens-elsewhere', undefined],
    ]);
    expect(said(SQUID.replace('http_port 3128', 'http_port 10.2.0.4:3128'), 3128)).toEqual(['delivered', 'proxy-fetches', 200]);
    // Its own loopback: the port is there, for nobody who comes from outside.
    expect(said(SQUID.replace('http_port 3128', 'http_port 127.0.0.1:3128'))[0]).toBe('refused');
  });

  it('H63 a parent is asked on the port that its line names', () => {
    const by = (port: number) =>
      traceFlow(
        proxied(
          `${SQUID}\nnever_direct allow all\ncache_peer 10.2.0.5 parent ${port} 0`,
          'http_port 3128\nhttp_port 8080\nacl out localport 8080\nhttp_access allow out',
        ),
        {
          from: 'client',
          to: 'www.netflix.com',
          protocol: 'tcp',
          port: 443,
          proxy: 'proxy',
        },
      ).proxied?.code;
    expect([by(8080), by(3128)]).toEqual([200, 403]);
  });

  it('a file that Squid would not start with leaves the port closed', () => {
    const t = asks('http_access allow nobody');
    expect([t.verdict, t.summary.code]).toEqual(['refused', 'proxy-is-none']);
  });
});
