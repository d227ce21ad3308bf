/**
 * Whatever rules PF has at a gate with two ways out (seeded): translation, ports too, is undone on the way back, states let through what
 * belongs to them unchanged, and the order of the lab's objects changes nothing (H30–H34).
 */
import { describe, expect, it } from 'vitest';
import type { FlowSpec, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { anyBroken, chances, isTranslated, orderBroken, translationBroken, turned, untouchedBroken } from './test-laws.ts';
import { traceFlow } from './trace.ts';

const { next, pick, some } = chances(23);
const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });

const TRANSLATION: readonly (() => string)[] = [
  () => `nat on em0 from 10.0.0.0/24 to any -> ${pick(['(em0)', '192.0.2.20', '{ 192.0.2.1, 192.0.2.20 }', '{ 192.0.2.1, 192.0.2.20 } sticky-address'])}`,
  () => 'nat on em2 from 10.0.0.0/24 to any -> (em2)',
  () => 'binat on em0 from 10.0.0.10 to any -> 192.0.2.20',
  () => `rdr on ${pick(['em0', 'em2'])} proto tcp from any to any port 8443 -> 10.0.0.10 port 443`,
  () => 'rdr on em0 proto tcp from any to 192.0.2.1 port 8000:8009 -> 10.0.0.10 port 440:*',
  () => 'rdr on em0 proto udp from any to 192.0.2.1 port 5300 -> 10.0.0.10 port 53',
];
const FILTER: readonly (() => string)[] = [
  () => `pass in on em1 route-to (em2 198.51.100.254) from 10.0.0.0/24 to ! 10.0.0.0/24${pick(['', ' no state'])}`,
  () => 'pass in on em1 from any to ! 10.0.0.0/24 rtable 1',
  () => 'pass in on em2 reply-to (em2 198.51.100.254) from any to any',
  () => `block ${pick(['', 'return '])}in on ${pick(['em0', 'em2'])} proto tcp from any to any port ${pick([22, 443, 8443])}`,
  () => `block ${pick(['', 'return '])}out on ${pick(['em0', 'em1'])} proto ${pick(['udp', 'icmp'])}`,
  () => `pass ${pick(['in', 'out'])} quick on ${pick(['em0', 'em1', 'em2'])} proto tcp from any to any${pick(['', ' no state', ' keep state'])}`,
];

/** pc (TCP 443, 440–449, UDP 53) — gate — two uplinks — web, which answers each network by its own uplink. */
function anyLab(): Lab {
  const pf = [
    ...some(TRANSLATION, 4).map((rule) => rule()),
    ...pick([['pass all'], ['pass all'], ['block in on em2', 'pass out all'], []]),
    ...some(FILTER, 2).map((rule) => rule()),
  ];
  const uplink = (near: string, far: string, gate: string) => ({
    interfaces: { e0: on(near === '192.0.2.254/24' ? 'a' : 'b', near), e1: on('far', far) },
    iproute2: { config: `sysctl -w net.ipv4.ip_forward=1\nip route add 10.0.0.0/24 via ${gate}` },
  });
  const listen = [443, ...Array.from({ length: 10 }, (_, i) => 440 + i)].map((port) => ({ protocol: 'tcp' as const, port }));
  return {
    segments: { in: {}, a: {}, b: {}, far: {} },
    hosts: {
      pc: { interfaces: { eth0: on('in', '10.0.0.10/24') }, gateway: '10.0.0.1', listen: [...listen, { protocol: 'udp', port: 53 }] },
      gate: {
        os: 'freebsd',
        interfaces: { em0: on('a'), em1: on('in'), em2: on('b') },
        rc: {
          config: [
            'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_alias0="inet 192.0.2.20/32"\nifconfig_em1="inet 10.0.0.1/24"\nifconfig_em2="inet 198.51.100.1/24"',
            'defaultrouter="192.0.2.254"\ngateway_enable="YES"\npf_enable="YES"',
            'static_routes="other inside"\nroute_other="default 198.51.100.254 -fib 1"\nroute_inside="-net 10.0.0.0/24 -interface em1 -fib 1"',
          ].join('\n'),
        },
        pf: { config: pf.join('\n') },
      },
      up1: uplink('192.0.2.254/24', '203.0.113.1/24', '192.0.2.1'),
      up2: uplink('198.51.100.254/24', '203.0.113.2/24', '198.51.100.1'),
      web: {
        interfaces: { eth0: on('far', '203.0.113.10/24') },
        iproute2: { config: 'ip route add default via 203.0.113.1\nip route add 198.51.100.0/24 via 203.0.113.2' },
        listen: [
          { protocol: 'tcp', port: 443 },
          { protocol: 'udp', port: 53 },
        ],
      },
    },
  };
}

const FLOWS: readonly (readonly [from: string, to: string, tcp: readonly number[], udp: readonly number[]])[] = [
  // Nobody listens on UDP 99, and says so.
  ['pc', '203.0.113.10', [443, 22], [53, 99]],
  ['web', '192.0.2.1', [8443, 8000, 8003], [5300]],
  ['web', '192.0.2.20', [443, 8443], [53]],
  ['web', '198.51.100.1', [8443, 22], [5300]],
  ['web', '10.0.0.10', [443, 22], [53]],
];

function anyFlow(): FlowSpec {
  const [from, to, tcp, udp] = pick(FLOWS);
  const protocol = pick(['tcp', 'tcp', 'tcp', 'udp', 'icmp'] as const);
  const port = pick(protocol === 'udp' ? udp : tcp);
  return { from, to, protocol, ...(protocol !== 'icmp' && { port }), ...(protocol === 'tcp' && next() < 0.4 && { bytes: 4000 }) };
}

describe('flows through PF', () => {
  const labs = Array.from({ length: 60 }, anyLab);
  const met = { delivered: 0, translated: 0, redirected: 0, unmoved: 0, chosen: 0 };

  it.each(labs.map((lab, n) => [n, lab] as const))('lab %i', (_, lab) => {
    const solution = solve(lab);
    const other = solve(turned(lab));
    const pf = lab.hosts?.['gate']?.pf?.config ?? '';
    // What no rule passes, or one without state, PF does not know again: an answer may then meet a rule that translates it.
    const remembered = pf.includes('pass all') && !pf.includes('no state');
    expect(solution.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    for (let n = 0; n < 8; n++) {
      const flow = anyFlow();
      const name = `${JSON.stringify(flow)}\n${pf}`;
      const t = traceFlow(solution, flow, { branches: false });
      expect([...anyBroken(t), ...translationBroken(t, { remembered })], name).toEqual([]);
      expect(untouchedBroken(t, new Set(/^(nat|rdr|binat) /m.test(pf) ? ['gate'] : [])), name).toEqual([]);
      expect(orderBroken(t, traceFlow(other, flow, { branches: false })), name).toEqual([]);
      const [asked, arrived] = [t.out.hops[0]?.before.headers, t.out.hops.at(-1)?.before.headers];
      const there = t.verdict === 'delivered';
      if (there) met.delivered++;
      if (there && isTranslated(t)) met.translated++;
      if (there && JSON.stringify(asked?.[1]) !== JSON.stringify(arrived?.[1])) met.redirected++;
      if (there && !isTranslated(t) && t.states.some((s) => s.kind === 'pf')) met.unmoved++;
      if (there && t.out.hops.some((h) => h.node === 'up2')) met.chosen++;
    }
  });

  it('met what it is about', () => {
    for (const [what, times] of Object.entries(met)) expect(times, what).toBeGreaterThan(5);
  });
});
