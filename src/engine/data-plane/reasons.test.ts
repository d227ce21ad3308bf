/** The closed list of reasons: each can be met, has its words, and its words find their facts. */
import { describe, expect, it } from 'vitest';
import type { EffectiveRoute } from '../azure/index.ts';
import { wordReason } from '../explain/reasons/index.ts';
import type { FlowSpec, Host } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Solution } from '../solution.ts';
import { solve } from '../solve.ts';
import { ip, prefix } from '../ip/index.ts';
import { PACKET_RULES, type PacketCode } from './reasons.ts';
import { twoUplinks } from './test-gif.ts';
import { linuxLine, proxied, SQUID, tunnelled, twoGates } from './test-hosts.ts';
import { JAIL, oas, PROVIDED } from './test-oas.ts';
import { balanced as behind, flowOf, hub, hubWithZone, line, trace } from './test-labs.ts';
import { ALLOW_ALL, NO_RULES, TestNetwork } from './test-network.ts';
import { DUAL, outbound } from './test-outbound.ts';
import { fcnal, leaking, tenants } from './test-vrf.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const GATEWAY_IN = { gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] };
const VM_OUT = { vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.3.4'] };
const everyone = [{ kind: 'any' as const }];
const applicationRule = (action: 'Allow' | 'Deny') => ({
  ...NO_RULES,
  application: [
    { name: 'a', priority: 100, action, rules: [{ name: 'r', sources: everyone, targetFqdns: ['*'], protocols: [{ type: 'Https' as const, port: 443 }] }] },
  ],
});
const dnatRule = {
  ...NO_RULES,
  nat: [
    {
      name: 'd',
      priority: 100,
      action: 'Dnat' as const,
      rules: [
        {
          name: 'r',
          sources: everyone,
          destinations: everyone,
          protocols: ['TCP' as const],
          ports: [{ from: 22, to: 22 }],
          translatedAddress: ip('10.0.1.6'),
          translatedPort: 22,
        },
      ],
    },
  ],
};
const looping = () => line({ r1: ['10.9.0.0/16 via 10.2.0.2 dev e1'], r2: ['10.9.0.0/16 via 10.2.0.1 dev e0', '10.1.0.0/24 via 10.2.0.1 dev e0'] });
const shut = (down: string[]) =>
  line().machine('r1', { e0: '10.1.0.1/24 @a', e1: '10.2.0.1/24 @b' }, { forwarding: true, down, routes: ['10.3.0.0/24 via 10.2.0.2 dev e1'] });
const azureVm = (options: { closed?: boolean; publicIp?: string; internet?: boolean } = {}) =>
  (options.internet === false ? new TestNetwork() : new TestNetwork().internet({ web: '192.0.2.80 www.example.com tcp/443' }))
    .vnet('v', { prefixes: ['10.1.0.0/16'], subnets: { a: { prefix: '10.1.0.0/24', ...(options.closed && { closed: true }) } } })
    .machine(
      'vm',
      { eth0: '10.1.0.4/24 @v/a' },
      { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], ...(options.publicIp !== undefined && { publicIp: options.publicIp, securityGroup: 'open' }) },
    )
    .securityGroup('open', 'Allow Inbound 100 * * > *');
