/** VLANs of Linux hosts: an Ethernet each on one cable (ip-link(8), IEEE 802.1Q; H1). */
import { describe, expect, it } from 'vitest';
import type { Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const vlan = (id: number, address: string, parent = 'eth0', name = `${parent}.${id}`) =>
  `ip link add link ${parent} name ${name} type vlan id ${id}\nip link set ${name} up\nip addr add ${address} dev ${name}`;
const host = (...lines: string[]): Host => ({ interfaces: { eth0: { segment: 'trunk', addresses: [] } }, iproute2: { config: lines.join('\n') } });
const lab = (more: Record<string, Host> = {}): Lab => ({
  segments: { trunk: {} },
  hosts: {
    five: host(vlan(5, '10.5.0.10/24'), 'ip route add default via 10.5.0.1'),
    seven: host(vlan(7, '10.7.0.10/24'), 'ip route add default via 10.7.0.1'),
    router: host('sysctl -w net.ipv4.ip_forward=1', vlan(5, '10.5.0.1/24'), vlan(7, '10.7.0.1/24')),
    ...more,
  },
});
const traced = (flow: string, more?: Record<string, Host>) => {
  const solution = solve(lab(more));
  expect(solution.diagnostics).toEqual([]);
  return traceFlow(solution, flowOf(flow), { branches: false });
};

describe('VLANs', () => {
  it('one router on the cable leads from one to the other; the cable is what was drawn', () => {
    const { verdict, out } = traced('icmp five > 10.7.0.10');
    expect([verdict, out.hops.map((h) => [h.node, h.out, h.over])]).toEqual([
      'delivered',
      [
        ['five', 'eth0.5', []],
        ['router', 'eth0.7', ['trunk']],
        ['seven', undefined, ['trunk']],
      ],
    ]);
  });

  it('an address of another tag on the same cable is nobody’s', () => {
    const { verdict, out } = traced('icmp five > 10.5.0.99', { other: host(vlan(6, '10.5.0.99/24')) });
    expect([verdict, out.reason.code]).toEqual(['dropped', 'no-neighbor']);
  });

  it('the same address with the tag answers', () =>
    expect(traced('icmp five > 10.5.0.99', { other: host(vlan(5, '10.5.0.99/24')) }).verdict).toBe('delivered'));

  it('a tag within a tag is an Ethernet of its own again', () => {
    const twice = (address: string) => host('ip link add link eth0 name out type vlan id 100\nip link set out up', vlan(5, address, 'out'));
    const more = { a: twice('10.5.0.201/24'), b: twice('10.5.0.202/24') };
    expect([traced('icmp a > 10.5.0.202', more).verdict, traced('icmp five > 10.5.0.202', more).verdict]).toEqual(['delivered', 'dropped']);
  });

  it('goes down with what carries it, and carries no more', () => {
    const down = host(vlan(5, '10.5.0.99/24'), 'ip link set eth0 down');
    expect(traced('icmp five > 10.5.0.99', { down }).verdict).toBe('dropped');
    const small = host('ip link set eth0 mtu 1400', vlan(5, '10.5.0.99/24'));
    expect(solve(lab({ small })).network.nodes.get('small')).toMatchObject({ interfaces: [{ mtu: 1400 }, { name: 'eth0.5', mtu: 1400 }] });
  });

  it('Azure carries no tags, which is said', () => {
    const { diagnostics } = solve({
      virtualNetworks: { v: { location: 'japaneast', addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: { s: { addressPrefix: '10.0.0.0/24' } } } },
      virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'v/s', privateIPAddress: '10.0.0.4' } }, iproute2: { config: vlan(5, '10.5.0.1/24') } } },
    });
    expect(diagnostics.map((d) => [d.code, d.severity, d.place.object])).toEqual([['vlan-not-carried', 'warning', 'vm']]);
  });
});
