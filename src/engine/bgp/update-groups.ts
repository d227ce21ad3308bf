/**
 * Update groups: peers with the same outbound settings, for which a best path is judged once (bgpd/bgp_updgrp.c). What the group has been told is
 * kept by it (adj-rib-out.ts), so that only changes go out. A group is made of subgroups: who comes late is judged alone first, and then takes
 * over what the others have (subgroups.ts).
 */
import { defaultPrefix, isIpv4, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type AttributeSharing, type PathAttributes, type Reason } from '../policy/index.ts';
import { AdjRibOut, type Carried, type Member, overLimit } from './adj-rib-out.ts';
import { conditionNow } from './conditional.ts';
import { originatedDefault } from './default-originate.ts';
import { type Alike, ExportMemo, Stored } from './export-memo.ts';
import { type OutboundContext, OWN_FIB_PENDING } from './outbound.ts';
import type { Destination } from './path.ts';
import { DEFAULT_ROUTE_ID, isSent, routeKey } from './path-ids.ts';
import { Packing, type Update } from './packing.ts';
import type { RouterView } from './router-view.ts';
import { concernsOutbound } from './outbound-settings.ts';
import { type Session, updateGroupKey } from './session.ts';
import { sameShares } from './shares.ts';
import { canMerge, coalesceTime } from './subgroups.ts';
import type { Table } from './table.ts';
import type { AddPathType, AdvertisedRoute, AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

export type { Update } from './packing.ts';

interface Subgroup {
  readonly afi: AfiName;
  readonly family: PeerFamilyConfig;
  /** The sessions of its members. */
  readonly sessions: Session[];
  readonly out: AdjRibOut;
  /** The one that came first of all: the group is judged by its settings, even when it has left. */
  readonly model: Session;
  /** ms at which it first says something: until then it waits for company, and who comes joins it. */
  readonly speaksAt: number;
  /** That moment is yet to come. */
  waits: boolean;
  /** Everything is to be judged anew: a member has come, or the condition of its advertise-map has turned. */
  stale: boolean;
  /** A new configuration has something else to say to it, and will in a moment. */
  due: boolean;
  /** It has nothing by which a duplicate could be told: what it says then goes out even where the member has just that. */
  afresh: boolean;
  /** This pass was asked for: nothing is held back as a duplicate. */
  forced: boolean;
  condition: 'met' | 'unmet' | undefined;
  /** Routes as bgpd counts them for `maximum-prefix-out`, and for PfxSnt; the originated default is none. */
  counted: number;
  default: Stored | undefined;
  /** A member that has come from another group was told a default there. */
  broughtDefault: boolean;
  /** Members are sent several paths a prefix. */
  readonly paths: AddPathType | undefined;
  /** They are to be, but have not negotiated it: what they are sent is filed by identifier all the same. */
  readonly filedBy: AddPathType | undefined;
  readonly memo: ExportMemo;
}

export class UpdateGroups {
  /** By peer, in the order in which they came: what they have from before the configuration was what it is. */
  private readonly carried = new Map<string, Readonly<Record<AfiName, Carried>>>();
  /** By settings: the subgroups of an update group, from the oldest. */
  private readonly groups = new Map<string, Subgroup[]>();
  /** F150: the conditions of advertise-maps have been looked at; until then everything is advertised. */
  private conditionsAsked = false;
  /** Who is to be told everything again in a moment, by family. */
  private readonly asked = new Set<string>();
  /** The time of `bgp max-med on-startup` is over. */
  private startupOver = false;

  constructor(
    private readonly speaker: SpeakerConfig,
    private readonly router: RouterView | undefined,
    private readonly sharing: AttributeSharing,
  ) {}

  /**
   * The same state under a new configuration. Sessions whose settings put them into another group begin a subgroup there, with what they have
   * been told already; the others stay where they are, and only where the new configuration has something else to say are they told anew, unless
   * only route-maps act now, for `tellMapped`.
   */
  withConfig(speaker: SpeakerConfig, sessions: ReadonlyMap<string, Session>, mapsOnly = false): UpdateGroups {
    const next = new UpdateGroups(speaker, this.router, this.sharing);
    next.conditionsAsked = this.conditionsAsked;
    next.startupOver = this.startupOver;
    for (const asked of this.asked) next.asked.add(asked);
    for (const [peer, carried] of this.carried) next.carried.set(peer, carried);
    const had = new Map([...sessions.keys()].map((peer) => [peer, this.routesTo(peer)]));
    for (const [key, group] of this.groups) for (const subgroup of group) next.adopt(key, subgroup, mapsOnly ? speaker : this.speaker, sessions);
    for (const session of sessions.values()) next.move(asTold(session), had.get(session.peer.id) ?? []);
    return next;
  }

  /** Those members of another's subgroup whose settings are still of its key. */
  private adopt(key: string, from: Subgroup, before: SpeakerConfig, now: ReadonlyMap<string, Session>): void {
    const { afi } = from;
    const sessions = from.sessions.flatMap(({ peer }) => asTold(now.get(peer.id)) ?? []).filter((s) => keyOf(s, afi) === key);
    const family = sessions[0]?.peer.families[afi];
    if (!family) return;
    const group = this.groups.get(key) ?? [];
    const model = group[0]?.model ?? sessions.find((s) => s.peer.id === from.model.peer.id) ?? from.model;
    const retold = sessions.some((s) => s.told?.[afi] !== from.sessions.find((was) => was.peer.id === s.peer.id)?.told?.[afi]);
    const due =
      from.due || retold || (before !== this.speaker && concernsOutbound({ speaker: before, family: from.family }, { speaker: this.speaker, family }));
    const memo = new ExportMemo(this.sharing, this.speaker, model, family, afi);
    from.out.keep(sessions);
    this.groups.set(key, [...group, { ...from, sessions, family, model, due, memo }]);
  }

  /** A session whose settings are of another group now begins a subgroup there (bgp_updgrp.c update_subgroup_split_peer). */
  private move(session: Session, had: readonly AdvertisedRoute[]): void {
    const { id } = session.peer;
    const mine = this.memberships(id).map(([group]) => group.afi);
    const families = session.families.filter((afi) => !mine.includes(afi));
    if (families.length === 0) return;
    const carried = { ...(this.carried.get(id) ?? { ipv4: new Map(), ipv6: new Map() }) };
    for (const afi of families) carried[afi] = new Map();
    for (const route of had) {
      const afi = isIpv4(route.prefix.ip) ? 'ipv4' : 'ipv6';
      if (families.includes(afi)) carried[afi].set(routeKey(prefixKey(route.prefix), route.pathId), route);
    }
    this.carried.set(id, carried);
    for (const afi of families) {
      const key = keyOf(session, afi);
      if (key === undefined) continue;
      const group = this.groups.get(key) ?? [];
      const broughtDefault = [...carried[afi].values()].some((route) => route.defaultOriginated);
      const moved = { ...this.subgroupOf(session, afi, group[0]?.model), waits: false, stale: false, due: true, afresh: true, broughtDefault };
      moved.out.join(session, carried[afi]);
      this.groups.set(key, [...group, moved]);
    }
  }

  /**
   * What a new configuration has to say is said now: bgpd waits a little, so that what is typed together is told together, longer with subgroups of several than
   * with one that has no company (`alone`; bgp_route.c bgp_announce_route). Undefined where there is nothing, else who is sent all that he has once more, with the family.
   */
  announceDue(alone = false): readonly (readonly [string, AfiName])[] | undefined {
    const due = this.subgroups().filter((g) => g.due && (!alone || g.sessions.length === 1));
    if (due.length === 0) return undefined;
    const afresh = due.filter((g) => g.afresh).flatMap((g) => g.sessions.map((s) => [s.peer.id, g.afi] as const));
    for (const group of due) Object.assign(group, { due: false, afresh: false, stale: true });
    return afresh;
  }

  /**
   * F5: what route-maps have to say now is said at once, also to those who wait for company; these are told again with the rest when their time has
   * come (bgp_updgrp.c updgrp_policy_update_walkcb, bgp_updgrp_adv.c subgroup_coalesce_timer). `isNew`: of a map by the name that a line has.
   */
  tellMapped(table: Table, isNew: (name: string) => boolean): Map<string, Update[]> {
    const out = new Map<string, Update[]>();
    for (const group of this.subgroups()) {
      const { routeMapOut, unsuppressMap, defaultOriginate } = group.family;
      if ([routeMapOut, unsuppressMap].some((map) => map && isNew(map.name))) {
        group.stale = true;
        this.updateGroup(group, table, [], out);
        group.stale = group.waits;
      } else if (defaultOriginate?.routeMap && isNew(defaultOriginate.routeMap.name)) {
        const packing = new Packing();
        this.updateDefault(group, table, packing);
        packing.send(out);
      }
    }
    return out;
  }

  /** RFC 2918: a neighbour has asked for everything again, and is told so in a moment. */
  noteAsked(peer: string, afi: AfiName): void {
    this.asked.add(`${afi} ${peer}`);
  }

  /**
   * That moment has come. Who shares its subgroup with others leaves it, is judged alone and goes back (F92), unless all of them have asked: then they are
   * judged together (bgp_updgrp.c peer_af_announce_route). What is counted is counted anew (F165). False where nobody is left to be told.
   */
  tellAgain(peer: string, afi: AfiName): boolean {
    if (!this.asked.delete(`${afi} ${peer}`)) return false;
    const group = this.memberships(peer).find(([g]) => g.afi === afi && !g.waits)?.[0];
    if (!group) return false;
    const others = group.sessions.map((s) => `${afi} ${s.peer.id}`).filter((other) => other !== `${afi} ${peer}`);
    if (others.every((other) => this.asked.has(other))) {
      for (const other of others) this.asked.delete(other);
      group.stale = true;
    } else this.split(group, peer);
    return true;
  }

  /** A member of a subgroup begins one of its own, with what it has been told (bgp_updgrp.c update_subgroup_split_peer). */
  private split(from: Subgroup, peer: string): void {
    const { afi, model } = from;
    const session = from.sessions.find((s) => s.peer.id === peer);
    const key = session && keyOf(session, afi);
    if (!session || key === undefined) return;
    const had = this.routesTo(peer).filter(({ prefix }) => isIpv4(prefix.ip) === (afi === 'ipv4'));
    const carried: Carried = new Map(had.map((route) => [routeKey(prefixKey(route.prefix), route.pathId), route]));
    this.carried.set(peer, { ...(this.carried.get(peer) ?? { ipv4: new Map(), ipv6: new Map() }), [afi]: carried });
    from.out.leave(peer);
    from.sessions.splice(from.sessions.indexOf(session), 1);
    from.memo.forgetExports();
    const alone = { ...this.subgroupOf(session, afi, model), waits: false, condition: from.condition, broughtDefault: from.default !== undefined };
    alone.out.join(session, carried);
    this.groups.set(key, [...(this.groups.get(key) ?? []), alone]);
  }

  /** ms at which a peer's subgroup says something for the first time, while that is yet to come. */
  silentUntil(peer: string, afi: AfiName): number | undefined {
    const group = this.memberships(peer).find(([g]) => g.afi === afi)?.[0];
    return group?.waits ? group.speaksAt : undefined;
  }

  /** How many are told what a peer is told. */
  companyOf(peer: string, afi: AfiName): number {
    return this.memberships(peer).find(([group]) => group.afi === afi)?.[0].sessions.length ?? 0;
  }

  private subgroups(): Subgroup[] {
    return [...this.groups.values()].flat();
  }

  /** Whoever is, or has been, sent something, in the order in which they came. */
  get peers(): string[] {
    return [...this.carried.keys()];
  }

  /** What a peer has. */
  routesTo(peer: string): AdvertisedRoute[] {
    const carried = this.carried.get(peer);
    const out = carried ? [...carried.ipv4.values(), ...carried.ipv6.values()] : [];
    for (const [group, member] of this.memberships(peer)) for (const route of group.out.routesOf(member)) out.push(route);
    return out;
  }

  /**
   * How many routes a peer has been sent of a family, as bgpd counts them: where they are filed by identifiers that the peer knows nothing of, one
   * whose path is no longer best counts until everything is told anew (F148; bgp_updgrp_adv.c bgp_adj_out_set_subgroup, pscount).
   */
  sentTo(peer: string, afi: AfiName): number {
    const filed = this.memberships(peer).find(([group]) => group.afi === afi && group.filedBy)?.[0];
    if (filed) return filed.counted + Number(filed.default !== undefined);
    return this.routesTo(peer).filter(({ prefix }) => isIpv4(prefix.ip) === (afi === 'ipv4')).length;
  }

  /** Best paths that a peer is not sent, and why. */
  withheldFrom(peer: string): Map<PrefixKey, Reason> {
    return new Map(this.memberships(peer).flatMap(([group]) => [...group.out.withheldFrom(peer)]));
  }

  private memberships(peer: string): [Subgroup, Member][] {
    return this.subgroups().flatMap((group) => group.out.members.filter((m) => m.session.peer.id === peer).map((m): [Subgroup, Member] => [group, m]));
  }

  /** From now on conditions hold or do not, and what they withhold is withdrawn. */
  askConditions(): void {
    this.conditionsAsked = true;
  }

  /**
   * F63: what is sent from now on has its own MED. bgpd announces everything anew, but the stored routes are the same, and so nothing
   * goes out (`bgp suppress-duplicates`).
   */
  endStartup(): void {
    this.startupOver = true;
    this.forget();
  }

  /** F150: how the condition of this peer's advertise-map stands; undefined before it is looked at. */
  conditionOf(peer: string, afi: AfiName): 'met' | 'unmet' | undefined {
    return this.subgroups().find((g) => g.afi === afi && g.sessions.some((s) => s.peer.id === peer))?.condition;
  }

  /**
   * A session has come up. A subgroup that has said nothing yet takes it in, be it that it still waits, or that there has been nothing to say: `versions`
   * count the changes of best paths (bgp_updgrp.c update_subgroup_find). Else it begins one of its own; the ms until that speaks, for `speak`.
   */
  join(joining: Session, versions: Readonly<Record<AfiName, number>>): number | undefined {
    let silence: number | undefined;
    const session = asTold(joining);
    const carried = this.carried.get(session.peer.id) ?? { ipv4: new Map(), ipv6: new Map() };
    this.carried.set(session.peer.id, carried);
    for (const afi of session.families) {
      const key = keyOf(session, afi);
      if (key === undefined) continue;
      const group = this.groups.get(key) ?? [];
      this.groups.set(key, group);
      const open = group.find((g) => g.waits || versions[afi] === 0);
      const subgroup = open ?? this.subgroupOf(session, afi, group[0]?.model);
      if (open) open.sessions.push(session);
      else {
        group.push(subgroup);
        silence = subgroup.speaksAt - session.since;
      }
      subgroup.out.join(session, carried[afi]);
      subgroup.stale = true;
      subgroup.memo.forgetExports();
    }
    return silence;
  }

  /** Subgroups that have waited long enough by `now` (ms) go through the table, in its order (bgp_updgrp_adv.c subgroup_coalesce_timer). False where there is none. */
  speak(now: number): boolean {
    const ready = this.subgroups().filter((g) => g.waits && g.speaksAt <= now);
    for (const group of ready) group.waits = false;
    return ready.length > 0;
  }

  private subgroupOf(session: Session, afi: AfiName, model: Session = session): Subgroup {
    const family = session.peer.families[afi] as PeerFamilyConfig;
    const sendsPaths = session.sendsPaths?.includes(afi) === true;
    return {
      afi,
      family,
      model,
      sessions: [session],
      out: new AdjRibOut(sendsPaths),
      speaksAt: session.since + coalesceTime(this.speaker.peers.length),
      waits: true,
      stale: true,
      due: false,
      afresh: false,
      forced: true,
      condition: undefined,
      counted: 0,
      default: undefined,
      broughtDefault: false,
      paths: sendsPaths ? family.addpathTx : undefined,
      filedBy: sendsPaths ? undefined : family.addpathTx,
      memo: new ExportMemo(this.sharing, this.speaker, model, family, afi),
    };
  }

  leave(peer: string): void {
    this.carried.delete(peer);
    for (const afi of ['ipv4', 'ipv6']) this.asked.delete(`${afi} ${peer}`);
    for (const [key, group] of this.groups) {
      for (const subgroup of group) {
        if (!subgroup.out.leave(peer)) continue;
        // What is stored for those who stay is not judged again, even where it was the leaver who made it so (F92).
        subgroup.sessions.splice(
          subgroup.sessions.findIndex((s) => s.peer.id === peer),
          1,
        );
        subgroup.memo.forgetExports();
      }
      this.tidy(key, group);
    }
  }

  /** Lets go of subgroups that have nobody left. */
  private tidy(key: string, group: readonly Subgroup[]): void {
    const kept = group.filter((g) => g.sessions.length > 0);
    if (kept.length > 0) this.groups.set(key, kept);
    else this.groups.delete(key);
  }

  /** The router's addresses are others. */
  forget(): void {
    for (const group of this.subgroups()) group.memo.forget();
  }

  /** What changes for each peer, given the destinations whose best path may have changed. */
  updates(table: Table, changed: readonly Destination[]): Map<string, Update[]> {
    const out = new Map<string, Update[]>();
    const news = changed.filter(isNews);
    // What changes while a subgroup waits it hears of with all the rest (bgp_updgrp_adv.c group_announce_route_walkcb).
    for (const group of this.subgroups()) if (!group.waits) this.updateGroup(group, table, group.paths ? changed : news, out);
    for (const [key, group] of this.groups) if (group.length > 1) this.merge(key, group);
    return out;
  }

  /** Younger subgroups go into older ones as soon as both have told as much (bgp_updgrp.c update_subgroup_merge). */
  private merge(key: string, group: readonly Subgroup[]): void {
    for (const [i, young] of group.entries()) {
      const into = group.slice(0, i).find((old) => old.sessions.length > 0 && canMerge(young, old));
      if (!into) continue;
      into.out.takeIn(young.out);
      into.sessions.push(...young.sessions.splice(0));
      into.memo.forgetExports();
    }
    this.tidy(key, group);
  }

  private updateGroup(group: Subgroup, table: Table, changed: readonly Destination[], sent: Map<string, Update[]>): void {
    const { family, afi } = group;
    const condition =
      this.conditionsAsked && family.advertiseMap ? (conditionNow(family.advertiseMap, table, afi, this.speaker) ?? group.condition) : undefined;
    if (condition !== group.condition) group.stale = true;
    group.condition = condition;
    group.forced = group.stale;
    if (group.forced) group.counted = 0;
    const out = new Packing();
    if (changed.length > 0 || group.stale) this.updateDefault(group, table, out);
    // What is originated goes out at once (bgp_updgrp_packet.c subgroup_default_update_packet).
    out.send(sent);
    const concerned = group.stale ? table.inOrder() : changed;
    group.stale = false;
    const context = this.contextOf(group);
    for (const destination of concerned) {
      if (isIpv4(destination.prefix.ip) !== (afi === 'ipv4')) continue;
      if (group.paths) this.updatePaths(group, group.paths, context, destination, out);
      else this.updateRoute(group, context, destination, out);
    }
    out.send(sent);
    if (group.forced) group.out.inStep();
  }

  /** F148: every path that the group is sent, the best last, and the withdrawal of those that are gone (bgp_updgrp_adv.c). */
  private updatePaths(group: Subgroup, type: AddPathType, context: OutboundContext, destination: Destination, out: Packing): void {
    const { prefix, best } = destination;
    const key = prefixKey(prefix);
    const paths = destination.paths.filter((p) => isSent(type, p));
    const present = new Set(paths.map((p) => p.ids?.[type]));
    for (const id of group.out.idsOf(key)) if (!present.has(id) && id !== DEFAULT_ROUTE_ID) group.out.withdraw(prefix, id, out);
    // A member that has just come is told in the order of the table.
    const ordered = group.forced || !best ? paths : [...paths.filter((p) => p !== best), best];
    for (const path of ordered) {
      const outcome = group.memo.anew(context, prefix, path);
      this.tell(group, destination, outcome, out, path.ids?.[type]);
      // Of several paths what became of the best is told.
      if (path === best && !(outcome instanceof Stored)) group.out.refuse(key, outcome);
    }
  }

  private contextOf(group: Subgroup): OutboundContext {
    return {
      speaker: this.speaker,
      router: this.router,
      session: group.model,
      family: group.family,
      group: group.sessions,
      condition: group.condition,
    };
  }

  private updateRoute(group: Subgroup, context: OutboundContext, destination: Destination, out: Packing): void {
    const { prefix, best } = destination;
    const outcome = best && group.memo.export(context, prefix, best);
    // F54: what is originated stands, whatever becomes of a default route of the table.
    if (group.default && prefix.length === 0 && !(outcome instanceof Stored)) {
      if (outcome) group.out.refuse(prefixKey(prefix), outcome);
      return;
    }
    if (!best) for (const id of group.out.idsOf(prefixKey(prefix))) this.tell(group, destination, outcome, out, id);
    this.tell(group, destination, outcome, out, group.filedBy && best?.ids?.[group.filedBy]);
  }

  private updateDefault(group: Subgroup, table: Table, out: Packing): void {
    const { family, afi } = group;
    const before = group.default !== undefined || group.broughtDefault;
    if (!family.defaultOriginate && !before) return;
    group.broughtDefault = false;
    const exported = originatedDefault(afi, family, group.model, table, this.speaker);
    group.default = exported && group.memo.storedDefault(exported);
    if (!before && !group.default) return;
    const prefix = defaultPrefix(afi === 'ipv4' ? 4 : 6);
    const pathId = group.paths && DEFAULT_ROUTE_ID;
    if (group.default) {
      this.announce(group, { prefix, stored: group.default, isDefault: true, pathId }, out);
      return;
    }
    if (pathId === undefined) group.out.refuse(prefixKey(prefix), undefined);
    group.out.withdraw(prefix, pathId, out);
    const real = table.get(prefixKey(prefix));
    if (real && group.paths) this.updatePaths(group, group.paths, this.contextOf(group), real, out);
    else if (real) this.updateRoute(group, this.contextOf(group), real, out);
  }

  /** Tells the group what became of a path; of one of several why it is not sent is for the caller to say. */
  private tell(group: Subgroup, { prefix }: Destination, outcome: Stored | Reason | Alike | undefined, out: Packing, pathId?: number): void {
    const key = prefixKey(prefix);
    if (outcome && 'code' in outcome && outcome.code === OWN_FIB_PENDING && group.out.has(key, pathId)) return;
    const full = outcome instanceof Stored && countedOut(group, key, pathId);
    if (outcome instanceof Stored && !full) {
      this.announce(group, { prefix, stored: outcome, isDefault: false, pathId }, out);
      return;
    }
    if (outcome instanceof Stored) group.out.refuse(key, overLimit(group.model.peer.id, prefix));
    else if (!group.paths) group.out.refuse(key, outcome);
    if (!group.forced && group.out.has(key, pathId)) group.counted--;
    group.out.withdraw(prefix, pathId, out);
  }

  private announce(group: Subgroup, route: Parameters<AdjRibOut['announce']>[0], out: Packing): void {
    const { speaker, router } = this;
    const startingUp = !this.startupOver;
    const written = ({ session, place }: Member, stored: Stored): PathAttributes =>
      stored.written[place] ?? group.memo.written({ speaker, router, session, family: group.family, startingUp }, route.prefix, stored, place);
    group.out.announce(route, group.forced, written, out);
  }
}

/**
 * F165: whether a route is one too many; counts it if not. bgpd asks before it looks what the neighbor has, so that at the limit news of a prefix that
 * is out withdraws it, and makes room for another (bgp_route.c subgroup_announce_check). Where everything is told anew it counts anew.
 */
function countedOut(group: Subgroup, key: PrefixKey, pathId: number | undefined): boolean {
  const { maximumPrefixOut } = group.family;
  if (maximumPrefixOut !== undefined && group.counted >= maximumPrefixOut) return true;
  if (group.forced || !group.out.has(key, pathId)) group.counted++;
  return false;
}

/** The session as its group sees it. */
function asTold<S extends Session | undefined>(session: S): S {
  return session?.takenForExternal ? { ...session, type: 'external' } : session;
}

/** What the subgroups of a session's group are found by; undefined where it does not carry the family. */
function keyOf(session: Session, afi: AfiName): string | undefined {
  const family = session.families.includes(afi) ? session.peer.families[afi] : undefined;
  return family && `${afi} ${updateGroupKey(session, afi, family)}`;
}

/** A best path that is the same as before is not announced again, whatever became of the others; takes note of what is told now. */
function isNews(destination: Destination): boolean {
  const { best } = destination;
  const suppressed = (best?.suppressedBy ?? 0) > 0;
  if (
    destination.isTold &&
    destination.toldBest === best &&
    destination.toldAttributes === best?.attributes &&
    destination.toldSuppressed === suppressed &&
    destination.toldInFib === best?.inFib &&
    sameShares(destination.toldShares, best?.shares)
  )
    return false;
  destination.isTold = true;
  destination.toldBest = best;
  destination.toldAttributes = best?.attributes;
  destination.toldSuppressed = suppressed;
  destination.toldInFib = best?.inFib;
  destination.toldShares = best?.shares;
  return true;
}
