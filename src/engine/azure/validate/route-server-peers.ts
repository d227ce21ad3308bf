/** Route Server's public address, and its BGP peers: how many, and where they may stand (A120, A122, A126). */
import { containsIp, parseIp } from '../../ip/index.ts';
import { freePublicIp } from '../../model/index.ts';
import { about, type Finding } from './finding.ts';
import { holders, type LabView } from './view.ts';

/** A126. */
const MOST_PEERS = 8;

export function routeServerPeers(view: LabView): Finding[] {
  const nics = holders(view).filter((h) => h.nic);
  return view.routeServers.flatMap(({ id, vnet, it }) => {
    const peers = Object.entries(it.bgpConnections ?? {});
    const near = [vnet, ...view.peersOf(vnet)];
    const first = new Map<string, string>();
    const each = peers.flatMap(([name, peer]): Finding[] => {
      const path = ['routeServers', id, 'bgpConnections', name, 'peerIp'];
      const other = first.get(peer.peerIp);
      const args = { name, peer: peer.peerIp, vnet, other: other ?? '' };
      const found = (code: string, message: string, rules: readonly string[], severity: Finding['severity'] = 'error'): Finding => ({
        code,
        severity,
        path,
        object: id,
        message,
        rules,
        args,
      });
      const ip = parseIp(peer.peerIp);
      first.set(peer.peerIp, other ?? name);
      if (other !== undefined) return [found('route-server-peer-twice', `${name} and ${other} are both ${peer.peerIp}; take one away`, ['A122'])];
      if (ip === undefined || typeof ip !== 'number')
        return [found('route-server-peer-ipv6', `peer ${name}: Route Server speaks IPv4 only, not to ${peer.peerIp}`, ['A120'])];
      // In a subnet that is not there it has no network, and that is told as a reference.
      if (view.subnets.has(it.subnet) && !view.spaces.some((s) => near.includes(s.vnet) && containsIp(s.prefix, ip)))
        return [found('route-server-peer-outside', `peer ${name}: ${peer.peerIp} must be in ${vnet} or in a network peered with it`, ['A122'])];
      if (nics.some((h) => h.ip === ip)) return [];
      return [found('route-server-peer-nobody', `peer ${name}: no machine has the address ${peer.peerIp}, so the session stays down`, ['A122'], 'warning')];
    });
    if (it.publicIPAddress === undefined) each.push(withoutPublicAddress(view, id));
    if (peers.length <= MOST_PEERS) return each;
    const message = `${peers.length} BGP peers; a Route Server has ${MOST_PEERS} at most`;
    return [
      ...each,
      {
        code: 'route-server-too-many-peers',
        path: ['routeServers', id, 'bgpConnections'],
        object: id,
        message,
        rules: ['A126'],
        args: { count: peers.length, most: MOST_PEERS },
      },
    ];
  });
}

/** A120: for management; the platform does not deploy a Route Server without. */
function withoutPublicAddress({ lab }: LabView, id: string): Finding {
  const message = 'no public IP address; the platform needs one to manage a Route Server';
  const address = freePublicIp(lab);
  const pip = `pip-${id}`;
  const patch = { publicIPAddresses: { [pip]: { ipAddress: address } }, routeServers: { [id]: { publicIPAddress: pip } } };
  const usable = address !== '' && lab.publicIPAddresses?.[pip] === undefined;
  const fix = usable && { label: `Give it ${address}`, patch };
  return about(id, ['routeServers', id])('route-server-without-public-address', 'A120', message, { args: { address }, ...(fix && { fix }) });
}
