/** Which rules a firewall goes by: policies, their groups, names and threat intelligence (A151, A152, A165). */
import { describe, expect, it } from 'vitest';
import { traceFlow } from '../data-plane/index.ts';
import { formatPrefix } from '../ip/index.ts';
import { type AzureFirewall, checkLab, type FirewallPolicyRule, type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { firewallRules } from './firewall-rules.ts';

const LAB = {
  virtualNetworks: {
    hub: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: { AzureFirewallSubnet: { addressPrefix: '10.0.3.0/26' }, web: { addressPrefix: '10.0.1.0/24', routeTable: 'rt' } },
    },
  },
  routeTables: { rt: { routes: { all: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } } },
  publicIPAddresses: { pip: { ipAddress: '198.51.100.10' } },
  virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'hub/web', privateIPAddress: '10.0.1.4' } } } },
  azureFirewalls: { fw: { subnet: 'hub/AzureFirewallSubnet', publicIPAddresses: ['pip'], firewallPolicy: 'child' } },
  firewallPolicies: { child: {} },
  internet: {
    hosts: {
      site: { ipAddress: '192.0.2.80', names: ['www.example.com'], listen: [{ protocol: 'tcp', port: 443 }] },
      evil: { ipAddress: '192.0.2.66', names: ['evil.example.net'], listen: [{ protocol: 'tcp', port: 443 }], threatIntelligence: true },
    },
  },
};
const network = (more: Partial<FirewallPolicyRule> = {}): FirewallPolicyRule => ({
  ruleType: 'NetworkRule',
  sourceAddresses: ['*'],
  destinationAddresses: ['*'],
  destinationPorts: ['*'],
  ipProtocols: ['TCP'],
  ...more,
});
const application: FirewallPolicyRule = {
  ruleType: 'ApplicationRule',
  sourceAddresses: ['*'],
  targetFqdns: ['*'],
  protocols: [{ protocolType: 'Https', port: 443 }],
};
const collection = (priority: number, type: 'Allow' | 'Deny', rule = network()) => ({
  ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
  priority,
  action: { type },
  rules: { r: rule },
});
const group = (priority: number, ruleCollections: object) => ({ priority, ruleCollections });
const policy = (id: string, patch: object) => ({ firewallPolicies: { [id]: patch } });
const groups = (ruleCollectionGroups: object, more: object = {}) => policy('child', { ruleCollectionGroups, ...more });

/** What becomes of HTTPS to a host, and the rule that says so. */
function https(to: string, ...patches: object[]): string {
  const lab = patches.reduce<unknown>((l, p) => mergePatch(l, p), LAB) as Lab;
  expect(checkLab(lab)).toEqual([]);
  const t = traceFlow(solve(lab), { from: 'vm', to, protocol: 'tcp', port: 443 });
  const said = t.out.hops
    .flatMap((h) => h.steps.map((s) => s.reason))
    .concat(t.out.reason)
    .findLast((r) => r.code.startsWith('firewall-') && r.args?.['collection'] !== undefined);
  return `${t.verdict} ${String(said?.args?.['collection'] ?? t.summary.code)}`;
}

