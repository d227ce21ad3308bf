/** What is offered of one prefix, by key of its source, the newest first: nearly always one, so that it is a chain and no Map. */
import type { Ip, Prefix } from '../ip/index.ts';
import type { OfferedNextHop, RouteOffer } from './offer.ts';
import type { Lost } from './resolve.ts';
import type { ResolvedHops } from './shared-hops.ts';
import type { RibEntry, RibNextHop } from './types.ts';

/** One source's offer, and the one that came before it. */
export interface Offer {
  readonly key: string;
  offer: RouteOffer;
  /** Of a static route, the next hops that staticd has given zebra. */
  sent: readonly OfferedNextHop[] | undefined;
  /** Of BGP's route: gateways whose own route was on its way as this one was announced last. */
  lost: Lost | undefined;
  /** Of BGP's route: its next hops as they were when their interface failed, of which nobody has told BGP. */
  held?: ResolvedHops | undefined;
  /** Of a static route: ways to its gateways that were sent along with it (resent.ts); undefined for one that has become another since. */
  along?: Map<Ip, readonly RibNextHop[] | undefined>;
  /** Of a kernel route: whether zebra has it, has it selected, and has told others of it. */
  stands?: boolean;
  selected?: boolean;
  told?: boolean;
  next: Offer | undefined;
}

export class Offered {
  newest: Offer | undefined = undefined;
  /** The entries that were made of the offers last. */
  entries: readonly RibEntry[] = NONE;

  constructor(readonly prefix: Prefix) {}

  /** In place of an earlier one of the same source; what has changed, or is said anew, is the newest (zebra_rib.c rib_link). True when it is such a one. */
  put(key: string, offer: RouteOffer, anew: boolean): boolean {
    const known = this.find(key);
    const same = !anew && known !== undefined && sameOffer(known.offer, offer);
    if (!known) this.newest = { key, offer, sent: undefined, lost: undefined, next: this.newest };
    else {
      if (!same) {
        this.renew(known);
        known.held = undefined;
      }
      known.offer = offer;
    }
    return !same;
  }

  /** True when it was there. */
  take(key: string): boolean {
    const known = this.find(key);
    if (known) this.unlink(known);
    return known !== undefined;
  }

  /** Makes an offer the newest. */
  renew(offer: Offer): void {
    this.unlink(offer);
    offer.next = this.newest;
    this.newest = offer;
  }

  get isStatic(): boolean {
    for (let o = this.newest; o; o = o.next) if (o.offer.protocol === 'static') return true;
    return false;
  }

  /** BGP's, of which there is one. */
  get learned(): Offer | undefined {
    let o = this.newest;
    while (o && o.offer.protocol !== 'bgp') o = o.next;
    return o;
  }

  /** Whether interfaces say something of it that no other route says: BGP's gateways stand on routes, but for those with an interface. */
  standsOn(interfaces: ReadonlySet<string>): boolean {
    for (let o = this.newest; o; o = o.next)
      if (o.offer.protocol !== 'bgp' || o.offer.nextHops.some((h) => h.interface !== undefined && interfaces.has(h.interface))) return true;
    return false;
  }

  /** Those of static routes, the oldest first. */
  statics(): Offer[] {
    const out: Offer[] = [];
    for (let o = this.newest; o; o = o.next) if (o.offer.protocol === 'static') out.push(o);
    return out.reverse();
  }

  private find(key: string): Offer | undefined {
    let o = this.newest;
    while (o && o.key !== key) o = o.next;
    return o;
  }

  private unlink(offer: Offer): void {
    if (this.newest === offer) this.newest = offer.next;
    else for (let o = this.newest; o; o = o.next) if (o.next === offer) o.next = offer.next;
  }
}

const NONE: readonly RibEntry[] = [];

/** What zebra takes for the same route. */
export function sameOffer(a: RouteOffer, b: RouteOffer): boolean {
  return (
    a === b ||
    (a.distance === b.distance &&
      a.metric === b.metric &&
      a.tag === b.tag &&
      a.nextHops.length === b.nextHops.length &&
      a.nextHops.every((h, i) => sameHop(h, b.nextHops[i])))
  );
}

export function sameHop(a: OfferedNextHop, b: OfferedNextHop | undefined): boolean {
  return a === b || (a.ip === b?.ip && a.interface === b?.interface && a.blackhole === b?.blackhole && a.weight === b?.weight && a.onlink === b?.onlink);
}
