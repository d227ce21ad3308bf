/**
 * Routing that goes round, seen at one speaker's route to one prefix (F169). Two disputes that have nothing to do with each other, each with
 * a turn of its own length, bring the network's whole state back only after the least common multiple of both: too late to wait for
 * (oscillation.ts). What one speaker holds best of one prefix comes back in the same order long before.
 */
import type { Destination, SpeakerId } from '../bgp/index.ts';
import { type PrefixKey, prefixKey, prefixOfKey } from '../ip/index.ts';
import { keyText, toldText } from './route-text.ts';
import { type ToldChange, toldTurn } from './told-turn.ts';
import type { Oscillation } from './types.ts';

/** Times that a turn is seen before it is believed: what only looks like one, two clocks that drift past each other, has met by then. */
const TURNS = 50;
/** Changes of a turn at most. */
const LONGEST = 48;
/** A speaker's route to a prefix is looked at again after so many changes. */
const LOOK_EVERY = 64;
const MEMORY = TURNS * LONGEST;
/** Changes of a prefix, at all speakers, that are kept for the telling. */
const TOLD = 1000;

class PrefixTurns {
  /** What each speaker holds best: text to compare and text to tell. */
  readonly now = new Map<SpeakerId, { readonly key: string; readonly told: string }>();
  /** What each held, the oldest first. */
  readonly held = new Map<SpeakerId, string[]>();
  readonly changes: ToldChange[] = [];
}

export class TurnWatch {
  private readonly prefixes = new Map<PrefixKey, PrefixTurns>();
  private found: Oscillation | undefined;

  /** The first turn that has come TURNS times in a row. */
  get oscillation(): Oscillation | undefined {
    return this.found;
  }

  restart(): void {
    this.prefixes.clear();
    this.found = undefined;
  }

  /** A speaker has decided on these prefixes anew. */
  decided(at: number, speaker: SpeakerId, changed: readonly Destination[], because: (key: PrefixKey) => readonly SpeakerId[]): void {
    for (const { prefix, best } of changed) {
      const key = prefixKey(prefix);
      const turns = this.prefixes.get(key) ?? new PrefixTurns();
      this.prefixes.set(key, turns);
      const now = best ? { key: keyText(best.attributes), told: toldText(best.attributes) } : NONE;
      const before = turns.now.get(speaker);
      if (before?.key === now.key) continue;
      turns.now.set(speaker, now);
      // What a speaker held when the watch began is not known: its first route stands for it.
      if (before) this.note(key, turns, { at, speaker, before: before.told, after: now.told, because: because(key) }, now.key);
    }
  }

  private note(key: PrefixKey, turns: PrefixTurns, change: ToldChange, now: string): void {
    const { speaker } = change;
    turns.changes.push(change);
    if (turns.changes.length > 2 * TOLD) turns.changes.splice(0, TOLD);
    const held = turns.held.get(speaker) ?? [];
    turns.held.set(speaker, held);
    held.push(now);
    if (held.length > 2 * MEMORY) held.splice(0, MEMORY);
    if (this.found || held.length % LOOK_EVERY !== 0) return;
    const length = turnLength(held);
    if (length !== undefined) this.found = tell(key, turns, speaker, length);
  }
}

const NONE = { key: 'none', told: 'none' };

/** Changes of the shortest turn that the last ones are TURNS times; undefined where there is none. */
export function turnLength(held: readonly string[]): number | undefined {
  for (let length = 2; length <= LONGEST && length * TURNS <= held.length; length++) if (isTurn(held, length)) return length;
  return undefined;
}

function isTurn(held: readonly string[], length: number): boolean {
  const from = held.length - length * TURNS;
  for (let i = held.length - 1; i >= from + length; i--) if (held[i] !== held[i - length]) return false;
  return true;
}

/**
 * The last turn, put together again from its end. Others may need several turns of this speaker until they, too, hold what they did: then those
 * are told, where they are still known.
 */
function tell(key: PrefixKey, turns: PrefixTurns, speaker: SpeakerId, length: number): Oscillation | undefined {
  const last = (told: ReadonlyMap<SpeakerId, string>) => [...told].every(([id, text]) => turns.now.get(id)?.told === text);
  const state = new Map<SpeakerId, string>();
  let own = 0;
  let shortest: number | undefined;
  for (let at = turns.changes.length - 1; at >= 0; at--) {
    const { speaker: id, before } = turns.changes[at] as ToldChange;
    // A turn is from just behind a change of the speaker's to just behind the same change.
    if (id === speaker && own > 0 && own % length === 0) {
      shortest ??= at + 1;
      if (last(state)) return toldTurn(prefixOfKey(key), turns.changes.slice(at + 1));
    }
    if (id === speaker) own++;
    state.set(id, before);
  }
  return toldTurn(prefixOfKey(key), turns.changes.slice(shortest ?? 0));
}
