/** The lab as a diagram: what stands in what, how big, and what joins what. Positions are the lab's own, or laid out simply where it has none. */
import type { Lab, LanInterface, Position, Size } from '../engine/index.ts';
import type { Box } from './geometry.ts';

export type ObjectKind =
  | 'virtualNetwork'
  | 'subnet'
  | 'routeTable'
  | 'virtualMachine'
  | 'nva'
  | 'routeServer'
  | 'vpnGateway'
  | 'erGateway'
  | 'circuit'
  | 'firewall'
  | 'connection'
  | 'site'
  | 'segment'
  | 'router'
  | 'host'
  | 'internet'
  | 'internetHost'
  | 'localGateway'
  | 'publicIPAddress'
  | 'networkSecurityGroup'
  | 'firewallPolicy'
  | 'natGateway'
  | 'loadBalancer'
  | 'privateEndpoint'
  | 'bastion';

export interface DiagramNode {
  readonly id: string;
  readonly shape: 'vnet' | 'subnet' | 'site' | 'internet' | 'device' | 'segment';
  readonly kind: ObjectKind;
  readonly label: string;
  /** Under the name: prefix or address. */
  readonly detail: string;
  readonly parent?: string;
  readonly position: Position;
  readonly size: Size;
  /** Two instances that differ (A74). */
  readonly instances?: readonly string[];
  readonly routeTable?: string;
}

export interface DiagramEdge {
  readonly id: string;
  readonly kind: 'peering' | 'circuit' | 'vpn' | 'cable' | 'internet' | 'backend';
  readonly source: string;
  readonly target: string;
  readonly label?: string;
  /** Ids by which a packet's hop names this line: connections, a segment, a leg `circuit/primary`, a peering `a/b`. */
  readonly carries: readonly string[];
  /** What is selected with the line, when that is an object of its own. */
  readonly object?: string;
  /** A peering or a VNet-to-VNet connection that one side alone has (A91), an interface that is shut down. */
  readonly broken?: boolean;
}

export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

export const DEVICE_SIZE: Size = { width: 150, height: 64 };
const SEGMENT_SIZE: Size = { width: 150, height: 26 };
/** Of a LAN that is a cable between two machines. */
const CABLE_SIZE: Size = { width: 96, height: 22 };

/** Kind of an id, whatever map it stands in; undefined when there is no such object. */
export function kindOf(lab: Lab, id: string): ObjectKind | undefined {
  if (id in (lab.virtualNetworks ?? {})) return 'virtualNetwork';
  if (id.includes('/') && lab.virtualNetworks?.[id.split('/')[0] ?? '']?.subnets[id.split('/')[1] ?? '']) return 'subnet';
  if (id in (lab.routeTables ?? {})) return 'routeTable';
  const vm = lab.virtualMachines?.[id];
  if (vm) return vm.frr ? 'nva' : 'virtualMachine';
  if (id in (lab.routeServers ?? {})) return 'routeServer';
  const gateway = lab.virtualNetworkGateways?.[id];
  if (gateway) return gateway.gatewayType === 'Vpn' ? 'vpnGateway' : 'erGateway';
  if (id in (lab.expressRouteCircuits ?? {})) return 'circuit';
  if (id in (lab.azureFirewalls ?? {})) return 'firewall';
  if (id in (lab.connections ?? {})) return 'connection';
  if (id in (lab.sites ?? {})) return 'site';
  if (id in (lab.segments ?? {})) return 'segment';
  if (id in (lab.routers ?? {})) return 'router';
  if (id in (lab.hosts ?? {})) return 'host';
  if (id === 'internet' && lab.internet) return 'internet';
  if (id in (lab.internet?.hosts ?? {})) return 'internetHost';
  if (id in (lab.localNetworkGateways ?? {})) return 'localGateway';
  if (id in (lab.publicIPAddresses ?? {})) return 'publicIPAddress';
  if (id in (lab.networkSecurityGroups ?? {})) return 'networkSecurityGroup';
  if (id in (lab.firewallPolicies ?? {})) return 'firewallPolicy';
  if (id in (lab.natGateways ?? {})) return 'natGateway';
  if (id in (lab.loadBalancers ?? {})) return 'loadBalancer';
  if (id in (lab.privateEndpoints ?? {})) return 'privateEndpoint';
  if (id in (lab.bastionHosts ?? {})) return 'bastion';
  return undefined;
}

