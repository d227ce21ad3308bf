/**
 * A speaker's tables as results: plain values that can be cloned, kept and compared. What was received, sent and withheld is written out when it is first
 * asked for: most answers are asked for little of it.
 */
import { comparePrefix, type Ip, type PrefixKey, prefixKey, prefixOfKey } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import { afiOf, type Destination, type Path } from './path.ts';
import { byPrefix, type RouteKey, routeKey, usesAddPath } from './path-ids.ts';
import type { Speaker } from './speaker.ts';
import type { AdvertisedRoute, BgpEntry, BgpPath, ReceivedRoute, SessionState, SpeakerState } from './state.ts';
import type { AfiName } from './types.ts';

/** Everything of a speaker, but for the state of its sessions, which the control plane knows. Good for as long as the speaker does nothing more. */
export function speakerState(speaker: Speaker, sessions: readonly SessionState[]): SpeakerState {
  const { config } = speaker;
  const told = new Map(speaker.out.peers.map((peer) => [peer, speaker.out.routesTo(peer)]));
  const advertisedTo = advertisedPeers(told);
  const tables: Record<AfiName, Map<PrefixKey, BgpEntry>> = { ipv4: new Map(), ipv6: new Map() };
  const severalSomewhere = usesAddPath(config, 'ipv4') || usesAddPath(config, 'ipv6');
  const byRoute: ByRoute = new Map(severalSomewhere ? Array.from(told, ([peer, routes]) => [peer, findable(routes)]) : []);
  for (const destination of speaker.table.inOrder()) {
    const key = prefixKey(destination.prefix);
    const paths = severalSomewhere ? (path: Path) => pathAdvertisedTo(path, destination, speaker, byRoute) : undefined;
    tables[afiOf(destination.prefix)].set(key, entryOf(destination, advertisedTo.get(key) ?? [], paths));
  }
  const { id, device, asn, routerId } = config;
  return withLate(
    {
      id,
      device,
      asn,
      routerId,
      config,
      sessions,
      tables,
      tableVersions: { ...speaker.table.versions },
      metBefore: speaker.askedAgain.behind,
      coalesceTime: speaker.out.coalesceTime,
    },
    {
      adjRibIn: () => new Map([...speaker.adjRibIn].map(([peer, routes]) => [peer, received(routes.received(), peer, speaker)])),
      adjRibOut: () => new Map(speaker.out.peers.map((peer) => [peer, advertised(speaker.out.routesTo(peer), peer, speaker)])),
      heldNextHops: () => heldBy(speaker),
      withheld: () => new Map(speaker.out.peers.map((peer) => [peer, new Map(byKey(speaker.out.withheldFrom(peer)))])),
    },
  );
}

/** The same state with other values in it. `changer` is asked for a function for what there is now, and for one for each part as it is written out. */
export function mappedState(state: SpeakerState, changer: () => <T>(value: T) => T): SpeakerState {
  const change = changer();
  const { id, device, asn, routerId, tableVersions, coalesceTime } = state;
  return withLate(
    {
      id,
      device,
      asn,
      routerId,
      config: change(state.config),
      sessions: change(state.sessions),
      tables: change(state.tables),
      tableVersions,
      coalesceTime,
      metBefore: change(state.metBefore),
    },
    {
      adjRibIn: () => changer()(state.adjRibIn),
      adjRibOut: () => changer()(state.adjRibOut),
      heldNextHops: () => changer()(state.heldNextHops),
      withheld: () => changer()(state.withheld),
    },
  );
}

type Late = 'adjRibIn' | 'adjRibOut' | 'heldNextHops' | 'withheld';

/** A state of which some is written out when it is first asked for. */
function withLate(now: Omit<SpeakerState, Late>, late: { readonly [K in Late]: () => SpeakerState[K] }): SpeakerState {
  const [adjRibIn, adjRibOut, heldNextHops, withheld] = [once(late.adjRibIn), once(late.adjRibOut), once(late.heldNextHops), once(late.withheld)];
  return {
    ...now,
    get adjRibIn() {
      return adjRibIn();
    },
    get adjRibOut() {
      return adjRibOut();
    },
    get heldNextHops() {
      return heldNextHops();
    },
    get withheld() {
      return withheld();
    },
  };
}

/** What is made at the first call, and lets go of what it was made from. */
function once<T>(make: () => T): () => T {
  let due: (() => T) | undefined = make;
  let made: T | undefined;
  return () => {
    if (due) made = due();
    due = undefined;
    return made as T;
  };
}

function heldBy({ table }: Speaker): Set<Ip> {
  const held = new Set<Ip>();
  for (const { paths } of table.destinations.values()) for (const { tracked } of paths) if (tracked?.held) held.add(tracked.nextHop);
  return held;
}

