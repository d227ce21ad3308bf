/** The words of `type vlan` (ip-link(8)): the tag, and options that change no way of a packet here. */
import type { Arguments } from './arguments.ts';
import type { LinuxVlan } from './types.ts';

export function readVlan(a: Arguments, parent: string | undefined): LinuxVlan {
  let id: number | undefined;
  while (!a.done) {
    if (a.accept('id')) id = a.number('a VLAN id', 4095);
    else if (a.accept('protocol', 'proto', 'reorder_hdr', 'gvrp', 'mvrp', 'loose_binding', 'bridge_binding')) a.word('a value');
    else return a.fail(`vlan: unknown command "${a.peek}"?`);
  }
  if (parent === undefined) return a.fail('Error: link not specified.');
  return id === undefined ? a.fail('Error: VLAN properties not specified.') : { parent, id };
}
