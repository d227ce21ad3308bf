/**
 * Adj-RIB-Out of one update group: what its members have been told, kept once for all of them. Each member is sent its own rewriting, which stands
 * beside what is stored (export-memo.ts), in the member's place; so a route costs a group one entry, however many peers it has.
 */
import { formatPrefix, type Prefix, type PrefixKey, prefixKey, prefixOfKey } from '../ip/index.ts';
import { type PathAttributes, type Reason, sameAttributes } from '../policy/index.ts';
import { hashAlike } from './duplicates.ts';
import { Alike, type Stored } from './export-memo.ts';
import type { Exported } from './outbound.ts';
import type { Packing, Update } from './packing.ts';
import { type RouteKey, routeKey } from './path-ids.ts';
import type { Session } from './session.ts';
import type { AdvertisedRoute } from './state.ts';

/** A route as the group was told of it last. */
export interface ToldRoute {
  readonly prefix: Prefix;
  readonly stored: Stored;
  /** By `default-originate`. */
  readonly isDefault: boolean;
  readonly pathId: number | undefined;
}

export interface Member {
  session: Session;
  /** Its place in what is written of every stored route; never another member's. */
  readonly place: number;
  /** It has been told what the group has. */
  inStep: boolean;
  /** What it was told otherwise than the others, under an earlier configuration or by itself, and is not yet told anew. */
  readonly carried: Carried;
}

/** Routes that a peer has otherwise than its group. */
export type Carried = Map<RouteKey, AdvertisedRoute>;

export class AdjRibOut {
  readonly members: Member[] = [];
  private readonly routes = new Map<RouteKey, ToldRoute>();
  /** Identifiers by prefix, where members are sent several paths. */
  private readonly ids = new Map<PrefixKey, Set<number>>();
  private readonly refused = new Map<PrefixKey, Reason | Alike>();
  private left: AdvertisedRoute | undefined;
  private places = 0;
  private allInStep = true;

  /** `sendsIds`: members are told the identifiers by which routes are filed (F148). */
  constructor(private readonly sendsIds = true) {}

  /** `carried` loses what is told anew. */
  join(session: Session, carried: Carried): void {
    this.members.push({ session, place: this.places++, inStep: false, carried });
    this.allInStep = false;
    for (const { prefix, pathId } of carried.values()) if (pathId !== undefined) this.noteId(prefixKey(prefix), pathId);
  }

  /** True when the peer was a member. */
  leave(peer: string): boolean {
    const at = this.members.findIndex((m) => m.session.peer.id === peer);
    if (at >= 0) this.members.splice(at, 1);
    return at >= 0;
  }

  /** Those stay, with settings that are theirs now; what was told stands. */
  keep(sessions: readonly Session[]): void {
    const now = new Map(sessions.map((s) => [s.peer.id, s]));
    for (const member of this.members.splice(0)) {
      const session = now.get(member.session.peer.id);
      if (session) this.members.push(Object.assign(member, { session }));
    }
  }

  /** How many routes have been told. */
  get size(): number {
    return this.routes.size;
  }

  /**
   * Takes in the members of another, which have been told by themselves: what is stored here is theirs from now on (F92), and what they were sent
   * stays as it was until there is news.
   */
  takeIn(young: AdjRibOut): void {
    for (const { session, place, carried } of young.members) {
      const member: Member = { session, place: this.places++, inStep: true, carried };
      const sent = (key: RouteKey) => carried.get(key)?.sent ?? young.routes.get(key)?.stored.written[place];
      const had = new Map([...this.routes.keys()].map((key) => [key, sent(key)]));
      carried.clear();
      for (const [key, route] of this.routes) this.takeInRoute(member, key, route, young.routes.get(key), had.get(key));
      this.members.push(member);
      this.allInStep &&= carried.size === 0;
    }
  }

  /** What is stored alike needs no note of its own. */
  private takeInRoute({ place, carried }: Member, key: RouteKey, route: ToldRoute, young: ToldRoute | undefined, sent: PathAttributes | undefined): void {
    if (!sent) return;
    const { exported, written } = route.stored;
    const known = written[place];
    const alike = young && sameAttributes(young.stored.exported.stored, exported.stored) && (known === undefined || sameAttributes(known, sent));
    if (alike) written[place] = sent;
    else carried.set(key, advertised(route.prefix, exported, sent, route.isDefault, route.pathId));
  }

  /** Everything has been gone through: whoever joined has all. */
  inStep(): void {
    if (this.allInStep) return;
    for (const member of this.members) member.inStep = true;
    this.allInStep = true;
  }

