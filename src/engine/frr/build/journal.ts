/**
 * FRR's YANG-based commands (route-maps, prefix-lists, access-lists) are not judged line by line while a file is read: bgpd
 * collects consecutive ones into a transaction and validates it when another kind of command, or the end, arrives. One bad
 * line then takes the whole group with it (F159; lib/northbound_cli.c). The journal is that group: what to undo, which lines
 * belong to it and what is wrong with it.
 */
import type { ConfigRef } from '../../policy/source.ts';

/** A group that FRR threw away. */
export interface Rejection {
  readonly message: string;
  /** The line that FRR finds wrong, or that completes a conflict. */
  readonly culprit: ConfigRef;
  readonly lines: readonly ConfigRef[];
}

export class Journal {
  private undos: (() => void)[] = [];
  private lines: ConfigRef[] = [];
  private fresh = new WeakSet<object>();
  private checks: { wrong: () => string | undefined; culprit: ConfigRef }[] = [];
  private problem: { message: string; culprit: ConfigRef } | undefined;
  /** How many groups have ended. */
  generation = 0;

  /** The line whose effects are recorded next. */
  open(line: ConfigRef): void {
    this.lines.push(line);
  }

  /** The line that was opened last is none of the group's. */
  leave(): void {
    this.lines.pop();
  }

  /** How to take back the change just made. */
  undo(action: () => void): void {
    this.undos.push(action);
  }

  /** Marks a thing as made in this group. */
  made(thing: object): void {
    this.fresh.add(thing);
  }

  /** Whether the thing was made in this group: FRR replaces accepted things silently, but not fresh ones by another kind. */
  isFresh(thing: object): boolean {
    return this.fresh.has(thing);
  }

  /** Has the group fail if, at its end, `wrong` says why. */
  check(wrong: () => string | undefined): void {
    const culprit = this.lines.at(-1);
    if (culprit) this.checks.push({ wrong, culprit });
  }

  /** Makes the group fail; the first reason is the one that FRR names. */
  blame(message: string): void {
    const culprit = this.lines.at(-1);
    if (culprit) this.problem ??= { message, culprit };
  }

  /** Ends the group: accepted (undefined) or undone and handed back. */
  close(): Rejection | undefined {
    const { lines } = this;
    const problem = this.problem ?? this.firstWrong();
    const undos = this.undos;
    this.undos = [];
    this.lines = [];
    this.fresh = new WeakSet();
    this.checks = [];
    this.problem = undefined;
    this.generation++;
    if (problem) for (const undo of undos.reverse()) undo();
    return problem && { ...problem, lines };
  }

  private firstWrong(): { message: string; culprit: ConfigRef } | undefined {
    for (const { wrong, culprit } of this.checks) {
      const message = wrong();
      if (message !== undefined) return { message, culprit };
    }
    return undefined;
  }
}
