/** zebra's VRFs (H11): the router's console asked about one of them, and `show vrf` (zebra/zebra_vrf.c; doc/user/zebra.rst "Virtual Routing and Forwarding"). */
import type { RouterNode } from '../../compile/index.ts';
import { tableRib } from '../../control-plane/index.ts';
import { compareNames } from '../../frr/index.ts';
import type { Vtysh } from './router.ts';

export const DEFAULT_VRF = 'default';

/** The router of a VRF's name; undefined for one that it has not. BGP runs in the default one alone. */
export function inVrf(router: Vtysh, name: string | undefined): Vtysh | undefined {
  if (name === undefined || name === DEFAULT_VRF) return router;
  const { machine } = router;
  const device = machine.interfaces.find((i) => i.isVrf && i.name === name);
  if (device?.fib === undefined) return undefined;
  const interfaces = machine.interfaces.filter((i) => i === device || i.vrf === name);
  return { ...router, vrf: name, node: { ...machine, interfaces }, rib: tableRib(machine, device.fib), speaker: undefined };
}

/** Every VRF, the default one among them, by name (lib/vrf.c vrfs_by_name). */
export function everyVrf(router: Vtysh): Vtysh[] {
  const names = [DEFAULT_VRF, ...router.machine.interfaces.filter((i) => i.isVrf).map((i) => i.name)].sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((name) => inVrf(router, name) ?? []);
}

/** `show vrf`: those that the machine has or the configuration has a block of, the default one not. */
export function showVrf({ machine, config }: Vtysh): string {
  const devices = new Map(machine.interfaces.filter((i) => i.isVrf).map((i) => [i.name, i]));
  const names = [...new Set([...devices.keys(), ...config.vrfs])].sort(compareNames);
  return names
    .map((name) => {
      const device = devices.get(name);
      const state = device ? `id ${indexIn(machine, name)} table ${device.fib ?? 0}` : 'inactive';
      return `vrf ${name} ${state}${config.vrfs.has(name) ? ' (configured)' : ''}`;
    })
    .join('\n');
}

/** Linux counts the loopback as 1. */
export function indexIn({ interfaces }: RouterNode, name: string): number {
  return name === 'lo' ? 1 : 2 + interfaces.filter((o) => o.name !== 'lo').findIndex((o) => o.name === name);
}
