/** What an editor says of FRR's language, in both languages. */
import { NEIGHBORS } from './neighbors.ts';
import { POLICY } from './policy.ts';
import { PROCESS } from './process.ts';
import { SYSTEM } from './system.ts';

/** The sentences of the command table in Japanese, by the English ones. */
export const JAPANESE: Readonly<Record<string, string>> = { ...POLICY, ...PROCESS, ...NEIGHBORS, ...SYSTEM };

/** Words in both languages. */
export interface Said {
  readonly en: string;
  readonly ja: string;
}

/** A sentence of the command table; what has no Japanese stays English. */
export function said(help: string): Said {
  return { en: help, ja: JAPANESE[help] ?? help };
}
