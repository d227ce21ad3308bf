/** The kernel tables that zebra fills for pbrd: one for each entry of a pbr-map, with a default route by its next hop (F141; recorded). */
import type { RouterNode } from '../../compile/index.ts';
import { pbrHops, type World } from '../../data-plane/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { FibNextHop } from '../../rib/index.ts';

/** Numbers of the tables of entries whose rules may stand. */
export function pbrTableNumbers(node: RouterNode): number[] {
  return (node.host?.rules ?? []).flatMap(({ action }) => (action.kind === 'next-hop' ? [action.table] : []));
}

/** What such a table has for a family, as `ip route` prints it; nothing where the next hop cannot be reached or is of the other family. */
export function pbrRoutes(world: World, node: RouterNode, table: number, family: 4 | 6): { readonly hops: readonly FibNextHop[]; readonly lines: string[] }[] {
  const rule = node.host?.rules.find(({ action }) => action.kind === 'next-hop' && action.table === table);
  const hops = rule?.action.kind === 'next-hop' ? pbrHops(world, node, rule.action, family) : [];
  if (hops.length === 0) return [];
  const tail = ` proto pbr metric 20${family === 6 ? ' pref medium' : ''}`;
  const ways = hops.map((h) => `${h.gateway === undefined ? '' : ` via ${formatIp(h.gateway)}`}${h.interface === undefined ? '' : ` dev ${h.interface}`}`);
  if (ways.length === 1) return [{ hops, lines: [`default${ways[0]}${tail}`] }];
  return [{ hops, lines: [`default${tail}`, ...ways.map((way, i) => `\tnexthop${way} weight ${hops[i]?.weight ?? 1}`)] }];
}
