/** Load-balancing rules and what they hash (A185–A187). */
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import { type BalancedFlow, balancingRule, type BalancingRule, hashedPart } from './load-balancer.ts';

const rule = (name: string, change: Partial<BalancingRule> = {}): BalancingRule => ({
  name,
  frontend: 'fe',
  protocol: 'tcp',
  frontendPort: 443,
  backendPort: 8443,
  floating: false,
  distribution: 'Default',
  backends: [],
  ...change,
});
const flow = (change: Partial<BalancedFlow> = {}): BalancedFlow => ({
  protocol: 'tcp',
  source: ip('10.2.0.9'),
  destination: ip('10.1.0.5'),
  sourcePort: 49152,
  destinationPort: 443,
  ...change,
});

describe('balancing rules', () => {
  const HA = rule('ha', { protocol: 'all', frontendPort: 0, backendPort: 0 });

  it('A185 a rule takes its frontend, protocol and port alone', () => {
    const rules = [rule('web'), rule('dns', { protocol: 'udp', frontendPort: 53 }), rule('other', { frontend: 'fe2', frontendPort: 22 })];
    expect(balancingRule(rules, 'fe', flow())?.name).toBe('web');
    expect(balancingRule(rules, 'fe', flow({ protocol: 'udp', destinationPort: 53 }))?.name).toBe('dns');
    for (const change of [{ destinationPort: 22 }, { protocol: 'udp' }, { protocol: 'icmp', destinationPort: 0 }])
      expect(balancingRule(rules, 'fe', flow(change))).toBeUndefined();
  });

  it('A186 an HA-ports rule takes everything', () => {
    for (const change of [{}, { destinationPort: 22 }, { protocol: 'icmp', destinationPort: 0 }])
      expect(balancingRule([HA], 'fe', flow(change))?.name).toBe('ha');
  });

  it('A186 a rule for the very port goes before it, wherever it stands', () => {
    for (const rules of [
      [HA, rule('web')],
      [rule('web'), HA],
    ])
      expect([flow(), flow({ destinationPort: 22 })].map((f) => balancingRule(rules, 'fe', f)?.name)).toEqual(['web', 'ha']);
  });

  it('A186 an HA-ports rule hashes both directions alike, another rule does not', () => {
    const back = flow({ source: flow().destination, destination: flow().source, sourcePort: 443, destinationPort: 49152 });
    expect(hashedPart(HA, back)).toEqual(hashedPart(HA, flow()));
    expect(hashedPart(rule('web'), back)).not.toEqual(hashedPart(rule('web'), flow()));
  });

  it('A185 session persistence leaves out ports, and the protocol too', () => {
    const other = flow({ sourcePort: 50000 });
    const udp = flow({ protocol: 'udp' });
    for (const [distribution, ports, protocol] of [
      ['Default', false, false],
      ['SourceIPProtocol', true, false],
      ['SourceIP', true, true],
    ] as const) {
      const r = rule('r', { distribution });
      const same = (a: BalancedFlow, b: BalancedFlow) => JSON.stringify(hashedPart(r, a)) === JSON.stringify(hashedPart(r, b));
      expect([same(flow(), other), same(flow(), udp)]).toEqual([ports, protocol]);
    }
  });
});
