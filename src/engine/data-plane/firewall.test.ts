/** Azure Firewall in the path: sessions, translation, what an asymmetric way costs (A151–A166, H50–H53). */
import { describe, expect, it } from 'vitest';
import type { FirewallRules } from '../azure/index.ts';
import { formatIp, ip, prefix } from '../ip/index.ts';
import { tupleOf } from './packet.ts';
import { flowOf, hub, trace, way } from './test-labs.ts';
import { ALLOW_ALL, NO_RULES } from './test-network.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';
import type { TraceInput } from './world.ts';

const WEB: FirewallRules = {
  ...NO_RULES,
  application: [
    {
      name: 'web',
      priority: 100,
      action: 'Allow',
      rules: [{ name: 'https', sources: [{ kind: 'any' }], targetFqdns: ['*.example.com'], protocols: [{ type: 'Https', port: 443 }] }],
    },
  ],
};

const dnat = (to: string): FirewallRules => ({
  ...NO_RULES,
  nat: [
    {
      name: 'in',
      priority: 100,
      action: 'Dnat',
      rules: [
        {
          name: 'ssh',
          sources: [{ kind: 'any' }],
          destinations: [{ kind: 'prefix', prefix: prefix('198.51.100.10/32') }],
          protocols: ['TCP'],
          ports: [{ from: 2222, to: 2222 }],
          translatedAddress: ip(to),
          translatedPort: 22,
        },
      ],
    },
  ],
});

/** `10.20.10.50:49152 > 192.0.2.80:443` of the packet as it leaves a hop (arrives, at the last). */
function flows(leg: Leg | undefined): string[] {
  return (leg?.hops ?? []).map((h) => {
    const t = tupleOf(h.after ?? h.before);
    return `${formatIp(t.source)} > ${formatIp(t.destination)}:${t.destinationPort}`;
  });
}
const devices = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');
const seen = (t: Trace) => (t.seenFrom === undefined ? '' : formatIp(t.seenFrom));

describe('from the site to the Internet', () => {
  it('RFT9 er, MSEE, ExpressRoute gateway, firewall, Internet; its public address is seen; back the same way', () => {
    const t = trace(hub({ rules: WEB }), 'tcp/443 pc > www.example.com');
    expect(t.verdict).toBe('delivered');
    expect([devices(t.out), devices(t.intercepted?.origin?.out)]).toEqual(['pc er erc ergw azfw', 'azfw internet']);
    expect([devices(t.intercepted?.origin?.back), devices(t.back)]).toEqual(['internet azfw', 'azfw erc er pc']);
    expect(seen(t)).toBe('198.51.100.10');
    expect(flows(t.back).at(-1)).toBe('192.0.2.80 > 10.20.10.50:49152');
  });

  it('RFT8 without a rule for it the request is denied', () => {
    for (const flow of ['tcp/443 pc > www.example.com', 'tcp/80 pc > www.example.com']) {
      const t = trace(hub({ rules: NO_RULES }), flow);
      expect([t.verdict, t.summary.code, t.intercepted?.request.at.device]).toEqual(['refused', 'firewall-default-deny', 'azfw']);
    }
    expect(trace(hub({ rules: NO_RULES }), 'tcp/8080 pc > www.example.com').out).toMatchObject({
      ending: 'dropped',
      reason: { code: 'firewall-default-deny' },
      at: { device: 'azfw' },
    });
    expect(trace(hub({ rules: WEB }), 'tcp/80 pc > www.example.com').summary.code).toBe('firewall-default-deny');
  });

  it('RFT7 without the UDR the firewall’s default leads to the firewall: a loop until the TTL ends', () => {
    const t = trace(hub({ udr: false }), 'udp/53 pc > resolver');
    expect([t.verdict, t.out.at.device, t.out.reason.code]).toEqual(['looped', 'azfw', 'loop']);
    expect(devices(t.out)).toMatch(/^pc er erc ergw( azfw)+$/);
    expect(new Set(t.out.hops.slice(4).map((h) => h.node)).size).toBe(1);
    expect(trace(hub(), 'udp/53 pc > resolver').verdict).toBe('delivered');
  });

  it('A164 ICMP is not translated towards the Internet', () => {
    expect(trace(hub(), 'icmp pc > web').out.reason.code).toBe('firewall-icmp-not-translated');
  });

  it('A166 a proxy answers for a server that is not there', () => {
    const closed = hub({ rules: WEB }).subnet('hub/AzureFirewallSubnet', { user: ['0.0.0.0/0 None'] });
    const t = trace(closed, 'tcp/443 pc > www.example.com');
    expect([t.verdict, t.notes?.map((n) => n.code)]).toEqual(['dropped', ['firewall-proxy-answers']]);
  });
});

