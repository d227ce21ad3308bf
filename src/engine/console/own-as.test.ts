/** Claim OAS9 of article OAS: what three lines of FRR do, each with the lab that lacks it. */
import { describe, expect, it } from 'vitest';
import type { Router } from '../model/index.ts';
import { solve } from '../solve.ts';
import { runCommand } from './index.ts';

/** `us` 201379 — `peer` 34927 on one link, and, where there is a `hop` between them, by way of it. */
function lab(us: readonly string[], peer: readonly string[], far = false) {
  const on = (segment: string, address: string) => ({ segment, addresses: [address] });
  const frr = (asn: number, routerId: string, neighbor: string, as: number, own: string, lines: readonly string[], way?: string) => ({
    config: [
      ...(way === undefined ? [] : [way]),
      `router bgp ${asn}`,
      ` bgp router-id ${routerId}`,
      ' no bgp ebgp-requires-policy',
      ' no bgp network import-check',
      ...lines.filter((l) => l.startsWith('no bgp')).map((l) => ` ${l}`),
      ` neighbor ${neighbor} remote-as ${as}`,
      ...lines.filter((l) => l.startsWith('neighbor')).map((l) => ` ${l}`),
      ' address-family ipv6 unicast',
      `  network ${own}`,
      `  neighbor ${neighbor} activate`,
      ...lines.filter((l) => l.startsWith('family ')).map((l) => `  ${l.slice(7)}`),
      ' exit-address-family',
      'route-map NONE deny 10',
    ].join('\n'),
  });
  const [a, b] = far ? ['2001:db8:1::1', '2001:db8:2::2'] : ['2001:db8:1::1', '2001:db8:1::2'];
  const routers: Record<string, Router> = {
    us: {
      interfaces: { eth0: on('left', `${a}/64`) },
      frr: frr(201379, '192.0.2.1', b, 34927, '2a06:9801:1c::/48', us, far ? 'ipv6 route 2001:db8:2::/64 2001:db8:1::9' : undefined),
    },
    peer: {
      interfaces: { eth0: on(far ? 'right' : 'left', `${b}/64`) },
      frr: frr(34927, '192.0.2.2', a, 201379, '2001:db8:400::/48', peer, far ? 'ipv6 route 2001:db8:1::/64 2001:db8:2::9' : undefined),
    },
    ...(far && { hop: { interfaces: { eth0: on('left', '2001:db8:1::9/64'), eth1: on('right', '2001:db8:2::9/64') }, frr: { config: '' } } }),
  };
  const solution = solve({ segments: { left: {}, right: {} }, routers });
  const session = solution.controlPlane.speakers.get('us')?.sessions[0];
  return { state: session?.state, why: session?.reason?.code, negotiated: session?.negotiated, say: (line: string) => runCommand(solution, 'us', line).text };
}

describe('OAS9 ttl-security hops 1', () => {
  const us = ['neighbor 2001:db8:1::2 ttl-security hops 1'];
  const peer = ['neighbor 2001:db8:1::1 ttl-security hops 1'];

  it('a neighbor on the link is let in, for both send with TTL 255', () => expect(lab(us, peer).state).toBe('Established'));

  it('one that does not send with TTL 255 is not', () => expect([lab(us, []).state, lab(us, []).why]).toEqual(['Active', 'session-ttl-security']));

  it('nor is one behind a router, which ebgp-multihop lets in', () => {
    const secured = lab(['neighbor 2001:db8:2::2 ttl-security hops 1'], peer, true);
    expect([secured.state === 'Established', secured.why]).toEqual([false, 'session-ttl-security']);
    expect(lab(['neighbor 2001:db8:2::2 ttl-security hops 2'], ['neighbor 2001:db8:1::1 ttl-security hops 2'], true).state).toBe('Established');
    expect(lab(['neighbor 2001:db8:2::2 ebgp-multihop 2'], ['neighbor 2001:db8:1::1 ebgp-multihop 2'], true).state).toBe('Established');
  });
});

describe('OAS9 soft-reconfiguration inbound', () => {
  const refusing = 'family neighbor 2001:db8:1::2 route-map NONE in';
  const received = 'show bgp ipv6 unicast neighbors 2001:db8:1::2 received-routes';

  it('what was refused is kept and can be looked at', () => {
    const { say } = lab([refusing, 'family neighbor 2001:db8:1::2 soft-reconfiguration inbound'], []);
    expect(say(received)).toContain('2001:db8:400::/48');
    expect(say('show bgp ipv6 unicast')).not.toContain('2001:db8:400::/48');
  });

  it('without it nobody knows any more', () => {
    const text = lab([refusing], []).say(received);
    expect(text).toContain('Inbound soft reconfiguration not enabled');
    expect(text).not.toContain('2001:db8:400::/48');
  });
});

describe('OAS9 no bgp default ipv4-unicast', () => {
  it('IPv4 has to be activated, so no neighbor has it', () => {
    const { negotiated, say } = lab(['no bgp default ipv4-unicast'], []);
    expect([negotiated, say('show bgp ipv4 unicast summary').trim()]).toEqual([['ipv6'], '% No BGP neighbors found in VRF default']);
  });

  it('without it both families are carried, if the other end has them too', () => {
    const { negotiated, say } = lab([], []);
    expect([negotiated, say('show bgp ipv4 unicast summary').includes('2001:db8:1::2')]).toEqual([['ipv4', 'ipv6'], true]);
    expect(lab([], ['no bgp default ipv4-unicast']).negotiated).toEqual(['ipv6']);
  });
});
