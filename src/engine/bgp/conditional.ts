/** `advertise-map … exist-map|non-exist-map` (F150; bgpd/bgp_conditional_adv.c). */
import { isIpv4 } from '../ip/index.ts';
import { evaluateRouteMap } from '../policy/index.ts';
import { localSubject } from './originate.ts';
import type { Table } from './table.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** True while what the advertise-map permits is to be withheld. */
export function conditionUnmet(condition: NonNullable<PeerFamilyConfig['advertiseMap']>, table: Table, afi: AfiName, speaker: SpeakerConfig): boolean {
  const holds = someMatches(condition.conditionMap.name, table, afi, speaker);
  return condition.condition === 'exist' ? !holds : holds;
}

/** Whether any best path of the table is permitted by the condition's map. */
function someMatches(map: string, table: Table, afi: AfiName, speaker: SpeakerConfig): boolean {
  for (const { prefix, best } of table.destinations.values()) {
    if (!best || isIpv4(prefix.ip) !== (afi === 'ipv4')) continue;
    const peerAddress = best.session?.peer.address;
    const subject = { ...localSubject(prefix, best.attributes, speaker, 'bgp'), ...(peerAddress !== undefined && { peerAddress }) };
    if (evaluateRouteMap(map, subject, speaker.policy).action === 'permit') return true;
  }
  return false;
}
