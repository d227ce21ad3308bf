/** The words of `ip link add NAME type vrf table N` (ip-link(8)); iproute2's iplink_vrf.c refuses in these words. */
import type { Arguments } from './arguments.ts';
import { type TableNames, tableOf } from './route.ts';

/** The number of the table that the new VRF's packets are looked up in. */
export function readVrf(a: Arguments, tables: TableNames): number {
  let table: number | undefined;
  while (!a.done) {
    if (a.accept('table')) table = tableOf(a, tables);
    else return a.fail(`vrf: unknown option "${a.peek}"?`);
  }
  return table ?? a.fail('VRF table id is missing.');
}
