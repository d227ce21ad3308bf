/** Longest-prefix match on full tables: the engine's table against a plain binary trie, random addresses, one core. `--table FILE` for a real one. */
import { type Ip, type Prefix, PrefixTable } from '../src/engine/ip/index.ts';
import { rootBitsFor, StrideTable } from '../src/engine/ip/stride-table.ts';
import { cpuOf, megabytes, memoryOf, ratio, tell } from './measure.ts';
import { PlainTrie } from './plain-trie.ts';
import { randomFrom } from './random.ts';
import { internet4, internet6, readPrefixes } from './tables.ts';

const PROBES = 1 << 20;
const ROUNDS = 8;

function wordsOf(ip: Ip): Uint32Array {
  if (typeof ip === 'number') return Uint32Array.of(ip);
  return Uint32Array.from([96n, 64n, 32n, 0n], (shift) => Number(((ip as bigint) >> shift) & 0xffffffffn));
}

/** Random addresses: of IPv4 any, of IPv6 within the table, where the rest of the space would all miss in the first step. */
function probesFor(table: readonly Prefix[]): Uint32Array {
  const random = randomFrom(99);
  const ipv4 = typeof table[0]?.ip === 'number';
  const out = new Uint32Array(ipv4 ? PROBES : PROBES * 4).map(() => random());
  if (ipv4) return out;
  for (let i = 0; i < PROBES; i++) {
    const { ip, length } = table[random() % table.length] as Prefix;
    for (const [w, word] of wordsOf(ip).entries()) {
      const kept = Math.min(32, Math.max(0, length - 32 * w));
      const mask = kept === 0 ? 0 : (0xffffffff << (32 - kept)) >>> 0;
      out[i * 4 + w] = (word | ((out[i * 4 + w] as number) & ~mask)) >>> 0;
    }
  }
  return out;
}

/** Millions of lookups a second. */
function rate(run: () => number): number {
  run();
  const ms = cpuOf(() => {
    for (let i = 0; i < ROUNDS; i++) run();
  }, 3);
  return (PROBES * ROUNDS) / ms / 1000;
}

function compare(name: string, table: readonly Prefix[]): void {
  const ipv4 = typeof table[0]?.ip === 'number';
  const bits = ipv4 ? 32 : 128;
  const probes = probesFor(table);
  const step = ipv4 ? 1 : 4;

  const plain = memoryOf(() => {
    const trie = new PlainTrie();
    for (const [i, p] of table.entries()) trie.add(wordsOf(p.ip), p.length, i + 1);
    return trie;
  });
  const stride = memoryOf(() => {
    const made = new StrideTable(rootBitsFor(table.length, ipv4));
    const byLength = [...table.entries()].sort(([, a], [, b]) => a.length - b.length);
    for (const [i, p] of byLength) made.add(wordsOf(p.ip), p.length, i + 1);
    made.trim();
    return made;
  });
  for (let i = 0; i < PROBES * step; i += step) {
    const theirs = plain.made.find(probes, i, bits);
    const ours = ipv4 ? stride.made.find4(probes[i] as number) : stride.made.find6(probes, i);
    if (ours !== theirs) throw new Error(`at ${probes.slice(i, i + step).join(' ')}: the trie finds ${theirs}, the stride table ${ours}`);
  }
  let sum = 0;
  const slow = rate(() => {
    for (let i = 0; i < PROBES * step; i += step) sum += plain.made.find(probes, i, bits);
    return sum;
  });
  const fast = rate(() => {
    if (ipv4) for (let i = 0; i < PROBES; i++) sum += stride.made.find4(probes[i] as number);
    else for (let i = 0; i < PROBES * 4; i += 4) sum += stride.made.find6(probes, i);
    return sum;
  });
  tell(
    `${name}: ${table.length} prefixes`,
    `${fast.toFixed(1)} M/s, ${megabytes(stride.made.bytes)}`,
    `plain trie ${slow.toFixed(1)} M/s, ${megabytes(plain.bytes)}: ${ratio(fast, slow)}`,
  );

  const whole = memoryOf(() => {
    const made = new PrefixTable<number>();
    for (const [i, p] of table.entries()) made.set(p, i);
    return made;
  });
  if (!ipv4) return;
  const asked = rate(() => {
    for (let i = 0; i < PROBES; i++) sum += whole.made.longestMatch(probes[i] as Ip)?.value ?? 0;
    return sum;
  });
  tell('  as a PrefixTable, which takes changes as well', `${asked.toFixed(1)} M/s, ${megabytes(whole.bytes + stride.made.bytes)}`);
}

const file = process.argv.indexOf('--table');
if (file > 0) {
  for (const name of process.argv.slice(file + 1)) compare(name.split('/').at(-1) ?? name, readPrefixes(name));
} else {
  compare('IPv4, invented', internet4(565_000));
  compare('IPv4, invented', internet4(1_000_000));
  compare('IPv6, invented', internet6(220_000));
}
