/** Azure Firewall, its rules and its policies, with ARM's names and values. */
import * as z from 'zod';
import { drawn, id, ipAddress, location, name, port, reference, snatRange } from './common.ts';

const sources = z.array(z.string().min(1)).min(1).describe('Addresses, prefixes or *.');
const ports = z.array(z.string().min(1)).describe('Ports, ranges such as 8000-8080, or *.');
const fqdns = z.array(z.string().min(1)).describe('Host names that the firewall resolves; they need its DNS proxy.');
const threatIntelMode = z.enum(['Off', 'Alert', 'Deny']).optional().describe('Of known malicious addresses and names; Alert unless said.');
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
  destinationAddresses: z.array(z.string().min(1)).describe('Addresses, prefixes or *; may be empty beside host names.'),
  destinationFqdns: fqdns.optional(),
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
    privateRanges: z
      .array(snatRange)
      .optional()
      .describe('Destinations whose packets keep their source address; IANAPrivateRanges (RFC 1918 and RFC 6598) unless said.'),
    threatIntelMode,
    additionalProperties: z
      .strictObject({ 'Network.DNS.EnableProxy': z.enum(['true', 'false']).optional().describe('DNS proxy, which host names in network rules need.') })
      .optional()
      .describe('Settings without a property of their own.'),
    firewallPolicy: reference('Id of a firewall policy; the firewall then has no rules of its own.').optional(),
    managementIpConfiguration: z
      .strictObject({
        subnet: reference('vnet/AzureFirewallManagementSubnet.'),
        publicIPAddress: reference('Id of a public IP address.'),
      })
      .optional()
      .describe('Forced tunnelling: the management interface.'),
  })
  .describe('An Azure Firewall.');

const policyRule = z.strictObject({
  ruleType: z.enum(['NatRule', 'NetworkRule', 'ApplicationRule']).describe('What else the rule has follows from it.'),
  sourceAddresses: sources,
  destinationAddresses: z.array(z.string().min(1)).optional().describe('Network rules: addresses, prefixes or *. NAT rules: public addresses of the firewall.'),
  destinationFqdns: fqdns.optional(),
  destinationPorts: ports.optional(),
  ipProtocols: z
    .array(z.enum(['TCP', 'UDP', 'ICMP', 'Any']))
    .min(1)
    .optional()
    .describe('Network and NAT rules.'),
  targetFqdns: z.array(z.string().min(1)).min(1).optional().describe('Application rules: host names, *.example.com, or *.'),
  protocols: z
    .array(z.strictObject({ protocolType: z.enum(['Http', 'Https', 'Mssql']).describe('Http, Https or Mssql.'), port: port.describe('Port.') }))
    .min(1)
    .optional()
    .describe('Application rules: protocols with their ports.'),
  translatedAddress: ipAddress.optional().describe('NAT rules: where the packet goes instead.'),
  translatedPort: z.string().min(1).optional().describe('NAT rules: the port there.'),
});

const ruleCollectionGroup = z.strictObject({
  priority,
  ruleCollections: z
    .record(
      name,
      z.strictObject({
        ruleCollectionType: z
          .enum(['FirewallPolicyFilterRuleCollection', 'FirewallPolicyNatRuleCollection'])
          .describe('Network or application rules in a filter collection, DNAT rules in a NAT collection.'),
        priority,
        action: z.strictObject({ type: z.enum(['Allow', 'Deny', 'DNAT']).describe('Allow, Deny or DNAT.') }).describe('What happens to what matches.'),
        rules: z.record(name, policyRule).describe('Rules by name, all of one type.'),
      }),
    )
    .describe('Rule collections by name.'),
});

const firewallPolicy = z
  .strictObject({
    ...drawn,
    location,
    basePolicy: reference('Id of the policy whose rules come first.').optional(),
    threatIntelMode,
    threatIntelWhitelist: z
      .strictObject({
        ipAddresses: z.array(z.string().min(1)).optional().describe('Addresses, prefixes or ranges.'),
        fqdns: z.array(z.string().min(1)).optional().describe('Host names.'),
      })
      .optional()
      .describe('What threat intelligence lets pass all the same.'),
    dnsSettings: z
      .strictObject({ enableProxy: z.boolean().describe('Whether the firewall is a DNS proxy; host names in network rules need it.') })
      .optional()
      .describe('DNS.'),
    snat: z
      .strictObject({
        privateRanges: z
          .array(snatRange)
          .optional()
          .describe('Destinations whose packets keep their source address; IANAPrivateRanges (RFC 1918 and RFC 6598) unless said.'),
        autoLearnPrivateRanges: z
          .enum(['Enabled', 'Disabled'])
          .optional()
          .describe('Whether what Route Server teaches counts as private; Disabled unless said.'),
      })
      .optional()
      .describe('Translation of sources.'),
    ruleCollectionGroups: z.record(name, ruleCollectionGroup).optional().describe('Rule collection groups by name.'),
  })
  .describe('A firewall policy; firewalls refer to it.');

export const azureFirewallMaps = {
  azureFirewalls: z.record(id, azureFirewall).optional().describe('Azure Firewalls by id.'),
  firewallPolicies: z.record(id, firewallPolicy).optional().describe('Firewall policies by id.'),
};