describe('A152 the order of a policy’s rules', () => {
  it('a group’s priority comes before the collection’s', () => {
    const two = (first: number, second: number) =>
      groups({ a: group(first, { deny: collection(900, 'Deny') }), b: group(second, { allow: collection(100, 'Allow') }) });
    expect(https('site', two(200, 300))).toBe('dropped a/deny');
    expect(https('site', two(300, 200))).toBe('delivered b/allow');
  });

  it('within a group the collection’s priority decides', () => {
    const one = (deny: number) => groups({ a: group(200, { deny: collection(deny, 'Deny'), allow: collection(500, 'Allow') }) });
    expect(https('site', one(400))).toBe('dropped a/deny');
    expect(https('site', one(600))).toBe('delivered a/allow');
  });

  it('network rules come before application rules, whatever the groups’ priorities', () => {
    const lab = groups({ a: group(100, { web: collection(100, 'Allow', application) }), b: group(65000, { deny: collection(65000, 'Deny') }) });
    expect(https('site', lab)).toBe('dropped b/deny');
  });

  it('the base policy’s rules come before the child’s, whatever the priorities', () => {
    const child = groups({ own: group(100, { deny: collection(100, 'Deny') }) }, { basePolicy: 'base' });
    const base = policy('base', { ruleCollectionGroups: { parent: group(65000, { allow: collection(65000, 'Allow') }) } });
    expect(https('site', base, child)).toBe('delivered parent/allow');
    expect(https('site', base, child, policy('child', { basePolicy: null }))).toBe('dropped own/deny');
  });

  it('but not its application rules before the child’s network rules', () => {
    const child = groups({ own: group(100, { deny: collection(100, 'Deny') }) }, { basePolicy: 'base' });
    const base = policy('base', { ruleCollectionGroups: { parent: group(100, { web: collection(100, 'Allow', application) }) } });
    expect(https('site', base, child)).toBe('dropped own/deny');
  });

  it('policies that inherit from each other are each taken once', () => {
    const child = groups({ own: group(100, { allow: collection(100, 'Allow') }) }, { basePolicy: 'base' });
    expect(https('site', policy('base', { basePolicy: 'child' }), child)).toBe('delivered own/allow');
  });
});

describe('A35 service tags in the destinations of network rules', () => {
  const tagged = groups({ own: group(100, { allow: collection(100, 'Allow', network({ destinationAddresses: ['Example.japaneast'] })) }) });
  const stated = (prefix: string) => ({ serviceTags: { 'Example.japaneast': { addressPrefixes: ['203.0.113.0/24', prefix] } } });

  it('stand for the prefixes that the lab says', () => {
    expect(https('site', tagged, stated('192.0.2.0/24'))).toBe('delivered own/allow');
    expect(https('site', tagged, stated('198.51.100.0/24'))).toBe('refused firewall-default-deny');
  });

  it('and for nothing where it says none', () => {
    expect(https('site', tagged)).toBe('refused firewall-default-deny');
  });
});

describe('A151 threat intelligence', () => {
  const allow = groups({ own: group(100, { allow: collection(100, 'Allow') }) });
  const mode = (threatIntelMode: string, more: object = {}) => policy('child', { threatIntelMode, ...more });

  it('denies before any rule is asked, where the mode is Deny', () => {
    expect(https('evil', allow, mode('Deny'))).toBe('dropped firewall-threat-deny');
    expect(https('site', allow, mode('Deny'))).toBe('delivered own/allow');
  });

  it('is Alert unless said: the rules decide, and the trace tells', () => {
    expect(https('evil', allow)).toBe('delivered own/allow');
    expect(https('evil', allow, mode('Off'))).toBe('delivered own/allow');
    const codes = (...patches: object[]) =>
      traceFlow(solve(patches.reduce<unknown>((l, p) => mergePatch(l, p), LAB) as Lab), {
        from: 'vm',
        to: 'evil',
        protocol: 'tcp',
        port: 443,
      }).out.hops.flatMap((h) => h.steps.map((s) => s.reason.code));
    expect(codes(allow)).toContain('firewall-threat-alert');
    expect(codes(allow, mode('Off'))).not.toContain('firewall-threat-alert');
  });

  it('spares what the allow list names', () => {
    expect(https('evil', allow, mode('Deny', { threatIntelWhitelist: { ipAddresses: ['192.0.2.64/28'] } }))).toBe('delivered own/allow');
    // A network rule hears no name.
    expect(https('evil.example.net', allow, mode('Deny', { threatIntelWhitelist: { fqdns: ['EVIL.example.net'] } }))).toBe('dropped firewall-threat-deny');
    expect(https('evil', allow, mode('Deny', { threatIntelWhitelist: { ipAddresses: ['192.0.2.80'] } }))).toBe('dropped firewall-threat-deny');
  });

  it('is as strict as the strictest policy of the chain', () => {
    const base = policy('base', { threatIntelMode: 'Deny' });
    expect(https('evil', allow, base, policy('child', { basePolicy: 'base', threatIntelMode: 'Alert' }))).toBe('dropped firewall-threat-deny');
  });

  it('is a setting of a classic firewall, too', () => {
    const own = { azureFirewalls: { fw: { firewallPolicy: null, threatIntelMode: 'Deny' } } };
    expect(https('evil', own)).toBe('refused firewall-threat-deny');
    expect(https('site', own)).toBe('refused firewall-default-deny');
  });
});

