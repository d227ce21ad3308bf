import { expect, it } from 'vitest';
import { formatPrefix, prefix } from '../ip/index.ts';
import { localAttributes } from './originate.ts';
import type { Exported } from './outbound.ts';
import { Packing, type Update } from './packing.ts';

const stored = { ...localAttributes(prefix('10.0.0.0/8')), localPref: 100 };
const exported = (med?: number, removedMed?: number): Exported => ({
  stored: { ...stored, ...(med !== undefined && { med }) },
  nextHopFixed: false,
  withLinkLocal: false,
  reflected: false,
  ...(removedMed !== undefined && { removedMed }),
});

/** The order in which routes with these attributes are sent. */
function order(...of: Exported[]): string {
  const packing = new Packing();
  for (const [i, what] of of.entries()) packing.announce('p', { prefix: prefix(`10.${i + 1}.0.0/16`), attributes: what.stored }, what);
  return sent(packing);
}

function sent(packing: Packing): string {
  const out = new Map<string, Update[]>();
  packing.send(out);
  packing.send(out);
  return (out.get('p') ?? []).map((u) => `${u.attributes ? '+' : '-'}${formatPrefix(u.prefix).slice(3, 4)}`).join(' ');
}

it.each([
  ['first, and the others from the last to the second', [exported(1), exported(1), exported(1), exported(1)], '+1 +4 +3 +2'],
  ['each set of attributes when its first is due', [exported(1), exported(2), exported(1), exported(2), exported(1)], '+1 +5 +3 +2 +4'],
  ['a MED that is removed counts', [exported(undefined, 1), exported(undefined, 2), exported(undefined, 1)], '+1 +3 +2'],
  ['one of 0 as none at all', [exported(undefined, 0), exported(undefined, 2), exported()], '+1 +3 +2'],
])('bgp_advertise_add, subgroup_update_packet: %s (recordings packing-1 and 2)', (_, of, expected) => {
  expect(order(...of)).toBe(expected);
});

it('bgp_generate_updgrp_packets: withdrawals go before everything else (recording packing-3)', () => {
  const packing = new Packing();
  packing.announce('p', { prefix: prefix('10.1.0.0/16'), attributes: stored }, exported());
  packing.withdraw('p', { prefix: prefix('10.9.0.0/16') });
  expect(sent(packing)).toBe('-9 +1');
});
