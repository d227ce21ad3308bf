/** What bgpd, staticd or the lab says of a line that it has understood. */

/** FRR's answer to a line it does not take: its message, word for word. */
export interface Refusal {
  readonly refused: string;
  readonly rules?: readonly string[];
  /** The command itself refuses the line, before a transaction hears of it: a group that is thrown away does not count it (lib/northbound_cli.c). */
  readonly unheard?: true;
  /** What FRR prints of the line all the same: its model has taken what the daemon has not (F159). */
  readonly kept?: { readonly text: string; readonly form: string };
}

export function refuse(refused: string, ...rules: string[]): Refusal {
  return { refused, ...(rules.length ? { rules } : {}) };
}

/** Of a YANG-based command that refuses before it hands its change on. */
export function refuseUnheard(refused: string): Refusal {
  return { refused, unheard: true };
}

/** The line is understood, and what it would do is left out of the lab. */
export interface NotModelled {
  readonly notModelled: string;
}

/** What an action says of its line; nothing when it took effect. */
export type Verdict = Refusal | NotModelled | undefined | void;
