/**
 * One object for each set of attributes that says the same (bgpd interns them, too: bgp_attr.c bgp_attr_intern): a table of a million routes
 * has a few ten thousand sets, and what is one object is stored once, compared at a glance and worth remembering answers for. AS paths and
 * lists of communities are shared in the same way. Nothing that a router does may show whether attributes are shared; a test holds that.
 */
import { samePath } from './as-path.ts';
import type { AsPath, PathAttributes } from './attributes.ts';
import { sameAttributes } from './same-attributes.ts';

/** How attributes are shared, or not. */
export interface AttributeSharing {
  /** Whether answers about a set of attributes are worth keeping: whether the next of its kind will be the same object. */
  readonly remembers: boolean;
  /** The object that stands for all attributes that say what these say. */
  canonical(attributes: PathAttributes): PathAttributes;
}

/** Every object stands for itself. */
export const UNSHARED: AttributeSharing = { remembers: false, canonical: (attributes) => attributes };

/** What is kept at most, counted in objects and AS numbers: routing that never settles makes new paths without end. */
const LIMIT = 4_000_000;

export class AttributeStore implements AttributeSharing {
  readonly remembers = true;
  private readonly sets = new Interned<PathAttributes>();
  private readonly paths = new Interned<AsPath>();
  private readonly lists = new Map<string, readonly unknown[]>();
  /** The lists that stand for all that say the same. */
  private readonly members = new Set<readonly unknown[]>();
  private kept = 0;

  canonical(a: PathAttributes): PathAttributes {
    if (this.sets.has(a)) return a;
    if (this.kept > LIMIT) this.clear();
    const asPath = this.path(a.asPath);
    const communities = this.list(a.communities);
    const largeCommunities = this.list(a.largeCommunities);
    const extendedCommunities = this.list(a.extendedCommunities);
    const clusterList = this.list(a.clusterList);
    const isMadeOfShared =
      asPath === a.asPath &&
      communities === a.communities &&
      largeCommunities === a.largeCommunities &&
      extendedCommunities === a.extendedCommunities &&
      clusterList === a.clusterList;
    const made = isMadeOfShared ? a : { ...a, asPath, communities, largeCommunities, extendedCommunities, clusterList };
    const hash = attributesHash(made);
    const known = this.sets.find(hash, (k) => this.same(k, made));
    if (known) return known;
    this.kept++;
    this.sets.add(hash, made);
    return made;
  }

  private path(path: AsPath): AsPath {
    if (path.length === 0) return NONE;
    if (this.paths.has(path)) return path;
    const hash = hashOfPath(path);
    const known = this.paths.find(hash, (k) => samePath(k, path));
    if (known) return known;
    for (const segment of path) this.kept += segment.asns.length;
    this.paths.add(hash, path);
    return path;
  }

  /** Lists are few and short: by their text. */
  private list<T>(list: readonly T[]): readonly T[] {
    if (list.length === 0) return NONE;
    if (this.members.has(list)) return list;
    const text = JSON.stringify(list);
    const known = this.lists.get(text) as readonly T[] | undefined;
    if (known) return known;
    this.kept++;
    this.lists.set(text, list);
    this.members.add(list);
    return list;
  }

  /** Of two that are made of shared parts: whether they say the same in everything. */
  protected same(a: PathAttributes, b: PathAttributes): boolean {
    return (
      a.nextHop === b.nextHop &&
      a.asPath === b.asPath &&
      a.med === b.med &&
      a.localPref === b.localPref &&
      a.weight === b.weight &&
      a.origin === b.origin &&
      a.communities === b.communities &&
      a.largeCommunities === b.largeCommunities &&
      a.extendedCommunities === b.extendedCommunities &&
      a.clusterList === b.clusterList &&
      a.originatorId === b.originatorId &&
      a.atomicAggregate === b.atomicAggregate &&
      a.aggregator?.asn === b.aggregator?.asn &&
      a.aggregator?.ip === b.aggregator?.ip &&
      a.linkLocalNextHop === b.linkLocalNextHop &&
      a.nextHopIpv6 === b.nextHopIpv6 &&
      a.ownNextHopIpv6 === b.ownNextHopIpv6 &&
      a.nextHopInterface === b.nextHopInterface &&
      a.nextHopByMap === b.nextHopByMap &&
      a.preferGlobalNextHop === b.preferGlobalNextHop &&
      a.otc === b.otc &&
      a.tag === b.tag &&
      a.distance === b.distance
    );
  }

  /** What was shared so far stays what it is, and is no longer what new attributes are compared with. */
  private clear(): void {
    this.sets.clear();
    this.paths.clear();
    this.lists.clear();
    this.members.clear();
    this.kept = 0;
  }
}

const NONE: readonly never[] = [];

interface Link<T> {
  readonly value: T;
  readonly next: Link<T> | undefined;
}

/** Objects by a hash of what they say. */
class Interned<T extends object> {
  private readonly byHash = new Map<number, Link<T>>();
  private readonly members = new Set<T>();

  has(value: T): boolean {
    return this.members.has(value);
  }

  find(hash: number, isIt: (known: T) => boolean): T | undefined {
    for (let link = this.byHash.get(hash); link; link = link.next) if (isIt(link.value)) return link.value;
    return undefined;
  }

  add(hash: number, value: T): void {
    this.byHash.set(hash, { value, next: this.byHash.get(hash) });
    this.members.add(value);
  }

  clear(): void {
    this.byHash.clear();
    this.members.clear();
  }
}

/** 30 bits, so that the number needs no box. */
function mix(hash: number, value: number): number {
  return (Math.imul(hash ^ value, 0x9e3779b1) >>> 2) ^ (hash >>> 7);
}

function hashOfPath(path: AsPath): number {
  let hash = path.length;
  for (const { asns } of path) for (const asn of asns) hash = mix(hash, asn);
  return hash & 0x3fffffff;
}

/** Equal sets have equal numbers, of 30 bits; which number says nothing else. */
export function attributesHash(a: PathAttributes): number {
  const hop = typeof a.nextHop === 'number' ? a.nextHop : Number(BigInt.asUintN(32, a.nextHop) ^ BigInt.asUintN(32, a.nextHop >> 64n));
  let hash = mix(hashOfPath(a.asPath), hop);
  hash = mix(hash, a.med ?? -1);
  hash = mix(hash, a.localPref ?? -1);
  hash = mix(hash, a.weight);
  hash = mix(hash, a.originatorId ?? -1);
  return mix(hash, a.communities[0] ?? -1) & 0x3fffffff;
}

/** How many of these say different things. */
export function countDistinct(objects: ReadonlySet<PathAttributes>): number {
  if (objects.size < 2) return objects.size;
  const byHash = new Map<number, PathAttributes[]>();
  let n = 0;
  for (const attributes of objects) {
    const hash = attributesHash(attributes);
    const alike = byHash.get(hash);
    if (!alike) byHash.set(hash, [attributes]);
    else if (alike.some((a) => sameAttributes(a, attributes))) continue;
    else alike.push(attributes);
    n++;
  }
  return n;
}
