/**
 * Whatever rules Linux's filters have (seeded): walks end, translation on the way back undoes what was done on the way out, headers come
 * off as they went on, one trace is the matrix's, equal ways are chosen by the flow alone, and the order of the lab's objects, or of the
 * questions, changes nothing.
 */
import { describe, expect, it } from 'vitest';
import type { FlowSpec, Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { linuxLine } from './test-hosts.ts';
import { reachability } from './reachability.ts';
import { anyBroken, chances, isTranslated, legsOf, matrixBroken, orderBroken, translationBroken, turned, untouchedBroken } from './test-laws.ts';
import { traceFlow, type TraceOptions } from './trace.ts';

const { next, pick, some } = chances(11);

const STATES = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID'];
const MATCH = ['-p tcp', '-p icmp', '-p udp --dport 53', '-p tcp --dport 443', '-s 10.1.0.0/24', '! -s 10.1.0.0/24', '-i e0', ''];
const RULES: readonly (() => string)[] = [
  () =>
    `iptables -A ${pick(['FORWARD', 'INPUT', 'OUTPUT'])} ${pick(MATCH.filter((m) => m !== '-i e0'))} -m conntrack --ctstate ${pick(STATES)} -j ${pick(['ACCEPT', 'DROP', 'REJECT'])}`,
  () => `iptables -A FORWARD ${pick(MATCH)} -j ${pick(['ACCEPT', 'DROP', 'REJECT', 'LOG'])}`,
  () => `iptables -P ${pick(['FORWARD', 'INPUT', 'OUTPUT'])} ${pick(['ACCEPT', 'ACCEPT', 'DROP'])}`,
  () =>
    `iptables -t nat -A POSTROUTING -o ${pick(['ca', 'cb', 'e0', 't0'])} -j ${pick(['MASQUERADE', 'SNAT --to-source 10.2.0.77', 'SNAT --to-source 10.2.0.80-10.2.0.83'])}`,
  () =>
    `iptables -t nat -A POSTROUTING -o ${pick(['ca', 'cb', 'e0', 't0'])} -p ${pick(['tcp', 'udp'])} -j ${pick(['MASQUERADE --to-ports 2000-2099', 'SNAT --to-source 10.2.0.77:3000'])}`,
  () => `iptables -t nat -A PREROUTING -d ${pick(['10.1.0.1', '10.99.0.1'])} -j DNAT --to-destination 10.3.0.10`,
  () => `iptables -t nat -A PREROUTING -p tcp --dport 8443 -j ${pick(['DNAT --to-destination 10.3.0.10:443', 'REDIRECT --to-ports 443'])}`,
  () => `iptables -t mangle -A ${pick(['PREROUTING', 'OUTPUT'])} ${pick(MATCH.filter((m) => m !== '-i e0'))} -j MARK --set-mark ${pick([1, 2])}`,
  () => 'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
  () => 'iptables -t raw -A PREROUTING -p icmp -j NOTRACK',
  () => `ip rule add fwmark ${pick([1, 2])} lookup 100`,
  () => `sysctl -w net.ipv4.conf.all.rp_filter=${pick([0, 1, 2])}`,
];

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const tunnel = (local: string, remote: string, mine: string, peer: string, to: string) =>
  `ip link add t0 type gre local ${local} remote ${remote}\nip link set t0 up\nip addr add ${mine} peer ${peer}/32 dev t0\nip link add t1 type vxlan id 7 local ${mine} remote ${peer} dstport 4789\nip link set t1 up mtu 1300\nip addr add ${mine.replace('10.9.0', '10.8.0')}/24 dev t1\nip route add ${to} via ${peer.replace('10.9.0', '10.8.0')} dev t1`;

/** Both cables are equal ways. */
const balanced = (to: string, end: number, policy: number) =>
  `ip route add ${to} nexthop via 10.2.0.${end} weight ${pick([1, 3])} nexthop via 10.2.1.${end}\nsysctl -w net.ipv4.fib_multipath_hash_policy=${policy}`;

/** pc — r1 = r2 — server, with equal ways or a VXLAN inside a GRE between the routers now and then, and rules at random. */
function anyLab(): Lab {
  const kind = pick(['plain', 'nested', 'equal'] as const);
  const rules = () => some(RULES, 5).map((rule) => rule());
  const router = (interfaces: Host['interfaces'], ...lines: string[]): Host => ({
    interfaces,
    iproute2: { config: ['sysctl -w net.ipv4.ip_forward=1', ...lines, ...rules()].join('\n') },
  });
  const ways = {
    plain: () => ['ip route add 10.3.0.0/24 via 10.2.0.2', 'ip route add 10.1.0.0/16 via 10.2.0.1'],
    nested: () => [
      tunnel('10.2.0.1', '10.2.0.2', '10.9.0.1', '10.9.0.2', '10.3.0.0/24'),
      tunnel('10.2.0.2', '10.2.0.1', '10.9.0.2', '10.9.0.1', '10.1.0.0/24'),
    ],
    equal: () => [balanced('10.3.0.0/24', 2, pick([0, 1])), balanced('10.1.0.0/16', 1, pick([0, 1]))],
  };
  const [out = '', back = ''] = ways[kind]();
  return {
    segments: { left: {}, right: {}, a: {}, b: {} },
    hosts: {
      pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1', listen: [{ protocol: 'tcp', port: 22 }] },
      r1: router({ e0: on('left', '10.1.0.1/24'), ca: on('a', '10.2.0.1/24'), cb: on('b', '10.2.1.1/24') }, out, 'ip route add default via 10.2.1.2 table 100'),
      r2: router(
        { ca: on('a', '10.2.0.2/24'), cb: on('b', '10.2.1.2/24'), e0: on('right', '10.3.0.1/24') },
        back,
        'ip route add default via 10.2.1.1 table 100',
      ),
      server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1', listen: [{ protocol: 'tcp', port: 443 }] },
    },
  };
}

/** The machines that have a rule to translate by. */
const translators = (lab: Lab): ReadonlySet<string> =>
  new Set(Object.entries(lab.hosts ?? {}).flatMap(([id, host]) => (host.iproute2?.config?.includes('-t nat') ? [id] : [])));

function anyFlow(): FlowSpec {
  const protocol = pick(['tcp', 'udp', 'icmp'] as const);
  const [from, to] = pick([
    ['pc', '10.3.0.10'],
    ['pc', '10.1.0.1'],
    ['pc', '10.99.0.1'],
    ['server', '10.1.0.10'],
    ['r1', '10.3.0.10'],
  ]) as [string, string];
  return { from, to, protocol, ...(protocol !== 'icmp' && { port: pick([22, 53, 443, 8443]) }), ...(next() < 0.4 && { bytes: pick([100, 1400, 9000]) }) };
}

describe('flows through iptables', () => {
  const labs = Array.from({ length: 80 }, anyLab);
  const met = { delivered: 0, translated: 0, wrapped: 0, stopped: 0, balanced: 0 };

  it.each(labs.map((lab, n) => [n, lab] as const))('lab %i', (_, lab) => {
    const solution = solve(lab);
    const other = solve(turned(lab));
    for (let n = 0; n < 8; n++) {
      const flow = anyFlow();
      const name = `${JSON.stringify(flow)} ${JSON.stringify(lab.hosts?.['r1']?.iproute2)} ${JSON.stringify(lab.hosts?.['r2']?.iproute2)}`;
      const t = traceFlow(solution, flow, { branches: false });
      expect([...anyBroken(t, { quotes: flow.from !== 'r1' }), ...untouchedBroken(t, translators(lab))], name).toEqual([]);
      if (t.out.hops.some((h) => h.ecmp)) met.balanced++;
      // A machine that filters sees the answer before it undoes its own translation, and still in its tunnels.
      expect(translationBroken(t, { ends: flow.from !== 'r1' }), name).toEqual([]);
      if (legsOf(t).some((leg) => leg.hops.some((h) => h.before.headers.filter((x) => x.kind === 'ip').length === 3))) met.wrapped++;
      if (t.verdict === 'delivered' && t.back) met.delivered++;
      if (t.verdict === 'delivered' && t.back && isTranslated(t)) met.translated++;
      if (t.out.reason.code.startsWith('nf-')) met.stopped++;
      expect(orderBroken(t, traceFlow(other, flow, { branches: false })), name).toEqual([]);
    }
  });

  it('met what it is about', () => {
    for (const [what, times] of Object.entries(met)) expect(times, what).toBeGreaterThan(5);
  });

  /** Rules at random seldom translate a port of what is then answered: each way of doing so once, so that an end without its port is seen. */
  it.each([
    ['of the destination', 'iptables -t nat -A PREROUTING -p tcp --dport 8443 -j DNAT --to-destination 10.3.0.10:443', 8443],
    ['of the source', 'iptables -t nat -A POSTROUTING -o a -p tcp -j MASQUERADE --to-ports 2000-2099', 443],
  ])('a port %s comes back as it was', (_, r1, port) => {
    const t = traceFlow(linuxLine({ r1 }), { from: 'pc', to: '10.3.0.10', protocol: 'tcp', port }, { branches: false });
    expect([t.verdict, ...anyBroken(t), ...translationBroken(t)]).toEqual(['delivered']);
  });

  it('the matrix of a lab says what its traces say', () => {
    const solution = solve(labs[3] as Lab);
    const asked: readonly (readonly [Pick<FlowSpec, 'protocol' | 'port'>, TraceOptions])[] = [
      [{ protocol: 'tcp', port: 443 }, {}],
      // A port that another machine has open, so that a matrix which forgets it says something else.
      [{ protocol: 'tcp', port: 22 }, {}],
      [{ protocol: 'udp', port: 53 }, {}],
      // More than any link carries, so that a matrix which forgets the size says something else.
      [{ protocol: 'icmp' }, { payload: 2000, dontFragment: true }],
    ];
    for (const [what, options] of asked)
      expect(matrixBroken(reachability(solution, { ...what, ...options }), what, (flow) => traceFlow(solution, flow, { ...options, branches: false }))).toEqual(
        [],
      );
  });
});
