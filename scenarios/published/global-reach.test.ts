/**
 * A VNet on two circuits that Global Reach joins, as published: adstuart, "Optimal routing between Azure VNet and Azure VMware Solution"
 * (2022). The private cloud is a router in AS 398656; its prefix and the customer's are not published and stand in.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve, traceFlow } from '../../src/engine/index.ts';
import { customer, listing } from './labs.ts';
import { printed, published, vnet } from './tables.ts';

const REACH = { peerExpressRouteCircuit: 'blue', addressPrefix: '10.0.0.128/29' };
const lab = [
  customer('red', 65000, ['172.16.0.0/30', '172.16.0.4/30'], ['10.100.0.0/24']),
  customer('blue', 398656, ['172.16.1.0/30', '172.16.1.4/30'], ['10.200.0.0/24']),
  {
    virtualNetworks: { purple: vnet(['192.168.200.0/24'], { GatewaySubnet: '192.168.200.128/27', vms: '192.168.200.0/25' }) },
    virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'purple/vms', privateIPAddress: '192.168.200.4' } } } },
    virtualNetworkGateways: {
      ergw: { gatewayType: 'ExpressRoute', subnet: 'purple/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['192.168.200.141', '192.168.200.143'] } },
    },
    connections: {
      a: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'red', mseeAddresses: ['192.168.200.132', '192.168.200.133'] },
      b: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'blue', mseeAddresses: ['192.168.200.134', '192.168.200.135'] },
    },
    expressRouteCircuits: { red: { peerings: { AzurePrivatePeering: { connections: { reach: REACH } } } } },
  },
].reduce<Lab>((all, part) => mergePatch(all, part) as Lab, {});

describe('AVS beside a customer’s circuit (A. Stuart)', () => {
  const solution = solve(lab);
  const learned = (at = solution) => printed(at, 'ergw', 'az network vnet-gateway list-learned-routes -n ergw -o table').filter((r) => r.startsWith('10.200.'));

  it('A114 the gateway hears of the cloud by its own circuit and, longer, by the other', () => {
    expect(learned().toSorted()).toEqual(
      listing(`
      10.200.0.0/24 192.168.200.134 EBgp 192.168.200.134 12076-398656             32769
      10.200.0.0/24 192.168.200.135 EBgp 192.168.200.135 12076-398656             32769
      10.200.0.0/24 192.168.200.132 EBgp 192.168.200.132 12076-12076-12076-398656 32769
      10.200.0.0/24 192.168.200.133 EBgp 192.168.200.133 12076-12076-12076-398656 32769`),
    );
  });

  it('A114 the cloud’s circuit has the VNet from the gateway, which is better, and over Global Reach', () => {
    const rows = printed(solution, 'blue', 'az network express-route list-route-tables -n blue --path primary --peering-name AzurePrivatePeering -o table');
    // The listing writes the prefix without its length, and a local preference of 10 that it calls an apparition.
    expect(rows.filter((r) => r.startsWith('192.168.200.0/24')).toSorted()).toEqual(
      published(`
      192.168.200.0/24 10.0.0.129       65515 0
      192.168.200.0/24 192.168.200.143  65515 0
      192.168.200.0/24 192.168.200.141* 65515 0`).toSorted(),
    );
  });

  it('A114 without its own connection it is reached by the other’s circuit: “it will work without it”', () => {
    const alone = solve(mergePatch(lab, { connections: { b: null } }) as Lab);
    expect(learned(alone).map((r) => r.split(' ')[4])).toEqual(['12076-12076-12076-398656', '12076-12076-12076-398656']);
    const trace = traceFlow(alone, { from: 'vm', to: '10.200.0.1', protocol: 'icmp' });
    expect(trace.out.hops.map((h) => h.device).slice(0, 4)).toEqual(['vm', 'red', 'blue', expect.anything()]);
  });
});
