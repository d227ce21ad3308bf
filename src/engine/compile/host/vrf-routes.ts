/** FRR's static routes of VRFs on a machine that has the devices (H11; doc/user/zebra.rst "Virtual Routing and Forwarding", doc/user/static.rst). */
import type { FrrConfig, FrrStaticRoute } from '../../frr/index.ts';
import { containsIp, type Ip, networkOf } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import type { NetInterface, StaticRoute, VrfRoute } from '../network.ts';

export interface VrfRoutes {
  /** Of the default VRF, those that lead into another among them. */
  readonly main: readonly StaticRoute[];
  readonly vrfs: readonly VrfRoute[];
  /** Without their place in the lab. */
  readonly diagnostics: readonly Diagnostic[];
}

export function vrfRoutesOf({ staticRoutes, vrfRoutes }: FrrConfig, interfaces: readonly NetInterface[]): VrfRoutes {
  const tableOf = (vrf: string): number | undefined => (vrf === 'default' ? 0 : interfaces.find((i) => i.isVrf && i.name === vrf)?.fib);
  const placed = (route: FrrStaticRoute, own: number): StaticRoute[] => {
    const through = route.nexthopVrf === undefined ? own : tableOf(route.nexthopVrf);
    return through === undefined ? [] : ledOut(route, own, through, interfaces);
  };
  const vrfs = [...vrfRoutes].flatMap(([name, routes]) => {
    const table = tableOf(name);
    return table === undefined ? [] : routes.flatMap((r) => placed(r, table).map((p): VrfRoute => ({ ...p, table })));
  });
  const main = staticRoutes.flatMap((r) => (r.nexthopVrf === undefined ? [r] : placed(r, 0)));
  return { main, vrfs, diagnostics: missing({ staticRoutes, vrfRoutes }, tableOf) };
}

/**
 * In its own VRF a route stands as it is said, if its interface is there. One whose gateway is in another VRF leaves by the interface that has the
 * gateway's network there.
 */
function ledOut(route: FrrStaticRoute, own: number, through: number, interfaces: readonly NetInterface[]): StaticRoute[] {
  const { to, nexthopVrf: _, ...rest } = route;
  const there = interfaces.filter((i) => (i.fib ?? 0) === through);
  const stated = 'interface' in to ? to.interface : undefined;
  if (stated !== undefined && !there.some((i) => i.name === stated)) return [];
  if (through === own || to.kind !== 'gateway') return [{ ...rest, to }];
  const out = there.find((i) => (stated === undefined || i.name === stated) && has(i, to.ip));
  return out ? [{ ...rest, to: { ...to, interface: out.name, onlink: true } }] : [];
}

function has({ addresses }: NetInterface, ip: Ip): boolean {
  return addresses.some((a) => containsIp(networkOf(a), ip));
}

/** staticd waits for a VRF whose device is not there (lib/vrf.c): once for each, at its first route. */
function missing({ staticRoutes, vrfRoutes }: Pick<FrrConfig, 'staticRoutes' | 'vrfRoutes'>, tableOf: (vrf: string) => number | undefined): Diagnostic[] {
  const named = [
    ...[...vrfRoutes].flatMap(([vrf, routes]) => routes.map((r) => ({ vrf, source: r.source }))),
    ...[...vrfRoutes.values(), staticRoutes].flat().flatMap((r) => (r.nexthopVrf === undefined ? [] : [{ vrf: r.nexthopVrf, source: r.source }])),
  ].filter(({ vrf }) => tableOf(vrf) === undefined);
  return named
    .filter(({ vrf }, i) => named.findIndex((n) => n.vrf === vrf) === i)
    .map(({ vrf, source: { span } }) => {
      const message = `the machine has no VRF device ${vrf} (ip link add ${vrf} type vrf table N), so its routes are not installed`;
      return { code: 'vrf-not-there', severity: 'warning', message, args: { vrf }, place: { text: 'frr', span }, rules: ['H11'] };
    });
}
