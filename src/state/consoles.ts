/** What was typed at each device's console and what it printed; kept while the page is open, wherever the console is shown. */
import { create } from 'zustand';
import { askConsole } from './results.ts';

export interface ConsoleEntry {
  readonly prompt: string;
  readonly command: string;
  readonly text: string;
  readonly error: boolean;
}

/** Entries kept a device. */
const KEPT = 100;

export const useConsoles = create<{ readonly logs: Readonly<Record<string, readonly ConsoleEntry[]>> }>(() => ({ logs: {} }));

export async function runConsole(device: string, command: string): Promise<void> {
  const answer = await askConsole(device, command);
  useConsoles.setState(({ logs }) => ({ logs: { ...logs, [device]: [...(logs[device] ?? []).slice(1 - KEPT), { ...answer, command }] } }));
}

export function clearConsole(device: string): void {
  useConsoles.setState(({ logs }) => ({ logs: { ...logs, [device]: [] } }));
}
