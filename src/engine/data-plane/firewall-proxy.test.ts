/** Azure Firewall's application rules as a proxy: two connections, one request read between them (A153, A155, A166). */
import { describe, expect, it } from 'vitest';
import type { FirewallRules } from '../azure/index.ts';
import { formatIp, prefix } from '../ip/index.ts';
import { tupleOf } from './packet.ts';
import { flowOf, hub, hubWithZone, trace, way } from './test-labs.ts';
import { ALLOW_ALL, NO_RULES } from './test-network.ts';
import { traceFlow } from './trace.ts';
import { traceRoute } from './traceroute.ts';
import type { Leg, Packet, Trace } from './types.ts';

const ANY = [{ kind: 'any' as const }];
type Protocols = FirewallRules['application'][number]['rules'][number]['protocols'];
const allow = (
  targetFqdns: readonly string[],
  protocols: Protocols = [{ type: 'Https', port: 443 }],
  sources: FirewallRules['network'][number]['rules'][number]['sources'] = ANY,
): FirewallRules => ({
  ...NO_RULES,
  application: [{ name: 'web', priority: 100, action: 'Allow', rules: [{ name: 'r', sources, targetFqdns, protocols }] }],
});
const WEB = allow(['*.example.com']);
const HTTPS = 'tcp/443 pc > www.example.com';
const HTTP = 'tcp/80 pc > www.example.com';

const first = (leg: Leg | undefined): Packet => leg?.hops[0]?.before as Packet;
const ends = (leg: Leg | undefined) => {
  const t = tupleOf(first(leg));
  return `${formatIp(t.source)}:${t.sourcePort} > ${formatIp(t.destination)}:${t.destinationPort}`;
};
const flags = (leg: Leg | undefined) =>
  first(leg)
    .headers.flatMap((h) => (h.kind === 'tcp' ? h.flags : []))
    .join(' ');
const said = (t: Trace) => `${t.verdict} ${t.summary.code}`;

