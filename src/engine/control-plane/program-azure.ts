/**
 * What Azure programs into the subnets once BGP is at rest (A13b, A131): the routes that gateways and Route Server know,
 * as rows of every subnet's effective routes. User-defined routes are laid over them and never feed back (A8).
 */
import { effectiveRoutes, type EffectiveRoute, type ProgrammedRoute } from '../azure/index.ts';
import type { BgpEntry, BgpPath, SpeakerState } from '../bgp/types.ts';
import type { GatewayNode, MseeNode, NetRouteServer, NetVnet, Network, RouteServerNode } from '../compile/network.ts';
import { comparePrefix, containsPrefix, formatPrefix, type Ip, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { pathLength } from '../policy/index.ts';
import type { ControlPlane } from './types.ts';

/** By `vnet/subnet`. */
export function programSubnets(network: Network, controlPlane: Pick<ControlPlane, 'speakers'>): Map<string, EffectiveRoute[]> {
  const byVnet = new Map<string, ProgrammedRoute[]>();
  for (const vnet of network.vnets.values()) byVnet.set(vnet.id, programmedIn(network, controlPlane, vnet));
  const out = new Map<string, EffectiveRoute[]>();
  for (const [ref, segment] of network.segments) {
    if (segment.kind !== 'azure-subnet') continue;
    const vnet = network.vnets.get(segment.vnet) as NetVnet;
    const routes = network.subnetRoutes.get(ref);
    out.set(
      ref,
      effectiveRoutes({
        vnetPrefixes: vnet.prefixes,
        peered: vnet.peerings.flatMap((p) => p.prefixes.map((prefix) => ({ prefix, global: p.global, vnet: p.remote }))),
        programmed: [...(byVnet.get(vnet.id) ?? []), ...fromTransit(network, vnet, byVnet)],
        ...(routes && !routes.propagation && { propagationOff: routes.routeTable ?? '' }),
        user: routes?.user ?? [],
      }),
    );
  }
  return out;
}

/** A51, A57: a VNet that uses remote gateways gets what is programmed in the hub, but for its own prefixes. */
function fromTransit(network: Network, vnet: NetVnet, byVnet: ReadonlyMap<string, readonly ProgrammedRoute[]>): ProgrammedRoute[] {
  return vnet.peerings
    .filter((p) => p.useRemoteGateways && network.vnets.get(p.remote)?.peerings.some((back) => back.remote === vnet.id && back.allowGatewayTransit))
    .flatMap((p) => byVnet.get(p.remote) ?? [])
    .filter((r) => !vnet.prefixes.some((own) => containsPrefix(own, r.prefix)));
}

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
}

/** Who would program a prefix into a VNet's subnets, and whether it is preferred (A108, A139). */
export interface Programmer {
  readonly speaker: string;
  readonly kind: Candidate['kind'];
  readonly preferred: boolean;
}

/** Instances standing in the VNet whose routes for the prefix are of the kind that they program. */
export function programmersOf(network: Network, controlPlane: Pick<ControlPlane, 'speakers'>, vnet: string, prefix: Prefix): Programmer[] {
  const routeServer = [...network.routeServers.values()].find((rs) => rs.vnet === vnet);
  const all = candidatesIn(network, controlPlane, vnet, routeServer).flatMap(({ speaker, candidates }) =>
    candidates.filter((c) => prefixKey(c.prefix) === prefixKey(prefix)).map((candidate) => ({ speaker, candidate })),
  );
  const preferred = prefer(
    all.map((a) => a.candidate),
    routeServer,
  );
  return all.map(({ speaker, candidate }) => ({ speaker, kind: candidate.kind, preferred: preferred.includes(candidate) }));
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
    if ((node.kind === 'vpn-gateway' || node.kind === 'er-gateway') && standsIn(network, node, vnet))
      return [{ speaker: state.id, candidates: gatewayCandidates(network, node, state) }];
    if (node.kind === 'route-server' && routeServer?.nodes.includes(node.id)) return [{ speaker: state.id, candidates: nvaCandidates(node, state) }];
    return [];
  });
}

