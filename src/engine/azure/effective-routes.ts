/**
 * A subnet's effective routes: system routes, peering routes, what gateways and Route Server program, and user-defined
 * routes, each row with its state and the reason (A10–A40). Pure: everything it needs is handed in.
 */
import { containsPrefix, defaultPrefix, formatPrefix, isDefault, type Ip, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
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
}

export interface SubnetSources {
  readonly vnetPrefixes: readonly Prefix[];
  /** Prefixes of VNets whose peering is Connected. */
  readonly peered: readonly { readonly prefix: Prefix; readonly global: boolean; readonly vnet: string }[];
  /** Empty where the route table has propagation off; `propagationOff` names the table then. */
  readonly programmed: readonly ProgrammedRoute[];
  readonly propagationOff?: string;
  readonly user: readonly UserRoute[];
}

/** The rows of a subnet, in the order of listings: VNet, peering and gateway rows, Internet, None, User last (A220). */
export function effectiveRoutes(sources: SubnetSources): EffectiveRoute[] {
  const programmed = sources.propagationOff === undefined ? sources.programmed : [];
  const user = sources.user.map(userRow);
  const userPrefixes = new Map<PrefixKey, EffectiveRoute>(user.map((row) => [prefixKey(row.prefix), row]));
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
  const learnedDefault = gateway.some((row) => isDefault(row.prefix));
  const userDefault = userPrefixes.get(prefixKey(defaultPrefix(4)));
  const internet = learnedDefault ? [] : [systemRow(defaultPrefix(4), 'Internet', 'azure-system-internet', ['A10'])];
  const none = reservedNone(sources.vnetPrefixes, learnedDefault, userDefault);
  const rows = [...vnet, ...gateway, ...peered, ...internet, ...none];
  return [...rows.map((row) => settleLearned(beatenByUser(row, userPrefixes), rows)), ...user];
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

function userRow(route: UserRoute): EffectiveRoute {
  return {
    prefix: route.prefix,
    source: 'User',
    state: 'Active',
    nextHopType: route.nextHopType,
    ...(route.nextHopIp !== undefined && { nextHopIp: route.nextHopIp }),
    name: route.name,
    routeTable: route.routeTable,
    reason: { code: 'azure-user-route', rules: ['A14'], args: { routeTable: route.routeTable, name: route.name } },
  };
}

/**
 * The `None` rows of the reserved ranges. One goes when a VNet prefix equals or contains the range (A11); all go under a
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

/** A learned route beats the reserved `None` of the same prefix (A16), but never the VNet's own or a peered prefix (A15, A55). */
function settleLearned(row: EffectiveRoute, all: readonly EffectiveRoute[]): EffectiveRoute {
  if (row.state === 'Invalid') return row;
  const key = prefixKey(row.prefix);
  const rival = all.find((other) => prefixKey(other.prefix) === key && other.source !== row.source);
  if (!rival) return row;
  if (row.source === 'Default') return row.nextHopType === 'None' ? beaten(row, rival) : row;
  return rival.nextHopType === 'None' ? row : beaten(row, rival, ['A15', 'A55']);
}

function beaten(row: EffectiveRoute, by: EffectiveRoute, rules: readonly string[] = ['A14', 'A19']): EffectiveRoute {
  return {
    ...row,
    state: 'Invalid',
    reason: { code: 'azure-beaten-by', rules, args: { prefix: formatPrefix(row.prefix), by: by.source, name: by.name ?? '', routeTable: by.routeTable ?? '' } },
  };
}
