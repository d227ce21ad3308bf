/**
 * How a turn is told (F169): who keeps it up and who only follows, the states that they go through, and each step with whose news brought it about. A
 * route that goes round somewhere goes round with everybody who is told of it; what keeps it up are those whose changes come back to themselves.
 */
import type { SpeakerId } from '../bgp/index.ts';
import type { Prefix } from '../ip/index.ts';
import type { Oscillation, OscillationStep } from './types.ts';

/** What a speaker holds best of a prefix has changed, as text, and whose news brought it about: its own where its router did. */
export interface ToldChange {
  readonly at: number;
  readonly speaker: SpeakerId;
  readonly before: string;
  readonly after: string;
  readonly because: readonly SpeakerId[];
}

/** The turn that these changes are, in their order; undefined where nothing of it can be told. */
export function toldTurn(prefix: Prefix, changes: readonly ToldChange[]): Oscillation | undefined {
  const told = changes.filter((c) => c.before !== c.after);
  if (told.length === 0) return undefined;
  const all = [...new Set(told.map((c) => c.speaker))].sort();
  const speakers = keepersOf(all, told);
  const mine = told.filter((c) => speakers.includes(c.speaker));
  const holds = new Map(speakers.map((id) => [id, mine.find((c) => c.speaker === id)?.before ?? 'none']));
  const cycle = [Object.fromEntries(holds)];
  const steps: OscillationStep[][] = [];
  for (const [i, { at, speaker, before, after, because }] of mine.entries()) {
    if (i === 0 || mine[i - 1]?.at !== at) steps.push([]);
    else cycle.pop();
    holds.set(speaker, after);
    cycle.push(Object.fromEntries(holds));
    steps.at(-1)?.push({ speaker, before, after, because });
  }
  const turn = once(cycle);
  const followers = all.filter((id) => !speakers.includes(id));
  return { prefix, speakers, followers, cycle: turn, steps: steps.slice(0, turn.length - 1) };
}

interface Caused {
  readonly speaker: SpeakerId;
  readonly because: readonly SpeakerId[];
}

/** Those whose changes come back to themselves, and to whom nobody else's do; all, where that cannot be told. */
function keepersOf(all: readonly SpeakerId[], changes: readonly Caused[]): readonly SpeakerId[] {
  const effects = new Map(all.map((id) => [id, new Set<SpeakerId>()]));
  for (const { speaker, because } of changes) for (const from of because) effects.get(from)?.add(speaker);
  const reached = new Map(all.map((id) => [id, reach(id, effects)]));
  const reaches = (from: SpeakerId, to: SpeakerId) => reached.get(from)?.has(to) === true;
  const circular = all.filter((id) => reaches(id, id));
  const keepers = circular.filter((id) => circular.every((other) => !reaches(other, id) || reaches(id, other)));
  return keepers.length > 0 ? keepers : all;
}

function reach(from: SpeakerId, effects: ReadonlyMap<SpeakerId, ReadonlySet<SpeakerId>>): Set<SpeakerId> {
  const met = new Set<SpeakerId>();
  const due = [...(effects.get(from) ?? [])];
  for (let id = due.pop(); id !== undefined; id = due.pop()) {
    if (met.has(id)) continue;
    met.add(id);
    due.push(...(effects.get(id) ?? []));
  }
  return met;
}

/** Of states that come back several times in a turn of the whole network, one turn of their own. */
export function once(cycle: readonly Oscillation['cycle'][number][]): Oscillation['cycle'] {
  const texts = cycle.map((state) => JSON.stringify(state));
  const turns = texts.length - 1;
  for (let length = 1; length < turns; length++)
    if (turns % length === 0 && texts.every((text, i) => text === texts[i % length])) return cycle.slice(0, length + 1);
  return [...cycle];
}
