/**
 * A89: a user-defined route on GatewaySubnet that covers Route Server's addresses takes the gateways' BGP packets to its next
 * hop; the answers go another way, and the sessions do not come up. A longer route to VnetLocal mends it.
 */
import type { UserRoute } from '../azure/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip } from '../ip/index.ts';
import type { NetworkBuilder } from './builder.ts';

export function barDiverted(net: NetworkBuilder): void {
  for (const node of net.nodes.values()) {
    const speaker = net.speakers.get(node.speaker ?? '');
    const routes = net.subnetRoutes.get(node.interfaces[0]?.segment ?? '')?.user;
    if (!speaker || !routes || (node.kind !== 'vpn-gateway' && node.kind !== 'er-gateway')) continue;
    const peers = speaker.peers.map((peer) => {
      const by = peer.role === 'route-server' ? caughtBy(routes, peer.address) : undefined;
      if (!by || peer.barred) return peer;
      const args = { peer: formatIp(peer.address), route: by.name, routeTable: by.routeTable, prefix: formatPrefix(by.prefix) };
      return { ...peer, barred: { code: 'session-diverted', rules: ['A89'], args } };
    });
    net.speaker({ ...speaker, peers });
  }
}

/** The longest route that holds the address, unless it leads there directly. */
function caughtBy(routes: readonly UserRoute[], ip: Ip): UserRoute | undefined {
  const [longest] = routes.filter((r) => containsIp(r.prefix, ip)).toSorted((a, b) => b.prefix.length - a.prefix.length);
  return longest?.nextHopType === 'VnetLocal' ? undefined : longest;
}
