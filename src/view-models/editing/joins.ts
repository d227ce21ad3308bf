/** The ways to join two objects, one function each: what is written into the lab, or why not. */
import { type Lab, type LanInterface, mergePatch, parseIp, parsePrefix } from '../../engine/index.ts';
import type { Choice, End, Refused } from './choice.ts';
import { bgpAsnOf, hasNeighbor, type Neighbor, withNeighbors } from './frr-text.ts';
import { allIds, freeName, freeOnSegment, nthAddress } from './names.ts';

const already = (a: End, b: End): Refused => ({ refused: 'joinAlready', args: { a: a.id, b: b.id } });

/** Both halves (A45). */
export function peering(lab: Lab, a: End, b: End): readonly Choice[] {
  const half = (from: string, to: string) => {
    const links = lab.virtualNetworks?.[from]?.virtualNetworkPeerings ?? {};
    if (Object.values(links).some((l) => l.remoteVirtualNetwork === to)) return undefined;
    return { [from]: { virtualNetworkPeerings: { [freeName(`to-${to}`, Object.keys(links))]: { remoteVirtualNetwork: to } } } };
  };
  const halves = [half(a.id, b.id), half(b.id, a.id)].filter((h) => h !== undefined);
  if (halves.length === 0) return [{ kind: 'peering', ...already(a, b) }];
  return [{ kind: 'peering', patch: { virtualNetworks: Object.assign({}, ...halves) as object } }];
}

/** One connection each way (A91). */
export function vnetToVnet(lab: Lab, a: End, b: End): readonly Choice[] {
  const all = Object.values(lab.connections ?? {});
  const one = (from: string, to: string) => all.some((c) => c.virtualNetworkGateway1 === from && c.virtualNetworkGateway2 === to);
  const missing = [
    [a.id, b.id],
    [b.id, a.id],
  ].filter(([from = '', to = '']) => !one(from, to));
  if (missing.length === 0) return [{ kind: 'vnet2vnet', ...already(a, b) }];
  const enableBgp = [a, b].every((e) => lab.virtualNetworkGateways?.[e.id]?.enableBgp === true);
  const taken = allIds(lab);
  const connections = Object.fromEntries(
    missing.map(([from = '', to = '']) => [
      freeName(`cn-${from}-to-${to}`, taken),
      { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: from, virtualNetworkGateway2: to, enableBgp },
    ]),
  );
  return [{ kind: 'vnet2vnet', patch: { connections }, object: Object.keys(connections)[0] as string }];
}

export function ipsec(lab: Lab, gateway: End, local: End): readonly Choice[] {
  const all = Object.values(lab.connections ?? {});
  if (all.some((c) => c.virtualNetworkGateway1 === gateway.id && c.localNetworkGateway2 === local.id)) return [{ kind: 'ipsec', ...already(gateway, local) }];
  const id = freeName(`cn-${local.id}`, allIds(lab));
  const enableBgp = lab.virtualNetworkGateways?.[gateway.id]?.enableBgp === true && lab.localNetworkGateways?.[local.id]?.bgpSettings !== undefined;
  const connection = { connectionType: 'IPsec', virtualNetworkGateway1: gateway.id, localNetworkGateway2: local.id, enableBgp };
  return [{ kind: 'ipsec', patch: { connections: { [id]: connection } }, object: id }];
}

export function expressRoute(lab: Lab, gateway: End, circuit: End): readonly Choice[] {
  const all = Object.values(lab.connections ?? {});
  if (all.some((c) => c.virtualNetworkGateway1 === gateway.id && c.peer === circuit.id)) return [{ kind: 'expressRoute', ...already(gateway, circuit) }];
  const id = freeName(`cn-${circuit.id}`, allIds(lab));
  const connection = { connectionType: 'ExpressRoute', virtualNetworkGateway1: gateway.id, peer: circuit.id };
  return [{ kind: 'expressRoute', patch: { connections: { [id]: connection } }, object: id }];
}