  /**
   * Puts a route in, and tells each member whose rewriting of it is new. `forced`: a change that a peer cannot see counts, too
   * (`bgp suppress-duplicates` does not hold it back). `preference`: the LOCAL_PREF that own routes have unless it is said.
   */
  announce(
    route: ToldRoute,
    { forced, preference }: { readonly forced: boolean; readonly preference: number },
    written: (member: Member, stored: Stored) => PathAttributes,
    out: Packing,
  ): void {
    const { prefix, stored, pathId } = route;
    const at = prefixKey(prefix);
    const key = routeKey(at, pathId);
    if (!route.isDefault) this.refused.delete(at);
    const before = this.routes.get(key);
    if (before && !route.isDefault && !forced && hashAlike(before.stored.exported, stored.exported, preference)) return;
    this.routes.set(key, route);
    if (pathId !== undefined) this.noteId(at, pathId);
    if (before?.stored === stored && (this.allInStep || !forced)) return;
    for (const member of this.members) {
      const had = this.had(member, key, before);
      member.carried.delete(key);
      const attributes = written(member, stored);
      if (had && (had === attributes || sameAttributes(had, attributes))) continue;
      out.announce(member.session.peer.id, this.identified({ prefix, attributes }, pathId), stored.exported);
    }
  }

  /** Whether bgpd takes it for what it has sent. */
  hasSame(key: PrefixKey, { exported }: Stored, preference: number): boolean {
    const before = this.routes.get(key);
    return before !== undefined && hashAlike(before.stored.exported, exported, preference);
  }

  /** Takes a route out, and withdraws it from those who have it. */
  withdraw(prefix: Prefix, pathId: number | undefined, out: Packing): void {
    const key = routeKey(prefixKey(prefix), pathId);
    const before = this.routes.get(key);
    this.routes.delete(key);
    if (pathId !== undefined) this.ids.get(prefixKey(prefix))?.delete(pathId);
    for (const member of this.members) {
      if (!this.had(member, key, before)) continue;
      member.carried.delete(key);
      out.withdraw(member.session.peer.id, this.identified({ prefix }, pathId));
    }
  }

  private identified(update: Update, pathId: number | undefined): Update {
    return pathId === undefined || !this.sendsIds ? update : { ...update, pathId };
  }

  /**
   * F54: as `default-originate` comes bgpd means to forget the default of the table that it has told, but looks for it by the path identifier that
   * it keeps for what is originated, and leaves it (bgp_updgrp_adv.c subgroup_default_originate, adj_lookup).
   */
  leaveDefault(prefix: Prefix): void {
    const key = routeKey(prefixKey(prefix), undefined);
    this.left ??= this.members.map(({ carried }) => carried.get(key)).find((route) => route && !route.defaultOriginated);
  }

  /** It is left behind, or no more. */
  setLeft(route: AdvertisedRoute | undefined): void {
    this.left = route;
  }

  private had({ inStep, carried, place }: Member, key: RouteKey, before: ToldRoute | undefined): PathAttributes | undefined {
    const known = carried.size > 0 ? carried.get(key) : undefined;
    return known ? known.sent : inStep ? before?.stored.written[place] : undefined;
  }

  private noteId(key: PrefixKey, pathId: number): void {
    const known = this.ids.get(key);
    if (known) known.add(pathId);
    else this.ids.set(key, new Set([pathId]));
  }

  /** The identifiers that members have of a prefix. */
  idsOf(key: PrefixKey): number[] {
    return [...(this.ids.get(key) ?? [])];
  }

  /** Why the best path of a prefix is not sent; undefined when there is none. */
  refuse(key: PrefixKey, why: Reason | Alike | undefined): void {
    if (why) this.refused.set(key, why);
    else this.refused.delete(key);
  }

  /** Whether members have the route. */
  has(at: PrefixKey, pathId: number | undefined): boolean {
    const key = routeKey(at, pathId);
    return this.routes.has(key) || this.members.some((m) => m.carried.has(key));
  }

  /** What the peer has, as it has it. */
  *routesOf({ inStep, place, carried }: Member): Generator<AdvertisedRoute> {
    if (!inStep) return;
    for (const [key, { prefix, stored, isDefault, pathId }] of this.routes) {
      if (carried.size > 0 && carried.has(key)) continue;
      const sent = stored.written[place];
      if (sent) yield advertised(prefix, stored.exported, sent, isDefault, pathId);
    }
    if (this.left) yield { ...this.left, leftBehind: true };
  }

  /** What is not sent to a peer, and why. */
  *withheldFrom(peer: string): Generator<[PrefixKey, Reason]> {
    for (const [key, why] of this.refused) {
      const reason = why instanceof Alike ? why.of(prefixOfKey(key)) : why;
      yield [key, reason.args?.['peer'] === undefined || reason.args['peer'] === peer ? reason : { ...reason, args: { ...reason.args, peer } }];
    }
  }
}

export function overLimit(peer: string, prefix: Prefix): Reason {
  return { code: 'bgp-maximum-prefix-out', rules: ['F165'], args: { peer, prefix: formatPrefix(prefix) } };
}

function advertised(prefix: Prefix, { stored, removedMed }: Exported, sent: PathAttributes, isDefault: boolean, pathId: number | undefined): AdvertisedRoute {
  if (removedMed === undefined && !isDefault && pathId === undefined) return { prefix, stored, sent };
  return {
    prefix,
    stored,
    sent,
    ...(removedMed !== undefined && { removedMed }),
    ...(isDefault && { defaultOriginated: true }),
    ...(pathId !== undefined && { pathId }),
  };
}
