/**
 * Update groups: peers with the same outbound settings, for which a best path is judged once (bgpd/bgp_updgrp.c). What the group has been told is
 * kept by it (adj-rib-out.ts), so that only changes go out. A group is made of subgroups: who comes late is judged alone first, and then takes
 * over what the others have (subgroups.ts). Here is who is in which; what each is told is in subgroup-news.ts.
 */
import { isIpv4, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type AttributeSharing, countDistinct, type Reason } from '../policy/index.ts';
import { AdjRibOut, type Carried, type Member } from './adj-rib-out.ts';
import { ExportMemo } from './export-memo.ts';
import { concernsOutbound } from './outbound-settings.ts';
import type { Update } from './packing.ts';
import type { Destination } from './path.ts';
import { routeKey } from './path-ids.ts';
import type { RouterView } from './router-view.ts';
import { type Session, updateGroupKey } from './session.ts';
import { sameShares } from './shares.ts';
import { type Subgroup, SubgroupNews } from './subgroup-news.ts';
import { canMerge, coalesceTime } from './subgroups.ts';
import type { Table } from './table.ts';
import type { AdvertisedRoute } from './state.ts';
import type { AfiName, PeerConfig, PeerFamilyConfig, SpeakerConfig } from './types.ts';

export type { Update } from './packing.ts';

export class UpdateGroups {
  /** By peer, in the order in which they came: what they have from before the configuration was what it is. */
  private readonly carried = new Map<string, Readonly<Record<AfiName, Carried>>>();
  /** By settings: the subgroups of an update group, from the oldest. */
  private readonly groups = new Map<string, Subgroup[]>();
  /** All of them, until one comes or goes. */
  private all: readonly Subgroup[] | undefined;
  /** Who is to be told everything again in a moment, by family. */
  private readonly asked = new Set<string>();
  private readonly news: SubgroupNews;
  /**
   * How many neighbors bgpd counted when it last made one. It makes one for each call that it takes, too (calls.ts), which is gone when the session is up, and
   * is counted until another is made (bgp_network.c bgp_accept, bgpd.c peer_create).
   */
  private counted: number;

  constructor(
    private readonly speaker: SpeakerConfig,
    private readonly router: RouterView | undefined,
    private readonly sharing: AttributeSharing,
  ) {
    this.news = new SubgroupNews(speaker, router);
    this.counted = speaker.peers.length;
  }

  /** ms for which a new subgroup waits for company. */
  get coalesceTime(): number {
    return this.speaker.coalesceTime ?? coalesceTime(this.counted);
  }

  /**
   * The same state under a new configuration. Sessions whose settings put them into another group begin a subgroup there, with what they have
   * been told already; the others stay where they are, and only where the new configuration has something else to say are they told anew, unless
   * only route-maps act now, for `tellMapped`.
   */
  withConfig(speaker: SpeakerConfig, sessions: ReadonlyMap<string, Session>, mapsOnly = false): UpdateGroups {
    const next = new UpdateGroups(speaker, this.router, this.sharing);
    next.news.conditionsAsked = this.news.conditionsAsked;
    next.news.passedOver = this.news.passedOver;
    next.news.startupOver = this.news.startupOver;
    next.counted = speaker.peers.length > this.speaker.peers.length ? speaker.peers.length + this.guests : this.counted;
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
    this.setGroup(key, [...group, { ...from, sessions, family, model, due, memo }]);
  }