/** The path of an object in the lab, for patches: `['virtualMachines', 'vm-frr']`. */
export function pathOf(lab: Lab, id: string): string[] | undefined {
  const kind = kindOf(lab, id);
  const [vnet = '', subnet = ''] = id.split('/');
  switch (kind) {
    case undefined:
      return undefined;
    case 'subnet':
      return ['virtualNetworks', vnet, 'subnets', subnet];
    case 'internet':
      return ['internet'];
    case 'internetHost':
      return ['internet', 'hosts', id];
    default:
      return [MAP_OF[kind], id];
  }
}

const MAP_OF: Readonly<Record<Exclude<ObjectKind, 'subnet' | 'internet' | 'internetHost'>, string>> = {
  virtualNetwork: 'virtualNetworks',
  routeTable: 'routeTables',
  virtualMachine: 'virtualMachines',
  nva: 'virtualMachines',
  routeServer: 'routeServers',
  vpnGateway: 'virtualNetworkGateways',
  erGateway: 'virtualNetworkGateways',
  circuit: 'expressRouteCircuits',
  firewall: 'azureFirewalls',
  connection: 'connections',
  site: 'sites',
  segment: 'segments',
  router: 'routers',
  host: 'hosts',
  localGateway: 'localNetworkGateways',
  publicIPAddress: 'publicIPAddresses',
  networkSecurityGroup: 'networkSecurityGroups',
  firewallPolicy: 'firewallPolicies',
  natGateway: 'natGateways',
  loadBalancer: 'loadBalancers',
  privateEndpoint: 'privateEndpoints',
  bastion: 'bastionHosts',
};

