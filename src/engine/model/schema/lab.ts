/** The whole lab: Azure's objects and what stands outside. */
import { z } from 'zod';
import {
  azureFirewall,
  connection,
  expressRouteCircuit,
  localNetworkGateway,
  publicIp,
  routeServer,
  routeTable,
  virtualMachine,
  virtualNetwork,
  virtualNetworkGateway,
} from './azure.ts';
import { drawn, frr, id, interfaceAddress, ipAddress, listeners, port, size } from './common.ts';

const lanInterface = z
  .strictObject({
    addresses: z.array(interfaceAddress),
    segment: id.optional(),
    circuit: id.optional().describe('The leg of a circuit, such as erc/primary.'),
    shutdown: z.boolean().optional(),
    mtu: z.number().int().min(68).max(65535).optional(),
  })
  .refine((i) => i.segment === undefined || i.circuit === undefined, 'expected a segment or a circuit, not both');

export const flow = z.strictObject({
  from: id,
  to: z.string().min(1),
  protocol: z.enum(['tcp', 'udp', 'icmp']),
  port: port.optional(),
  source: ipAddress.optional(),
});

export const lab = z.strictObject({
  virtualNetworks: z.record(id, virtualNetwork).optional(),
  routeTables: z.record(id, routeTable).optional(),
  publicIPAddresses: z.record(id, publicIp).optional(),
  virtualMachines: z.record(id, virtualMachine).optional(),
  routeServers: z.record(id, routeServer).optional(),
  virtualNetworkGateways: z.record(id, virtualNetworkGateway).optional(),
  localNetworkGateways: z.record(id, localNetworkGateway).optional(),
  connections: z.record(id, connection).optional(),
  expressRouteCircuits: z.record(id, expressRouteCircuit).optional(),
  azureFirewalls: z.record(id, azureFirewall).optional(),
  sites: z.record(id, z.strictObject({ ...drawn, size })).optional(),
  segments: z.record(id, z.strictObject({ ...drawn, site: id.optional() })).optional(),
  routers: z
    .record(id, z.strictObject({ ...drawn, site: id.optional(), interfaces: z.record(id, lanInterface), platform: z.enum(['frr', 'ios']).optional(), frr }))
    .optional(),
  hosts: z
    .record(
      id,
      z.strictObject({
        ...drawn,
        site: id.optional(),
        os: z.enum(['linux', 'windows']).optional(),
        interfaces: z.record(id, lanInterface),
        gateway: ipAddress.optional(),
        listen: listeners,
      }),
    )
    .optional(),
  internet: z
    .strictObject({ ...drawn, hosts: z.record(id, z.strictObject({ ...drawn, ipAddress, names: z.array(z.string().min(1)).optional(), listen: listeners })) })
    .optional(),
  flows: z.record(id, flow).optional(),
});
