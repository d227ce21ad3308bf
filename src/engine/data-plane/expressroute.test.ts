/** FastPath and Global Reach (A112, A114): packets past the gateway, and between sites past every VNet. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, readScenario, type Scenario, stateAt } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const text = readFileSync(new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
const scenario = readScenario(text).scenario as Scenario;
const lab = (...patches: unknown[]) => patches.reduce<unknown>((state, patch) => mergePatch(state, patch), stateAt(scenario, 'receive-only')) as Lab;
const run = (flow: string, ...patches: unknown[]): Trace => traceFlow(solve(lab(...patches)), flowOf(flow));
const way = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');

const connection = Object.entries(stateAt(scenario, 'receive-only').connections ?? {}).find(([, c]) => c.connectionType === 'ExpressRoute')?.[0] ?? '';
const FAST = { connections: { [connection]: { expressRouteGatewayBypass: true } } };
/** What comes in for the VM's subnet is to pass the firewall. */
const INSPECTED = {
  routeTables: { rt: { routes: { vm: { addressPrefix: '10.0.1.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } } },
  virtualNetworks: { 'vnet-clab-hub': { subnets: { GatewaySubnet: { routeTable: 'rt' } } } },
};

describe('A112 FastPath', () => {
  it('takes packets for the VNet past the gateway, and leaves the way back as it is', () => {
    expect(way(run('icmp pc-onprem > vm-frr').out)).toBe('pc-onprem er erc-clab ergw-clab-hub vm-frr');
    const t = run('icmp pc-onprem > vm-frr', FAST);
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'pc-onprem er erc-clab vm-frr', 'vm-frr erc-clab er pc-onprem']);
  });

  it('sees no user-defined route of GatewaySubnet: the firewall is passed by', () => {
    expect(way(run('icmp pc-onprem > vm-frr', INSPECTED).out)).toContain('azfw');
    expect(way(run('icmp pc-onprem > vm-frr', INSPECTED, FAST).out)).toBe('pc-onprem er erc-clab vm-frr');
  });

  it('is for the VNet alone: what goes on to a branch still takes the gateway', () => {
    expect(way(run('tcp/22 pc-onprem > vm-branch', FAST).out)).toContain('ergw-clab-hub vpngw-clab-hub');
  });
});

describe('A114 Global Reach', () => {
  /** A second site on a circuit of its own. */
  const SECOND = {
    segments: { lan2: {} },
    expressRouteCircuits: {
      erc2: {
        peerings: {
          AzurePrivatePeering: { peerASN: 65160, primaryPeerAddressPrefix: '172.17.0.0/30', secondaryPeerAddressPrefix: '172.17.0.4/30', vlanId: 200 },
        },
      },
    },
    routers: {
      er2: {
        interfaces: { lan: { addresses: ['10.30.10.1/24'], segment: 'lan2' }, wan: { addresses: ['172.17.0.1/30'], circuit: 'erc2/primary' } },
        frr: {
          config: [
            'router bgp 65160',
            ' no bgp ebgp-requires-policy',
            ' neighbor 172.17.0.2 remote-as 12076',
            ' address-family ipv4 unicast',
            '  network 10.30.10.0/24',
          ].join('\n'),
        },
      },
    },
    hosts: {
      pc2: { interfaces: { eth0: { addresses: ['10.30.10.50/24'], segment: 'lan2' } }, gateway: '10.30.10.1', listen: [{ protocol: 'tcp', port: 22 }] },
    },
  };
  const REACH = {
    expressRouteCircuits: {
      erc2: { peerings: { AzurePrivatePeering: { connections: { gr: { peerExpressRouteCircuit: 'erc-clab', addressPrefix: '192.168.8.0/29' } } } } },
    },
  };

  it('joins two sites at the Microsoft edge; no gateway and no VNet is in the way', () => {
    const t = run('tcp/22 pc-onprem > pc2', SECOND, REACH);
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'pc-onprem er erc-clab erc2 er2 pc2', 'pc2 er2 erc2 erc-clab er pc-onprem']);
  });

  it('without it there is no way', () => {
    expect(run('tcp/22 pc-onprem > pc2', SECOND).verdict).toBe('dropped');
  });
});
