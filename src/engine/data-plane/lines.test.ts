/** Which line of which text each step and ending names: what a reader is led to is what has decided (design: every result carries its reason). */
import { describe, expect, it } from 'vitest';
import type { Lab } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { solve } from '../solve.ts';
import { linuxLine, proxied, SQUID, tunnelled } from './test-hosts.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import type { Trace } from './types.ts';

const reasonsOf = ({ out, back, ack }: Trace): Reason[] =>
  [out, back, ack].flatMap((leg) =>
    leg ? [...leg.hops.flatMap((h) => h.steps.map((s) => s.reason)), ...(leg.ending === 'delivered' ? [] : [leg.reason])] : [],
  );
/** `code device file: line`, once each. */
const lines = (trace: Trace): string[] => [
  ...new Set(reasonsOf(trace).flatMap(({ code, source }) => (source ? [`${code} ${source.device ?? '?'} ${source.file ?? 'frr'}: ${source.text}`] : []))),
];
const traced = (solution: ReturnType<typeof solve>, flow: string, options: TraceOptions = {}) =>
  traceFlow(solution, flowOf(flow), { branches: false, ...options });

describe('Linux', () => {
  const through = (r1: string, flow = 'tcp/443 pc > server') => lines(traced(linuxLine({ r1 }), flow));
  const STATE = 'iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT';

  it('H10 filter: what accepts, what drops', () => {
    const accept = 'iptables -A FORWARD -p tcp --dport 443 -j ACCEPT';
    const drop = 'iptables -A FORWARD -p udp -j DROP';
    expect(through(`${drop}\n${accept}\n${STATE}`)).toEqual([`nf-accept r1 iproute2: ${accept}`, `nf-accept r1 iproute2: ${STATE}`]);
    expect(through(`${accept}\n${drop}`, 'udp/53 pc > server')).toEqual([`nf-drop r1 iproute2: ${drop}`]);
    const reject = 'iptables -A FORWARD -p udp -j REJECT';
    expect(through(`${accept}\n${reject}`, 'udp/53 pc > server')).toEqual([`nf-reject r1 iproute2: ${reject}`]);
  });

  it('H1 marks, rules by them', () => {
    const mark = 'iptables -t mangle -A PREROUTING -i e0 -j MARK --set-mark 7';
    const rule = 'ip rule add fwmark 7 lookup 100';
    expect(through(`${mark}\n${rule}\nip route add default via 10.2.1.2 table 100`)).toEqual([
      `nf-marked r1 iproute2: ${mark}`,
      `policy-rule r1 iproute2: ${rule}`,
    ]);
  });

  it('H53 translation: the line that was met first, of both ends', () => {
    const dnat = 'iptables -t nat -A PREROUTING -p tcp --dport 8443 -j DNAT --to-destination 10.3.0.10:443';
    const snat = 'iptables -t nat -A POSTROUTING -o a -j MASQUERADE';
    expect(through(`${snat}\n${dnat}`, 'tcp/8443 pc > 10.2.0.1')).toEqual([`nf-translated r1 iproute2: ${dnat}`]);
    expect(through(snat)).toEqual([`nf-translated r1 iproute2: ${snat}`]);
  });

  it('H42 TCPMSS', () => {
    const clamp = 'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1200';
    expect(through(clamp)).toEqual([`mss-clamped r1 iproute2: ${clamp}`]);
  });

  it('H23 a tunnel, where it begins and where it ends', () => {
    const link = (local: string, remote: string) => `ip link add t0 type gre local ${local} remote ${remote}`;
    const [there, back] = [link('10.2.0.1', '10.2.0.2'), link('10.2.0.2', '10.2.0.1')];
    expect(lines(traced(tunnelled('gre'), 'icmp pc > server')).toSorted()).toEqual([
      `host-tunnel-in r1 iproute2: ${there}`,
      `host-tunnel-in r2 iproute2: ${back}`,
      `host-tunnel-out r1 iproute2: ${there}`,
      `host-tunnel-out r2 iproute2: ${back}`,
    ]);
  });

  it('H4 the row of a table that decided is a line of the script', () => {
    const route = 'ip route add blackhole 10.3.0.0/25';
    const { out } = traced(linuxLine({ r1: route }), 'icmp pc > server');
    expect([out.reason.code, out.hops.at(-1)?.lookup?.line?.text, out.hops.at(-1)?.lookup?.line?.device]).toEqual(['route-blackhole', route, 'r1']);
  });
});

describe('FreeBSD', () => {
  const lab = (pf: string): Lab => ({
    segments: { in: {}, out: {} },
    hosts: {
      inner: { interfaces: { eth0: { segment: 'in', addresses: ['10.0.0.10/24'] } }, gateway: '10.0.0.1' },
      gate: {
        os: 'freebsd',
        interfaces: { em0: { segment: 'out', addresses: [] }, em1: { segment: 'in', addresses: [] } },
        rc: { config: 'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em1="inet 10.0.0.1/24"\ngateway_enable="YES"\npf_enable="YES"' },
        pf: { config: pf },
      },
      outer: { interfaces: { eth0: { segment: 'out', addresses: ['192.0.2.9/24'] } }, listen: [{ protocol: 'tcp', port: 443 }] },
    },
  });
  const through = (pf: string) => lines(traced(solve(lab(pf)), 'tcp/443 inner > outer'));
  const NAT = 'nat on em0 from any to any -> (em0)';

  it('H31 the rule that passes it and the one that translates it, and those of the states', () => {
    const [pin, pout] = ['pass in on em1', 'pass out on em0'];
    expect(through(`${NAT}\nblock all\n${pin}\n${pout}`).toSorted()).toEqual(
      [
        `pf-pass gate pf: ${pin}`,
        `pf-pass gate pf: ${pout}`,
        `pf-state gate pf: ${pin}`,
        `pf-state gate pf: ${pout}`,
        `pf-translated gate pf: ${NAT}`,
      ].toSorted(),
    );
  });

  it('H34 the rule that blocks', () => {
    const block = 'block in on em1 proto tcp';
    expect(through(`pass all\n${block}`)).toEqual([`pf-block gate pf: ${block}`]);
  });

  it('H34 of scrub and a rule’s own max-mss the smaller says so', () => {
    const scrub = (mss: number) => `scrub on em0 max-mss ${mss}`;
    const own = 'match out on em0 scrub (max-mss 1300)';
    const clamped = (mss: number) =>
      through(`${scrub(mss)}\n${NAT}\n${own}\npass out on em0 scrub (max-mss 1300)\npass on em1`).filter((l) => l.startsWith('mss-'));
    expect([clamped(1200), clamped(1400)]).toEqual([[`mss-clamped gate pf: ${scrub(1200)}`], ['mss-clamped gate pf: pass out on em0 scrub (max-mss 1300)']]);
  });
});

it('H61 squid: the line of http_access, on the proxy', () => {
  const { proxied: request } = traceFlow(proxied(SQUID), { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy' });
  const { line } = request?.decision ?? {};
  expect([line?.device, line?.file, line?.text]).toEqual(['proxy', 'squid', 'http_access allow localnet']);
});
