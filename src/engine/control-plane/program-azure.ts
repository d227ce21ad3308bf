/**
 * What Azure programs into the subnets once BGP is at rest (A13b, A131): the routes that gateways and Route Server know,
 * as rows of every subnet's effective routes. User-defined routes are laid over them and never feed back (A8).
 */
import { effectiveRoutes, type EffectiveRoute, type ProgrammedRoute } from '../azure/index.ts';
import type { NetVnet, Network } from '../compile/network.ts';
import { containsPrefix } from '../ip/index.ts';
import { programmedIn } from './programmed.ts';
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
        services: routes?.services ?? [],
        endpoints: [...vnet.endpoints, ...vnet.peerings.flatMap((p) => network.vnets.get(p.remote)?.endpoints ?? [])],
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
