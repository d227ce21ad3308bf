/** FreeBSD's gif between machines with several ways: what it takes in, and what it sends (H22, H23, H25; in_gif.c). */
import { expect, it } from 'vitest';
import { solve } from '../solve.ts';
import { twoUplinks } from './test-gif.ts';
import { way } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const ping = (solution: ReturnType<typeof twoUplinks>, from = 'fb', to = '172.31.0.2') =>
  traceFlow(solution, { from, to, protocol: 'icmp' }, { branches: false });

it.each([
  ['H25 tunnelfib 1: out and back by the uplink whose address it has', 'tunnelfib 1', ['delivered', 'fb isp2 far', 'delivered']],
  ['H23 FIB 0: out by the other uplink, and what comes back by this one is not taken in', '', ['one-way', 'fb isp1 far', 'host-tunnel-ingress']],
  ['H23 link2 takes it in by whatever interface', 'link2', ['delivered', 'fb isp1 far', 'delivered']],
  ['H23 -link2 after it does not', 'link2 -link2', ['one-way', 'fb isp1 far', 'host-tunnel-ingress']],
])('%s', (_, words, [verdict, out, ending]) => {
  const t = ping(twoUplinks(words));
  expect([t.verdict, way(t.out), t.back?.reason.code]).toEqual([verdict, out, ending]);
});

it('H23 a FIB without a way to the other end takes nothing in', () => {
  expect(ping(twoUplinks('tunnelfib 2'), 'far', '172.31.0.1').summary.code).toBe('host-tunnel-ingress-no-route');
});

it('H23 whoever it is from: with ignore_source alone', () => {
  const heard = (words: string) => ping(twoUplinks(`tunnelfib 1 ${words}`, '203.0.113.77'), 'far', '172.31.0.1').out.reason.code;
  expect([heard('ignore_source'), heard(''), heard('ignore_source -ignore_source')]).toEqual(['delivered', 'host-tunnel-unknown', 'host-tunnel-unknown']);
});

it('H22 the outer packet sets out with a TTL of 30 (GIF_TTL), whatever the packet inside has', () => {
  const t = ping(twoUplinks('tunnelfib 1'));
  const headers = t.out.hops.find((h) => h.device === 'isp2')?.before.headers.map((h) => h.kind === 'ip' && h.ttl);
  expect(headers?.slice(0, 2)).toEqual([30, 64]);
});

it.each([
  ['the TTL that ends before the tunnel', { ttl: 1 }, 'time-exceeded'],
  ['what is too big for it', { payload: 1400 }, 'frag-needed'],
])('H24 H25 an error about a packet has the FIB that it came in by, not that of the tunnel: %s', (_, sent, type) => {
  const { lab } = twoUplinks('tunnelfib 1');
  const { isp1, fb } = lab.hosts ?? {};
  const hosts = {
    ...lab.hosts,
    isp1: { ...isp1, interfaces: isp1?.interfaces ?? {}, iproute2: { config: 'ip route add 172.31.0.2 via 192.0.2.2' } },
    fb: { ...fb, interfaces: fb?.interfaces ?? {}, rc: { config: `${fb?.rc?.config}\ngateway_enable="YES"` } },
  };
  const { out } = traceFlow(solve({ ...lab, hosts }), { from: 'isp1', to: '172.31.0.2', protocol: 'icmp' }, { branches: false, dontFragment: true, ...sent });
  expect([out.at.device, out.error?.type, out.error?.leg.ending]).toEqual(['fb', type, 'delivered']);
});
