/** Harmful asymmetry is named, with who drops what and why; what fails for another cause, or on one way, is not (H7, H31, H50, H51, A160, A173). */
import { describe, expect, it } from 'vitest';
import type { Host } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { solve } from '../solve.ts';
import { linuxLine, twoGates } from './test-hosts.ts';
import { flowOf, hub, trace } from './test-labs.ts';
import { TestNetwork } from './test-network.ts';
import { traceFlow } from './trace.ts';
import type { Trace } from './types.ts';

const traced = (solution: ReturnType<typeof solve>, flow: string) => traceFlow(solution, flowOf(flow), { branches: false });
const codes = ({ notes = [] }: Trace) => notes.map((n) => n.code);
const args = ({ notes = [] }: Trace) => notes[0]?.args as NonNullable<Reason['args']>;
const harmful = (t: Trace) => codes(t).filter((c) => !['asymmetric-harmless', 'asymmetric-answer-around', 'asymmetric-request-around'].includes(c));

const ONE_WAY = '-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\niptables -A FORWARD -i e0 -j ACCEPT\niptables -P FORWARD DROP';
const STATEFUL = `iptables ${ONE_WAY}`;

describe('H50 connection tracking that never saw the request', () => {
  it.each(['tcp/443', 'tcp/80', 'icmp'])('drops the answer to %s', (what) => {
    const t = traced(twoGates(STATEFUL, STATEFUL), `${what} pc > server`);
    expect([t.verdict, codes(t)[0]]).toEqual(['one-way', 'asymmetric-answer-blocked']);
    expect(args(t)).toEqual({ device: 'r2', out: 'r1', back: 'r2', outStateful: 'r1', backStateful: 'r2' });
  });

  it('and the error that is the answer to UDP', () => {
    expect(codes(traced(twoGates('', STATEFUL), 'udp/99 pc > server'))).toEqual(['asymmetric-answer-blocked', 'asymmetric-icmp-blocked']);
  });

  it('ICMP is compared: lost at the same place, or let through', () => {
    const open = `iptables -A FORWARD -p icmp -j ACCEPT\n${STATEFUL}`;
    const compared = (r2: string) => codes(traced(twoGates('', r2), 'tcp/443 pc > server'));
    expect([compared(STATEFUL), compared(open)]).toEqual([
      ['asymmetric-answer-blocked', 'asymmetric-icmp-blocked'],
      ['asymmetric-answer-blocked', 'asymmetric-icmp-passes'],
    ]);
    expect(codes(traced(twoGates('', open), 'icmp pc > server'))).toEqual(['asymmetric-request-around']);
  });

  it('a reply that it would translate back, had it masqueraded the request, is judged as that', () => {
    const nat = `iptables -t nat -A POSTROUTING -o e1 -j MASQUERADE\n${STATEFUL}`;
    expect(codes(traced(twoGates('', nat), 'tcp/443 pc > server'))[0]).toBe('asymmetric-answer-blocked');
  });
});

describe('what is no harmful asymmetry', () => {
  it.each([
    ['nothing remembers', '', ''],
    ['a list on the way back that looks at no state', '', 'iptables -A FORWARD -s 10.3.0.10 -j DROP'],
    ['such a list before the state is asked', '', `iptables -A FORWARD -s 10.3.0.10 -j DROP\n${STATEFUL}`],
    ['a filter that would not let the request pass either', '', 'iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\niptables -P FORWARD DROP'],
    ['a filter that drops the request', `iptables -A FORWARD -p tcp -j DROP\n${STATEFUL}`, STATEFUL],
    ['tracking that drops nothing', STATEFUL, 'iptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT'],
  ])('%s', (_, r1, r2) => expect(harmful(traced(twoGates(r1, r2), 'tcp/443 pc > server'))).toEqual([]));

  it('one way there and back, past the same filter, and past one that forbids the flow', () => {
    const filter = STATEFUL.replaceAll('e1', 'a');
    expect(codes(traced(linuxLine({ r1: filter }), 'tcp/443 pc > server'))).toEqual([]);
    const forbidding = traced(linuxLine({ r1: `iptables -A FORWARD -i a -p tcp -j DROP\n${filter}` }), 'tcp/443 pc > server');
    expect([forbidding.verdict, codes(forbidding)]).toEqual(['one-way', []]);
  });
});

