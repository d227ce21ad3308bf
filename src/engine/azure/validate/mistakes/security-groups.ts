/** For tests: mistakes with security groups. */
import { and, type Mistakes, nic, route } from './lab.ts';
import { rule, withServices } from './services-lab.ts';

const probesDenied = {
  priority: 300,
  direction: 'Inbound',
  access: 'Deny',
  protocol: '*',
  sourceAddressPrefix: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '*',
};

export const SECURITY_GROUPS: Mistakes = {
  title: 'security groups',
  rows: withServices([
    ['A170 with everything right', {}],
    [
      'A172 two rules of one priority',
      rule('again', { ...probesDenied, access: 'Allow', priority: 200 }),
      'error nsg-priority-taken [A172] nsg: again and ssh both have priority 200 Inbound; give one of them another',
    ],
    ['A172 one priority in both directions is right', rule('out', { ...probesDenied, direction: 'Outbound', priority: 300 })],
    [
      'A172 an end in the singular and the plural',
      rule('ssh', { sourceAddressPrefixes: ['10.0.0.0/8'] }),
      'error nsg-end-twice [A172] nsg: ssh has both sourceAddressPrefix and sourceAddressPrefixes; take one away',
    ],
    [
      'A172 no source',
      rule('ssh', { sourceAddressPrefix: null }),
      'error nsg-end-missing [A172] nsg: ssh has neither sourceAddressPrefix nor sourceAddressPrefixes; write * for any',
    ],
    [
      'A176 neither a prefix nor a tag',
      rule('ssh', { sourceAddressPrefix: '10.9.1.300' }),
      'error nsg-address [A172 A176] nsg: ssh: expected a prefix, an address, a service tag or *, got "10.9.1.300"',
    ],
    [
      'A172 an address beside an application security group',
      and({ applicationSecurityGroups: { asg: {} } }, rule('ssh', { sourceApplicationSecurityGroups: ['asg'] })),
      'error nsg-end-twice [A172] nsg: ssh has both sourceAddressPrefix and sourceApplicationSecurityGroups; take one away',
    ],
    [
      'A172 an application security group in its place',
      and({ applicationSecurityGroups: { asg: {} } }, rule('ssh', { sourceAddressPrefix: null, sourceApplicationSecurityGroups: ['asg'] })),
    ],
    [
      'A172 an application security group of two networks',
      and({ applicationSecurityGroups: { asg: {} } }, nic('nva-1', { applicationSecurityGroups: ['asg'] }), nic('vm', { applicationSecurityGroups: ['asg'] })),
      'error asg-across-networks [A172] asg: its members stand in several networks (spoke, edge); an application security group is of one',
    ],
    [
      'A172 a rule between groups of two networks',
      and(
        { applicationSecurityGroups: { here: {}, there: {} } },
        nic('nva-1', { applicationSecurityGroups: ['here'] }),
        nic('vm', { applicationSecurityGroups: ['there'] }),
        rule('ssh', {
          sourceAddressPrefix: null,
          sourceApplicationSecurityGroups: ['there'],
          destinationAddressPrefix: null,
          destinationApplicationSecurityGroups: ['here'],
        }),
      ),
      'error asg-rule-across-networks [A172] nsg: ssh is from a group of spoke to one of edge; both have to be of one network',
    ],
    [
      'A172 a range upside down',
      rule('ssh', { destinationPortRanges: ['90-80'] }),
      'error nsg-ports [A172] nsg: ssh: expected a port, a range such as 1024-65535 or *, got "90-80"',
    ],
    [
      'A172 more than 1000 rules',
      {
        networkSecurityGroups: {
          big: {
            securityRules: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`r${i}`, { ...probesDenied, access: 'Allow', priority: 100 + i }])),
          },
        },
      },
      'error nsg-too-many-rules [A172] big: 1001 rules; a network security group holds 1000 at most',
    ],
    [
      'A185 probes denied',
      rule('deny', probesDenied),
      'warning nsg-blocks-probes [A170 A185] nsg: deny denies the probes of ilb (AzureLoadBalancer), so that all its backends count as down; allow AzureLoadBalancer before it',
    ],
    [
      'A185 probes allowed before the denial',
      and(rule('deny', probesDenied), rule('probes', { ...probesDenied, access: 'Allow', priority: 250, sourceAddressPrefix: 'AzureLoadBalancer' })),
    ],
    [
      'A177 packets for the Internet through an appliance',
      and(
        rule('ssh', { destinationAddressPrefix: '10.9.1.0/24' }),
        route('rt-edge', { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.4' } }),
      ),
      'warning nsg-stops-transit [A177 A170] nsg: out brings nva-1 packets for the Internet, and no rule of this group lets them in (VirtualNetwork does not cover their destination); allow them',
    ],
    [
      'A209 in another region',
      { networkSecurityGroups: { nsg: { location: 'eastus' } } },
      'error wrong-region [A209 A34] edge/nvas: the network security group is in eastus and edge in japaneast; use one of the same region',
    ],
  ]),
};
