/** `neighbor … default-originate` (F54, F55; bgpd/bgp_updgrp_adv.c subgroup_default_originate). */
import { defaultPrefix, isIpv4 } from '../ip/index.ts';
import { evaluateRouteMap, type PathAttributes } from '../policy/index.ts';
import { localAttributes, localSubject } from './originate.ts';
import type { Exported } from './outbound.ts';
import type { Destination } from './path.ts';
import type { Session } from './session.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** The default as stored for a group; undefined when none is originated now. */
export function originatedDefault(
  afi: AfiName,
  family: PeerFamilyConfig,
  session: Session,
  destinations: readonly Destination[],
  speaker: SpeakerConfig,
): Exported | undefined {
  if (!family.defaultOriginate) return undefined;
  const before = localAttributes(defaultPrefix(afi === 'ipv4' ? 4 : 6), { weight: 0 });
  const attributes = family.defaultOriginate.routeMap ? shapedDefault(before, family.defaultOriginate.routeMap.name, afi, destinations, speaker) : before;
  if (!attributes) return undefined;
  return { stored: attributes, nextHopFixed: false, withLinkLocal: afi === 'ipv6' && session.linkLocal !== undefined, reflected: false, transparent: false };
}

/** F55: some path of the table must be permitted; the sets of the lowest entry that permits one shape the default. */
function shapedDefault(
  before: PathAttributes,
  map: string,
  afi: AfiName,
  destinations: readonly Destination[],
  speaker: SpeakerConfig,
): PathAttributes | undefined {
  let lowest: { readonly seq: number; readonly attributes: PathAttributes } | undefined;
  for (const { prefix, paths } of destinations) {
    if (isIpv4(prefix.ip) !== (afi === 'ipv4')) continue;
    for (const path of paths) {
      const peerAddress = path.session?.peer.address;
      const subject = { ...localSubject(prefix, path.attributes, speaker, 'bgp'), ...(peerAddress !== undefined && { peerAddress }) };
      const { action, decidedBy } = evaluateRouteMap(map, subject, speaker.policy);
      if (action !== 'permit' || !decidedBy || (lowest && lowest.seq <= decidedBy.seq)) continue;
      lowest = { seq: decidedBy.seq, attributes: withSets(before, map, decidedBy.seq, speaker) };
    }
  }
  return lowest?.attributes;
}

/** One entry's sets, done to the default itself. */
function withSets(before: PathAttributes, map: string, seq: number, speaker: SpeakerConfig): PathAttributes {
  const entry = speaker.policy.routeMaps.get(map)?.entries.find((e) => e.seq === seq);
  if (!entry) return before;
  const alone = new Map([[map, { name: map, entries: [{ ...entry, matches: [] }] }]]);
  const prefix = defaultPrefix(isIpv4(before.nextHop) ? 4 : 6);
  return evaluateRouteMap(map, localSubject(prefix, before, speaker, 'bgp'), { ...speaker.policy, routeMaps: alone }).attributes;
}