/** Copies, in router order, so that a result neither changes under its reader nor tells in what order things arrived. */
function inOrder<T extends { readonly prefix: Destination['prefix'] }>(routes: Iterable<T>): T[] {
  return [...routes].sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

/** What is kept by prefix, in router order. */
function byKey<T>(values: Iterable<readonly [PrefixKey, T]>): (readonly [PrefixKey, T])[] {
  return [...values].sort(([a], [b]) => comparePrefix(prefixOfKey(a), prefixOfKey(b)));
}

/** Of several routes of a prefix, that of the best path stands for them. */
function received(routes: Iterable<ReceivedRoute>, peer: string, { table }: Speaker): Map<PrefixKey, ReceivedRoute> {
  const newest = inOrder([...routes].reverse());
  const isBest = ({ prefix, pathId }: ReceivedRoute) => {
    const source = table.get(prefixKey(prefix))?.best?.source;
    return source?.kind === 'peer' && source.peer === peer && source.pathId === pathId;
  };
  return byPrefix(newest, prefixKey, () => 0, isBest);
}

function advertised(routes: Iterable<AdvertisedRoute>, peer: string, { table, sessions }: Speaker): Map<PrefixKey, AdvertisedRoute> {
  const isBest = ({ prefix, pathId }: AdvertisedRoute) => {
    const type = sessions.get(peer)?.peer.families[afiOf(prefix)]?.addpathTx;
    return type !== undefined && table.get(prefixKey(prefix))?.best?.ids?.[type] === pathId;
  };
  return byPrefix(inOrder(layered([...routes])), prefixKey, (a, b) => (a.pathId ?? 0) - (b.pathId ?? 0), isBest);
}

/** F54: what is left behind stands beneath what is originated of its prefix. */
function layered(routes: readonly AdvertisedRoute[]): readonly AdvertisedRoute[] {
  const left = routes.filter((r) => r.leftBehind);
  if (left.length === 0) return routes;
  const at = new Map(left.map((r) => [prefixKey(r.prefix), r]));
  const originated = new Set(routes.filter((r) => r.defaultOriginated).map((r) => prefixKey(r.prefix)));
  return routes.flatMap((r) => {
    const key = prefixKey(r.prefix);
    const beneath = r.defaultOriginated && at.get(key);
    if (r.leftBehind) return originated.has(key) ? [] : [r];
    return beneath ? [{ ...r, beneath }] : [r];
  });
}

/** In order of session. */
function pathAdvertisedTo(path: Path, { prefix }: Destination, { sessions }: Speaker, told: ByRoute): string[] {
  const afi = afiOf(prefix);
  return [...sessions.values()].flatMap(({ peer, sendsPaths }) => {
    const type = sendsPaths?.includes(afi) ? peer.families[afi]?.addpathTx : undefined;
    const id = type && path.ids?.[type];
    if (type ? id === undefined : !path.selected) return [];
    const route = told.get(peer.id)?.get(routeKey(prefixKey(prefix), id));
    return route && !route.defaultOriginated ? [peer.id] : [];
  });
}

/** What each peer has. */
type Told = ReadonlyMap<string, readonly AdvertisedRoute[]>;
type ByRoute = ReadonlyMap<string, ReadonlyMap<RouteKey, AdvertisedRoute>>;

/** By identifier, and by prefix alone: those who have not negotiated add-path are looked for so (bgp_updgrp.c bgp_adj_out_lookup). */
function findable(routes: readonly AdvertisedRoute[]): Map<RouteKey, AdvertisedRoute> {
  return new Map(
    routes.flatMap((r): [RouteKey, AdvertisedRoute][] => [
      [prefixKey(r.prefix), r],
      [keyOf(r), r],
    ]),
  );
}

function keyOf({ prefix, pathId }: AdvertisedRoute): RouteKey {
  return routeKey(prefixKey(prefix), pathId);
}

function advertisedPeers(told: Told): Map<PrefixKey, string[]> {
  const out = new Map<PrefixKey, string[]>();
  for (const [peer, routes] of told) {
    for (const route of routes) {
      if (route.defaultOriginated) continue;
      const key = prefixKey(route.prefix);
      const list = out.get(key);
      if (list?.at(-1) === peer) continue;
      if (list) list.push(peer);
      else out.set(key, [peer]);
    }
  }
  return out;
}

function entryOf(destination: Destination, advertisedTo: readonly string[], pathTo: ((path: Path) => string[]) | undefined): BgpEntry {
  return {
    prefix: destination.prefix,
    paths: destination.paths.map((p) => ({ ...pathOf(p, destination), ...(pathTo && { addPath: { ids: idsOf(p), advertisedTo: pathTo(p) } }) })),
    advertisedTo,
    ...(destination.version !== undefined && { version: destination.version }),
    ...(destination.reason !== undefined && { selectionReason: destination.reason }),
  };
}

function idsOf({ ids }: Path): NonNullable<BgpPath['addPath']>['ids'] {
  return { ...(ids?.all !== undefined && { all: ids.all }), ...(ids?.['best-per-as'] !== undefined && { 'best-per-as': ids['best-per-as'] }) };
}

function pathOf(path: Path, destination: Destination): BgpPath {
  const client = path.session?.peer.families[afiOf(destination.prefix)]?.routeReflectorClient;
  return {
    source: path.source,
    attributes: path.attributes,
    valid: path.valid,
    best: path.selected,
    multipath: path.multipath,
    suppressed: path.suppressedBy > 0,
    igpMetric: path.igpMetric,
    arrival: path.arrival,
    ...(path.invalid && { invalid: path.invalid }),
    ...(path.session && { peerRouterId: path.session.remoteRouterId }),
    ...(client && { fromRrClient: true }),
    ...(path.resolvedBy && { resolvedBy: path.resolvedBy }),
    ...(path.inFib !== undefined && path.selected && { inFib: path.inFib }),
    ...(path.awaitsFib && path.selected && { awaitsFib: true }),
    ...(path.hasLeftFib && path.selected && { hasLeftFib: true }),
    ...(path.lost && { lostAt: lostAt(path) }),
    ...(path.bestFromAs !== undefined && { bestFromAs: path.bestFromAs }),
  };
}

function lostAt(path: Path): Reason {
  return { code: 'bgp-lost', rules: ['F36', 'RFC 4271 §9.1.2.2'], args: { step: path.lost?.reason ?? '' } };
}