/** A leg of a circuit with its addresses and the MSEE as BGP neighbor: the customer has the first address, the MSEE the second (A101). */
export function circuitLeg(lab: Lab, router: End, circuit: End): readonly Choice[] {
  const legs = [
    { kind: 'legPrimary', name: 'primary', key: 'primaryPeerAddressPrefix' },
    { kind: 'legSecondary', name: 'secondary', key: 'secondaryPeerAddressPrefix' },
  ] as const;
  return legs.map(({ kind, name, key }): Choice => {
    const leg = `${circuit.id}/${name}`;
    const peering = lab.expressRouteCircuits?.[circuit.id]?.peerings.AzurePrivatePeering;
    const machine = lab.routers?.[router.id];
    const holder = Object.entries(lab.routers ?? {}).find(([, r]) => Object.values(r.interfaces).some((i) => i.circuit === leg))?.[0];
    if (holder !== undefined) return { kind, refused: 'joinLegTaken', args: { a: leg, b: holder } };
    if (!peering || !machine) return { kind, refused: 'joinNoPeering', args: { a: circuit.id } };
    const prefix = peering[key];
    const name2 = freeName(`${circuit.id}-${name}`, Object.keys(machine.interfaces));
    const addresses = [`${nthAddress(prefix, 1)}/${parsePrefix(prefix)?.length ?? 30}`];
    const config = withNeighbors(machine.frr.config, [{ address: nthAddress(prefix, 2), remoteAs: 12076 }], peering.peerASN);
    return { kind, patch: { routers: { [router.id]: { interfaces: { [name2]: { addresses, circuit: leg } }, frr: { config } } } }, object: router.id };
  });
}

const mapOf = (kind: End['kind']): 'routers' | 'hosts' => (kind === 'router' ? 'routers' : 'hosts');
const machineOf = (lab: Lab, end: End) => (end.kind === 'router' ? lab.routers?.[end.id] : lab.hosts?.[end.id]);

function interfaceName(lab: Lab, end: End): string {
  const names = Object.keys(machineOf(lab, end)?.interfaces ?? {});
  let n = 0;
  while (names.includes(`eth${n}`)) n++;
  return `eth${n}`;
}

function plugged(lab: Lab, end: End, segment: string): unknown {
  const iface: LanInterface = { addresses: [freeOnSegment(lab, segment)], segment };
  return { [mapOf(end.kind)]: { [end.id]: { interfaces: { [interfaceName(lab, end)]: iface } } } };
}

export function plug(lab: Lab, machine: End, segment: End): readonly Choice[] {
  const has = Object.values<LanInterface>(machineOf(lab, machine)?.interfaces ?? {}).some((i) => i.segment === segment.id);
  return [has ? { kind: 'plug', ...already(machine, segment) } : { kind: 'plug', patch: plugged(lab, machine, segment.id), object: machine.id }];
}

/** A LAN of two: it stands in the site of the first, when it has one. */
export function cable(lab: Lab, a: End, b: End): readonly Choice[] {
  const id = freeName('link', allIds(lab));
  const site = machineOf(lab, a)?.site;
  const segment = { segments: { [id]: { ...(site !== undefined && { site }) } } };
  const first = mergePatch(segment, plugged(lab, a, id));
  return [{ kind: 'cable', patch: mergePatch(first, plugged(mergePatch(lab, first) as Lab, b, id)), object: id }];
}

/** Route Server's peering, and its two instances as neighbors of the NVA, which is on another subnet (A121). */
export function bgpPeering(lab: Lab, nva: End, server: End): readonly Choice[] {
  const machine = lab.virtualMachines?.[nva.id];
  const it = lab.routeServers?.[server.id];
  const nic = Object.values(machine?.networkInterfaces ?? {})[0];
  if (!machine?.frr || !it || !nic) return [{ kind: 'bgpPeer', refused: 'joinNoAddress', args: { a: nva.id } }];
  if (Object.values(it.bgpConnections ?? {}).some((c) => c.peerIp === nic.privateIPAddress)) return [{ kind: 'bgpPeer', ...already(nva, server) }];
  const prefixOf = (ref: string) => lab.virtualNetworks?.[ref.split('/')[0] ?? '']?.subnets[ref.split('/')[1] ?? '']?.addressPrefix ?? '';
  const servers = prefixOf(it.subnet);
  const route = nic.subnet === it.subnet ? {} : { route: { prefix: servers, via: nthAddress(prefixOf(nic.subnet), 1) } };
  const asn = bgpAsnOf(machine.frr.config) ?? 65010;
  const ips = it.virtualRouterIps ?? [nthAddress(servers, 4), nthAddress(servers, 5)];
  const config = withNeighbors(
    machine.frr.config,
    ips.filter((ip) => !hasNeighbor(machine.frr?.config ?? '', ip)).map((address): Neighbor => ({ address, remoteAs: 65515, multihop: true, ...route })),
    asn,
  );
  const name = freeName(nva.id, Object.keys(it.bgpConnections ?? {}));
  return [
    {
      kind: 'bgpPeer',
      patch: {
        routeServers: { [server.id]: { bgpConnections: { [name]: { peerIp: nic.privateIPAddress, peerAsn: asn } } } },
        virtualMachines: { [nva.id]: { frr: { config } } },
      },
      object: nva.id,
    },
  ];
}

