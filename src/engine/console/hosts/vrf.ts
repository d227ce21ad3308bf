/** `ip vrf show | exec` (ip-vrf(8); iproute2's ipvrf.c), and which VRF a program is bound to (H11). */
import { type NetInterface, type RouterNode, vrfNamed } from '../../compile/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';
import { type Command, refuses, says, type Shell, type ShellAnswer } from './options.ts';

/** Runs a command line in a shell. */
type Run = (shell: Shell, words: readonly string[]) => ShellAnswer;

export const isVrf = ({ isVrf }: NetInterface): boolean => isVrf === true;

/** `run`: the shell, for the command behind `exec`. */
export function vrfCommand(run: Run): Command {
  return (shell, words) => {
    const [verb = 'show', ...rest] = words;
    if (!shell.node) return refuses('bash: ip: command not found');
    if ('exec'.startsWith(verb)) return exec(run, shell, shell.node, rest);
    if (['show', 'list', 'lst'].some((v) => v.startsWith(verb))) return show(shell.node, rest);
    return refuses(`Command "${verb}" is unknown, try "ip vrf help".`);
  };
}

function show(node: RouterNode, [name]: readonly string[]): ShellAnswer {
  if (name !== undefined) {
    const found = vrfNamed(node, name);
    return found ? says(`${name} ${found.fib ?? 0}`) : refuses('Invalid VRF');
  }
  const rows = node.interfaces.filter(isVrf).map((i) => `${i.name.padEnd(16)} ${String(i.fib ?? 0).padStart(5)}`);
  return says([`${'Name'.padEnd(16)}  Table`, '-'.repeat(23), ...(rows.length > 0 ? rows : ['No VRF has been configured'])].join('\n'));
}

function exec(run: Run, shell: Shell, node: RouterNode, [name, ...words]: readonly string[]): ShellAnswer {
  if (name === undefined) return refuses('No VRF name specified');
  if (words.length === 0) return refuses('No command specified');
  const vrf = vrfNamed(node, name);
  if (!vrf && name !== 'default') return refuses('Invalid VRF name');
  const { fib: _, ...free } = shell;
  return run(vrf?.fib === undefined ? free : { ...free, fib: vrf.fib }, words);
}

/** What a program sends from, and the table that it runs in. */
export interface Bound {
  readonly source?: string;
  readonly fib?: number;
  /** It is bound to a VRF's device. */
  readonly vrf?: string;
}

/** A source as an option names it: an address; an interface, whose first address it is, in its VRF; or a VRF. `fib`: the table that it runs in anyway. */
export function boundBy(solution: Solution, device: string, text: string | undefined, fib: number | undefined): Bound {
  const at = text === undefined ? undefined : solution.network.nodes.get(device)?.interfaces.find((i) => i.name === text);
  if (at?.isVrf && at.fib !== undefined) return { vrf: at.name, fib: at.fib };
  const table = at?.vrf === undefined ? fib : at.fib;
  const source = at?.addresses[0] ? formatIp(at.addresses[0].ip) : text;
  return { ...(source !== undefined && { source }), ...(table !== undefined && { fib: table }) };
}

export function flowOf({ source, fib }: Bound): Pick<FlowSpec, 'source' | 'fib'> {
  return { ...(source !== undefined && { source }), ...(fib !== undefined && { fib }) };
}
