/** Which settings of a peer reset its session when they change (bgpd.c peer_change_action: peer_change_reset; bgp_vty.c bgp_reject_as_sets). */
import { expectedType, isIbgp, type PeerConfig, type SpeakerConfig } from '../bgp/index.ts';
import { OTHER_FAMILIES } from '../policy/index.ts';

/** Equal keys: the session survives the change. */
export function sessionConfigKey(speaker: SpeakerConfig, peer: PeerConfig): string {
  const {
    families,
    otherFamilies = {},
    description: _d,
    source: _s,
    role: _r,
    solo: _o,
    senderLoopDetection: _l,
    holdTime: _h,
    via: _v,
    advertisementInterval: _i,
    delaysOpen: _o2,
    enforceFirstAs: _e,
    localAs: _a,
    ...rest
  } = peer;
  const clients = [families.ipv4, families.ipv6, ...OTHER_FAMILIES.map((family) => otherFamilies[family])].map((f) => [
    f !== undefined,
    f?.routeReflectorClient,
    f?.routeServerClient,
    f?.addpathTx,
    f?.addpathRx,
    f?.orf,
    f?.soo,
  ]);
  // bgpd.c bgp_cluster_id_set: stated anew or taken away, be it the number that was in use all the same.
  const clusterId = isIbgp(expectedType(speaker, peer)) ? speaker.clusterId : undefined;
  // The group's flags are its members' as soon as they are set, so that bgpd finds nothing changed in these (bgpd.c peer_local_as_set, peer_flag_modify).
  const localAs = peer.localAs?.ofGroup ? peer.localAs.asn : peer.localAs;
  const process = [speaker.asn, speaker.routerId, speaker.confederation, clusterId, peer.localRole, speaker.rejectAsSets];
  return JSON.stringify([process, rest, localAs, clients], (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
