/** Azure Firewall and its rules, with ARM's names and values. */
import * as z from 'zod';
import { drawn, id, ipAddress, name, port, prefix, reference } from './common.ts';

const sources = z.array(z.string().min(1)).min(1).describe('Addresses, prefixes or *.');
const destinations = z.array(z.string().min(1)).min(1).describe('Addresses, prefixes or *.');
const ports = z.array(z.string().min(1)).describe('Ports, ranges such as 8000-8080, or *.');
const priority = z.number().int().min(100).max(65000).describe('100–65000, the lowest first.');

function collection<R extends z.ZodType>(rule: R) {
  return z.strictObject({
    priority,
    action: z.strictObject({ type: z.enum(['Allow', 'Deny']).describe('Allow or Deny.') }).describe('What happens to what matches.'),
    rules: z.record(name, rule).describe('Rules by name.'),
  });
}

const networkRule = z.strictObject({
  sourceAddresses: sources,
  destinationAddresses: destinations,
  protocols: z
    .array(z.enum(['TCP', 'UDP', 'ICMP', 'Any']))
    .min(1)
    .describe('Protocols.'),
  destinationPorts: ports,
});

const applicationRule = z.strictObject({
  sourceAddresses: sources,
  targetFqdns: z.array(z.string().min(1)).min(1).describe('Host names, *.example.com, or *.'),
  protocols: z
    .array(z.strictObject({ protocolType: z.enum(['Http', 'Https', 'Mssql']).describe('Http, Https or Mssql.'), port: port.describe('Port.') }))
    .min(1)
    .describe('Protocols with their ports.'),
});

const natRule = z.strictObject({
  sourceAddresses: sources,
  destinationAddresses: z.array(z.string().min(1)).min(1).describe('Public addresses of the firewall.'),
  protocols: z
    .array(z.enum(['TCP', 'UDP', 'Any']))
    .min(1)
    .describe('Protocols.'),
  destinationPorts: ports.min(1),
  translatedAddress: ipAddress.describe('Where the packet goes instead.'),
  translatedPort: z.string().min(1).describe('The port there.'),
});

const azureFirewall = z
  .strictObject({
    ...drawn,
    subnet: reference('vnet/AzureFirewallSubnet.'),
    privateIPAddress: ipAddress.optional().describe('Its private address, which routes name; the first usable one of the subnet unless said.'),
    instanceAddresses: z.array(ipAddress).min(1).optional().describe('Addresses of its instances; the next ones unless said.'),
    publicIPAddresses: z.array(reference('Id of a public IP address.')).describe('Its public addresses.'),
    networkRuleCollections: z.record(name, collection(networkRule)).optional().describe('Rules on addresses and ports, by name of their collection.'),
    applicationRuleCollections: z.record(name, collection(applicationRule)).optional().describe('Rules on host names, by name of their collection.'),
    natRuleCollections: z
      .record(name, z.strictObject({ priority, rules: z.record(name, natRule).describe('Rules by name.') }))
      .optional()
      .describe('DNAT rules, by name of their collection.'),
    privateRanges: z.array(prefix).optional().describe('Destinations whose packets keep their source address; RFC 1918 and RFC 6598 unless said.'),
    managementIpConfiguration: z
      .strictObject({
        subnet: reference('vnet/AzureFirewallManagementSubnet.'),
        publicIPAddress: reference('Id of a public IP address.'),
      })
      .optional()
      .describe('Forced tunnelling: the management interface.'),
  })
  .describe('An Azure Firewall.');

export const azureFirewallMaps = { azureFirewalls: z.record(id, azureFirewall).optional().describe('Azure Firewalls by id.') };
