/**
 * A router's RIB at work (zebra/zebra_rib.c): routes are offered and withdrawn under a key of their source, `settle` selects
 * among candidates and resolves next hops until nothing moves, and tells which prefixes changed. Selection depends on what
 * resolves and resolution on what is selected, so both are repeated for whoever is concerned, and no one else.
 */
import {
  comparePrefix,
  containsIp,
  containsPrefix,
  type Ip,
  isIpv4,
  isLinkLocal,
  parsePrefix,
  type Prefix,
  type PrefixKey,
  PrefixTable,
  prefixKey,
  samePrefix,
} from '../ip/index.ts';
import { AnnouncedTogether } from './announced-together.ts';
import { better, type Candidate, couldSucceed, entryOf, installedFirst, isFailed, sameEntries, stillHeld } from './candidates.ts';
import { connectedOffers } from './connected.ts';
import { groundOf, told, untold } from './ground.ts';
import { fibNextHops, groupKey } from './kernel.ts';
import type { OfferedNextHop, RibSettings, RouteOffer } from './offer.ts';
import { type Offer, Offered, sameHop } from './offered.ts';
import { sentAlong } from './resent.ts';
import { throughProtocolMap } from './protocol-maps.ts';
import { finalHops, kernelRefuses, sameNextHops, selectedOf, withFib } from './resolve.ts';
import { type ResolvedHops, SharedHops } from './shared-hops.ts';
import { givenToZebra } from './staticd.ts';
import { type TrackOptions, trackNextHop } from './tracking.ts';
import type { Fib, FibNextHop, Rib, RibEntry, RibNextHop } from './types.ts';

/** Passes after which a route that keeps changing its own ground is left as it is (it flaps in the field, too). */
const MAX_PASSES = 64;

/** Lists of next hops kept until their groups are written down: routes by one gateway have one list. */
const LEAVING = 64;

const LINK_LOCAL = parsePrefix('fe80::/64') as Prefix;

export class RibTable {
  /** Candidates by prefix, the newest first. */
  readonly entries: Rib = new PrefixTable();
  /** What is offered of each prefix. */
  private readonly offers = new Map<PrefixKey, Offered>();
  /** Prefixes with a gateway at an address, to be looked at again when the way to it changes. */
  private readonly dependents = new Map<Ip, Set<PrefixKey>>();
  private readonly dirty = new Set<PrefixKey>();
  private readonly announced = new AnnouncedTogether();
  private readonly hops = new SharedHops();
  /** Prefixes whose gateways are still reached by another route than the selected one. */
  private readonly untold = new Set<Offered>();
  /**
   * Groups of next hops by which a route was installed that is no more, or otherwise: the marks stay, because zebra takes none off when a route leaves
   * and keeps a group that nobody has for three minutes (zebra_nhg.c).
   */
  private readonly left = new Set<string>();
  /** Routes of which that has not been written down yet, one for each list of next hops. */
  private readonly leaving = new Map<readonly RibNextHop[], RibEntry>();
  /** Gateways are reached by another route of those around a prefix, though none of theirs has changed. */
  private hasTold = false;
  private connected = new Map<string, { readonly prefix: Prefix; readonly key: string }>();

  constructor(private settings: RibSettings) {
    this.setConnected();
  }

  /** New interfaces, or a new rule for defaults: everything is looked at again; where interfaces have only come up or gone down, what stands on them. */
  configure(settings: RibSettings): void {
    const before = this.settings;
    this.settings = settings;
    this.setConnected();
    const turned = turnedOnly(before, settings);
    if (!turned) this.hops.clear();
    else this.hops.forgetLinks();
    const known = new Map<readonly RibNextHop[], ResolvedHops>();
    for (const [key, offered] of this.offers) {
      if (turned && !offered.standsOn(turned)) continue;
      this.hold(offered, known);
      if (!this.isUnheard(offered)) this.dirty.add(key);
    }
  }

  /**
   * F34: nobody looks again at BGP's routes by link-local next hops when their interface fails: zebra's tracking of fe80::/64 goes on by another, so that
   * BGP is told nothing. They stay as they were until BGP announces them anew. `known`: what is held for other routes, by next hops.
   */
  private hold({ learned, entries }: Offered, known: Map<readonly RibNextHop[], ResolvedHops>): void {
    if (!learned) return;
    learned.held = undefined;
    const was = entries.find((e) => e.protocol === 'bgp')?.nextHops;
    if (!was?.every((h) => h.active) || !learned.offer.nextHops.every(isLinkLocalWay)) return;
    if (!selectedOf(this.entries.get(LINK_LOCAL) ?? [])) return;
    learned.held = known.get(was) ?? { idle: withFib(was, false), used: withFib(was, true), refused: false };
    known.set(was, learned.held);
  }

