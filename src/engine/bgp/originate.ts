/** Routes of a speaker's own: `network`, `redistribute` and a vendor's fixed ones (F46–F50, F75). Aggregates are in aggregate.ts. */
import { formatPrefix, type Ip, type Ipv4, type Ipv6, isIpv4, isLinkLocal, isLoopback, type Prefix } from '../ip/index.ts';
import { communitySet, evaluateRouteMap, GRACEFUL_SHUTDOWN, type PathAttributes, type PolicySubject, type Reason } from '../policy/index.ts';
import type { MapUse, PolicyTrace } from './policy-trace.ts';
import type { RouterView } from './router-view.ts';
import type { NamedFilter, Origination, SpeakerConfig } from './types.ts';

/** A local path as it should stand in the table. */
export interface LocalRoute {
  readonly prefix: Prefix;
  readonly origination: Origination;
  readonly attributes: PathAttributes;
  readonly valid: boolean;
  readonly invalid?: Reason;
}

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

/** Every route that the speaker originates now, but for aggregates. */
export function localRoutes(speaker: SpeakerConfig, router: RouterView | undefined): LocalRoute[] {
  return speaker.originations.flatMap((o) => routesOf(o, speaker, router));
}

/** What one statement originates now; an aggregate nothing here. What its route-map met is written to the trace. */
export function routesOf(o: Origination, speaker: SpeakerConfig, router: RouterView | undefined, trace?: PolicyTrace): LocalRoute[] {
  switch (o.kind) {
    case 'network':
      return o.backdoor ? [] : networkRoute(o, speaker, router, trace);
    case 'fixed':
      return [{ prefix: o.prefix, origination: o, attributes: fixedAttributes(o), valid: true }];
    case 'redistribute':
      return redistributed(o, speaker, router, trace);
    case 'aggregate':
      return [];
  }
}

function fixedAttributes({ prefix, asPath }: Extract<Origination, { kind: 'fixed' }>): PathAttributes {
  if (!asPath) return localAttributes(prefix);
  const { med: _none, ...rest } = localAttributes(prefix, { asPath });
  return rest;
}

/** F47: without the prefix in the RIB the path stands in the table, invalid. */
function networkRoute(
  o: Extract<Origination, { kind: 'network' }>,
  speaker: SpeakerConfig,
  router: RouterView | undefined,
  trace: PolicyTrace | undefined,
): LocalRoute[] {
  const attributes = shaped(o.prefix, localAttributes(o.prefix), o.routeMap, speaker, 'static', undefined, trace && { trace, use: 'network' });
  if (!attributes) return [];
  const valid = !speaker.importCheck || (router?.hasRoute(o.prefix) ?? true);
  const invalid: Reason = {
    code: 'bgp-network-not-in-rib',
    rules: ['F47'],
    args: { prefix: formatPrefix(o.prefix) },
    ...(o.source && { source: o.source }),
  };
  return [{ prefix: o.prefix, origination: o, attributes, valid, ...(!valid && { invalid }) }];
}

/** F49: origin incomplete, MED the RIB's metric unless stated, next hop the RIB route's gateway. */
function redistributed(
  o: Extract<Origination, { kind: 'redistribute' }>,
  speaker: SpeakerConfig,
  router: RouterView | undefined,
  trace: PolicyTrace | undefined,
): LocalRoute[] {
  return (router?.redistributable(o.afi, o.protocol) ?? []).flatMap((route) => {
    if (isNeverRedistributed(route.prefix)) return [];
    const before = localAttributes(route.prefix, {
      origin: 'incomplete',
      med: o.metric ?? route.metric,
      ...(route.nextHop !== undefined && { nextHop: route.nextHop }),
      ...(route.tag !== undefined && { tag: route.tag }),
    });
    const attributes = shaped(route.prefix, before, o.routeMap, speaker, o.protocol, route.interface, trace && { trace, use: 'redistribute' });
    return attributes ? [{ prefix: route.prefix, origination: o, attributes, valid: true }] : [];
  });
}

function isNeverRedistributed({ ip }: Prefix): boolean {
  return isLoopback(ip) || (!isIpv4(ip) && isLinkLocal(ip));
}

/** F75: the statement's route-map changes or refuses it; a missing one refuses. With `asked` what it met is written down. */
export function shaped(
  prefix: Prefix,
  attributes: PathAttributes,
  map: NamedFilter | undefined,
  speaker: SpeakerConfig,
  protocol: string,
  interfaceName?: string,
  asked?: { readonly trace: PolicyTrace; readonly use: MapUse },
): PathAttributes | undefined {
  let out = attributes;
  if (map) {
    const subject = { ...localSubject(prefix, attributes, speaker, protocol), ...(interfaceName !== undefined && { interface: interfaceName }) };
    const result = evaluateRouteMap(map.name, subject, speaker.policy, asked !== undefined);
    asked?.trace.push({ kind: 'route-map', use: asked.use, filter: map, missing: !speaker.policy.routeMaps.has(map.name), result });
    if (result.action === 'deny') return undefined;
    out = result.attributes;
  }
  return speaker.gracefulShutdown ? withGracefulShutdown(out) : out;
}

/** F68: the community and, with it, the lowest preference (bgp_attr_add_gshut_community). */
export function withGracefulShutdown(a: PathAttributes): PathAttributes {
  return { ...a, communities: communitySet([...a.communities, GRACEFUL_SHUTDOWN]), localPref: 0 };
}

export function localSubject(prefix: Prefix, attributes: PathAttributes, speaker: SpeakerConfig, protocol: string): PolicySubject {
  return { prefix, attributes, direction: 'local', localAsn: speaker.asn, defaultLocalPreference: speaker.defaultLocalPreference, protocol };
}

/** The unspecified address, stored as IPv6 whatever the family: how FRR keeps an aggregate's next hop (F51). */
export const UNSPECIFIED_V6 = 0n as Ipv6 as Ip;
