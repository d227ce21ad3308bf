/**
 * What the way a network comes to rest says of it: that it never does (RFC 3345, RFC 4264; F169), that only uneven delays let
 * it, or that where it rests depends on what went before (RFC 4264 §3, a wedgie).
 */
import type { SpeakerId } from '../bgp/types.ts';
import { comparePrefix, formatPrefix, type Prefix } from '../ip/index.ts';
import type { Diagnostic } from '../model/index.ts';
import { converge, type ConvergeOptions } from './converge.ts';
import { routeText } from './route-text.ts';
import { prefixesIn } from './size.ts';
import type { Terrain } from './terrain.ts';
import type { ControlPlane, Oscillation } from './types.ts';

/** Findings about one run: routing that goes round for ever, or would with even delays. */
export function restFindings(plane: ControlPlane): Diagnostic[] {
  const { oscillations, dispute } = plane;
  if (oscillations) return alike(oscillations).map((group) => turning('routing-oscillates', group, plane, 'never settles'));
  return dispute ? [turning('routing-dispute', [dispute], plane, 'settles only because no two messages take equally long; it has another outcome')] : [];
}

type Alike = readonly [Oscillation, ...Oscillation[]];

/** Prefixes whose routes go round in the same way, together; the first of each in order. */
function alike(oscillations: readonly Oscillation[]): Alike[] {
  const groups = new Map<string, [Oscillation, ...Oscillation[]]>();
  for (const o of oscillations) {
    // Where a turn begins is where it was recognised.
    const key = o.cycle
      .map((state) => JSON.stringify(state))
      .sort()
      .join();
    const known = groups.get(key);
    if (known) known.push(o);
    else groups.set(key, [o]);
  }
  return [...groups.values()];
}

/** Prefixes, and speakers that only follow, that are named at most. */
const NAMED = 4;

function named(texts: readonly string[]): string {
  const first = texts.slice(0, NAMED).join(', ');
  return texts.length > NAMED ? `${first}, … (${texts.length})` : first;
}

function turning(code: string, group: Alike, plane: ControlPlane, what: string): Diagnostic {
  const [{ speakers, cycle }] = group;
  const followers = named([...new Set(group.flatMap((o) => o.followers))].sort());
  const args = {
    prefix: named(group.map((o) => formatPrefix(o.prefix))),
    speakers: speakers.join(', '),
    states: cycle.length,
    cycle: cycleText(cycle),
    ...(followers && { followers }),
  };
  return {
    code,
    severity: 'warning',
    message: `${args.prefix} ${what} at ${args.speakers}: ${args.cycle}${followers && `; ${followers} only follow`}; expected policies that all of them can be content with`,
    args,
    place: placeAt(plane, speakers[0]),
    rules: ['F169', code === 'routing-oscillates' ? 'RFC 3345' : 'RFC 4264'],
  };
}

/** `a via 10.0.0.1 path 9, b via … → a via …`: one turn, state by state. */
function cycleText(cycle: Oscillation['cycle']): string {
  return cycle
    .map((state) =>
      Object.entries(state)
        .map(([id, route]) => `${id} ${route}`)
        .join(', '),
    )
    .join(' → ');
}

/** Orders that are tried at most, */
const MAX_ORDERS = 32;
/** and prefixes in all tables of all orders together: a large network is switched on anew less often, but once at least. */
const MAX_PREFIXES = 50_000;

/** The same network switched on in other orders: all at once (or as it says itself), then each speaker in turn once all the others are at rest. */
function coldOrders(network: Terrain, most: number): (readonly [Terrain, ...Terrain[]])[] {
  const late = [...network.speakers.keys()].sort().slice(0, most - 1);
  const without = (id: SpeakerId): Terrain => ({ ...network, speakers: new Map([...network.speakers].filter(([k]) => k !== id)) });
  return [[network], ...late.map((id) => [without(id), network] as const)];
}

/**
 * Findings about a network with a past: what would be another way had it been switched on instead, all at once or one speaker after
 * the others. The first order that ends otherwise is told. `options`: as the network was run itself.
 */
export function historyFindings(running: ControlPlane, network: Terrain, options: ConvergeOptions = {}): Diagnostic[] {
  // What goes round for ever has no outcome to compare.
  if (running.oscillation) return [];
  const most = Math.min(MAX_ORDERS, Math.max(1, Math.floor(MAX_PREFIXES / prefixesIn(running))));
  for (const [first, ...changes] of coldOrders(network, most)) {
    const finding = difference(running, converge(first, { ...options, logLimit: 0, changes }));
    if (finding) return [finding];
  }
  return [];
}

function difference(running: ControlPlane, cold: ControlPlane): Diagnostic | undefined {
  const differences = [...running.speakers.keys()].flatMap((id) => differingBest(id, running, cold));
  const first = differences.toSorted((a, b) => comparePrefix(a.prefix, b.prefix))[0];
  if (!first) return undefined;
  const same = differences.filter((d) => comparePrefix(d.prefix, first.prefix) === 0);
  const speakers = [...new Set(same.map((d) => d.speaker))].sort();
  const args = { prefix: formatPrefix(first.prefix), speakers: speakers.join(', '), speaker: first.speaker, now: first.now, cold: first.cold };
  return {
    code: 'routing-depends-on-history',
    severity: 'warning',
    message: `${args.prefix} is ${args.now} at ${args.speaker} because of what went before; switched on in another order it would be ${args.cold} (differs at ${args.speakers})`,
    args,
    place: placeAt(running, first.speaker),
    rules: ['F41', 'RFC 4264 §3'],
  };
}

interface Difference {
  readonly speaker: SpeakerId;
  readonly prefix: Prefix;
  readonly now: string;
  readonly cold: string;
}

function differingBest(speaker: SpeakerId, running: ControlPlane, cold: ControlPlane): Difference[] {
  const [now, then] = [bestRoutes(running, speaker), bestRoutes(cold, speaker)];
  return [...new Map([...now, ...then])].flatMap(([text, { prefix }]) => {
    const [a, b] = [now.get(text)?.route ?? 'none', then.get(text)?.route ?? 'none'];
    return a === b ? [] : [{ speaker, prefix, now: a, cold: b }];
  });
}

function bestRoutes(plane: ControlPlane, speaker: SpeakerId): Map<string, { readonly prefix: Prefix; readonly route: string }> {
  const tables = plane.speakers.get(speaker)?.tables;
  const entries = tables ? [...tables.ipv4.values(), ...tables.ipv6.values()] : [];
  return new Map(
    entries.flatMap(({ prefix, paths }) => {
      const best = paths.find((p) => p.best);
      return best ? [[formatPrefix(prefix), { prefix, route: routeText(best.attributes) }]] : [];
    }),
  );
}

/** The device that a speaker belongs to: an instance's gateway, a router itself. */
function placeAt(plane: ControlPlane, speaker: SpeakerId | undefined): Diagnostic['place'] {
  const device = speaker === undefined ? undefined : plane.speakers.get(speaker)?.device;
  return device === undefined ? {} : { object: device };
}