  /** Whether what is held leads out of an interface that is down. */
  private byFailed({ idle }: ResolvedHops): boolean {
    return finalHops(idle).some((h) => this.settings.interfaces.some((i) => i.name === h.interface && !i.up));
  }

  /** Nor at what is there of their prefix, where nothing else is. */
  private isUnheard({ newest, entries }: Offered): boolean {
    return newest?.held !== undefined && !newest.next && entries.length > 0 && entries.every((e) => e.selected);
  }

  private setConnected(): void {
    const before = this.connected;
    this.connected = new Map();
    for (const offer of connectedOffers(this.settings.interfaces)) {
      const key = `connected ${offer.nextHops[0]?.interface}`;
      const id = `${prefixKey(offer.prefix)} ${key}`;
      this.connected.set(id, { prefix: offer.prefix, key });
      // One that stays keeps its place among the candidates.
      if (!before.has(id)) this.offer(key, offer);
    }
    for (const [id, { prefix, key }] of before) if (!this.connected.has(id)) this.withdraw(prefix, key);
  }

  /**
   * Puts a route in, in place of an earlier one under the same key; what has changed, or is said `anew`, is the newest (zebra_rib.c rib_link). BGP says anew
   * what has other attributes, whether or not they are anything to zebra (bgpd/bgp_route.c bgp_process_main_one).
   */
  offer(key: string, offer: RouteOffer, anew = false): void {
    const at = prefixKey(offer.prefix);
    const known = this.offers.get(at) ?? new Offered(offer.prefix);
    this.offers.set(at, known);
    const changed = known.put(key, offer, anew);
    // What BGP has announced already it does not announce again.
    if (!changed && this.isUnheard(known)) return;
    if (changed && offer.protocol === 'bgp') this.announced.add(at);
    for (const hop of offer.nextHops) if (hop.ip !== undefined) this.depend(hop.ip, at);
    this.dirty.add(at);
  }

  /** BGP hands over all its routes once more, in one lot. */
  announceAll(): void {
    for (const [at, offered] of this.offers) {
      if (!offered.learned) continue;
      this.announced.add(at);
      this.dirty.add(at);
    }
  }

  withdraw(prefix: Prefix, key: string): void {
    const at = prefixKey(prefix);
    if (this.offers.get(at)?.take(key)) this.dirty.add(at);
  }

  private depend(ip: Ip, at: PrefixKey): void {
    const known = this.dependents.get(ip);
    if (known) known.add(at);
    else this.dependents.set(ip, new Set([at]));
  }

  /** Brings the table to rest; the prefixes whose candidates changed, in router order. */
  settle(): Prefix[] {
    const changed = new Map<PrefixKey, Prefix>();
    for (let pass = 0; this.dirty.size > 0 && pass < MAX_PASSES; pass++) {
      const now: { readonly at: PrefixKey; readonly offered: Offered }[] = [];
      for (const at of this.dirty) {
        const offered = this.offers.get(at);
        if (offered) now.push({ at, offered });
      }
      this.dirty.clear();
      this.announced.deliver(this.offers, this.entries);
      // The shorter prefixes of a pass first, so that what is recursive finds its ground laid.
      now.sort((a, b) => comparePrefix(a.offered.prefix, b.offered.prefix));
      for (const { at, offered } of now) if (this.decide(offered, at)) changed.set(at, offered.prefix);
    }
    this.dirty.clear();
    return [...changed.values()].sort(comparePrefix);
  }

  /** Whether ways may have changed that no changed prefix holds; asked once. */
  takeTold(): boolean {
    const { hasTold } = this;
    this.hasTold = false;
    return hasTold;
  }