  /** A session whose settings are of another group now begins a subgroup there (bgp_updgrp.c update_subgroup_split_peer). */
  private move(session: Session, had: readonly AdvertisedRoute[]): void {
    const { id } = session.peer;
    const mine = this.memberships(id).map(([group]) => group.afi);
    const families = session.families.filter((afi) => !mine.includes(afi));
    if (families.length === 0) return;
    const carried = { ...(this.carried.get(id) ?? { ipv4: new Map(), ipv6: new Map() }) };
    for (const afi of families) carried[afi] = new Map();
    const left = new Map<AfiName, AdvertisedRoute>();
    for (const route of had) {
      const afi = isIpv4(route.prefix.ip) ? 'ipv4' : 'ipv6';
      if (route.leftBehind) left.set(afi, route);
      else if (families.includes(afi)) carried[afi].set(routeKey(prefixKey(route.prefix), route.pathId), route);
    }
    this.carried.set(id, carried);
    for (const afi of families) {
      const key = keyOf(session, afi);
      if (key === undefined) continue;
      const group = this.groups.get(key) ?? [];
      const broughtDefault = [...carried[afi].values()].some((route) => route.defaultOriginated);
      const moved = { ...this.subgroupOf(session, afi, group[0]?.model), waits: false, stale: false, due: true, afresh: true, broughtDefault };
      moved.out.join(session, carried[afi]);
      moved.out.setLeft(left.get(afi));
      this.setGroup(key, [...group, moved]);
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
        this.news.tell(group, table, [], out);
        group.spoke = true;
        group.stale = group.waits;
      } else if (defaultOriginate?.routeMap && isNew(defaultOriginate.routeMap.name)) {
        this.news.tellDefault(group, table, out);
      }
    }
    return out;
  }

  /** RFC 2918: a neighbor has asked for everything again, and is told so in a moment. */
  noteAsked(peer: string, afi: AfiName): void {
    this.asked.add(`${afi} ${peer}`);
  }

  /**
   * That moment has come. Who shares its subgroup with others leaves it, is judged alone and goes back (F92), unless all of them have asked: then they are
   * judged together (bgp_updgrp.c peer_af_announce_route), be it that they wait for company still: then they are told again with the rest when their time
   * has come. What is counted is counted anew (F165). False where nobody is left to be told.
   */
  tellAgain(peer: string, afi: AfiName): boolean {
    if (!this.asked.delete(`${afi} ${peer}`)) return false;
    const group = this.memberships(peer).find(([g]) => g.afi === afi)?.[0];
    if (!group) return false;
    const others = group.sessions.map((s) => `${afi} ${s.peer.id}`).filter((other) => other !== `${afi} ${peer}`);
    if (others.every((other) => this.asked.has(other))) {
      for (const other of others) this.asked.delete(other);
      group.stale = true;
      group.early = group.waits;
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
    const carried: Carried = new Map(had.filter((r) => !r.leftBehind).map((route) => [routeKey(prefixKey(route.prefix), route.pathId), route]));
    this.carried.set(peer, { ...(this.carried.get(peer) ?? { ipv4: new Map(), ipv6: new Map() }), [afi]: carried });
    from.out.leave(peer);
    from.sessions.splice(from.sessions.indexOf(session), 1);
    from.memo.forgetExports();
    const alone = { ...this.subgroupOf(session, afi, model), waits: false, condition: from.condition, broughtDefault: from.default !== undefined };
    alone.out.join(session, carried);
    alone.out.setLeft(had.find((r) => r.leftBehind));
    this.setGroup(key, [...(this.groups.get(key) ?? []), alone]);
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

  private subgroups(): readonly Subgroup[] {
    this.all ??= [...this.groups.values()].flat();
    return this.all;
  }

  private setGroup(key: string, group: Subgroup[]): void {
    this.groups.set(key, group);
    this.all = undefined;
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

  /** How many UPDATEs what a peer has of a family takes: one for each set of attributes. */
  messagesTo(peer: string, afi: AfiName): number {
    const ofFamily = this.routesTo(peer).filter(({ prefix }) => isIpv4(prefix.ip) === (afi === 'ipv4'));
    return countDistinct(new Set(ofFamily.map(({ sent }) => sent)));
  }

  /**
   * How many routes a peer has been sent of a family, as bgpd counts them: where they are filed by identifiers that the peer knows nothing of, one
   * whose path is no longer best counts until the prefix has no best path (F148; bgp_updgrp_packet.c subgroup_update_packet, scount).
   */
  sentTo(peer: string, afi: AfiName): number {
    return this.routesTo(peer).filter(({ prefix }) => isIpv4(prefix.ip) === (afi === 'ipv4')).length;
  }

  /** Best paths that a peer is not sent, and why. */
  withheldFrom(peer: string): Map<PrefixKey, Reason> {
    return new Map(this.memberships(peer).flatMap(([group]) => [...group.out.withheldFrom(peer)]));
  }

  private memberships(peer: string): [Subgroup, Member][] {
    return this.subgroups().flatMap((group) => group.out.members.filter((m) => m.session.peer.id === peer).map((m): [Subgroup, Member] => [group, m]));
  }

  /**
   * From now on conditions hold or do not, and what they withhold is withdrawn; `held`: while route-maps are held back, but for those whose maps bgpd has
   * not looked up yet. True where there are such (bgp_conditional_adv.c bgp_conditional_adv_timer).
   */
  askConditions(held: boolean): boolean {
    this.news.conditionsAsked = true;
    this.news.passedOver = new Set(held ? this.speaker.peers.flatMap((peer) => this.unseenConditions(peer)) : []);
    return this.news.passedOver.size > 0;
  }

  private unseenConditions({ id, families }: PeerConfig): string[] {
    const { routeMaps } = this.speaker.policy;
    return (['ipv4', 'ipv6'] as const).flatMap((afi) => {
      const { map, conditionMap } = families[afi]?.advertiseMap ?? {};
      return map && conditionMap && !(routeMaps.has(map.name) && routeMaps.has(conditionMap.name)) ? [`${id} ${afi}`] : [];
    });
  }

  /**
   * F63: what is sent from now on has its own MED. bgpd announces everything anew, but the stored routes are the same, and so nothing
   * goes out (`bgp suppress-duplicates`).
   */
  endStartup(): void {
    this.news.startupOver = true;
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
    if (session.answered !== undefined) this.counted = this.speaker.peers.length + this.guests + (this.isStated(session.peer.id) ? session.answered : 0);
    for (const afi of session.families) {
      const key = keyOf(session, afi);
      if (key === undefined) continue;
      const group = this.groups.get(key) ?? [];
      this.setGroup(key, group);
      const open = group.find((g) => (g.waits && !g.spoke) || versions[afi] === 0);
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

  /** Neighbors that listen ranges have let in. */
  private get guests(): number {
    return this.peers.filter((peer) => !this.isStated(peer)).length;
  }

  private isStated(peer: string): boolean {
    return this.speaker.peers.some((p) => p.id === peer);
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
      speaksAt: session.since + this.coalesceTime,
      waits: true,
      early: false,
      spoke: false,
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
      zeroIds: session.zeroIds?.includes(afi) === true,
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
    if (kept.length === group.length) return;
    if (kept.length > 0) this.setGroup(key, kept);
    else this.groups.delete(key);
    this.all = undefined;
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
    for (const group of this.subgroups()) {
      if (!group.waits) this.news.tell(group, table, group.paths ? changed : news, out);
      else if (group.early) this.tellEarly(group, table, out);
    }
    for (const [key, group] of this.groups) if (group.length > 1) this.merge(key, group);
    return out;
  }

  /** One that still waits is told what there is by now; when its time has come it goes through the table once more. */
  private tellEarly(group: Subgroup, table: Table, out: Map<string, Update[]>): void {
    group.early = false;
    group.spoke = true;
    group.stale = true;
    this.news.tell(group, table, [], out);
    group.stale = true;
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
    destination.toldChanges === best?.changes &&
    destination.toldSuppressed === suppressed &&
    destination.toldInFib === best?.inFib &&
    sameShares(destination.toldShares, best?.shares)
  )
    return false;
  destination.toldBeside = destination.paths.length > 1 || (destination.toldBest !== undefined && destination.toldBest !== best);
  destination.isTold = true;
  destination.toldBest = best;
  destination.toldChanges = best?.changes;
  destination.toldSuppressed = suppressed;
  destination.toldInFib = best?.inFib;
  destination.toldShares = best?.shares;
  return true;
}
