/** Network security groups: order, defaults, service tags (A170–A176). */
import { describe, expect, it } from 'vitest';
import { containsIp, type Ip, ip, prefix } from '../ip/index.ts';
import { decidingRule, type SecurityFlow, securityGroup, type SecurityRuleData } from './nsg.ts';

const TAGS: Readonly<Record<string, string>> = { VirtualNetwork: '10.0.0.0/8', AzureLoadBalancer: '168.63.129.16/32', Internet: '192.0.2.0/24' };
const tags = (tag: string, address: Ip) => TAGS[tag] !== undefined && containsIp(prefix(TAGS[tag]), address);

/** `Allow Inbound 100 tcp 10.1.0.0/16 > * :443`. */
function rule(text: string): SecurityRuleData {
  const [access = '', direction = '', priority = '', protocol = '', from = '', , to = '', ports = ':0-65535'] = text.split(' ');
  const term = (t: string) =>
    t === '*' ? [{ kind: 'any' as const }] : t.includes('/') ? [{ kind: 'prefix' as const, prefix: prefix(t) }] : [{ kind: 'tag' as const, tag: t }];
  const [low = 0, high = low] = ports.slice(1).split('-').map(Number);
  return {
    name: text,
    priority: Number(priority),
    direction: direction as 'Inbound',
    access: access as 'Allow',
    protocol,
    sources: term(from),
    sourcePorts: [{ from: 0, to: 65535 }],
    destinations: term(to),
    destinationPorts: [{ from: low, to: high }],
  };
}

/** `tcp 10.1.0.4 > 10.2.0.4:22`. */
function flow(text: string): SecurityFlow {
  const [protocol = '', source = '', , to = ''] = text.split(' ');
  const [destination = '', port = '0'] = to.split(':');
  return { protocol, source: ip(source), sourcePort: 49152, destination: ip(destination), destinationPort: Number(port) };
}

const decide = (direction: 'Inbound' | 'Outbound', what: string, ...rules: string[]) =>
  decidingRule(securityGroup('nsg', rules.map(rule)), direction, flow(what), tags).name;

describe('network security groups', () => {
  it.each([
    ['A170', 'Inbound', 'tcp 10.1.0.4 > 10.2.0.4:22', 'AllowVnetInBound'],
    ['A170', 'Inbound', 'tcp 168.63.129.16 > 10.2.0.4:80', 'AllowAzureLoadBalancerInBound'],
    ['A170', 'Inbound', 'tcp 192.0.2.1 > 10.2.0.4:22', 'DenyAllInBound'],
    ['A177', 'Inbound', 'tcp 10.1.0.4 > 192.0.2.1:443', 'DenyAllInBound'],
    ['A171', 'Outbound', 'icmp 10.1.0.4 > 10.2.0.4', 'AllowVnetOutBound'],
    ['A171', 'Outbound', 'tcp 10.1.0.4 > 192.0.2.1:443', 'AllowInternetOutBound'],
    ['A171', 'Outbound', 'tcp 10.1.0.4 > 203.0.113.1:443', 'DenyAllOutBound'],
    ['A171', 'Outbound', 'tcp 203.0.113.1 > 10.2.0.4:22', 'DenyAllOutBound'],
  ] as const)('%s %s %s is decided by %s', (_, direction, what, name) => {
    expect(decide(direction, what)).toBe(name);
  });

  it('A172 the lowest number decides, whatever the order of writing', () => {
    const deny = 'Deny Inbound 100 tcp * > * :22';
    const allow = 'Allow Inbound 200 tcp * > * :22';
    expect(decide('Inbound', 'tcp 192.0.2.1 > 10.2.0.4:22', allow, deny)).toBe(deny);
    expect(decide('Inbound', 'tcp 192.0.2.1 > 10.2.0.4:22', allow)).toBe(allow);
  });

  it('A172 protocol, port, address and direction must all match', () => {
    const allow = 'Allow Inbound 100 tcp 192.0.2.0/24 > 10.2.0.0/16 :22-23';
    expect(decide('Inbound', 'tcp 192.0.2.1 > 10.2.0.4:23', allow)).toBe(allow);
    for (const other of ['udp 192.0.2.1 > 10.2.0.4:22', 'tcp 192.0.2.1 > 10.2.0.4:24', 'tcp 192.0.3.1 > 10.2.0.4:22', 'tcp 192.0.2.1 > 10.3.0.4:22'])
      expect(decide('Inbound', other, allow)).toBe('DenyAllInBound');
    expect(decide('Outbound', 'tcp 192.0.2.1 > 10.2.0.4:23', allow)).not.toBe(allow);
  });

  it('A176 a service tag is what the subnet’s routes make of it', () => {
    const deny = 'Deny Outbound 100 * * > Internet';
    expect(decide('Outbound', 'tcp 10.1.0.4 > 192.0.2.1:443', deny)).toBe(deny);
    expect(decide('Outbound', 'tcp 10.1.0.4 > 10.2.0.4:443', deny)).toBe('AllowVnetOutBound');
  });

  it('A172 the source port counts where a rule names one', () => {
    const from53 = { ...rule('Deny Inbound 100 udp * > *'), sourcePorts: [{ from: 53, to: 53 }] };
    const by = (sourcePort: number) =>
      decidingRule(securityGroup('nsg', [from53]), 'Inbound', { ...flow('udp 10.1.0.4 > 10.2.0.4:5000'), sourcePort }, tags).name;
    expect([by(53), by(54)]).toEqual([from53.name, 'AllowVnetInBound']);
  });

  it('ICMP has no ports to match', () => {
    const allow = 'Allow Inbound 100 icmp * > * :22';
    expect(decide('Inbound', 'icmp 192.0.2.1 > 10.2.0.4', allow)).toBe(allow);
  });
});
