/**
 * A subnet's effective routes: system routes, peering routes, what gateways and Route Server program, and user-defined
 * routes, each row with its state and the reason (A10–A40). Pure: everything it needs is handed in.
 */
import {
  containsIp,
  containsPrefix,
  defaultPrefix,
  formatPrefix,
  hostPrefix,
  isDefault,
  type Ip,
  isIpv4,
  type Prefix,
  type PrefixKey,
  prefixKey,
} from '../ip/index.ts';
import type { UdrNextHopType } from '../model/index.ts';
import type { EffectiveRoute } from './effective-route.ts';
import { RESERVED_RANGES } from './numbers.ts';

/** A route that a gateway or Route Server programs into the subnets of a VNet (A13b, A131). */
export interface ProgrammedRoute {
  readonly prefix: Prefix;
  /** As listings print it (A23). */
  readonly nextHopIp?: Ip;
  /** The nodes that take the packet; none where it is to be delivered to `nextHopIp`. */
  readonly nodes?: readonly string[];
  readonly reason: EffectiveRoute['reason'];
}

export interface UserRoute {
  readonly name: string;
  readonly routeTable: string;
  readonly prefix: Prefix;
  readonly nextHopType: UdrNextHopType;
  readonly nextHopIp?: Ip;
  /** The service tag that it was stated by (A35). */
  readonly tag?: string;
}

/** A private endpoint as the VNets that see it do (A37). */
export interface EndpointRoute {
  readonly id: string;
  readonly ip: Ip;
  /** The prefix of its VNet that it is in. */
  readonly space: Prefix;
  /** Whether its subnet lets route tables act on it (A38). */
  readonly routePolicy: boolean;
}

/** A prefix of a service that a subnet has an endpoint for (A13c). */
export interface ServiceRoute {
  readonly service: string;
  readonly prefix: Prefix;
}

export interface SubnetSources {
  readonly vnetPrefixes: readonly Prefix[];
  /** Prefixes of VNets whose peering is Connected. */
  readonly peered: readonly { readonly prefix: Prefix; readonly global: boolean; readonly vnet: string }[];
  /** Empty where the route table has propagation off; `propagationOff` names the table then. */
  readonly programmed: readonly ProgrammedRoute[];
  readonly propagationOff?: string;
  readonly services?: readonly ServiceRoute[];
  readonly endpoints?: readonly EndpointRoute[];
  readonly user: readonly UserRoute[];
}

/** The rows of a subnet, in the order of listings: VNet, peering and gateway rows, Internet, None, User and private endpoints last (A220). */
export function effectiveRoutes(sources: SubnetSources): EffectiveRoute[] {
  const programmed = sources.propagationOff === undefined ? sources.programmed : [];
  const endpoints = sources.endpoints ?? [];
  const user = settleTags(sources.user).map((row) => beatenByEndpoint(row, endpoints));
  const userPrefixes = new Map<PrefixKey, EffectiveRoute>(user.filter((row) => row.state === 'Active').map((row) => [prefixKey(row.prefix), row]));
  const vnet = sources.vnetPrefixes.map((p) => systemRow(p, 'VnetLocal', 'azure-vnet-local', ['A10']));
  const peered = sources.peered.map((p) => systemRow(p.prefix, p.global ? 'VNetGlobalPeering' : 'VNetPeering', 'azure-peering', ['A13'], { vnet: p.vnet }));
  const gateway = programmed.map(
    (r): EffectiveRoute => ({
      prefix: r.prefix,
      source: 'VirtualNetworkGateway',
      state: 'Active',
      nextHopType: 'VirtualNetworkGateway',
      ...(r.nextHopIp !== undefined && { nextHopIp: r.nextHopIp }),
      ...(r.nodes && { nodes: r.nodes }),
      reason: r.reason,
    }),
  );
  const learnedDefault = gateway.some((row) => isDefault(row.prefix) && isIpv4(row.prefix.ip));
  const userDefault = userPrefixes.get(prefixKey(defaultPrefix(4)));
  const families = ([4, 6] as const).filter((f) => f === 4 || sources.vnetPrefixes.some((p) => !isIpv4(p.ip)));
  const internet = families
    .map(defaultPrefix)
    .filter((p) => !gateway.some((row) => prefixKey(row.prefix) === prefixKey(p)))
    .map((p) => systemRow(p, 'Internet', 'azure-system-internet', ['A10']));
  const taken = new Set([...gateway, ...user].map((row) => prefixKey(row.prefix)));
  const none = reservedNone(sources.vnetPrefixes, learnedDefault, userDefault).filter((row) => !taken.has(prefixKey(row.prefix)));
  const services = (sources.services ?? []).map((e) =>
    systemRow(e.prefix, 'VirtualNetworkServiceEndpoint', 'azure-service-endpoint', ['A13'], { service: e.service }),
  );
  const rows = [...vnet, ...gateway, ...peered, ...internet, ...none, ...services];
  return [...rows.map((row) => settleLearned(beatenByUser(row, userPrefixes), rows)), ...user, ...endpoints.map((e) => endpointRow(e, user))];
}

function systemRow(
  prefix: Prefix,
  nextHopType: EffectiveRoute['nextHopType'],
  code: string,
  rules: readonly string[],
  args?: EffectiveRoute['reason']['args'],
): EffectiveRoute {
  return { prefix, source: 'Default', state: 'Active', nextHopType, reason: { code, rules, ...(args && { args }) } };
}