describe('A166 two connections', () => {
  const t = trace(hub({ rules: WEB }), HTTPS);
  const { origin, request, answer } = t.intercepted ?? {};

  it('the client’s handshake ends at the firewall, which answers as the server', () => {
    expect([t.out.at.device, ends(t.back), flags(t.back), t.ack?.at.device]).toEqual(['azfw', '192.0.2.80:443 > 10.20.10.50:49152', 'SYN ACK', 'azfw']);
    expect(t.out.hops.at(-1)?.steps[0]?.reason.code).toBe('firewall-proxy-accepts');
  });

  it('the name stands in the request and nowhere before it', () => {
    expect([first(t.out).host, first(t.ack).host, first(request).host, t.intercepted?.host]).toEqual([
      undefined,
      undefined,
      'www.example.com',
      'www.example.com',
    ]);
  });

  it('A155 its own handshake is from the firewall’s address, and the server sees that', () => {
    expect([ends(origin?.out), flags(origin?.out), ends(origin?.back), origin?.ack?.ending]).toEqual([
      '198.51.100.10:49152 > 192.0.2.80:443',
      'SYN',
      '192.0.2.80:443 > 198.51.100.10:49152',
      'delivered',
    ]);
    expect([said(t), t.seenFrom && formatIp(t.seenFrom), answer?.at.device]).toEqual(['delivered delivered-both-ways', '198.51.100.10', 'pc']);
  });

  it('H3 each has a TTL of its own', () => {
    expect([first(t.back), first(origin?.out)].map((p) => p.headers[0])).toMatchObject([{ ttl: 64 }, { ttl: 64 }]);
    expect(origin?.out.hops.at(-1)?.before.headers[0]).toMatchObject({ ttl: 64 });
  });

  it('both stand in one row of its table; the client’s rows and its own are kept apart', () => {
    expect(t.states.filter((s) => s.kind === 'proxy').map((s) => [formatIp(s.client.source), formatIp(s.server.source), s.rule, s.answered])).toEqual([
      ['10.20.10.50', '198.51.100.10', 'web/r', true],
    ]);
    expect(origin?.states.some((s) => s.kind === 'proxy')).toBe(false);
  });

  it('H42 data passes over both, each with its own segments', () => {
    const sent = trace(hub({ rules: WEB }), HTTPS, { bytes: 5000 });
    expect([sent.transfer?.up?.leg.at.device, sent.transfer?.down?.leg.at.device]).toEqual(['azfw', 'pc']);
    expect([sent.intercepted?.origin?.transfer?.up?.leg.at.device, sent.intercepted?.origin?.transfer?.down?.leg.at.device]).toEqual(['internet', 'azfw']);
  });

  it('RFT7 its own connection may go round in a loop of its own', () => {
    const round = trace(hub({ rules: WEB, udr: false }), HTTPS);
    expect([said(round), round.ack?.ending, way(round.intercepted?.origin?.out)]).toEqual([
      'looped loop',
      'delivered',
      expect.stringMatching(/^azfw#\d( azfw#\d){60,}$/),
    ]);
  });
});

describe('what is denied', () => {
  it('A153 TLS: connected, then reset', () => {
    const t = trace(hub({ rules: allow(['other.example']) }), HTTPS);
    expect([said(t), t.ack?.ending, flags(t.intercepted?.answer), t.intercepted?.code, t.intercepted?.origin]).toEqual([
      'refused firewall-default-deny',
      'delivered',
      'RST ACK',
      undefined,
      undefined,
    ]);
    expect(t.notes?.map((n) => n.code)).toEqual(['firewall-proxy-answers']);
  });

  it('A153 HTTP: connected, then a page with 470', () => {
    const t = trace(hub({ rules: WEB }), HTTP);
    expect([said(t), flags(t.intercepted?.answer), t.intercepted?.code]).toEqual(['refused firewall-default-deny', 'PSH ACK', 470]);
  });

  it('A151 a port that no application rule serves is dropped at once: no handshake', () => {
    const t = trace(hub({ rules: WEB }), 'tcp/22 pc > www.example.com');
    expect([said(t), t.back, t.intercepted]).toEqual(['dropped firewall-default-deny', undefined, undefined]);
  });

  it('A153 an address has no server name: TLS is denied whatever the rule, HTTP is asked for the address', () => {
    expect(said(trace(hub({ rules: allow(['*']) }), 'tcp/443 pc > 192.0.2.80'))).toBe('refused firewall-no-server-name');
    expect(said(trace(hub({ rules: allow(['*'], [{ type: 'Http', port: 80 }]) }), 'tcp/80 pc > 192.0.2.80'))).toBe('delivered delivered-both-ways');
    expect(said(trace(hub({ rules: allow(['*.example.com'], [{ type: 'Http', port: 80 }]) }), 'tcp/80 pc > 192.0.2.80'))).toBe('refused firewall-default-deny');
  });

  it('A152 who asks is judged when the request is read', () => {
    const others = allow(['*'], undefined, [{ kind: 'prefix', prefix: prefix('10.9.0.0/16') }]);
    expect(said(trace(hub({ rules: others }), HTTPS))).toBe('refused firewall-default-deny');
  });

  it('A151 threat intelligence is asked with the request, when the allow list can spare a name', () => {
    const listed = (more: object) => ({ mode: 'Deny' as const, addresses: [], names: [], allowedAddresses: [], allowedNames: [], ...more });
    const asked = (more: object) => trace(hub({ rules: { ...WEB, threats: listed(more) } }), HTTPS);
    const addresses = [{ kind: 'prefix' as const, prefix: prefix('192.0.2.80/32') }];
    expect([{ names: ['www.example.com'] }, { addresses }, { addresses, allowedNames: ['WWW.example.com'] }].map((x) => said(asked(x)))).toEqual([
      'refused firewall-threat-deny',
      'refused firewall-threat-deny',
      'delivered delivered-both-ways',
    ]);
    const ssh = { ...ALLOW_ALL, threats: listed({ addresses, allowedNames: ['www.example.com'] }) };
    expect(said(trace(hub({ rules: ssh }), 'tcp/22 pc > www.example.com'))).toBe('dropped firewall-threat-deny');
  });

  it('A156 nobody is served at its public address without a DNAT rule', () =>
    expect(said(trace(hub({ rules: WEB }), 'tcp/443 web > azfw'))).toBe('dropped firewall-no-dnat-rule'));
});

describe('where it leads', () => {
  it('A153 the firewall resolves the name itself: the client’s address does not matter', () => {
    const t = traceFlow(hubWithZone(WEB, '10.0.1.6'), flowOf(HTTPS));
    expect([ends(t.out), t.intercepted?.origin?.out.at.device]).toEqual(['10.20.10.50:49152 > 192.0.2.80:443', 'vm']);
    expect(t.intercepted?.request.hops.at(-1)?.steps.map((s) => s.reason.code)).toContain('firewall-resolves-itself');
  });

  it('A37 a name that it cannot resolve leads nowhere', () =>
    expect(said(traceFlow(hubWithZone(WEB), flowOf(HTTPS)))).toBe('refused firewall-name-not-resolved'));

  it('A166 the client is connected though the server refuses', () => {
    const t = trace(hub({ rules: allow(['*'], [{ type: 'Http', port: 8080 }]) }), 'tcp/8080 pc > www.example.com');
    expect([said(t), t.ack?.ending, t.intercepted?.origin?.verdict, flags(t.intercepted?.answer)]).toEqual([
      'refused port-closed',
      'delivered',
      'refused',
      'RST ACK',
    ]);
  });

  it('A151 a network rule before it makes no proxy of it: the handshake is the server’s', () => {
    const t = trace(hub({ rules: { ...WEB, network: ALLOW_ALL.network } }), HTTPS);
    expect([t.out.at.device, t.intercepted]).toEqual(['internet', undefined]);
  });

  it('A166 nor is the connection one-way where the server’s answer is lost: the firewall waits for it in the client’s place', () => {
    const rules = allow(['*'], [{ type: 'Http', port: 22 }]);
    const gatewayUser = ['10.0.1.0/24 VirtualAppliance 10.0.3.4'];
    const t = trace(hub({ rules, gatewayUser, vmUser: ['10.0.3.0/24 None'] }), 'tcp/22 pc > vm');
    expect([t.verdict, t.ack?.ending, t.intercepted?.origin?.verdict]).toEqual(['dropped', 'delivered', 'one-way']);
  });

  it('H51 the firewall’s own answers need no way back through it: an asymmetric route to the server does no harm', () => {
    const rules = allow(['*'], [{ type: 'Http', port: 22 }]);
    expect(said(trace(hub({ rules, gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/22 pc > vm'))).toBe('delivered delivered-both-ways');
  });

  it('A238 a traceroute by TCP ends at the firewall, under the server’s address', () => {
    const { hops, reached } = traceRoute(hub({ rules: WEB }).build(), flowOf(HTTPS), { probes: 1 });
    expect([reached, hops.at(-1)?.map((p) => p.from && formatIp(p.from))]).toEqual([true, ['192.0.2.80']]);
    expect(hops.length).toBeLessThan(traceRoute(hub().build(), flowOf(HTTPS), { probes: 1 }).hops.length + 1);
  });
});

it('A166, H53 what is said of its own connection is said to the firewall, not to the client', () => {
  const t = traceFlow(hubWithZone(WEB, '10.20.10.99'), flowOf(HTTPS), { branches: false });
  const error = t.intercepted?.origin?.out.error;
  expect([error?.type, error?.leg.ending, error?.leg.at.device]).toEqual(['host-unreachable', 'delivered', 'azfw']);
});
