/** What a speaker hands to its router's RIB (F52, F95, F108, F109, F152; bgpd/bgp_zebra.c bgp_zebra_announce). */
import { containsIp, type Ip, type Ipv4, type Ipv6, isIpv4, type Prefix, samePrefix } from '../ip/index.ts';
import { effectiveNextHop, evaluateAccessList, evaluateRouteMap, linkLocalWay, type PathAttributes } from '../policy/index.ts';
import type { OfferedNextHop, RouteOffer } from '../rib/index.ts';
import { pathSubject } from './originate.ts';
import type { Destination, Path } from './path.ts';
import { hasTtlOfLink, isIbgp, type Session } from './session.ts';
import { isWeighted, weightOf } from './shares.ts';
import type { FamilyConfig, SpeakerConfig } from './types.ts';

/** The route for the RIB; undefined when there is none: nothing best, a route of our own, or refused by the table-map. */
export function ribOffer(destination: Destination, speaker: SpeakerConfig): RouteOffer | undefined {
  const { prefix, best } = destination;
  if (!best) return undefined;
  if (!best.session) return best.origination?.kind === 'aggregate' ? aggregateOffer(prefix, best, speaker) : undefined;
  if (!familyOf(prefix, speaker).tableMap && !best.shares) return plainOffer(prefix, best, best.session, speaker);
  const used = [best, ...destination.paths.filter((p) => p !== best && p.multipath)];
  const mapped = used.map((path) => ({ path, attributes: throughTableMap(prefix, path, speaker) })).filter((m) => m.attributes !== undefined);
  if (mapped.length === 0) return undefined;
  const { bandwidth } = speaker.bestpath;
  // What the map did to metric and tag counts where it let the best path pass.
  const first = mapped.find((m) => m.path === best)?.attributes ?? best.attributes;
  const tag = first.tag;
  const { shares } = best;
  const weighted = (hop: OfferedNextHop, attributes: PathAttributes): OfferedNextHop[] => {
    if (!isWeighted(shares, bandwidth)) return [hop];
    const weight = weightOf(attributes, shares, bandwidth);
    return weight === undefined ? [] : [{ ...hop, weight }];
  };
  return {
    prefix,
    protocol: 'bgp',
    distance: distanceOf(prefix, best, speaker),
    metric: first.med ?? 0,
    nextHops: mapped.flatMap((m) => weighted(nextHopOf(m.path, m.attributes as PathAttributes), m.attributes as PathAttributes)),
    bgp: {
      internal: best.session.type !== 'external',
      mayRecurse: mayRecurse(best) || (speaker.bestpath.peerTypeMultipathRelax && used.some((p) => p.session?.type !== 'external')),
      peer: best.session.peer.id,
    },
    ...(tag !== undefined && tag !== 0 && { tag }),
  };
}

/** Of a prefix whose best path is used alone, and as it is: of nearly all of a large table. */
function plainOffer(prefix: Prefix, best: Path, session: Session, speaker: SpeakerConfig): RouteOffer {
  const { tag, med } = best.attributes;
  const offer: RouteOffer = {
    prefix,
    protocol: 'bgp',
    distance: distanceOf(prefix, best, speaker),
    metric: med ?? 0,
    nextHops: onlyHop(best, session),
    bgp: bgpOf(session, mayRecurse(best) || (speaker.bestpath.peerTypeMultipathRelax && session.type !== 'external')),
  };
  return tag === undefined || tag === 0 ? offer : { ...offer, tag };
}

/** What all routes by one session say of BGP, by whether they may recurse. */
const said = new WeakMap<Session, Map<boolean, NonNullable<RouteOffer['bgp']>>>();

function bgpOf(session: Session, recurses: boolean): NonNullable<RouteOffer['bgp']> {
  const known = said.get(session) ?? new Map<boolean, NonNullable<RouteOffer['bgp']>>();
  said.set(session, known);
  const bgp = known.get(recurses) ?? { internal: session.type !== 'external', mayRecurse: recurses, peer: session.peer.id };
  known.set(recurses, bgp);
  return bgp;
}

/** The next hop of the route by a session that was installed last: most routes by it have the same. */
const hops = new WeakMap<Session, readonly OfferedNextHop[]>();

function onlyHop(best: Path, session: Session): readonly OfferedNextHop[] {
  const hop = nextHopOf(best, best.attributes);
  const last = hops.get(session);
  if (last && last[0]?.ip === hop.ip && last[0]?.interface === hop.interface) return last;
  const now = [hop];
  hops.set(session, now);
  return now;
}

function familyOf(prefix: Prefix, speaker: SpeakerConfig): FamilyConfig {
  return isIpv4(prefix.ip) ? speaker.ipv4 : speaker.ipv6;
}

/**
 * F52. One to which a map has given a link-local next hop is not installed: that wants an interface, and an aggregate has no neighbor to take it from
 * (bgp_zebra.c update_ipv6nh_for_route_install).
 */
