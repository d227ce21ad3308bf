/** Network security groups, NAT gateways, load balancers, private endpoints and Bastion, with ARM's names and values. */
import * as z from 'zod';
import { drawn, id, ipAddress, location, name, port, reference } from './common.ts';

const addresses = 'A prefix, an address, a service tag or *.';
const ports = 'A port, a range such as 1024-65535, or *.';
const address = z.string().min(1);
const idleTimeout = (most: number) => z.number().int().min(4).max(most).optional().describe(`4–${most} minutes; 4 unless said.`);

const applicationGroups = z.array(reference('Id of an application security group.')).min(1).optional();

const securityRule = z.strictObject({
  priority: z.number().int().min(100).max(4096).describe('100–4096, the lowest first.'),
  direction: z.enum(['Inbound', 'Outbound']).describe('Inbound or Outbound.'),
  access: z.enum(['Allow', 'Deny']).describe('Allow or Deny.'),
  protocol: z.enum(['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*']).describe('Protocol; * for any.'),
  sourceAddressPrefix: address.optional().describe(addresses),
  sourceAddressPrefixes: z.array(address).min(1).optional().describe('Or several.'),
  sourceApplicationSecurityGroups: applicationGroups.describe('Or application security groups.'),
  sourcePortRange: address.optional().describe(`${ports} * unless said.`),
  sourcePortRanges: z.array(address).min(1).optional().describe('Or several.'),
  destinationAddressPrefix: address.optional().describe(addresses),
  destinationAddressPrefixes: z.array(address).min(1).optional().describe('Or several.'),
  destinationApplicationSecurityGroups: applicationGroups.describe('Or application security groups.'),
  destinationPortRange: address.optional().describe(`${ports} This or several; * for any.`),
  destinationPortRanges: z.array(address).min(1).optional().describe('Or several.'),
});

const networkSecurityGroup = z
  .strictObject({ ...drawn, location, securityRules: z.record(name, securityRule).describe('Rules by name; the default rules are always there.') })
  .describe('A network security group; subnets and network interfaces refer to it.');

const applicationSecurityGroup = z
  .strictObject({ ...drawn, location })
  .describe('An application security group; IP configurations refer to it, and security rules.');

const natGateway = z
  .strictObject({
    ...drawn,
    location,
    publicIpAddresses: z.array(reference('Id of a public IP address.')).describe('Its addresses; 16 at most.'),
    idleTimeoutInMinutes: idleTimeout(120),
  })
  .describe('A NAT gateway; subnets refer to it.');

const frontend = z.strictObject({
  subnet: reference('Of an internal frontend: vnet/subnet.').optional(),
  privateIPAddress: ipAddress.optional().describe('Of an internal frontend: its address in the subnet.'),
  publicIPAddress: reference('Of a public frontend: id of a public IP address.').optional(),
});

const backend = reference('vm/nic, or vm/nic/name for a further IP configuration.');
const frontendName = z.string().min(1).describe('Name of a frontend of this load balancer.');
const poolName = z.string().min(1).describe('Name of a backend pool of this load balancer.');
const anyPort = z.number().int().min(0).max(65535);
const transport = z.enum(['Tcp', 'Udp', 'All']);

const loadBalancingRule = z.strictObject({
  frontendIPConfiguration: frontendName,
  backendAddressPool: poolName,
  probe: z.string().min(1).optional().describe('Name of a probe of this load balancer.'),
  protocol: transport.describe('Tcp, Udp, or All: with both ports 0 an HA-ports rule.'),
  frontendPort: anyPort.describe('0 with All.'),
  backendPort: anyPort.describe('0 with All.'),
  enableFloatingIP: z.boolean().optional().describe("Packets keep the frontend's address as their destination; false unless said."),
  loadDistribution: z.enum(['Default', 'SourceIP', 'SourceIPProtocol']).optional().describe('Which tuple chooses the backend; Default (five) unless said.'),
  disableOutboundSnat: z.boolean().optional().describe('Public: backends get no outbound connections from it; false unless said.'),
  idleTimeoutInMinutes: idleTimeout(100),
});

