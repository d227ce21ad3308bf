/** What is being asked why, and the line of configuration under the cursor: two ways into the same answer. */
import { create } from 'zustand';
import type { TableKind } from '../engine/index.ts';
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

export interface WhyState {
  /** The last question: its answer is shown at its device, and its prefix is marked in every editor. */
  readonly question: Question | undefined;
  /** The line of a device's configuration that is pointed at. */
  readonly at: { readonly device: string; readonly line: number } | undefined;
  /** A line to be shown in the editor; a new value each time. */
  readonly reveal: { readonly device: string; readonly line: number } | undefined;
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
export function showLine(device: string, line: number): void {
  select(device, { tab: 'config' });
  useWhy.setState({ reveal: { device, line } });
}

/** Points at a line, or at none. */
export function pointAt(at: WhyState['at']): void {
  const before = useWhy.getState().at;
  if (before?.device !== at?.device || before?.line !== at?.line) useWhy.setState({ at });
}
