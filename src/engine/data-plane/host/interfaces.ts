/** Which interface a way leads out of. */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { containsIp, networkOf } from '../../ip/index.ts';
import type { FibNextHop } from '../../rib/index.ts';

/** The named interface, or the one whose network holds the gateway. */
export function interfaceOf(node: RouterNode, hop: FibNextHop): NetInterface | undefined {
  const { gateway } = hop;
  if (hop.interface !== undefined) return node.interfaces.find((i) => i.name === hop.interface);
  return gateway === undefined ? undefined : node.interfaces.find((i) => i.addresses.some((a) => containsIp(networkOf(a), gateway)));
}
