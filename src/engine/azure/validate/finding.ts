/** What a validation finds: an object, a path below it, what is wrong and what to change. */
import type { Diagnostic, Severity } from '../../model/index.ts';

export interface Finding {
  readonly code: string;
  readonly severity?: Severity;
  readonly path: readonly (string | number)[];
  readonly object: string;
  readonly message: string;
  readonly rules: readonly string[];
  readonly args?: Diagnostic['args'];
  readonly fix?: Diagnostic['fix'];
}

/** A finding as a diagnostic of the lab. */
export function diagnostic(f: Finding): Diagnostic {
  return {
    code: f.code,
    severity: f.severity ?? 'error',
    message: `${f.object}: ${f.message}`,
    args: { object: f.object, ...f.args },
    place: { path: ['lab', ...f.path], object: f.object, text: 'file' },
    rules: f.rules,
    ...(f.fix && { fix: f.fix }),
  };
}
