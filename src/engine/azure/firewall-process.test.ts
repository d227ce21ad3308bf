/** Azure Firewall's rules, one row a rule (A151–A156). */
import { describe, expect, it } from 'vitest';
import { ip, prefix } from '../ip/index.ts';
import { type Application, type FirewallFlow, knownThreat, processRequest, processRules } from './firewall-process.ts';
import type { AddressMatch, FirewallRules, NetworkRule } from './firewall-types.ts';
import { RESERVED_RANGES } from './numbers.ts';

const ANY: AddressMatch[] = [{ kind: 'any' }];
const net = (text: string): AddressMatch[] => [{ kind: 'prefix', prefix: prefix(text) }];
const port = (n: number) => [{ from: n, to: n }];

function flow(protocol: string, from: string, to: string, destinationPort = 0): FirewallFlow {
  return { protocol, source: ip(from), destination: ip(to), destinationPort };
}

function network(rule: Partial<NetworkRule>, action: 'Allow' | 'Deny' = 'Allow', name = 'n') {
  return { name, priority: 100, action, rules: [{ name: 'r', sources: ANY, destinations: ANY, protocols: ['TCP' as const], ports: port(443), ...rule }] };
}

function application(targetFqdns: readonly string[], action: 'Allow' | 'Deny' = 'Allow') {
  return { name: 'a', priority: 100, action, rules: [{ name: 'r', sources: ANY, targetFqdns, protocols: [{ type: 'Https' as const, port: 443 }] }] };
}

const dnat = {
  name: 'd',
  priority: 100,
  action: 'Dnat' as const,
  rules: [
    {
      name: 'r',
      sources: ANY,
      destinations: net('198.51.100.10/32'),
      protocols: ['TCP' as const],
      ports: port(443),
      translatedAddress: ip('10.1.0.4'),
      translatedPort: 8443,
    },
  ],
};

function rules(some: Partial<FirewallRules>): FirewallRules {
  return { nat: [], network: [], application: [], privateRanges: RESERVED_RANGES, ...some };
}

const web = flow('tcp', '10.1.0.4', '192.0.2.80', 443);
const says = (r: Partial<FirewallRules>, f: FirewallFlow) => {
  const v = processRules(rules(r), f);
  return `${v.kind} ${v.allow ? 'allows' : 'denies'}`;
};

const request = { source: ip('10.1.0.4'), destination: ip('192.0.2.80'), destinationPort: 443, application: 'Https' as Application };
const requested = (targets: readonly string[], host: string | undefined, more: Partial<typeof request> & { readonly action?: 'Allow' | 'Deny' } = {}) => {
  const { action, ...rest } = more;
  const v = processRequest(rules({ application: [application(targets, action)] }), { ...request, ...rest, ...(host !== undefined && { host }) });
  return `${v.kind} ${v.allow ? 'allows' : 'denies'}`;
};

describe('classes', () => {
  it('A151 nothing matches: deny', () => expect(says({}, flow('tcp', '10.1.0.4', '192.0.2.80', 22))).toBe('none denies'));
  it('A166 80 and 443 are read whatever the rules: those for Azure’s own infrastructure are for http and https', () => {
    expect([80, 443, 8080].map((p) => says({}, flow('tcp', '10.1.0.4', '192.0.2.80', p)))).toEqual(['proxy allows', 'proxy allows', 'none denies']);
    expect(processRequest(rules({}), { ...request, host: 'www.example.com' })).toEqual({ kind: 'none', allow: false, host: 'www.example.com' });
  });
  it('A151 DNAT rules come first, whatever the priorities', () =>
    expect(says({ nat: [dnat], network: [network({}, 'Deny')] }, flow('tcp', '203.0.113.9', '198.51.100.10', 443))).toBe('dnat allows'));
  it('A151 a network rule that allows ends it: application rules are not asked', () =>
    expect(says({ network: [network({})], application: [application(['*'], 'Deny')] }, web)).toBe('network allows'));
  it('A151 a network rule that denies ends it too', () =>
    expect(says({ network: [network({}, 'Deny')], application: [application(['*'])] }, web)).toBe('network denies'));
  it('A151 A166 without a network rule the application rules decide, once the request is read', () => {
    expect(says({ network: [network({ ports: port(22) })], application: [application(['*'])] }, web)).toBe('proxy allows');
    expect([requested(['*'], 'a.example'), requested(['*'], 'a.example', { action: 'Deny' })]).toEqual(['application allows', 'application denies']);
  });
  it('A152 within a class the first collection that matches decides', () => {
    expect(processRules(rules({ network: [network({}, 'Deny', 'first'), network({}, 'Allow', 'second')] }), web)).toMatchObject({
      collection: 'first',
      allow: false,
    });
    expect(processRules(rules({ network: [network({ ports: port(22) }, 'Deny', 'first'), network({}, 'Allow', 'second')] }), web)).toMatchObject({
      collection: 'second',
    });
  });
});