function aggregateOffer(prefix: Prefix, best: Path, speaker: SpeakerConfig): RouteOffer | undefined {
  const attributes = throughTableMap(prefix, best, speaker);
  if (!attributes || linkLocalWay(attributes) !== undefined) return undefined;
  return {
    prefix,
    protocol: 'bgp',
    distance: distanceOf(prefix, best, speaker),
    metric: attributes.med ?? 0,
    ...(attributes.tag !== undefined && attributes.tag !== 0 && { tag: attributes.tag }),
    nextHops: [{ blackhole: 'blackhole' }],
    bgp: { internal: true, mayRecurse: true },
  };
}

/** F152: a path that the map refuses is not installed, though it stays best and advertised; a map that is missing refuses all (F70). */
function throughTableMap(prefix: Prefix, path: Path, speaker: SpeakerConfig): PathAttributes | undefined {
  const { tableMap } = familyOf(prefix, speaker);
  if (!tableMap) return path.attributes;
  const result = evaluateRouteMap(tableMap.name, pathSubject(prefix, path, speaker), speaker.policy);
  return result.action === 'permit' ? result.attributes : undefined;
}

/** F96: the link-local next hop is what is installed, with its interface. */
function nextHopOf(path: Path, attributes: PathAttributes): OfferedNextHop {
  const { session } = path;
  const linkLocal = linkLocalWay(attributes);
  return linkLocal !== undefined && session?.nextHopInterface !== undefined
    ? { ip: linkLocal, interface: session.nextHopInterface }
    : { ip: effectiveNextHop(attributes) };
}

/** F95. */
function mayRecurse({ session }: Path): boolean {
  if (!session || session.type !== 'external') return true;
  const { peer } = session;
  return !hasTtlOfLink(peer) || peer.disableConnectedCheck;
}

/** F108: `set distance`, a rule for the peer's address, a backdoor, the kind of peer. */
function distanceOf(prefix: Prefix, { session, attributes, origination }: Path, speaker: SpeakerConfig): number {
  if (attributes.distance !== undefined && attributes.distance !== 0) return attributes.distance;
  const family = familyOf(prefix, speaker);
  const rule = family.distanceRules.length > 0 ? distanceRule(family, session?.peer.address, origination?.kind === 'aggregate') : undefined;
  if (rule && (rule.accessList === undefined || listPermits(rule.accessList, prefix, speaker))) return rule.distance;
  if (speaker.originations.some((o) => o.kind === 'network' && o.backdoor && samePrefix(o.prefix, prefix))) return family.distance.local;
  if (session?.type === 'external') return family.distance.external;
  return session && isIbgp(session.type) ? family.distance.internal : family.distance.local;
}

/** The rule whose prefix holds the peer, the longest of several. */
function distanceRule({ distanceRules }: FamilyConfig, from: Ip | undefined, aggregate: boolean): FamilyConfig['distanceRules'][number] | undefined {
  // An aggregate has no neighbor: only the rule for all of them is about it (bgp_route.c bgp_distance_apply).
  const about = distanceRules.filter(({ prefix }) => (from === undefined ? aggregate && prefix.length === 0 : holdsPeer(prefix, from)));
  return about.toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
}

/** F108: a neighbor of the other family is looked up by its first bits, as if they were of this one (lib/prefix.c prefix_match asks for no family). */
function holdsPeer(prefix: Prefix, peer: Ip): boolean {
  if (isIpv4(prefix.ip)) return containsIp(prefix, isIpv4(peer) ? peer : (Number(peer >> 96n) as Ipv4));
  if (!isIpv4(peer)) return containsIp(prefix, peer);
  return prefix.length <= 32 && containsIp(prefix, (BigInt(peer) << 96n) as Ipv6);
}

function listPermits(name: string, prefix: Prefix, speaker: SpeakerConfig): boolean {
  const list = (isIpv4(prefix.ip) ? speaker.policy.accessLists : speaker.policy.accessLists6).get(name);
  return list !== undefined && evaluateAccessList(list, prefix) === 'permit';
}

/** What `distance bgp` says. */
export function sameDistance(a: FamilyConfig['distance'], b: FamilyConfig['distance']): boolean {
  return a === b || (a.external === b.external && a.internal === b.internal && a.local === b.local);
}

/** What distances by prefix say. */
export function sameDistanceRules(a: FamilyConfig['distanceRules'], b: FamilyConfig['distanceRules']): boolean {
  return a === b || (a.length === b.length && a.every((r, i) => isRule(r, b[i])));
}

function isRule(a: FamilyConfig['distanceRules'][number], b: FamilyConfig['distanceRules'][number] | undefined): boolean {
  return a.distance === b?.distance && a.accessList === b.accessList && samePrefix(a.prefix, b.prefix);
}
