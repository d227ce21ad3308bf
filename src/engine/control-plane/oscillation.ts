/**
 * Routing that never settles (RFC 3345, RFC 4264; F169): when the whole state comes back, it will for ever, because the
 * simulation has no other memory; or when a speaker's route has gone round so often that it can be told (turns.ts). Watched only
 * after the network has had its time, and told with the states of one turn.
 * Timers are kept apart, because what is left of one that was set before the turn is another time at every moment: the turn goes on until the
 * first of them is over, and is not gone through again and again until then (`skip`).
 * A path that goes round and grows each time (`allowas-in` against `as-override`) counts as what it begins and ends with.
 */
import type { Destination, SpeakerId } from '../bgp/index.ts';
import { type Prefix, prefixKey, prefixOfKey } from '../ip/index.ts';
import type { PathAttributes } from '../policy/index.ts';
import { type Event, eventText, isTimer, namesPaths } from './events.ts';
import { toldText, wholeText } from './route-text.ts';
import { StateDigest } from './state-digest.ts';
import { TurnWatch } from './turns.ts';
import type { Oscillation } from './types.ts';

/** Moments that a network is given before its states are remembered, and what speakers hold is written down: nearly every one is at rest by then. */
const PATIENCE = 64;
/** From then on it is noted what is decided: what goes round has been met by the time that states are remembered. */
const NOTED_FROM = PATIENCE / 2;
/** States remembered at a time. */
const MEMORY = 4000;

interface Watched {
  readonly now: number;
  /** A speaker has its start before it: what comes of it is waited for. */
  readonly starting: boolean;
  /** When the run ends (ms), if not at rest. */
  readonly end: number | undefined;
  /** Whatever is yet to happen, by its time. */
  pending(): readonly (readonly [number, readonly Event[]])[];
  /** Nothing comes of the event any more. */
  isVoid(event: Event): boolean;
  /** Where a speaker has the path that a peer names so in its list of the prefix's paths; undefined where it has taken none. */
  placeOf(speaker: SpeakerId, peer: string, prefix: Prefix, pathId: number): number | undefined;
  /** Whether somebody waits for what happens at a time so far away. */
  isAwaited(at: number): boolean;
  /** Whole turns pass, so many ms: all that is on its way is put off by them, and of the timers these. */
  skip(ms: number, along: ReadonlySet<Event>): void;
}

interface Timer {
  readonly event: Event;
  readonly at: number;
}

/** What a speaker holds best of a prefix has changed. */
interface Change {
  readonly speaker: SpeakerId;
  readonly destination: Destination;
  readonly before: PathAttributes | undefined;
  readonly after: PathAttributes | undefined;
}

interface State {
  readonly at: number;
  /** What has changed since the state before it. */
  readonly changes: readonly Change[];
  readonly timers: readonly Timer[];
}

export class OscillationWatch {
  private moments = 0;
  private starting = false;
  private seen: State[] = [];
  private readonly index = new Map<string, number>();
  private digest = new StateDigest();
  private changes: Change[] = [];
  private readonly turns = new TurnWatch();

  /** `turning`: the network is known to go round, and is only watched once more. */
  restart({ turning = false } = {}): void {
    this.moments = turning ? PATIENCE : 0;
    this.forget();
    if (!turning) this.digest = new StateDigest();
    this.turns.restart();
  }

  private forget(): void {
    this.seen = [];
    this.changes = [];
    this.index.clear();
  }

  /** A speaker has decided on these prefixes anew, within a moment. */
  decided(speaker: SpeakerId, changed: readonly Destination[]): void {
    if (this.starting || this.moments < NOTED_FROM) return;
    for (const destination of changed) {
      const before = this.digest.note(speaker, destination);
      const after = destination.best?.attributes;
      if (before !== after) this.changes.push({ speaker, destination, before, after });
    }
    if (this.moments >= PATIENCE) this.turns.decided(speaker, changed);
  }

  /** To be called after every moment; the oscillation, once a state has come back. */
  observe(network: Watched): Oscillation | undefined {
    this.moments++;
    this.starting = network.starting;
    // What goes round now may end with the next start.
    if (this.starting) this.turns.restart();
    if (this.turns.oscillation) return this.turns.oscillation;
    if (this.starting || this.moments < PATIENCE) return undefined;
    const pending = network.pending();
    const flying = pending.flatMap(([at, events]) => events.filter((e) => !isTimer(e)).map((event) => ({ event, at })));
    // A network that only waits has nothing that goes round at the moment.
    if (flying.length === 0) return undefined;
    if (this.seen.length >= MEMORY) this.forget();
    const timers = pending.flatMap(([at, events]) => events.filter((e) => isTimer(e) && !network.isVoid(e)).map((event) => ({ event, at })));
    const state = { at: network.now, changes: this.changes, timers };
    this.changes = [];
    const key = `${this.digest.text}: ${this.flyingText(flying, network)}`;
    const known = this.index.get(key);
    this.index.set(key, this.seen.length);
    this.seen.push(state);
    return known === undefined ? undefined : this.cameBack(network, known, state);
  }

