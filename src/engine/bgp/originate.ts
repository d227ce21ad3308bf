/** Routes of a speaker's own: `network`, `redistribute` and a vendor's fixed ones (F46–F50, F75). Aggregates are in aggregate.ts. */
import { formatPrefix, type Ip, type Ipv4, type Ipv6, isIpv4, isLinkLocal, isLoopback, isMulticast, type Prefix } from '../ip/index.ts';
import { communitySet, evaluateRouteMap, GRACEFUL_SHUTDOWN, type PathAttributes, type PolicySubject, type Reason } from '../policy/index.ts';
import type { Path } from './path.ts';
import type { MapUse, PolicyTrace } from './policy-trace.ts';
import type { RedistributedRoute, RouterView } from './router-view.ts';
import type { NamedFilter, Origination, SpeakerConfig } from './types.ts';

/** A local path as it should stand in the table. */
export interface LocalRoute {
  readonly prefix: Prefix;
  readonly origination: Origination;
  readonly attributes: PathAttributes;
  readonly valid: boolean;
  readonly invalid?: Reason;
  /** Metric of the RIB's route by which a network is valid; 0 unless said. */
  readonly igpMetric?: number;
}

export type NetworkStatement = Extract<Origination, { kind: 'network' }>;
export type RedistributeStatement = Extract<Origination, { kind: 'redistribute' }>;

export const LOCAL_WEIGHT = 32768;

/** F46: origin IGP, empty path, MED 0, weight 32768, next hop open. */
export function localAttributes(prefix: Prefix, over: Partial<PathAttributes> = {}): PathAttributes {
  return {
    origin: 'igp',
    asPath: [],
    nextHop: isIpv4(prefix.ip) ? (0 as Ipv4) : (0n as Ipv6),
    med: 0,
    weight: LOCAL_WEIGHT,
    communities: [],
    largeCommunities: [],
    extendedCommunities: [],
    clusterList: [],
    ...over,
  };
}

/** What it originates whatever its router has: the same until its configuration is another. */
export function fixedRoutes(speaker: SpeakerConfig): LocalRoute[] {
  return speaker.originations.flatMap((o) => (o.kind === 'fixed' ? routesOf(o, speaker, undefined) : []));
}

/** What one statement originates now; an aggregate nothing here. What its route-map met is written to the trace. */
export function routesOf(o: Origination, speaker: SpeakerConfig, router: RouterView | undefined, trace?: PolicyTrace): LocalRoute[] {
  switch (o.kind) {
    case 'network':
      return o.backdoor && !o.redone ? [] : networkRoute(o, speaker, networkMetric(o, speaker, router), trace);
    case 'fixed':
      return [{ prefix: o.prefix, origination: o, attributes: fixedAttributes(o), valid: true }];
    case 'redistribute':
      return (router?.redistributable(o.afi, o.protocol) ?? []).flatMap((route) => redistributed(o, route, speaker, trace));
    case 'aggregate':
      return [];
  }
}

/** Azure's services announce without MED: published tables of NVAs and customers have the column blank. */
function fixedAttributes({ prefix, asPath = [] }: Extract<Origination, { kind: 'fixed' }>): PathAttributes {
  const { med: _none, ...rest } = localAttributes(prefix, { asPath });
  return rest;
}

/** F47: the metric of the RIB's route by which a network is valid; undefined where there is none. What is not asked for costs nothing (bgp_nht.c evaluate_paths). */
export function networkMetric({ prefix }: NetworkStatement, speaker: SpeakerConfig, router: RouterView | undefined): number | undefined {
  return speaker.importCheck && router ? router.metricOf(prefix) : 0;
}

/** F47: without the prefix in the RIB the path stands in the table, invalid. */
export function networkRoute(o: NetworkStatement, speaker: SpeakerConfig, igpMetric: number | undefined, trace?: PolicyTrace): LocalRoute[] {
  const attributes = shaped(ownSubject(o.prefix, localAttributes(o.prefix), speaker), o.routeMap, speaker, trace && { trace, use: 'network' });
  if (!attributes) return [];
  const route = { prefix: o.prefix, origination: o, attributes };
  if (igpMetric !== undefined) return [{ ...route, valid: true, igpMetric }];
  const invalid: Reason = {
    code: 'bgp-network-not-in-rib',
    rules: ['F47'],
    args: { prefix: formatPrefix(o.prefix) },
    ...(o.source && { source: o.source }),
  };
  return [{ ...route, valid: false, invalid }];
}

