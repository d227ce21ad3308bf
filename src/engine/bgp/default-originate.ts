/** `neighbor … default-originate` (F54, F55; bgpd/bgp_updgrp_adv.c subgroup_default_originate). */
import { defaultPrefix, isIpv4 } from '../ip/index.ts';
import { evaluateRouteMap, type PathAttributes } from '../policy/index.ts';
import { localAttributes, pathSubject, withGracefulShutdown } from './originate.ts';
import type { Exported } from './outbound.ts';
import type { Destination } from './path.ts';
import type { Session } from './session.ts';
import type { Table } from './table.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** The default as stored for a group; undefined when none is originated now. */
export function originatedDefault(
  afi: AfiName,
  family: PeerFamilyConfig,
  session: Session,
  table: Pick<Table, 'inOrder'>,
  speaker: SpeakerConfig,
): Exported | undefined {
  if (!family.defaultOriginate) return undefined;
  const before = localAttributes(defaultPrefix(afi === 'ipv4' ? 4 : 6), { weight: 0, localPref: speaker.defaultLocalPreference });
  const shaped = family.defaultOriginate.routeMap ? shapedDefault(before, family.defaultOriginate.routeMap.name, afi, table.inOrder(), speaker) : before;
  if (!shaped) return undefined;
  const isSet = afi === 'ipv4' && shaped.nextHop !== before.nextHop;
  const known = isSet ? { ...shaped, nextHop: before.nextHop } : shaped;
  const attributes = speaker.gracefulShutdown ? withGracefulShutdown(known) : known;
  return {
    stored: attributes,
    // What the map has set goes to a neighbor of another AS as it is only if there is an outbound map, too, or on a link that they share.
    nextHopFixed: afi === 'ipv6' && family.routeMapOut !== undefined,
    ...(isSet && isLeftOpen(family, session) && { leftOpen: true }),
    withLinkLocal: (afi === 'ipv6' || session.extendedNextHop === true) && session.linkLocal !== undefined,
    reflected: false,
  };
}

/**
 * F55: the IPv4 next hop that the map has set is undone, but counts as set: nothing is put in its place, unless the neighbor is of another AS and has no
 * outbound map (bgp_updgrp_packet.c bpacket_reformat_for_peer). IPv6's clauses, and those that set no address, do not count.
 */
function isLeftOpen(family: PeerFamilyConfig, session: Session): boolean {
  return session.type !== 'external' || family.routeMapOut !== undefined;
}

/**
 * F55: some path of the table must be permitted; the lowest entry that permits one, and the first that it permits, shape the default.
 */
function shapedDefault(
  before: PathAttributes,
  map: string,
  afi: AfiName,
  destinations: readonly Destination[],
  speaker: SpeakerConfig,
): PathAttributes | undefined {
  let shaped: PathAttributes | undefined;
  let lowest = FELL_THROUGH;
  for (const { prefix, paths } of destinations) {
    if (isIpv4(prefix.ip) !== (afi === 'ipv4')) continue;
    for (const path of paths) {
      const { action, attributes, endedBy } = evaluateRouteMap(map, { ...pathSubject(prefix, path, speaker), onto: before }, speaker.policy);
      if (action !== 'permit') continue;
      shaped ??= before;
      const seq = endedBy?.seq ?? FELL_THROUGH;
      if (seq < lowest) [lowest, shaped] = [seq, attributes];
    }
  }
  return shaped;
}

/** What a map that ends behind its last entry counts as: later than any entry (lib/routemap.c route_map_apply_ext). */
const FELL_THROUGH = 65536;
