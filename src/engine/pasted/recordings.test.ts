/** What real FRR printed, as recorded: the readers take as many routes out of its text as out of its JSON, and the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanLines } from './clean.ts';
import { READERS } from './readers/index.ts';
import type { PastedRow } from './types.ts';

const FOLDER = new URL('../../../oracle/recordings/', import.meta.url);

interface Recorded {
  readonly show?: Readonly<Record<string, string>>;
  readonly [table: string]: unknown;
}

const routers = readdirSync(FOLDER)
  .filter((f) => f.endsWith('.json'))
  .flatMap((f) => {
    const { result } = JSON.parse(readFileSync(new URL(f, FOLDER), 'utf8')) as { result: { routers: Readonly<Record<string, Recorded>> } };
    return Object.entries(result.routers).map(([id, router]) => ({ name: `${f} ${id}`, router }));
  });

const told = (rows: readonly PastedRow[], keys: readonly string[]) => rows.map((r) => keys.map((k) => r.cells[k] ?? '').join(' ')).toSorted();
/** A table's text and its JSON in a recording, where both are. */
const TABLES = [
  ['show ip route', 'ip route', READERS.routes, ['code', 'selected', 'prefix', 'nextHops']],
  ['show ipv6 route', 'ipv6 route', READERS.routes, ['code', 'selected', 'prefix', 'nextHops']],
  ['show bgp ipv4 unicast', 'bgp ipv4', READERS['bgp-table'], ['status', 'network', 'nextHop', 'metric', 'locPrf', 'weight', 'path']],
  ['show bgp ipv6 unicast', 'bgp ipv6', READERS['bgp-table'], ['status', 'network', 'nextHop', 'metric', 'locPrf', 'weight', 'path']],
] as const;

describe.each(TABLES)('%s', (command, key, reader, keys) => {
  const recorded = routers.filter(({ router }) => (router.show?.[command] ?? '') !== '');

  it('is recorded often enough to tell', () => expect(recorded.length).toBeGreaterThan(30));

  it.each(recorded)('$name: text and JSON say the same routes', ({ router }) => {
    const text = reader.text(cleanLines(router.show?.[command] as string));
    const json = reader.json?.(router[key]) ?? [];
    expect(text.unread).toEqual([]);
    const facts = (rows: readonly PastedRow[]) => rows.filter((r) => r.asks !== undefined || rows.length === 0);
    // Of unnumbered sessions the text names the interface, the JSON the address.
    const compared = facts(text.rows).some((r) => /^[a-z]+\d/.test(r.cells['nextHop'] ?? '')) ? keys.filter((k) => k !== 'nextHop') : keys;
    expect(told(facts(text.rows), compared)).toEqual(told(facts(json), compared));
  });
});

describe('show bgp summary', () => {
  const named = routers.find(({ name }) => name === 'hostnames-1.json r1')?.router;

  it('F3: a neighbor that is shown by its host name is the one of that address', () => {
    const text = READERS['bgp-summary'].text(cleanLines(named?.show?.['show bgp summary'] ?? ''));
    const json = READERS['bgp-summary'].json?.(named?.['neighbors']) ?? [];
    expect(told(text.rows, ['neighbor', 'remoteAs', 'state', 'prefixesSent'])).toEqual(told(json, ['neighbor', 'remoteAs', 'state', 'prefixesSent']));
    expect(text.rows.map((r) => r.cells['neighbor'])).toContain('10.0.1.3');
  });
});