const peered = (forwarded: boolean) =>
  new TestNetwork()
    .vnet('a', { prefixes: ['10.1.0.0/16'], subnets: { s: { prefix: '10.1.0.0/24', user: ['10.3.0.0/16 VirtualAppliance 10.2.0.4'] } }, peerings: { b: {} } })
    .vnet('b', { prefixes: ['10.2.0.0/16'], subnets: { s: { prefix: '10.2.0.0/24' } }, peerings: { a: {}, c: {} } })
    .vnet('c', { prefixes: ['10.3.0.0/16'], subnets: { s: { prefix: '10.3.0.0/24' } }, peerings: { b: { forwarded } } })
    .machine('va', { eth0: '10.1.0.4/24 @a/s' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'] })
    .machine('vb', { eth0: '10.2.0.4/24 @b/s' }, { routes: ['0.0.0.0/0 via 10.2.0.1 dev eth0'], forwarding: true, ipForwarding: true })
    .machine('vc', { eth0: '10.3.0.4/24 @c/s' }, { routes: ['0.0.0.0/0 via 10.3.0.1 dev eth0'] });
const siblings = () => {
  const network = hub({ injected: false });
  for (const [n, other] of ['10.0.0.15', '10.0.0.14'].entries())
    network.managed('vpn-gateway', `vpngw#${n}`, `10.0.0.1${4 + n}/32 @hub/GatewaySubnet`, [`10.50.0.0/16 via ${other} sibling`], `198.51.100.1${4 + n}`);
  return network;
};
/** Two addresses on the server's link; the answer comes from the other one's machine. */
const diverted = () => line({ r2: ['10.1.0.0/24 dev e1'] }).machine('thief', { eth0: '10.1.0.10/24 @c' });
const threats = (mode: 'Alert' | 'Deny') => ({
  mode,
  addresses: [{ kind: 'prefix' as const, prefix: prefix('192.0.2.80/32') }],
  names: [],
  allowedAddresses: [],
  allowedNames: [],
});
const named = (record: boolean) => {
  const input = azureVm().build();
  const privateDnsZones = {
    'corp.example': {
      virtualNetworkLinks: { v: { virtualNetwork: input.network.vnets.keys().next().value ?? '' } },
      ...(record && { A: { db: { aRecords: [{ ipv4Address: '10.1.0.9' }] } } }),
    },
  };
  return traceFlow({ ...input, lab: { ...input.lab, privateDnsZones } }, flowOf('icmp vm > db.corp.example'));
};
const nat = (user: string[]) => hub({ rules: { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] }, ...GATEWAY_IN, vmUser: user });

const greInto = (taken: string, add = '') =>
  tunnelled('gre', { add, r2: `ip link add t0 type gre local 10.2.0.2 remote 10.2.0.1 ${taken}\nip link set t0 up` });
const hosted = (solution: Solution, flow: string, more: Partial<FlowSpec> = {}) => traceFlow(solution, { ...flowOf(flow), ...more }, { branches: false });
const bySource = (table: string) =>
  linuxLine({
    r1: `ip rule add from 10.1.0.0/16 lookup 100\nip route add default via 10.2.1.2 table 100`,
    r2: `sysctl -w net.ipv4.conf.all.rp_filter=${table}`,
  });
const fetch = (more: Partial<FlowSpec> = {}, squid?: string, parent?: string) =>
  traceFlow(proxied(squid, parent), { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', ...more });
const GREEN = ['ip link add green type vrf table 9', 'ip link set green up'];
const fromJail = { source: JAIL };
const outside = 'icmp jail > 2001:db8:400::10';

/** A trace in which each is met. A code without a row does not compile. */
const MET: Readonly<Record<PacketCode, () => Trace>> = {
  delivered: () => trace(line(), 'icmp pc > server'),
  'delivered-both-ways': () => trace(line(), 'icmp pc > server'),
  'port-closed': () => trace(line(), 'tcp/80 pc > server'),
  'reply-elsewhere': () => trace(diverted(), 'icmp pc > server'),
  'reply-not-recognised': () => trace(throughAnotherAddress(), 'udp/53 vm > 198.51.100.10'),
  'platform-silent': () => trace(hub(), 'icmp vm > 10.0.0.12'),
  'ttl-exceeded': () => trace(line(), 'icmp pc > server', { ttl: 1 }),
  loop: () => trace(looping(), 'icmp pc > 10.9.0.1'),
  'loop-uncounted': () => trace(siblings(), 'icmp vm > vm-branch'),
  'mtu-exceeded': () => trace(line({ mtu: 1400 }), 'icmp pc > server', { payload: 1400, dontFragment: true }),
  fragmented: () => trace(line({ mtu: 1400 }), 'icmp pc > server', { payload: 1400 }),
  'dns-no-record': () => named(false),
  'dns-private-zone': () => named(true),
  'unknown-destination': () => trace(line(), 'icmp pc > nobody'),
  'unknown-source': () => trace(line(), 'icmp nobody > pc'),
  'no-source-address': () => trace(line().machine('bare', {}), 'icmp bare > 10.1.0.1'),
  'source-not-own': () => traceFlow(line().build(), { ...flowOf('icmp pc > server'), source: '10.9.9.9' }),
  'fib-match': () => trace(line(), 'icmp pc > server'),
  'no-route': () => trace(line({ r1: [] }), 'icmp pc > server'),
  'route-blackhole': () => trace(line({ r1: ['10.3.0.0/24 blackhole'] }), 'icmp pc > server'),
  'route-reject': () => trace(line({ r1: ['10.3.0.0/24 reject'] }), 'icmp pc > server'),
  'interface-down': () => trace(shut(['e1']), 'icmp pc > server'),
  'no-neighbor': () => trace(line({ r1: ['10.3.0.0/24 via 10.2.0.9 dev e1'] }), 'icmp pc > server'),
  'host-not-forwarding': () => trace(line().machine('r1', { e0: '10.1.0.1/24 @a' }), 'icmp pc > server'),
  'azure-effective-route': () => trace(hub(), 'icmp vm > pc'),
  'azure-no-route': () => trace(azureVm().machine('vm', { eth0: '2001:db8::4/64 @v/a' }, { routes: ['::/0 dev eth0'] }), 'icmp vm > 2001:db8:9::1'),
  'azure-route-none': () => trace(azureVm(), 'icmp vm > 172.16.1.1'),
  'azure-no-such-address': () => trace(azureVm(), 'icmp vm > 10.1.0.99'),
  'azure-next-hop-nobody': () => trace(hub({ vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.1.99'] }), 'icmp vm > pc'),
  'azure-ip-forwarding-off': () => trace(hub({ gatewayUser: ['10.50.0.0/16 VirtualAppliance 10.0.1.6'] }), 'icmp pc > vm-branch'),
  'azure-forwarded-traffic-barred': () => trace(peered(false), 'icmp va > vc'),
  'azure-no-gateway': () => trace(azureVm().subnet('v/a', { user: ['172.16.0.0/12 VirtualNetworkGateway'] }), 'icmp vm > 172.16.1.1'),
  'azure-udr-gateway-with-expressroute': () => trace(hub({ vmUser: ['10.20.10.0/24 VirtualNetworkGateway'] }), 'icmp vm > pc'),
  'route-server-is-control-plane': () => trace(hub({ vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.2.4'] }), 'icmp vm > pc'),
  'platform-address': () => trace(azureVm(), 'udp/53 vm > 168.63.129.16'),
  'service-endpoint': serviceEndpoint,
  'service-endpoint-return': serviceEndpoint,
  'endpoint-answers': () => trace(azureVm().service('private-endpoint', 'pe', '10.1.0.9 @v/a'), 'tcp/443 vm > pe'),
  'service-sends': () => trace(azureVm().service('bastion', 'bas', '10.1.0.9 @v/a'), 'tcp/22 bas > vm'),
  'public-ip-snat': () => trace(azureVm({ publicIp: '198.51.100.7' }), 'tcp/443 vm > web'),
  'public-ip-dnat': () => trace(azureVm({ publicIp: '198.51.100.7' }), 'tcp/443 vm > web'),
  'default-outbound-snat': () => trace(azureVm(), 'tcp/443 vm > web'),
  'default-outbound-return': () => trace(azureVm(), 'tcp/443 vm > web'),
  'nat-gateway-snat': () => trace(behind({ natGateway: 'ng' }), 'tcp/443 v1 > web'),
  'nat-gateway-return': () => trace(behind({ natGateway: 'ng' }), 'tcp/443 v1 > web'),
  'nat-gateway-protocol': () => trace(behind({ natGateway: 'ng' }), 'icmp v1 > web'),
  'lb-outbound-snat': () => trace(behind(), 'tcp/443 v1 > web'),
  'lb-outbound-return': () => trace(behind(), 'tcp/443 v1 > web'),
  'lb-outbound-none': () => trace(behind({ outbound: false }), 'tcp/443 v1 > web'),
  'lb-outbound-protocol': () => trace(behind(), 'icmp v1 > web'),
  'lb-outbound-family': () => traceFlow(outbound(DUAL), flowOf('tcp/443 pooled > web6')),
  'lb-outbound-secondary': () => traceFlow(outbound(), { ...flowOf('tcp/443 pooled > web'), source: '10.1.0.7' }),
  'lb-rule-other-protocol': () => trace(behind(), 'udp/443 web > 198.51.100.5'),
  'public-ip-closed': () => trace(behind({ securityGroup: 'none' }), 'tcp/443 web > 198.51.100.5'),
  'nsg-allow-in': () => trace(behind(), 'tcp/443 web > 198.51.100.5'),
  'nsg-allow-out': () => trace(behind(), 'tcp/443 v1 > web'),
  'nsg-deny-in': () => trace(behind(), 'tcp/22 v1 > v2'),
  'nsg-deny-out': () => trace(behind(), 'udp/99 v1 > v2'),
  'nsg-flow': () => trace(behind(), 'tcp/443 web > 198.51.100.5'),
  'lb-rule': () => trace(behind(), 'tcp/443 web > 198.51.100.5'),
  'lb-session': () => trace(behind(), 'tcp/443 web > 198.51.100.5'),
  'lb-no-rule': () => trace(behind(), 'tcp/80 web > 198.51.100.5'),
  'lb-no-healthy-backend': () => trace(behind({ probe: 9 }), 'tcp/443 web > 198.51.100.5'),
  'lb-floating-no-loopback': () => trace(behind({ floating: true }), 'tcp/443 client > 10.1.0.100'),
  'lb-hairpin': () => trace(behind({ backends: ['v1 10.1.0.4'] }), 'tcp/443 v1 > 10.1.0.100'),
  'lb-answers': () => trace(behind(), 'icmp web > 198.51.100.5'),
  'lb-no-rule-for-protocol': () => trace(behind(), 'icmp client > 10.1.0.100'),
  'lb-answer-address': () => trace(behind({ internalRules: ['all'] }), 'icmp client > 10.1.0.100'),
  'lb-answer': () => trace(behind(), 'tcp/443 web > 198.51.100.5'),
  'azure-no-outbound-access': () => trace(azureVm({ closed: true }), 'tcp/443 vm > web'),
  'default-outbound-protocol': () => trace(azureVm(), 'icmp vm > web'),
  'default-outbound-withheld': () =>
    traceFlow(
      azureVm({ publicIp: '198.51.100.7' })
        .machine(
          'vm',
          { eth0: '10.1.0.4/24 10.1.0.5/24 @v/a' },
          { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], publicIp: '198.51.100.7', securityGroup: 'open' },
        )
        .build(),
      { ...flowOf('tcp/443 vm > web'), source: '10.1.0.5' },
    ),
  'azure-snat-fragments': () => trace(azureVm(), 'udp/443 vm > web', { payload: 3000 }),
  'lb-fragments': () => trace(behind({ internalRules: ['udp/53'] }), 'udp/53 client > 10.1.0.100', { payload: 3000 }),
  'azure-source-not-translated': () =>
    trace(
      hub({ gatewayUser: ['0.0.0.0/0 VirtualAppliance 10.0.1.7'], vmUser: ['0.0.0.0/0 Internet'] }).machine(
        'nva',
        { eth0: '10.0.1.7/24 @hub/servers' },
        { routes: ['0.0.0.0/0 dev eth0'], forwarding: true, ipForwarding: true },
      ),
      'tcp/443 pc > web',
    ),
  'vpn-gateway-no-internet': () => trace(tunnelToInternet(), 'tcp/443 vm-branch > web'),
  'firewall-session': () => trace(hub(), 'tcp/443 pc > web'),
  'firewall-translated': () => trace(hub(), 'tcp/443 pc > web'),
  'firewall-related': () => trace(hub({ ...GATEWAY_IN, ...VM_OUT }), 'udp/99 pc > vm'),
  'firewall-no-state': () => trace(hub(VM_OUT), 'tcp/22 pc > vm'),
  'firewall-no-syn-ack': () => trace(hub(GATEWAY_IN), 'tcp/22 pc > vm'),
  'firewall-unrelated-error': () => trace(hub(VM_OUT), 'udp/99 pc > vm'),
  'firewall-dnat': () => trace(hub({ rules: dnatRule }), 'tcp/22 web > azfw'),
  'firewall-no-dnat-rule': () => trace(hub({ rules: dnatRule }), 'tcp/80 web > azfw'),
  'firewall-not-a-destination': () => trace(hub(), 'icmp vm > azfw'),
  'firewall-network-rule': () => trace(hub(), 'tcp/443 pc > web'),
  'firewall-network-rule-deny': () =>
    trace(hub({ rules: { ...NO_RULES, network: ALLOW_ALL.network.map((c) => ({ ...c, action: 'Deny' as const })) } }), 'tcp/443 pc > web'),
  'firewall-application-rule': () => trace(hub({ rules: applicationRule('Allow') }), 'tcp/443 pc > web'),
  'firewall-application-rule-deny': () => trace(hub({ rules: applicationRule('Deny') }), 'tcp/443 pc > web'),
  'firewall-default-deny': () => trace(hub({ rules: NO_RULES }), 'tcp/443 pc > web'),
  'firewall-threat-deny': () => trace(hub({ rules: { ...ALLOW_ALL, threats: threats('Deny') } }), 'tcp/443 pc > web'),
  'firewall-threat-alert': () => trace(hub({ rules: { ...ALLOW_ALL, threats: threats('Alert') } }), 'tcp/443 pc > web'),
  'firewall-snat': () => trace(hub(), 'tcp/443 pc > web'),
  'firewall-snat-private': () => trace(nat([]), 'tcp/22 pc > vm'),
  'firewall-source-kept': () => trace(hub({ rules: { ...ALLOW_ALL, privateRanges: [prefix('192.0.2.0/24')] } }), 'tcp/443 pc > web'),
  'firewall-icmp-not-translated': () => trace(hub(), 'icmp pc > web'),
  'firewall-proxy-accepts': () => trace(hub({ rules: NO_RULES }), 'tcp/443 pc > www.example.com'),
  'firewall-proxy-takes': () => trace(hub({ rules: applicationRule('Allow') }), 'tcp/443 pc > www.example.com'),
  'firewall-no-server-name': () => trace(hub({ rules: applicationRule('Allow') }), 'tcp/443 pc > 192.0.2.80'),
  'firewall-name-not-resolved': () => traceFlow(hubWithZone(applicationRule('Allow')), flowOf('tcp/443 pc > www.example.com')),
  'firewall-resolves-itself': () => traceFlow(hubWithZone(applicationRule('Allow'), '10.0.1.6'), flowOf('tcp/443 pc > www.example.com')),
  'firewall-proxy-answers': () =>
    trace(hub({ rules: applicationRule('Allow') }).subnet('hub/AzureFirewallSubnet', { user: ['0.0.0.0/0 None'] }), 'tcp/443 pc > web'),
  'tunnel-encapsulate': () => trace(hub(), 'icmp vm > vm-branch'),
  'tunnel-decapsulate': () => trace(hub(), 'icmp vm > vm-branch'),
  'tunnel-down': () => trace(device().machine('cpe', DEVICE, { ...ROUTES, routes: ['10.1.0.0/16 dev gone'] }), 'icmp cpe > vm'),
  'p2s-no-client': () => trace(device(), 'icmp vm > 172.16.16.9'),
  'tunnel-unknown-peer': () => trace(hub({ gatewayUser: ['0.0.0.0/0 VirtualAppliance 10.0.3.4'] }), 'tcp/22 vm > vm-branch'),
  'azure-tunnel-endpoint': () => trace(hub(), 'icmp vm > vm-branch'),
  'gateway-mss-clamped': () => trace(hub(), 'tcp/22 vm > vm-branch'),
  'vpn-gateway-ipv6': () =>
    trace(
      device().machine('cpe', { ...DEVICE, six: '2001:db8:9::1/64 @lan' }, { ...ROUTES, routes: [...ROUTES.routes, '2001:db8:1::/48 dev vti'] }),
      'icmp cpe > 2001:db8:1::4',
    ),
  'gateway-sibling': () => trace(siblings(), 'icmp vm > vm-branch'),
  'gateway-best-path': () => trace(hub(), 'icmp vm > vm-branch'),
  'er-gateway-into-vnet': () => trace(hub(), 'icmp pc > vm'),
  'msee-fastpath': fastPath,
  'msee-best-path': () => trace(hub(), 'icmp pc > vm'),
  'internet-route': () => trace(hub(), 'tcp/443 pc > web'),
  'internet-nobody': () => trace(hub(), 'icmp web > 198.51.100.99'),
  'internet-private-source': () => trace(onInternet(), 'icmp pc > 192.0.2.80'),
  'internet-private-destination': () => trace(onInternet(), 'icmp cpe > 192.168.7.7'),
  'no-internet': () => trace(azureVm({ internet: false }), 'icmp vm > 192.0.2.80'),
  'asymmetric-answer-around': () => trace(hub(GATEWAY_IN), 'icmp pc > vm'),
  'asymmetric-request-around': () => trace(hub(VM_OUT), 'icmp pc > vm'),
  'route-prohibit': () => hosted(linuxLine({ r1: 'ip route add prohibit 10.3.0.0/25' }), 'icmp pc > server'),
  'policy-rule': () => hosted(bySource('0'), 'icmp pc > server'),
  'rule-blackhole': () => hosted(linuxLine({ r1: 'ip rule add to 10.3.0.0/24 blackhole' }), 'icmp pc > server'),
  'rule-unreachable': () => hosted(linuxLine({ r1: 'ip rule add to 10.3.0.0/24 unreachable' }), 'icmp pc > server'),
  'rule-prohibit': () => hosted(linuxLine({ r1: 'ip rule add to 10.3.0.0/24 prohibit' }), 'icmp pc > server'),
  'fib-table': () => hosted(oas(), outside, fromJail),
  'unknown-vrf': () => hosted(tenants(), 'icmp r > 10.9.0.10', { vrf: 'green' }),
  'vrf-table': () => hosted(tenants(), 'icmp blue-pc > 10.9.0.10'),
  'vrf-passed-over': () => hosted(tenants(['ip route del default vrf vrf-red', 'ip route add 10.8.0.0/16 via 10.0.0.10 dev eth1']), 'icmp red-pc > 10.8.0.1'),
  'vrf-device': () => hosted(leaking(), 'icmp h1 > 172.16.2.2'),
  'vrf-loop': () =>
    hosted(leaking({ r1: ['ip route add vrf blue 10.0.0.0/8 dev red', 'ip route add vrf red 10.0.0.0/8 dev blue'] }), 'icmp r1 > 10.1.1.1', { vrf: 'blue' }),
  'vrf-down': () => hosted(tenants(['ip link set vrf-blue down']), 'icmp r > 10.9.0.10', { vrf: 'vrf-blue' }),
  'vrf-port-unbound': () => hosted(fcnal({ listen: [{ protocol: 'tcp', port: 22 }] }), 'tcp/22 b > 172.16.1.1'),
  'vrf-port-elsewhere': () => hosted(fcnal({ a: GREEN, listen: [{ protocol: 'tcp', port: 22, vrf: 'green' }] }), 'tcp/22 b > 172.16.1.1'),
  'vrf-port-in-vrf': () => hosted(fcnal({ listen: [{ protocol: 'tcp', port: 22, vrf: 'red' }] }), 'tcp/22 a > 172.16.2.1'),
  'vrf-answer-elsewhere': () => hosted(leaking({ r1: ['ip route add 172.16.2.0/24 dev eth1'] }), 'tcp/12345 r1 > 172.16.2.2'),
  'rp-filter-strict': () => hosted(bySource('1'), 'icmp pc > server'),
  'rp-filter-no-route': () => hosted(linuxLine({ r2: 'sysctl -w net.ipv4.conf.all.rp_filter=2\nip route add blackhole 10.1.0.0/17' }), 'icmp pc > server'),
  'martian-own-source': () =>
    hosted(linuxLine({ r1: 'ip route add 10.9.0.0/16 via 10.2.0.2', r2: 'ip route add 10.9.0.0/16 via 10.2.0.1' }), 'icmp r1 > 10.9.0.1'),
  'mss-clamped': () => hosted(oas(), 'tcp/443 jail > 2001:db8:400::10', fromJail),
  'segments-vanish': () =>
    hosted(
      oas({ vps01Pf: (t) => t.replace(/scrub .*\n/, ''), worldPf: () => 'pass all no state\nblock in quick inet6 proto icmp6 icmp6-type toobig' }),
      'tcp/443 jail > 2001:db8:400::10',
      { ...fromJail, bytes: 5000 },
    ),
  'host-tunnel-in': () => hosted(tunnelled('gre'), 'icmp pc > server'),
  'host-tunnel-route': () => hosted(tunnelled('gre'), 'icmp pc > server'),
  'host-tunnel-out': () => hosted(tunnelled('gre'), 'icmp pc > server'),
  'host-tunnel-unknown': () => hosted(tunnelled('gre', { r2: '' }), 'icmp pc > server'),
  'host-tunnel-down': () => hosted(tunnelled('gre', { r2: 'ip link add t0 type gre local 10.2.0.2 remote 10.2.0.1' }), 'icmp pc > server'),
  'host-tunnel-key': () => hosted(greInto('key 8', 'key 7'), 'icmp pc > server'),
  'host-tunnel-key-wanted': () => hosted(greInto('key 8'), 'icmp pc > server'),
  'host-tunnel-key-unwanted': () => hosted(greInto('', 'key 7'), 'icmp pc > server'),
  'host-tunnel-protocol': () =>
    hosted(tunnelled('ipip', { r2: 'ip tunnel add t0 mode sit local 10.2.0.2 remote 10.2.0.1\nip link set t0 up' }), 'icmp pc > server'),
  'host-tunnel-family': () => hosted(tunnelled('ipip', { r1: 'ip addr add 2001:db8:f::1/64 dev t0' }), 'icmp r1 > 2001:db8:f::2'),
  'host-tunnel-ingress': () => hosted(twoUplinks(), 'icmp fb > 172.31.0.2'),
  'host-tunnel-ingress-no-route': () => hosted(twoUplinks('tunnelfib 2'), 'icmp far > 172.31.0.1'),
  'host-tunnel-recursion': () =>
    hosted(
      linuxLine({ r1: 'ip link add t0 type gre local 10.1.0.1 remote 10.7.0.1\nip link set t0 up\nip route add 10.7.0.0/16 dev t0' }),
      'icmp pc > 10.7.0.9',
    ),
  'vxlan-unanswered': () => hosted(tunnelled('vxlan', { r2: '' }), 'icmp pc > server'),
  'vxlan-no-remote': () =>
    hosted(
      linuxLine({
        r1: 'ip link add t0 type vxlan id 7 dstport 4789\nip link set t0 up\nip addr add 10.9.0.1/30 dev t0\nip route add 10.3.0.0/25 via 10.9.0.2',
      }),
      'icmp pc > server',
    ),
  'azure-protocol-blocked': () => hosted(proxied(), 'icmp tunneller > 10.99.0.2'),
  'pf-pass': () => hosted(oas(), outside, fromJail),
  'pf-block': () => hosted(oas({ vps01Pf: (t) => t.replace(' rtable 1', '') }), outside, fromJail),
  'pf-state': () => hosted(oas(), outside, fromJail),
  'pf-translated': () => hosted(oas(), outside, { source: PROVIDED }),
  'pf-copy': () =>
    hosted(oas({ vps01Pf: (t) => t.replace('pass out quick all', 'pass out quick dup-to (vtnet0 2001:db8:200::1) all') }), outside, { source: PROVIDED }),
  'pf-unfiltered': () => hosted(oas({ vps01Pf: () => 'block return all' }), outside.replace('icmp', 'tcp/443'), fromJail),
  'pf-route': () => hosted(oas(), `tcp/443 world > ${JAIL}`),
  'nf-accept': () => hosted(linuxLine({ r1: 'iptables -P FORWARD DROP\niptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT' }), 'icmp pc > server'),
  'nf-drop': () => hosted(linuxLine({ r1: 'iptables -A FORWARD -p icmp -j DROP' }), 'icmp pc > server'),
  'nf-policy-drop': () => hosted(linuxLine({ server: 'iptables -P INPUT DROP' }), 'icmp pc > server'),
  'nf-reject': () => hosted(linuxLine({ r1: 'iptables -A FORWARD -j REJECT' }), 'icmp pc > server'),
  'nf-marked': () => hosted(linuxLine({ r1: 'iptables -t mangle -A PREROUTING -j MARK --set-mark 1' }), 'icmp pc > server'),
  'nf-translated': () => hosted(linuxLine({ r1: 'iptables -t nat -A POSTROUTING -o a -j MASQUERADE' }), 'icmp pc > server'),
  'proxy-fetches': () => fetch(),
  'proxy-denies': () => fetch({ port: 8443 }),
  'proxy-asks-login': () =>
    fetch(
      {},
      `auth_param basic program /bin/true\nacl who proxy_auth REQUIRED\n${SQUID.replace('http_access allow localnet', 'http_access allow localnet who')}`,
    ),
  'proxy-no-way': () => fetch({}, `${SQUID}\nnever_direct allow all`),
  'proxy-parent-refuses': () => fetch({}, `${SQUID}\nnever_direct allow all\ncache_peer 10.2.0.5 parent 3128 0`, 'http_port 3128\nhttp_access deny all'),
  'proxy-cannot-reach': () => fetch({ port: 8443 }, SQUID.replace('SSL_ports port 443', 'SSL_ports port 443 8443')),
  'proxy-knows-no-name': () => fetch({ to: 'nowhere.example' }),
  'proxy-listens-elsewhere': () => fetch({ proxyPort: 8080 }),
  'proxy-is-none': () => fetch({}, 'http_access allow nobody'),
  'asymmetric-harmless': () => hosted(twoGates(), 'icmp pc > server'),
  'asymmetric-answer-blocked': () => trace(hub(VM_OUT), 'tcp/22 pc > vm'),
  'asymmetric-handshake-blocked': () => trace(hub(GATEWAY_IN), 'tcp/22 pc > vm'),
  'asymmetric-interface-blocked': boundState,
  'asymmetric-rp-filter': () => hosted(bySource('1'), 'icmp pc > server'),
  'asymmetric-nat-not-undone': () => hosted(twoGates('iptables -t nat -A PREROUTING -d 10.1.0.1 -j DNAT --to-destination 10.3.0.10'), 'icmp pc > 10.1.0.1'),
  'asymmetric-nat-on-answer': () => trace(throughAnotherAddress(), 'udp/53 vm > 198.51.100.10'),
  'asymmetric-icmp-passes': () => trace(hub(GATEWAY_IN), 'tcp/22 pc > vm'),
  'asymmetric-icmp-untranslated': () => {
    const { lab } = twoGates('', 'iptables -t nat -A POSTROUTING -s 10.3.0.10 -p udp -j SNAT --to-source 10.1.0.2');
    const server = { ...lab.hosts?.['server'], listen: [{ protocol: 'udp', port: 53 }] } as Host;
    return hosted(solve({ ...lab, hosts: { ...lab.hosts, server } }), 'udp/53 pc > server');
  },
  'asymmetric-icmp-blocked': () => hosted(bySource('1'), 'tcp/443 pc > server'),
  'ways-differ': () => trace(halfBroken(), 'icmp pc > 10.9.0.1'),
};

const DEVICE = { wan: '203.0.113.9/24 @internet', vti: '10.9.0.1/24 ~cn:gw#0:cpe', gone: '10.8.0.1/24 ~nothing' };
const ROUTES = { forwarding: true, routes: ['0.0.0.0/0 via 203.0.113.1 dev wan', '10.1.0.0/16 dev vti'] };

/** A VPN device on the Internet, a gateway with a pool, a VM. */
function device(): TestNetwork {
  return azureVm()
    .vnet('v', {
      prefixes: ['10.1.0.0/16'],
      subnets: { a: { prefix: '10.1.0.0/24', programmed: ['172.16.16.0/24 10.1.1.4 gw#0'] }, GatewaySubnet: { prefix: '10.1.1.0/24' } },
    })
    .machine('cpe', DEVICE, ROUTES)
    .managed('vpn-gateway', 'gw#0', '10.1.1.4/32 @v/GatewaySubnet', ['10.1.0.0/16 own vnet', '172.16.16.0/24 own p2s-pool'], '198.51.100.14')
    .tunnel('cn', ['gw#0', '198.51.100.14', '10.1.0.0/16'], ['cpe', '203.0.113.9', '10.9.0.0/24']);
}

function onInternet(): TestNetwork {
  return new TestNetwork()
    .internet({ web: '192.0.2.80' })
    .machine('cpe', { lan: '10.9.0.1/24 @lan', wan: '203.0.113.9/24 @internet' }, { forwarding: true, routes: ['0.0.0.0/0 via 203.0.113.1 dev wan'] })
    .machine('pc', { eth0: '10.9.0.2/24 @lan' }, { routes: ['0.0.0.0/0 via 10.9.0.1 dev eth0'] });
}

function tunnelToInternet(): TestNetwork {
  return hub({ injected: false })
    .subnet('branch/servers', { programmed: ['192.0.2.0/24 10.50.0.4 brgw#0'] })
    .managed('vpn-gateway', 'brgw#0', '10.50.0.4/32 @branch/GatewaySubnet', ['192.0.2.0/24 via 10.0.0.14 vpn-peer'], '203.0.113.4');
}

/** A UDP answer that its server's route table takes through a firewall: no state is missed, but it leaves under another address. */
function throughAnotherAddress(): TestNetwork {
  return azureVm({ publicIp: '198.51.100.7' })
    .vnet('w', {
      prefixes: ['10.2.0.0/16'],
      subnets: { a: { prefix: '10.2.0.0/24', user: ['0.0.0.0/0 VirtualAppliance 10.2.1.4'] }, AzureFirewallSubnet: { prefix: '10.2.1.0/24' } },
    })
    .machine(
      'far',
      { eth0: '10.2.0.4/24 @w/a' },
      { routes: ['0.0.0.0/0 via 10.2.0.1 dev eth0'], publicIp: '198.51.100.10', securityGroup: 'open', listen: [{ protocol: 'udp', port: 53 }] },
    )
    .firewall('fw', 'w/AzureFirewallSubnet', '10.2.1.4', ['10.2.1.5'], ['198.51.100.11'], ALLOW_ALL);
}

/** An answer that leaves by another interface than the request came by, past PF whose states are bound to theirs. */
function boundState(): Trace {
  const gate: Host = {
    os: 'freebsd',
    interfaces: { em0: { segment: 'out', addresses: [] }, em1: { segment: 'in', addresses: [] } },
    rc: { config: 'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em1="inet 10.0.0.1/24"\npf_enable="YES"' },
    pf: { config: 'set state-policy if-bound\nblock out on em1\npass in' },
  };
  const pc: Host = { interfaces: { eth0: { segment: 'out', addresses: ['192.0.2.9/24'] }, eth1: { segment: 'in', addresses: ['10.0.0.9/24'] } } };
  return hosted(solve({ segments: { in: {}, out: {} }, hosts: { gate, pc } }), 'icmp pc > 192.0.2.1', { source: '10.0.0.9' });
}

function serviceEndpoint(): Trace {
  const input = azureVm().build();
  const row: EffectiveRoute = {
    prefix: prefix('192.0.2.0/24'),
    source: 'Default',
    state: 'Active',
    nextHopType: 'VirtualNetworkServiceEndpoint',
    reason: { code: 'azure-peering', rules: [] },
  };
  return traceFlow({ ...input, effectiveRoutes: new Map([['v/a', [row]]]) }, flowOf('icmp vm > 192.0.2.80'));
}

function fastPath(): Trace {
  const input = hub().build();
  const nodes = new Map([...input.network.nodes].map(([id, n]) => [id, n.kind === 'msee' ? { ...n, fastPath: ['cn-er'] } : n]));
  return traceFlow({ ...input, network: { ...input.network, nodes } }, flowOf('icmp pc > vm'));
}

function halfBroken(): TestNetwork {
  return line({ r1: ['10.9.0.0/16 via 10.2.0.2,10.2.0.7 dev e1'], r2: ['10.1.0.0/24 via 10.2.0.1 dev e0'] }).machine(
    'target',
    { e0: '10.9.0.1/24 @c', e1: '10.2.0.7/24 @b' },
    { routes: ['10.1.0.0/24 via 10.2.0.1 dev e1'] },
  );
}

function legReasons(leg: Leg | undefined): Reason[] {
  return leg ? [leg.reason, ...leg.hops.flatMap((h) => h.steps.map((s) => s.reason)), ...legReasons(leg.error?.leg)] : [];
}

function reasonsOf(t: Trace): Reason[] {
  const own = [t, ...t.branches].flatMap((b) => [...legReasons(b.out), ...legReasons(b.back), ...legReasons(b.ack), ...legReasons(b.intercepted?.request)]);
  return [t.summary, ...(t.notes ?? []), ...own, ...(t.intercepted?.origin ? reasonsOf(t.intercepted.origin) : [])];
}

describe('reasons', () => {
  it.each(Object.keys(PACKET_RULES) as PacketCode[])('%s is met, in words of both languages', (code) => {
    const met = reasonsOf(MET[code]());
    expect(met.map((r) => r.code)).toContain(code);
    for (const reason of met) {
      expect(Object.keys(PACKET_RULES)).toContain(reason.code);
      for (const locale of ['en', 'ja'] as const) {
        const words = wordReason({ ...reason, args: Object.fromEntries(Object.entries(reason.args ?? {}).map(([k, v]) => [k, v === '' ? '-' : v])) }, locale);
        expect(words, `${reason.code} in ${locale}`).not.toBe(reason.code);
        expect(words, `${reason.code} in ${locale} misses a fact`).not.toMatch(/ {2}|\( ?\)|^ |「」/);
      }
    }
  });
});
