/** Addresses that a machine answers for on a link though they are another's: `ip neigh add proxy A dev D` (ip-neighbor(8)). */
import type { Arguments } from './arguments.ts';
import type { LinuxProxy } from './types.ts';

/** Reads `add proxy A dev D`; undefined for any other entry. */
export function readProxy(a: Arguments): LinuxProxy | undefined {
  const verb = a.accept('add', 'replace', 'change', 'del');
  if (verb === undefined || verb === 'del' || !a.accept('proxy')) return undefined;
  const ip = a.ip('an address');
  a.accept('dev');
  const device = a.word('a device');
  while (!a.done) a.word('an option');
  return { ip, interface: device };
}
