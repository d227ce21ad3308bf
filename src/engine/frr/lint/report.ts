/** What every check of the second pass works on, and how it says what it found. */
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import type { FrrConfig, FrrVersion } from '../config.ts';
import type { NameSpace } from '../names.ts';
import type { Statement } from '../statement.ts';

export interface LintInput {
  readonly config: FrrConfig;
  readonly statements: readonly Statement[];
  /** The running release. */
  readonly version: FrrVersion;
}

export class Report {
  readonly diagnostics: Diagnostic[] = [];
  private readonly byLine: ReadonlyMap<number, Statement>;
  /** Where each object was mentioned last, for settings that know only the block that they are in. */
  private readonly mentions = new Map<string, Span>();

  constructor(readonly input: LintInput) {
    this.byLine = new Map(input.statements.map((s) => [s.line.number, s]));
    for (const { names, negated, outcome } of input.statements)
      if (!negated && outcome === 'applied') for (const n of names) if (!n.defines) this.mentions.set(`${n.space} ${n.name}`, n.span);
  }

  add(code: string, severity: Severity, span: Span, message: string, args: Readonly<Record<string, string | number>>, ...rules: string[]): void {
    this.diagnostics.push({ code, severity, message, args, place: { text: 'frr', span }, ...(rules.length > 0 ? { rules } : {}) });
  }

  /** The word of a line that names an object; where the line names none, the last word that does, or the whole line. */
  spanOfName(ref: ConfigRef, space: NameSpace, name: string): Span {
    const use = this.byLine.get(ref.span.line)?.names.find((n) => n.space === space && n.name === name);
    return use?.span ?? this.mentions.get(`${space} ${name}`) ?? ref.span;
  }
}