interface Place {
  readonly address: string;
  readonly network: string;
}

/** Addresses with the network that they are on, as text. */
function placesOf(lab: Lab, end: End): Place[] {
  if (end.kind === 'nva')
    return Object.values(lab.virtualMachines?.[end.id]?.networkInterfaces ?? {}).map((n) => ({ address: n.privateIPAddress, network: n.subnet }));
  return Object.values<LanInterface>(lab.routers?.[end.id]?.interfaces ?? {}).flatMap((i) =>
    i.addresses.flatMap((a): Place[] => {
      const prefix = parsePrefix(a);
      const address = a.split('/')[0] ?? '';
      return prefix && parseIp(address) !== undefined ? [{ address, network: `${String(prefix.ip)}/${prefix.length}` }] : [];
    }),
  );
}

/** Two routers as each other's neighbors: by the network that they share; two NVAs may be on different subnets. */
export function neighbors(lab: Lab, a: End, b: End): readonly Choice[] {
  const [of, from] = [placesOf(lab, a), placesOf(lab, b)];
  const shared = of.flatMap((p) => from.filter((q) => q.network === p.network).map((q) => [p, q] as const))[0];
  const both = a.kind === 'nva' && b.kind === 'nva' && of[0] && from[0] ? ([of[0], from[0]] as const) : undefined;
  const pair = shared ?? both;
  if (!pair) return [{ kind: 'bgpNeighbor', refused: 'joinNoSharedNetwork', args: { a: a.id, b: b.id } }];
  const [here, there] = pair;
  const configOf = (end: End) => (end.kind === 'nva' ? lab.virtualMachines?.[end.id]?.frr?.config : lab.routers?.[end.id]?.frr.config) ?? '';
  if (hasNeighbor(configOf(a), there.address) && hasNeighbor(configOf(b), here.address)) return [{ kind: 'bgpNeighbor', ...already(a, b) }];
  const asnA = bgpAsnOf(configOf(a)) ?? 65010;
  const asnB = bgpAsnOf(configOf(b)) ?? (asnA === 65010 ? 65020 : 65010);
  const multihop = shared === undefined && asnA !== asnB;
  const written = (end: End, address: string, remoteAs: number, asn: number) => {
    const config = configOf(end);
    if (hasNeighbor(config, address)) return {};
    const map = end.kind === 'nva' ? 'virtualMachines' : 'routers';
    return { [map]: { [end.id]: { frr: { config: withNeighbors(config, [{ address, remoteAs, multihop }], asn) } } } };
  };
  const patch = mergePatch(written(a, there.address, asnB, asnA), written(b, here.address, asnA, asnB));
  return [{ kind: 'bgpNeighbor', patch, object: a.id }];
}

/** What a subnet names: its route table, its security group, its NAT gateway; one of each. */
export function attachment(lab: Lab, subnet: End, to: End): readonly Choice[] {
  if (to.kind !== 'routeTable' && to.kind !== 'networkSecurityGroup' && to.kind !== 'natGateway') return [];
  const [vnet = '', name = ''] = subnet.id.split('/');
  if (lab.virtualNetworks?.[vnet]?.subnets[name]?.[to.kind] === to.id) return [{ kind: to.kind, ...already(subnet, to) }];
  return [{ kind: to.kind, patch: { virtualNetworks: { [vnet]: { subnets: { [name]: { [to.kind]: to.id } } } } }, object: to.id }];
}
