/** Article OAS, claim by claim: an AS of one's own over tunnels, with two FIBs and PF (H20–H45). Each with its counter-example. */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { flowOf, way } from './test-labs.ts';
import { JAIL, oas, PROVIDED } from './test-oas.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import { traceRoute } from './traceroute.ts';
import type { Leg, Trace } from './types.ts';

const article = oas();
const traced = (solution: typeof article, flow: string, more: Partial<Parameters<typeof traceFlow>[1]> = {}, options: TraceOptions = {}): Trace =>
  traceFlow(solution, { ...flowOf(flow), ...more }, { branches: false, ...options });
const stackAfter = (leg: Leg, device: string) =>
  leg.hops
    .find((h) => h.device === device)
    ?.after?.headers.map((h) => (h.kind === 'ip' ? h.protocol : h.kind))
    .join(' ');
const codesAt = (leg: Leg | undefined, device: string) => leg?.hops.filter((h) => h.device === device).flatMap((h) => h.steps.map((s) => s.reason.code)) ?? [];
const without = (line: RegExp) => (text: string) => text.replace(line, '');

describe('the lab', () => {
  it('reads its texts without a complaint', () => expect(article.diagnostics).toEqual([]));

  it('H23 a BGP session over the GRE tunnel comes up', () => {
    expect(article.controlPlane.speakers.get('router01')?.sessions.map((s) => s.state)).toEqual(['Established']);
  });
});

describe('OAS4 the /48 that goes nowhere', () => {
  const stray = 'icmp world > 2a06:9801:1c:5000::1';

  it('H21 a packet to no assigned subnet dies on router01, and its sender is told', () => {
    const { out, verdict } = traced(article, stray);
    expect([out.at.device, out.reason.code, verdict, out.error?.type, out.error?.leg.ending]).toEqual([
      'router01',
      'route-reject',
      'dropped',
      'host-unreachable',
      'delivered',
    ]);
  });

  it('without it, it bounces between router01 and the upstream until its TTL ends', () => {
    const { verdict, out } = traced(oas({ router01Rc: without(/myblock /) }), stray);
    expect([verdict, out.reason.code, out.reason.args?.['cycle']]).toEqual(['looped', 'loop', 'provider → router01 → provider']);
  });
});

describe('OAS5 from the world to vps01', () => {
  it('H40 upstream → (GRE) → router01 → (GIF) → vps01: the header stack shows both', () => {
    const { out, verdict } = traced(article, `icmp world > ${JAIL}`);
    expect([way(out), verdict]).toEqual(['world ifog router01 provider vps01 jail', 'delivered']);
    expect([stackAfter(out, 'ifog'), stackAfter(out, 'router01'), stackAfter(out, 'vps01')]).toEqual(['gre gre icmp icmp', 'ipv6 icmp icmp', 'icmp icmp']);
  });

  it('H44 the inner hop limit is counted at the ends of the tunnels alone', () => {
    const { out } = traced(article, `icmp world > ${JAIL}`);
    const inner = out.hops.at(-1)?.before.headers[0];
    expect(inner?.kind === 'ip' && inner.ttl).toBe(61);
  });

  it('H23 a packet from an address that is not the tunnel’s other end is not unwrapped', () => {
    const { out } = traced(
      oas({ vps01Rc: (t) => t.replace('tunnel 203.0.113.10 198.51.100.10', 'tunnel 203.0.113.10 198.51.100.11') }),
      `icmp world > ${JAIL}`,
    );
    expect([out.at.device, out.reason.code]).toEqual(['vps01', 'host-tunnel-unknown']);
  });
});

describe('OAS6 two FIBs', () => {
  it('H24 a jail’s provider address leaves by FIB 0, translated', () => {
    const t = traced(article, 'tcp/443 jail > 2001:db8:400::10', { source: PROVIDED });
    expect([way(t.out), t.verdict, t.seenFrom && formatIp(t.seenFrom)]).toEqual(['jail vps01 provider world', 'delivered', '2001:db8:200::2']);
  });

  it('H25 its BGP address leaves by FIB 1 through gif0, whose outer packets use FIB 0', () => {
    const t = traced(article, 'tcp/443 jail > 2001:db8:400::10', { source: JAIL });
    expect([way(t.out), t.verdict, t.seenFrom && formatIp(t.seenFrom)]).toEqual(['jail vps01 provider router01 ifog world', 'delivered', JAIL]);
    const at = t.out.hops.find((h) => h.device === 'vps01');
    expect([at?.lookup?.row, at?.lookup?.fib]).toEqual(['::/0 on link dev gif0', 1]);
    expect(at?.steps.find((s) => s.reason.code === 'host-tunnel-route')?.reason.args?.['row']).toBe('0.0.0.0/0 via 203.0.113.1 dev vtnet0');
  });

  it('H22 H25 with tunnelfib 1 and FIB 1’s default in the tunnel it leads into itself, which is named', () => {
    const into = oas({
      vps01Rc: (t) => `${t.replace('tunnelfib 0', 'tunnelfib 1').replace('bgplink"', 'bgplink v4"')}\nroute_v4="-4 default -interface gif0 -fib 1"`,
    });
    const { out } = traced(into, 'icmp jail > 2001:db8:400::10', { source: JAIL });
    expect([out.at.device, out.reason]).toMatchObject(['vps01', { code: 'host-tunnel-recursion', args: { interface: 'gif0' } }]);
  });

  it('setfib chooses the table of what vps01 itself sends', () => {
    const rows = [0, 1].map((fib) => traced(article, 'icmp vps01 > 2001:db8:400::10', { fib }).out.hops[0]?.lookup?.row);
    expect(rows).toEqual(['::/0 via 2001:db8:200::1 dev vtnet0', '::/0 on link dev gif0']);
  });
});

