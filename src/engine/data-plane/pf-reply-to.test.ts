/** PF's ways on a machine with two uplinks: where the packets of a translated connection leave, and where they are translated (H30–H33). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { outer } from './packet.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const on = (segment: string, address: string) => ({ segment, addresses: [address] });
const forwards = 'sysctl -w net.ipv4.ip_forward=1';

/** server 10.0.0.20 (TCP 80) — gate em0; em1 — g1 and em2 — g2 lead to client 192.0.2.50, which asks by g2. The default route of gate is g1. `em2`: its line in rc.conf. */
function traced(pf: string, flow = 'tcp/80 client > 198.51.100.2', em2 = 'inet 198.51.100.2/24') {
  const lab: Lab = {
    segments: { lan: {}, u1: {}, u2: {}, far: {} },
    hosts: {
      server: { interfaces: { eth0: on('lan', '10.0.0.20/24') }, gateway: '10.0.0.1', listen: [{ protocol: 'tcp', port: 80 }] },
      gate: {
        os: 'freebsd',
        interfaces: { em0: { segment: 'lan', addresses: [] }, em1: { segment: 'u1', addresses: [] }, em2: { segment: 'u2', addresses: [] } },
        rc: {
          config:
            'ifconfig_em0="inet 10.0.0.1/24"\nifconfig_em1="inet 203.0.113.2/24"\n' +
            `ifconfig_em2="${em2}"\n` +
            'defaultrouter="203.0.113.1"\ngateway_enable="YES"\npf_enable="YES"',
        },
        pf: { config: pf },
      },
      g1: { interfaces: { eth0: on('u1', '203.0.113.1/24'), eth1: on('far', '192.0.2.1/24') }, iproute2: { config: forwards } },
      g2: {
        interfaces: { eth0: on('u2', '198.51.100.1/24'), eth1: on('far', '192.0.2.2/24') },
        iproute2: { config: `${forwards}\nip route add 203.0.113.0/24 via 198.51.100.2` },
      },
      client: { interfaces: { eth0: on('far', '192.0.2.50/24') }, gateway: '192.0.2.2', listen: [{ protocol: 'tcp', port: 80 }] },
    },
  };
  const solution = solve(lab);
  expect(solution.diagnostics).toEqual([]);
  return traceFlow(solution, flowOf(flow), { branches: false });
}

type Leg = ReturnType<typeof traced>['out'];

/** What PF does at gate to what leaves, each with the interface where it is done. */
const atGate = (leg: Leg | undefined, ...codes: string[]) =>
  leg?.hops
    .filter((h) => h.device === 'gate')
    .flatMap((h) => h.steps.map((s) => s.reason))
    .filter((r) => codes.includes(r.code))
    .map((r) => [r.code, r.args?.['interface'] ?? r.args?.['source']].join(' '));

const published = (options: { policy?: string | undefined; route?: string; keep?: string | undefined }) =>
  `${options.policy ?? ''}rdr on em2 inet proto tcp from any to (em2) port 80 -> 10.0.0.20\nblock all\n` +
  `pass in quick on em2 ${options.route ?? ''} inet proto tcp to 10.0.0.20 port 80 ${options.keep ?? ''}\npass out quick on em0`;

const way = ['pf-state', 'pf-translated', 'pf-route', 'pf-block'];
const route = 'reply-to (em2 198.51.100.1)';

describe('H33 reply-to of what rdr has translated (sys/netpfil/pf/pf.c STATE_LOOKUP, pf_route)', () => {
  it('the answer passes the interface of the table as it is, and its state translates it on that of reply-to', () => {
    const { verdict, back } = traced(published({ route }));
    expect([verdict, atGate(back, ...way)]).toEqual([
      'delivered',
      ['pf-state em0', 'pf-state em1', 'pf-route em2', 'pf-state em2', 'pf-translated 198.51.100.2:80'],
    ]);
  });

  it('without reply-to it is translated on the interface of the table, and leaves there', () => {
    const { verdict, back } = traced(published({}));
    expect([verdict, atGate(back, ...way)]).toEqual(['delivered', ['pf-state em0', 'pf-state em1', 'pf-translated 198.51.100.2:80']]);
  });

  it.each([
    ['set state-policy if-bound', { policy: 'set state-policy if-bound\n', route }],
    ['keep state (if-bound)', { route, keep: 'keep state (if-bound)' }],
  ])('H32 %s: the state of em2 is not known on em1, whose rules decide before any reply-to', (_, options) => {
    const { back } = traced(published(options));
    expect(atGate(back, ...way)).toEqual(['pf-state em0', 'pf-block em1']);
  });
});

