/** PF in a packet's way, beyond what article OAS uses: translation both ways, tags (H30–H33). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import type { Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const on = (segment: string, address: string) => ({ segment, addresses: [address] });

/** inner 10.0.0.10 (TCP 80, 443) — gate (FreeBSD, em1 10.0.0.1, em0 192.0.2.1 and .20) — outer 192.0.2.9, which knows 192.0.2.0/24 alone. */
function gated(pf: string) {
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
        config:
          'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_alias0="inet 192.0.2.20/32"\nifconfig_em1="inet 10.0.0.1/24"\ngateway_enable="YES"\npf_enable="YES"',
      },
      pf: { config: pf },
    },
    outer: { interfaces: { eth0: on('out', '192.0.2.9/24') }, listen: [{ protocol: 'tcp', port: 443 }] },
  };
  const lab: Lab = { segments: { in: {}, out: {} }, hosts };
  const solution = solve(lab);
  expect(solution.diagnostics).toEqual([]);
  return (flow: string) => traceFlow(solution, flowOf(flow), { branches: false });
}

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
});

describe('tags', () => {
  const tagged = (port: number) => `block all\npass in on em1 proto tcp to port ${port} tag WEB\npass out on em0 tagged WEB`;

  it('what was tagged on its way in is known on its way out', () => expect(gated(tagged(443))('tcp/443 inner > outer').out.ending).toBe('delivered'));

  it('what was not is not', () => {
    const { out } = gated(`${tagged(80)}\npass in on em1`)('tcp/443 inner > outer');
    expect([out.at.device, out.reason.code]).toEqual(['gate', 'pf-block']);
  });
});
