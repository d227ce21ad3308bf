/**
 * Local host routes, which zebra has from 10.0 on (F183): one for each address of an interface that is up. They lead nowhere that
 * the connected routes do not, so they are no part of the lab's RIB and stand in the table that is printed.
 */
import type { NetInterface } from '../../compile/index.ts';
import { comparePrefix, hostPrefix, isLinkLocal, type Prefix, type PrefixEntry, type PrefixKey, prefixKey } from '../../ip/index.ts';
import type { RibEntry } from '../../rib/index.ts';

type Table = readonly PrefixEntry<readonly RibEntry[]>[];

export function withLocals(table: Table, interfaces: readonly NetInterface[]): Table {
  const rows = new Map<PrefixKey, PrefixEntry<readonly RibEntry[]>>(table.map((row) => [prefixKey(row.prefix), row]));
  for (const i of interfaces.filter((x) => x.up))
    for (const address of i.addresses.filter((a) => !isLinkLocal(a.ip))) {
      const prefix = hostPrefix(address.ip);
      const known = rows.get(prefixKey(prefix))?.value ?? [];
      // It comes right after the connected route, which is preferred where both are of one prefix (a loopback's).
      const local = localEntry(prefix, i.name, known.length === 0);
      rows.set(prefixKey(prefix), { prefix, value: [local, ...known.map((e) => ({ ...e, place: (e.place ?? 0) + 1 }))] });
    }
  return [...rows.values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

function localEntry(prefix: Prefix, name: string, selected: boolean): RibEntry {
  const hop = { interface: name, active: true, fib: selected, recursive: false, duplicate: false, onlink: false, weight: 1, resolved: [] };
  return { prefix, protocol: 'local', distance: 0, metric: 0, selected, installed: selected, nextHops: [hop], place: 0 };
}