describe('A152 within a collection', () => {
  it('the first rule that matches decides', () => {
    const [first, second] = ['first', 'second'].map((name) => ({ ...network({}).rules[0], name })) as [NetworkRule, NetworkRule];
    const by = (...both: NetworkRule[]) => processRules(rules({ network: [{ ...network({}), rules: both }] }), web);
    expect([by(first, second), by(second, first)]).toMatchObject([{ rule: 'first' }, { rule: 'second' }]);
    expect(by({ ...first, ports: port(22) }, second)).toMatchObject({ rule: 'second' });
  });

  it('A156 DNAT is for what has ports: a ping matches none, though the rule says Any', () => {
    const any = { ...dnat, rules: dnat.rules.map((r) => ({ ...r, protocols: ['Any' as const], ports: [{ from: 0, to: 65535 }] })) };
    expect([says({ nat: [any] }, flow('icmp', '203.0.113.9', '198.51.100.10')), says({ nat: [any] }, flow('udp', '203.0.113.9', '198.51.100.10', 53))]).toEqual(
      ['none denies', 'dnat allows'],
    );
  });
});

describe('network rules', () => {
  it.each<[string, Partial<NetworkRule>, FirewallFlow, boolean]>([
    ['protocol', { protocols: ['UDP'] }, web, false],
    ['Any is every protocol, ESP too', { protocols: ['Any'] }, flow('esp', '10.1.0.4', '192.0.2.80'), true],
    ['a protocol without ports asks for none', { protocols: ['ICMP'], ports: [] }, flow('icmp', '10.1.0.4', '192.0.2.80'), true],
    ['port', { ports: port(80) }, web, false],
    ['port, of UDP as well', { protocols: ['UDP'], ports: port(53) }, flow('udp', '10.1.0.4', '192.0.2.80', 123), false],
    ['the port of UDP', { protocols: ['UDP'], ports: port(53) }, flow('udp', '10.1.0.4', '192.0.2.80', 53), true],
    ['port range, both ends included', { ports: [{ from: 400, to: 443 }] }, web, true],
    ['source', { sources: net('10.2.0.0/16') }, web, false],
    ['destination', { destinations: net('192.0.2.0/24') }, web, true],
    ['destination range, both ends included', { destinations: [{ kind: 'range', from: ip('192.0.2.80'), to: ip('192.0.2.90') }] }, web, true],
    ['a range of the other family', { destinations: [{ kind: 'range', from: ip('2001:db8::1'), to: ip('2001:db8::9') }] }, web, false],
    ['one of several addresses', { sources: [...net('10.9.0.0/16'), ...net('10.1.0.0/16')] }, web, true],
  ])('A152 %s', (_, rule, f, allow) => expect(processRules(rules({ network: [network(rule)] }), f).kind === 'network').toBe(allow));
});