  /** What is on its way. A sender counts on for every new path (RFC 7911): a path is told by its place at the receiver, or as the how manieth new one. */
  private flyingText(flying: readonly Timer[], network: Watched): string {
    const fresh = new Map<string, number>();
    const nameOf = (to: SpeakerId, peer: string, prefix: Prefix, pathId: number) => {
      const place = network.placeOf(to, peer, prefix, pathId);
      if (place !== undefined) return `${place}`;
      const key = `${to} ${peer} ${prefixKey(prefix)} ${pathId}`;
      const number = fresh.get(key) ?? fresh.size;
      fresh.set(key, number);
      return `+${number}`;
    };
    return flying
      .map(({ event, at }) => {
        const text = (e: Event) => `${at - network.now} ${this.digest.idOf(e, eventText)}`;
        if (!namesPaths(event)) return text(event);
        const names = event.updates.map(({ prefix, pathId }) => (pathId === undefined ? '' : nameOf(event.to, event.peer, prefix, pathId)));
        return `${text(event)} ${names.join(' ')}`;
      })
      .join();
  }

  /** All is as it was but for the timers: what they make of it. */
  private cameBack(network: Watched, index: number, now: State): Oscillation | undefined {
    const before = this.seen[index] as State;
    const along = setInTurn(before, now);
    if (!along) return undefined;
    const standing = now.timers.filter((t) => !along.has(t.event)).map((t) => t.at);
    const next = Math.min(...standing);
    if (standing.length === 0 || !network.isAwaited(next)) return turnOf(this.seen.slice(index + 1).map((s) => s.changes));
    // A subgroup knows itself when it is to speak.
    if ([...along].some((event) => event.kind === 'speak')) return undefined;
    const length = now.at - before.at;
    const turns = Math.floor((Math.min(next, network.end ?? next) - 1 - now.at) / length);
    if (turns <= 0) return undefined;
    network.skip(turns * length, along);
    this.forget();
    return undefined;
  }
}

/** The timers that were set within the turn, each as one was in the turn before; undefined where it is no turn. */
function setInTurn(before: State, now: State): Set<Event> | undefined {
  const [had, have] = [new Set(before.timers.map((t) => t.event)), new Set(now.timers.map((t) => t.event))];
  const text = ({ at, timers }: State, known: ReadonlySet<Event>) =>
    timers
      .filter((t) => !known.has(t.event))
      .map((t) => `${t.at - at} ${eventText(t.event)}`)
      .sort()
      .join('\n');
  return text(before, have) === text(now, had) ? new Set([...have].filter((event) => !had.has(event))) : undefined;
}

/** A turn by what changes at its moments: told by what is told of a route, or by all of it where nothing else changes. */
function turnOf(moments: readonly (readonly Change[])[]): Oscillation | undefined {
  return turnIn(moments, toldText) ?? turnIn(moments, wholeText);
}

/** The first prefix that changes within a turn, who takes part, and what each holds best in every different state. */
function turnIn(moments: readonly (readonly Change[])[], textOf: (a: PathAttributes) => string): Oscillation | undefined {
  const text = (a: PathAttributes | undefined) => (a ? textOf(a) : 'none');
  const told = moments.map((changes) => changes.filter((c) => text(c.before) !== text(c.after)));
  const first = told.find((changes) => changes.length > 0)?.toSorted(byPlace)[0];
  if (!first) return undefined;
  const key = prefixKey(first.destination.prefix);
  const mine = told.map((changes) => changes.filter((c) => prefixKey(c.destination.prefix) === key));
  const speakers = [...new Set(mine.flat().map((c) => c.speaker))].sort();
  const holds = new Map(speakers.map((id) => [id, text(mine.flat().find((c) => c.speaker === id)?.before)]));
  const cycle = [Object.fromEntries(holds)];
  for (const changes of mine) {
    if (changes.length === 0) continue;
    for (const { speaker, after } of changes) holds.set(speaker, text(after));
    cycle.push(Object.fromEntries(holds));
  }
  return { prefix: prefixOfKey(key), speakers, cycle: once(cycle) };
}

/** By speaker, then as its table has them. */
function byPlace(a: Change, b: Change): number {
  return a.speaker === b.speaker ? a.destination.number - b.destination.number : a.speaker < b.speaker ? -1 : 1;
}

/** Of states that come back several times in a turn of the whole network, one turn of their own. */
export function once(cycle: readonly Oscillation['cycle'][number][]): Oscillation['cycle'] {
  const texts = cycle.map((state) => JSON.stringify(state));
  const turns = texts.length - 1;
  for (let length = 1; length < turns; length++)
    if (turns % length === 0 && texts.every((text, i) => text === texts[i % length])) return cycle.slice(0, length + 1);
  return [...cycle];
}
