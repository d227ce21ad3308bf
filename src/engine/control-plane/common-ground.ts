/**
 * What of a network makes one prefix stand on others (F169): it holds an address that is looked for, is gathered into an aggregate, counted by a limit that all
 * prefixes together could reach, or is in a table that is asked for a condition. Which prefixes there have been only grows, so that what a prefix left
 * behind when it was withdrawn is not overlooked.
 */
import { type AfiName, afiOf, type Destination, type PeerFamilyConfig, type Speaker, type SpeakerConfig, type SpeakerId } from '../bgp/index.ts';
import { containsIp, containsPrefix, type Ip, isIpv4, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { Terrain } from './terrain.ts';

const FAMILIES: readonly AfiName[] = ['ipv4', 'ipv6'];

export class CommonGround {
  private readonly aggregates: readonly Prefix[];
  private readonly gateways: readonly Ip[];
  /** Paths that may be held before somebody's limit counts, */
  private readonly limits: Readonly<Record<AfiName, number>>;
  /** and who has such a limit: on all that comes, or only on what goes out. */
  private readonly limited: Readonly<Record<AfiName, ReadonlyMap<SpeakerId, 'all' | 'out'>>>;
  /** Whose table is asked: by an advertise-map (F150), or the route-map of a default route (F54). */
  private readonly asked: Readonly<Record<AfiName, ReadonlySet<SpeakerId>>>;
  /** All prefixes that there have been, */
  private readonly known = { ipv4: new Set<PrefixKey>(), ipv6: new Set<PrefixKey>() };
  /** and those in tables that are asked. */
  private readonly conditional = new Set<PrefixKey>();

  constructor({ nodes, speakers }: Terrain, running: ReadonlyMap<SpeakerId, Speaker>) {
    const all = [...speakers.values()];
    const routers = [...nodes.values()].flatMap((n) => (n.kind === 'router' ? [n] : []));
    this.aggregates = all.flatMap((s) => s.originations.flatMap((o) => (o.kind === 'aggregate' ? [o.prefix] : [])));
    this.gateways = routers.flatMap((r) => [
      ...r.staticRoutes.flatMap(({ to }) => (to.kind === 'gateway' ? [to.ip] : [])),
      ...r.kernelRoutes.flatMap((k) => k.gateway ?? []),
    ]);
    const of = (afi: AfiName) => all.flatMap((s) => s.peers.flatMap(({ families }) => families[afi] ?? []));
    this.limits = { ipv4: leastLimit(of('ipv4')), ipv6: leastLimit(of('ipv6')) };
    this.limited = { ipv4: limitedOf(all, 'ipv4'), ipv6: limitedOf(all, 'ipv6') };
    const askers = (afi: AfiName) => all.filter((s) => s.peers.some(({ families }) => asks(families[afi]))).map((s) => s.id);
    this.asked = { ipv4: new Set(askers('ipv4')), ipv6: new Set(askers('ipv6')) };
    for (const [id, { table }] of running) this.decided(id, table.destinations.values());
  }

  /** A speaker has decided on these prefixes anew. */
  decided(speaker: SpeakerId, destinations: Iterable<Destination>): void {
    const counts = (afi: AfiName) => this.limits[afi] !== Number.POSITIVE_INFINITY;
    const isAsked = (afi: AfiName) => this.asked[afi].has(speaker);
    if (!FAMILIES.some((afi) => counts(afi) || isAsked(afi))) return;
    for (const { prefix } of destinations) {
      const afi = afiOf(prefix);
      const key = prefixKey(prefix);
      if (counts(afi)) this.known[afi].add(key);
      if (isAsked(afi)) this.conditional.add(key);
    }
  }

  /** Whether all prefixes together could reach a limit. A default route that is made for a peer is in no table, but counts there; and at the limit one that is out is asked about. */
  private isLimited(afi: AfiName): boolean {
    return this.known[afi].size + 2 > this.limits[afi];
  }

  /**
   * Whether more hangs on what the speaker has just decided of the prefix, or it on more, than its routes: it is counted there, or asked for. `another`: its
   * best path is, which is all that a limit on what goes out sees. A default route that a table is asked for comes of all prefixes in it.
   */
  isCounted(speaker: SpeakerId, prefix: Prefix, another: boolean): boolean {
    const afi = afiOf(prefix);
    if (this.asked[afi].has(speaker) || (prefix.length === 0 && this.asked[afi].size > 0)) return true;
    const limit = this.limited[afi].get(speaker);
    return limit !== undefined && (limit === 'all' || another) && this.isLimited(afi);
  }

  /** Whether others may stand on the prefix, given the next hops that are in use and those that `speakers` look for. */
  has(prefix: Prefix, hops: ReadonlySet<Ip>, speakers: Iterable<Speaker>): boolean {
    const afi = afiOf(prefix);
    if (this.isLimited(afi) || this.conditional.has(prefixKey(prefix))) return true;
    const holds = (ip: Ip) => isIpv4(ip) === isIpv4(prefix.ip) && containsIp(prefix, ip);
    if (this.gateways.some(holds) || this.aggregates.some((a) => isIpv4(a.ip) === isIpv4(prefix.ip) && containsPrefix(a, prefix))) return true;
    for (const ip of hops) if (holds(ip)) return true;
    for (const speaker of speakers) if (speaker.tracks(holds)) return true;
    return false;
  }
}

function asks(family: PeerFamilyConfig | undefined): boolean {
  return (family?.advertiseMap ?? family?.defaultOriginate?.routeMap) !== undefined;
}

function limitedOf(speakers: readonly SpeakerConfig[], afi: AfiName): Map<SpeakerId, 'all' | 'out'> {
  const families = speakers.map(({ id, peers }) => [id, peers.flatMap((p) => p.families[afi] ?? [])] as const);
  // Of several paths each is news, and not the best alone.
  const severalPaths = families.some(([, all]) => all.some((f) => f.addpathTx));
  return new Map(
    families.flatMap(([id, all]) => {
      const isOnAll = all.some((f) => f.maximumPrefix?.warningOnly === false);
      const isOut = all.some((f) => f.maximumPrefixOut !== undefined);
      return isOnAll || isOut ? [[id, isOnAll || severalPaths ? 'all' : 'out']] : [];
    }),
  );
}

/** The least of the limits at which anything happens: those that only warn do nothing. Where several paths of a prefix are sent each counts, and a few prefixes may reach any. */
function leastLimit(families: readonly PeerFamilyConfig[]): number {
  const limits = families.flatMap(({ maximumPrefix, maximumPrefixOut }) => [
    ...(maximumPrefix && !maximumPrefix.warningOnly ? [maximumPrefix.limit] : []),
    ...(maximumPrefixOut === undefined ? [] : [maximumPrefixOut]),
  ]);
  if (limits.length === 0) return Number.POSITIVE_INFINITY;
  return families.some((f) => f.addpathTx) ? 0 : Math.min(...limits);
}
