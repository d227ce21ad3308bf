/** Which networks a lab joins, over however many peerings, connections and circuits: there their address spaces must differ (A202). */
import type { LabView } from './view.ts';

export interface Joined {
  /** Whether two VNets can reach one another by anything that the lab draws. */
  readonly vnets: (a: string, b: string) => boolean;
  /** Whether a VNet can reach a circuit or a local network gateway. */
  readonly outside: (vnet: string) => boolean;
}

/** Groups of networks that are joined: a union-find over VNets, circuits and local network gateways. */
export function joinedNetworks({ lab, vnets, gateways }: LabView): Joined {
  const parent = new Map<string, string>();
  const root = (x: string): string => {
    let at = x;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const join = (a: string, b: string) => parent.set(root(a), root(b));
  const vnetOf = new Map(gateways.map((g) => [g.id, g.vnet]));

  for (const [id, v] of vnets) for (const p of Object.values(v.virtualNetworkPeerings ?? {})) join(`vnet ${id}`, `vnet ${p.remoteVirtualNetwork}`);
  for (const c of Object.values(lab.connections ?? {})) {
    const here = vnetOf.get(c.virtualNetworkGateway1);
    if (here === undefined) continue;
    const there = c.virtualNetworkGateway2 === undefined ? undefined : vnetOf.get(c.virtualNetworkGateway2);
    if (there !== undefined) join(`vnet ${here}`, `vnet ${there}`);
    if (c.peer !== undefined || c.localNetworkGateway2 !== undefined) join(`vnet ${here}`, OUTSIDE);
  }
  return { vnets: (a, b) => root(`vnet ${a}`) === root(`vnet ${b}`), outside: (vnet) => root(`vnet ${vnet}`) === root(OUTSIDE) };
}

/** What is on-premises is taken for one network. */
const OUTSIDE = 'outside';
