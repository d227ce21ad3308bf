import { describe, expect, it } from 'vitest';
import type { Lab, Router } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { routesTable, tablesOf } from './index.ts';

const member = (asn: number, at: string, neighbors: readonly string[]): Router => ({
  interfaces: Object.fromEntries(at.split(' ').map((address, i) => [`eth${i}`, { addresses: [address], segment: address.split('::')[0] as string }])),
  frr: {
    config: [
      `router bgp ${asn}`,
      ` bgp router-id 192.0.2.${asn % 100}`,
      ' no bgp ebgp-requires-policy',
      ' no bgp default ipv4-unicast',
      ...neighbors.map((n) => ` neighbor ${n.split(' ')[0]} remote-as ${n.split(' ')[1]}`),
      ' address-family ipv6 unicast',
      ...neighbors.flatMap((n) => [
        `  neighbor ${n.split(' ')[0]} activate`,
        ...(asn > 64500 && asn < 64510 ? [] : [`  neighbor ${n.split(' ')[0]} prefix-list OWN out`]),
      ]),
      ...(asn === 64510 ? ['  network 2001:db8:aaaa::/48'] : []),
      ' exit-address-family',
      'exit',
      'ipv6 route 2001:db8:aaaa::/48 blackhole',
      'ipv6 prefix-list OWN permit 2001:db8:aaaa::/48',
    ].join('\n'),
  },
});

/** One AS with two providers, both of them members of the zone. */
function lab(settings: readonly [number, number] = [1, 1], prefixes = 200): Lab {
  const [a, b] = settings;
  return {
    segments: { '2001:db8:1': {}, '2001:db8:2': {} },
    routers: {
      a: { ...member(64501, '2001:db8:1::1/64', ['2001:db8:1::2 64510']), defaultFreeZone: { seed: a, prefixes } },
      b: { ...member(64502, '2001:db8:2::1/64', ['2001:db8:2::2 64510']), defaultFreeZone: { seed: b, prefixes } },
      own: member(64510, '2001:db8:1::2/64 2001:db8:2::2/64', ['2001:db8:1::1 64501', '2001:db8:2::1 64502']),
    },
  };
}

describe('the default-free zone in a lab', () => {
  const solution = solve(lab());
  const rows = routesTable(solution, 'a', 'looking-glass').rows;

  it('gives its members’ customers the table, with paths that begin with the member', () => {
    const table = routesTable(solution, 'own', 'bgp').rows.map((r) => String(r.cells['path']));
    expect(table.filter((path) => path.startsWith('64501 ')).length).toBe(200);
    expect(table.filter((path) => path.startsWith('64502 ')).length).toBe(200);
  });

  it('shows every network of it the lab’s own route, with the path down to the origin', () => {
    expect(rows.length).toBeGreaterThan(40);
    for (const { cells } of rows) {
      expect(cells['prefix']).toBe('2001:db8:aaaa::/48');
      expect(String(cells['path'])).toMatch(/64510$/);
    }
    expect(new Set(rows.map((r) => r.cells['upstream']))).toEqual(new Set([64510]));
  });

  it('members alone have a looking glass', () => {
    const kinds = (device: string) => tablesOf(solution, device).map((t) => t.kind);
    expect(kinds('a')).toContain('looking-glass');
    expect(kinds('own')).not.toContain('looking-glass');
  });

  it('nobody sees a route that is not announced, and the table says so', () => {
    const silent = lab();
    const config = silent.routers?.['own']?.frr.config.replace('network 2001:db8:aaaa::/48', '') ?? '';
    const table = routesTable(
      solve({ ...silent, routers: { ...silent.routers, own: { ...(silent.routers?.['own'] as Router), frr: { config } } } }),
      'a',
      'looking-glass',
    );
    expect([table.rows, table.empty?.code]).toEqual([[], 'dfz-nothing-heard']);
  });

  it('two seeds in one lab are told, and the first counts', () => {
    expect(solve(lab([1, 2])).diagnostics.map((d) => d.code)).toContain('dfz-settings-differ');
    expect(solution.diagnostics.map((d) => d.code)).not.toContain('dfz-settings-differ');
  });
});
