/** What of an entry the kernel has: the next hops that it sends by, and the group in which zebra puts them there (zebra/zebra_nhg.c). */
import { finalHops, isWeighed } from './resolve.ts';
import type { FibNextHop, RibEntry } from './types.ts';

/** Next hops that are used: final, not duplicate; where the first is a blackhole, it alone. The kernel has its own routes in its own order. */
export function fibNextHops(entry: RibEntry, down: ReadonlySet<string>): FibNextHop[] {
  const final = finalHops(entry.nextHops).sort((a, b) => (a.kernelPlace ?? 0) - (b.kernelPlace ?? 0));
  const used = final[0]?.blackhole ? final.slice(0, 1) : final;
  // What zebra has not noticed yet the kernel has: nothing leads out of an interface that is down (F34), but for its own routes, which end there.
  const open = down.size === 0 || entry.protocol === 'kernel' ? used : used.filter((h) => h.interface === undefined || !down.has(h.interface));
  return open.map((h) => ({
    ...(h.ip !== undefined && { gateway: h.ip }),
    ...(h.interface !== undefined && { interface: h.interface }),
    ...(h.blackhole && { blackhole: h.blackhole }),
    ...(h.weight !== 1 && { weight: h.weight }),
    ...(h.mtu !== undefined && { mtu: h.mtu }),
    ...(h.advmss !== undefined && { advmss: h.advmss }),
  }));
}

/**
 * What makes two routes' next hops one group in zebra: the hops with their kind and weight; which most of kernel and connected routes have not. One hop alone
 * without an address is of a family (zebra/zebra_nhg.c zebra_nhg_find).
 */
export function groupKey(entry: RibEntry): string {
  const hopKey = (h: RibEntry['nextHops'][number]): string =>
    `${h.ip ?? ''}@${h.interface ?? ''}${h.stated ? '!' : ''}${h.onlink ? 'o' : ''}${h.blackhole ?? ''}${h.active ? '' : '-'}${h.weight}(${h.resolved.map(hopKey).join()})`;
  const [only, second] = entry.nextHops;
  const family = only && !second && only.ip === undefined ? typeof entry.prefix.ip : '';
  return `${family} ${isWeighed(entry)} ${entry.nextHops.map(hopKey).join()}`;
}
