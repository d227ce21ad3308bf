/**
 * The routes that gateways and Route Server program into their VNet (A13b, A131): every way that an instance knows, and the
 * choice between ExpressRoute, VPN and NVA for one prefix (A108, A139).
 */
import type { ProgrammedRoute } from '../azure/index.ts';
import type { BgpEntry, BgpPath, SpeakerState } from '../bgp/state.ts';
import type { PeerConfig } from '../bgp/types.ts';
import type { GatewayNode, MseeNode, NetRouteServer, NetVnet, Network, RouteServerNode } from '../compile/network.ts';
import { comparePrefix, containsPrefix, formatPrefix, type Ip, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { pathLength } from '../policy/index.ts';
import type { ControlPlane } from './types.ts';

/** One way to a prefix, before the choice between kinds. */
interface Candidate {
  readonly kind: 'vpn' | 'er' | 'nva';
  readonly prefix: Prefix;
  readonly nextHop: Ip;
  /** Node that takes the packet. */
  readonly node?: string;
  /** AS hops. */
  readonly length: number;
  readonly device: string;
  /** ExpressRoute: the connection that brings it. */
  readonly via?: string;
}

/** Who would program a prefix into a VNet's subnets, and whether it is preferred (A108, A139). */
export interface Programmer {
  readonly speaker: string;
  readonly kind: Candidate['kind'];
  readonly preferred: boolean;
}

/** Instances standing in the VNet whose routes for the prefix are of the kind that they program. */
export function programmersOf(network: Network, controlPlane: Pick<ControlPlane, 'speakers'>, vnet: string, prefix: Prefix): Programmer[] {
  const routeServer = routeServerOf(network, vnet);
  const all = candidatesIn(network, controlPlane, vnet, routeServer).flatMap(({ speaker, candidates }) =>
    candidates.filter((c) => prefixKey(c.prefix) === prefixKey(prefix)).map((candidate) => ({ speaker, candidate })),
  );
  const preferred = prefer(
    all.map((a) => a.candidate),
    routeServer,
  );
  return all.map(({ speaker, candidate }) => ({ speaker, kind: candidate.kind, preferred: preferred.includes(candidate) }));
}

function routeServerOf(network: Network, vnet: string): NetRouteServer | undefined {
  return [...network.routeServers.values()].find((rs) => rs.vnet === vnet);
}

/** What each instance that stands in the VNet would program. */
function candidatesIn(
  network: Network,
  controlPlane: Pick<ControlPlane, 'speakers'>,
  vnet: string,
  routeServer: NetRouteServer | undefined,
): { readonly speaker: string; readonly candidates: readonly Candidate[] }[] {
  return [...network.nodes.values()].flatMap((node) => {
    const state = node.speaker === undefined ? undefined : controlPlane.speakers.get(node.speaker);
    if (!state) return [];
    if (node.kind === 'vpn-gateway' && standsIn(network, node, vnet))
      return [{ speaker: state.id, candidates: cutOff(network, node, state) ? [] : vpnCandidates(network, node, state) }];
    if (node.kind === 'er-gateway' && standsIn(network, node, vnet)) return [{ speaker: state.id, candidates: erCandidates(network, node, state) }];
    if (node.kind === 'route-server' && routeServer?.nodes.includes(node.id))
      return [{ speaker: state.id, candidates: nvaCandidates(node, state).filter((c) => !peered(network, vnet, c.prefix)) }];
    return [];
  });
}

export function programmedIn(network: Network, controlPlane: Pick<ControlPlane, 'speakers'>, vnet: NetVnet): ProgrammedRoute[] {
  const routeServer = routeServerOf(network, vnet.id);
  const candidates = new Map<PrefixKey, Candidate[]>();
  const add = (c: Candidate) => {
    if (vnet.prefixes.some((p) => containsPrefix(p, c.prefix))) return;
    const key = prefixKey(c.prefix);
    const list = candidates.get(key);
    if (!list) candidates.set(key, [c]);
    else if (!list.some((o) => o.nextHop === c.nextHop && o.node === c.node)) list.push(c);
  };
  for (const of of candidatesIn(network, controlPlane, vnet.id, routeServer)) for (const c of of.candidates) add(c);
  return [...candidates.values()]
    .flatMap((list) => prefer(list, routeServer))
    .map(programmed)
    .sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

function programmed(c: Candidate): ProgrammedRoute {
  const args = { device: c.device, prefix: formatPrefix(c.prefix) };
  return {
    prefix: c.prefix,
    nextHopIp: c.nextHop,
    ...(c.node !== undefined && { nodes: [c.node] }),
    reason:
      c.kind === 'nva'
        ? { code: 'azure-route-server-programs', rules: ['A131', 'A137'], args }
        : { code: 'azure-gateway-programs', rules: ['A13', 'A20'], args },
  };
}

function standsIn(network: Network, node: GatewayNode, vnet: string): boolean {
  const segment = network.segments.get(node.interfaces[0]?.segment ?? '');
  return segment?.kind === 'azure-subnet' && segment.vnet === vnet;
}

function best(entry: BgpEntry): BgpPath | undefined {
  return entry.paths.find((p) => p.best);
}

/**
 * A VPN instance takes what it has from a tunnel, as a static, as the host route of a peer, and its half of the point-to-site
 * pool (A95). Of an active-standby gateway listings show the public address (A23).
 */
function vpnCandidates(network: Network, node: GatewayNode, state: SpeakerState): Candidate[] {
  const own = node.interfaces[0]?.addresses[0]?.ip as Ip;
  const alone = [...network.nodes.values()].filter((n) => n.device === node.device).length === 1;
  const base = { kind: 'vpn', node: node.id, device: node.device, nextHop: alone ? (node.publicIp ?? own) : own } as const;
  return [...state.tables.ipv4.values()].flatMap((entry): Candidate[] => {
    const path = best(entry);
    const { prefix } = entry;
    switch (path && originOf(state, path)) {
      case 'sibling':
        // A130: of another AS than its Route Server the instance tells it the sibling's routes too, and both are programmed.
        return speaksExternally(state) ? [{ ...base, prefix, length: pathLength(path?.attributes.asPath ?? []) }] : [];
      case 'vpn-peer':
        return [{ ...base, prefix, length: pathLength(path?.attributes.asPath ?? []) }];
      case 'lng-static':
        return [{ ...base, prefix, length: 0 }];
      case 'peer-host':
        return programsAlone(network, node) ? [{ ...base, prefix, length: 0 }] : [];
      case 'p2s-pool':
        return [{ ...base, prefix, length: 0 }];
      default:
        return [];
    }
  });
}

/**
 * A67: host routes of peers go to nobody who programs for the gateway (A80, A83), so a VNet has them, and those in transit too, only where the
 * VPN gateway is alone (mddazure/avnm-demo has them; kaysalawu's labs 01, 07 and 08, beside an ExpressRoute gateway, have not).
 */
function programsAlone(network: Network, node: GatewayNode): boolean {
  const segment = network.segments.get(node.interfaces[0]?.segment ?? '');
  const vnet = segment?.kind === 'azure-subnet' ? segment.vnet : '';
  return !routeServerOf(network, vnet) && ![...network.nodes.values()].some((n) => n.kind === 'er-gateway' && standsIn(network, n, vnet));
}

function speaksExternally(state: SpeakerState): boolean {
  return state.config.peers.some((p) => p.role === 'route-server' && p.remoteAs !== state.asn);
}

/** The label of an own route, else the role of the peer that it came from. */
function originOf(state: SpeakerState, { source }: BgpPath): string | undefined {
  if (source.kind === 'peer') return peerOf(state, source.peer)?.role;
  return source.origination.kind === 'fixed' ? source.origination.label : undefined;
}

/** An ExpressRoute gateway's routes point at the MSEEs themselves, a row for each of equal ones (A20, A109, A111). */
function erCandidates(network: Network, node: GatewayNode, state: SpeakerState): Candidate[] {
  return [...state.tables.ipv4.values()].flatMap((entry) =>
    entry.paths.flatMap((p): Candidate[] => {
      const peer = p.source.kind === 'peer' ? peerOf(state, p.source.peer) : undefined;
      const msee = mseeAt(network, p.attributes.nextHop);
      if (!p.valid || !(p.best || p.multipath) || peer?.role !== 'msee' || !msee) return [];
      return [
        {
          kind: 'er',
          prefix: entry.prefix,
          nextHop: p.attributes.nextHop,
          node: msee.id,
          length: pathLength(p.attributes.asPath),
          device: node.device,
          ...(peer.via !== undefined && { via: peer.via }),
        },
      ];
    }),
  );
}

/** A15, A133: what lies within a peered VNet is left to the peering. */
function peered(network: Network, vnet: string, prefix: Prefix): boolean {
  return network.vnets.get(vnet)?.peerings.some((p) => p.prefixes.some((q) => containsPrefix(q, prefix))) ?? false;
}

/**
 * A89: one instance programs for all, with what it hears from the others: the ExpressRoute gateway where there is one, else one of the VPN
 * gateway's (the last, in the published table). Routes of an instance that a route of GatewaySubnet has cut off from it are programmed nowhere.
 */
function cutOff(network: Network, node: GatewayNode, state: SpeakerState): boolean {
  const lost = state.config.peers.filter((p) => p.barred?.code === 'session-diverted').map((p) => p.role);
  if (lost.includes('er-gateway')) return true;
  const last = [...network.nodes.values()].filter((n) => n.device === node.device).length - 1;
  return lost.includes('sibling') && node.instance !== last;
}

/** A137: an NVA's route is programmed with the next hop that it carries; equal paths side by side (A132). */
function nvaCandidates(node: RouteServerNode, state: SpeakerState): Candidate[] {
  const out: Candidate[] = [];
  for (const entry of state.tables.ipv4.values()) {
    for (const p of entry.paths) {
      if (!(p.best || p.multipath) || p.source.kind !== 'peer' || peerOf(state, p.source.peer)?.role !== 'nva') continue;
      out.push({ kind: 'nva', prefix: entry.prefix, nextHop: p.attributes.nextHop, length: pathLength(p.attributes.asPath), device: node.device });
    }
  }
  return out;
}

function peerOf(state: SpeakerState, peer: string): PeerConfig | undefined {
  return state.config.peers.find((p) => p.id === peer);
}

function mseeAt(network: Network, ip: Ip): MseeNode | undefined {
  for (const node of network.nodes.values()) if (node.kind === 'msee' && node.interfaces.some((i) => i.addresses.some((a) => a.ip === ip))) return node;
  return undefined;
}

/**
 * A108: without a Route Server ExpressRoute wins the same prefix from the VPN. With one, the hub routing preference decides
 * (A139); between VPN and NVA, or under `ASPath`, the shorter path, and equal ones stand side by side.
 */
function prefer(list: readonly Candidate[], routeServer: NetRouteServer | undefined): Candidate[] {
  const preference = routeServer?.hubRoutingPreference ?? 'ExpressRoute';
  const er = oneConnection(list, routeServer);
  const other = list.filter((c) => c.kind !== 'er');
  if (preference === 'ExpressRoute' && er.length > 0) return er;
  if (preference === 'VpnGateway' && other.length > 0) return shortest(other);
  if (preference === 'VpnGateway') return er;
  const short = shortest([...er, ...other]);
  return short.some((c) => c.kind === 'er') ? short.filter((c) => c.kind === 'er') : short;
}

/** A140: beside a Route Server only one connection is used for a prefix, the first of equal ones by name. */
function oneConnection(list: readonly Candidate[], routeServer: NetRouteServer | undefined): Candidate[] {
  const er = list.filter((c) => c.kind === 'er');
  if (!routeServer) return er;
  const first = er.map((c) => c.via ?? '').sort()[0];
  return er.filter((c) => (c.via ?? '') === first);
}

function shortest(list: readonly Candidate[]): Candidate[] {
  const length = Math.min(...list.map((c) => c.length));
  return list.filter((c) => c.length === length);
}