  /** Selects anew for one prefix; true when something about it changed. */
  private decide(offered: Offered, at: PrefixKey): boolean {
    const { prefix, entries: before } = offered;
    if (offered.isStatic) this.sendStatics(offered);
    const resolved: Candidate[] = [];
    let best: Candidate | undefined;
    let failed = false;
    for (let o = offered.newest; o; o = o.next) {
      const candidate = o.held ? { offer: o.offer, hops: this.byFailed(o.held) ? stillHeld(o.held, before) : o.held } : this.candidate(o);
      if (!candidate) continue;
      if (isFailed(candidate)) failed = true;
      else if (o.offer.protocol === 'kernel') {
        o.stands = true;
        o.told = false;
      }
      resolved.push(candidate);
      best = better(best, candidate);
    }
    const left = failed ? this.withoutFailed(offered, resolved, best) : resolved;
    const told = failed ? stillTold(offered, left, best) : undefined;
    const decided = left.map((c) => (c.offer === told ? { ...entryOf(c, false), told: true as const } : entryOf(c, c === best)));
    const now = isUnasked(offered, decided) ? untold(decided, before) : this.leadsNowhere(decided, before) ? untold(unsent(decided), before) : decided;
    for (let o = offered.newest; o; o = o.next) if (o.offer.protocol === 'kernel') o.selected = o.offer === best?.offer;
    if (sameEntries(before, now)) {
      // Nothing has changed but perhaps the line of configuration that says so.
      if (now.some((e, i) => e.source !== before[i]?.source)) this.entries.set(prefix, (offered.entries = now));
      return false;
    }
    this.hops.forget(prefix);
    for (const e of before) if (e.installed) this.leave(e);
    if (before.length === 0 && now.length > 1) for (const first of installedFirst(now, (hop) => this.roundOf(hop))) this.leave(first);
    offered.entries = now;
    if (now.length === 0) {
      this.entries.delete(prefix);
      if (!offered.newest) this.offers.delete(at);
    } else this.entries.set(prefix, now);
    const isTracked = samePrefix(prefix, LINK_LOCAL) && selectedOf(before) !== undefined && selectedOf(now) !== undefined;
    if (isTracked || sameEntries(selectedList(before), selectedList(now))) return true;
    if (selectedOf(now)?.ground) {
      this.untold.add(offered);
      return true;
    }
    this.untold.delete(offered);
    this.tell(prefix);
    this.disturb(prefix, !sameWay(groundOf(before), selectedOf(now)));
    return true;
  }

  private leave(entry: RibEntry): void {
    this.leaving.set(entry.nextHops, entry);
    if (this.leaving.size >= LEAVING) this.writeLeft();
  }

  private writeLeft(): void {
    for (const entry of this.leaving.values()) this.left.add(groupKey(entry));
    this.leaving.clear();
  }

  /** One that takes over by next hops of which each is out of an interface that is down: what stands on the route that was there has not been looked at yet. */
  private leadsNowhere(decided: readonly RibEntry[], before: readonly RibEntry[]): boolean {
    const [selected, was] = [selectedOf(decided), selectedOf(before)];
    if (!selected || !was || selected.protocol !== 'bgp' || (was.protocol !== 'connected' && !was.unasked)) return false;
    const final = finalHops(selected.nextHops);
    return final.length > 0 && final.every((h) => this.settings.interfaces.some((i) => i.name === h.interface && !i.up));
  }

  /**
   * The way to every gateway within the prefix may have changed; of those that have none longer BGP is told, and announces its routes by them anew
   * where it hears of `another` metric or other next hops.
   */
  private disturb(prefix: Prefix, another: boolean): void {
    for (const [ip, prefixes] of this.dependents) {
      if (!containsIp(prefix, ip)) continue;
      const told = another && !this.entries.matches(ip).some(({ prefix: p, value }) => p.length > prefix.length && selectedOf(value) !== undefined);
      for (const key of prefixes) {
        const offers = this.offers.get(key);
        if (!offers) {
          prefixes.delete(key);
          continue;
        }
        const anew = told && offers.learned?.offer.nextHops.some((h) => h.ip === ip);
        if (anew) this.announced.add(key);
        if (anew || offers.isStatic || !samePrefix(offers.prefix, prefix)) this.dirty.add(key);
      }
    }
  }

  /** Linux has answered for a route to this prefix: zebra looks at the gateways within all that contain it. */
  private tell(prefix: Prefix): void {
    for (const around of this.untold) {
      if (isIpv4(around.prefix.ip) !== isIpv4(prefix.ip) || !containsPrefix(around.prefix, prefix)) continue;
      this.untold.delete(around);
      this.hasTold = true;
      around.entries = told(around.entries);
      this.entries.set(around.prefix, around.entries);
      this.hops.forget(around.prefix);
      this.disturb(around.prefix, true);
    }
  }