describe('A151 threat intelligence', () => {
  const said = (from: string, to: string, allowed: readonly string[] = []) =>
    knownThreat(rules({ threats: { mode: 'Deny', addresses: net('203.0.113.66/32'), names: [], allowedAddresses: allowed.flatMap(net), allowedNames: [] } }), {
      source: ip(from),
      destination: ip(to),
    })?.what;

  it.each([
    ['10.1.0.4', '203.0.113.66', '203.0.113.66'],
    ['203.0.113.66', '198.51.100.10', '203.0.113.66'],
    ['10.1.0.4', '203.0.113.67', undefined],
  ])('from %s to %s: %s', (from, to, what) => expect(said(from, to)).toBe(what));

  it('either end on the allow list is let alone', () => {
    expect(said('10.1.0.4', '203.0.113.66', ['203.0.113.66/32'])).toBeUndefined();
    expect(said('10.1.0.4', '203.0.113.66', ['10.1.0.0/16'])).toBeUndefined();
    expect(said('10.1.0.4', '203.0.113.66', ['10.2.0.0/16'])).toBe('203.0.113.66');
  });
});

describe('application rules', () => {
  it.each([
    ['*', 'www.example.com', true],
    ['www.example.com', 'www.example.com', true],
    ['WWW.Example.com', 'www.example.COM', true],
    ['*.example.com', 'www.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'www.badexample.com', false],
    ['example.com', 'www.example.com', false],
  ])('A153 %s and %s: %s', (target, host, allow) => {
    expect(requested([target], host)).toBe(allow ? 'application allows' : 'none denies');
  });

  it('A153 they know HTTP, HTTPS and MSSQL over TCP alone, and only on the ports they name', () => {
    expect(says({ application: [application(['*'])] }, flow('udp', '10.1.0.4', '192.0.2.80', 443))).toBe('none denies');
    expect(says({ application: [application(['*'])] }, flow('icmp', '10.1.0.4', '192.0.2.80'))).toBe('none denies');
    expect(says({ application: [application(['*'])] }, flow('tcp', '10.1.0.4', '192.0.2.80', 8443))).toBe('none denies');
    expect(requested(['*'], 'www.example.com', { destinationPort: 80 })).toBe('none denies');
  });

  it('A153 HTTP without a name asks for the address, which only a wildcard matches; TLS without one is denied', () => {
    expect(requested(['*'], undefined, { application: 'Http' })).toBe('application allows');
    expect(requested(['*.example.com'], undefined, { application: 'Http' })).toBe('none denies');
    expect(requested(['*'], undefined)).toBe('no-name denies');
  });

  it('A153 who asks is judged with the request', () => {
    const others = {
      name: 'a',
      priority: 100,
      action: 'Allow' as const,
      rules: [{ ...(application(['*']).rules[0] as never as object), sources: net('10.9.0.0/16') }],
    };
    expect(processRequest(rules({ application: [others as never] }), { ...request, host: 'a.example' }).allow).toBe(false);
  });
});

describe('translation', () => {
  it.each<[string, string, readonly string[] | undefined, boolean]>([
    ['A154 to the Internet', '192.0.2.80', undefined, true],
    ['A154 not to RFC 1918', '172.16.9.9', undefined, false],
    ['A154 not to RFC 6598', '100.64.1.1', undefined, false],
    ['A154 privateRanges 0.0.0.0/0: never', '192.0.2.80', ['0.0.0.0/0'], false],
    ['A154 privateRanges 255.255.255.255/32: always', '10.9.0.1', ['255.255.255.255/32'], true],
    ['A154 only what is listed is private', '10.9.0.1', ['192.168.0.0/16'], true],
  ])('%s', (_, to, ranges, snat) => {
    const r = rules({ network: [network({})], ...(ranges && { privateRanges: ranges.map(prefix) }) });
    expect(processRules(r, flow('tcp', '10.1.0.4', to, 443))).toMatchObject({ kind: 'network', snat });
  });

  it('A156 DNAT names the new address and port', () => {
    expect(processRules(rules({ nat: [dnat] }), flow('tcp', '203.0.113.9', '198.51.100.10', 443))).toMatchObject({ address: ip('10.1.0.4'), port: 8443 });
    expect(says({ nat: [dnat] }, flow('tcp', '203.0.113.9', '198.51.100.10', 8080))).toBe('none denies');
    expect(says({ nat: [dnat] }, flow('udp', '203.0.113.9', '198.51.100.10', 443))).toBe('none denies');
  });
});