/** F49: origin incomplete, MED the RIB's metric unless stated, next hop the RIB route's gateway. */
export function redistributed(o: RedistributeStatement, route: RedistributedRoute, speaker: SpeakerConfig, trace?: PolicyTrace): LocalRoute[] {
  if (isNeverRedistributed(route.prefix)) return [];
  const before = localAttributes(route.prefix, {
    origin: 'incomplete',
    med: o.metric ?? route.metric,
    ...(route.nextHop !== undefined && { nextHop: route.nextHop }),
    ...(route.tag !== undefined && { tag: route.tag }),
    ...(route.interface !== undefined && { nextHopInterface: route.interface }),
  });
  const attributes = shaped(ownSubject(route.prefix, before, speaker), o.routeMap, speaker, trace && { trace, use: 'redistribute' });
  return attributes ? [{ prefix: route.prefix, origination: o, attributes, valid: true }] : [];
}

function ownSubject(prefix: Prefix, attributes: PathAttributes, speaker: SpeakerConfig): PolicySubject {
  return { ...localSubject(prefix, attributes, speaker), defaultLocalPreference: speaker.defaultLocalPreference };
}

/** F49: what zebra hands to no protocol, whatever `redistribute` says (zebra_rib.c zebra_check_addr). */
export function isNeverRedistributed({ ip }: Prefix): boolean {
  return isLoopback(ip) || isLinkLocal(ip) || (isIpv4(ip) && isMulticast(ip));
}

/** F75: the statement's route-map changes or refuses it; a missing one refuses. With `asked` what it met is written down. */
export function shaped(
  subject: PolicySubject,
  map: NamedFilter | undefined,
  speaker: SpeakerConfig,
  asked?: { readonly trace: PolicyTrace; readonly use: MapUse },
): PathAttributes | undefined {
  const result = map && evaluateRouteMap(map.name, subject, speaker.policy, asked !== undefined);
  if (map && result) asked?.trace.push({ kind: 'route-map', use: asked.use, filter: map, missing: !speaker.policy.routeMaps.has(map.name), result });
  if (result?.action === 'deny') return undefined;
  const attributes = result?.attributes ?? subject.attributes;
  return speaker.gracefulShutdown ? withGracefulShutdown(attributes) : attributes;
}

/** F68: the community and, with it, the lowest preference (bgp_attr_add_gshut_community). */
export function withGracefulShutdown(a: PathAttributes): PathAttributes {
  return { ...a, communities: communitySet([...a.communities, GRACEFUL_SHUTDOWN]), localPref: 0 };
}

/** What a map that meets no peer looks at: while originating, aggregating, installing. */
export function localSubject(prefix: Prefix, attributes: PathAttributes, speaker: SpeakerConfig): PolicySubject {
  return { prefix, attributes, direction: 'local', localAsn: speaker.asn };
}

/** A path of the table, asked outside of any session: with the peer it came from, or with the preference that our own routes have (F84). */
export function pathSubject(prefix: Prefix, path: Path, speaker: SpeakerConfig): PolicySubject {
  const subject = localSubject(prefix, path.attributes, speaker);
  if (path.session) return { ...subject, peerAddress: path.session.peer.address };
  return hasDefaultPreference(path) ? { ...subject, defaultLocalPreference: speaker.defaultLocalPreference } : subject;
}

/** `network` and redistributed routes start with the default preference, aggregates with none (bgp_attr.c bgp_attr_default_set). */
export function hasDefaultPreference(path: Pick<Path, 'origination'>): boolean {
  return path.origination !== undefined && path.origination.kind !== 'aggregate';
}

/** The unspecified address, stored as IPv6 whatever the family: how FRR keeps an aggregate's next hop (F51). */
export const UNSPECIFIED_V6 = 0n as Ipv6 as Ip;
