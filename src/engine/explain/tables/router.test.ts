/** A machine's tables beside its main one: of VRFs by name, of rules and FIBs by number (H1, H11, H24). */
import { describe, expect, it } from 'vitest';
import { linuxLine } from '../../data-plane/test-hosts.ts';
import { oas } from '../../data-plane/test-oas.ts';
import { tenants } from '../../data-plane/test-vrf.ts';
import { routesTable, tablesOf } from './index.ts';

const tables = (solution: ReturnType<typeof tenants>, device: string) => tablesOf(solution, device).find((t) => t.kind === 'rib')?.tables;
const rows = (solution: ReturnType<typeof tenants>, device: string, of?: string) =>
  routesTable(solution, device, 'rib', of).rows.map(({ cells }) => `${cells['prefix']} ${cells['nextHop']} ${cells['interface']}`);

describe('side tables', () => {
  it('H11 each VRF has its own, with the networks of its members; the main one has neither', () => {
    const lab = tenants();
    expect([tables(lab, 'r'), tables(lab, 'blue-pc')]).toEqual([['vrf-blue', 'vrf-red'], undefined]);
    expect(rows(lab, 'r', 'vrf-blue')).toEqual([
      '0.0.0.0/0 reject ',
      '10.0.0.0/24 connected eth1',
      '10.9.0.0/24 connected eth3',
      '2001:db8::/64 connected eth1',
      '2001:db8:9::/64 connected eth3',
    ]);
    expect(rows(lab, 'r', 'vrf-red')).toContain('10.9.0.0/24 connected eth4');
    expect(rows(lab, 'r')).toEqual([]);
    expect([routesTable(lab, 'r', 'rib', 'vrf-red').peer, routesTable(lab, 'r', 'rib', 'green').empty?.code]).toEqual(['vrf-red', 'no-rib']);
    expect(routesTable(lab, 'r', 'rib').empty?.code).toBe('rib-empty');
  });

  it('H1, H24 a table of rules, a FIB', () => {
    const lab = linuxLine({ r1: 'ip rule add from 10.1.1.0/24 lookup 100\nip route add default via 10.2.1.2 table 100' });
    expect([tables(lab, 'r1'), rows(lab, 'r1', '100')]).toEqual([['100'], ['0.0.0.0/0 10.2.1.2 b']]);
    expect(tables(oas(), 'vps01')).toEqual(['1']);
  });
});
