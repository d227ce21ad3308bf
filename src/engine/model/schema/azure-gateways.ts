/** Route Server, gateways, connections and circuits, with ARM's names and values. */
import * as z from 'zod';
import { asn, drawn, id, ipAddress, name, prefix, reference } from './common.ts';

const routeServer = z
  .strictObject({
    ...drawn,
    subnet: reference('vnet/RouteServerSubnet.'),
    virtualRouterIps: z.array(ipAddress).length(2).optional().describe('Addresses of the two instances; .4 and .5 of the subnet unless said.'),
    allowBranchToBranchTraffic: z.boolean().optional().describe('Whether gateways and appliances learn from one another; false unless said.'),
    hubRoutingPreference: z.enum(['ExpressRoute', 'VpnGateway', 'ASPath']).optional().describe('ExpressRoute unless said.'),
    publicIPAddress: reference('Id of a public IP address, for management.').optional(),
    bgpConnections: z
      .record(name, z.strictObject({ peerIp: ipAddress.describe('Address of the appliance.'), peerAsn: asn.describe('Its AS number, not 65515.') }))
      .optional()
      .describe('BGP peers by name.'),
  })
  .describe('A Route Server.');

const virtualNetworkGateway = z
  .strictObject({
    ...drawn,
    gatewayType: z.enum(['Vpn', 'ExpressRoute']).describe('Vpn or ExpressRoute.'),
    subnet: reference('vnet/GatewaySubnet.'),
    activeActive: z.boolean().optional().describe('Vpn only: two instances forward; false unless said.'),
    enableBgp: z.boolean().optional().describe('Vpn only: false unless said.'),
    vpnType: z.enum(['RouteBased', 'PolicyBased']).optional().describe('Vpn only: RouteBased unless said.'),
    sku: z.string().optional().describe('Such as VpnGw1AZ or ErGw1AZ.'),
    bgpSettings: z
      .strictObject({
        asn: asn.optional().describe('65515 unless said.'),
        bgpPeeringAddresses: z.array(ipAddress).max(2).optional().describe('One an instance, within GatewaySubnet.'),
        customBgpIpAddresses: z.array(ipAddress).optional().describe('Vpn: APIPA addresses, for the instances in turn: first, second, first and so on.'),
      })
      .optional()
      .describe('BGP of the gateway.'),
    publicIPAddresses: z.array(reference('Id of a public IP address.')).max(2).optional().describe('Vpn: one an instance.'),
    vpnClientConfiguration: z
      .strictObject({ vpnClientAddressPool: z.strictObject({ addressPrefixes: z.array(prefix).min(1).describe('Pools.') }).describe('Addresses of clients.') })
      .optional()
      .describe('Vpn: point-to-site.'),
    customRoutes: z
      .strictObject({ addressPrefixes: z.array(prefix).describe('Prefixes; 0.0.0.0/1 and 128.0.0.0/1 for everything.') })
      .optional()
      .describe('Vpn: what point-to-site clients are told beside what the gateway knows.'),
    allowRemoteVnetTraffic: z.boolean().optional().describe('ExpressRoute: take prefixes of other networks on the same circuit; false unless said.'),
  })
  .describe('A VPN or ExpressRoute gateway.');

const localNetworkGateway = z
  .strictObject({
    ...drawn,
    gatewayIpAddress: ipAddress.describe('Public address of the device at the other end.'),
    localNetworkAddressSpace: z
      .strictObject({ addressPrefixes: z.array(prefix).describe('Prefixes.') })
      .optional()
      .describe('Prefixes behind it; each is a static route.'),
    bgpSettings: z
      .strictObject({ asn: asn.describe('Not a reserved one, 65515 among them.'), bgpPeeringAddress: ipAddress.describe('Its address in BGP.') })
      .optional()
      .describe('BGP of the device at the other end.'),
  })
  .describe('A local network gateway: what a VPN gateway knows of the other end.');

const connection = z
  .strictObject({
    ...drawn,
    connectionType: z
      .enum(['IPsec', 'Vnet2Vnet', 'ExpressRoute'])
      .describe('IPsec to a local network gateway, Vnet2Vnet to a gateway, ExpressRoute to a circuit.'),
    virtualNetworkGateway1: reference('Id of the gateway.'),
    virtualNetworkGateway2: reference('Vnet2Vnet: id of the gateway at the other end.').optional(),
    localNetworkGateway2: reference('IPsec: id of the local network gateway.').optional(),
    peer: reference('ExpressRoute: id of the circuit.').optional(),
    enableBgp: z.boolean().optional().describe('false unless said.'),
    routingWeight: z.number().int().min(0).max(32000).optional().describe('ExpressRoute: higher is preferred among circuits; 0 unless said.'),
    gatewayCustomBgpIpAddresses: z.array(ipAddress).max(2).optional().describe("IPsec: the gateway's APIPA address of each instance for this connection."),
    expressRouteGatewayBypass: z.boolean().optional().describe('ExpressRoute: FastPath; false unless said.'),
    mseeAddresses: z.array(ipAddress).max(2).optional().describe("ExpressRoute: the MSEEs' neighbor addresses in GatewaySubnet, primary then secondary."),
  })
  .describe('A connection of a gateway.');

const privatePeering = z.strictObject({
  peerASN: asn.describe("The customer's AS number; not 65515 to 65520."),
  primaryPeerAddressPrefix: prefix.describe('/30; the customer has the first usable address, Microsoft the second.'),
  secondaryPeerAddressPrefix: prefix.describe('/30.'),
  vlanId: z.number().int().min(1).max(4094).describe('VLAN between the customer and Microsoft.'),
  connections: z
    .record(
      name,
      z.strictObject({
        peerExpressRouteCircuit: reference('Id of the other circuit.'),
        addressPrefix: prefix.optional().describe('/29 between the MSEEs.'),
      }),
    )
    .optional()
    .describe('Global Reach, by name.'),
});

const expressRouteCircuit = z
  .strictObject({
    ...drawn,
    peeringLocation: z.string().optional().describe('Such as Tokyo.'),
    sku: z
      .strictObject({ tier: z.enum(['Local', 'Standard', 'Premium']).describe('Premium takes 10,000 prefixes, the others 4,000.') })
      .optional()
      .describe('Standard unless said.'),
    peerings: z.strictObject({ AzurePrivatePeering: privatePeering.optional().describe('Private peering.') }).describe('Peerings by type.'),
  })
  .describe('An ExpressRoute circuit.');

const outage = z
  .strictObject({
    of: reference(
      'A gateway, Route Server, circuit, connection, virtual machine or router; or a part: vpngw#0 an instance, erc#primary an MSEE, cn#0 the tunnels of an instance.',
    ),
  })
  .describe('Something that has failed or is switched off.');

export const azureGatewayMaps = {
  routeServers: z.record(id, routeServer).optional().describe('Route Servers by id.'),
  virtualNetworkGateways: z.record(id, virtualNetworkGateway).optional().describe('VPN and ExpressRoute gateways by id.'),
  localNetworkGateways: z.record(id, localNetworkGateway).optional().describe('Local network gateways by id.'),
  connections: z.record(id, connection).optional().describe('Connections by id.'),
  expressRouteCircuits: z.record(id, expressRouteCircuit).optional().describe('ExpressRoute circuits by id.'),
  outages: z.record(name, outage).optional().describe('What is down, by a name of your own.'),
};
