/**
 * What a command of the table is: its pattern, where it is known, a sentence about it, and what it does to the configuration
 * being built. One table drives the parser, completion, hover and highlighting.
 */
import type { Ip, Prefix } from '../ip/index.ts';
import { makePrefix, parseInterfaceAddress, parseIp } from '../ip/index.ts';
import type { ConfigRef } from '../policy/source.ts';
import type { Builder } from './build/builder.ts';
import type { FrrVersion } from './config.ts';
import { readNumber, type Taken } from './grammar/match.ts';
import { compilePattern, type Pattern } from './grammar/pattern.ts';
import type { Mode } from './modes.ts';
import type { NameSpace } from './names.ts';
import type { Verdict } from './verdict.ts';
import { parseVersion } from './version.ts';

/** What a command's action is given. */
export interface Context {
  readonly build: Builder;
  readonly args: Args;
  readonly ref: ConfigRef;
  readonly mode: Mode;
}

export type Transaction = 'grouped' | 'static' | 'elsewhere' | 'everyone' | 'begins';

export interface Command {
  readonly modes: readonly Mode[];
  /** The form without `no`, as the manual writes it. */
  readonly syntax: string;
  readonly pattern?: Pattern;
  readonly noPattern?: Pattern;
  /** Ends in words of any kind; its keywords must then be written in full, lest it swallow what is no command. */
  readonly loose?: true;
  /** One sentence for hover and completion. */
  readonly help: string;
  /** Page and heading of the FRR user guide. */
  readonly manual: string;
  /** The first release that has it; older ones call it unknown. */
  readonly since?: FrrVersion;
  /** The mode that the line opens. */
  readonly enters?: Mode;
  /** Names of this kind in the line are definitions, not mentions. */
  readonly defines?: NameSpace;
  /**
   * Who validates the line, and when (F159). `grouped` and `static`: bgpd, staticd, together with the lines of that kind around
   * it. `begins`: bgpd does, but ends the group before it, as it does not list the form as YANG-based (lib/command.c cmd_execute_command_real). `elsewhere`: neither daemon sees it. `everyone`: both do, which ends their groups. Absent: it ends bgpd's group.
   */
  readonly transaction?: Transaction;
  /** For a statement that the lab does not model: what it would have done. */
  readonly effect?: string;
  /** Takes effect; a refusal means that it did not. Absent: the line changes no route (F163). */
  readonly apply?: (context: Context) => Verdict;
}

/** One row of the table, as written in `commands/`. */
export interface Row {
  readonly syntax: string;
  /** The `no` form: a pattern; true for `no` before the whole syntax; absent when there is none. */
  readonly no?: string | true;
  readonly help: string;
  readonly manual?: string;
  readonly modes?: readonly Mode[];
  readonly since?: string;
  readonly enters?: Mode;
  readonly defines?: NameSpace;
  readonly transaction?: Transaction;
  readonly effect?: string;
  readonly apply?: (context: Context) => Verdict;
}

/** Rows to commands; `common` is what the rows of one area share. */
export function commands(common: { readonly modes: readonly Mode[]; readonly manual: string } & Partial<Row>, rows: readonly Row[]): Command[] {
  return rows.map(({ syntax, no = common.no, since, ...row }) => {
    const noText = no === true ? `no ${syntax}` : no;
    const { no: _no, since: _since, syntax: _syntax, ...shared } = common;
    return {
      ...shared,
      ...row,
      syntax: syntax.replace(/\$[A-Za-z0-9]+/g, ''),
      pattern: compilePattern(syntax),
      ...(syntax.includes('WORD...') ? { loose: true } : {}),
      ...(noText === undefined ? {} : { noPattern: compilePattern(noText) }),
      ...(since === undefined ? {} : { since: parseVersion(since) as FrrVersion }),
    };
  });
}

/** The values of a matched line, by the `$key` of the pattern. */
export class Args {
  constructor(
    private readonly taken: readonly Taken[],
    /** The line is a `no` form. */
    readonly no: boolean,
  ) {}

  /** Whether the keyword was given (shortened or not). */
  has(keyword: string): boolean {
    return this.taken.some((t) => t.leaf.kind === 'keyword' && t.leaf.label === keyword);
  }

  /** The word under the key; a keyword in full. */
  maybe(key: string): string | undefined {
    const taken = this.taken.find((t) => t.leaf.key === key);
    return taken && (taken.leaf.kind === 'keyword' ? taken.leaf.label : taken.word.text);
  }

  text(key: string): string {
    const text = this.maybe(key);
    if (text === undefined) throw new Error(`expected a word under $${key}`);
    return text;
  }

  /** Every word under the key. */
  all(key: string): string[] {
    return this.taken.filter((t) => t.leaf.key === key).map((t) => (t.leaf.kind === 'keyword' ? t.leaf.label : t.word.text));
  }

  maybeNumber(key: string): number | undefined {
    const text = this.maybe(key);
    return text === undefined ? undefined : readNumber(text);
  }

  number(key: string): number {
    const value = this.maybeNumber(key);
    if (value === undefined) throw new Error(`expected a number under $${key}`);
    return value;
  }

  maybeIp(key: string): Ip | undefined {
    const text = this.maybe(key);
    return text === undefined ? undefined : parseIp(text);
  }

  ip<A extends Ip = Ip>(key: string): A {
    const value = this.maybeIp(key);
    if (value === undefined) throw new Error(`expected an address under $${key}`);
    return value as A;
  }

  /** The prefix under the key, masked; `any` words are left to the caller. */
  maybePrefix(key: string): Prefix | undefined {
    const address = parseInterfaceAddress(this.maybe(key) ?? '');
    return address && makePrefix(address.ip, address.length);
  }

  prefix(key: string): Prefix {
    const value = this.maybePrefix(key);
    if (!value) throw new Error(`expected a prefix under $${key}`);
    return value;
  }
}
