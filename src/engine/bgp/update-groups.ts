/**
 * Adj-RIB-Out: peers with the same outbound settings form an update group, for which a best path is judged once; each peer
 * is then sent its own rewriting of what is stored (bgpd/bgp_updgrp.c). Keeps what each peer has, so that only changes go out.
 */
import { defaultPrefix, formatPrefix, isIpv4, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type AttributeSharing, type PathAttributes, type Reason, sameAttributes } from '../policy/index.ts';
import { conditionUnmet } from './conditional.ts';
import { originatedDefault } from './default-originate.ts';
import { ExportMemo } from './export-memo.ts';
import { type Exported, exportPath, isReason, type OutboundContext } from './outbound.ts';
import type { Destination } from './path.ts';
import { DEFAULT_ROUTE_ID, isSent, type RouteKey, routeKey } from './path-ids.ts';
import type { RouterView } from './router-view.ts';
import { type Session, updateGroupKey } from './session.ts';
import { sameShares } from './shares.ts';
import type { Table } from './table.ts';
import type { AddPathType, AdvertisedRoute, AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** One route of an UPDATE; without attributes it is withdrawn. */
export interface Update {
  readonly prefix: Prefix;
  readonly attributes?: PathAttributes;
  /** Which of several paths of the prefix (RFC 7911 §3). */
  readonly pathId?: number;
}

interface Group {
  readonly afi: AfiName;
  readonly family: PeerFamilyConfig;
  readonly sessions: Session[];
  /** The one that came first: the group is judged by its settings, even when it has left. */
  readonly model: Session;
  /** Everything is to be judged anew: a member has come or gone, or the condition of its advertise-map has turned. */
  stale: boolean;
  /** This pass was asked for: nothing is held back as a duplicate. */
  forced: boolean;
  unmet: boolean;
  default: Exported | undefined;
  /** Members are sent several paths a prefix. */
  readonly paths: AddPathType | undefined;
  readonly memo: ExportMemo;
}

export class UpdateGroups {
  readonly sent = new Map<string, Map<RouteKey, AdvertisedRoute>>();
  /** By peer that is sent several paths: the identifiers that it has of each prefix. */
  private readonly sentIds = new Map<string, Map<PrefixKey, Set<number>>>();
  readonly withheld = new Map<string, Map<PrefixKey, Reason>>();
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
    for (const [peer, routes] of this.sent) next.sent.set(peer, routes);
    for (const [peer, ids] of this.sentIds) next.sentIds.set(peer, ids);
    for (const [peer, reasons] of this.withheld) next.withheld.set(peer, reasons);
    return next;
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
    for (const group of this.groups.values()) group.memo.forgetSent();
  }

  /** F150: whether what the advertise-map of this peer permits is withheld now. */
  holdsBack(peer: string, afi: AfiName): boolean {
    return [...this.groups.values()].some((g) => g.afi === afi && g.unmet && g.sessions.some((s) => s.peer.id === peer));
  }

  join(joining: Session): void {
    const session: Session = joining.takenForExternal ? { ...joining, type: 'external' } : joining;
    if (!this.sent.has(session.peer.id)) this.sent.set(session.peer.id, new Map());
    if (!this.sentIds.has(session.peer.id)) this.sentIds.set(session.peer.id, new Map());
    if (!this.withheld.has(session.peer.id)) this.withheld.set(session.peer.id, new Map());
    for (const afi of session.families) {
      const family = session.peer.families[afi];
      if (!family) continue;
      const key = `${afi} ${updateGroupKey(session, afi, family)}`;
      const group = this.groups.get(key);
      if (group) {
        group.sessions.push(session);
        group.stale = true;
        group.memo.forget();
      } else
        this.groups.set(key, {
          afi,
          family,
          model: session,
          sessions: [session],
          stale: true,
          forced: true,
          unmet: false,
          default: undefined,
          paths: session.sendsPaths?.includes(afi) ? family.addpathTx : undefined,
          memo: new ExportMemo(this.sharing, this.speaker, session, family, afi),
        });
    }
  }

  leave(peer: string): void {
    this.sent.delete(peer);
    this.sentIds.delete(peer);
    this.withheld.delete(peer);
    for (const [key, group] of this.groups) {
      const at = group.sessions.findIndex((s) => s.peer.id === peer);
      if (at < 0) continue;
      // What is stored for those who stay is not judged again, even where it was the leaver who made it so (F92).
      group.sessions.splice(at, 1);
      group.memo.forget();
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
    if (changed.length > 0 || group.stale) this.updateDefault(group, table, out);
    const concerned = group.stale ? table.inOrder() : changed;
    group.forced = group.stale;
    group.stale = false;
    if (concerned.length === 0) return;
    const context = this.contextOf(group);
    for (const destination of concerned) {
      if (isIpv4(destination.prefix.ip) !== (afi === 'ipv4')) continue;
      if (group.paths) this.updatePaths(group, group.paths, context, destination, out);
      else this.updateRoute(group, context, destination, out);
    }
  }

  /** F148: every path that the group is sent, the best last, and the withdrawal of those that are gone (bgp_updgrp_adv.c). */
  private updatePaths(group: Group, type: AddPathType, context: OutboundContext, destination: Destination, out: Map<string, Update[]>): void {
    const { prefix, best } = destination;
    const key = prefixKey(prefix);
    const paths = destination.paths.filter((p) => isSent(type, p));
    const present = new Set(paths.map((p) => p.ids?.[type]));
    for (const session of group.sessions)
      for (const id of this.sentIds.get(session.peer.id)?.get(key) ?? [])
        if (!present.has(id) && id !== DEFAULT_ROUTE_ID) this.tell(session, group, prefix, undefined, false, out, id);
    // A member that has just come is told in the order of the table.
    const ordered = group.forced || !best ? paths : [...paths.filter((p) => p !== best), best];
    for (const path of ordered) {
      const exported = exportPath(context, prefix, path);
      for (const session of group.sessions) this.tell(session, group, prefix, exported, false, out, path.ids?.[type]);
      if (path === best && isReason(exported)) for (const { peer } of group.sessions) this.withheld.get(peer.id)?.set(key, ofPeer(exported, peer.id));
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

  private updateRoute(group: Group, context: OutboundContext, { prefix, best }: Destination, out: Map<string, Update[]>): void {
    const exported = best ? group.memo.export(context, prefix, best) : undefined;
    // F54: what is originated stands, whatever becomes of a default route of the table.
    if (group.default && prefix.length === 0 && (!exported || isReason(exported))) {
      if (exported) for (const { peer } of group.sessions) this.withheld.get(peer.id)?.set(prefixKey(prefix), ofPeer(exported, peer.id));
      return;
    }
    for (const session of group.sessions) this.tell(session, group, prefix, exported, false, out);
  }

  private updateDefault(group: Group, table: Table, out: Map<string, Update[]>): void {
    const { family, afi } = group;
    if (!family.defaultOriginate && !group.default) return;
    const before = group.default;
    group.default = originatedDefault(afi, family, group.model, table.inOrder(), this.speaker);
    if (!before && !group.default) return;
    const prefix = defaultPrefix(afi === 'ipv4' ? 4 : 6);
    for (const session of group.sessions) this.tell(session, group, prefix, group.default, true, out, group.paths && DEFAULT_ROUTE_ID);
    if (group.default) return;
    const real = table.get(prefixKey(prefix));
    if (real && group.paths) this.updatePaths(group, group.paths, this.contextOf(group), real, out);
    else if (real) this.updateRoute(group, this.contextOf(group), real, out);
  }

  /** Compares with what the peer has, and puts the difference into its updates. */
  private tell(
    session: Session,
    group: Group,
    prefix: Prefix,
    exported: Exported | Reason | undefined,
    isDefault: boolean,
    out: Map<string, Update[]>,
    pathId?: number,
  ): void {
    const { id } = session.peer;
    const key = routeKey(prefixKey(prefix), pathId);
    const sent = this.sent.get(id) as Map<RouteKey, AdvertisedRoute>;
    const before = sent.get(key);
    if (!exported || isReason(exported) || this.overLimit(group.family, sent, key)) {
      this.withhold(id, prefix, pathId, exported);
      if (!before) return;
      sent.delete(key);
      if (pathId !== undefined) this.sentIds.get(id)?.get(prefixKey(prefix))?.delete(pathId);
      push(out, id, { prefix, ...(pathId !== undefined && { pathId }) });
      return;
    }
    if (!isDefault) this.withheld.get(id)?.delete(prefixKey(prefix));
    if (before && !isDefault && !group.forced && passesForSame(before, exported)) return;
    const attributes = group.memo.encode(
      { speaker: this.speaker, router: this.router, session, family: group.family, startingUp: !this.startupOver },
      prefix,
      exported,
    );
    sent.set(key, advertised(prefix, exported, attributes, isDefault, pathId));
    if (pathId !== undefined) this.noteId(id, prefix, pathId);
    if (!before || !sameAttributes(before.sent, attributes)) push(out, id, { prefix, attributes, ...(pathId !== undefined && { pathId }) });
  }

  private noteId(peer: string, prefix: Prefix, pathId: number): void {
    const ids = this.sentIds.get(peer) as Map<PrefixKey, Set<number>>;
    const key = prefixKey(prefix);
    const known = ids.get(key);
    if (known) known.add(pathId);
    else ids.set(key, new Set([pathId]));
  }

  /** Why a peer is not sent a prefix; of several paths only what became of the best counts, and its caller says it. */
  private withhold(peer: string, prefix: Prefix, pathId: number | undefined, exported: Exported | Reason | undefined): void {
    const withheld = this.withheld.get(peer) as Map<PrefixKey, Reason>;
    const key = prefixKey(prefix);
    if (!exported) {
      if (pathId === undefined) withheld.delete(key);
    } else if (!isReason(exported)) withheld.set(key, { code: 'bgp-maximum-prefix-out', rules: ['F165'], args: { peer, prefix: formatPrefix(prefix) } });
    else if (pathId === undefined) withheld.set(key, ofPeer(exported, peer));
  }

  /** F165. */
  private overLimit(family: PeerFamilyConfig, sent: ReadonlyMap<RouteKey, AdvertisedRoute>, key: RouteKey): boolean {
    return family.maximumPrefixOut !== undefined && !sent.has(key) && sent.size >= family.maximumPrefixOut;
  }
}

/** A refusal that the whole group met, as it is told of one of its members. */
function ofPeer(reason: Reason, peer: string): Reason {
  return reason.args?.['peer'] === undefined || reason.args['peer'] === peer ? reason : { ...reason, args: { ...reason.args, peer } };
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

/**
 * `bgp suppress-duplicates` compares hashes, into which neither ATOMIC_AGGREGATE goes nor whether there is a MED, but for its value: a change
 * of these alone is not sent (bgp_updgrp_adv.c bgp_adj_out_set_subgroup, bgp_attr.c attrhash_key_make).
 */
function passesForSame(before: Told, now: Told): boolean {
  if (before.stored.atomicAggregate === now.stored.atomicAggregate && before.stored.med === now.stored.med) return false;
  return sameAttributes(hashed(before), hashed(now));
}

type Told = Pick<AdvertisedRoute, 'stored' | 'removedMed'>;

function hashed({ stored, removedMed }: Told): PathAttributes {
  return { ...stored, atomicAggregate: true, med: stored.med ?? removedMed ?? 0 };
}

/** A best path that is the same as before is not announced again, whatever became of the others; takes note of what is told now. */
function isNews(destination: Destination): boolean {
  const { best, told } = destination;
  const suppressed = (best?.suppressedBy ?? 0) > 0;
  if (
    told &&
    told.best === best &&
    told.attributes === best?.attributes &&
    told.suppressed === suppressed &&
    told.inFib === best?.inFib &&
    sameShares(told.shares, best?.shares)
  )
    return false;
  destination.told = { best, attributes: best?.attributes, suppressed, inFib: best?.inFib, shares: best?.shares };
  return true;
}

function push(out: Map<string, Update[]>, peer: string, update: Update): void {
  const list = out.get(peer);
  if (list) list.push(update);
  else out.set(peer, [update]);
}
