/** What a flow says of its own packets: source port, TTL, DF, bytes. */
import { describe, expect, it } from 'vitest';
import { openStory } from '../../../scenarios/stories.ts';
import { type FlowSpec, solveStep, traceFlow } from '../index.ts';

const solution = solveStep(openStory('branch-to-branch-firewall').scenario, 'plain');
const ssh: FlowSpec = { from: 'pc-onprem', to: 'vm-branch', protocol: 'tcp', port: 22 };
const first = (flow: FlowSpec) => traceFlow(solution, flow).out.hops[0]?.before.headers;

describe('the headers of a flow', () => {
  it('source port, TTL and DF are as the flow says, else as a Linux host sends (H9)', () => {
    expect(first(ssh)).toMatchObject([
      { ttl: 64, dontFragment: true },
      { sourcePort: 49152, destinationPort: 22 },
    ]);
    expect(first({ ...ssh, sourcePort: 1234, ttl: 9, dontFragment: false })).toMatchObject([
      { ttl: 9, dontFragment: false },
      { sourcePort: 1234, destinationPort: 22 },
    ]);
  });

  it('H3: a flow whose TTL does not suffice ends where it is used up; with one more it gets further', () => {
    const short = traceFlow(solution, { ...ssh, ttl: 1 });
    const longer = traceFlow(solution, { ...ssh, ttl: 2 });
    expect([short.out.ending, short.out.at.device]).toEqual(['ttl-exceeded', 'er']);
    expect(longer.out.hops.length).toBeGreaterThan(short.out.hops.length);
  });

  it('H9: a large ping with DF is refused by the tunnel, without DF it is fragmented', () => {
    const ping: FlowSpec = { from: 'pc-onprem', to: 'vm-branch', protocol: 'icmp', bytes: 1470 };
    expect(traceFlow(solution, { ...ping, dontFragment: true }).out.reason.code).toBe('mtu-exceeded');
    expect(traceFlow(solution, ping).verdict).toBe('delivered');
  });

  it('H63: a proxy’s own connection has its own headers', () => {
    const p2s = solveStep(openStory('p2s-proxy').scenario, 'through-the-proxy');
    const browse: FlowSpec = { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', sourcePort: 4000 };
    const { out, proxied } = traceFlow(p2s, browse);
    expect([out.hops[0]?.before.headers[1], proxied?.origin?.out.hops[0]?.before.headers[1]]).toMatchObject([{ sourcePort: 4000 }, { sourcePort: 49152 }]);
  });
});