describe('A151 host names in network rules', () => {
  const named = (...destinationFqdns: string[]) =>
    groups({ own: group(100, { allow: collection(100, 'Allow', network({ destinationAddresses: [], destinationFqdns })) }) });
  const proxy = policy('child', { dnsSettings: { enableProxy: true } });

  it('stand for the addresses that the firewall resolves them to', () => {
    expect(https('site', named('www.example.com'), proxy)).toBe('delivered own/allow');
    expect(https('evil', named('www.example.com'), proxy)).toBe('refused firewall-default-deny');
  });

  it('match nothing without the DNS proxy', () => {
    expect(https('site', named('www.example.com'))).toBe('refused firewall-default-deny');
  });
});

describe('A154 private ranges', () => {
  const ranges = (id: string, ...privateRanges: string[]) => policy(id, { snat: { privateRanges } });
  const seen = (...patches: object[]) => {
    const lab = [groups({ own: group(100, { allow: collection(100, 'Allow') }) }, { basePolicy: 'base' }), ...patches].reduce<unknown>(
      (l, p) => mergePatch(l, p),
      LAB,
    );
    return firewallRules(lab as Lab, (lab as Lab).azureFirewalls?.['fw'] as AzureFirewall, () => []).privateRanges.map(formatPrefix);
  };

  it('the policy’s own come before those of the one that it inherits from; without any the reserved ones', () => {
    const base = ranges('base', '192.0.2.0/24');
    expect(seen(base, ranges('child', '203.0.113.0/24'))).toEqual(['203.0.113.0/24']);
    expect(seen(base)).toEqual(['192.0.2.0/24']);
    expect(seen(policy('base', {}))).toContain('10.0.0.0/8');
  });
});

describe('A165 learned private ranges', () => {
  /** A public range on-premises that an appliance teaches Route Server, on the firewall's way to it. */
  const routed = (auto: 'Enabled' | 'Disabled', routeServer = true) =>
    mergePatch(LAB, {
      routeTables: { rt: { disableBgpRoutePropagation: true } },
      virtualNetworks: { hub: { subnets: { RouteServerSubnet: { addressPrefix: '10.0.2.0/27' }, nva: { addressPrefix: '10.0.4.0/24' } } } },
      virtualMachines: {
        nva: {
          networkInterfaces: { eth0: { subnet: 'hub/nva', privateIPAddress: '10.0.4.4', enableIPForwarding: true } },
          ipForward: true,
          frr: {
            config: [
              'ip route 203.0.113.0/24 blackhole',
              'router bgp 65001',
              ' no bgp ebgp-requires-policy',
              ...['10.0.2.4', '10.0.2.5'].flatMap((n) => [` neighbor ${n} remote-as 65515`, ` neighbor ${n} ebgp-multihop 255`]),
              ' address-family ipv4 unicast',
              '  network 203.0.113.0/24',
            ].join('\n'),
          },
        },
      },
      ...(routeServer && { routeServers: { ars: { subnet: 'hub/RouteServerSubnet', bgpConnections: { nva: { peerIp: '10.0.4.4', peerAsn: 65001 } } } } }),
      ...groups({ own: group(100, { allow: collection(100, 'Allow') }) }, { snat: { autoLearnPrivateRanges: auto } }),
    }) as Lab;
  const translated = (lab: Lab) =>
    traceFlow(solve(lab), { from: 'vm', to: '203.0.113.9', protocol: 'tcp', port: 443 }).out.hops.some((h) =>
      h.steps.some((s) => s.reason.code.startsWith('firewall-snat')),
    );

  it('keep the source of packets to what Route Server teaches', () => {
    expect(checkLab(routed('Enabled'))).toEqual([]);
    expect(translated(routed('Enabled'))).toBe(false);
    expect(translated(routed('Disabled'))).toBe(true);
  });

  it('need a Route Server', () => {
    expect(translated(routed('Enabled', false))).toBe(true);
  });
});
