/**
 * Five active-active VPN gateways in two layers, VNet-to-VNet with BGP (vng0 – vng11, vng12 – vng21, vng22), against what was
 * published of a deployment: the lab "vngbgp", multi-hop BGP between Azure VPN gateways, in Jose Moreno's public lab notes.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, solve } from '../../src/engine/index.ts';
import { printed, published, publicIps, vnet, vnetToVnet, vpnGateway } from './tables.ts';

const NUMBERS = [0, 11, 12, 21, 22] as const;
const lab: Lab = {
  virtualNetworks: Object.fromEntries(NUMBERS.map((n) => [`vnet${n}`, vnet([`10.${n}.0.0/16`], { GatewaySubnet: `10.${n}.0.0/24` })])),
  publicIPAddresses: publicIps(...NUMBERS.map((n) => `vng${n}`)),
  virtualNetworkGateways: Object.fromEntries(NUMBERS.map((n) => [`vng${n}`, vpnGateway(`vng${n}`, `vnet${n}`, 65000 + n, [`10.${n}.0.4`, `10.${n}.0.5`])])),
  connections: vnetToVnet(['vng0', 'vng11'], ['vng0', 'vng12'], ['vng11', 'vng21'], ['vng11', 'vng22'], ['vng12', 'vng21'], ['vng12', 'vng22']),
};
const solution = solve(lab);

/**
 * Columns in this release's order without NextHop, which the one that printed has last (A224), and without weights. The
 * sibling's choice between the two gateways of the next layer is a tie: when the listing was made its session with vng12 was
 * seconds old, and it had vng11; the lab, at rest, takes the higher address, as the deployment does in all the other rows.
 */
const rows = (text: string) =>
  published(text).map((row) => {
    const [network, origin, peer, ...rest] = row.split(' ');
    const path = origin === 'Network' ? '' : rest.slice(0, -2).join('');
    const tie = origin === 'IBgp' && /^10\.2[12]\./.test(network ?? '');
    return [network, origin, peer, tie ? path.replace(/^65011/, '65012') : path].join(' ').trim();
  });

