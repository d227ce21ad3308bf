/** ExpressRoute circuits: two MSEEs each, with a leg towards the customer and a neighbor address in every connected GatewaySubnet (A101, A102). */
import { MSEE_ASN } from '../azure/index.ts';
import type { PeerConfig } from '../bgp/types.ts';
import { type Ipv4, isIpv4, offsetIp, parsePrefix } from '../ip/index.ts';
import { azurePeer, azureSpeaker, mseeProfile } from './azure-speaker.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { Plan } from './gateway-plan.ts';
import type { NetInterface } from './network.ts';

const LEGS = ['primary', 'secondary'] as const;

/** A107: prefixes that a gateway may announce to a circuit, and that a circuit takes from the customer. */
const FROM_GATEWAY: readonly [number, string] = [1000, 'A107'];
const FROM_CUSTOMER = { Local: 4000, Standard: 4000, Premium: 10_000 } as const;

export function compileCircuits(net: NetworkBuilder, plan: Plan): void {
  const reaches = globalReaches(net);
  const remote = new Set(plan.er.filter((g) => g.gateway.allowRemoteVnetTraffic === true).map((g) => g.id));
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
      const ends = reachEnds(reaches, id, leg);
      for (const e of ends) net.segments.set(e.segment, { kind: 'ethernet', id: e.segment });
      const neighbors = connections.flatMap((c) => c.msees.filter((m) => m.node === node).map((m) => ({ connection: c, address: m.address })));
      net.node({
        kind: 'msee',
        id: node,
        device: id,
        instance: LEGS.indexOf(leg),
        customerInterface: 'customer',
        fastPath: connections.filter((c) => c.connection.expressRouteGatewayBypass === true).map((c) => c.id),
        speaker: node,
        interfaces: [
          { name: 'customer', addresses: [{ ip: own, length: subnet.length }], segment, up: true, mtu: 1500 },
          ...ends.map((e): NetInterface => ({ name: e.name, addresses: [{ ip: e.own, length: 30 }], segment: e.segment, up: true, mtu: 1500 })),
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
            via: n.connection.id,
            limit: FROM_GATEWAY,
          }),
        ),
      );
      net.speaker(
        azureSpeaker({
          id: node,
          device: id,
          asn: MSEE_ASN,
          address: own,
          profile: mseeProfile(remote),
          peers: [
            azurePeer({
              address: customer,
              localAddress: own,
              remoteAs: peering.peerASN,
              role: 'customer',
              allowasIn: 1,
              limit: [FROM_CUSTOMER[circuit.sku?.tier ?? 'Standard'], 'A107'],
            }),
            ...gateways,
            ...ends.map((e) =>
              azurePeer({
                address: e.far,
                localAddress: e.own,
                remoteAs: MSEE_ASN,
                role: 'global-reach',
                speaker: `${e.circuit}#${leg}`,
                nextHopSelf: true,
                description: e.circuit,
                via: e.name,
              }),
            ),
          ],
          own: [],
        }),
      );
    }
  }
}

/** Two circuits joined by Global Reach, and the /29 between their MSEEs. */
interface GlobalReach {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly network: Ipv4;
}

/** A114: stated at either circuit; a pair stated at both is one. */
function globalReaches(net: NetworkBuilder): GlobalReach[] {
  const found = new Map<string, GlobalReach>();
  for (const [a, circuit] of sorted(net.lab.expressRouteCircuits)) {
    for (const [name, { peerExpressRouteCircuit: b, addressPrefix }] of sorted(circuit.peerings.AzurePrivatePeering?.connections)) {
      const network = addressPrefix === undefined ? undefined : parsePrefix(addressPrefix);
      const key = [a, b].sort().join(' ');
      if (a === b || found.has(key)) continue;
      if (!network || !isIpv4(network.ip)) {
        reportWithoutPrefix(net, a, name);
        continue;
      }
      found.set(key, { name, a, b, network: network.ip });
    }
  }
  return [...found.values()];
}

/** The MSEEs have no addresses between them: the platform asks for a /29. A pair that the other circuit states with one is joined all the same. */
function reportWithoutPrefix(net: NetworkBuilder, circuit: string, name: string): void {
  net.diagnostics.push({
    code: 'global-reach-without-prefix',
    severity: 'error',
    message: `${circuit}: the Global Reach connection ${name} needs its addressPrefix, an IPv4 /29 that nothing else uses; the circuits stay apart`,
    args: { circuit, name },
    place: { path: ['lab', 'expressRouteCircuits', circuit, 'peerings', 'AzurePrivatePeering', 'connections', name], object: circuit },
    rules: ['A114'],
  });
}

/** The legs' ends at one circuit: the primaries share the first /30 of the /29, the secondaries the other. */
function reachEnds(reaches: readonly GlobalReach[], circuit: string, leg: (typeof LEGS)[number]) {
  const base = leg === 'primary' ? 0 : 4;
  return reaches
    .filter((r) => r.a === circuit || r.b === circuit)
    .map((r) => ({
      name: r.name,
      circuit: r.a === circuit ? r.b : r.a,
      segment: `${r.a}/${r.name}/${leg}`,
      own: offsetIp(r.network, base + (r.a === circuit ? 1 : 2)),
      far: offsetIp(r.network, base + (r.a === circuit ? 2 : 1)),
    }));
}
