/**
 * zebra's groups of next hops by number, as `nexthop-group` behind `show ip route` has them: routes with the same next hops share one, whatever those resolve
 * to (zebra/zebra_nhg.c zebra_nhg_hash_equal). The numbers are the lab's own: zebra's count what came and went.
 */
import { formatIp, isIpv4 } from '../../ip/index.ts';
import { isWeighed, type Rib, type RibEntry, type RibNextHop } from '../../rib/index.ts';

export interface GroupNumbers {
  readonly of: (entry: RibEntry) => number;
  /** What the kernel has of a route by a gateway that is resolved: the group of what that resolves to; else undefined. */
  readonly installed: (entry: RibEntry) => number | undefined;
}

export function groupNumbers(rib: Rib | undefined): GroupNumbers {
  const numbers = new Map<string, number>();
  const number = (hops: readonly RibNextHop[], entry: RibEntry): number => {
    const weighed = isWeighed(entry);
    const key = `${isIpv4(entry.prefix.ip) ? 4 : 6} ${hops
      .map((hop) => keyOf(hop, weighed ? hop.weight : 0))
      .sort()
      .join(' ')}`;
    const known = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, known);
    return known;
  };
  const of = (entry: RibEntry) => number(entry.nextHops, entry);
  for (const { value } of rib?.entries() ?? []) for (const entry of value) of(entry);
  return {
    of,
    installed: (entry) => {
      const [hop, ...more] = entry.nextHops;
      return hop?.recursive && more.length === 0 && entry.selected && entry.installed ? number(finalHops(hop), entry) : undefined;
    },
  };
}

/** A gateway that is stated with its interface is another than one that is found by the same, and what the kernel has of itself has no weight. */
function keyOf({ ip, interface: out, stated, blackhole, onlink }: RibNextHop, weight: number): string {
  return [ip === undefined ? '' : formatIp(ip), out ?? '', stated === true || ip === undefined ? 'stated' : '', blackhole ?? '', weight, onlink ?? ''].join(
    '/',
  );
}

/** What is resolved has its interface. */
function finalHops(hop: RibNextHop): RibNextHop[] {
  return hop.resolved.flatMap((r) => (r.resolved.length > 0 ? finalHops(r) : [{ ...r, stated: true }]));
}
