/**
 * Turns of single prefixes (F169). What becomes of a prefix at all speakers together hangs on nothing but what they hold of it and what of it is on its
 * way, as long as nothing else moves it: a session that comes or goes, another way to a next hop, a route of the router's own, an aggregate, a limit that
 * others count for. Once both come back and nothing has, they will for ever. So disputes that have nothing to do with each other, each with a turn of
 * its own length, are each told after a turn or two, and not when all of them happen to come back at once; and what is at rest or still converging
 * elsewhere is not looked at. Prefixes that do move each other are left to the state of the whole network (oscillation.ts).
 */
import type { Destination, SpeakerId } from '../bgp/index.ts';
import { type Ip, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { PathAttributes } from '../policy/index.ts';
import { type Event, prefixesOf } from './events.ts';
import { toldText, wholeText } from './route-text.ts';
import type { StateDigest } from './state-digest.ts';
import { toldTurn } from './told-turn.ts';
import type { Oscillation } from './types.ts';

/** Changes of a route at one speaker that make its prefix one to look at: exploring other paths seldom takes more. */
const SUSPECT = 5;
/** States of a prefix remembered at a time. */
const MEMORY = 4000;

export type Pending = readonly (readonly [number, readonly Event[]])[];

/** What a speaker holds best of a prefix has changed. */
export interface Change {
  readonly at: number;
  readonly speaker: SpeakerId;
  readonly destination: Destination;
  readonly before: PathAttributes | undefined;
  readonly after: PathAttributes | undefined;
  /** Whose news of the prefix had come since the speaker last decided; the speaker itself where its own router had moved it. */
  readonly because: readonly SpeakerId[];
}

export interface Ground {
  readonly now: number;
  /** Messages take now this long, now that. */
  readonly isShaken: boolean;
  /** How often sessions have come, gone, fallen silent or been heard again. */
  readonly sessionMoves: number;
  /** Nothing stands on the prefix but itself, given the next hops that are seen besides those now in use. */
  standsAlone(prefix: Prefix, hops: ReadonlySet<Ip>): boolean;
  /** The prefix is counted at the speaker, or asked for there; `another`: its best path is another now. */
  isCounted(speaker: SpeakerId, prefix: Prefix, another: boolean): boolean;
  /** Who is at the other end of a session. */
  neighborOf(speaker: SpeakerId, peer: string): SpeakerId | undefined;
  placeOf(speaker: SpeakerId, peer: string, prefix: Prefix, pathId: number): number | undefined;
}

interface Suspect {
  readonly prefix: Prefix;
  changes: Change[];
  /** How often something else has moved it. */
  moves: number;
  readonly seen: Map<string, { readonly changes: number; readonly ground: number; readonly moves: number }>;
  found?: Oscillation;
}

export class PrefixWatch {
  private readonly counts = new Map<PrefixKey, Map<SpeakerId, number>>();
  private readonly suspects = new Map<PrefixKey, Suspect>();
  private readonly hops = new Set<Ip>();
  /** Grows whenever something may move all of them. */
  private ground = 0;

  get found(): Oscillation[] {
    return [...this.suspects.values()].flatMap((s) => s.found ?? []);
  }

  get hasSuspects(): boolean {
    return this.suspects.size > 0;
  }

  restart(): void {
    this.counts.clear();
    this.suspects.clear();
    this.hops.clear();
  }

  /** Whether any of these has been decided on at the speaker many times since the last restart. */
  isRestless(speaker: SpeakerId, destinations: readonly Destination[]): boolean {
    let restless = false;
    for (const { prefix } of destinations) if (this.count(speaker, prefixKey(prefix)) >= SUSPECT) restless = true;
    return restless;
  }

  private count(speaker: SpeakerId, key: PrefixKey): number {
    const counts = this.counts.get(key) ?? new Map<SpeakerId, number>();
    this.counts.set(key, counts);
    const count = (counts.get(speaker) ?? 0) + 1;
    counts.set(speaker, count);
    return count;
  }

  /** A speaker's route has changed. */
  changed(change: Change): void {
    const { destination, speaker } = change;
    const key = prefixKey(destination.prefix);
    const count = this.count(speaker, key);
    const known = this.suspects.get(key);
    if (!known && count < SUSPECT) return;
    const suspect: Suspect = known ?? { prefix: destination.prefix, changes: [], moves: 0, seen: new Map() };
    if (!known) this.suspects.set(key, suspect);
    if (!suspect.found) suspect.changes.push(change);
  }

  /** Something else has moved the prefix. */
  moved(key: PrefixKey): void {
    const suspect = this.suspects.get(key);
    if (suspect) suspect.moves++;
  }

  /** Speakers have decided on the prefixes, and use these paths. */
  decided(destinations: readonly Destination[]): void {
    for (const { prefix, paths } of destinations) {
      if (!this.suspects.has(prefixKey(prefix))) continue;
      for (const { attributes } of paths) {
        this.hops.add(attributes.nextHop);
        if (attributes.nextHopIpv6 !== undefined) this.hops.add(attributes.nextHopIpv6);
      }
    }
  }

  /** Those whose turn is known and on which nothing else stands: the others go their way without them. */
  apart(ground: Ground): ReadonlySet<PrefixKey> {
    const apart = new Set<PrefixKey>();
    for (const [key, { prefix, found }] of this.suspects) if (found && ground.standsAlone(prefix, this.hops)) apart.add(key);
    return apart;
  }

  /** After a moment: whether there is a suspect that something else moves. */
  observe(pending: Pending, network: Ground, digest: StateDigest): boolean {
    const flying = this.flying(pending, network, digest);
    const ground = this.ground + network.sessionMoves;
    let others = false;
    for (const [key, suspect] of this.suspects) {
      if (suspect.found) continue;
      if (suspect.moves > 0) others = true;
      const way = flying.get(key);
      if (way === undefined) continue;
      const { moves } = suspect;
      const state = `${digest.textOf(key)}: ${way}`;
      const before = suspect.seen.get(state);
      if (before?.ground === ground && before.moves === moves && before.changes < suspect.changes.length) {
        const turn = suspect.changes.slice(before.changes);
        const told = tell(suspect.prefix, turn);
        if (told) suspect.found = told;
        continue;
      }
      if (suspect.seen.size >= MEMORY) {
        suspect.seen.clear();
        suspect.changes = [];
      }
      suspect.seen.set(state, { changes: suspect.changes.length, ground, moves });
    }
    return others;
  }

  /** Everything on its way belongs to turns that are known. */
  isComplete(pending: Pending): boolean {
    const known = (prefix: Prefix) => this.suspects.get(prefixKey(prefix))?.found !== undefined;
    return pending.every(([, events]) => events.every((e) => prefixesOf(e)?.every(known) ?? e.kind !== 'rib'));
  }

  /** What is on its way, by prefix; what moves sessions, or a RIB in ways that are not known, moves the ground. */
  private flying(pending: Pending, ground: Ground, digest: StateDigest): Map<PrefixKey, string> {
    const texts = new Map<PrefixKey, string>();
    const add = (prefix: Prefix, text: string) => {
      const key = prefixKey(prefix);
      const suspect = this.suspects.get(key);
      if (suspect && !suspect.found) texts.set(key, `${texts.get(key) ?? ''}|${text}`);
    };
    for (const [at, events] of pending) {
      for (const event of events) {
        const after = at - ground.now;
        if (event.kind === 'deliver') {
          for (const { prefix, attributes, pathId } of event.updates) {
            const path = pathId === undefined ? '' : (ground.placeOf(event.to, event.peer, prefix, pathId) ?? `+${pathId}`);
            add(prefix, `${after} ${event.to} ${event.peer} ${attributes ? digest.idOf(attributes, wholeText) : '-'} ${path}`);
          }
        } else if (event.kind === 'decide' && event.news)
          for (const n of event.news) add(n.prefix, `${after} ${event.speaker} decides ${digest.textOfNews([n])}`);
        else if (event.kind === 'rib' && event.prefixes) for (const prefix of event.prefixes) add(prefix, `${after} ${event.speaker} rib`);
        else if (!STEADY.has(event.kind)) this.ground++;
      }
    }
    return texts;
  }
}

/** Timers: they are waited for elsewhere. */
const STEADY = new Set<Event['kind']>(['start', 'release', 'maps', 'conditions', 'startup-over', 'announce', 'speak', 'refresh-asked', 'refresh', 'hold']);

/** By what is told of a route, or by all of it where nothing else changes. */
export function tell(prefix: Prefix, changes: readonly Change[]): Oscillation | undefined {
  for (const textOf of [toldText, wholeText]) {
    const text = (a: PathAttributes | undefined) => (a ? textOf(a) : 'none');
    const told = toldTurn(
      prefix,
      changes.map(({ at, speaker, before, after, because }) => ({ at, speaker, before: text(before), after: text(after), because })),
    );
    if (told) return told;
  }
  return undefined;
}
