/**
 * Routing that never settles (RFC 3345, RFC 4264; F169): when all that concerns a prefix comes back that nothing else has moved (prefix-watch.ts); when
 * the whole state does, because the simulation has no other memory; or when a speaker's route has gone round so often that it can be told (turns.ts). Watched only
 * after the network has had its time, and told with the states of one turn.
 * Timers are kept apart, because what is left of one that was set before the turn is another time at every moment: the turn goes on until the
 * first of them is over, and is not gone through again and again until then (`skip`).
 * A path that goes round and grows each time (`allowas-in` against `as-override`) counts as what it begins and ends with.
 */
import type { SpeakerId, WorkDone } from '../bgp/index.ts';
import { comparePrefix, type Prefix, type PrefixKey, prefixKey, prefixOfKey } from '../ip/index.ts';
import { sameAttributes } from '../policy/index.ts';
import { type Event, eventText, isTimer, namesPaths, without } from './events.ts';
import { type Change, type Ground, type Pending, PrefixWatch, tell } from './prefix-watch.ts';
import { StateDigest } from './state-digest.ts';
import { TurnWatch } from './turns.ts';
import type { Oscillation } from './types.ts';

/** Moments that a network is given before its states are remembered, and what speakers hold is written down: nearly every one is at rest by then. */
const PATIENCE = 64;
/** From then on it is noted what is decided: what goes round has been met by the time that states are remembered. */
const NOTED_FROM = PATIENCE / 2;
/** States remembered at a time. */
const MEMORY = 4000;
/** Moments that timers are waited for once a turn is known that is not the whole network's, and cannot be skipped: by then it is shaken, which lets them run out sooner. */
const IMPATIENCE = 100;
/** Moments that others are waited for once a turn is known for good. */
const COMPANY = 1000;

interface Watched extends Ground {
  /** A speaker has its start before it: what comes of it is waited for. */
  readonly starting: boolean;
  /** What goes round now is not told: the network is about to be another. */
  readonly isPassing: boolean;
  /** When the run ends (ms), if not at rest. */
  readonly end: number | undefined;
  /** Whatever is yet to happen, by its time. */
  pending(): readonly (readonly [number, readonly Event[]])[];
  /** Nothing comes of the event any more. */
  isVoid(event: Event): boolean;
  /** Whether somebody waits for what happens at a time so far away. */
  isAwaited(at: number): boolean;
  /** Whole turns pass, so many ms: all that is on its way is put off by them, and of the timers these. */
  skip(ms: number, along: ReadonlySet<Event>): void;
}

interface Timer {
  readonly event: Event;
  readonly at: number;
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
  private readonly prefixes = new PrefixWatch();
  private turning = false;
  /** Timers that ran when the turn was known first: those that are set later are its own. */
  private running: ReadonlySet<Event> = new Set();
  /** Moments that have been waited since a turn is known. */
  private waited = 0;
  /** What has been told last has been told before timers were over that may end it. */
  isHasty = false;
  /** While speakers start: something has changed again and again. */
  private restless = false;

  /** `turning`: the network is known to go round, and is watched once more after a time in which messages take now this long, now that. */
  restart({ turning = false } = {}): void {
    this.turning = turning;
    this.waited = 0;
    this.restless = false;
    this.moments = turning ? PATIENCE : 0;
    this.forget();
    if (!turning) this.digest = new StateDigest();
    this.turns.restart();
    this.prefixes.restart();
  }

  /** What happens at the moment that begins. */
  taken(events: readonly Event[]): void {
    if (this.starting && events.some((e) => e.kind === 'start')) this.prefixes.restart();
  }

  private forget(): void {
    this.seen = [];
    this.changes = [];
    this.index.clear();
  }

  /** A speaker has decided on these prefixes anew. */
  decided(speaker: SpeakerId, { changed, moved, senders }: Pick<WorkDone, 'changed' | 'moved' | 'senders'>, network: Ground): void {
    if (this.moments < NOTED_FROM) return;
    // Nearly every network that starts only comes to rest: what is held is not written down before something changes again and again.
    if (this.starting && !this.restless) {
      this.restless = this.prefixes.isRestless(speaker, changed);
      return;
    }
    const { isShaken } = network;
    const because = (key: PrefixKey): SpeakerId[] => {
      const others = senders(key).flatMap((peer) => network.neighborOf(speaker, peer) ?? []);
      if (others.length > 0) return [...new Set(others)].sort();
      return moved.has(key) ? [speaker] : [];
    };
    for (const destination of changed) {
      const before = this.digest.note(speaker, destination);
      const after = destination.best?.attributes;
      if (isShaken) continue;
      const key = prefixKey(destination.prefix);
      const stands = before === after || (before !== undefined && after !== undefined && sameAttributes(before, after));
      if (moved.has(key) || network.isCounted(speaker, destination.prefix, !stands)) this.prefixes.moved(key);
      if (stands) continue;
      const change = { at: network.now, speaker, destination, before, after, because: because(key) };
      this.changes.push(change);
      if (this.moments >= PATIENCE) this.prefixes.changed(change);
    }
    if (this.moments < PATIENCE || isShaken) return;
    this.prefixes.decided(changed);
    this.turns.decided(network.now, speaker, changed, because);
  }

