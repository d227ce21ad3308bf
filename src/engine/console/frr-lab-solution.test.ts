/** What is said of an FRR lab as a whole: that it never settles, or has another outcome. */
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../compile/frr-lab.ts';
import { runFrrLab } from './frr-lab-result.ts';
import { solveFrrLab } from './frr-lab-solution.ts';

/** Routers round an origin (AS 65000), each of which prefers the way over the next while that one goes straight to the origin. */
function ring(size: number): FrrLab {
  const names = Array.from({ length: size }, (_, i) => `r${i}`);
  const members = names.map((name, i) => {
    const [next, before] = [(i + 1) % size, (i + size - 1) % size];
    const frr = [
      `bgp as-path access-list STRAIGHT permit ^${65001 + next} 65000$`,
      'route-map FROM-NEXT permit 10',
      ' match as-path STRAIGHT',
      ' set local-preference 200',
      'route-map FROM-NEXT permit 20',
      ' set local-preference 50',
      `router bgp ${65001 + i}`,
      ' no bgp ebgp-requires-policy',
      ` neighbor 172.16.${i}.1 remote-as 65000`,
      ` neighbor 10.0.${i}.2 remote-as ${65001 + next}`,
      ` neighbor 10.0.${i}.2 route-map FROM-NEXT in`,
      ` neighbor 10.0.${before}.1 remote-as ${65001 + before}`,
    ];
    const interfaces = {
      eth0: { segment: `o${i}`, addresses: [`172.16.${i}.2/24`] },
      eth1: { segment: `w${i}`, addresses: [`10.0.${i}.1/24`] },
      eth2: { segment: `w${before}`, addresses: [`10.0.${before}.2/24`] },
    };
    return [name, { interfaces, frr: frr.join('\n') }] as const;
  });
  const origin = {
    interfaces: Object.fromEntries(names.map((_, i) => [`eth${i}`, { segment: `o${i}`, addresses: [`172.16.${i}.1/24`] }])),
    frr: [
      'router bgp 65000',
      ' no bgp ebgp-requires-policy',
      ' no bgp network import-check',
      ...names.map((_, i) => ` neighbor 172.16.${i}.2 remote-as ${65001 + i}`),
      ' network 192.0.2.0/24',
    ].join('\n'),
  };
  return { routers: { o: origin, ...Object.fromEntries(members) } };
}

describe('what is found of an FRR lab', () => {
  it('F169: a bad gadget (RFC 4264) is named among its diagnostics, and in its result beside `settled`', () => {
    const [finding] = solveFrrLab(ring(3)).diagnostics.filter((d) => d.code.startsWith('routing-'));
    expect(finding).toMatchObject({ code: 'routing-oscillates', args: { prefix: '192.0.2.0/24', speakers: 'r0, r1, r2' } });
    expect(runFrrLab(ring(3))).toMatchObject({ settled: false, oscillations: [{ prefix: '192.0.2.0/24', speakers: ['r0', 'r1', 'r2'], followers: [] }] });
  });

  it('RFC 4264 §3: one with two states of rest says so, in whichever it is', () => {
    const [finding, ...others] = solveFrrLab(ring(4)).diagnostics.filter((d) => d.code.startsWith('routing-'));
    expect(finding).toMatchObject({ code: 'routing-depends-on-history', args: { prefix: '192.0.2.0/24' } });
    expect(others).toEqual([]);
    expect(runFrrLab(ring(4))).not.toHaveProperty('oscillations');
  });
});