/** A patch of the lab that sets something inside one object. */
export function patchAt(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

interface Placed {
  readonly position?: Position;
  readonly size?: Size;
  readonly displayName?: string;
}

export function diagramOf(lab: Lab): Diagram {
  const nodes: DiagramNode[] = [];
  const spread = new Map<string, number>();
  const place = (o: Placed, parent: string | undefined, size: Size): Position => {
    const n = spread.get(parent ?? '') ?? 0;
    spread.set(parent ?? '', n + 1);
    return (
      o.position ??
      (parent === undefined
        ? { x: 40 + (n % 4) * 420, y: 160 + Math.floor(n / 4) * 320 }
        : { x: 24 + (n % 2) * (size.width + 16), y: 48 + Math.floor(n / 2) * (size.height + 16) })
    );
  };
  const device = (id: string, kind: ObjectKind, o: Placed, detail: string, parent: string | undefined, more: Partial<DiagramNode> = {}) =>
    nodes.push({
      id,
      shape: 'device',
      kind,
      label: o.displayName ?? id,
      detail,
      size: DEVICE_SIZE,
      position: place(o, parent, DEVICE_SIZE),
      ...(parent !== undefined && { parent }),
      ...more,
    });

  for (const [id, v] of Object.entries(lab.virtualNetworks ?? {})) {
    const subnets = Object.entries(v.subnets);
    const size = v.size ?? { width: 360, height: Math.max(200, 80 + subnets.length * 144) };
    nodes.push({
      id,
      shape: 'vnet',
      kind: 'virtualNetwork',
      label: v.displayName ?? id,
      detail: v.addressSpace.addressPrefixes.join(', '),
      position: place(v, undefined, size),
      size,
    });
    for (const [i, [name, s]] of subnets.entries())
      nodes.push({
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
    nodes.push({ id, shape: 'site', kind: 'site', label: s.displayName ?? id, detail: '', position: place(s, undefined, size), size });
  }
  if (lab.internet)
    nodes.push({
      id: 'internet',
      shape: 'internet',
      kind: 'internet',
      label: lab.internet.displayName ?? 'Internet',
      detail: Object.values(lab.internet.hosts)
        .map((h) => h.names?.[0] ?? h.ipAddress)
        .join(' · '),
      position: place(lab.internet, undefined, { width: 320, height: 84 }),
      size: { width: 320, height: 84 },
    });
  const containers = new Set(nodes.map((n) => n.id));
  const inSubnet = (ref: string) => (containers.has(ref) ? ref : undefined);
  for (const [id, vm] of Object.entries(lab.virtualMachines ?? {})) {
    const nics = Object.values(vm.networkInterfaces);
    device(id, vm.frr ? 'nva' : 'virtualMachine', vm, nics.map((n) => n.privateIPAddress).join(', '), inSubnet(nics[0]?.subnet ?? ''));
  }
  for (const [id, r] of Object.entries(lab.routeServers ?? {}))
    device(id, 'routeServer', r, 'AS 65515', inSubnet(r.subnet), { instances: r.virtualRouterIps ?? [] });
  for (const [id, g] of Object.entries(lab.virtualNetworkGateways ?? {})) {
    const addresses = g.bgpSettings?.bgpPeeringAddresses ?? [];
    device(id, g.gatewayType === 'Vpn' ? 'vpnGateway' : 'erGateway', g, `AS ${g.bgpSettings?.asn ?? 65515}`, inSubnet(g.subnet), {
      instances: g.gatewayType === 'Vpn' && g.activeActive !== true ? addresses.slice(0, 1) : addresses,
    });
  }
  for (const [id, f] of Object.entries(lab.azureFirewalls ?? {})) device(id, 'firewall', f, f.privateIPAddress ?? '', inSubnet(f.subnet));
  for (const [id, lb] of Object.entries(lab.loadBalancers ?? {})) {
    const fronts = Object.values(lb.frontendIPConfigurations);
    const addresses = fronts.flatMap((f) => f.privateIPAddress ?? lab.publicIPAddresses?.[f.publicIPAddress ?? '']?.ipAddress ?? []);
    device(id, 'loadBalancer', lb, addresses.join(', '), inSubnet(fronts.find((f) => f.subnet !== undefined)?.subnet ?? ''));
  }
  for (const [id, nat] of Object.entries(lab.natGateways ?? {}))
    device(id, 'natGateway', nat, nat.publicIpAddresses.flatMap((pip) => lab.publicIPAddresses?.[pip]?.ipAddress ?? []).join(', '), undefined);
  for (const [id, e] of Object.entries(lab.privateEndpoints ?? {})) device(id, 'privateEndpoint', e, e.privateIPAddress, inSubnet(e.subnet));
  for (const [id, b] of Object.entries(lab.bastionHosts ?? {})) device(id, 'bastion', b, '', inSubnet(b.subnet));
  for (const [id, c] of Object.entries(lab.expressRouteCircuits ?? {})) device(id, 'circuit', c, 'MSEE · AS 12076', undefined);
  for (const [id, l] of Object.entries(lab.localNetworkGateways ?? {})) device(id, 'localGateway', l, l.gatewayIpAddress, undefined);
  for (const [id, s] of Object.entries(lab.segments ?? {}))
    nodes.push({
      id,
      shape: 'segment',
      kind: 'segment',
      label: s.displayName ?? id,
      detail: '',
      position: s.position ?? (s.site === undefined ? { x: 0, y: 0 } : place(s, s.site, SEGMENT_SIZE)),
      size: SEGMENT_SIZE,
      ...(s.site !== undefined && { parent: s.site }),
    });
  for (const [id, r] of Object.entries(lab.routers ?? {})) device(id, 'router', r, Object.values(r.interfaces)[0]?.addresses[0] ?? '', r.site);
  for (const [id, h] of Object.entries(lab.hosts ?? {})) device(id, 'host', h, Object.values(h.interfaces)[0]?.addresses[0] ?? '', h.site);
  const edges = edgesOf(lab);
  return { nodes: betweenTheirMachines(nodes, edges, lab), edges };
}

/** Whether two boxes lie on each other, or nearly. */
function touch(a: Box, b: Box): boolean {
  return a.x < b.x + b.width + 4 && b.x < a.x + a.width + 4 && a.y < b.y + b.height + 4 && b.y < a.y + a.height + 4;
}

/** A LAN that has no place stands in the middle of the machines that are plugged into it. */
function betweenTheirMachines(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[], lab: Lab): readonly DiagramNode[] {
  const placeless = new Set(Object.entries(lab.segments ?? {}).flatMap(([id, s]) => (s.position || s.site !== undefined ? [] : [id])));
  if (placeless.size === 0) return nodes;
  const boxes = boxesOf(nodes);
  const plugged = new Map<string, Box[]>();
  for (const e of edges) {
    const box = boxes.get(e.source);
    if (placeless.has(e.target) && box) plugged.set(e.target, [...(plugged.get(e.target) ?? []), box]);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const taken: Box[] = [];
  return nodes.map((n) => {
    if (!placeless.has(n.id)) return n;
    const around = plugged.get(n.id) ?? [...boxes.values()].slice(0, 1);
    const x = Math.round(mean(around.map((b) => b.x + b.width / 2)) - SEGMENT_SIZE.width / 2);
    let y = Math.round(mean(around.map((b) => b.y + b.height / 2)) - SEGMENT_SIZE.height / 2);
    // Two cables between the same machines do not lie on each other, nor a cable under machines that stand close.
    const size = around.length === 2 ? CABLE_SIZE : SEGMENT_SIZE;
    const left = x + (SEGMENT_SIZE.width - size.width) / 2;
    while ([...taken, ...around].some((t) => touch({ x: left, y, ...size }, t))) y += 8;
    taken.push({ x: left, y, ...size });
    return { ...n, position: { x: left, y }, size };
  });
}

function edgesOf(lab: Lab): DiagramEdge[] {
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

/** A diagram made anew, with the objects of the one before for all that is as it was; that one itself where nothing is new. */
export function keepingSame(before: Diagram, after: Diagram): Diagram {
  const nodes = same(before.nodes, after.nodes);
  const edges = same(before.edges, after.edges);
  return nodes === before.nodes && edges === before.edges ? before : { nodes, edges };
}

function same<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Map(before.map((o) => [o.id, o]));
  const kept = after.map((o) => {
    const was = known.get(o.id);
    return was && textOf(was) === textOf(o) ? was : o;
  });
  return kept.length === before.length && kept.every((o, i) => o === before[i]) ? before : kept;
}

const texts = new WeakMap<object, string>();
function textOf(object: object): string {
  const text = texts.get(object) ?? JSON.stringify(object);
  texts.set(object, text);
  return text;
}

/** Boxes of all nodes in canvas coordinates. */
export function boxesOf(nodes: readonly DiagramNode[]): ReadonlyMap<string, Box> {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const origin = (n: DiagramNode): Position => {
    const parent = n.parent === undefined ? undefined : byId.get(n.parent);
    const base = parent ? origin(parent) : { x: 0, y: 0 };
    return { x: base.x + n.position.x, y: base.y + n.position.y };
  };
  return new Map(nodes.map((n) => [n.id, { ...origin(n), ...n.size }]));
}

/** How far nodes, and what stands in them, are from where they stand, px, when some are elsewhere: `places` are relative to their parents. */
export function shiftsOf(nodes: readonly DiagramNode[], places: ReadonlyMap<string, Position>): Map<string, Position> {
  const shifts = new Map<string, Position>();
  // Containers come before what they contain.
  for (const n of nodes) {
    const outer = n.parent === undefined ? undefined : shifts.get(n.parent);
    const at = places.get(n.id) ?? n.position;
    const shift = { x: at.x - n.position.x + (outer?.x ?? 0), y: at.y - n.position.y + (outer?.y ?? 0) };
    if (shift.x !== 0 || shift.y !== 0) shifts.set(n.id, shift);
  }
  return shifts;
}
