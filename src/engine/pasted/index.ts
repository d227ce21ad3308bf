/** The door of `pasted/`: somebody's own output, held against the lab's. */
export { comparePasted, comparePastedWith } from './compare.ts';
export type * from './types.ts';
export { allAgree, differencesText, nothingReadText, noteText, notComparedText, pastedText, rowVerdictText, verdictText } from './words.ts';