  /** To be called after every moment; what goes round, once states have come back. */
  observe(network: Watched): readonly Oscillation[] | undefined {
    this.moments++;
    // What goes round now may end with the next start: it is not gone through again and again until then.
    if (network.starting) {
      this.starting = true;
      this.turns.restart();
      if (this.restless && this.moments >= PATIENCE) this.whole(network, network.pending());
      return undefined;
    }
    if (this.starting) this.prefixes.restart();
    this.starting = false;
    if (this.turns.oscillation) return this.all([this.turns.oscillation]);
    if (this.moments < PATIENCE || network.isShaken || !this.prefixes.hasSuspects) {
      // Nothing is remembered from here on that leads up to it.
      this.changes = [];
      return undefined;
    }
    const pending = network.pending();
    const others = this.prefixes.observe(pending, network, this.digest);
    const timers = timersIn(pending, network).filter((t) => network.isAwaited(t.at));
    const waits = timers.length > 0;
    if (this.prefixes.found.length > 0 && this.isTold(timers, pending, network)) {
      this.isHasty = waits;
      this.running = new Set(pending.flatMap(([, events]) => events.filter(isTimer)));
      return this.all([]);
    }
    if (!others && !waits) return undefined;
    this.isHasty = false;
    return this.whole(network, pending);
  }

  /** Whether what has been found is told now, or timers are waited for, and others. */
  private isTold(timers: readonly Timer[], pending: Pending, { isPassing }: Watched): boolean {
    this.waited++;
    if (!this.turning) return timers.length === 0 || this.waited > IMPATIENCE;
    const patience = isPassing ? IMPATIENCE : COMPANY;
    if (this.waited > patience && !timers.some((t) => this.running.has(t.event))) return true;
    return timers.length === 0 && (isPassing || this.prefixes.isComplete(pending));
  }

  private all(more: readonly Oscillation[]): Oscillation[] {
    const { found } = this.prefixes;
    const known = new Set(found.map((o) => prefixKey(o.prefix)));
    return [...found, ...more.filter((o) => !known.has(prefixKey(o.prefix)))].sort((x, y) => comparePrefix(x.prefix, y.prefix));
  }

  /** The state of the whole network, where what goes round is ground to others, or timers run. */
  private whole(network: Watched, pending: Pending): Oscillation[] | undefined {
    const known = this.prefixes.apart(network);
    const others = flyingIn(pending, known);
    // Where nothing but them goes round until the next timer, they are what is skipped.
    const [apart, flying] = others.length > 0 ? [known, others] : [NONE, flyingIn(pending, NONE)];
    // A network that only waits has nothing that goes round at the moment.
    if (flying.length === 0) return undefined;
    if (this.seen.length >= MEMORY) this.forget();
    const state = { at: network.now, changes: this.changes, timers: timersIn(pending, network) };
    this.changes = [];
    const key = `${[...apart].join(' ')} ${this.digest.textWithout(apart)}: ${this.flyingText(flying, network)}`;
    const before = this.index.get(key);
    this.index.set(key, this.seen.length);
    this.seen.push(state);
    return before === undefined ? undefined : this.cameBack(network, before, state);
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
        if (event.kind === 'decide') return `${at - network.now} ${eventText(event)} ${this.digest.textOfNews(event.news ?? [])}`;
        if (!namesPaths(event)) return text(event);
        const names = event.updates.map(({ prefix, pathId }) => (pathId === undefined ? '' : nameOf(event.to, event.peer, prefix, pathId)));
        return `${text(event)} ${names.join(' ')}`;
      })
      .join();
  }

  /** All is as it was but for the timers: what they make of it. */
  private cameBack(network: Watched, index: number, now: State): Oscillation[] | undefined {
    const before = this.seen[index] as State;
    const along = setInTurn(before, now);
    if (!along) return undefined;
    const standing = now.timers.filter((t) => !along.has(t.event)).map((t) => t.at);
    const next = Math.min(...standing);
    if (standing.length === 0 || !network.isAwaited(next)) return this.all(turnsIn(this.seen.slice(index + 1).flatMap((s) => s.changes)));
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

const NONE: ReadonlySet<PrefixKey> = new Set();

/** What is on its way, but for these prefixes and for timers. */
function flyingIn(pending: Pending, apart: ReadonlySet<PrefixKey>): Timer[] {
  return pending.flatMap(([at, events]) =>
    events.flatMap((e) => {
      const event = isTimer(e) ? undefined : apart.size === 0 ? e : without(e, (p) => apart.has(prefixKey(p)));
      return event ? [{ event, at }] : [];
    }),
  );
}

function timersIn(pending: Pending, network: Watched): Timer[] {
  return pending.flatMap(([at, events]) => events.filter((e) => isTimer(e) && !network.isVoid(e)).map((event) => ({ event, at })));
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

/** What goes round in a turn of the whole network, prefix by prefix. */
function turnsIn(changes: readonly Change[]): Oscillation[] {
  const byPrefix = new Map<PrefixKey, Change[]>();
  for (const change of changes) {
    const key = prefixKey(change.destination.prefix);
    byPrefix.set(key, [...(byPrefix.get(key) ?? []), change]);
  }
  return [...byPrefix].flatMap(([key, mine]) => tell(prefixOfKey(key), mine) ?? []);
}
