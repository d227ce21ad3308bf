/** What the readers of this room say about a text: diagnostics with positions. Readers keep going; nothing here throws. */
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { Span, TextKind } from '../policy/source.ts';

/** The texts of a machine that this room reads, as a diagnostic's place names them. */
export type HostText = Exclude<TextKind, 'frr'>;

/** Gathers the diagnostics of one text. `place.path` and `place.object` are compile's to fill in. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly text: HostText) {}

  add(severity: Severity, code: string, span: Span, message: string, args: Diagnostic['args'] = {}, rules: readonly string[] = []): void {
    const facts = Object.keys(args).length > 0 ? { args } : {};
    this.diagnostics.push({ code, severity, message, ...facts, place: { text: this.text, span }, ...(rules.length > 0 && { rules }) });
  }

  get failed(): boolean {
    return this.diagnostics.some((d) => d.severity === 'error');
  }
}

/** From the start of one span to the end of another. */
export function join(from: Span, to: Span): Span {
  return { line: from.line, column: from.column, endLine: to.endLine, endColumn: to.endColumn };
}