describe('translation', () => {
  it('A154 private destinations see who sent it, by a network rule', () => {
    const t = trace(hub({ vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/80 vm > pc');
    expect(seen(t)).toBe('10.0.1.6');
  });

  describe('A165 what Route Server teaches the firewall’s subnet', () => {
    const learning = (autoLearnPrivateRanges: boolean) => ({ ...ALLOW_ALL, privateRanges: [prefix('10.0.0.0/16')], autoLearnPrivateRanges });
    const toSite = (autoLearn: boolean) => hub({ rules: learning(autoLearn), vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'] }).build();
    const fromVm = (input: TraceInput) => seen(traceFlow(input, flowOf('tcp/80 vm > pc')));

    it('counts as private where ranges are to be learned', () => {
      expect(fromVm(toSite(true))).toBe('10.0.1.6');
      expect(['10.0.3.6', '10.0.3.7']).toContain(fromVm(toSite(false)));
    });

    it('what a gateway alone teaches does not', () => {
      const input = toSite(true);
      const nodes = new Map([...input.network.nodes].filter(([, n]) => n.kind !== 'route-server'));
      expect(['10.0.3.6', '10.0.3.7']).toContain(fromVm({ ...input, network: { ...input.network, nodes } }));
    });

    it('a default does not: what goes to the Internet is translated all the same', () => {
      expect(seen(trace(hub({ rules: learning(true) }), 'udp/53 pc > resolver'))).toBe('198.51.100.10');
    });
  });

  it('A155 an application rule is a proxy: private destinations see an instance', () => {
    const rules: FirewallRules = {
      ...NO_RULES,
      application: [
        {
          name: 'w',
          priority: 100,
          action: 'Allow',
          rules: [{ name: 'r', sources: [{ kind: 'any' }], targetFqdns: ['*'], protocols: [{ type: 'Http', port: 22 }] }],
        },
      ],
    };
    const t = trace(hub({ rules, gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/22 pc > vm');
    expect(['10.0.3.6', '10.0.3.7']).toContain(seen(t));
    expect([t.verdict, devices(t.intercepted?.origin?.back), devices(t.back)]).toEqual(['delivered', 'vm azfw', 'azfw erc er pc']);
  });

  it('A154 what privateRanges leaves out is translated to an instance’s address inside (A158)', () => {
    const t = trace(
      hub({ rules: { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] }, gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] }),
      'tcp/22 pc > vm',
    );
    expect(['10.0.3.6', '10.0.3.7']).toContain(seen(t));
    expect(t.verdict).toBe('delivered');
  });

  it('A158 with a default that leads elsewhere than the Internet it leaves under an instance’s own address', () => {
    const elsewhere = hub({ vmUser: ['0.0.0.0/0 VirtualAppliance 10.0.3.4'], injected: false })
      .subnet('hub/AzureFirewallSubnet', { user: ['0.0.0.0/0 VirtualAppliance 10.0.1.9'] })
      .subnet('hub/servers', { user: ['0.0.0.0/0 Internet'], programmed: [] })
      .machine(
        'nva',
        { eth0: '10.0.1.9/24 @hub/servers' },
        { routes: ['0.0.0.0/0 via 10.0.1.1 dev eth0'], forwarding: true, ipForwarding: true, publicIp: '198.51.100.99' },
      )
      .subnet('hub/RouteServerSubnet', { user: ['0.0.0.0/0 VirtualAppliance 10.0.3.4'] })
      .machine('inside', { eth0: '10.0.2.9/24 @hub/RouteServerSubnet' }, { routes: ['0.0.0.0/0 via 10.0.2.1 dev eth0'] });
    const t = trace(elsewhere, 'tcp/443 inside > web');
    const arrived = t.out.hops.find((h) => h.node === 'nva');
    expect(['10.0.3.6', '10.0.3.7']).toContain(formatIp(tupleOf(arrived?.before ?? (undefined as never)).source));
  });

  it('A154 privateRanges 0.0.0.0/0: not translated, so it cannot leave', () => {
    expect(trace(hub({ rules: { ...ALLOW_ALL, privateRanges: [prefix('0.0.0.0/0')] } }), 'tcp/443 pc > web').out.reason.code).toBe('firewall-source-kept');
  });

  it('RET1 A156 DNAT: the VM sees an instance, so its answer needs no route table; the client sees whom it asked', () => {
    const t = trace(hub({ rules: dnat('10.0.1.6') }), 'tcp/2222 web > 198.51.100.10');
    expect([t.verdict, devices(t.out), devices(t.back)]).toEqual(['delivered', 'internet azfw vm', 'vm azfw internet']);
    expect(['10.0.3.6', '10.0.3.7']).toContain(seen(t));
    expect(flows(t.out).at(-1)).toMatch(/> 10\.0\.1\.6:22$/);
    expect(flows(t.back).at(-1)).toBe('198.51.100.10 > 192.0.2.80:49152');
    expect(new Set([...t.out.hops, ...(t.back?.hops ?? [])].filter((h) => h.device === 'azfw').map((h) => h.node)).size).toBe(1);
  });

  it('A156 a public address without a DNAT rule answers nothing', () => {
    expect(trace(hub({ rules: dnat('10.0.1.6') }), 'tcp/22 web > 198.51.100.10').out.reason.code).toBe('firewall-no-dnat-rule');
    expect(trace(hub(), 'tcp/22 web > azfw').out.reason.code).toBe('firewall-no-dnat-rule');
  });

  it('A156 DNAT to an address that nobody has', () => {
    expect(trace(hub({ rules: dnat('10.0.1.99') }), 'tcp/2222 web > 198.51.100.10').out.reason.code).toBe('azure-no-such-address');
  });
});

describe('state', () => {
  const inOnly = { gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] };
  const outOnly = { vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'] };

  it('RET4 H51 the answer goes around the firewall: ICMP passes, TCP dies with the third packet', () => {
    const ping = trace(hub(inOnly), 'icmp pc > vm');
    expect([ping.verdict, devices(ping.out), devices(ping.back), ping.notes?.map((n) => n.code)]).toEqual([
      'delivered',
      'pc er erc ergw azfw vm',
      'vm erc er pc',
      ['asymmetric-answer-around'],
    ]);
    const ssh = trace(hub(inOnly), 'tcp/22 pc > vm');
    expect([ssh.verdict, ssh.summary.code, ssh.ack?.at.device]).toEqual(['dropped', 'firewall-no-syn-ack', 'azfw']);
  });

  it('RET5 with the answer sent through the firewall too, TCP works', () => {
    const t = trace(hub({ ...inOnly, ...outOnly }), 'tcp/22 pc > vm');
    expect([t.verdict, devices(t.back), t.notes]).toEqual(['delivered', 'vm azfw erc er pc', undefined]);
  });

  it('A160 H50 only the SYN-ACK passes: dropped at once; an echo reply is tolerated', () => {
    const ssh = trace(hub(outOnly), 'tcp/22 pc > vm');
    expect([ssh.verdict, ssh.back?.reason.code, ssh.back?.at.device]).toEqual(['one-way', 'firewall-no-state', 'azfw']);
    const ping = trace(hub(outOnly), 'icmp pc > vm');
    expect([ping.verdict, ping.notes?.map((n) => n.code)]).toEqual(['delivered', ['asymmetric-request-around']]);
  });

  it('RET7 an answer needs no rule of its own', () => {
    const one: FirewallRules = {
      ...NO_RULES,
      network: [
        {
          ...(ALLOW_ALL.network[0] as FirewallRules['network'][number]),
          rules: [
            {
              name: 'ssh',
              sources: [{ kind: 'prefix', prefix: prefix('10.20.10.0/24') }],
              destinations: [{ kind: 'any' }],
              protocols: ['TCP'],
              ports: [{ from: 22, to: 22 }],
            },
          ],
        },
      ],
    };
    expect(trace(hub({ rules: one, ...inOnly, ...outOnly }), 'tcp/22 pc > vm').verdict).toBe('delivered');
    expect(trace(hub({ rules: one, ...inOnly, ...outOnly }), 'tcp/22 vm > pc').out.reason.code).toBe('firewall-default-deny');
  });

  it('A159 the answer reaches the instance that has the state, whatever its own hash says', () => {
    for (let port = 1; port <= 20; port++) {
      const t = trace(hub({ ...inOnly, ...outOnly }), 'tcp/22 pc > vm', { sourcePort: 50000 + port });
      const instances = [...t.out.hops, ...(t.back?.hops ?? [])].filter((h) => h.device === 'azfw').map((h) => h.node);
      expect([t.verdict, new Set(instances).size]).toEqual(['delivered', 1]);
    }
  });

  it('H53 an ICMP error about a flow that passed comes through, translated back', () => {
    const refused = trace(hub({ ...inOnly, rules: { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] } }), 'udp/99 pc > vm');
    expect([refused.verdict, devices(refused.back)]).toEqual(['refused', 'vm azfw erc er pc']);
    expect(flows(refused.back).at(-1)).toBe('10.0.1.6 > 10.20.10.50:0');
    expect(refused.back?.hops.find((h) => h.device === 'azfw')?.steps[0]?.reason.code).toBe('firewall-related');
  });

  it('H53 an error about an answer is for who answered', () => {
    const narrow = () =>
      hub({ ...inOnly, ...outOnly, rules: { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] } }).machine(
        'er',
        { lan: '10.20.10.1/24 @vlan10', wan: '172.16.0.1/30 @erc/primary' },
        { forwarding: true, mtu: 1300, routes: ['0.0.0.0/0 via 172.16.0.2 dev wan', '10.0.0.0/16 via 172.16.0.2 dev wan'] },
      );
    for (let sourcePort = 50000; sourcePort < 50010; sourcePort++) {
      const t = trace(narrow(), 'tcp/22 pc > vm', { bytes: 20_000, sourcePort });
      const { down } = t.transfer ?? {};
      expect([t.verdict, down?.told, down?.leg.ending]).toEqual(['delivered', [1300], 'delivered']);
    }
  });

  it('A7, A160 an answer that comes round, translated already, is still the session’s: it goes on in its loop', () => {
    const toNva = hub({
      rules: { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] },
      gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'],
      vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'],
    })
      .subnet('hub/AzureFirewallSubnet', { user: ['0.0.0.0/0 Internet', '10.20.10.0/24 VirtualAppliance 10.0.1.7'] })
      .machine('nva', { eth0: '10.0.1.7/24 @hub/servers' }, { routes: ['0.0.0.0/0 via 10.0.1.1 dev eth0'], forwarding: true, ipForwarding: true });
    const t = trace(toNva, 'tcp/22 pc > vm');
    expect([t.back?.ending, t.back?.reason.code]).toEqual(['looped', 'loop']);
  });

  it('A159, H53 an error reaches the instance that knows the flow that it is about', () => {
    for (let sourcePort = 50000; sourcePort < 50010; sourcePort++) {
      const { verdict, out, back } = trace(hub({ ...inOnly, ...outOnly }), 'udp/99 pc > vm', { sourcePort });
      const instances = [...out.hops, ...(back?.hops ?? [])].filter((h) => h.device === 'azfw').map((h) => h.node);
      expect([verdict, instances.length, new Set(instances).size]).toEqual(['refused', 2, 1]);
    }
  });

  it('H53 an error about a flow that it never saw is dropped', () => {
    const t = trace(hub(outOnly), 'udp/99 pc > vm');
    expect([t.verdict, t.back?.reason.code]).toEqual(['one-way', 'firewall-unrelated-error']);
  });
});

describe('encapsulated packets', () => {
  it('H45 A87 a firewall sees the outer header alone', () => {
    const network = hub({ gatewayUser: ['0.0.0.0/0 VirtualAppliance 10.0.3.4'], rules: WEB, vmUser: [] });
    const t = trace(network, 'tcp/22 vm > vm-branch');
    expect([way(t.out).replace(/#\d/g, ''), t.out.reason.code]).toEqual(['vm vpngw azfw', 'firewall-default-deny']);
    expect(tupleOf((t.out.hops.at(-1) as Leg['hops'][number]).before).protocol).toBe('esp');
  });

  it('A87 what it lets through has another source then, and the far end does not know it', () => {
    const t = trace(hub({ gatewayUser: ['0.0.0.0/0 VirtualAppliance 10.0.3.4'] }), 'tcp/22 vm > vm-branch');
    expect(t.out.reason.code).toBe('tunnel-unknown-peer');
  });
});