function programmedIn(network: Network, controlPlane: Pick<ControlPlane, 'speakers'>, vnet: NetVnet): ProgrammedRoute[] {
  const routeServer = [...network.routeServers.values()].find((rs) => rs.vnet === vnet.id);
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
    .map(
      (c): ProgrammedRoute => ({
        prefix: c.prefix,
        nextHopIp: c.nextHop,
        ...(c.node !== undefined && { nodes: [c.node] }),
        reason:
          c.kind === 'nva'
            ? { code: 'azure-route-server-programs', rules: ['A131', 'A137'], args: { device: c.device, prefix: formatPrefix(c.prefix) } }
            : { code: 'azure-gateway-programs', rules: ['A13', 'A20'], args: { device: c.device, prefix: formatPrefix(c.prefix) } },
      }),
    )
    .sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

function standsIn(network: Network, node: GatewayNode, vnet: string): boolean {
  const segment = network.segments.get(node.interfaces[0]?.segment ?? '');
  return segment?.kind === 'azure-subnet' && segment.vnet === vnet;
}

function best(entry: BgpEntry): BgpPath | undefined {
  return entry.paths.find((p) => p.best);
}

/** A VPN instance takes what it has from a tunnel or as a static; an ER gateway's routes point at the MSEEs themselves (A111). */
function gatewayCandidates(network: Network, node: GatewayNode, state: SpeakerState): Candidate[] {
  const out: Candidate[] = [];
  for (const entry of state.tables.ipv4.values()) {
    const path = best(entry);
    if (!path) continue;
    if (node.kind === 'vpn-gateway') {
      const fixed = path.source.kind === 'local' && path.source.origination.kind === 'fixed' && path.source.origination.label === 'lng-static';
      const tunnel = path.source.kind === 'peer' && roleOf(state, path.source.peer) === 'vpn-peer';
      if (fixed || tunnel)
        out.push({
          kind: 'vpn',
          prefix: entry.prefix,
          nextHop: node.interfaces[0]?.addresses[0]?.ip as Ip,
          node: node.id,
          length: pathLength(path.attributes.asPath),
          device: node.device,
        });
    } else {
      for (const p of entry.paths.filter((p) => p.valid && p.source.kind === 'peer' && roleOf(state, p.source.peer) === 'msee' && (p.best || p.multipath))) {
        const msee = mseeAt(network, p.attributes.nextHop);
        if (msee)
          out.push({
            kind: 'er',
            prefix: entry.prefix,
            nextHop: p.attributes.nextHop,
            node: msee.id,
            length: pathLength(p.attributes.asPath),
            device: node.device,
          });
      }
    }
  }
  return out;
}

/** A137: an NVA's route is programmed with the next hop that it carries; equal paths side by side (A132). */
function nvaCandidates(node: RouteServerNode, state: SpeakerState): Candidate[] {
  const out: Candidate[] = [];
  for (const entry of state.tables.ipv4.values()) {
    for (const p of entry.paths) {
      if (!(p.best || p.multipath) || p.source.kind !== 'peer' || roleOf(state, p.source.peer) !== 'nva') continue;
      out.push({ kind: 'nva', prefix: entry.prefix, nextHop: p.attributes.nextHop, length: pathLength(p.attributes.asPath), device: node.device });
    }
  }
  return out;
}

function roleOf(state: SpeakerState, peer: string): string | undefined {
  return state.config.peers.find((p) => p.id === peer)?.role;
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
  const er = list.filter((c) => c.kind === 'er');
  const other = list.filter((c) => c.kind !== 'er');
  if (preference === 'ExpressRoute' && er.length > 0) return er;
  if (preference === 'VpnGateway' && other.length > 0) return shortest(other);
  if (preference === 'VpnGateway') return er;
  const short = shortest(list);
  return short.some((c) => c.kind === 'er') ? short.filter((c) => c.kind === 'er') : short;
}

function shortest(list: readonly Candidate[]): Candidate[] {
  const length = Math.min(...list.map((c) => c.length));
  return list.filter((c) => c.length === length);
}
