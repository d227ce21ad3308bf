/** What joins what: peerings, connections, cables, backends, ways to the Internet. */
import type { Lab, LanInterface } from '../../engine/index.ts';
import type { DiagramEdge } from './types.ts';

export function edgesOf(lab: Lab): DiagramEdge[] {
  return [...peeringsOf(lab), ...connectionsOf(lab), ...cablesOf(lab), ...servedOf(lab), ...internetAccessOf(lab)];
}

/** A load balancer and its backends, a NAT gateway and the subnets that leave by it. */
function servedOf(lab: Lab): DiagramEdge[] {
  const line = (source: string, target: string): DiagramEdge => ({ id: `${source}>${target}`, kind: 'backend', source, target, carries: [] });
  const backends = Object.entries(lab.loadBalancers ?? {}).flatMap(([id, lb]) => {
    const vms = Object.values(lb.backendAddressPools).flatMap((pool) => pool.backendIPConfigurations.map((ref) => ref.split('/')[0] ?? ''));
    return [...new Set(vms)].filter((vm) => lab.virtualMachines?.[vm]).map((vm) => line(id, vm));
  });
  const served = Object.entries(lab.virtualNetworks ?? {}).flatMap(([vnet, v]) =>
    Object.entries(v.subnets).flatMap(([name, s]) =>
      s.natGateway !== undefined && lab.natGateways?.[s.natGateway] ? [line(s.natGateway, `${vnet}/${name}`)] : [],
    ),
  );
  return [...backends, ...served];
}

/** Two one-way peerings are one double line. */
function peeringsOf(lab: Lab): DiagramEdge[] {
  const edges: DiagramEdge[] = [];
  const vnets = lab.virtualNetworks ?? {};
  for (const [id, v] of Object.entries(vnets)) {
    for (const { remoteVirtualNetwork: remote } of Object.values(v.virtualNetworkPeerings ?? {})) {
      const back = Object.values(vnets[remote]?.virtualNetworkPeerings ?? {}).some((l) => l.remoteVirtualNetwork === id);
      if (!vnets[remote] || (back && id > remote)) continue;
      const key = [id, remote].sort().join(' ');
      edges.push({
        id: `peering:${key}`,
        kind: 'peering',
        source: id,
        target: remote,
        carries: [`${id}/${remote}`, `${remote}/${id}`],
        ...(!back && { broken: true }),
      });
    }
  }
  return edges;
}

/** VNet-to-VNet connections come in pairs, drawn as one sleeve. */
function connectionsOf(lab: Lab): DiagramEdge[] {
  const edges: DiagramEdge[] = [];
  const all = Object.entries(lab.connections ?? {});
  for (const [id, c] of all) {
    const far = c.virtualNetworkGateway2 ?? c.peer ?? c.localNetworkGateway2;
    if (far === undefined) continue;
    const paired = c.connectionType === 'Vnet2Vnet';
    const back = all.find(([, o]) => o.virtualNetworkGateway1 === c.virtualNetworkGateway2 && o.virtualNetworkGateway2 === c.virtualNetworkGateway1)?.[0];
    if (paired && back !== undefined && id > back) continue;
    edges.push({
      id,
      kind: c.connectionType === 'ExpressRoute' ? 'circuit' : 'vpn',
      source: c.virtualNetworkGateway1,
      target: far,
      label: c.connectionType === 'ExpressRoute' ? id : 'IPsec',
      carries: back === undefined ? [id] : [id, back],
      object: id,
      ...(paired && back === undefined && { broken: true }),
    });
  }
  return edges;
}

function cablesOf(lab: Lab): DiagramEdge[] {
  return [lab.routers, lab.hosts].flatMap((map) =>
    Object.entries(map ?? {}).flatMap(([id, m]) =>
      Object.entries<LanInterface>(m.interfaces).flatMap(([name, i]): DiagramEdge[] => {
        const target = i.segment ?? i.circuit?.split('/')[0];
        if (target === undefined) return [];
        const carries = i.segment === undefined ? [i.circuit as string] : [];
        return [
          {
            id: `${id}:${name}`,
            kind: i.circuit === undefined ? 'cable' : 'circuit',
            source: id,
            target,
            label: name,
            carries,
            ...(i.shutdown && { broken: true }),
          },
        ];
      }),
    ),
  );
}

/** Things whose own traffic meets the Internet under a public address of theirs. */
function internetAccessOf(lab: Lab): DiagramEdge[] {
  if (!lab.internet) return [];
  const line = (source: string, address: string | undefined): DiagramEdge => {
    const label = address === undefined ? undefined : lab.publicIPAddresses?.[address]?.ipAddress;
    return { id: `internet:${source}`, kind: 'internet', source, target: 'internet', carries: ['internet'], ...(label !== undefined && { label }) };
  };
  return [
    ...Object.entries(lab.azureFirewalls ?? {}).map(([id, f]) => line(id, f.publicIPAddresses[0])),
    ...Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) => {
      const address = Object.values(vm.networkInterfaces).find((n) => n.publicIPAddress !== undefined)?.publicIPAddress;
      return address === undefined ? [] : [line(id, address)];
    }),
    ...Object.entries(lab.virtualNetworkGateways ?? {}).flatMap(([id, g]) => (overInternet(lab, id) ? [line(id, g.publicIPAddresses?.[0])] : [])),
    ...Object.entries(lab.natGateways ?? {}).map(([id, nat]) => line(id, nat.publicIpAddresses[0])),
    ...Object.entries(lab.loadBalancers ?? {}).flatMap(([id, lb]) => {
      const front = Object.values(lb.frontendIPConfigurations).find((f) => f.publicIPAddress !== undefined);
      return front ? [line(id, front.publicIPAddress)] : [];
    }),
  ];
}

/** Whether others reach a VPN gateway across the Internet: point-to-site clients, or a site by IPsec. Between VNets the way is Azure's own. */
function overInternet(lab: Lab, gateway: string): boolean {
  if (lab.virtualNetworkGateways?.[gateway]?.vpnClientConfiguration) return true;
  return Object.values(lab.connections ?? {}).some((c) => c.connectionType === 'IPsec' && c.virtualNetworkGateway1 === gateway);
}
