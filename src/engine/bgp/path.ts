/** A path as a speaker holds it while working, and the prefix that it belongs to. Results are made of it at the end (types.ts). */
import { type Ipv4, isIpv4, isUnspecified, type Prefix } from '../ip/index.ts';
import { effectiveNextHop, type PathAttributes, type Reason, type Shares } from '../policy/index.ts';
import type { Comparison } from './decision.ts';
import type { Contender } from './selection.ts';
import type { Tracked } from './reach-cache.ts';
import type { Session } from './session.ts';
import type { PathSource } from './state.ts';
import type { AddPathType, AfiName, Origination } from './types.ts';

// Classes, whose every field is there from the start: there are a path for each route that comes by each session, and an object that is given
// its fields one after another takes ten times the room.
export class Path {
  valid = true;
  invalid: Reason | undefined = undefined;
  /** F31. */
  igpMetric = 0;
  resolvedBy: Prefix | undefined = undefined;
  /** Its next hop, among those that the speaker keeps an eye on. */
  tracked: Tracked | undefined = undefined;
  selected = false;
  multipath = false;
  /** Of the best: what it and the paths used beside it have of bandwidth; undefined where it is used alone. */
  shares: Shares | undefined = undefined;
  lost: Comparison | undefined = undefined;
  /** How many aggregates suppress it (F53). */
  suppressedBy = 0;
  /** With deterministic-med: the AS whose best it is. */
  bestFromAs: number | undefined = undefined;
  /** Under `suppress-fib-pending`, of the best path: whether the RIB has installed it (F151). */
  inFib: boolean | undefined = undefined;
  /** Under `suppress-fib-pending`, of the best path: another one of our own stands beside it (F151). */
  besideOwn = false;
  /** Under `suppress-fib-pending`, of a best path of our own: a learned one is waited for that is not installed (F151). */
  awaitsFib = false;
  /** It was installed, and something better is now. */
  hasLeftFib = false;
  /** How often its attributes have become others: they may be what they were, and bgpd has seen them change all the same (BGP_PATH_ATTR_CHANGED). */
  changes = 0;
  /** The identifiers that it is sent under (path-ids.ts). */
  ids: Partial<Record<AddPathType, number>> | undefined = undefined;

  constructor(
    /** Of a route of our own it follows the configuration, which may say the same on another line. */
    public source: PathSource,
    /** After inbound policy. */
    public attributes: PathAttributes,
    /** Undefined for a route of our own. */
    public session: Session | undefined,
    /** Its number in the order of arrival at this speaker. */
    readonly arrival: number,
  ) {}

  /** Takes on other attributes. */
  become(attributes: PathAttributes): void {
    this.attributes = attributes;
    this.changes++;
  }

  get origination(): Origination | undefined {
    return this.source.kind === 'local' ? this.source.origination : undefined;
  }
}

/** One prefix of the table. */
export class Destination {
  best: Path | undefined = undefined;
  reason: string | undefined = undefined;
  /** Paths with identifiers that are gone since the last decision. */
  gone: Path[] | undefined = undefined;
  /** The identifier of a selected path that is gone, for those to come. */
  freeIds: Record<AddPathType, number[]> | undefined = undefined;
  /** The number of the table's change that the best path last had part in. */
  version: number | undefined = undefined;
  /** The best path as that change left it, and how often its attributes had changed. */
  countedBest: Path | undefined = undefined;
  countedChanges: number | undefined = undefined;
  /** Under `suppress-fib-pending`: a learned path has come while BGP had nothing of the prefix in the FIB, nor has had since (F151). */
  awaitsFib = false;
  /** The update groups have been told of it: the best path as they were last, and what of it they go by. */
  isTold = false;
  toldBest: Path | undefined = undefined;
  /** bgpd still listed a path beside the best one when it last told of it, be it that which was best before and is gone. */
  toldBeside = false;
  toldChanges: number | undefined = undefined;
  toldSuppressed = false;
  toldInFib: boolean | undefined = undefined;
  toldShares: Shares | undefined = undefined;

  constructor(
    readonly prefix: Prefix,
    /** Newest first (F40). */
    readonly paths: Path[],
    /** Its place among the table's prefixes, by when they came. */
    readonly number: number,
  ) {}
}

export function afiOf(prefix: Prefix): AfiName {
  return isIpv4(prefix.ip) ? 'ipv4' : 'ipv6';
}

export function isLocal(path: Path): boolean {
  return path.session === undefined;
}

/** Where a path is from, as one value. */
export function sameSource(a: PathSource, b: PathSource): boolean {
  if (a.kind === 'peer') return b.kind === 'peer' && a.peer === b.peer && a.pathId === b.pathId;
  return b.kind === 'local' && a.origination.kind === b.origination.kind && protocolOf(a.origination) === protocolOf(b.origination);
}

function protocolOf(origination: Origination): string {
  return origination.kind === 'redistribute' ? origination.protocol : origination.kind === 'fixed' ? origination.label : '';
}

/**
 * What two paths have alike that lead to one next hop. bgpd compares IPv4's first, and where one path has two IPv6 ones and the other none it stops
 * there (bgp_mpath.c bgp_path_info_nexthop_cmp): a link-local one that a map has set beside an IPv4 next hop counts for nothing. Of an IPv6 route's
 * two it compares the one that is used, and does not ask on which link that stands, unless the peers are named by their interfaces.
 */
function wayOf({ attributes, session }: Path): Contender<Path>['way'] {
  const { nextHop, nextHopIpv6, linkLocalNextHop, preferGlobalNextHop } = attributes;
  if (linkLocalNextHop === undefined) return effectiveNextHop(attributes);
  const ipv4 = isIpv4(nextHop);
  if (ipv4 && !isUnspecified(nextHop) && nextHopIpv6 === UNSPECIFIED_V6) return nextHop;
  const first = ipv4 ? nextHop : '';
  if (preferGlobalNextHop) return `${first} ${effectiveNextHop(attributes)}`;
  const link = session?.peer.unnumbered ? session.peer.interface : '';
  return `${first} ${linkLocalNextHop} ${link}`;
}

const UNSPECIFIED_V6 = 0n;

/** A path as the decision sees it. */
class PathContender implements Contender<Path> {
  readonly attributes: PathAttributes;
  readonly type: Contender<Path>['type'];
  readonly igpMetric: number;
  readonly routerId: number;
  readonly remoteAs: number;
  readonly selected: boolean;
  readonly peerAddress: Contender<Path>['peerAddress'];

  constructor(
    readonly path: Path,
    ownRouterId: Ipv4,
    readonly equalClusterLength: boolean,
  ) {
    const { session } = path;
    this.attributes = path.attributes;
    this.type = session?.type ?? 'local';
    this.igpMetric = path.igpMetric;
    this.routerId = session?.remoteRouterId ?? ownRouterId;
    this.remoteAs = session?.remoteAs ?? 0;
    this.selected = path.selected;
    this.peerAddress = session?.peer.address;
  }

  /** Asked for where several paths may be used. */
  get way(): Contender<Path>['way'] {
    return wayOf(this.path);
  }
}

export function contenderOf(path: Path, ownRouterId: Ipv4, equalClusterLength: boolean): Contender<Path> {
  return new PathContender(path, ownRouterId, equalClusterLength);
}
