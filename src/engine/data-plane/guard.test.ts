/** Network security groups on the way of packets (A170–A180). */
import { describe, expect, it } from 'vitest';
import { balanced, trace } from './test-labs.ts';
import { TestNetwork } from './test-network.ts';

/** Two subnets of a VNet with a group each, a group on the NIC of `b`, and a spoke. */
function guarded(a: readonly string[], b: readonly string[], nic: readonly string[] = [], access = true, user: readonly string[] = []): TestNetwork {
  const machine = (gateway: string) => ({ routes: [`0.0.0.0/0 via ${gateway} dev eth0`], listen: [{ protocol: 'tcp' as const, port: 22 }] });
  return new TestNetwork()
    .internet({ web: '192.0.2.80 tcp/443' })
    .securityGroup('nsg-a', ...a)
    .securityGroup('nsg-b', ...b)
    .securityGroup('nsg-nic', ...nic)
    .vnet('v', {
      prefixes: ['10.1.0.0/16'],
      subnets: { a: { prefix: '10.1.0.0/24', securityGroup: 'nsg-a' }, b: { prefix: '10.1.1.0/24', securityGroup: 'nsg-b', user } },
      peerings: { s: { access } },
    })
    .vnet('s', { prefixes: ['10.2.0.0/16'], subnets: { s: { prefix: '10.2.0.0/24' } }, peerings: { v: {} } })
    .machine('a', { eth0: '10.1.0.4/24 @v/a' }, machine('10.1.0.1'))
    .machine('b', { eth0: '10.1.1.4/24 @v/b' }, { ...machine('10.1.1.1'), ...(nic.length > 0 && { securityGroup: 'nsg-nic' }) })
    .machine('s', { eth0: '10.2.0.4/24 @s/s' }, machine('10.2.0.1'));
}
const end = (network: TestNetwork, flow: string) => {
  const t = trace(network, flow);
  const leg = [t.ack, t.back, t.out].find((l) => l && l.ending !== 'delivered') ?? t.out;
  return [t.verdict, leg.at.node, leg.reason.code];
};

