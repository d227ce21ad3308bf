/** For tests: mistakes with Azure Firewall. */
import { and, type Mistakes, subnet } from './lab.ts';
import { firewall } from './services-lab.ts';

const management = {
  ...firewall({ managementIpConfiguration: { subnet: 'hub/AzureFirewallManagementSubnet', publicIPAddress: 'pip-management' } }),
  publicIPAddresses: { 'pip-management': { ipAddress: '198.51.100.99' } },
};
const managementSubnet = (patch: object = {}) => subnet('hub', 'AzureFirewallManagementSubnet', { addressPrefix: '10.0.3.64/26', ...patch });
const anyAddresses = { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['TCP'], destinationPorts: ['443'] };
const dnat = (address: string) => ({
  priority: 100,
  rules: { web: { ...anyAddresses, destinationAddresses: [address], translatedAddress: '10.1.0.4', translatedPort: '443' } },
});
const collection = (priority: number) => ({ priority, action: { type: 'Allow' }, rules: { all: anyAddresses } });

export const FIREWALLS: Mistakes = {
  title: 'Azure Firewall',
  rows: [
    ['A158 a management interface', and(management, managementSubnet())],
    [
      'A158 elsewhere',
      and(management, firewall({ managementIpConfiguration: { subnet: 'hub/nva' } })),
      'error firewall-management-subnet [A158 A203] azfw: the management interface must stand in hub/AzureFirewallManagementSubnet, not hub/nva',
    ],
    [
      'A158 its default elsewhere',
      and(management, managementSubnet({ routeTable: 'rt-m' }), {
        routeTables: { 'rt-m': { routes: { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } },
      }),
      'error firewall-management-default [A158] azfw: out of route table rt-m takes the management interface off the Internet, and the firewall stops working; send 0.0.0.0/0 to Internet',
    ],
    [
      'A158 no public address',
      firewall({ publicIPAddresses: [] }),
      'error firewall-without-public-address [A158] azfw: no public IP address; a firewall needs one, unless it has a management interface (forced tunnelling)',
    ],
    [
      'A152 two collections of one priority',
      firewall({ networkRuleCollections: { one: collection(200), two: collection(200), three: collection(201) } }),
      'error firewall-priority-taken [A152] azfw: two and one both have priority 200; give one of them another',
    ],
    ['A152 one priority in two kinds', firewall({ networkRuleCollections: { one: collection(100) }, natRuleCollections: { in: dnat('198.51.100.1') } })],
    [
      'A156 DNAT of another address',
      firewall({ natRuleCollections: { in: dnat('198.51.100.2') } }),
      'warning dnat-not-own-address [A156] azfw: web is for 198.51.100.2, which is no address of this firewall, and never matches',
    ],
    [
      'A154 never translates',
      firewall({ privateRanges: ['0.0.0.0/0'] }),
      'warning firewall-never-snats [A154] azfw: privateRanges with 0.0.0.0/0 never translates: packets reach the Internet with private sources, and no answer finds its way back',
    ],
  ],
};
