/** Output that somebody pasted, and how it stands against the lab's: asked again as the lab changes. */
import { create } from 'zustand';
import type { Compared, Comparison, Pasted } from '../engine/index.ts';
import { useDocument } from './document.ts';
import { askCompare, askCompareWith } from './results.ts';
import { setView, useView } from './view.ts';

export interface PastedState {
  readonly text: string;
  /** What was selected when it was pasted. */
  readonly device: string | undefined;
  readonly answer: Pasted | undefined;
  /** Tables that were chosen in place of the ones that were taken, by the line where their part of the text begins. */
  readonly chosen: Readonly<Record<number, Compared>>;
}

const NOTHING: PastedState = { text: '', device: undefined, answer: undefined, chosen: {} };

export const usePasted = create<PastedState>(() => NOTHING);

// Another lab has other tables.
useDocument.subscribe((now, before) => {
  if (now.scenario?.id !== before.scenario?.id) usePasted.setState(NOTHING);
});

/** Opens the comparison of a text, as output of what is selected. */
export function comparePastedText(text: string, device = useView.getState().selected): void {
  usePasted.setState({ text, device, chosen: {}, answer: undefined });
  setView({ drawer: 'compare' });
  void compareAgain();
}

/** Takes another of the tables that a part of the text may be. */
export function chooseTable(line: number, table: Compared): void {
  usePasted.setState(({ chosen }) => ({ chosen: { ...chosen, [line]: table } }));
  void compareAgain();
}

export function forgetPasted(): void {
  usePasted.setState(NOTHING);
}

/** Holds the text against the lab as it is now; an answer that a later text has overtaken is dropped. */
export async function compareAgain(): Promise<void> {
  const { text, device, chosen } = usePasted.getState();
  if (text.trim() === '') return;
  const pasted = await askCompare(device, text);
  const comparisons = await Promise.all(pasted.comparisons.map((c) => withChosen(c, chosen[c.line], text)));
  const now = usePasted.getState();
  if (now.text === text && now.device === device && now.chosen === chosen) usePasted.setState({ answer: { ...pasted, comparisons } });
}

async function withChosen(found: Comparison, table: Compared | undefined, text: string): Promise<Comparison> {
  if (!table) return found;
  const other = await askCompareWith(table, text, found.line);
  // The one that was taken of itself stays among the choices.
  return other
    ? { ...other, notes: found.notes.filter((n) => n.code === 'gaps'), others: [{ device: found.device, command: found.command }, ...found.others] }
    : found;
}
