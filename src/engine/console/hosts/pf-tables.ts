/** `pfctl -t TABLE -T show|test` (sbin/pfctl/pfctl_table.c, pfctl_radix.c). */
import type { PfConfig } from '../../hosts/index.ts';
import { bitsOf, comparePrefix, containsIp, formatIp, formatPrefix, type Ip, parseIp, type Prefix } from '../../ip/index.ts';
import { type Command, refuses, says } from './options.ts';

/** The names of the tables that the kernel has. */
export const activeTables = (pf: PfConfig): string[] => [...pf.tables.values()].flatMap(({ name, active }) => (active ? [name] : [])).sort();

/** pfctl_table.c pfctl_table, "test": how many of the addresses are in it; the most specific entry decides, and a negated one says no (pf_table.c pfr_tst_addrs). */
export function tested(pf: PfConfig, name: string, words: readonly string[]): ReturnType<Command> {
  const table = pf.tables.get(name);
  if (!table?.active) return refuses('pfctl: Table does not exist.');
  const unknown = words.find((w) => parseIp(w) === undefined);
  if (unknown !== undefined) return refuses(`no IP address found for ${unknown}`);
  const entries = table.entries.flatMap(({ host, negated }) => (host.kind === 'prefix' ? [{ prefix: host.prefix, negated }] : []));
  const within = (ip: Ip) =>
    entries
      .filter((e) => containsIp(e.prefix, ip))
      .reduce<{ length: number; is: boolean }>((best, { prefix, negated }) => (prefix.length > best.length ? { length: prefix.length, is: !negated } : best), {
        length: -1,
        is: false,
      }).is;
  const found = words.flatMap((w) => parseIp(w) ?? []).filter(within).length;
  return says(`${found}/${words.length} addresses match.`);
}

/** pfctl_radix.c: addresses in the order of their numbers, three blanks before each; a negated one has a mark. */
export function shownTable(pf: PfConfig, name: string): ReturnType<Command> {
  const table = pf.tables.get(name);
  if (!table?.active) return refuses('pfctl: Table does not exist.');
  const entries = table.entries.flatMap(({ host, negated }) => (host.kind === 'prefix' ? [{ prefix: host.prefix, negated }] : []));
  const ordered = entries.toSorted((a, b) => comparePrefix(a.prefix, b.prefix));
  return says(ordered.map(({ prefix, negated }) => `  ${negated ? '!' : ' '}${written(prefix)}`).join('\n'));
}

/** One address without its length. */
export const written = (p: Prefix): string => (p.length === bitsOf(p.ip) ? formatIp(p.ip) : formatPrefix(p));
