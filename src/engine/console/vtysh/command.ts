/** A command of FRR's console as it is written down. */
import type { Vtysh } from './router.ts';

/** Words that a pattern's `$key`s took; absent where the line has none. */
export type Args = Readonly<Record<string, string | undefined>>;
/** Prints, without the last line feed. */
export type Printer = (router: Vtysh, args: Args) => string;
/** A command as it is written down: its pattern, and how it answers. */
export type CommandRow = readonly [pattern: string, print: Printer];
