/** The whole lab: Azure's objects, what stands outside, and the flows that people ask about. */
import * as z from 'zod';
import { azureFirewallMaps } from './azure-firewall.ts';
import { azureGatewayMaps } from './azure-gateways.ts';
import { azureNetworkMaps } from './azure-network.ts';
import { azureServiceMaps } from './azure-services.ts';
import { id, ipAddress, port, reference } from './common.ts';
import { outsideMaps, virtualMachines } from './machines.ts';

export const flow = z
  .strictObject({
    from: reference('Device id.'),
    to: reference('Device id, address, or a host name that the Internet knows.'),
    protocol: z.enum(['tcp', 'udp', 'icmp']).describe('tcp, udp or icmp.'),
    port: port.optional().describe('Destination port; not for icmp.'),
    source: ipAddress.optional().describe('Source address, where the device has several.'),
    fib: z.number().int().min(0).max(65535).optional().describe('FreeBSD: the FIB that the program runs in, as setfib sets it.'),
    vrf: z.string().min(1).optional().describe('Linux: the VRF that the program runs in, as ip vrf exec sets it.'),
    bytes: z.number().int().min(0).max(10_000_000).optional().describe('Bytes that each side sends over a TCP connection; payload of UDP and ICMP.'),
    sourcePort: port.optional().describe('Source port; not for icmp.'),
    ttl: z.number().int().min(1).max(255).optional().describe('TTL or hop limit with which it sets out; 64 unless said, 128 of Windows.'),
    dontFragment: z.boolean().optional().describe('Whether IPv4 packets carry DF; those of TCP do unless said.'),
    dscp: z.number().int().min(0).max(63).optional().describe('Differentiated services code point; 0 unless said.'),
    icmpId: z.number().int().min(0).max(65535).optional().describe('Identifier of an echo request; icmp only.'),
    icmpSequence: z.number().int().min(0).max(65535).optional().describe('Sequence number of an echo request; icmp only.'),
    proxy: reference('Id of a machine with squid.conf that fetches it, as curl -x does; TCP only.').optional(),
    proxyPort: port.optional().describe('Port on which the proxy is asked; its first http_port unless said.'),
  })
  .meta({ id: 'Flow', description: "A packet's question: from where, to what, how." });

export const lab = z
  .strictObject({
    ...azureNetworkMaps,
    ...azureServiceMaps,
    virtualMachines,
    ...azureGatewayMaps,
    ...azureFirewallMaps,
    ...outsideMaps,
    flows: z.record(id, flow).optional().describe('Flows by id.'),
  })
  .describe('Everything drawn. All ids of devices share one name space.');
