/**
 * FRR's YANG-based commands (route-maps, prefix-lists, access-lists) are not judged line by line while a file is read: bgpd
 * collects consecutive ones into a transaction and validates it when another kind of command, or the end, arrives. One bad
 * line then takes the whole group with it (F159; lib/northbound_cli.c). The journal is that group: what to undo, which lines
 * belong to it and what is wrong with it.
 */
import type { Statement } from '../statement.ts';

/** A group that FRR threw away. */
export interface Rejection {
  readonly message: string;
  /** The line that FRR finds wrong, or that completes a conflict. */
  readonly culprit: Statement;
  readonly statements: readonly Statement[];
}

export class Journal {
  private undos: (() => void)[] = [];
  private settles: (() => void)[] = [];
  private statements: Statement[] = [];
  private problem: { message: string; culprit: Statement } | undefined;

  /** The line whose effects are recorded next. */
  open(statement: Statement): void {
    this.statements.push(statement);
  }

  /** How to take back the change just made. */
  undo(action: () => void): void {
    this.undos.push(action);
  }

  /** What to do when the group is accepted. */
  settle(action: () => void): void {
    this.settles.push(action);
  }

  /** Makes the group fail; the first reason is the one that FRR names. */
  blame(message: string): void {
    const culprit = this.statements.at(-1);
    if (culprit) this.problem ??= { message, culprit };
  }

  /** Ends the group: accepted (undefined) or undone and handed back. */
  close(): Rejection | undefined {
    const { problem, statements } = this;
    const actions = problem ? this.undos.reverse() : this.settles;
    this.undos = [];
    this.settles = [];
    this.statements = [];
    this.problem = undefined;
    for (const action of actions) action();
    return problem && { ...problem, statements };
  }
}
