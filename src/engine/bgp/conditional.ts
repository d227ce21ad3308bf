/** `advertise-map … exist-map|non-exist-map` (F150; bgpd/bgp_conditional_adv.c). */
import { isIpv4 } from '../ip/index.ts';
import { evaluateRouteMap } from '../policy/index.ts';
import { pathSubject } from './originate.ts';
import type { Table } from './table.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/**
 * While it is unmet, what the advertise-map permits is to be withheld. Undefined where one of the two maps does not exist: bgpd does not look then, and
 * what it has found before stands (bgp_conditional_adv_timer).
 */
export function conditionNow(
  condition: NonNullable<PeerFamilyConfig['advertiseMap']>,
  table: Table,
  afi: AfiName,
  speaker: SpeakerConfig,
): 'met' | 'unmet' | undefined {
  const { routeMaps } = speaker.policy;
  if (!routeMaps.has(condition.map.name) || !routeMaps.has(condition.conditionMap.name)) return undefined;
  const holds = someMatches(condition.conditionMap.name, table, afi, speaker);
  return holds === (condition.condition === 'exist') ? 'met' : 'unmet';
}

/** Whether any path of the table, best or not, is permitted by the condition's map. */
function someMatches(map: string, table: Table, afi: AfiName, speaker: SpeakerConfig): boolean {
  for (const { prefix, paths } of table.destinations.values()) {
    if (isIpv4(prefix.ip) !== (afi === 'ipv4')) continue;
    if (paths.some((path) => evaluateRouteMap(map, pathSubject(prefix, path, speaker), speaker.policy).action === 'permit')) return true;
  }
  return false;
}