describe('H33 route-to of a rule for what goes out', () => {
  const out = (to: string) =>
    traced(`nat on em1 inet from any to any -> (em1)\npass in on em0\npass out on em1 ${to}\npass out on em2 no state`, 'tcp/80 server > 192.0.2.50');

  it('a later packet is translated on the interface that it leaves by, as the first was', () => {
    const { verdict, ack } = out('route-to (em2 198.51.100.1)');
    const steps = atGate(ack, ...way);
    expect([verdict, steps?.slice(1, 4), steps?.[4]?.replace(/:\d+$/, '')]).toEqual([
      'delivered',
      ['pf-state em1', 'pf-route em2', 'pf-state em2'],
      'pf-translated 203.0.113.2',
    ]);
  });

  it('without it, on em1', () => {
    const { verdict, ack } = out('');
    expect([verdict, atGate(ack, ...way)?.map((s) => s.replace(/:\d+$/, ''))]).toEqual([
      'delivered',
      ['pf-state em0', 'pf-state em1', 'pf-translated 203.0.113.2'],
    ]);
  });

  const sent = (policy: string, keep: string, em2: string) => {
    const rules = `${policy}pass in on em0\npass out on em1 route-to (em2 198.51.100.1) ${keep}\n${em2} out on em2`;
    const { out } = traced(rules, 'udp/53 server > 192.0.2.50');
    return [out.at.device, ...(atGate(out, ...way) ?? []).filter((s) => s.includes('em2'))];
  };

  // To FreeBSD 13 pf_route asks pf_test where the interface is another one; from 14 on, and in OpenBSD, of what comes in alone.
  it('the first packet meets PF once more on its new interface: its state is known there', () => {
    expect(sent('', 'keep state', 'block')).toEqual(['client', 'pf-route em2', 'pf-state em2']);
  });

  it.each([
    ['no state', '', 'no state'],
    ['keep state (if-bound)', '', 'keep state (if-bound)'],
    ['set state-policy if-bound', 'set state-policy if-bound\n', 'keep state'],
  ])('H32 %s: the rules of the new interface decide', (_, policy, keep) => {
    expect([sent(policy, keep, 'block'), sent(policy, keep, 'pass')]).toEqual([
      ['gate', 'pf-route em2', 'pf-block em2'],
      ['client', 'pf-route em2'],
    ]);
  });
});

it('H33 a packet that comes in by a state with a way is translated where it comes in (rdr and route-to of one rule)', () => {
  const { verdict, ack } = traced(published({ route: 'route-to (em0 10.0.0.20)' }).replace('pass out quick on em0', 'pass out'));
  expect([verdict, ack?.at.device, ack && formatIp(outer(ack.hops.at(-1)?.before ?? (undefined as never)).destination)]).toEqual([
    'delivered',
    'server',
    '10.0.0.20',
  ]);
});

describe('H33 rtable beside the ways of a rule', () => {
  /** em2 is of FIB 1, whose default is g2. */
  const IN_FIB = 'inet 198.51.100.2/24 fib 1"\nstatic_routes="other"\nroute_other="-net 0.0.0.0/0 198.51.100.1 -fib 1';
  const ways = (rule: string, em2 = IN_FIB) => {
    const { out } = traced(`pass in on em0 ${rule}\npass out`, 'udp/53 server > 192.0.2.50', em2);
    return [out.hops.map((h) => h.device).join(' '), out.reason.code];
  };

  it('a rule’s rtable is the FIB of the lookup, and route-to of the same rule goes before any FIB', () => {
    expect(ways('')).toEqual(['server gate g1 client', 'delivered']);
    expect(ways('rtable 1')).toEqual(['server gate g2 client', 'delivered']);
    expect(ways('route-to (em1 203.0.113.1) rtable 1')).toEqual(['server gate g1 client', 'delivered']);
  });

  it('H24 a FIB without a way has none, whatever the main table says', () => {
    expect(ways('rtable 1', 'inet 198.51.100.2/24 fib 1')).toEqual(['server gate', 'no-route']);
  });

  it('of match and of what decides the last rtable counts', () => {
    const twice = (rules: string) => {
      const { out } = traced(`${rules}\npass out`, 'udp/53 server > 192.0.2.50', IN_FIB);
      return out.hops[2]?.device;
    };
    expect([twice('match in on em0 rtable 1\npass in on em0'), twice('match in on em0 rtable 1\npass in on em0 rtable 0')]).toEqual(['g2', 'g1']);
  });
});
