/** What stands on the drawing, and where. Positions are the lab's own, or laid out simply where it has none. */
import type { Lab } from '../../engine/index.ts';
import { NodeList } from './node-list.ts';
import { SEGMENT_SIZE } from './sizes.ts';
import type { DiagramNode } from './types.ts';

/** Containers before what they contain. */
export function nodesOf(lab: Lab): readonly DiagramNode[] {
  const drawing = new NodeList();
  addContainers(lab, drawing);
  addAzure(lab, drawing);
  addSites(lab, drawing);
  return drawing.nodes;
}

function addContainers(lab: Lab, drawing: NodeList): void {
  for (const [id, v] of Object.entries(lab.virtualNetworks ?? {})) {
    const subnets = Object.entries(v.subnets);
    const size = v.size ?? { width: 360, height: Math.max(200, 80 + subnets.length * 144) };
    drawing.add({
      id,
      shape: 'vnet',
      kind: 'virtualNetwork',
      label: v.displayName ?? id,
      detail: v.addressSpace.addressPrefixes.join(', '),
      position: drawing.place(v, undefined, size),
      size,
    });
    for (const [i, [name, s]] of subnets.entries())
      drawing.add({
        id: `${id}/${name}`,
        shape: 'subnet',
        kind: 'subnet',
        label: s.displayName ?? name,
        detail: s.addressPrefix,
        parent: id,
        position: s.position ?? { x: 20, y: 60 + i * 140 },
        size: s.size ?? { width: size.width - 40, height: 124 },
        ...(s.routeTable !== undefined && { routeTable: s.routeTable }),
      });
  }
  for (const [id, s] of Object.entries(lab.sites ?? {})) {
    const size = s.size ?? { width: 280, height: 320 };
    drawing.add({ id, shape: 'site', kind: 'site', label: s.displayName ?? id, detail: '', position: drawing.place(s, undefined, size), size });
  }
  if (lab.internet)
    drawing.add({
      id: 'internet',
      shape: 'internet',
      kind: 'internet',
      label: lab.internet.displayName ?? 'Internet',
      detail: Object.values(lab.internet.hosts)
        .map((h) => h.names?.[0] ?? h.ipAddress)
        .join(' · '),
      position: drawing.place(lab.internet, undefined, { width: 320, height: 84 }),
      size: { width: 320, height: 84 },
    });
}

function addAzure(lab: Lab, drawing: NodeList): void {
  const inSubnet = (ref: string) => (drawing.has(ref) ? ref : undefined);
  for (const [id, vm] of Object.entries(lab.virtualMachines ?? {})) {
    const nics = Object.values(vm.networkInterfaces);
    drawing.device(id, vm.frr ? 'nva' : 'virtualMachine', vm, nics.map((n) => n.privateIPAddress).join(', '), inSubnet(nics[0]?.subnet ?? ''));
  }
  for (const [id, r] of Object.entries(lab.routeServers ?? {}))
    drawing.device(id, 'routeServer', r, 'AS 65515', inSubnet(r.subnet), { instances: r.virtualRouterIps ?? [] });
  for (const [id, g] of Object.entries(lab.virtualNetworkGateways ?? {})) {
    const addresses = g.bgpSettings?.bgpPeeringAddresses ?? [];
    drawing.device(id, g.gatewayType === 'Vpn' ? 'vpnGateway' : 'erGateway', g, `AS ${g.bgpSettings?.asn ?? 65515}`, inSubnet(g.subnet), {
      instances: g.gatewayType === 'Vpn' && g.activeActive !== true ? addresses.slice(0, 1) : addresses,
    });
  }
  for (const [id, f] of Object.entries(lab.azureFirewalls ?? {})) drawing.device(id, 'firewall', f, f.privateIPAddress ?? '', inSubnet(f.subnet));
  for (const [id, lb] of Object.entries(lab.loadBalancers ?? {})) {
    const fronts = Object.values(lb.frontendIPConfigurations);
    const addresses = fronts.flatMap((f) => f.privateIPAddress ?? lab.publicIPAddresses?.[f.publicIPAddress ?? '']?.ipAddress ?? []);
    drawing.device(id, 'loadBalancer', lb, addresses.join(', '), inSubnet(fronts.find((f) => f.subnet !== undefined)?.subnet ?? ''));
  }
  for (const [id, nat] of Object.entries(lab.natGateways ?? {}))
    drawing.device(id, 'natGateway', nat, nat.publicIpAddresses.flatMap((pip) => lab.publicIPAddresses?.[pip]?.ipAddress ?? []).join(', '), undefined);
  for (const [id, e] of Object.entries(lab.privateEndpoints ?? {})) drawing.device(id, 'privateEndpoint', e, e.privateIPAddress, inSubnet(e.subnet));
  for (const [id, b] of Object.entries(lab.bastionHosts ?? {})) drawing.device(id, 'bastion', b, '', inSubnet(b.subnet));
  for (const [id, c] of Object.entries(lab.expressRouteCircuits ?? {})) drawing.device(id, 'circuit', c, 'MSEE · AS 12076', undefined);
  for (const [id, l] of Object.entries(lab.localNetworkGateways ?? {})) drawing.device(id, 'localGateway', l, l.gatewayIpAddress, undefined);
}

/** LANs, and the machines of one's own. */
function addSites(lab: Lab, drawing: NodeList): void {
  for (const [id, s] of Object.entries(lab.segments ?? {}))
    drawing.add({
      id,
      shape: 'segment',
      kind: 'segment',
      label: s.displayName ?? id,
      detail: '',
      position: s.position ?? (s.site === undefined ? { x: 0, y: 0 } : drawing.place(s, s.site, SEGMENT_SIZE)),
      size: SEGMENT_SIZE,
      ...(s.site !== undefined && { parent: s.site }),
    });
  for (const [id, r] of Object.entries(lab.routers ?? {})) drawing.device(id, 'router', r, Object.values(r.interfaces)[0]?.addresses[0] ?? '', r.site);
  for (const [id, h] of Object.entries(lab.hosts ?? {})) drawing.device(id, 'host', h, Object.values(h.interfaces)[0]?.addresses[0] ?? '', h.site);
}
