import { expect, it } from 'vitest';
import { tenants } from '../data-plane/test-vrf.ts';
import { wordDiagnostic } from '../explain/index.ts';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { compileFrrLab } from './frr-lab.ts';

const { lab } = tenants([]);

/** What the router `r`, which has `lo` and `eth1`, is told. */
function told(...lines: readonly string[]) {
  const { r, ...hosts } = lab.hosts as NonNullable<Lab['hosts']>;
  const { os: _, gateway: __, listen: ___, vpnClient: ____, ...machine } = r as NonNullable<typeof r>;
  const config = ['router bgp 65001', ' neighbor G peer-group', ' neighbor 192.0.2.2 remote-as 65002', ...lines].join('\n');
  const { network } = solve({ ...lab, hosts, routers: { r: { ...machine, frr: { config } } } });
  return network.diagnostics.filter((d) => d.code === 'frr-update-source-not-there');
}

it('F157 update-source of an interface that is not there: at its line, of neighbors and groups, in both languages', () => {
  const [found, ...more] = told(' neighbor 192.0.2.2 update-source lo1', ' neighbor G update-source eth77');
  expect(found).toMatchObject({
    severity: 'warning',
    place: { object: 'r', text: 'frr', span: { line: 4 } },
    args: { neighbor: '192.0.2.2', interface: 'lo1' },
  });
  expect(more).toMatchObject([{ place: { span: { line: 5 } }, args: { neighbor: 'G', interface: 'eth77' } }]);
  expect(found && wordDiagnostic(found, 'ja')).toMatch(/^このマシンに lo1 というインターフェイスがありません/);
});

it('F157 what was said last counts; counter-examples: an interface that is there, an address, a line taken back', () => {
  expect(told(' neighbor 192.0.2.2 update-source nosuch', ' neighbor 192.0.2.2 update-source lo')).toEqual([]);
  expect(told(' neighbor 192.0.2.2 update-source eth1')).toEqual([]);
  expect(told(' neighbor 192.0.2.2 update-source 203.0.113.1')).toEqual([]);
  expect(told(' neighbor 192.0.2.2 update-source nosuch', ' no neighbor 192.0.2.2 update-source')).toEqual([]);
});

it('F157 of an FRR lab, too: at the line of the router’s own text', () => {
  const config = ['router bgp 65001', ' neighbor 192.0.2.2 remote-as 65002', ' neighbor 192.0.2.2 update-source eth7', ' neighbor 192.0.2.2 update-source lo'];
  const told = (lines: readonly string[]) =>
    compileFrrLab({ routers: { r: { frr: lines.join('\n') } } }).diagnostics['r']?.filter((d) => d.code === 'frr-update-source-not-there');
  expect(told(config.slice(0, 3))).toMatchObject([{ code: 'frr-update-source-not-there', place: { span: { line: 3 } }, args: { interface: 'eth7' } }]);
  expect(told(config)).toEqual([]);
});
