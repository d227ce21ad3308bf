/** For tests: mistakes with private endpoints and Bastion. */
import { and, type Mistakes, route } from './lab.ts';
import { edge, withServices } from './services-lab.ts';

export const ENDPOINTS: Mistakes = {
  title: 'endpoints and Bastion',
  rows: withServices([
    [
      'A203 Bastion elsewhere',
      { bastionHosts: { bastion: { subnet: 'edge/web' } } },
      'error wrong-subnet [A203] bastion: the Azure Bastion must stand in a subnet named AzureBastionSubnet, not web',
    ],
    [
      'A127 a private endpoint in a reserved subnet',
      { privateEndpoints: { pe: { subnet: 'edge/AzureBastionSubnet', privateIPAddress: '10.9.4.20' } } },
      'error reserved-subnet [A127 A204] pe: AzureBastionSubnet is kept for Azure Bastion; move pe to another subnet',
    ],
    [
      'A38 a route that the endpoint does not see',
      edge('web', { privateEndpointNetworkPolicies: null }),
      'warning udr-misses-private-endpoint [A38] rt-edge: web does not take packets to the private endpoint pe, because edge/web keeps network policies off; turn them on for route tables',
    ],
    [
      'A38 a route shorter than the network is never meant for it',
      and(edge('web', { privateEndpointNetworkPolicies: null }), route('rt-edge', { web: { addressPrefix: '10.8.0.0/15' } })),
    ],
  ]),
};
