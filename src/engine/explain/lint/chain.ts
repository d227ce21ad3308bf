/** Firewalls and appliances one behind another: each sends on by the routes of its own subnet (A1, A163), and so do gateways (A88). */
import { type Ip, isDefault } from '../../ip/index.ts';
import type { Appliance, Computed, Place } from './view.ts';

/** Appliances in a row that are followed; more is a loop. */
const LONGEST = 8;

/**
 * Who takes packets from a subnet to an address, in order; empty where they go straight, or out by a gateway. To another subnet (`there`) they come
 * in by the gateway that serves it and meet the routes of its GatewaySubnet; a gateway's default leads away, and whether they come back from there
 * is not known. Undefined then, and where a firewall's or appliance's own routes let them end or turn them round. What a machine with several
 * interfaces does with them is not known either: the chain ends there.
 */
export function chainFrom(view: Computed, from: string, to: Ip, there?: Place): readonly Appliance[] | undefined {
  const chain: Appliance[] = [];
  let inwards = there && gatewaySubnetFor(view, there.vnet);
  let ref: string | undefined = from;
  while (ref !== undefined) {
    const { hop, row } = view.hop(ref, to);
    if (hop.kind === 'none' || hop.kind === 'internet') return undefined;
    if (hop.kind === 'gateway') {
      if (there && row && isDefault(row.prefix)) return undefined;
      [ref, inwards] = [inwards === ref ? undefined : inwards, undefined];
      continue;
    }
    if (hop.kind !== 'firewall' && hop.kind !== 'appliance') return chain;
    if (chain.length >= LONGEST || chain.some((by) => by.id === hop.id)) return undefined;
    chain.push(hop);
    ref = standsIn(view, hop);
  }
  return chain;
}

/** Of the network's own gateways, or of those that it uses. */
function gatewaySubnetFor({ lab }: Computed, vnet: string): string | undefined {
  const it = lab.virtualNetworks?.[vnet];
  const hub = Object.values(it?.virtualNetworkPeerings ?? {}).find((p) => p.useRemoteGateways === true)?.remoteVirtualNetwork;
  const served = it?.subnets['GatewaySubnet'] ? vnet : hub;
  return served !== undefined && lab.virtualNetworks?.[served]?.subnets['GatewaySubnet'] ? `${served}/GatewaySubnet` : undefined;
}

/** The subnet whose routes decide what leaves it. */
function standsIn({ lab }: Computed, { kind, id }: Appliance): string | undefined {
  if (kind === 'firewall') return lab.azureFirewalls?.[id]?.subnet;
  const [nic, ...more] = Object.values(lab.virtualMachines?.[id]?.networkInterfaces ?? {});
  return more.length === 0 ? nic?.subnet : undefined;
}
