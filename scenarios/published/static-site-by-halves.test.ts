/**
 * A VPN gateway whose static site is the whole Internet in two halves, and a peered VNet before and after it uses the gateway, against
 * what was published: github.com/joxz/lab-az, vpngw-zscaler (a VPN gateway towards Zscaler).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { effective, learned, listing } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

const peered = (remoteVirtualNetwork: string) => ({ virtualNetworkPeerings: { p: { remoteVirtualNetwork } } });
const lab: Lab = {
  virtualNetworks: {
    gw: { ...vnet(['10.1.0.0/16'], { GatewaySubnet: '10.1.0.0/24', vm: '10.1.1.0/24' }), ...peered('sp') },
    sp: { ...vnet(['10.8.0.0/16'], { vm: '10.8.1.0/24' }), ...peered('gw') },
  },
  publicIPAddresses: { 'vpngw-zsc-0': { ipAddress: '198.51.100.6' }, 'vpngw-zsc-1': { ipAddress: '198.51.100.7' } },
  virtualNetworkGateways: { 'vpngw-zsc': vpnGateway('vpngw-zsc', 'gw', 65515, ['10.1.0.6', '10.1.0.7']) },
  localNetworkGateways: { zen: { gatewayIpAddress: '165.225.72.38', localNetworkAddressSpace: { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] } } },
  connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw-zsc', localNetworkGateway2: 'zen' } },
};
const transit = mergePatch(lab, {
  virtualNetworks: {
    gw: { virtualNetworkPeerings: { p: { allowGatewayTransit: true } } },
    sp: { virtualNetworkPeerings: { p: { useRemoteGateways: true } } },
  },
}) as Lab;
/** Only two addresses of the service, for environments without a default route. */
const few = mergePatch(transit, {
  localNetworkGateways: { zen: { localNetworkAddressSpace: { addressPrefixes: ['185.46.212.88/32', '185.46.212.89/32'] } } },
}) as Lab;
const down = mergePatch(lab, { outages: { tunnel: { of: 'cn' } } }) as Lab;

const both = (...prefixes: string[]) => prefixes.flatMap((p) => learned(p, '10.1.0.6', '10.1.0.7'));
const gateway = ['Default Active 10.1.0.0/16 VnetLocal', 'Default Active 10.8.0.0/16 VNetPeering', 'Default Active 0.0.0.0/0 Internet'];
const spoke = listing(`
Default                Active   10.8.0.0/16       VnetLocal
Default                Active   10.1.0.0/16       VNetPeering
Default                Active   0.0.0.0/0         Internet`);

describe('a static site of two halves', () => {
  it.each<[string, Lab, string, string[]]>([
    ['tunnel down, beside the gateway', down, 'gw/vm', gateway],
    ['tunnel down, peered', down, 'sp/vm', spoke],
    ['tunnel up, beside the gateway', lab, 'gw/vm', [...gateway, ...both('0.0.0.0/1', '128.0.0.0/1')]],
    ['peered without useRemoteGateways', lab, 'sp/vm', spoke],
    ['peered with useRemoteGateways', transit, 'sp/vm', [...spoke, ...both('0.0.0.0/1', '128.0.0.0/1')]],
    ['two host routes, beside the gateway', few, 'gw/vm', [...gateway, ...both('185.46.212.88/32', '185.46.212.89/32')]],
    ['two host routes, peered', few, 'sp/vm', [...spoke, ...both('185.46.212.88/32', '185.46.212.89/32')]],
  ])('A20, A51, A92 %s', (_title, of, subnet, want) => {
    expect(effective(solve(of), subnet, 'none')).toEqual(want.toSorted());
  });

  it('A75, A92 without its tunnel the gateway has the VNet alone', () => {
    const want = published(`
10.1.0.0/16             Network   10.1.0.7                32768
10.1.0.0/16             Network   10.1.0.6                32768`);
    expect(printed(solve(down), 'vpngw-zsc', 'az network vnet-gateway list-learned-routes -g rg -n vpngw-zsc -o table').toSorted()).toEqual(want.toSorted());
  });
});