describe('H51 a device that the answer goes around', () => {
  it('conntrack: the ACK of a handshake that it saw half of is INVALID', () => {
    const t = traced(twoGates('iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP'), 'tcp/443 pc > server');
    expect([t.verdict, t.ack?.at.device, codes(t)]).toEqual(['dropped', 'r1', ['asymmetric-handshake-blocked', 'asymmetric-icmp-passes']]);
    expect(args(t)).toEqual({ device: 'r1', out: 'r1', back: 'r2', outStateful: 'r1', backStateful: '' });
  });

  it('a list that the ACK meets, state or not, is none', () => {
    const list = 'iptables -A FORWARD -p tcp --tcp-flags SYN,ACK ACK -j DROP\niptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT';
    const t = traced(twoGates(list), 'tcp/443 pc > server');
    expect([t.ack?.reason.code, harmful(t)]).toEqual(['nf-drop', []]);
  });

  it('A160 Azure Firewall on the way in alone, and on the way back alone', () => {
    const inbound = trace(hub({ gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/22 pc > vm');
    expect([inbound.verdict, codes(inbound)]).toEqual(['dropped', ['asymmetric-handshake-blocked', 'asymmetric-icmp-passes']]);
    expect(args(inbound)).toMatchObject({ device: 'azfw', outStateful: 'azfw', backStateful: '' });
    const outbound = trace(hub({ vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/22 pc > vm');
    expect([outbound.verdict, codes(outbound)]).toEqual(['one-way', ['asymmetric-answer-blocked', 'asymmetric-icmp-passes']]);
    expect(args(outbound)).toMatchObject({ device: 'azfw', back: 'azfw', outStateful: '', backStateful: 'azfw' });
  });

  it('A160 a firewall on both ways is none', () => {
    const both = { gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'], vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'] };
    const t = trace(hub(both), 'tcp/22 pc > vm');
    expect([t.verdict, codes(t)]).toEqual(['delivered', []]);
  });
});

/** pc — r1 (Linux) there, r2 (FreeBSD with PF) back — server. */
function pfGates(pf: string): ReturnType<typeof solve> {
  const { lab } = twoGates();
  const r2: Host = {
    os: 'freebsd',
    interfaces: { em0: { segment: 'left', addresses: [] }, em1: { segment: 'right', addresses: [] } },
    rc: { config: 'ifconfig_em0="inet 10.1.0.2/24"\nifconfig_em1="inet 10.3.0.2/24"\ngateway_enable="YES"\npf_enable="YES"' },
    pf: { config: pf },
  };
  return solve({ ...lab, hosts: { ...lab.hosts, r2 } });
}

describe('H31 PF that never saw the request', () => {
  const answers = 'block all\npass in on em0 proto tcp keep state\npass out on em1 proto tcp keep state';

  it('blocks the answer', () => {
    expect(codes(traced(pfGates(answers), 'tcp/443 pc > server'))).toEqual(['asymmetric-answer-blocked', 'asymmetric-icmp-blocked']);
    expect(codes(traced(pfGates(`${answers}\npass proto icmp`), 'tcp/443 pc > server'))).toEqual(['asymmetric-answer-blocked', 'asymmetric-icmp-passes']);
  });

  it('not where it would block the request as well', () => {
    const t = traced(pfGates('block all\npass in on em0 proto udp\npass out on em1 proto udp'), 'tcp/443 pc > server');
    expect([t.back?.reason.code, harmful(t)]).toEqual(['pf-block', []]);
  });

  it('a state that is bound to the interface by which the request came', () => {
    const hosts: Record<string, Host> = {
      gate: {
        os: 'freebsd',
        interfaces: { em0: { segment: 'out', addresses: [] }, em1: { segment: 'in', addresses: [] } },
        rc: { config: 'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em1="inet 10.0.0.1/24"\npf_enable="YES"' },
        pf: { config: 'set state-policy if-bound\nblock out on em1\npass in' },
      },
      pc: {
        interfaces: { eth0: { segment: 'out', addresses: ['192.0.2.9/24'] }, eth1: { segment: 'in', addresses: ['10.0.0.9/24'] } },
      },
    };
    const solution = solve({ segments: { in: {}, out: {} }, hosts });
    const ping = (source: string) => traceFlow(solution, { ...flowOf('icmp pc > 192.0.2.1'), source }, { branches: false });
    expect([codes(ping('10.0.0.9')), args(ping('10.0.0.9')), ping('192.0.2.9').verdict, codes(ping('192.0.2.9'))]).toEqual([
      ['asymmetric-interface-blocked'],
      { device: 'gate', out: 'em0', back: 'em1' },
      'delivered',
      [],
    ]);
  });
});

describe('A173 security groups', () => {
  /** a — nva1 there, nva2 back — b, all in one VNet; nva2's group lets b open nothing. */
  const nvas = (...group: string[]) =>
    new TestNetwork()
      .securityGroup('nsg', ...group)
      .vnet('v', {
        prefixes: ['10.1.0.0/16'],
        subnets: {
          a: { prefix: '10.1.0.0/24', user: ['10.1.1.0/24 VirtualAppliance 10.1.2.4'] },
          b: { prefix: '10.1.1.0/24', user: ['10.1.0.0/24 VirtualAppliance 10.1.2.5'] },
          n: { prefix: '10.1.2.0/24' },
        },
      })
      .machine('a', { eth0: '10.1.0.4/24 @v/a' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'] })
      .machine('b', { eth0: '10.1.1.4/24 @v/b' }, { routes: ['0.0.0.0/0 via 10.1.1.1 dev eth0'], listen: [{ protocol: 'tcp', port: 22 }] })
      .machine('nva1', { eth0: '10.1.2.4/24 @v/n' }, { routes: ['0.0.0.0/0 via 10.1.2.1 dev eth0'], forwarding: true, ipForwarding: true })
      .machine(
        'nva2',
        { eth0: '10.1.2.5/24 @v/n' },
        { routes: ['0.0.0.0/0 via 10.1.2.1 dev eth0'], forwarding: true, ipForwarding: true, securityGroup: 'nsg' },
      );

  it('of an appliance that the request went around', () => {
    const t = trace(nvas('Deny Inbound 100 * 10.1.1.0/24 > *'), 'tcp/22 a > b');
    expect([t.back?.reason.code, codes(t)]).toEqual(['nsg-deny-in', ['asymmetric-answer-blocked', 'asymmetric-icmp-blocked']]);
    expect(args(t)).toEqual({ device: 'nva2', out: 'nva1', back: 'nva2', outStateful: '', backStateful: 'nva2' });
  });

  it('one that would keep the request out as well is none', () => {
    const t = trace(nvas('Deny Inbound 100 * * > *'), 'tcp/22 a > b');
    expect([t.back?.reason.code, harmful(t)]).toEqual(['nsg-deny-in', []]);
  });
});

describe('H7 reverse path filter', () => {
  const bySource = (r2: string) => linuxLine({ r1: 'ip rule add from 10.1.0.0/16 lookup 100\nip route add default via 10.2.1.2 table 100', r2 });

  it('strict: what comes by another interface than the way back', () => {
    const t = traced(bySource('sysctl -w net.ipv4.conf.all.rp_filter=1'), 'tcp/443 pc > server');
    expect([t.verdict, codes(t), args(t)]).toEqual([
      'dropped',
      ['asymmetric-rp-filter', 'asymmetric-icmp-blocked'],
      { device: 'r2', source: '10.1.0.10', in: 'b', back: 'a' },
    ]);
  });

  it('loose: harmless; no way back at all is no asymmetry', () => {
    expect(codes(traced(bySource('sysctl -w net.ipv4.conf.all.rp_filter=2'), 'tcp/443 pc > server'))).toEqual([]);
    const gone = traced(linuxLine({ r2: 'sysctl -w net.ipv4.conf.all.rp_filter=2\nip route add blackhole 10.1.0.0/17' }), 'icmp pc > server');
    expect([gone.summary.code, codes(gone)]).toEqual(['rp-filter-no-route', []]);
  });

  it('a source that is nobody’s was forged, not sent by another way', () => {
    const forged = 'iptables -t nat -A POSTROUTING -j SNAT --to-source 10.77.0.1';
    const t = traced(linuxLine({ r1: forged, r2: 'sysctl -w net.ipv4.conf.all.rp_filter=1\nip route add 10.77.0.0/16 via 10.2.1.1' }), 'icmp pc > server');
    expect([t.summary.code, codes(t)]).toEqual(['rp-filter-strict', []]);
  });
});

describe('H50 translation on one of the ways alone', () => {
  const dnat = 'iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 443 -j DNAT --to-destination 10.3.0.10';

  it('what is translated on the way out and answered around the translator is not recognised', () => {
    const t = traced(twoGates(dnat), 'tcp/443 pc > 10.1.0.1');
    // An echo to the same address ends at r1 itself: nothing to compare with.
    expect([t.summary.code, codes(t), args(t)]).toEqual([
      'reply-not-recognised',
      ['asymmetric-nat-not-undone'],
      { device: 'r1', asker: 'pc', source: '10.3.0.10' },
    ]);
  });

  it('nor is it let in by a filter of who asked', () => {
    const base = twoGates(dnat);
    const guard = `ip route add default via 10.1.0.1\niptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\niptables -P INPUT DROP`;
    const pc = { ...base.lab.hosts?.['pc'], iproute2: { config: guard } } as Host;
    const t = traced(solve({ ...base.lab, hosts: { ...base.lab.hosts, pc } }), 'tcp/443 pc > 10.1.0.1');
    expect([t.back?.at.device, t.summary.code, codes(t)[0]]).toEqual(['pc', 'nf-policy-drop', 'asymmetric-nat-not-undone']);
  });

  /** The answer of a name server goes by r2, which translates what the rule is of. */
  function answered(of: string): Trace {
    const base = twoGates('', `iptables -t nat -A POSTROUTING -s 10.3.0.10 ${of} -j SNAT --to-source 10.1.0.2`);
    const server = { ...base.lab.hosts?.['server'], listen: [{ protocol: 'udp', port: 53 }] } as Host;
    return traced(solve({ ...base.lab, hosts: { ...base.lab.hosts, server } }), 'udp/53 pc > server');
  }

  it('an answer that alone is translated is not recognised either', () => {
    const t = answered('');
    expect([t.summary.code, codes(t)[0]]).toEqual(['reply-not-recognised', 'asymmetric-nat-on-answer']);
  });

  it.each([
    ['a rule of UDP', '-p udp'],
    ['a rule of all: conntrack takes an echo reply without its request for INVALID, which is not translated', ''],
  ])('an echo between the same ends is compared; it passes untranslated: %s', (_, of) =>
    expect(codes(answered(of))).toEqual(['asymmetric-nat-on-answer', 'asymmetric-icmp-untranslated']),
  );

  it('through the translator both ways it is', () => {
    const masquerade = `${dnat}\niptables -t nat -A POSTROUTING -o e1 -j MASQUERADE`;
    const t = traced(twoGates(masquerade), 'tcp/443 pc > 10.1.0.1');
    expect([t.verdict, codes(t)]).toEqual(['delivered', []]);
  });
});