  /** What staticd gives zebra of its routes, which makes them the newest whenever it is something else. */
  private sendStatics(offered: Offered): void {
    for (const o of offered.statics()) {
      const hops = givenToZebra(o.offer.inOrderOfStaticd ?? o.offer.nextHops, (h) => this.staticStands(h));
      const before = o.sent;
      o.sent = hops;
      if (before && (before.length !== hops.length || before.some((h, i) => !sameHop(h, hops[i])))) offered.renew(o);
    }
  }

  /**
   * Kernel routes out of interfaces that were set down are gone, for which Linux tells zebra nothing in IPv4: zebra lets one go that was selected when nothing takes
   * over. Where another candidate does, be it for a moment, zebra has such a route for good, unused (zebra/zebra_rib.c rib_process, rib_process_del_fib). One that
   * goes with the same interface does for a moment: zebra has it until its daemon has heard and takes it back.
   */
  private withoutFailed({ prefix, newest, entries: before }: Offered, resolved: readonly Candidate[], best: Candidate | undefined): readonly Candidate[] {
    const succeeded = best !== undefined || before.some(couldSucceed);
    const stays = (o: Offer): boolean => isIpv4(prefix.ip) && o.stands === true && !(o.selected && !succeeded);
    const gone = new Set<RouteOffer>();
    for (let o = newest; o; o = o.next) {
      if (!resolved.some((c) => c.offer === o?.offer && isFailed(c)) || stays(o)) continue;
      o.stands = false;
      gone.add(o.offer);
    }
    return resolved.filter((c) => !gone.has(c.offer));
  }

  /** An offer with its next hops resolved; undefined for a static route of which staticd gives zebra nothing (F110). */
  private candidate(from: Offer): Candidate | undefined {
    const { offer, sent, lost } = from;
    if (sent?.length === 0) return undefined;
    const now = sent === undefined || sent.length === offer.nextHops.length ? offer : { ...offer, nextHops: sent };
    const hops = this.admitted(now, this.hops.resolve(now, this.settings, this.entries, lost ?? sentAlong(from, now, this.settings, this.entries)));
    return { offer, hops };
  }

  private admitted(offer: RouteOffer, hops: ResolvedHops): ResolvedHops {
    const { protocolMaps } = this.settings;
    if (!protocolMaps) return hops;
    const idle = throughProtocolMap(offer, hops.idle, protocolMaps);
    if (idle === hops.idle) return hops;
    const refused = kernelRefuses(idle, this.settings);
    return { idle, used: refused ? idle : withFib(idle, true), refused };
  }

  /**
   * F110: staticd gives zebra what has its interface stated while that is up, whatever its gateway; a gateway alone while it is tracked, be it
   * by the route itself, and is no address of our own on a connected network (staticd/static_zebra.c static_zebra_route_add, static_zebra_nexthop_update).
   */
  private staticStands({ ip, interface: out }: OfferedNextHop): boolean {
    if (out !== undefined) return this.settings.interfaces.some((i) => i.name === out && i.up);
    if (ip === undefined) return true;
    // zebra keeps one answer for all who ask, and bgpd asks for a way on the link (zebra_rnh.c ZEBRA_NHT_CONNECTED).
    const way = this.track(ip, { connectedOnly: this.settings.neighbors?.onLink.has(ip) === true });
    if (!way) return false;
    return way.protocol !== 'connected' || !this.settings.interfaces.some((i) => i.addresses.some((a) => a.ip === ip));
  }

  /** How many answers staticd waits for until a gateway of a static route is there: one where zebra has the way as it starts. */
  private roundOf({ ip, stated }: RibNextHop, behind: readonly RibEntry[] = []): number {
    if (ip === undefined || stated) return 0;
    const way = this.track(ip, { connectedOnly: false });
    if (!way || way.protocol === 'bgp' || behind.includes(way)) return Number.POSITIVE_INFINITY;
    if (way.protocol !== 'static') return 1;
    return 1 + Math.max(1, Math.min(...way.nextHops.map((h) => this.roundOf(h, [...behind, way]))));
  }

  /** F29, F33. */
  track(ip: Ip, options: TrackOptions): RibEntry | undefined {
    return trackNextHop(ip, this.settings, this.entries, options);
  }

