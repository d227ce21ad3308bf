/**
 * In which order a subgroup's news goes out. bgpd first writes what it withdraws. Then it takes the route that has waited longest, and with it, into the same UPDATE, all others
 * with the same attributes; as each of those was put in front of their list when it came, they follow from the last to the second (bgpd/bgp_advertise.c
 * bgp_advertise_add, bgp_updgrp_packet.c subgroup_update_packet, bgp_updgrp_adv.c bgp_advertise_clean_subgroup). The reader meets them in that order, which decides
 * where not all are taken alike. An UPDATE of 65535 bytes (RFC 8654) takes all that labs tell at once: here none is ever full.
 */
import type { Prefix } from '../ip/index.ts';
import { attributesHash, type PathAttributes, sameAttributes } from '../policy/index.ts';
import type { Exported } from './outbound.ts';

/** One route of an UPDATE; without attributes it is withdrawn. */
export interface Update {
  readonly prefix: Prefix;
  readonly attributes?: PathAttributes;
  /** Which of several paths of the prefix (RFC 7911 §3). */
  readonly pathId?: number;
}

/** What one peer is told. */
class News {
  readonly withdrawn: Update[] = [];
  /** Routes with the same attributes together, from those that came first. */
  readonly announced: Update[][] = [];
  private readonly byKind: (Update[] | undefined)[] = [];

  announce(update: Update, kind: number): void {
    const alike = this.byKind[kind];
    if (alike) alike.push(update);
    else this.announced.push((this.byKind[kind] = [update]));
  }
}

/** Attributes as they are stored for the group, by number: all members are told of the same ones. */
class Kinds {
  private count = 0;
  private readonly known = new Map<Exported, number>();
  private readonly byHash = new Map<number, { readonly of: Exported; readonly kind: number }[]>();

  /** What says the same may be another object. */
  of(exported: Exported): number {
    const known = this.known.get(exported);
    if (known !== undefined) return known;
    const hash = attributesHash(exported.stored);
    const near = this.byHash.get(hash) ?? [];
    const like = near.find((k) => passForSame(k.of, exported));
    const kind = like?.kind ?? this.count++;
    if (!like) this.byHash.set(hash, [...near, { of: exported, kind }]);
    this.known.set(exported, kind);
    return kind;
  }
}

/** A MED that is not passed on still keeps attributes apart (bgp_attr.c attrhash_cmp compares its value, 0 where there was none). */
function passForSame(one: Exported, two: Exported): boolean {
  return (one.removedMed ?? 0) === (two.removedMed ?? 0) && sameAttributes(one.stored, two.stored);
}

export class Packing {
  /** Most of what is gone through says nothing. */
  private news: Map<string, News> | undefined;
  private kinds: Kinds | undefined;

  withdraw(peer: string, update: Update): void {
    this.of(peer).withdrawn.push(update);
  }

  /** `exported`: as the group has it. */
  announce(peer: string, update: Update, exported: Exported): void {
    this.kinds ??= new Kinds();
    this.of(peer).announce(update, this.kinds.of(exported));
  }

  /** Adds all, as it is sent, to what peers are sent. */
  send(out: Map<string, Update[]>): void {
    if (!this.news) return;
    for (const [peer, { withdrawn, announced }] of this.news) {
      const list = out.get(peer) ?? [];
      out.set(peer, list);
      for (const update of withdrawn) list.push(update);
      for (const alike of announced) {
        list.push(alike[0] as Update);
        for (let i = alike.length - 1; i > 0; i--) list.push(alike[i] as Update);
      }
    }
    this.news = undefined;
    this.kinds = undefined;
  }

  private of(peer: string): News {
    this.news ??= new Map();
    const known = this.news.get(peer);
    if (known) return known;
    const news = new News();
    this.news.set(peer, news);
    return news;
  }
}