const PUBLISHED = `
10.0.0.0/16   Network   10.0.0.4                         32768
10.11.0.4/32  Network   10.0.0.4                         32768
10.11.0.4/32  IBgp      10.0.0.5                         32768     10.0.0.5
10.11.0.5/32  Network   10.0.0.4                         32768
10.11.0.5/32  IBgp      10.0.0.5                         32768     10.0.0.5
10.11.0.0/16  EBgp      10.11.0.5     65011              32768     10.11.0.5
10.11.0.0/16  EBgp      10.11.0.4     65011              32768     10.11.0.4
10.11.0.0/16  IBgp      10.0.0.5      65011              32768     10.0.0.5
10.21.0.4/32  EBgp      10.11.0.4     65011              32768     10.11.0.4
10.21.0.4/32  IBgp      10.0.0.5      65011              32768     10.0.0.5
10.21.0.4/32  EBgp      10.11.0.5     65011              32768     10.11.0.5
10.21.0.4/32  EBgp      10.12.0.5     65012              32768     10.12.0.5
10.21.0.4/32  EBgp      10.12.0.4     65012              32768     10.12.0.4
10.21.0.5/32  EBgp      10.11.0.4     65011              32768     10.11.0.4
10.21.0.5/32  IBgp      10.0.0.5      65011              32768     10.0.0.5
10.21.0.5/32  EBgp      10.11.0.5     65011              32768     10.11.0.5
10.21.0.5/32  EBgp      10.12.0.5     65012              32768     10.12.0.5
10.21.0.5/32  EBgp      10.12.0.4     65012              32768     10.12.0.4
10.21.0.0/16  EBgp      10.11.0.4     65011-65021        32768     10.11.0.4
10.21.0.0/16  EBgp      10.11.0.5     65011-65021        32768     10.11.0.5
10.21.0.0/16  IBgp      10.0.0.5      65011-65021        32768     10.0.0.5
10.21.0.0/16  EBgp      10.12.0.5     65012-65021        32768     10.12.0.5
10.21.0.0/16  EBgp      10.12.0.4     65012-65021        32768     10.12.0.4
10.22.0.4/32  EBgp      10.11.0.4     65011              32768     10.11.0.4
10.22.0.4/32  EBgp      10.11.0.5     65011              32768     10.11.0.5
10.22.0.4/32  IBgp      10.0.0.5      65011              32768     10.0.0.5
10.22.0.4/32  EBgp      10.12.0.5     65012              32768     10.12.0.5
10.22.0.4/32  EBgp      10.12.0.4     65012              32768     10.12.0.4
10.22.0.5/32  EBgp      10.11.0.4     65011              32768     10.11.0.4
10.22.0.5/32  EBgp      10.11.0.5     65011              32768     10.11.0.5
10.22.0.5/32  IBgp      10.0.0.5      65011              32768     10.0.0.5
10.22.0.5/32  EBgp      10.12.0.5     65012              32768     10.12.0.5
10.22.0.5/32  EBgp      10.12.0.4     65012              32768     10.12.0.4
10.22.0.0/16  EBgp      10.11.0.5     65011-65022        32768     10.11.0.5
10.22.0.0/16  IBgp      10.0.0.5      65011-65022        32768     10.0.0.5
10.22.0.0/16  EBgp      10.11.0.4     65011-65022        32768     10.11.0.4
10.22.0.0/16  EBgp      10.12.0.5     65012-65022        32768     10.12.0.5
10.22.0.0/16  EBgp      10.12.0.4     65012-65022        32768     10.12.0.4
10.12.0.4/32  Network   10.0.0.4                         32768
10.12.0.4/32  IBgp      10.0.0.5                         32768     10.0.0.5
10.12.0.5/32  Network   10.0.0.4                         32768
10.12.0.5/32  IBgp      10.0.0.5                         32768     10.0.0.5
10.12.0.0/16  EBgp      10.12.0.5     65012              32768     10.12.0.5
10.12.0.0/16  EBgp      10.12.0.4     65012              32768     10.12.0.4
10.12.0.0/16  IBgp      10.0.0.5      65012              32768     10.0.0.5
10.11.0.4/32  EBgp      10.12.0.5     65012-65022        32768     10.12.0.5
10.11.0.4/32  EBgp      10.12.0.4     65012-65022        32768     10.12.0.4
10.11.0.5/32  EBgp      10.12.0.5     65012-65022        32768     10.12.0.5
10.11.0.5/32  EBgp      10.12.0.4     65012-65022        32768     10.12.0.4
10.11.0.0/16  EBgp      10.12.0.5     65012-65022-65011  32768     10.12.0.5
10.11.0.0/16  EBgp      10.12.0.4     65012-65022-65011  32768     10.12.0.4
10.12.0.4/32  EBgp      10.11.0.5     65011-65022        32768     10.11.0.5
10.12.0.4/32  EBgp      10.11.0.4     65011-65022        32768     10.11.0.4
10.12.0.5/32  EBgp      10.11.0.5     65011-65022        32768     10.11.0.5
10.12.0.5/32  EBgp      10.11.0.4     65011-65022        32768     10.11.0.4
10.12.0.0/16  EBgp      10.11.0.5     65011-65022-65012  32768     10.11.0.5
10.12.0.0/16  EBgp      10.11.0.4     65011-65022-65012  32768     10.11.0.4`;

describe('a chain of gateways', () => {
  it('A72–A77, A83 the first gateway’s table: 57 rows of one instance, transit and host routes through two layers', () => {
    const have = printed(solution, 'vng0', 'az network vnet-gateway list-learned-routes -g rg -n vng0 -o table').map((row) => {
      const [network, ...rest] = row.split(' ');
      const [peer, path] = rest[0] === 'Network' ? [rest[1], ''] : [rest[2], rest.length > 4 ? rest[3] : ''];
      return [network, rest[0] === 'Network' ? 'Network' : rest[1], peer, path].join(' ').trim();
    });
    // The other instance's rows mirror these.
    const first = have.slice(0, have.length / 2);
    expect(first.toSorted()).toEqual(rows(PUBLISHED).toSorted());
    expect(have).toHaveLength(2 * 57);
  });

  it('A85 every instance speaks with each of four remote ones, with its sibling, and lists itself', () => {
    const status = printed(solution, 'vng0', 'az network vnet-gateway list-bgp-peer-status -g rg -n vng0 -o table').map((r) => r.split(' '));
    expect(status.filter((r) => r[2] === 'Connected')).toHaveLength(2 * 5);
    expect(status.filter((r) => r[2] === 'Unknown').map((r) => r[0])).toEqual(['10.0.0.4', '10.0.0.5']);
    // Ten prefixes of each remote instance and twelve of the sibling, as the deployment had them.
    expect(status.slice(0, 4).map((r) => r[4])).toEqual(['10', '10', '10', '10']);
    expect(status.find((r) => r[0] === '10.0.0.5' && r[2] === 'Connected')?.[4]).toBe('12');
  });
});