  /** Candidates with the selected one first, for those who read the table. */
  snapshot(): Rib {
    this.writeLeft();
    const all = this.entries.entries();
    const contested = all.some(({ value }) => value.some((e) => !e.installed));
    const marked = new Set(this.left);
    const seen = new Set<readonly RibNextHop[]>();
    for (const { value } of contested ? all : []) {
      for (const e of value) {
        if (!e.installed || seen.has(e.nextHops)) continue;
        seen.add(e.nextHops);
        marked.add(groupKey(e));
      }
    }
    return this.entries.mapped((value) => {
      if (value.length === 1 && value[0]?.installed) return value;
      // Routes with the same next hops share one group, whose hops are marked once any of them has been installed (zebra_nhg.c).
      const shared = value.map((e) => (!e.installed && marked.has(groupKey(e)) ? { ...e, nextHops: withFib(e.nextHops, true) } : e));
      const placed = shared.length > 1 ? shared.map((e, place) => ({ ...e, place })) : shared;
      return [...placed.filter((e) => e.selected), ...placed.filter((e) => !e.selected)];
    });
  }

  fib(): Fib {
    // Routes by one gateway have one list of next hops in common.
    const known = new Map<readonly RibNextHop[], FibNextHop[]>();
    const down = new Set(this.settings.interfaces.flatMap((i) => (i.up ? [] : [i.name])));
    return this.entries.mapped((value, prefix) => {
      const entry = selectedOf(value);
      if (!entry?.installed) return undefined;
      const nextHops = known.get(entry.nextHops) ?? fibNextHops(entry, down);
      known.set(entry.nextHops, nextHops);
      return nextHops.length === 0 ? undefined : { prefix, entry, nextHops };
    });
  }
}

/**
 * F49: the kernel route that others still hear of. zebra takes word of it back when nothing takes over, and gives word of what does once Linux has taken that;
 * what took over for a moment alone Linux refused, and of that alone is word taken back (zebra/zebra_rib.c rib_process, rib_process_result).
 */
function stillTold({ newest }: Offered, left: readonly Candidate[], best: Candidate | undefined): RouteOffer | undefined {
  let told: RouteOffer | undefined;
  for (let o = newest; o; o = o.next) {
    const stays = (o.selected || o.told) && left.some((c) => c.offer === o?.offer && isFailed(c));
    o.told = stays === true && (best === undefined || best.hops.refused);
    if (o.told) told = o.offer;
  }
  return told;
}

/** A link-local gateway of IPv6 with its interface. */
function isLinkLocalWay({ ip, interface: out }: OfferedNextHop): boolean {
  return ip !== undefined && !isIpv4(ip) && isLinkLocal(ip) && out !== undefined;
}

/** The names of interfaces that came up or went down; undefined where something else is another, too. */
function turnedOnly(before: RibSettings, now: RibSettings): Set<string> | undefined {
  const { ipv4, ipv6 } = before.resolveViaDefault;
  if (before.protocolMaps !== now.protocolMaps) return undefined;
  if (now.resolveViaDefault.ipv4 !== ipv4 || now.resolveViaDefault.ipv6 !== ipv6 || now.interfaces.length !== before.interfaces.length) return undefined;
  if (now.neighbors !== before.neighbors) return undefined;
  const turned = new Set<string>();
  for (const [n, { name, up, noCarrier, addresses }] of now.interfaces.entries()) {
    const was = before.interfaces[n];
    if (was?.name !== name || was.addresses !== addresses) return undefined;
    if (was.up !== up || was.noCarrier !== noCarrier) turned.add(name);
  }
  return turned;
}

/** Whether zebra selects what it cannot even ask Linux for. */
function isUnasked({ learned }: Offered, decided: readonly RibEntry[]): boolean {
  const selected = selectedOf(decided);
  return learned?.held !== undefined && selected?.protocol === 'bgp' && !selected.installed;
}

/** What is selected as it is where Linux has not been asked for it. */
function unsent(entries: readonly RibEntry[]): RibEntry[] {
  return entries.map((e) => (e.selected ? { ...e, installed: false, nextHops: withFib(e.nextHops, false) } : e));
}

/** What bgpd hears of a way: its metric and next hops, neither its distance nor whose route it is (bgpd/bgp_nht.c bgp_process_nexthop_update). */
function sameWay(a: RibEntry | undefined, b: RibEntry | undefined): boolean {
  return a !== undefined && b !== undefined && a.metric === b.metric && sameNextHops(a.nextHops, b.nextHops);
}

function selectedList(entries: readonly RibEntry[]): RibEntry[] {
  return entries.filter((e) => e.selected);
}
