/** What a route-map that the console names would make of a route on its way to a neighbor, as `advertised-routes route-map` shows it. */
import { evaluateRouteMap, type PathAttributes, type PolicySubject } from '../policy/index.ts';
import { hasDefaultPreference } from './originate.ts';
import { localAsTowards, type Session } from './session.ts';
import type { AdvertisedRoute, BgpPath } from './state.ts';
import type { PeerFamilyConfig, SpeakerConfig } from './types.ts';

/**
 * F126: the map is asked of a copy of what is stored for the neighbor, which has the neighbor's `weight` by then; one that is missing refuses
 * everything (bgpd/bgp_route.c bgp_output_modifier). Unlike an outbound map it is asked of the neighbor itself, not of its group (F186). `best` is the path
 * that is told.
 */
export function advertisedView(
  { speaker, session, family }: { readonly speaker: SpeakerConfig; readonly session: Session; readonly family: PeerFamilyConfig },
  { prefix, stored, removedMed }: AdvertisedRoute,
  best: BgpPath | undefined,
  map: string,
): { readonly attributes: PathAttributes; readonly filtered: boolean } {
  const { peer, remoteAs, localAddress, type } = session;
  const origination = best?.source.kind === 'local' ? best.source.origination : undefined;
  const subject: PolicySubject = {
    prefix,
    attributes: family.weight === undefined ? stored : { ...stored, weight: family.weight },
    direction: 'out',
    ofNeighbor: true,
    localAsn: localAsTowards(speaker, peer, remoteAs),
    processAsn: speaker.asn,
    peerAddress: peer.address,
    localAddress,
    external: type === 'external',
    ...(removedMed !== undefined && { removedMed }),
    ...(origination && hasDefaultPreference({ origination }) && { defaultLocalPreference: speaker.defaultLocalPreference }),
    ...(peer.interface !== undefined && { peerInterface: peer.interface }),
  };
  const result = evaluateRouteMap(map, subject, speaker.policy);
  return { attributes: result.attributes, filtered: result.action === 'deny' };
}
