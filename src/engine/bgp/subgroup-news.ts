/**
 * What a subgroup is told: each best path is judged once for all its members, filed in their common Adj-RIB-Out, and written for each. Who its members
 * are is for update-groups.ts to say.
 */
import { defaultPrefix, formatPrefix, isIpv4, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { PathAttributes, Reason } from '../policy/index.ts';
import { type AdjRibOut, type Member, overLimit } from './adj-rib-out.ts';
import { conditionNow } from './conditional.ts';
import { originatedDefault } from './default-originate.ts';
import { type Alike, type ExportMemo, Stored } from './export-memo.ts';
import { type OutboundContext, OWN_FIB_PENDING } from './outbound.ts';
import { Packing, type Update } from './packing.ts';
import type { Destination } from './path.ts';
import { DEFAULT_ROUTE_ID, isSent } from './path-ids.ts';
import type { RouterView } from './router-view.ts';
import type { Session } from './session.ts';
import type { Table } from './table.ts';
import type { AddPathType, AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

export interface Subgroup {
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
  /** It is to be told before that moment; and has been, so that nobody joins it any more. */
  early: boolean;
  spoke: boolean;
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
  /** All that they are sent has identifier 0. */
  readonly zeroIds: boolean;
  readonly memo: ExportMemo;
}

export class SubgroupNews {
  /** F150: the conditions of advertise-maps have been looked at; until then everything is advertised. */
  conditionsAsked = false;
  /** `peer family`: those that the last look has passed over, because it came before bgpd had looked their maps up (F5). */
  passedOver: ReadonlySet<string> = new Set();
  /** F63: the time of `bgp max-med on-startup` is over. */
  startupOver = false;

  constructor(
    private readonly speaker: SpeakerConfig,
    private readonly router: RouterView | undefined,
  ) {}

  /** Adds to `sent`, by peer, what the members are sent: of what has changed, or of everything where that is to be judged anew. */
  tell(group: Subgroup, table: Table, changed: readonly Destination[], sent: Map<string, Update[]>): void {
    const { family, afi } = group;
    const isAsked = this.conditionsAsked && !this.passedOver.has(`${group.model.peer.id} ${afi}`);
    const condition = isAsked && family.advertiseMap ? (conditionNow(family.advertiseMap, table, afi, this.speaker) ?? group.condition) : undefined;
    if (condition !== group.condition) group.stale = true;
    group.condition = condition;
    group.forced = group.stale;
    if (changed.length === 0 && !group.stale) return;
    if (group.forced) group.counted = 0;
    this.tellDefault(group, table, sent);
    const out = new Packing();
    const concerned = group.stale ? this.standing(group, table, changed) : changed;
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

  /**
   * The table as it is gone through: what has no best path any more is no part of it, so that what the group was told of it stands unless it has been withdrawn
   * (bgp_updgrp_adv.c subgroup_announce_table). What goes while a subgroup waits is never withdrawn, be it that the group was told of it meanwhile.
   */
  private standing(group: Subgroup, table: Table, changed: readonly Destination[]): readonly Destination[] {
    const news = new Set(changed);
    return table.inOrder().filter((destination) => {
      if (destination.best !== undefined || news.has(destination)) return true;
      group.out.refuse(prefixKey(destination.prefix), undefined);
      return false;
    });
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
      this.say(group, destination, outcome, out, path.ids?.[type]);
      // Of several paths what became of the best is told.
      if (path === best && !(outcome instanceof Stored)) group.out.refuse(key, outcome);
    }
  }

  /**
   * F148: bgpd goes through all paths of the prefix here, the best last, and all have identifier 0: each other one is refused, which withdraws what was sent.
   * If the best is the same to bgpd as that, it is held back as a duplicate, and the withdrawal goes out (bgp_updgrp_adv.c group_announce_route_walkcb,
   * bgp_adj_out_unset_subgroup, bgp_adj_out_set_subgroup).
   */
  private crossedOut(group: Subgroup, { prefix, toldBeside }: Destination, outcome: Stored | Reason | Alike | undefined): Stored | Reason | Alike | undefined {
    if (!group.zeroIds || group.forced || !toldBeside || !(outcome instanceof Stored)) return outcome;
    if (!group.out.hasSame(prefixKey(prefix), outcome, this.speaker.defaultLocalPreference)) return outcome;
    return { code: 'bgp-crossed-out', rules: ['F148'], args: { prefix: formatPrefix(prefix), peer: group.model.peer.id } };
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
    if (!best) for (const id of group.out.idsOf(prefixKey(prefix))) this.say(group, destination, outcome, out, id);
    this.say(group, destination, this.crossedOut(group, destination, outcome), out, group.filedBy && best?.ids?.[group.filedBy]);
  }

  /** F54: what is originated goes out at once (bgp_updgrp_packet.c subgroup_default_update_packet). */
  tellDefault(group: Subgroup, table: Table, sent: Map<string, Update[]>): void {
    if (!isDefaultDue(group)) return;
    const out = new Packing();
    this.updateDefault(group, table, out);
    out.send(sent);
  }

  private updateDefault(group: Subgroup, table: Table, out: Packing): void {
    const { family, afi } = group;
    const prefix = defaultPrefix(afi === 'ipv4' ? 4 : 6);
    if (!family.defaultOriginate) group.out.setLeft(undefined);
    else if (!group.paths && !group.filedBy) group.out.leaveDefault(prefix);
    const before = group.default !== undefined || group.broughtDefault;
    group.broughtDefault = false;
    const exported = originatedDefault(afi, family, group.model, table, this.speaker);
    group.default = exported && group.memo.storedDefault(exported);
    if (!before && !group.default) return;
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
  private say(group: Subgroup, { prefix }: Destination, outcome: Stored | Reason | Alike | undefined, out: Packing, pathId?: number): void {
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
    group.out.announce(route, { forced: group.forced, preference: speaker.defaultLocalPreference }, written, out);
  }
}

/** One is to be originated, or has been. */
function isDefaultDue({ family, broughtDefault, default: told }: Subgroup): boolean {
  return family.defaultOriginate !== undefined || broughtDefault || told !== undefined;
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
