/** FRR's static routes of VRFs, and its consoles asked about one (H11; doc/user/zebra.rst "Virtual Routing and Forwarding", doc/user/static.rst). */
import { describe, expect, it } from 'vitest';
import { traceFlow } from '../../data-plane/index.ts';
import { tenants } from '../../data-plane/test-vrf.ts';
import type { Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../index.ts';

const LAB = tenants(['ip addr add 10.1.0.1/32 dev vrf-blue', 'ip link add dum0 type dummy', 'ip link set dum0 up', 'ip addr add 192.0.2.1/24 dev dum0']).lab;

/** The router of the two tenants with FRR on it. */
function routed(config: string) {
  const { r, ...hosts } = LAB.hosts as NonNullable<Lab['hosts']>;
  const { os: _, gateway: __, listen: ___, vpnClient: ____, ...machine } = r as NonNullable<typeof r>;
  return solve({ ...LAB, hosts, routers: { r: { ...machine, frr: { config } } } });
}

const FRR = `vrf vrf-blue
 ip route 10.8.0.0/16 10.9.0.10
 ip route 10.8.1.0/24 eth2
exit-vrf
ip route 10.8.0.0/16 10.9.0.10 vrf vrf-red
ip route 10.7.0.0/16 10.9.0.10 eth4 vrf vrf-blue nexthop-vrf vrf-red
ip route 10.6.0.0/16 10.0.0.10 nexthop-vrf vrf-red
ip route 198.51.100.0/24 192.0.2.9
`;
const lab = routed(FRR);
const said = (line: string, solution = lab) => runCommand(solution, 'r', line).text.split('\n');
const rows = (line: string) => said(line).filter((l) => /^[A-Z]/.test(l) && !l.startsWith('Codes'));
const outOf = (from: string, to: string) => traceFlow(lab, { from, to, protocol: 'icmp' }, { branches: false }).out.hops.find((h) => h.device === 'r')?.out;

describe('H11 FRR in VRFs', () => {
  it('a VRF has its connected, kernel and static routes; an interface of another VRF is none of its own', () => {
    expect(rows('show ip route vrf vrf-blue').map((l) => l.replace(/, \d.*/, ''))).toEqual([
      'VRF vrf-blue:',
      'K>* 0.0.0.0/0 [255/8192] unreachable (ICMP unreachable)',
      'C>* 10.0.0.0/24 is directly connected, eth1',
      'C>* 10.1.0.1/32 is directly connected, vrf-blue',
      'S>* 10.7.0.0/16 [1/0] via 10.9.0.10, eth4 onlink, weight 1',
      'S>* 10.8.0.0/16 [1/0] via 10.9.0.10, eth3, weight 1',
      'C>* 10.9.0.0/24 is directly connected, eth3',
    ]);
    expect(rows('show ip route vrf vrf-red').filter((l) => l.startsWith('S'))).toEqual([expect.stringContaining('10.8.0.0/16 [1/0] via 10.9.0.10, eth4')]);
    expect(
      rows('show ip route')
        .filter((l) => l.startsWith('S'))
        .map((l) => l.replace(/, \d.*/, '')),
    ).toEqual(['S>* 10.6.0.0/16 [1/0] via 10.0.0.10, eth2 onlink, weight 1', 'S>* 198.51.100.0/24 [1/0] via 192.0.2.9, dum0, weight 1']);
  });

  it('packets of each tenant take the routes of its VRF', () => {
    expect([outOf('blue-pc', '10.8.0.1'), outOf('red-pc', '10.8.0.1'), outOf('blue-pc', '10.7.0.1')]).toEqual(['eth3', 'eth4', 'eth4']);
    expect(traceFlow(lab, { from: 'blue-pc', to: '10.8.1.1', protocol: 'icmp' }, { branches: false }).out.hops.find((h) => h.device === 'r')?.out).toBe('eth3');
    expect(traceFlow(lab, { from: 'red-pc', to: '10.7.0.1', protocol: 'icmp' }, { branches: false }).summary.code).toBe('route-reject');
  });

  it('a static default beats the unreachable one, whose metric zebra reads as a distance of 255 (vrf.rst, "Setup" 3)', () => {
    const open = routed('vrf vrf-blue\n ip route 0.0.0.0/0 10.9.0.10\n');
    const defaults = said('show ip route vrf vrf-blue', open).filter((l) => l.includes(' 0.0.0.0/0 '));
    expect(defaults.map((l) => l.replace(/, \d.*/, '')).sort()).toEqual([
      'K * 0.0.0.0/0 [255/8192] unreachable (ICMP unreachable)',
      'S>* 0.0.0.0/0 [1/0] via 10.9.0.10, eth3, weight 1',
    ]);
    expect(traceFlow(open, { from: 'blue-pc', to: '203.0.113.1', protocol: 'icmp' }, { branches: false }).out.hops.find((h) => h.device === 'r')?.out).toBe(
      'eth3',
    );
  });

  it('all of them, one, none', () => {
    const all = said('show ip route vrf all');
    expect(all.filter((l) => l.startsWith('VRF'))).toEqual(['VRF default:', 'VRF vrf-blue:', 'VRF vrf-red:']);
    expect(all.filter((l) => l.startsWith('Codes'))).toHaveLength(1);
    expect(said('show ip route vrf green')).toEqual(['% VRF green not found']);
    expect(said('show ip route vrf default')).toEqual(said('show ip route'));
    expect(said('show ip route vrf vrf-red 10.8.0.0/16')[0]).toBe('Routing entry for 10.8.0.0/16');
  });

  it('show vrf, and the interfaces of one', () => {
    expect(said('show vrf')).toEqual(['vrf vrf-blue id 6 table 10 (configured)', 'vrf vrf-red id 7 table 11']);
    expect(said('show vrf', routed('vrf green\nexit-vrf\n'))[0]).toBe('vrf green inactive (configured)');
    const brief = (of: string) =>
      said(`show interface${of} brief`)
        .slice(2)
        .map((l) => l.split(/\s+/).slice(0, 3).join(' '))
        .filter((l) => l !== '' && !l.startsWith(' '));
    expect(brief(' vrf vrf-red')).toEqual(['eth2 up vrf-red', 'eth4 up vrf-red', 'vrf-red up vrf-red']);
    expect(brief('')).toEqual(['dum0 up default', 'lo up default']);
    expect(said('show interface eth1 vrf vrf-blue')).toContain('  vrf: vrf-blue');
    expect(said('show interface eth1')).toEqual(["% Can't find interface eth1"]);
  });

  it('show running-config has a block for each, and reads as itself', () => {
    const text = said('show running-config');
    expect(text.slice(text.indexOf('vrf vrf-blue'), text.indexOf('vrf vrf-blue') + 5)).toEqual([
      'vrf vrf-blue',
      ' ip route 10.7.0.0/16 10.9.0.10 eth4 nexthop-vrf vrf-red',
      ' ip route 10.8.0.0/16 10.9.0.10',
      ' ip route 10.8.1.0/24 eth2',
      'exit-vrf',
    ]);
    expect(said('show running-config', routed(text.slice(text.indexOf('frr defaults traditional')).join('\n')))).toEqual(text);
  });

  it('a VRF whose device is not there is told of once, at its first route; counter-example: one that is', () => {
    const diagnostics = (config: string) =>
      routed(config)
        .network.diagnostics.filter((d) => d.code === 'vrf-not-there')
        .map((d) => `${d.args?.['vrf']} ${d.place.span?.line}`);
    expect(diagnostics('vrf green\n ip route 10.8.0.0/16 10.9.0.10\n ip route 10.7.0.0/16 10.9.0.10\nexit-vrf\n')).toEqual(['green 2']);
    expect(diagnostics('ip route 10.8.0.0/16 10.9.0.10 nexthop-vrf grey\n')).toEqual(['grey 1']);
    expect(diagnostics(FRR)).toEqual([]);
  });
});
