/** The matrix of verdicts, held against traces one by one, and the state tables that traces carry. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import { reachability } from './reachability.ts';
import { hub, line, trace } from './test-labs.ts';
import { matrixBroken } from './test-laws.ts';
import { NO_RULES } from './test-network.ts';
import { traceFlow } from './trace.ts';

describe('reachability', () => {
  it('asks every host about every other and the Internet', () => {
    const matrix = reachability(line().internet({ web: '192.0.2.80' }).build(), { from: ['pc', 'web'], to: ['server', 'web', '8.8.8.8'] });
    expect(matrix.cells.map((row) => row.map((c) => c?.verdict))).toEqual([
      ['delivered', 'dropped', 'dropped'],
      ['dropped', undefined, 'dropped'],
    ]);
  });

  it('finds the hosts of the lab by itself, and an address for the wider Internet', () => {
    const { lab, ...rest } = line().internet({ web: '192.0.2.80' }).build();
    const hosts = Object.fromEntries(['pc', 'server'].map((id) => [id, { interfaces: {} }]));
    expect(reachability({ ...rest, lab: { ...lab, hosts } })).toMatchObject({ from: ['pc', 'server', 'web'], to: ['pc', 'server', 'web', '8.8.8.8'] });
  });

  it('equals one-by-one traces', () => {
    const machines = ['pc', 'vm', 'vm-branch', 'er', 'web'];
    const kind = fc.constantFrom({ protocol: 'icmp' as const }, { protocol: 'tcp' as const, port: 22 }, { protocol: 'udp' as const, port: 53 });
    const change = fc.record({ udr: fc.boolean(), injected: fc.boolean(), gatewayUser: fc.subarray(['10.0.1.0/24 VirtualAppliance 10.0.3.4']) });
    fc.assert(
      fc.property(change, kind, (options, what) => {
        const input = hub(options).build();
        const matrix = reachability(input, { ...what, from: machines, to: [...machines, '8.8.8.8'] });
        expect(matrixBroken(matrix, what, (flow) => traceFlow(input, flow))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('state tables', () => {
  it('A160 a firewall’s row stands from the hop that made it, with both sides of its translation and the rule', () => {
    const t = trace(hub(), 'tcp/443 pc > web');
    const [row, ...more] = t.states;
    expect(more).toEqual([]);
    expect(row).toMatchObject({ kind: 'firewall', device: 'azfw', rule: 'all/any', answered: true, since: { leg: 'out' } });
    expect(t.out.hops[row?.since.hop ?? -1]?.node).toBe(row?.node);
    expect([row?.client.source, row?.server.source]).toEqual([ip('10.20.10.50'), ip('198.51.100.10')]);
  });

  it('A160 a handshake whose answer goes round the firewall leaves its row unanswered', () => {
    const t = trace(hub({ gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/22 pc > vm');
    expect(t.states.map((s) => s.answered)).toEqual([false]);
  });

  it('A151 what is denied leaves no row', () => {
    expect(trace(hub({ rules: NO_RULES }), 'tcp/22 pc > web').states).toEqual([]);
  });
});
