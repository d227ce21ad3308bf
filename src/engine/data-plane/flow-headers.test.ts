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

  it('RFC 792: an echo is answered with its identifier, sequence number and DSCP; TCP’s answers carry no DSCP (tcp_reflect_tos)', () => {
    const headers = { dscp: 46, icmpId: 7, icmpSequence: 3 };
    const echo = traceFlow(solution, { from: 'pc-onprem', to: 'vm-branch', protocol: 'icmp', ...headers });
    expect(echo.out.hops[0]?.before.headers).toMatchObject([{ dscp: 46 }, { type: 'echo-request', id: 7, sequence: 3 }]);
    expect(echo.back?.hops[0]?.before.headers).toMatchObject([{ dscp: 46 }, { type: 'echo-reply', id: 7, sequence: 3 }]);
    const opened = traceFlow(solution, { ...ssh, dscp: 46 });
    expect([opened.out, opened.back, opened.ack].map((leg) => leg?.hops[0]?.before.headers[0])).toMatchObject([{ dscp: 46 }, {}, { dscp: 46 }]);
    expect(opened.back?.hops[0]?.before.headers[0]).not.toHaveProperty('dscp');
    expect(first(ssh)?.[0]).not.toHaveProperty('dscp');
  });

  it('RFC 4301 §5.1.2.1: IPsec copies the DSCP to the outer header; without one it has none', () => {
    const wrapped = (flow: FlowSpec) =>
      traceFlow(solution, flow).out.hops.flatMap((h) => (h.after?.headers.some((x) => x.kind === 'esp') ? [h.after.headers[0]] : []));
    expect(wrapped({ ...ssh, dscp: 46 })).toMatchObject([{ dscp: 46, protocol: 'esp' }]);
    expect(wrapped(ssh)[0]).not.toHaveProperty('dscp');
  });

  it('H63: a proxy’s own connection has its own headers', () => {
    const p2s = solveStep(openStory('p2s-proxy').scenario, 'through-the-proxy');
    const browse: FlowSpec = { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', sourcePort: 4000 };
    const { out, proxied } = traceFlow(p2s, browse);
    expect([out.hops[0]?.before.headers[1], proxied?.origin?.out.hops[0]?.before.headers[1]]).toMatchObject([{ sourcePort: 4000 }, { sourcePort: 49152 }]);
  });
});
