/** Two firewalls one behind the other, and private ranges of a firewall’s own (A154, A156, A160), solved from end to end. */
import { describe, expect, it } from 'vitest';
import { wordReason } from '../explain/reasons/index.ts';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { by, hub, spoke } from './test-hubs.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const listen = [
  { protocol: 'tcp', port: 22 },
  { protocol: 'udp', port: 53 },
];
const vm = (n: number) => ({ networkInterfaces: { eth0: { subnet: `s${n}/s`, privateIPAddress: `10.${n}.0.4` } }, listen });
const rule = (sourceAddresses: string[], protocols = ['TCP', 'UDP']) => ({
  sourceAddresses,
  destinationAddresses: ['10.22.0.0/16'],
  protocols,
  destinationPorts: ['22', '53'],
});
const allow = (one: object) => ({ networkRuleCollections: { allow: { priority: 200, action: { type: 'Allow' }, rules: { one } } } });
const INTERNET = { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' };

/** s11 behind fw1, s22 behind fw2; fw1 takes port 2222 and 5353 of its public address for the machine behind fw2. */
const LAB = {
  virtualNetworks: { h1: hub(1, 'h2', 's11'), h2: hub(2, 'h1', 's22'), s11: spoke(11, 'h1'), s22: spoke(22, 'h2') },
  publicIPAddresses: { p1: { ipAddress: '198.51.100.1' }, p2: { ipAddress: '198.51.100.2' } },
  routeTables: {
    'rt-fw1': { routes: { all: INTERNET, far: by('10.22.0.0/16', '10.2.9.4') } },
    'rt-fw2': { routes: { all: INTERNET, far: by('10.11.0.0/16', '10.1.9.4') } },
    'rt-s11': { routes: { all: by('0.0.0.0/0', '10.1.9.4') } },
    'rt-s22': { routes: { all: by('0.0.0.0/0', '10.2.9.4') } },
  },
  azureFirewalls: {
    fw1: {
      subnet: 'h1/AzureFirewallSubnet',
      publicIPAddresses: ['p1'],
      natRuleCollections: {
        in: {
          priority: 100,
          rules: Object.fromEntries(
            [
              ['TCP', '2222', '22'],
              ['UDP', '5353', '53'],
            ].map(([protocol, port, translatedPort]) => [
              protocol,
              {
                sourceAddresses: ['*'],
                destinationAddresses: ['198.51.100.1'],
                protocols: [protocol],
                destinationPorts: [port],
                translatedAddress: '10.22.0.4',
                translatedPort,
              },
            ]),
          ),
        },
      },
    },
    fw2: { subnet: 'h2/AzureFirewallSubnet', publicIPAddresses: ['p2'] },
  },
  virtualMachines: { v1: vm(11), v2: vm(22) },
  internet: { hosts: { client: { ipAddress: '192.0.2.80', listen } } },
};
const run = (flow: string, ...patches: unknown[]): Trace =>
  traceFlow(solve(patches.reduce<unknown>((state, patch) => mergePatch(state, patch), LAB) as Lab), flowOf(flow), { branches: false });
const way = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');
const codes = (leg: Leg, device: string) => leg.hops.filter((h) => h.device === device).flatMap((h) => h.steps.map((s) => s.reason.code));

describe('two firewalls in a row', () => {
  it.each([
    ['tcp/2222 client > 198.51.100.1', 'firewall-dnat'],
    ['udp/5353 client > 198.51.100.1', 'firewall-dnat'],
  ])('A156 %s: DNAT at the first, which puts its own address in; a network rule for that one at the second', (flow, code) => {
    const t = run(flow, { azureFirewalls: { fw2: allow(rule(['10.1.9.0/24'])) } });
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'internet fw1 fw2 v2', 'v2 fw2 fw1 internet']);
    expect(codes(t.out, 'fw1')).toContain(code);
    expect(codes(t.out, 'fw2')).toEqual(expect.arrayContaining(['firewall-network-rule']));
    expect(formatIp(t.seenFrom ?? (0 as never))).toMatch(/^10\.1\.9\./);
    expect(wordReason(t.summary, 'en')).toMatch(/v2 sees 10\.1\.9\./);
  });

  it('A151 a rule of the second for the client’s own address does not help: that one it never sees', () => {
    const t = run('tcp/2222 client > 198.51.100.1', { azureFirewalls: { fw2: allow(rule(['192.0.2.80'])) } });
    expect([t.verdict, t.out.at.device, t.out.reason.code]).toEqual(['dropped', 'fw2', 'firewall-default-deny']);
  });

  it('A160 UDP through both, each with a state of its own; the way back needs no rule, a question the other way round does', () => {
    const rules = { azureFirewalls: { fw1: allow(rule(['10.11.0.0/16'], ['UDP'])), fw2: allow(rule(['10.11.0.0/16'], ['UDP'])) } };
    const t = run('udp/53 v1 > v2', rules);
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'v1 fw1 fw2 v2', 'v2 fw2 fw1 v1']);
    expect(t.states?.map((s) => s.device).toSorted()).toEqual(['fw1', 'fw2']);
    expect(run('udp/53 v2 > v1', rules).out.reason.code).toBe('firewall-default-deny');
    expect(run('tcp/22 v1 > v2', rules).out.at.device).toBe('fw1');
    const second = { azureFirewalls: { fw2: { networkRuleCollections: null } } };
    expect(run('udp/53 v1 > v2', rules, second).out.at.device).toBe('fw2');
  });
});

describe('A154 private ranges of one’s own', () => {
  const both = { azureFirewalls: { fw1: allow({ ...rule(['*']), destinationAddresses: ['*'] }), fw2: allow(rule(['*'])) } };
  const ranges = (...privateRanges: string[]) => ({ azureFirewalls: { fw2: { privateRanges: ['0.0.0.0/0'] }, fw1: { privateRanges } } });
  const seen = (flow: string, ...privateRanges: string[]) => {
    const { seenFrom, out } = run(flow, both, ranges(...privateRanges));
    return seenFrom === undefined ? out.reason.code : formatIp(seenFrom).replace(/\.\d+$/, '');
  };
  const inside = 'tcp/22 v1 > v2';
  const outside = 'tcp/22 v1 > client';

  it.each([
    ['255.255.255.255/32: always', ['255.255.255.255/32'], '10.1.9', '198.51.100'],
    ['0.0.0.0/0: never, and so nothing leaves', ['0.0.0.0/0'], '10.11.0', 'firewall-source-kept'],
    ['a range takes the place of the usual ones', ['10.22.0.0/16'], '10.11.0', '198.51.100'],
    ['so that one of others has even private destinations translated', ['10.99.0.0/16'], '10.1.9', '198.51.100'],
    ['IANAPrivateRanges: the usual ones', ['IANAPrivateRanges'], '10.11.0', '198.51.100'],
    ['IANAPrivateRanges with another', ['IANAPrivateRanges', '192.0.2.0/24'], '10.11.0', 'firewall-source-kept'],
    ['and that one alone', ['192.0.2.0/24'], '10.1.9', 'firewall-source-kept'],
  ])('%s', (_, privateRanges, towardsPrivate, towardsInternet) => {
    expect([seen(inside, ...privateRanges), seen(outside, ...privateRanges)]).toEqual([towardsPrivate, towardsInternet]);
  });
});
