/** What is being asked why, and the line of configuration under the cursor: two ways into the same answer. */
import { create } from 'zustand';
import type { TableKind, TextKind } from '../engine/index.ts';
import { useDocument } from './document.ts';
import { select, setView } from './view.ts';

export interface Question {
  readonly device: string;
  /** A prefix, or an address for the longest match. */
  readonly text: string;
  /** The table whose row was chosen, and the row's key; absent when it was typed. */
  readonly table?: TableKind;
  readonly row?: string;
}

/** A line, from 1, of one of a device's texts. */
export interface TextLine {
  readonly device: string;
  readonly text: TextKind;
  readonly line: number;
}

export interface WhyState {
  /** The last question: its answer is shown at its device, and its prefix is marked in every editor. */
  readonly question: Question | undefined;
  /** The line of a device's configuration that is pointed at; `large`: what would be without it is wanted, however large the lab is. */
  readonly at: (TextLine & { readonly large?: true }) | undefined;
  /** A line to be shown in the editor; a new value each time. */
  readonly reveal: TextLine | undefined;
}

export const useWhy = create<WhyState>(() => ({ question: undefined, at: undefined, reveal: undefined }));

// Another lab has other devices.
useDocument.subscribe((now, before) => {
  if (now.scenario?.id !== before.scenario?.id) useWhy.setState({ question: undefined, at: undefined, reveal: undefined });
});

/** Asks, and shows the answer. */
export function askFor(question: Question): void {
  useWhy.setState({ question });
  setView({ tab: 'why', row: question.row, ...(question.table && { table: question.table }) });
}

/** The same question of another device. */
export function askAt(device: string, text: string): void {
  select(device);
  askFor({ device, text });
}

/** Opens the line of a device's configuration that a reason names. */
export function showLine(device: string, line: number, text: TextKind = 'frr'): void {
  select(device, { tab: 'config', text });
  useWhy.setState({ reveal: { device, text, line } });
}

/** What would be without the line that is pointed at is worked out, though the lab is large. */
export function insist(): void {
  useWhy.setState(({ at }) => ({ at: at && { ...at, large: true } }));
}

/** Points at a line, or at none. */
export function pointAt(at: WhyState['at']): void {
  const before = useWhy.getState().at;
  if (before?.device !== at?.device || before?.line !== at?.line || before?.text !== at?.text) useWhy.setState({ at });
}
