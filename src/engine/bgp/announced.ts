/**
 * What bgpd has announced to zebra, where that is not what it would say today. Distances and table-maps are looked at as a route is announced, not when they change
 * (F108; bgpd/bgp_zebra.c bgp_zebra_announce, bgp_zebra_announce_table).
 */
import { isIpv4, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type PathAttributes, sameAttributes } from '../policy/index.ts';
import { type RouteOffer, sameOffer } from '../rib/index.ts';
import { ribOffer, sameDistance, sameDistanceRules } from './install.ts';
import type { Destination, Path } from './path.ts';
import type { Table } from './table.ts';
import type { AfiName, FamilyConfig, SpeakerConfig } from './types.ts';

/** For the RIB: a route, or undefined to take it out. `anew` where the best path is another or has other attributes, be they nothing to the RIB. */
export interface Install {
  readonly prefix: Prefix;
  readonly offer: RouteOffer | undefined;
  readonly anew: boolean;
}

export class Announced {
  /** Learned routes as zebra has them, where a distance by prefix or a backdoor has changed since. */
  private readonly held = new Map<PrefixKey, RouteOffer>();
  /** What the RIB was handed of each aggregate, and for which path with which attributes. */
  private readonly aggregates = new Map<PrefixKey, { readonly path: Path; readonly attributes: PathAttributes; readonly offer: RouteOffer | undefined }>();
  private isAllDue = false;

  /**
   * F108: `distance bgp` has the routes of both families announced to zebra anew, whichever it is about; a distance by prefix has none, nor has
   * `network … backdoor`, and they hold for what is announced from then on (bgp_route.c bgp_announce_routes_distance_update, bgp_distance_set, bgp_static_set).
   */
  noteDistances(before: SpeakerConfig, now: SpeakerConfig, table: Table): void {
    const afis = ['ipv4', 'ipv6'] as const;
    if (afis.some((afi) => !sameDistance(before[afi].distance, now[afi].distance))) {
      this.held.clear();
      this.isAllDue = true;
      // Distances by prefix that were typed behind it came too late for that.
      const then = { ...now, ipv4: asAnnounced(now.ipv4), ipv6: asAnnounced(now.ipv6) };
      this.hold(table, then, ({ afi }) => !sameDistanceRules(then[afi].distanceRules, now[afi].distanceRules));
      return;
    }
    const byRule = afis.filter((afi) => !sameDistanceRules(before[afi].distanceRules, now[afi].distanceRules));
    const [wereBackdoors, areBackdoors] = [backdoors(before), backdoors(now)];
    if (byRule.length === 0 && wereBackdoors.size === 0 && areBackdoors.size === 0) return;
    this.hold(table, before, ({ key, afi }) => wereBackdoors.has(key) !== areBackdoors.has(key) || byRule.includes(afi));
  }

  /** Learned routes that keep what was said of them under a configuration, until they are announced again. */
  private hold(table: Table, said: SpeakerConfig, concerns: (of: { readonly key: PrefixKey; readonly afi: AfiName }) => boolean): void {
    for (const [key, destination] of table.destinations) {
      if (!concerns({ key, afi: isIpv4(destination.prefix.ip) ? 'ipv4' : 'ipv6' })) continue;
      if (!destination.best?.session || this.held.has(key)) continue;
      const offer = ribOffer(destination, said);
      if (offer) this.held.set(key, offer);
    }
  }

  /** Whether learned routes that are the same are handed to zebra once more, all at once; asked once. */
  takeAll(): boolean {
    const { isAllDue } = this;
    this.isAllDue = false;
    return isAllDue;
  }

  /** What zebra is told of a destination that may have changed; announced anew, it has the distance of today. */
  install(destination: Destination, anew: boolean, config: SpeakerConfig): Install {
    const { prefix, best } = destination;
    const key = prefixKey(prefix);
    if (anew) this.held.delete(key);
    if (best?.origination?.kind === 'aggregate') return { prefix, offer: this.aggregate(destination, key, best, config), anew };
    this.aggregates.delete(key);
    return { prefix, offer: this.learned(destination, key, config), anew };
  }

  /** F108: an aggregate is handed over when it changes or is made anew (F51); new distances and table-maps are for learned routes. */
  private aggregate(destination: Destination, key: PrefixKey, path: Path, config: SpeakerConfig): RouteOffer | undefined {
    const standing = this.aggregates.get(key);
    const { attributes } = path;
    if (standing?.path === path && sameAttributes(standing.attributes, attributes)) return standing.offer;
    const offer = ribOffer(destination, config);
    this.aggregates.set(key, { path, attributes, offer });
    return offer;
  }

  /** A learned route as it was announced, while nothing but its distance would be another. */
  private learned(destination: Destination, key: PrefixKey, config: SpeakerConfig): RouteOffer | undefined {
    const offer = ribOffer(destination, config);
    const held = this.held.get(key);
    if (!held) return offer;
    if (offer && sameOffer({ ...offer, distance: held.distance }, held)) return held;
    this.held.delete(key);
    return offer;
  }
}

/** A family with the distances by prefix that stood as `distance bgp` was last changed. */
function asAnnounced(family: FamilyConfig): FamilyConfig {
  return { ...family, distanceRules: family.announcedRules ?? family.distanceRules };
}

/** Prefixes of `network … backdoor`. */
function backdoors({ originations }: SpeakerConfig): ReadonlySet<PrefixKey> {
  return new Set(originations.flatMap((o) => (o.kind === 'network' && o.backdoor ? [prefixKey(o.prefix)] : [])));
}
