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

  constructor(readonly input: LintInput) {
    this.byLine = new Map(input.statements.map((s) => [s.line.number, s]));
  }

  add(code: string, severity: Severity, span: Span, message: string, args: Readonly<Record<string, string | number>>, ...rules: string[]): void {
    this.diagnostics.push({ code, severity, message, args, place: { text: 'frr', span }, ...(rules.length > 0 ? { rules } : {}) });
  }

  /** The word of a line that names an object; the whole line when it names none. */
  spanOfName(ref: ConfigRef, space: NameSpace, name: string): Span {
    const use = this.byLine.get(ref.span.line)?.names.find((n) => n.space === space && n.name === name);
    return use?.span ?? ref.span;
  }
}
