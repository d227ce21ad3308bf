/** PF in a packet's way, beyond what article OAS uses: translation both ways, tags (H30–H33). */
import { describe, expect, it } from 'vitest';
import { formatIp, ip } from '../ip/index.ts';
import type { Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const on = (segment: string, address: string) => ({ segment, addresses: [address] });

/** inner 10.0.0.10 (TCP 80, 443) — gate (FreeBSD, em1 10.0.0.1, em0 192.0.2.1 and .20) — outer 192.0.2.9 and 203.0.113.5, which knows 192.0.2.0/24 alone. */
function labOf(pf: string, em0 = '') {
  const hosts: Record<string, Host> = {
    inner: {
      interfaces: { eth0: on('in', '10.0.0.10/24') },
      gateway: '10.0.0.1',
      listen: [
        { protocol: 'tcp', port: 80 },
        { protocol: 'tcp', port: 443 },
      ],
    },
    gate: {
      os: 'freebsd',
      interfaces: { em0: { segment: 'out', addresses: [] }, em1: { segment: 'in', addresses: [] } },
      rc: {
        config: `ifconfig_em0="inet 192.0.2.1/24${em0}"\nifconfig_em0_alias0="inet 192.0.2.20/32"\nifconfig_em1="inet 10.0.0.1/24 group inside"\ngateway_enable="YES"\npf_enable="YES"`,
      },
      pf: { config: pf },
    },
    outer: {
      interfaces: { eth0: { segment: 'out', addresses: ['192.0.2.9/24', '203.0.113.5/32', '10.0.0.77/32'] } },
      listen: [{ protocol: 'tcp', port: 443 }],
    },
  };
  const lab: Lab = { segments: { in: {}, out: {} }, hosts };
  const solution = solve(lab);
  expect(solution.diagnostics).toEqual([]);
  return solution;
}

const gated = (pf: string) => {
  const solution = labOf(pf);
  return (flow: string) => traceFlow(solution, flowOf(flow), { branches: false });
};

describe('H30 translation', () => {
  const binat = 'binat on em0 from 10.0.0.10 to any -> 192.0.2.20';

  it('binat leads out under its address', () => {
    const { verdict, seenFrom } = gated(binat)('tcp/443 inner > outer');
    expect([verdict, seenFrom && formatIp(seenFrom)]).toEqual(['delivered', '192.0.2.20']);
  });

  it('and in by it', () => expect(gated(binat)('tcp/80 outer > 192.0.2.20').back?.at.device).toBe('outer'));

  it('without it nobody is home there', () => expect(gated('pass all')('tcp/80 outer > 192.0.2.20').verdict).toBe('refused'));

  it('what nat has translated has a state, though the rule that passes it keeps none', () => {
    const flow = gated('nat on em0 from 10.0.0.0/24 to any -> (em0)\nblock in on em0\npass out on em0 no state\npass on em1 no state')('tcp/443 inner > outer');
    expect([flow.verdict, flow.states.map((s) => s.kind)]).toEqual(['delivered', ['pf']]);
  });

  it('binat of networks keeps the part that is the host’s own', () => {
    const { seenFrom } = gated('binat on em0 from 10.0.0.0/24 to any -> 192.0.2.0/24')('tcp/443 inner > outer');
    expect(seenFrom && formatIp(seenFrom)).toBe('192.0.2.10');
  });

  it('on the way out binat is asked before nat, whatever their order', () => {
    const { seenFrom } = gated(`nat on em0 from 10.0.0.0/24 to any -> 192.0.2.1\n${binat}`)('tcp/443 inner > outer');
    expect(seenFrom && formatIp(seenFrom)).toBe('192.0.2.20');
  });

  it.each([
    ['nat keeps its tag', 'nat on em0 from any to any tag OUT -> (em0)\nblock out on em0\npass out on em0 tagged OUT', 'delivered'],
    ['nat of what carries another tag is none', 'nat on em0 from any to any tagged NEVER -> (em0)', 'one-way'],
  ])('%s', (_, pf, verdict) => expect(gated(pf)('tcp/443 inner > outer').verdict).toBe(verdict));

  it('H30 rules see what translation has made of the packet', () => {
    const rdr = (rule: string) =>
      gated(`rdr on em0 proto tcp to 192.0.2.20 port 8000 -> 10.0.0.10 port 80\nblock in on em0\n${rule}`)('tcp/8000 outer > 192.0.2.20').verdict;
    expect([rdr('pass in on em0 proto tcp to 10.0.0.10 port 80'), rdr('pass in on em0 proto tcp to 192.0.2.20 port 8000')]).toEqual(['delivered', 'dropped']);
  });

  it('no nat still tags: what it matches is known by that on its way on', () => {
    const blocked = (word: string) =>
      gated(`${word} on em0 from any to any tag OUT${word === 'nat' ? ' -> (em0)' : ''}\nblock out on em0\npass out on em0 tagged OUT`);
    expect([blocked('no nat')('tcp/443 inner > outer').out.ending, blocked('nat')('tcp/443 inner > outer').out.ending]).toEqual(['delivered', 'delivered']);
    expect(gated('no nat on em0 from any to any\nblock out on em0\npass out on em0 tagged OUT')('tcp/443 inner > outer').out.ending).not.toBe('delivered');
  });

  it('rtable of rdr is the FIB of what it lets in, of the whole connection, unless the rule that passes it has one', () => {
    const rdr = (words: string, pass = 'pass in on em0') =>
      gated(`rdr on em0 proto tcp to 192.0.2.20 port 8000 ${words}-> 10.0.0.10 port 80\n${pass}`)('tcp/8000 outer > 192.0.2.20');
    expect([rdr('').verdict, rdr('rtable 1 ').out.reason.code, rdr('rtable 1 ', 'pass in on em0 rtable 0').verdict]).toEqual([
      'delivered',
      'no-route',
      'delivered',
    ]);
  });

  it('on the way in rdr is asked before binat', () => {
    const pf = `${binat}\nrdr on em0 proto tcp to 192.0.2.20 port 8000 -> 10.0.0.10 port 80`;
    expect([gated(pf)('tcp/8000 outer > 192.0.2.20').verdict, gated(binat)('tcp/8000 outer > 192.0.2.20').verdict]).toEqual(['delivered', 'refused']);
  });

  it('rdr leads as far into the new ports as the old one was into the old', () => {
    const rdr = (ports: string) => gated(`rdr on em0 proto tcp to 192.0.2.20 port 8000:8009 -> 10.0.0.10 port ${ports}`);
    expect([rdr('80:*')('tcp/8000 outer > 192.0.2.20').verdict, rdr('75:*')('tcp/8005 outer > 192.0.2.20').verdict]).toEqual(['delivered', 'delivered']);
    expect(rdr('80:*')('tcp/8001 outer > 192.0.2.20').verdict).toBe('refused');
    expect(rdr('80')('tcp/8001 outer > 192.0.2.20').verdict).toBe('delivered');
  });

  it('rdr pass: no rule is asked about what it lets in; what it is turned into meets them on its way out', () => {
    const rdr = (pass: string, more = '') =>
      gated(`rdr ${pass} on em0 proto tcp to 192.0.2.20 port 8000 -> 10.0.0.10 port 80\nblock in on em0${more}`)('tcp/8000 outer > 192.0.2.20');
    expect([rdr('pass').verdict, rdr('').out.reason.code, rdr('pass', '\nblock out on em1').out.reason.code]).toEqual(['delivered', 'pf-block', 'pf-block']);
  });

  it('(em0) gives each connection one of its addresses, (em0:0) the first, sticky-address a source always the same', () => {
    const seen = (target: string) => {
      const solution = labOf(`nat on em0 from any to any -> ${target}`);
      const of = (sourcePort: number) => traceFlow(solution, flowOf('tcp/443 inner > outer'), { sourcePort, branches: false }).seenFrom;
      return [...new Set(Array.from({ length: 16 }, (_, i) => formatIp(of(40_000 + i) ?? ip('0.0.0.0'))))].sort();
    };
    expect([seen('(em0)'), seen('(em0:0)'), seen('(em0) sticky-address').length]).toEqual([['192.0.2.1', '192.0.2.20'], ['192.0.2.1'], 1]);
  });
});

describe('H34 what a blocked sender is told', () => {
  it.each([
    ['tcp/80', 'block return in on em0', 'tcp-reset'],
    ['udp/53', 'block return in on em0', 'port-unreachable'],
    ['icmp', 'block return in on em0', undefined],
    ['tcp/80', 'block return-icmp(host-unr) in on em0', 'host-unreachable'],
    ['udp/53', 'block return-icmp(filter-prohib) in on em0', 'prohibited'],
    ['udp/53', 'block return-icmp(net-unr) in on em0', 'net-unreachable'],
    ['udp/53', 'block return-icmp(0) in on em0', 'net-unreachable'],
    ['udp/53', 'block return-icmp(proto-unr) in on em0', 'proto-unreachable'],
    ['udp/53', 'block return-icmp(net-prohib) in on em0', 'net-prohibited'],
    ['udp/53', 'block return-icmp(10) in on em0', 'host-prohibited'],
    ['tcp/80', 'block return-rst in on em0 proto tcp', 'tcp-reset'],
    ['udp/53', 'set block-policy return\nblock in on em0', 'port-unreachable'],
    ['udp/53', 'block in on em0', undefined],
  ])('%s: %s', (kind, pf, type) => {
    const { out } = gated(pf)(`${kind} outer > 192.0.2.1`);
    expect([out.reason.code, out.error?.type]).toEqual(['pf-block', type]);
  });
});

describe('H34 what PF itself answers passes its own rules by (pf.c M_SKIP_FIREWALL)', () => {
  const heard = (pf: string, flow: string) => {
    const { verdict, out, states } = gated(pf)(flow);
    return [verdict, out.error?.leg.ending, states.map((s) => s.kind)];
  };

  it.each([
    ['block return all', 'tcp/80 outer > 192.0.2.1'],
    ['block return all', 'udp/53 outer > 192.0.2.1'],
    ['block return all', 'tcp/80 inner > outer'],
    ['block drop all\nblock return in on em1', 'udp/53 inner > outer'],
    ['pass all\nblock return in on em1', 'tcp/80 inner > outer'],
  ])('%s: %s is refused, and nothing makes a state', (pf, flow) => expect(heard(pf, flow)).toEqual(['refused', 'delivered', []]));

  it('drops stay silent', () => expect(heard('block all', 'tcp/80 outer > 192.0.2.1')).toEqual(['dropped', undefined, []]));

  it('what another machine answers is nothing of its own', () => {
    const { back } = gated('block all\npass in on em0 no state\npass out on em1 no state')('tcp/9 outer > 10.0.0.10');
    expect(back).toBe(undefined);
    expect(gated('block out on em0\npass in on em0 no state')('tcp/9 outer > 192.0.2.1').back?.reason.code).toBe('pf-block');
  });

  const rdr = 'rdr on em0 proto { tcp, udp } to 192.0.2.20 port 8000 -> 10.0.0.10 port 80\nblock return out on em1';
  it.each(['tcp', 'udp'])(
    'what has been translated on its way in is answered as the rule saw it, untranslated: no socket of the sender knows that (%s)',
    (p) => {
      const { verdict, out } = gated(rdr)(`${p}/8000 outer > 192.0.2.20`);
      expect([verdict, out.error?.leg.ending, out.error?.strange]).toEqual(['dropped', 'delivered', true]);
      expect(gated(rdr.replace('out on em1', 'in on em0'))(`${p}/8000 outer > 192.0.2.20`).verdict).toBe('refused');
    },
  );

  it('a reset is not answered with a reset', () => {
    const reset = (rule: string) => gated(`pass in on em0 no state\nblock ${rule} out on em0 proto tcp`)('tcp/9 outer > 192.0.2.1').back;
    expect([reset('return')?.ending, reset('return-rst')?.ending]).toEqual(['dropped', 'dropped']);
  });

  it('a reset leaves by FIB 0 unless the rule has an rtable; what ICMP says, by the FIB of the packet', () => {
    const refused = (rule: string, flow: string) => {
      const solution = labOf(rule, ' fib 1');
      const { verdict, out } = traceFlow(solution, flowOf(flow), { branches: false });
      return [verdict, out.error?.leg.reason.code];
    };
    expect(refused('block return in on em0', 'tcp/80 outer > 192.0.2.1')).toEqual(['dropped', 'no-route']);
    expect(refused('block return in on em0 rtable 1', 'tcp/80 outer > 192.0.2.1')).toEqual(['refused', 'delivered']);
    expect(refused('block return in on em0', 'udp/80 outer > 192.0.2.1')).toEqual(['refused', 'delivered']);
  });
});

describe('H5 whom an ICMP error of a rule comes from (sys/netinet/ip_icmp.c icmp_reflect)', () => {
  const from = (pf: string, flow: string) => {
    const { error } = gated(pf)(flow).out;
    return error && formatIp(error.from);
  };

  it.each([
    ['the address that the packet was for', 'block return in on em0', 'udp/53 outer > 192.0.2.20', '192.0.2.20'],
    ['of what is forwarded that on the way to its sender, wherever the rule stands', 'block return out on em0', 'udp/53 inner > outer', '10.0.0.1'],
  ])('%s', (_, pf, flow, expected) => expect(from(pf, flow)).toBe(expected));
});

describe('H32, H33 states and ways', () => {
  const asymmetric = 'nat on em0 from any to any -> (em0:0)\n';

  it('a state that is bound to its interface is not that of another', () => {
    const pf = (bound: string) => `${asymmetric}block in on em0\npass in on em1 keep state ${bound}\npass out on em0 no state`;
    // What nat translates has a state of its own on em0, whatever the rule says.
    expect([gated(pf(''))('tcp/443 inner > outer').verdict, gated(pf('(if-bound)'))('tcp/443 inner > outer').verdict]).toEqual(['delivered', 'delivered']);
  });

  it.each([
    ['', 'keep state', 'no-neighbor'],
    ['set state-policy if-bound\n', 'keep state', 'pf-block'],
    ['', 'keep state (if-bound)', 'pf-block'],
    ['set state-policy if-bound\n', 'keep state (floating)', 'no-neighbor'],
  ])('%s%s: an answer that leaves by another interface than the request came by: %s', (policy, keep, code) => {
    const solution = labOf(`${policy}block out on em1\npass in on em0 ${keep}`);
    expect(traceFlow(solution, { ...flowOf('icmp outer > 192.0.2.1'), source: '10.0.0.77' }, { branches: false }).back?.reason.code).toBe(code);
  });

  it('dup-to: the packet goes its way, and a copy is noted', () => {
    const { verdict, out } = gated(`${asymmetric}pass in on em1 dup-to (em0 192.0.2.9)`)('tcp/443 inner > outer');
    expect([verdict, out.hops.flatMap((h) => h.steps.map((s) => s.reason.code)).filter((c) => c === 'pf-copy')]).toEqual(['delivered', ['pf-copy']]);
  });

  it('dup-to does not lead the packet itself away', () => {
    const { verdict, out } = gated(`${asymmetric}pass in on em1 dup-to (em1 10.0.0.99)`)('tcp/443 inner > outer');
    expect([verdict, out.hops.map((h) => h.device)]).toEqual(['delivered', ['inner', 'gate', 'outer']]);
  });

  it.each([
    ['reply-to (em0 192.0.2.99)', 'no-neighbor', '192.0.2.99'],
    ['reply-to (em0 192.0.2.9)', 'delivered', undefined],
    ['', 'delivered', undefined],
  ])('%s: an answer that leaves by that interface anyway goes to the neighbor that it names, though its receiver be on the link', (route, code, address) => {
    const { back } = gated(`pass in on em0 ${route} proto icmp`)('icmp outer > 192.0.2.1');
    expect([back?.reason.code, back?.reason.args?.['address']]).toEqual([code, address]);
  });

  it('route-to of a rule for what goes out by its own interface: the neighbor that it names', () => {
    const away = (route: string) => gated(`nat on em0 from any to any -> (em0:0)\npass out on em0 ${route}`)('tcp/443 inner > outer').out.reason;
    expect([away('route-to (em0 192.0.2.99)').code, away('').code]).toEqual(['no-neighbor', 'delivered']);
  });

  it('route-to counts for every packet of its state that goes the way of the first, not for answers', () => {
    const away = (route: string) => gated(`${asymmetric}pass in on em1 ${route} proto tcp`)('tcp/443 inner > 203.0.113.5');
    const { verdict, ack, back } = away('route-to (em0 192.0.2.9)');
    const chosen = (leg: typeof ack) => leg?.hops.flatMap((h) => h.steps.map((s) => s.reason.code)).filter((c) => c === 'pf-route');
    expect([verdict, chosen(ack), chosen(back)]).toEqual(['delivered', ['pf-route'], []]);
    expect(away('').out.reason.code).toBe('no-route');
  });

  it('of several gateways each connection takes one', () => {
    const trace = traceFlow(labOf(`${asymmetric}pass in on em1 route-to { (em0 192.0.2.9), (em0 192.0.2.99) }`), flowOf('tcp/443 inner > outer'));
    expect([trace, ...trace.branches].map((t) => t.verdict).sort()).toEqual(['delivered', 'dropped']);
  });

  it('match lowers the MSS of what another rule passes', () => {
    const mss = (pf: string) =>
      gated(asymmetric + pf)('tcp/443 inner > outer')
        .out.hops.at(-1)
        ?.before.headers.find((h) => h.kind === 'tcp')?.mss;
    expect([
      mss('match out on em0 scrub (max-mss 1300)\npass all'),
      mss('pass all'),
      mss('match out on em0 scrub (max-mss 1300)\npass out on em0 scrub (max-mss 1200)'),
    ]).toEqual([1300, 1460, 1200]);
  });

  it('max-mss of a rule counts for every SYN of its state, the answer’s too', () => {
    const announced = (pf: string) =>
      gated(asymmetric + pf)('tcp/443 inner > outer')
        .back?.hops.at(-1)
        ?.before.headers.find((h) => h.kind === 'tcp')?.mss;
    expect([announced('pass out on em0 scrub (max-mss 1200)'), announced('pass out on em0')]).toEqual([1200, 1460]);
  });

  it('H34 no-df of scrub clears DF of what passes', () => {
    const df = (scrub: string) => {
      const leaving = gated(`${scrub}\n${asymmetric}pass all`)('tcp/443 inner > outer').out.hops.find((h) => h.device === 'gate')?.after?.headers[0];
      return leaving?.kind === 'ip' && leaving.dontFragment;
    };
    expect([df(''), df('scrub in on em1 all no-df'), df('scrub in on em0 all no-df')]).toEqual([true, false, true]);
  });

  it('TOS is that of the packet', () => {
    const solution = labOf(`${asymmetric}block in on em1 tos ef`);
    expect([0, 46].map((dscp) => traceFlow(solution, flowOf('tcp/443 inner > outer'), { dscp, branches: false }).verdict)).toEqual(['delivered', 'dropped']);
  });

  it('interfaces are named by group: what rc.conf says, all, and never the driver of a card', () => {
    const blocked = (on: string) => gated(`block in on ${on}`)('tcp/443 inner > outer').out.reason.code === 'pf-block';
    expect(['all', 'inside', 'em', 'em1'].map(blocked)).toEqual([true, true, false, true]);
  });
});

describe('tags', () => {
  const tagged = (port: number) => `block all\npass in on em1 proto tcp to port ${port} tag WEB\npass out on em0 tagged WEB`;

  it('what was tagged on its way in is known on its way out', () => expect(gated(tagged(443))('tcp/443 inner > outer').out.ending).toBe('delivered'));

  it('what was not is not', () => {
    const { out } = gated(`${tagged(80)}\npass in on em1`)('tcp/443 inner > outer');
    expect([out.at.device, out.reason.code]).toEqual(['gate', 'pf-block']);
  });
});