const loadBalancer = z
  .strictObject({
    ...drawn,
    location,
    frontendIPConfigurations: z.record(name, frontend).describe('Frontends by name.'),
    backendAddressPools: z
      .record(name, z.strictObject({ backendIPConfigurations: z.array(backend).describe('What packets are handed to.') }))
      .describe('Backend pools by name.'),
    probes: z
      .record(
        name,
        z.strictObject({
          protocol: z.enum(['Tcp', 'Http', 'Https']).describe('Tcp, Http or Https.'),
          port: port.describe('Port.'),
          requestPath: z.string().min(1).optional().describe('Http and Https.'),
        }),
      )
      .optional()
      .describe('Health probes by name.'),
    loadBalancingRules: z.record(name, loadBalancingRule).optional().describe('Rules by name.'),
    inboundNatRules: z
      .record(
        name,
        z.strictObject({
          frontendIPConfiguration: frontendName,
          backendIPConfiguration: backend,
          protocol: z.enum(['Tcp', 'Udp']).describe('Tcp or Udp.'),
          frontendPort: port.describe('Port of the frontend.'),
          backendPort: port.describe('Port of the backend.'),
          enableFloatingIP: z.boolean().optional().describe("Packets keep the frontend's address; false unless said."),
        }),
      )
      .optional()
      .describe('Inbound NAT rules by name: one port to one machine.'),
    outboundRules: z
      .record(
        name,
        z.strictObject({
          frontendIPConfigurations: z.array(frontendName).min(1).describe('Public frontends whose addresses are used.'),
          backendAddressPool: poolName,
          protocol: transport.describe('Tcp, Udp or All.'),
          allocatedOutboundPorts: z.number().int().min(0).max(64000).optional().describe('A backend; a multiple of 8. 0, given out by pool size, unless said.'),
          idleTimeoutInMinutes: idleTimeout(100),
        }),
      )
      .optional()
      .describe('Outbound rules by name.'),
  })
  .describe('A Standard load balancer.');

const privateEndpoint = z
  .strictObject({
    ...drawn,
    subnet: reference('vnet/subnet.'),
    privateIPAddress: ipAddress.describe('Within the subnet.'),
    service: z.string().optional().describe('What stands behind it.'),
    privateLinkServiceId: reference('Id of the server of the Internet that stands behind it; without one it answers by itself.').optional(),
    privateDnsZoneConfigs: z
      .array(reference('Id of a private DNS zone.'))
      .optional()
      .describe("Private DNS zones in which it keeps a record of the service's name."),
  })
  .describe('A private endpoint: a private address for a service.');

const privateDnsZone = z
  .strictObject({
    ...drawn,
    virtualNetworkLinks: z
      .record(name, z.strictObject({ virtualNetwork: reference('Id of a virtual network.') }))
      .describe('Networks in which it answers, by name of the link.'),
    A: z
      .record(
        name,
        z.strictObject({
          aRecords: z
            .array(z.strictObject({ ipv4Address: ipAddress.describe('The address.') }))
            .min(1)
            .describe('Its addresses.'),
        }),
      )
      .optional()
      .describe('Record sets of type A by name within the zone; those of private endpoints come by themselves.'),
  })
  .describe('A private DNS zone; its id is its name.');

const bastionHost = z
  .strictObject({
    ...drawn,
    subnet: reference('vnet/AzureBastionSubnet.'),
    publicIPAddress: reference('Id of a public IP address.').optional(),
  })
  .describe('An Azure Bastion.');

export const azureServiceMaps = {
  networkSecurityGroups: z.record(id, networkSecurityGroup).optional().describe('Network security groups by id.'),
  applicationSecurityGroups: z.record(id, applicationSecurityGroup).optional().describe('Application security groups by id.'),
  natGateways: z.record(id, natGateway).optional().describe('NAT gateways by id.'),
  loadBalancers: z.record(id, loadBalancer).optional().describe('Load balancers by id.'),
  privateEndpoints: z.record(id, privateEndpoint).optional().describe('Private endpoints by id.'),
  privateDnsZones: z.record(id, privateDnsZone).optional().describe('Private DNS zones by name.'),
  bastionHosts: z.record(id, bastionHost).optional().describe('Bastions by id.'),
};
