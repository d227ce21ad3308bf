/** `aggregate-address` (F51–F53; bgpd/bgp_route.c bgp_aggregate_route, bgp_attr.c bgp_attr_aggregate_intern). */
import { containsPrefix, type Prefix } from '../ip/index.ts';
import {
  communitySet,
  evaluateRouteMap,
  extendedCommunitySet,
  largeCommunitySet,
  type Origin,
  type PathAttributes,
  type PolicyResult,
} from '../policy/index.ts';
import { mergePaths } from './aggregate-path.ts';
import { localAttributes, localSubject, UNSPECIFIED_V6 } from './originate.ts';
import type { Destination, Path } from './path.ts';
import type { Origination, SpeakerConfig } from './types.ts';

export type AggregateConfig = Extract<Origination, { kind: 'aggregate' }>;

/** What an aggregate does at the moment. */
export interface AggregateState {
  /** Absent while nothing contributes, its route-map refuses, or another router's route to its prefix says the same. */
  readonly attributes?: PathAttributes;
  /** Paths that it keeps from being advertised. */
  readonly suppresses: ReadonlySet<Path>;
  /** Routes contribute, and nothing refuses it: it is there, or another router's route that says the same is. */
  readonly stands?: boolean;
  /** bgpd has taken it away and made it anew: it is a new path, at the head of its prefix's list. */
  readonly isNew?: boolean;
}

const NOTHING: AggregateState = { suppresses: new Set() };

/** That it is not made, though nothing refuses it: another router's route to its prefix says the same (F51). */
export const SAID_BY_ANOTHER = 'said by another';

/** `make`: the aggregate of these, or undefined where its route-map refuses it. */
export function aggregateState(
  config: AggregateConfig,
  contributors: readonly Contributor[],
  speaker: SpeakerConfig,
  make: (contributors: readonly Contributor[]) => PathAttributes | typeof SAID_BY_ANOTHER | undefined,
): AggregateState {
  if (contributors.length === 0) return NOTHING;
  if (!matchesMed(config, contributors, speaker)) return NOTHING;
  const made = make(contributors);
  if (!made) return NOTHING;
  const suppressed = contributors.filter((c) => suppresses(config, c.prefix, speaker)).map((c) => c.path);
  return { ...(made !== SAID_BY_ANOTHER && { attributes: made }), suppresses: new Set(suppressed), stands: true };
}

/** Whether their MEDs let the aggregate be (`matching-MED-only`). */
export function matchesMed({ matchingMedOnly }: AggregateConfig, contributors: readonly Contributor[], speaker: SpeakerConfig): boolean {
  return !matchingMedOnly || new Set(contributors.map((c) => c.attributes.med ?? missingMed(speaker))).size <= 1;
}

/**
 * Whether an aggregate with `as-set` starts with ATOMIC_AGGREGATE: bgpd looks for it when the statement is typed, at all that is there then,
 * and no more when routes come and go (bgp_route.c bgp_aggregate_route, bgp_add_route_to_aggregate).
 */
export function startsAtomic({ prefix, asSet }: AggregateConfig, destinations: Iterable<Destination>): boolean {
  if (!asSet) return false;
  for (const d of destinations)
    if (d.prefix.length > prefix.length && containsPrefix(prefix, d.prefix) && d.paths.some((p) => p.valid && p.attributes.atomicAggregate)) return true;
  return false;
}

export interface Contributor {
  readonly prefix: Prefix;
  readonly path: Path;
  /** Of the path, as they are now: a path is changed in place. */
  readonly attributes: PathAttributes;
}

/** F38: what a route without MED compares as. */
function missingMed({ bestpath }: SpeakerConfig): number {
  return bestpath.medMissingAsWorst ? 4294967295 : 0;
}

/** Valid paths of strictly more specific prefixes that are no aggregates themselves. */
export function contributorsOf(aggregate: Prefix, destinations: Iterable<Destination>): Contributor[] {
  const out: Contributor[] = [];
  for (const { prefix, paths } of destinations) {
    if (prefix.length <= aggregate.length || !containsPrefix(aggregate, prefix)) continue;
    for (const path of paths) if (path.valid && path.origination?.kind !== 'aggregate') out.push({ prefix, path, attributes: path.attributes });
  }
  return out;
}

/** F53, F76: all of them with `summary-only`, those that the map permits with `suppress-map`: it sees the prefix and no attributes. */
export function suppresses(config: AggregateConfig, prefix: Prefix, speaker: SpeakerConfig): boolean {
  if (config.summaryOnly) return true;
  return askSuppressMap(config, prefix, speaker)?.action === 'permit';
}

/** What the suppress-map says of a prefix; undefined where there is none. `traced`: with every entry that was met. */
export function askSuppressMap({ suppressMap }: AggregateConfig, prefix: Prefix, speaker: SpeakerConfig, traced = false): PolicyResult | undefined {
  if (!suppressMap || !speaker.policy.routeMaps.has(suppressMap.name)) return undefined;
  return evaluateRouteMap(suppressMap.name, localSubject(prefix, localAttributes(prefix, { weight: 0 }), speaker), speaker.policy, traced);
}

/** Before the statement's route-map. `atomic`: an aggregate with `as-set` carries ATOMIC_AGGREGATE. */
export function aggregateAttributes(config: AggregateConfig, contributors: readonly Contributor[], speaker: SpeakerConfig, atomic: boolean): PathAttributes {
  const all = contributors.map((c) => c.attributes);
  return localAttributes(config.prefix, {
    origin: config.origin ?? worstOrigin(all),
    nextHop: UNSPECIFIED_V6,
    aggregator: { asn: speaker.confederation?.identifier ?? speaker.asn, ip: speaker.routerId },
    ...((!config.asSet || atomic) && { atomicAggregate: true }),
    ...(config.asSet && {
      asPath: mergePaths(all.map((a) => a.asPath)),
      communities: communitySet(all.flatMap((a) => a.communities)),
      largeCommunities: largeCommunitySet(all.flatMap((a) => a.largeCommunities)),
      extendedCommunities: extendedCommunitySet(all.flatMap((a) => a.extendedCommunities)),
    }),
  });
}

function worstOrigin(all: readonly PathAttributes[]): Origin {
  if (all.some((a) => a.origin === 'incomplete')) return 'incomplete';
  return all.some((a) => a.origin === 'egp') ? 'egp' : 'igp';
}
