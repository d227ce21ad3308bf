/** Speakers of Azure's managed instances: the settings that they all share, and the profiles that carry Azure's rules. */
import {
  AZURE_ASN,
  type ErNeighbor,
  type ErRouteOrigin,
  erGatewayExport,
  erGatewayImport,
  type GatewayVnet,
  type MseeNeighbor,
  mseeExport,
  mseeImport,
  type RouteServerNeighbor,
  type RouteServerOrigin,
  type RouteServerSettings,
  routeServerExport,
  routeServerImport,
  type VpnNeighbor,
  type VpnRouteOrigin,
  vpnGatewayExport,
  vpnGatewayImport,
} from '../azure/index.ts';
import type { FamilyConfig, Origination, PeerConfig, RuleRoute, SpeakerConfig, SpeakerProfile } from '../bgp/types.ts';
import { formatIp, type Ip, type Ipv4, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { PolicyObjects, Reason } from '../policy/index.ts';

const NO_POLICY: PolicyObjects = {
  prefixLists: new Map(),
  prefixLists6: new Map(),
  accessLists: new Map(),
  accessLists6: new Map(),
  asPathLists: new Map(),
  communityLists: new Map(),
  largeCommunityLists: new Map(),
  extCommunityLists: new Map(),
  routeMaps: new Map(),
};

const FAMILY: FamilyConfig = { maximumPaths: 8, maximumPathsIbgp: 8, distance: { external: 20, internal: 200, local: 200 }, distanceRules: [] };

export interface AzureSpeaker {
  readonly id: string;
  readonly device: string;
  readonly asn?: number;
  /** The instance's own address: router-id and source of its sessions. */
  readonly address: Ipv4;
  readonly profile: SpeakerProfile;
  readonly peers: readonly PeerConfig[];
  readonly own: readonly Origination[];
}

export function azureSpeaker(spec: AzureSpeaker): SpeakerConfig {
  return {
    id: spec.id,
    device: spec.device,
    asn: spec.asn ?? AZURE_ASN,
    routerId: spec.address,
    profile: spec.profile,
    peers: spec.peers,
    originations: onePerPrefix(spec.own),
    policy: NO_POLICY,
    ipv4: FAMILY,
    ipv6: FAMILY,
    defaultLocalPreference: 100,
    ebgpRequiresPolicy: false,
    importCheck: false,
    alwaysCompareMed: false,
    deterministicMed: false,
    bestpath: {
      asPathIgnore: false,
      asPathConfed: false,
      multipathRelax: true,
      compareRouterId: true,
      medConfed: false,
      medMissingAsWorst: false,
      peerTypeMultipathRelax: false,
    },
    clientToClientReflection: true,
    allowOutboundPolicy: true,
    gracefulShutdown: false,
    rejectAsSets: false,
    allowMartianNextHop: true,
  };
}

/** A prefix that several connections state is one route. */
function onePerPrefix(own: readonly Origination[]): Origination[] {
  const seen = new Set<PrefixKey>();
  return own.filter((o) => {
    if (o.kind !== 'fixed') return true;
    const key = prefixKey(o.prefix);
    return !seen.has(key) && seen.add(key);
  });
}

export interface AzurePeer {
  readonly address: Ip;
  readonly localAddress: Ip;
  readonly remoteAs: number;
  readonly role: string;
  /** The speaker at the other end, where Azure itself does the wiring. */
  readonly speaker?: string;
  readonly nextHopSelf?: boolean;
  readonly reflect?: boolean;
  readonly description?: string;
  readonly via?: string;
  readonly barred?: Reason;
  readonly passive?: boolean;
  /** Prefixes that it may send before the session falls, and the rule that says so. */
  readonly limit?: readonly [prefixes: number, rule: string];
  /** Local preference's elder: the weight of a connection (A109). */
  readonly weight?: number;
  /** How often our own AS may stand in a path from it. */
  readonly allowasIn?: number;
}

/** A session of a managed instance: multihop, IPv4, all communities (A122, A136). */
export function azurePeer(spec: AzurePeer): PeerConfig {
  return {
    id: formatIp(spec.address),
    address: spec.address,
    localAddress: spec.localAddress,
    remoteAs: spec.remoteAs,
    role: spec.role,
    ...(spec.speaker !== undefined && { speaker: spec.speaker }),
    ...(spec.description !== undefined && { description: spec.description }),
    ...(spec.via !== undefined && { via: spec.via }),
    ...(spec.barred && { barred: spec.barred }),
    shutdown: false,
    passive: spec.passive ?? false,
    ttl: 255,
    disableConnectedCheck: true,
    enforceFirstAs: false,
    solo: true,
    families: {
      ipv4: {
        sendCommunity: { standard: true, extended: true, large: true },
        ...(spec.nextHopSelf && { nextHopSelf: true }),
        ...(spec.reflect && { routeReflectorClient: true }),
        ...(spec.weight !== undefined && { weight: spec.weight }),
        ...(spec.allowasIn !== undefined && { allowasIn: { count: spec.allowasIn } }),
        ...(spec.limit && { maximumPrefix: { limit: spec.limit[0], threshold: 100, warningOnly: false, force: false, rules: [spec.limit[1]] } }),
      },
    },
  };
}

/** A route that a managed instance has of itself. */
export function ownRoute(prefix: Prefix, label: string): Origination {
  return { kind: 'fixed', prefix, label };
}

/** The vendor's word for where a route is from: a peer's role, or the label of an own route. */
function originOf<T extends string>(route: RuleRoute): T {
  return ('local' in route.learnedFrom ? route.learnedFrom.local : (route.learnedFrom.role ?? 'unknown')) as T;
}

/**
 * A77, A130: a Route Server beside a gateway of another AS is an eBGP peer like any other: what it tells goes to the sibling, and what
 * the sibling tells goes to it.
 */
function vpnOrigin(route: RuleRoute, to: PeerConfig, speaker: SpeakerConfig): VpnRouteOrigin {
  const origin = originOf<VpnRouteOrigin>(route);
  const external = (peer: RuleRoute['learnedFrom']) => 'remoteAs' in peer && peer.remoteAs !== speaker.asn;
  if (origin === 'route-server' && external(route.learnedFrom)) return 'vpn-peer';
  return origin === 'sibling' && to.role === 'route-server' && external(to) ? 'vpn-peer' : origin;
}

/** `statics`: by connection, the prefixes that its local network gateway states. */
export function vpnGatewayProfile(vnet: GatewayVnet, statics: ReadonlyMap<string, readonly Prefix[]>): SpeakerProfile {
  const receiver = (to: PeerConfig) => ({ role: to.role as VpnNeighbor, address: to.address, prefixes: statics.get(to.via ?? '') ?? [] });
  return {
    name: 'azure-vpn-gateway',
    decision: 'azure-gateway',
    madeFrom: [vnet, statics],
    importRule: (route, from) => vpnGatewayImport(route.prefix, from.role as VpnNeighbor, vnet),
    exportRule: (route, to, speaker) => vpnGatewayExport(route.prefix, vpnOrigin(route, to, speaker), receiver(to), vnet),
  };
}

export function erGatewayProfile(vnet: GatewayVnet): SpeakerProfile {
  return {
    name: 'azure-er-gateway',
    decision: 'azure-gateway',
    madeFrom: [vnet],
    importRule: (route, from) => erGatewayImport(route.prefix, from.role as ErNeighbor, vnet),
    exportRule: (route, to) => erGatewayExport(route.prefix, originOf<ErRouteOrigin>(route), to.role as ErNeighbor, vnet),
  };
}

export function routeServerProfile(settings: RouteServerSettings): SpeakerProfile {
  return {
    name: 'azure-route-server',
    decision: 'azure-route-server',
    madeFrom: [settings],
    importRule: (route, from) => routeServerImport(route.prefix, route.attributes, from.role as RouteServerNeighbor, settings),
    exportRule: (route, to) => routeServerExport(route.prefix, route.attributes, originOf<RouteServerOrigin>(route), to.role as RouteServerNeighbor, settings),
  };
}

/** `remote`: gateways that take and give prefixes of other VNets on the circuit (A106). */
export function mseeProfile(remote: ReadonlySet<string>): SpeakerProfile {
  const gateway = (peer: RuleRoute['learnedFrom']) => ('local' in peer ? '' : (peer.description ?? ''));
  return {
    name: 'azure-msee',
    decision: 'msee',
    madeFrom: [remote],
    importRule: (route, from) => mseeImport(route.attributes, from.role as MseeNeighbor, route.prefix),
    exportRule: (route, to) => {
      const [from, towards] = [gateway(route.learnedFrom), gateway(to)];
      return mseeExport(route.prefix, route.attributes, originOf<MseeNeighbor>(route), to.role as MseeNeighbor, {
        same: from === towards,
        allowed: remote.has(from) && remote.has(towards),
      });
    },
  };
}
