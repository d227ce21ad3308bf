/** `exit`, `quit`, `end` and the words that close one kind of block. The parser moves; these only say what the words are. */
import { type Command, commands } from '../command.ts';
import type { Mode } from '../modes.ts';

const EVERYWHERE: Mode[] = [
  'config',
  'interface',
  'bgp',
  'bgp-ipv4',
  'bgp-ipv6',
  'bgp-other',
  'bgp-block',
  'route-map',
  'pbr-map',
  'vrf',
  'nexthop-group',
  'line',
  'key-chain',
  'key',
  'other',
];

/** Lines of this command leave the mode. */
export const EXIT = 'exit';
/** Lines of this command go back to the top. */
export const END = 'end';

export const LEAVE_COMMANDS: Command[] = [
  ...commands({ modes: EVERYWHERE, manual: 'basic: Terminal Mode Commands' }, [
    { syntax: EXIT, help: 'Leaves this block.' },
    { syntax: 'quit', help: 'Leaves this block.' },
    { syntax: END, transaction: 'elsewhere', help: 'Leaves all blocks.' },
    { syntax: 'output file FILE', no: 'no output file [FILE]', transaction: 'elsewhere', help: 'Of the shell: writes what commands print into a file.' },
  ]),
  ...commands({ modes: ['vrf'], manual: 'zebra: Virtual Routing and Forwarding' }, [{ syntax: 'exit-vrf', help: 'Leaves the VRF.' }]),
];

/** How a line of this command moves: one mode up, to the top, or not at all. */
export function leaves(command: Command): 'up' | 'top' | undefined {
  if (command.syntax === END) return 'top';
  return ['exit', 'quit', 'exit-address-family', 'exit-vrf'].includes(command.syntax) ? 'up' : undefined;
}
