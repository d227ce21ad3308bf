/**
 * Routing that never settles (RFC 3345, RFC 4264; F169): when the whole state comes back, it will for ever, because the
 * simulation has no other memory; or when a speaker's route has gone round so often that it can be told (turns.ts). Watched only
 * after the network has had its time, and told with the states of one turn.
 * A path that goes round and grows each time (`allowas-in` against `as-override`) counts as what it begins and ends with.
 */
import type { Destination, Speaker, SpeakerId } from '../bgp/index.ts';
import { type PrefixKey, prefixKey, prefixOfKey } from '../ip/index.ts';
import { toldText, wholeText } from './route-text.ts';
import { TurnWatch } from './turns.ts';
import type { Oscillation } from './types.ts';

/** Moments that a network is given before its states are remembered, and what speakers hold is written down: nearly every one is at rest by then. */
const PATIENCE = 64;
/** ms: with a timer that runs longer, the time left of it is another at every moment of any turn, and no state comes back. */
const LONG = 1000;
/** States remembered at a time. */
const MEMORY = 4000;

interface Watched {
  readonly speakers: ReadonlyMap<SpeakerId, Speaker>;
  /** A speaker has its start before it: its time is part of the state, so that no state of now can come back. */
  readonly starting: boolean;
  /** ms until the last of what is known to happen does. */
  readonly waits: number;
  inFlight(): string;
}

interface State {
  readonly key: string;
  readonly best: ReadonlyMap<SpeakerId, ReadonlyMap<PrefixKey, string>>;
}

/** One speaker's part of a state, good for as long as the speaker is of that revision. */
interface Part {
  readonly revision: number;
  /** Stands for the part's text: equal numbers, equal texts. */
  readonly id: number;
  readonly best: ReadonlyMap<PrefixKey, string>;
}

export class OscillationWatch {
  private moments = 0;
  private seen: State[] = [];
  private readonly index = new Map<string, number>();
  private readonly parts = new Map<Speaker, Part>();
  private readonly ids = new Map<string, number>();
  private readonly turns = new TurnWatch();

  /** `turning`: the network is known to go round, and is only watched once more. */
  restart({ turning = false } = {}): void {
    this.moments = turning ? PATIENCE : 0;
    this.forget();
    this.turns.restart();
  }

  private forget(): void {
    this.seen = [];
    this.index.clear();
    this.parts.clear();
    this.ids.clear();
  }

  /** A speaker has decided on these prefixes anew, within a moment. */
  decided(speaker: SpeakerId, changed: readonly Destination[]): void {
    if (this.moments >= PATIENCE) this.turns.decided(speaker, changed);
  }

  /** To be called after every moment; the oscillation, once a state has come back. */
  observe(network: Watched): Oscillation | undefined {
    this.moments++;
    // What goes round now may end with the next start.
    if (network.starting) this.turns.restart();
    if (this.turns.oscillation) return this.turns.oscillation;
    if (this.moments < PATIENCE || network.starting || network.waits > LONG) return undefined;
    const flying = network.inFlight();
    if (flying === '') return undefined;
    let state = this.stateOf(network, flying);
    const before = this.index.get(state.key);
    if (before !== undefined) return turnOf([...this.seen.slice(before), state]);
    if (this.seen.length >= MEMORY) {
      this.forget();
      state = this.stateOf(network, flying);
    }
    this.index.set(state.key, this.seen.length);
    this.seen.push(state);
    return undefined;
  }

  private stateOf({ speakers }: Watched, flying: string): State {
    const parts = [...speakers].map(([id, speaker]) => [id, this.partOf(speaker)] as const);
    return {
      key: `${parts.map(([id, part]) => `${id} ${part.id}`).join('\n')}\n\n${flying}`,
      best: new Map(parts.map(([id, part]) => [id, part.best])),
    };
  }

  /** Few speakers change in a moment: the others' parts are as they were. */
  private partOf(speaker: Speaker): Part {
    const known = this.parts.get(speaker);
    if (known?.revision === speaker.revision) return known;
    const text = stateText(speaker);
    const id = this.ids.get(text) ?? this.ids.size;
    this.ids.set(text, id);
    const part = { revision: speaker.revision, id, best: bestPaths(speaker) };
    this.parts.set(speaker, part);
    return part;
  }
}

function bestPaths(speaker: Speaker): Map<PrefixKey, string> {
  return new Map([...speaker.table.destinations.values()].map((d) => [prefixKey(d.prefix), d.best ? toldText(d.best.attributes) : 'none']));
}

/** All that decides what comes next: the table's paths in order, which are best, and what was received. */
function stateText(speaker: Speaker): string {
  return speaker.table
    .inOrder()
    .map(
      (d) =>
        `${prefixKey(d.prefix)}:${d.paths.map((p) => `${p.selected ? '>' : ''}${p.valid ? '*' : ''}${p.session?.peer.id ?? 'local'} ${wholeText(p.attributes)}`).join('|')}`,
    )
    .join('\n');
}

/** The first prefix that changes within a turn, who takes part, and what each holds best in every different state. */
function turnOf(states: readonly State[]): Oscillation | undefined {
  const first = states[0] as State;
  const moving = new Map<PrefixKey, Set<SpeakerId>>();
  for (const state of states)
    for (const [id, table] of state.best)
      for (const [key, text] of table) if (first.best.get(id)?.get(key) !== text) moving.set(key, (moving.get(key) ?? new Set()).add(id));
  const [key, ids] = [...moving.entries()][0] ?? [];
  if (key === undefined || !ids) return undefined;
  const speakers = [...ids].sort();
  const cycle = states.map((s) => Object.fromEntries(speakers.map((id) => [id, s.best.get(id)?.get(key) ?? 'none'])));
  return { prefix: prefixOfKey(key), speakers, cycle: cycle.filter((state, i) => i === 0 || JSON.stringify(state) !== JSON.stringify(cycle[i - 1])) };
}
