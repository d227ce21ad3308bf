/**
 * Taking objects out of a lab, with what cannot be without them: a subnet's machines, a gateway's connections, the flow of a
 * host. What merely names them (a subnet's route table, a plug in a LAN) loses the name and stays.
 */
import { deviceIds, labIds } from './ids.ts';
import type { Lab } from './lab.ts';
import { makePatch, mergePatch } from './merge-patch.ts';
import type { Path } from './path.ts';
import { REFERENCES, valuesAt } from './references.ts';

/** How many keys of a reference's path name what goes together with the thing it names; where none are given, the reference alone does. */
const GOES_ALONG: Readonly<Record<string, number>> = {
  'virtualNetworks.*.virtualNetworkPeerings.*.remoteVirtualNetwork': 4,
  'virtualMachines.*.networkInterfaces.*.subnet': 4,
  'routeTables.*.routes.*.addressPrefix': 4,
  'loadBalancers.*.frontendIPConfigurations.*.subnet': 2,
  'loadBalancers.*.inboundNatRules.*.backendIPConfiguration': 4,
  'bastionHosts.*.subnet': 2,
  'expressRouteCircuits.*.peerings.AzurePrivatePeering.connections.*.peerExpressRouteCircuit': 5,
  'privateEndpoints.*.subnet': 2,
  'privateEndpoints.*.privateLinkServiceId': 2,
  'privateDnsZones.*.virtualNetworkLinks.*.virtualNetwork': 4,
  'outages.*.of': 2,
  'azureFirewalls.*.managementIpConfiguration.subnet': 3,
  'azureFirewalls.*.managementIpConfiguration.publicIPAddress': 3,
  'hosts.*.vpnClient.virtualNetworkGateway': 3,
  'routeServers.*.subnet': 2,
  'virtualNetworkGateways.*.subnet': 2,
  'connections.*.virtualNetworkGateway1': 2,
  'connections.*.virtualNetworkGateway2': 2,
  'connections.*.localNetworkGateway2': 2,
  'connections.*.peer': 2,
  'azureFirewalls.*.subnet': 2,
  'segments.*.site': 2,
  'routers.*.site': 2,
  'hosts.*.site': 2,
  'flows.*.from': 2,
  'flows.*.to': 2,
};

/** The merge patch that takes the objects at these paths (`['virtualMachines', 'vm']`) out, and everything that goes along. */
export function removalPatch(lab: Lab, paths: readonly Path[]): unknown {
  let after = paths.reduce<Lab>((l, path) => without(l, path), lab);
  for (;;) {
    const next = settle(lab, after);
    if (next === after) return makePatch(lab, after);
    after = next;
  }
}

/** One round: what names something that was there before and is gone, goes along or loses the name. */
function settle(before: Lab, lab: Lab): Lab {
  const had = labIds(before);
  const has = labIds(lab);
  let out = lab;
  for (const [pattern, kind] of REFERENCES) {
    for (const { path, value } of valuesAt(lab, pattern.split('.'))) {
      if (typeof value !== 'string' || has(kind).has(value) || !had(kind).has(value)) continue;
      out = without(out, path.slice(0, GOES_ALONG[pattern] ?? path.length));
    }
  }
  return withoutBareMachines(out);
}

/** A VM without any network interface cannot be. */
function withoutBareMachines(lab: Lab): Lab {
  const bare = Object.entries(lab.virtualMachines ?? {}).filter(([, vm]) => Object.keys(vm.networkInterfaces).length === 0);
  return bare.reduce<Lab>((l, [id]) => without(l, ['virtualMachines', id]), lab);
}

/** The lab without what stands at a path; an element of a list leaves the others. */
function without(lab: Lab, path: Path): Lab {
  const last = path.at(-1);
  if (typeof last !== 'number') return mergePatch(lab, nested(path, null)) as Lab;
  const list = valuesAt(lab, path.slice(0, -1).map(String))[0]?.value;
  return Array.isArray(list)
    ? (mergePatch(
        lab,
        nested(
          path.slice(0, -1),
          list.filter((_, i) => i !== last),
        ),
      ) as Lab)
    : lab;
}

function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

/** The devices that a patch takes away. */
export function removedDevices(lab: Lab, patch: unknown): string[] {
  const left = new Set(deviceIds(mergePatch(lab, patch) as Lab));
  return deviceIds(lab).filter((id) => !left.has(id));
}
