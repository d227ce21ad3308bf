/** Update groups by number: neighbours with the same outbound settings share one, numbered as their first members came up (bgpd/bgp_updgrp.c). */
import { type SpeakerState, updateGroupKey } from '../../bgp/index.ts';
import { inPeerOrder } from './router.ts';

/** By peer id and family (`10.0.0.2 ipv4`): the number of the group. */
export function updateGroups(speaker: SpeakerState): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const out = new Map<string, number>();
  const up = inPeerOrder(speaker.sessions).filter((s) => s.state === 'Established');
  for (const s of up.sort((a, b) => (a.establishedAt ?? 0) - (b.establishedAt ?? 0)))
    for (const afi of s.negotiated) {
      const family = s.peer.families[afi];
      if (!family) continue;
      const key = `${afi} ${updateGroupKey(s.session ?? s, afi, family)}`;
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      out.set(`${s.peer.id} ${afi}`, number);
    }
  return out;
}
