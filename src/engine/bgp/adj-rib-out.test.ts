/** What a group is told is kept once, and each member is sent what it does not have (bgpd/bgp_updgrp.c). */
import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix, ip, prefix, prefixKey } from '../ip/index.ts';
import type { Session } from './session.ts';
import { AdjRibOut, type Carried, type Member } from './adj-rib-out.ts';
import { Alike, Stored } from './export-memo.ts';
import { Packing, type Update } from './packing.ts';
import { localAttributes } from './originate.ts';

const NET = prefix('172.16.1.0/24');

function member(peer: string): Session {
  return { peer: { id: peer } } as Session;
}

function stored(med = 0): Stored {
  return new Stored({ stored: localAttributes(NET, { med }), nextHopFixed: false, withLinkLocal: false, reflected: false });
}

/** Each member is sent its own address as next hop. */
function written({ session, place }: Member, what: Stored) {
  what.written[place] ??= { ...what.exported.stored, nextHop: ip(session.peer.id) };
  return what.written[place];
}

function told(work: (out: Packing) => void): string[] {
  const out = new Map<string, Update[]>();
  const packing = new Packing();
  work(packing);
  packing.send(out);
  return [...out].flatMap(([peer, updates]) =>
    updates.map((u) => `${peer} ${u.attributes ? `+${formatPrefix(u.prefix)} ${formatIp(u.attributes.nextHop)}` : `-${formatPrefix(u.prefix)}`}`),
  );
}

function group(...peers: string[]): AdjRibOut {
  const rib = new AdjRibOut();
  for (const peer of peers) rib.join(member(peer), new Map());
  return rib;
}

function announce(rib: AdjRibOut, what: Stored, forced = false): string[] {
  return told((out) => rib.announce({ prefix: NET, stored: what, isDefault: false, pathId: undefined }, { forced, preference: 100 }, written, out));
}

function has(rib: AdjRibOut, at: number): string[] {
  return [...rib.routesOf(rib.members[at] as Member)].map((r) => `${formatPrefix(r.prefix)} ${formatIp(r.sent.nextHop)}`);
}

describe('Adj-RIB-Out of a group', () => {
  it('tells every member its own rewriting, once', () => {
    const rib = group('10.0.0.1', '10.0.0.2');
    const what = stored();
    expect(announce(rib, what, true)).toEqual(['10.0.0.1 +172.16.1.0/24 10.0.0.1', '10.0.0.2 +172.16.1.0/24 10.0.0.2']);
    rib.inStep();
    expect(announce(rib, what)).toEqual([]);
    expect(announce(rib, stored(), true)).toEqual([]);
    expect(announce(rib, stored(7))).toHaveLength(2);
    expect(has(rib, 1)).toEqual(['172.16.1.0/24 10.0.0.2']);
  });

  it('tells whoever joins what the others have, and the others nothing', () => {
    const rib = group('10.0.0.1');
    const what = stored();
    announce(rib, what, true);
    rib.inStep();
    rib.join(member('10.0.0.2'), new Map());
    expect(has(rib, 1)).toEqual([]);
    expect(announce(rib, what, true)).toEqual(['10.0.0.2 +172.16.1.0/24 10.0.0.2']);
    rib.inStep();
    expect(has(rib, 1)).toEqual(['172.16.1.0/24 10.0.0.2']);
  });

  it('gives a place to one member only: who leaves and comes back has nothing', () => {
    const rib = group('10.0.0.1', '10.0.0.2');
    const what = stored();
    announce(rib, what, true);
    rib.inStep();
    expect(rib.leave('10.0.0.2')).toBe(true);
    rib.join(member('10.0.0.2'), new Map());
    expect(told((out) => rib.withdraw(NET, undefined, out))).toEqual(['10.0.0.1 -172.16.1.0/24']);
    expect(rib.leave('10.0.0.9')).toBe(false);
  });

  it('holds what a peer has from an earlier configuration against what it would be sent now', () => {
    const rib = new AdjRibOut();
    const sent = { ...localAttributes(NET), nextHop: ip('10.0.0.1') };
    const carried: Carried = new Map([[prefixKey(NET), { prefix: NET, stored: sent, sent }]]);
    rib.join(member('10.0.0.1'), carried);
    expect(announce(rib, stored(), true)).toEqual([]);
    expect(carried.size).toBe(0);
    rib.inStep();
    expect(told((out) => rib.withdraw(NET, undefined, out))).toEqual(['10.0.0.1 -172.16.1.0/24']);
  });

  it('tells each of them of a refusal that all prefixes with the attributes met', () => {
    const rib = group('10.0.0.1');
    rib.refuse(prefixKey(NET), new Alike({ code: 'bgp-no-export', args: { prefix: '172.16.9.0/24', peer: '10.0.0.1' } }));
    expect([...rib.withheldFrom('10.0.0.2')]).toEqual([[prefixKey(NET), { code: 'bgp-no-export', args: { prefix: '172.16.1.0/24', peer: '10.0.0.2' } }]]);
    announce(rib, stored());
    expect([...rib.withheldFrom('10.0.0.2')]).toEqual([]);
  });
});
