/** Lines that no step of a route names: what would be without them, or that nothing would be otherwise. */
import { describe, expect, it } from 'vitest';
import type { Lab, Router } from './model/index.ts';
import { solve } from './solve.ts';
import { lineTouches, type LineTouches } from './without-line.ts';

/** a (AS 65001) — b (AS 65002), and c behind b: all that b has of c's 10.3.0.0/24 hangs on lines that are no policy. */
function lab(lines: { readonly a?: readonly string[]; readonly b?: readonly string[]; readonly c?: readonly string[] }, top: readonly string[] = []): Lab {
  const router = (interfaces: Readonly<Record<string, readonly [segment: string, address: string]>>, rows: readonly string[]): Router => ({
    interfaces: Object.fromEntries(Object.entries(interfaces).map(([name, [segment, address]]) => [name, { segment, addresses: [address] }])),
    frr: { config: rows.join('\n') },
  });
  return {
    routers: {
      a: router({ eth0: ['ab', '192.0.2.1/24'] }, [
        'router bgp 65001',
        ' bgp router-id 10.0.0.1',
        ' no bgp ebgp-requires-policy',
        ' neighbor 192.0.2.2 remote-as 65002',
        ...(lines.a ?? []),
      ]),
      b: router({ eth0: ['ab', '192.0.2.2/24'], eth1: ['bc', '198.51.100.1/24'] }, [
        ...top,
        'router bgp 65002',
        ' bgp router-id 10.0.0.2',
        ' no bgp ebgp-requires-policy',
        ' neighbor 192.0.2.1 remote-as 65001',
        ...(lines.b ?? []),
      ]),
      c: router({ eth0: ['bc', '198.51.100.2/24'], lo: ['l', '10.3.0.1/24'] }, [
        'ip route 192.0.2.0/24 198.51.100.1',
        'router bgp 65003',
        ' bgp router-id 10.0.0.3',
        ' no bgp ebgp-requires-policy',
        ' network 10.3.0.0/24',
        ...(lines.c ?? []),
      ]),
    },
  };
}

function hovered(of: Lab, device: string, line: string, options: { readonly large?: boolean } = {}): LineTouches {
  const at = (of.routers?.[device]?.frr.config ?? '').split('\n').indexOf(line) + 1;
  expect(at).toBeGreaterThan(0);
  return lineTouches(solve(of), device, at, options);
}

const said = ({ touches }: LineTouches) => touches.map((t) => `${t.prefix} ${t.use} ${t.effect}`);

/** a and c, two hops apart, with a session between them. */
const FAR = {
  a: [' neighbor 198.51.100.2 remote-as 65003', ' neighbor 198.51.100.2 ebgp-multihop 2'],
  c: [' neighbor 192.0.2.1 remote-as 65001', ' neighbor 192.0.2.1 ebgp-multihop 2'],
};

describe('what would be without a line', () => {
  it('F30: ip nht resolve-via-default: a route whose next hop the default leads to', () => {
    const of = lab({ ...FAR, a: [...FAR.a, 'ip nht resolve-via-default', 'ip route 0.0.0.0/0 192.0.2.2'] });
    const found = hovered(of, 'a', 'ip nht resolve-via-default');
    expect(said(found)).toEqual(['10.3.0.0/24 decision permits']);
    // c calls, and a takes its call.
    expect(found.without).toBeUndefined();
  });

  it('F30: where nothing goes by a default, every route and session would be as it is', () => {
    const of = lab({ a: ['ip nht resolve-via-default'] });
    expect(hovered(of, 'a', 'ip nht resolve-via-default')).toEqual({ touches: [], total: 0, without: { kind: 'same' } });
  });

  it('an address: what stands on it', () => {
    const of = lab({ b: [' neighbor 198.51.100.2 remote-as 65003', 'interface lo', ' ip address 10.2.0.1/24'], c: [' neighbor 198.51.100.1 remote-as 65002'] });
    const found = hovered(of, 'b', ' ip address 10.2.0.1/24');
    expect(found.without).toEqual({ kind: 'otherwise', sessions: [], elsewhere: [] });
    expect(said(found)).toContain('10.2.0.0/24 rib hangs');
  });

  it('a line whose session would be down without it says so beside its routes', () => {
    expect(hovered(lab(FAR), 'a', ' neighbor 198.51.100.2 ebgp-multihop 2').without).toEqual({ kind: 'same' });
    const reached = lab({ ...FAR, a: [...FAR.a, 'ip route 198.51.100.0/24 192.0.2.2'] });
    expect(hovered(reached, 'a', ' neighbor 198.51.100.2 ebgp-multihop 2')).toMatchObject({
      touches: [
        { prefix: '10.3.0.0/24', use: 'in', effect: 'names' },
        { prefix: '10.3.0.0/24', use: 'out', effect: 'names' },
      ],
      without: { kind: 'otherwise', sessions: [{ peer: '198.51.100.2', up: false }], elsewhere: [] },
    });
  });

  it('a shutdown: a session that would be up, and what it would bring', () => {
    const of = lab({ b: [' neighbor 198.51.100.2 remote-as 65003', ' neighbor 198.51.100.2 shutdown'], c: [' neighbor 198.51.100.1 remote-as 65002'] });
    const found = hovered(of, 'b', ' neighbor 198.51.100.2 shutdown');
    expect(found.without).toEqual({ kind: 'otherwise', sessions: [{ peer: '198.51.100.2', up: true }], elsewhere: ['a'] });
    expect(said(found)).toEqual(['10.3.0.0/24 bgp hangs', '10.3.0.0/24 rib hangs']);
  });

  it('a line that a step names is not asked what would be without it', () => {
    expect(hovered(lab({ c: [' neighbor 198.51.100.1 remote-as 65002'] }), 'c', ' network 10.3.0.0/24').without).toBeUndefined();
  });

  it('timers and descriptions touch nothing, nor does a comment, nor what FRR refuses; of what is not modelled nothing is said', () => {
    const of = lab({ b: [' bgp graceful-restart', ' bgp gracefull-restart', ' neighbor 192.0.2.1 description words', ' ! words', 'rpki'] });
    const kind = (line: string) => hovered(of, 'b', line).without?.kind;
    expect(kind(' neighbor 192.0.2.1 description words')).toBe('same');
    expect(kind(' bgp gracefull-restart')).toBe('refused');
    expect(kind(' ! words')).toBe('no-line');
    expect(kind('rpki')).toBe('not-modelled');
  });

  it('a line of a running network is gone from all that it has run through', () => {
    const shut = ' neighbor 192.0.2.1 shutdown';
    const before = lab({ b: [shut] });
    const now = lab({ b: [shut, ' ! later'] });
    const line = (now.routers?.['b']?.frr.config ?? '').split('\n').indexOf(shut) + 1;
    const found = lineTouches(solve(now, { history: [before] }), 'b', line, { history: [before] });
    expect(found.without).toMatchObject({ kind: 'otherwise', sessions: [{ peer: '192.0.2.1', up: true }] });
  });
});