/**
 * A private endpoint's /32. A user-defined route overrides it only when it covers the endpoint, is no wider than the space of
 * its VNet, and the endpoint's subnet has its policies on (A38).
 */
function endpointRow(endpoint: EndpointRoute, user: readonly EffectiveRoute[]): EffectiveRoute {
  const row = systemRow(hostPrefix(endpoint.ip), 'InterfaceEndpoint', 'azure-private-endpoint', ['A37'], { endpoint: endpoint.id });
  const by = endpoint.routePolicy
    ? user.find((u) => u.state === 'Active' && containsIp(u.prefix, endpoint.ip) && u.prefix.length >= endpoint.space.length)
    : undefined;
  return by
    ? {
        ...beaten(row, by, ['A38']),
        reason: { code: 'azure-endpoint-overridden', rules: ['A38'], args: { by: by.name ?? '', space: formatPrefix(endpoint.space) } },
      }
    : row;
}

/** A38: with policies off a user-defined route of the endpoint's own /32 does nothing. */
function beatenByEndpoint(row: EffectiveRoute, endpoints: readonly EndpointRoute[]): EffectiveRoute {
  const endpoint = endpoints.find((e) => !e.routePolicy && prefixKey(hostPrefix(e.ip)) === prefixKey(row.prefix));
  if (!endpoint || row.state === 'Invalid') return row;
  return { ...row, state: 'Invalid', reason: { code: 'azure-endpoint-without-policy', rules: ['A38'], args: { endpoint: endpoint.id } } };
}

/** A35: of several for one prefix a stated prefix wins, then a regional tag, another tag, AzureCloud of a region, AzureCloud. */
function settleTags(routes: readonly UserRoute[]): EffectiveRoute[] {
  return routes.map((route) => {
    const rival = routes.find((o) => o !== route && prefixKey(o.prefix) === prefixKey(route.prefix) && tagRank(o.tag) < tagRank(route.tag));
    const row = userRow(route);
    if (!rival) return row;
    return { ...row, state: 'Invalid', reason: { code: 'azure-tag-beaten', rules: ['A35'], args: { by: rival.name, tag: route.tag ?? '' } } };
  });
}

function tagRank(tag: string | undefined): number {
  if (tag === undefined) return 0;
  const cloud = /^AzureCloud\b/.test(tag) ? 2 : 0;
  return 1 + cloud + (tag.includes('.') ? 0 : 1);
}

function userRow(route: UserRoute): EffectiveRoute {
  return {
    prefix: route.prefix,
    source: 'User',
    state: 'Active',
    nextHopType: route.nextHopType,
    ...(route.nextHopIp !== undefined && { nextHopIp: route.nextHopIp }),
    name: route.name,
    routeTable: route.routeTable,
    reason:
      route.tag === undefined
        ? { code: 'azure-user-route', rules: ['A14'], args: { routeTable: route.routeTable, name: route.name } }
        : { code: 'azure-user-tag-route', rules: ['A35'], args: { routeTable: route.routeTable, name: route.name, tag: route.tag } },
  };
}

/**
 * The `None` rows of the reserved ranges. One goes when a VNet prefix equals or contains the range (A11), or a learned or
 * user-defined route is of the very range (A16; erjosito/azure-networking-lab lists no `Invalid` one); all go under a
 * default that is learned by BGP (A18) or user-defined towards an appliance or the gateway (A17). Where a user-defined
 * default towards the Internet or None beats the learned one they stay, as A17 says of None [unsure for Internet].
 */
function reservedNone(vnetPrefixes: readonly Prefix[], learnedDefault: boolean, userDefault: EffectiveRoute | undefined): EffectiveRoute[] {
  const winner = userDefault?.nextHopType ?? (learnedDefault ? 'VirtualNetworkGateway' : 'Internet');
  if (winner === 'VirtualAppliance' || winner === 'VirtualNetworkGateway') return [];
  return RESERVED_RANGES.filter((range) => !vnetPrefixes.some((p) => containsPrefix(p, range))).map((range) =>
    systemRow(range, 'None', 'azure-reserved-none', ['A10', 'A16']),
  );
}

/** A14, A19: for the same prefix User beats BGP beats Default; the loser stays, `Invalid`. */
function beatenByUser(row: EffectiveRoute, user: ReadonlyMap<PrefixKey, EffectiveRoute>): EffectiveRoute {
  const winner = user.get(prefixKey(row.prefix));
  return winner ? beaten(row, winner) : row;
}

/** A learned route never beats the VNet's own or a peered prefix (A15, A55). */
function settleLearned(row: EffectiveRoute, all: readonly EffectiveRoute[]): EffectiveRoute {
  if (row.state === 'Invalid' || row.source === 'Default') return row;
  const key = prefixKey(row.prefix);
  const rival = all.find((other) => prefixKey(other.prefix) === key && other.source !== row.source);
  return rival ? beaten(row, rival, ['A15', 'A55']) : row;
}

function beaten(row: EffectiveRoute, by: EffectiveRoute, rules: readonly string[] = ['A14', 'A19']): EffectiveRoute {
  return {
    ...row,
    state: 'Invalid',
    reason: { code: 'azure-beaten-by', rules, args: { prefix: formatPrefix(row.prefix), by: by.source, name: by.name ?? '', routeTable: by.routeTable ?? '' } },
  };
}