describe('OAS7 rtable and reply-to', () => {
  it('H33 without rtable 1 a packet from the BGP address leaves vtnet0, and the provider drops it as spoofed', () => {
    const { out } = traced(oas({ vps01Pf: without(/ rtable 1/) }), 'icmp jail > 2001:db8:400::10', { source: JAIL });
    expect([way(out), out.at.device, out.reason.code]).toEqual(['jail vps01 provider', 'provider', 'pf-block']);
  });

  it('H32 H33 an answer goes back the way the request came: reply-to on the state', () => {
    const t = traced(article, `tcp/443 world > ${JAIL}`);
    expect([t.verdict, way(t.back)]).toEqual(['delivered', 'jail vps01 provider router01 ifog world']);
    expect(codesAt(t.back, 'vps01')).toContain('pf-route');
  });

  it('H33 without reply-to it leaves vtnet0 and the provider drops it', () => {
    const t = traced(oas({ vps01Pf: without(/reply-to \(\$tun_if \$bgp_hub_ip\) /) }), `tcp/443 world > ${JAIL}`);
    expect([t.verdict, way(t.back), t.back?.reason.code]).toEqual(['one-way', 'jail vps01 provider', 'pf-block']);
  });
});

describe('OAS8 MTU and MSS', () => {
  const noClamp = without(/scrub .*\n/);
  /** A filter without state, which does not know that “too big” belongs to a connection (H53). */
  const noPtb = () => 'pass all no state\nblock in quick inet6 proto icmp6 icmp6-type toobig';
  const page = { bytes: 5000 };

  it('H42 with the clamp full segments pass both ways', () => {
    const t = traced(oas({ worldPf: noPtb }), `tcp/443 world > ${JAIL}`, page);
    expect([t.verdict, t.transfer?.mss, t.transfer?.down?.told]).toEqual(['delivered', { up: 1220, down: 1220 }, []]);
  });

  it('H43 without it and with “too big” lost, the connection opens and then hangs, while ping works', () => {
    const hole = oas({ vps01Pf: noClamp, worldPf: noPtb });
    const t = traced(hole, `tcp/443 jail > 2001:db8:400::10`, { ...page, source: JAIL });
    expect([t.verdict, t.ack?.ending, t.summary]).toMatchObject([
      'dropped',
      'delivered',
      { code: 'segments-vanish', args: { bytes: 1440, mtu: 1476, device: 'ifog' } },
    ]);
    expect(traced(hole, `icmp world > ${JAIL}`).verdict).toBe('delivered');
  });

  it('H9 without it, where “too big” gets through, the sender learns and the data passes', () => {
    const t = traced(oas({ vps01Pf: noClamp }), 'tcp/443 jail > 2001:db8:400::10', { ...page, source: JAIL });
    expect([t.verdict, t.transfer?.up, t.transfer?.down]).toMatchObject(['delivered', { told: [1280], bytes: 1220 }, { told: [1476, 1280], bytes: 1220 }]);
  });
});

describe('OAS10 from outside and from the jail', () => {
  it('H44 a traceroute shows the tunnel’s end before the jail’s address', () => {
    const { hops, reached } = traceRoute(article, flowOf(`udp world > ${JAIL}`), { probes: 1 });
    expect([hops.map(([p]) => p?.from && formatIp(p.from)), reached]).toEqual([['2001:db8:400::1', '2001:db8:300::2', '2a06:9801:1c:ffff::2', JAIL], true]);
  });
});

describe('OAS10 without the tunnel', () => {
  it('the traceroute ends before it', () => {
    const { hops, reached } = traceRoute(oas({ vps01Rc: without(/cloned_interfaces="gif0"\n/) }), flowOf(`udp world > ${JAIL}`), { probes: 1 });
    expect([hops.map(([p]) => p?.from && formatIp(p.from)).includes('2a06:9801:1c:ffff::2'), reached]).toEqual([false, false]);
  });
});

describe('OAS11 the control plane', () => {
  it('H30 strangers do not reach TCP 179', () => {
    const { out } = traced(article, 'tcp/179 world > 2001:db8:100::96');
    expect([out.at.device, out.reason.code, out.reason.args?.['line']]).toEqual(['router01', 'pf-block', 13]);
  });

  it('named peers do', () => {
    expect(traced(article, 'tcp/179 lagrange > 2001:db8:100::96').verdict).toBe('delivered');
    expect(traced(article, 'tcp/179 ifog > 2001:db8:300::2', { source: '2001:db8:300::1' }).verdict).toBe('delivered');
  });

  it('without the filter anybody does', () => {
    const open = oas({ router01Pf: () => 'pass all' });
    expect(traced(open, 'tcp/179 world > 2001:db8:100::96').verdict).toBe('delivered');
  });
});
