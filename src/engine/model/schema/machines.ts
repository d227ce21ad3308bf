/** Machines: VMs in Azure, routers and hosts outside, servers on the Internet. */
import * as z from 'zod';
import { drawn, id, interfaceAddress, ipAddress, listen, longText, machineTexts, name, prefix, reference, size } from './common.ts';

const frr = z
  .strictObject({
    version: z
      .string()
      .regex(/^\d+\.\d+(\.\d+)?$/, 'expected a release of FRR such as 8.4.4')
      .optional()
      .describe('Release of FRR; 8.4.4 unless said.'),
    config: longText.describe('frr.conf, as one string or as an array of lines.'),
  })
  .describe('FRR on this machine.');

const applicationGroups = z.array(reference('Id of an application security group.')).optional().describe('Application security groups that it is in.');

const networkInterface = z.strictObject({
  subnet: reference('vnet/subnet.'),
  privateIPAddress: ipAddress.describe("Within the subnet, and none of Azure's five reserved addresses."),
  enableIPForwarding: z.boolean().optional().describe('Whether Azure hands it packets for other addresses; false unless said.'),
  publicIPAddress: reference('Id of a public IP address.').optional(),
  networkSecurityGroup: reference('Id of a network security group.').optional(),
  applicationSecurityGroups: applicationGroups,
  ipConfigurations: z
    .record(
      name,
      z.strictObject({
        privateIPAddress: ipAddress.describe('Within the subnet.'),
        publicIPAddress: reference('Id of a public IP address.').optional(),
        applicationSecurityGroups: applicationGroups,
      }),
    )
    .optional()
    .describe("Further IP configurations by name, beside the interface's own address."),
});

export const virtualMachine = z
  .strictObject({
    ...drawn,
    networkInterfaces: z.record(name, networkInterface).describe("Network interfaces by the guest's name for them, eth0."),
    os: z.enum(['linux', 'windows', 'freebsd']).optional().describe('linux unless said.'),
    ipForward: z.boolean().optional().describe('net.ipv4.ip_forward of the guest; false unless said.'),
    frr: frr.optional(),
    ...machineTexts,
    listen,
  })
  .describe('A virtual machine; with frr it is a network virtual appliance.');

const lanInterface = z
  .strictObject({
    addresses: z.array(interfaceAddress).describe('Addresses with their length.'),
    segment: reference('Id of the segment it is plugged into.').optional(),
    circuit: reference('Or the leg of a circuit, erc/primary.').optional(),
    ipsec: reference("Or an IPsec tunnel: the site-to-site connection and the gateway's instance, cn-onprem#0.").optional(),
    shutdown: z.boolean().optional().describe('True: administratively down.'),
    mtu: z.number().int().min(68).max(65535).optional().describe('Bytes; 1500 unless said.'),
    tcpAdjustMss: z.number().int().min(500).max(65495).optional().describe('ip tcp adjust-mss: MSS of TCP connections through it, in bytes.'),
  })
  .describe('An interface outside Azure.');

const interfaces = z.record(name, lanInterface).describe('Interfaces by name.');
const site = reference('Id of the site it is drawn in.').optional();

const router = z
  .strictObject({
    ...drawn,
    site,
    interfaces,
    defaultFreeZone: z
      .strictObject({
        seed: z.number().int().min(0).max(4294967295).describe('The same seed gives the same Internet.'),
        prefixes: z
          .number()
          .int()
          .min(100)
          .max(20_000)
          .describe('Entries of the table; a few thousand are enough to see filters, failover and longest matches at work.'),
      })
      .optional()
      .describe(
        'Makes it a network without providers in an invented IPv6 Internet: it has that table beside its own routes, and a looking glass. All such routers of a lab stand in one Internet.',
      ),
    platform: z.enum(['frr', 'ios']).optional().describe('Whose console it shows; frr unless said. Its configuration is always written as FRR.'),
    os: z.enum(['linux', 'freebsd']).optional().describe('What FRR runs on; linux unless said.'),
    frr,
    ...machineTexts,
  })
  .describe('A router outside Azure.');

const host = z
  .strictObject({
    ...drawn,
    site,
    os: z.enum(['linux', 'windows', 'freebsd']).optional().describe('linux unless said.'),
    interfaces,
    gateway: ipAddress.optional().describe('Default gateway.'),
    ...machineTexts,
    listen,
    vpnClient: z
      .strictObject({
        virtualNetworkGateway: reference('Id of the VPN gateway that it dials.'),
        address: ipAddress.optional().describe("Its address of the gateway's pool; the first free one unless said."),
        profileRoutes: z.array(prefix).optional().describe('Routes of the profile as it was downloaded; what the gateway would tell now unless said.'),
      })
      .optional()
      .describe('Makes it a point-to-site client.'),
  })
  .describe('A host outside Azure.');

const internetHost = z
  .strictObject({
    ...drawn,
    ipAddress: ipAddress.describe('Its address.'),
    names: z.array(z.string().min(1)).optional().describe('Host names that resolve to it.'),
    threatIntelligence: z.boolean().optional().describe("Whether Microsoft's threat intelligence feed lists it; false unless said."),
    listen,
  })
  .describe('A server on the Internet.');

export const virtualMachines = z.record(id, virtualMachine).optional().describe('Virtual machines by id.');

export const outsideMaps = {
  sites: z
    .record(id, z.strictObject({ ...drawn, size }))
    .optional()
    .describe('On-premises places by id, drawn as containers.'),
  segments: z
    .record(id, z.strictObject({ ...drawn, site }))
    .optional()
    .describe('Ethernets outside Azure by id: two attachments are a cable, more a LAN.'),
  routers: z.record(id, router).optional().describe('Routers outside Azure by id.'),
  hosts: z.record(id, host).optional().describe('Hosts outside Azure by id.'),
  internet: z
    .strictObject({ ...drawn, hosts: z.record(id, internetHost).describe('Servers by id.') })
    .optional()
    .describe('The Internet.'),
};
