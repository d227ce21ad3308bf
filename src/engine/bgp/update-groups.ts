/**
 * Update groups: peers with the same outbound settings, for which a best path is judged once (bgpd/bgp_updgrp.c). What the group has been told is
 * kept by it (adj-rib-out.ts), so that only changes go out.
 */
import { defaultPrefix, isIpv4, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type AttributeSharing, type PathAttributes, type Reason } from '../policy/index.ts';
import { AdjRibOut, type Carried, type Member, overLimit, type Update } from './adj-rib-out.ts';
import { conditionUnmet } from './conditional.ts';
import { originatedDefault } from './default-originate.ts';
import { type Alike, ExportMemo, Stored } from './export-memo.ts';
import type { OutboundContext } from './outbound.ts';
import type { Destination } from './path.ts';
import { DEFAULT_ROUTE_ID, isSent, routeKey } from './path-ids.ts';
import type { RouterView } from './router-view.ts';
import { type Session, updateGroupKey } from './session.ts';
import { sameShares } from './shares.ts';
import type { Table } from './table.ts';
import type { AddPathType, AdvertisedRoute, AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

export type { Update } from './adj-rib-out.ts';

interface Group {
  readonly afi: AfiName;
  readonly family: PeerFamilyConfig;
  /** The sessions of its members. */
  readonly sessions: Session[];
  readonly out: AdjRibOut;
  /** The one that came first: the group is judged by its settings, even when it has left. */
  readonly model: Session;
  /** Everything is to be judged anew: a member has come or gone, or the condition of its advertise-map has turned. */
  stale: boolean;
  /** This pass was asked for: nothing is held back as a duplicate. */
  forced: boolean;
  unmet: boolean;
  default: Stored | undefined;
  /** Members are sent several paths a prefix. */
  readonly paths: AddPathType | undefined;
  readonly memo: ExportMemo;
}

export class UpdateGroups {
  /** By peer, in the order in which they came: what they have from before the configuration was what it is. */
  private readonly carried = new Map<string, Readonly<Record<AfiName, Carried>>>();
  private readonly groups = new Map<string, Group>();
  /** F150: the conditions of advertise-maps have been looked at; until then everything is advertised. */
  private conditionsAsked = false;
  /** The time of `bgp max-med on-startup` is over. */
  private startupOver = false;

  constructor(
    private readonly speaker: SpeakerConfig,
    private readonly router: RouterView | undefined,
    private readonly sharing: AttributeSharing,
  ) {}

  /** The same state under a new configuration; every session must then join again. */
  withConfig(speaker: SpeakerConfig): UpdateGroups {
    const next = new UpdateGroups(speaker, this.router, this.sharing);
    next.conditionsAsked = this.conditionsAsked;
    next.startupOver = this.startupOver;
    for (const peer of this.carried.keys()) {
      const carried = { ipv4: new Map(), ipv6: new Map() };
      for (const route of this.routesTo(peer)) carried[isIpv4(route.prefix.ip) ? 'ipv4' : 'ipv6'].set(routeKey(prefixKey(route.prefix), route.pathId), route);
      next.carried.set(peer, carried);
    }
    return next;
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

  /** Best paths that a peer is not sent, and why. */
  withheldFrom(peer: string): Map<PrefixKey, Reason> {
    return new Map(this.memberships(peer).flatMap(([group]) => [...group.out.withheldFrom(peer)]));
  }

  private memberships(peer: string): [Group, Member][] {
    return [...this.groups.values()].flatMap((group) => group.out.members.filter((m) => m.session.peer.id === peer).map((m): [Group, Member] => [group, m]));
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

  /** F150: whether what the advertise-map of this peer permits is withheld now. */
  holdsBack(peer: string, afi: AfiName): boolean {
    return [...this.groups.values()].some((g) => g.afi === afi && g.unmet && g.sessions.some((s) => s.peer.id === peer));
  }

  join(joining: Session): void {
    const session: Session = joining.takenForExternal ? { ...joining, type: 'external' } : joining;
    const carried = this.carried.get(session.peer.id) ?? { ipv4: new Map(), ipv6: new Map() };
    this.carried.set(session.peer.id, carried);
    for (const afi of session.families) {
      const family = session.peer.families[afi];
      if (!family) continue;
      const key = `${afi} ${updateGroupKey(session, afi, family)}`;
      const group = this.groups.get(key) ?? this.newGroup(session, afi, family);
      this.groups.set(key, group);
      group.sessions.push(session);
      group.out.join(session, carried[afi]);
      group.stale = true;
      group.memo.forgetExports();
    }
  }

  private newGroup(model: Session, afi: AfiName, family: PeerFamilyConfig): Group {
    return {
      afi,
      family,
      model,
      sessions: [],
      out: new AdjRibOut(),
      stale: true,
      forced: true,
      unmet: false,
      default: undefined,
      paths: model.sendsPaths?.includes(afi) ? family.addpathTx : undefined,
      memo: new ExportMemo(this.sharing, this.speaker, model, family, afi),
    };
  }

  leave(peer: string): void {
    this.carried.delete(peer);
    for (const [key, group] of this.groups) {
      if (!group.out.leave(peer)) continue;
      // What is stored for those who stay is not judged again, even where it was the leaver who made it so (F92).
      group.sessions.splice(
        group.sessions.findIndex((s) => s.peer.id === peer),
        1,
      );
      group.memo.forgetExports();
      if (group.sessions.length === 0) this.groups.delete(key);
    }
  }

  /** The router's addresses are others. */
  forget(): void {
    for (const group of this.groups.values()) group.memo.forget();
  }

  /** What changes for each peer, given the destinations whose best path may have changed. */
  updates(table: Table, changed: readonly Destination[]): Map<string, Update[]> {
    const out = new Map<string, Update[]>();
    const news = changed.filter(isNews);
    for (const group of this.groups.values()) this.updateGroup(group, table, group.paths ? changed : news, out);
    return out;
  }

  private updateGroup(group: Group, table: Table, changed: readonly Destination[], out: Map<string, Update[]>): void {
    const { family, afi } = group;
    const unmet = this.conditionsAsked && family.advertiseMap !== undefined && conditionUnmet(family.advertiseMap, table, afi, this.speaker);
    if (unmet !== group.unmet) group.stale = true;
    group.unmet = unmet;
    group.forced = group.stale;
    if (changed.length > 0 || group.stale) this.updateDefault(group, table, out);
    const concerned = group.stale ? table.inOrder() : changed;
    group.stale = false;
    const context = this.contextOf(group);
    for (const destination of concerned) {
      if (isIpv4(destination.prefix.ip) !== (afi === 'ipv4')) continue;
      if (group.paths) this.updatePaths(group, group.paths, context, destination, out);
      else this.updateRoute(group, context, destination, out);
    }
    if (group.forced) group.out.inStep();
  }

  /** F148: every path that the group is sent, the best last, and the withdrawal of those that are gone (bgp_updgrp_adv.c). */
  private updatePaths(group: Group, type: AddPathType, context: OutboundContext, destination: Destination, out: Map<string, Update[]>): void {
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

  private contextOf(group: Group): OutboundContext {
    return {
      speaker: this.speaker,
      router: this.router,
      session: group.model,
      family: group.family,
      group: group.sessions,
      conditionUnmet: group.unmet,
    };
  }

  private updateRoute(group: Group, context: OutboundContext, destination: Destination, out: Map<string, Update[]>): void {
    const { prefix, best } = destination;
    const outcome = best && group.memo.export(context, prefix, best);
    // F54: what is originated stands, whatever becomes of a default route of the table.
    if (group.default && prefix.length === 0 && !(outcome instanceof Stored)) {
      if (outcome) group.out.refuse(prefixKey(prefix), outcome);
      return;
    }
    this.tell(group, destination, outcome, out);
  }

  private updateDefault(group: Group, table: Table, out: Map<string, Update[]>): void {
    const { family, afi } = group;
    if (!family.defaultOriginate && !group.default) return;
    const before = group.default;
    const exported = originatedDefault(afi, family, group.model, table.inOrder(), this.speaker);
    group.default = exported && group.memo.stored(exported);
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
  private tell(group: Group, { prefix }: Destination, outcome: Stored | Reason | Alike | undefined, out: Map<string, Update[]>, pathId?: number): void {
    const key = prefixKey(prefix);
    const limit = group.family.maximumPrefixOut;
    if (!(outcome instanceof Stored)) {
      if (pathId === undefined) group.out.refuse(key, outcome);
      group.out.withdraw(prefix, pathId, out);
    } else if (limit !== undefined && group.out.isFull(prefix, pathId, limit)) {
      group.out.refuse(key, overLimit(group.model.peer.id, prefix));
      group.out.withdraw(prefix, pathId, out);
    } else this.announce(group, { prefix, stored: outcome, isDefault: false, pathId }, out);
  }

  private announce(group: Group, route: Parameters<AdjRibOut['announce']>[0], out: Map<string, Update[]>): void {
    const { speaker, router } = this;
    const startingUp = !this.startupOver;
    const written = ({ session, place }: Member, stored: Stored): PathAttributes =>
      stored.written[place] ?? group.memo.written({ speaker, router, session, family: group.family, startingUp }, route.prefix, stored, place);
    group.out.announce(route, group.forced, written, out);
  }
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
