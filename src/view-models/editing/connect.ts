/**
 * What two objects can be joined by: each kind of connection with its patch, or with the reason why it is refused between
 * these two. What the platform thinks of the result is asked of the engine; here is only what the two ends are.
 */
import type { Lab } from '../../engine/index.ts';
import { kindOf, type ObjectKind } from '../diagram/index.ts';
import type { Choice, End, RefusalKey, Refused } from './choice.ts';
import { attachment, bgpPeering, cable, circuitLeg, expressRoute, ipsec, neighbors, peering, plug, vnetToVnet } from './joins.ts';

type Join = (lab: Lab, a: End, b: End) => readonly Choice[];

/** Which kinds of ends each join is about, in either order. */
const JOINS: readonly (readonly [a: readonly ObjectKind[], b: readonly ObjectKind[], join: Join])[] = [
  [['virtualNetwork'], ['virtualNetwork'], peering],
  [['vpnGateway'], ['vpnGateway'], vnetToVnet],
  [['vpnGateway'], ['localGateway'], ipsec],
  [['erGateway'], ['circuit'], expressRoute],
  [['router'], ['circuit'], circuitLeg],
  [['router', 'host'], ['segment'], plug],
  [['router', 'host'], ['router', 'host'], cable],
  [['nva'], ['routeServer'], bgpPeering],
  [['router', 'nva'], ['router', 'nva'], neighbors],
  [['subnet'], ['routeTable', 'networkSecurityGroup', 'natGateway'], attachment],
];

/** What is mistaken for a connection, and what is meant instead. */
const MISTAKES: readonly (readonly [a: readonly ObjectKind[], b: readonly ObjectKind[], refused: RefusalKey])[] = [
  [['vpnGateway'], ['circuit'], 'joinNeedsErGateway'],
  [['erGateway'], ['localGateway'], 'joinNeedsVpnGateway'],
  [['erGateway'], ['vpnGateway'], 'joinGatewayTypes'],
  [['erGateway'], ['erGateway'], 'joinErToEr'],
  [['virtualMachine', 'nva', 'firewall', 'routeServer'], ['virtualMachine', 'nva', 'firewall', 'vpnGateway', 'erGateway'], 'joinByRoutes'],
];

const meets = (as: readonly ObjectKind[], bs: readonly ObjectKind[], a: End, b: End): boolean => as.includes(a.kind) && bs.includes(b.kind);

/** Every connection that the two ends are about, allowed or not; a single refusal when there is none. */
export function choicesBetween(lab: Lab, one: string, other: string): readonly Choice[] | Refused {
  const a = endOf(lab, one);
  const b = endOf(lab, other);
  if (!a || !b || one === other) return { refused: 'joinNothing', args: { a: one, b: other } };
  const found = JOINS.flatMap(([as, bs, join]) => (meets(as, bs, a, b) ? join(lab, a, b) : meets(as, bs, b, a) ? join(lab, b, a) : []));
  if (found.length > 0) return found;
  const mistake = MISTAKES.find(([as, bs]) => meets(as, bs, a, b) || meets(as, bs, b, a));
  return { refused: mistake?.[2] ?? 'joinNothing', args: { a: one, b: other } };
}

function endOf(lab: Lab, id: string): End | undefined {
  const kind = kindOf(lab, id);
  return kind && { id, kind };
}

/** Everything that a connection can start from or lead to. */
export function connectable(lab: Lab): string[] {
  const machines = Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) => (vm.frr ? [id] : []));
  const subnets = Object.entries(lab.virtualNetworks ?? {}).flatMap(([v, n]) => Object.keys(n.subnets).map((s) => `${v}/${s}`));
  const maps = [lab.virtualNetworks, lab.routeServers, lab.virtualNetworkGateways, lab.localNetworkGateways, lab.expressRouteCircuits];
  const outside = [lab.routers, lab.hosts, lab.segments, lab.routeTables, lab.networkSecurityGroups, lab.natGateways];
  return [...maps.flatMap((m) => Object.keys(m ?? {})), ...machines, ...outside.flatMap((m) => Object.keys(m ?? {})), ...subnets];
}
