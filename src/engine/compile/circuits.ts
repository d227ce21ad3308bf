/** ExpressRoute circuits: two MSEEs each, with a leg towards the customer and a neighbour address in every connected GatewaySubnet (A101, A102). */
import { MSEE_ASN } from '../azure/index.ts';
import type { PeerConfig } from '../bgp/types.ts';
import { isIpv4, offsetIp, parsePrefix } from '../ip/index.ts';
import { azurePeer, azureSpeaker, MSEE_PROFILE } from './azure-speaker.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { Plan } from './gateway-plan.ts';
import type { NetInterface } from './network.ts';

const LEGS = ['primary', 'secondary'] as const;

export function compileCircuits(net: NetworkBuilder, plan: Plan): void {
  for (const [id, circuit] of sorted(net.lab.expressRouteCircuits)) {
    const peering = circuit.peerings.AzurePrivatePeering;
    if (!peering) continue;
    for (const leg of LEGS) {
      const subnet = parsePrefix(leg === 'primary' ? peering.primaryPeerAddressPrefix : peering.secondaryPeerAddressPrefix);
      if (!subnet || !isIpv4(subnet.ip)) continue;
      const segment = `${id}/${leg}`;
      const node = `${id}#${leg}`;
      const customer = offsetIp(subnet.ip, 1);
      const own = offsetIp(subnet.ip, 2);
      const connections = plan.erConnections.filter((c) => c.circuit === id);
      net.segments.set(segment, { kind: 'ethernet', id: segment });
      const neighbors = connections.flatMap((c) => c.msees.filter((m) => m.node === node).map((m) => ({ connection: c, address: m.address })));
      net.node({
        kind: 'msee',
        id: node,
        device: id,
        instance: LEGS.indexOf(leg),
        customerInterface: 'customer',
        speaker: node,
        interfaces: [
          { name: 'customer', addresses: [{ ip: own, length: subnet.length }], segment, up: true, mtu: 1500 },
          ...neighbors.map(
            (n): NetInterface => ({
              name: n.connection.id,
              addresses: [{ ip: n.address, length: 32 }],
              segment: n.connection.gateway.subnet,
              up: true,
              mtu: 1500,
              ipForwarding: true,
            }),
          ),
        ],
      });
      const gateways: PeerConfig[] = neighbors.flatMap((n) =>
        n.connection.gateway.instances.map((i) =>
          azurePeer({
            address: i.address,
            localAddress: n.address,
            remoteAs: n.connection.gateway.asn,
            role: 'er-gateway',
            speaker: i.id,
            description: n.connection.gateway.id,
          }),
        ),
      );
      net.speaker(
        azureSpeaker({
          id: node,
          device: id,
          asn: MSEE_ASN,
          address: own,
          profile: MSEE_PROFILE,
          peers: [azurePeer({ address: customer, localAddress: own, remoteAs: peering.peerASN, role: 'customer' }), ...gateways],
          own: [],
        }),
      );
    }
  }
}