describe('security groups', () => {
  it('A170, A171 the default rules let a VNet speak with itself and the Internet', () => {
    for (const flow of ['tcp/22 a > b', 'icmp b > a', 'tcp/443 a > web']) expect(trace(guarded([], []), flow).verdict).toBe('delivered');
  });

  it('A174 on the way in the subnet’s group, then the NIC’s; both must allow', () => {
    expect(end(guarded([], ['Deny Inbound 100 tcp * > * :22']), 'tcp/22 a > b')).toEqual(['dropped', 'b', 'nsg-deny-in']);
    expect(end(guarded([], [], ['Deny Inbound 100 tcp * > * :22']), 'tcp/22 a > b')).toEqual(['dropped', 'b', 'nsg-deny-in']);
    const t = trace(guarded([], ['Allow Inbound 100 tcp * > * :22'], ['Allow Inbound 100 tcp * > * :22']), 'tcp/22 a > b');
    expect(t.out.hops.at(-1)?.steps.map((s) => s.reason.args?.['nsg'])).toEqual(['nsg-b', 'nsg-nic', undefined]);
  });

  it('A174 on the way out the NIC’s group, then the subnet’s', () => {
    expect(end(guarded([], ['Deny Outbound 100 tcp * > * :22']), 'tcp/22 b > a')).toEqual(['dropped', 'b', 'nsg-deny-out']);
    const t = trace(guarded([], ['Allow Outbound 100 tcp * > *'], ['Allow Outbound 100 tcp * > *']), 'tcp/22 b > a');
    expect(t.out.hops[0]?.steps.filter((s) => s.reason.code === 'nsg-allow-out').map((s) => s.reason.args?.['nsg'])).toEqual(['nsg-nic', 'nsg-b']);
  });

  it('A173, RET7 a reply needs no rule, in either direction', () => {
    const closed = guarded(['Deny Inbound 100 * * > *'], ['Deny Outbound 100 * * > *']);
    const t = trace(closed, 'tcp/22 a > b');
    expect(t.verdict).toBe('delivered');
    expect(t.states.map((s) => [s.kind, s.device, s.rule])).toEqual([
      ['security-group', 'a', 'nsg-a/AllowVnetOutBound'],
      ['security-group', 'b', 'nsg-b/AllowVnetInBound'],
    ]);
    // The counter-example: the other way round nothing has been opened.
    expect(end(closed, 'tcp/22 b > a')).toEqual(['dropped', 'b', 'nsg-deny-out']);
  });

  it('A173 an ICMP error about a known flow passes', () => {
    const t = trace(guarded(['Deny Inbound 100 * * > *'], []), 'udp/99 a > b');
    expect([t.verdict, t.summary.code]).toEqual(['refused', 'port-closed']);
  });

  it('A48 a peering without access leaves the VirtualNetwork tag, not the route', () => {
    expect(trace(guarded([], []), 'tcp/22 s > a').verdict).toBe('delivered');
    expect(end(guarded([], [], [], false), 'tcp/22 s > a')).toEqual(['dropped', 'a', 'nsg-deny-in']);
    const opened = guarded(['Allow Inbound 100 tcp 10.2.0.0/16 > *', 'Allow Outbound 100 tcp * > 10.2.0.0/16'], [], [], false);
    expect(trace(opened, 'tcp/22 s > a').verdict).toBe('delivered');
  });

  it('A176 the prefixes of user-defined routes belong to VirtualNetwork, a default among them', () => {
    const deny = ['Allow Outbound 100 * * > VirtualNetwork', 'Deny Outbound 200 * * > *'];
    expect(end(guarded([], deny), 'tcp/443 b > web')).toEqual(['dropped', 'b', 'nsg-deny-out']);
    expect(trace(guarded([], deny, [], true, ['0.0.0.0/0 Internet']), 'tcp/443 b > web').verdict).toBe('delivered');
  });

  it('A176 a default among them takes nothing from Internet', () => {
    const deny = ['Deny Outbound 100 * * > Internet'];
    for (const user of [[], ['0.0.0.0/0 Internet']])
      expect(end(guarded([], deny, [], true, user), 'tcp/443 b > web')).toEqual(['dropped', 'b', 'nsg-deny-out']);
  });

  it('A176 what a gateway teaches any subnet of the VNet belongs to VirtualNetwork, not to Internet', () => {
    const only = (tag: string) => guarded([], [`Allow Outbound 100 * * > ${tag}`, 'Deny Outbound 200 * * > *']);
    const taught = (network: TestNetwork) => network.subnet('v/a', { programmed: ['192.0.2.0/24 10.1.0.9'] });
    expect(end(taught(only('Internet')), 'tcp/443 b > web')).toEqual(['dropped', 'b', 'nsg-deny-out']);
    expect(trace(taught(only('VirtualNetwork')), 'tcp/443 b > web').verdict).toBe('delivered');
    expect(trace(only('Internet'), 'tcp/443 b > web').verdict).toBe('delivered');
  });

  it('A175 on the way out the group sees the source before it is translated', () => {
    const rules = ['Allow Outbound 100 tcp 10.1.0.4/32 > Internet', 'Deny Outbound 110 * * > *'];
    expect(trace(guarded(rules, []), 'tcp/443 a > web').verdict).toBe('delivered');
  });

  it('A175 on the way in the group sees the private destination', () => {
    const t = trace(balanced(), 'tcp/443 web > 198.51.100.5');
    expect([t.verdict, t.out.hops.at(-1)?.steps[0]?.reason.args?.['rule']]).toEqual(['delivered', 'r100']);
  });

  it('A177 what an appliance is to forward to the Internet matches no default rule of its NIC', () => {
    const through = (...rules: string[]) =>
      guarded([], rules)
        .subnet('v/a', { user: ['0.0.0.0/0 VirtualAppliance 10.1.1.4'] })
        .machine('b', { eth0: '10.1.1.4/24 @v/b' }, { routes: ['0.0.0.0/0 via 10.1.1.1 dev eth0'], ipForwarding: true, forwarding: true });
    expect(end(through(), 'tcp/443 a > web')).toEqual(['dropped', 'b', 'nsg-deny-in']);
    expect(end(through('Allow Inbound 100 * VirtualNetwork > Internet'), 'tcp/443 a > web')).toEqual(['dropped', 'b', 'azure-source-not-translated']);
  });

  it('A185 a Standard public IP address without any group is closed, and open for answers', () => {
    const bare = new TestNetwork()
      .internet({ web: '192.0.2.80 tcp/443' })
      .vnet('v', { prefixes: ['10.1.0.0/16'], subnets: { a: { prefix: '10.1.0.0/24' } } })
      .machine(
        'a',
        { eth0: '10.1.0.4/24 @v/a' },
        { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], publicIp: '198.51.100.7', listen: [{ protocol: 'tcp', port: 22 }] },
      );
    expect(end(bare, 'tcp/22 web > a')).toEqual(['dropped', 'a', 'public-ip-closed']);
    expect(trace(bare, 'tcp/443 a > web').verdict).toBe('delivered');
  });
});
