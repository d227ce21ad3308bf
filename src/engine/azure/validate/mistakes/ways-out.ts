/** For tests: mistakes with NAT gateways, public addresses and what leads past them. */
import { and, type Mistakes, nic, route, subnet } from './lab.ts';
import { edge, withServices } from './services-lab.ts';

const toInternet = { publicIPAddresses: { 'pip-vm': { ipAddress: '198.51.100.77' } } };

export const WAYS_OUT: Mistakes = {
  title: 'ways out',
  rows: withServices([
    [
      'A190 more than 16 addresses',
      { natGateways: { nat: { publicIpAddresses: Array.from({ length: 17 }, (_, i) => `pip-${i}`) } } },
      'error nat-gateway-too-many-addresses [A190] nat: 17 public addresses; a NAT gateway has 16 at most',
    ],
    [
      'A190 no address',
      { natGateways: { nat: { publicIpAddresses: [] } } },
      'warning nat-gateway-without-address [A190] nat: no public address, so that nothing leaves by it; give it one',
    ],
    [
      'A190 subnets of two networks',
      subnet('branch', 'a', { natGateway: 'nat' }),
      'error nat-gateway-across-networks [A190] nat: serves subnets of several networks (branch, edge); a NAT gateway is of one',
      'error wrong-region [A209 A34] branch/a: the NAT gateway is in japaneast and branch in eastus; use one of the same region',
    ],
    [
      'A60 the address of somebody else',
      { natGateways: { nat: { publicIpAddresses: ['pip-fw'] } } },
      'error public-address-in-use [A60] nat: pip-fw is already in use by azfw; take another public IP address',
    ],
    [
      'A189 a route before the NAT gateway',
      and(
        edge('client', { natGateway: 'nat' }),
        route('rt-edge', { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.100' } }),
      ),
      'warning nat-gateway-bypassed [A189] edge/client: out sends packets elsewhere before the NAT gateway nat sees them',
    ],
    [
      'A36 a public address behind a default route',
      and(toInternet, nic('vm', { publicIPAddress: 'pip-vm' })),
      'warning public-address-diverted [A36] vm: pip-vm on eth0 cannot be reached from the Internet: default of spoke/a sends the answers elsewhere',
    ],
    [
      'A162 a public balancer behind a default route',
      and(edge('nvas', { routeTable: 'rt-nvas' }), {
        routeTables: { 'rt-nvas': { routes: { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.2.4' } } } },
        virtualMachines: {
          fw: { networkInterfaces: { eth0: { subnet: 'edge/web', privateIPAddress: '10.9.2.4', enableIPForwarding: true } }, ipForward: true },
        },
      }),
      "warning public-lb-diverted [A162 A36] plb: its backends in edge/nvas answer by out, not by the load balancer; use DNAT of the firewall instead, or send the firewall's public address to Internet",
    ],
  ]),
};
