/** What of a machine is in no VRF (H11): zebra's commands ask about that unless they name one. */
import type { RouterNode } from '../../compile/index.ts';

/** A machine as its default VRF has it: without the VRFs' devices and their members. */
export function defaultView(machine: RouterNode): RouterNode {
  if (!machine.interfaces.some((i) => i.isVrf)) return machine;
  return { ...machine, interfaces: machine.interfaces.filter((i) => i.vrf === undefined && !i.isVrf) };
}
