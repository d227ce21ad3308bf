/** Firewalls and appliances one behind another: each sends on by the routes of its own subnet (A1, A163). */
import { type Ip, isDefault } from '../../ip/index.ts';
import type { Appliance, Computed } from './view.ts';

/** Appliances in a row that are followed; more is a loop. */
const LONGEST = 8;

/**
 * Who takes packets from a subnet to an address, in order; empty where they go straight or to a gateway. Undefined where a firewall's or
 * appliance's own routes let them end, or turn them round, and for another subnet where nothing but a gateway's default takes them: whether
 * they come back from there is not known. Nor is what a machine with several interfaces does with them.
 */
export function chainFrom(view: Computed, from: string, to: Ip, toSubnet: boolean): readonly Appliance[] | undefined {
  const chain: Appliance[] = [];
  let ref: string | undefined = from;
  while (ref !== undefined) {
    const { hop, row } = view.hop(ref, to);
    if (hop.kind === 'none' || hop.kind === 'internet' || (toSubnet && hop.kind === 'gateway' && row && isDefault(row.prefix))) return undefined;
    if (hop.kind !== 'firewall' && hop.kind !== 'appliance') return chain;
    if (chain.length >= LONGEST || chain.some((by) => by.id === hop.id)) return undefined;
    chain.push(hop);
    ref = standsIn(view, hop);
  }
  return chain;
}

/** The subnet whose routes decide what leaves it. */
function standsIn({ lab }: Computed, { kind, id }: Appliance): string | undefined {
  if (kind === 'firewall') return lab.azureFirewalls?.[id]?.subnet;
  const [nic, ...more] = Object.values(lab.virtualMachines?.[id]?.networkInterfaces ?? {});
  return more.length === 0 ? nic?.subnet : undefined;
}
