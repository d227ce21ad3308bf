/**
 * VLANs of hosts: interfaces of one tag on one segment are on an Ethernet of their own. Azure and the Internet carry no tags, so an
 * interface of theirs stays without one.
 */
import type { NetworkBuilder } from '../builder.ts';
import type { NetInterface, RouterNode } from '../network.ts';

/** VLANs within VLANs that are followed. */
const DEEPEST = 4;

export function joinVlans(net: NetworkBuilder): void {
  const nodes: RouterNode[] = [...net.nodes.values()].filter((n): n is RouterNode => n.kind === 'router' && n.interfaces.some((i) => i.vlan));
  for (const node of nodes) {
    let { interfaces } = node;
    for (let depth = 0; depth < DEEPEST; depth++) interfaces = interfaces.map((i) => (i.vlan ? tagged(net, i, interfaces) : i));
    const lost = (i: NetInterface) => i.vlan !== undefined && i.segment === undefined;
    net.node({ ...node, interfaces: interfaces.map((i) => (lost(i) ? { ...i, up: false } : i)) });
    for (const i of interfaces.filter(lost)) notCarried(net, node.device, i);
  }
}

function notCarried(net: NetworkBuilder, device: string, { name, vlan }: NetInterface): void {
  const map = (['virtualMachines', 'routers', 'hosts'] as const).find((m) => net.lab[m]?.[device]) ?? 'hosts';
  const path = ['lab', map, device, 'iproute2', 'config'];
  const parent = vlan?.parent ?? '';
  const message = `At ${path.join('.')}: nothing carries the tags of ${name}: ${parent} is on no Ethernet of the lab's, so ${name} stays down`;
  net.diagnostics.push({
    code: 'vlan-not-carried',
    severity: 'warning',
    message,
    args: { interface: name, parent },
    place: { path, object: device, text: 'iproute2' },
  });
}

/** Its parent's cable carries it, its parent's state and MTU bound it (net/8021q). */
function tagged(net: NetworkBuilder, i: NetInterface, all: readonly NetInterface[]): NetInterface {
  const parent = all.find((p) => p.name === i.vlan?.parent);
  const under = parent?.segment === undefined ? undefined : net.segments.get(parent.segment);
  if (!parent || under?.kind !== 'ethernet') return i;
  const id = `${under.id}.${i.vlan?.id ?? 0}`;
  net.segments.set(id, { kind: 'ethernet', id, trunk: under.trunk ?? under.id });
  return { ...i, segment: id, up: i.up && parent.up, mtu: Math.min(i.mtu, parent.mtu) };
}
