/** Update groups by number: neighbors with the same outbound settings share one, numbered as their first members came up (bgpd/bgp_updgrp.c). */
import { type SpeakerState, updateGroupKey } from '../../bgp/index.ts';
import { ALL_FAMILIES, type Family, isAgreed, settingsIn } from './families.ts';
import { inPeerOrder } from './router.ts';

/** As bgpd numbers what a neighbor has of each family (bgpd/bgpd.h bgp_af_index). */
const SAFIS: readonly Family['safi'][] = ['unicast', 'multicast', 'vpn', undefined, 'labeled-unicast', 'flowspec'];
const IN_ORDER = ALL_FAMILIES.filter((f) => f.id).toSorted((a, b) => place(a) - place(b));

function place({ afi, safi }: Family): number {
  const at = SAFIS.indexOf(safi);
  return at < 3 ? 3 * (afi === 'ipv4' ? 0 : 1) + at : 10 * at + (afi === 'ipv4' ? 0 : 1);
}

/** By peer id and family (`10.0.0.2 ipv4`): the number of the group. */
export function updateGroups(speaker: SpeakerState): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const out = new Map<string, number>();
  const up = inPeerOrder(speaker.sessions).filter((s) => s.state === 'Established');
  for (const s of up.sort((a, b) => (a.establishedAt ?? 0) - (b.establishedAt ?? 0)))
    for (const named of IN_ORDER.filter((family) => isAgreed(s, family))) {
      const family = settingsIn(s.peer, named);
      if (!family) continue;
      const key = `${named.id} ${updateGroupKey(s.session ?? s, named.afi, family)}`;
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      out.set(`${s.peer.id} ${named.id}`, number);
    }
  return out;
}
