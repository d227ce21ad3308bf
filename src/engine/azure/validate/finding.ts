/** What a rule set finds: an object, a path to what is wrong, what to change, and where it can be done mechanically, the change. */
import type { Diagnostic, Severity } from '../../model/index.ts';

export interface Finding {
  readonly code: string;
  /** `error` unless said. */
  readonly severity?: Severity;
  /** From the lab's root. */
  readonly path: readonly (string | number)[];
  /** Id of the object, `vnet/subnet` for a subnet. */
  readonly object: string;
  /** What is wrong and what to change, to stand behind the object's id. */
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

interface More extends Partial<Pick<Finding, 'severity' | 'args' | 'fix'>> {
  /** Below the object's own path. */
  readonly at?: readonly (string | number)[];
}

export type Say = (code: string, rules: string, message: string, more?: More) => Finding;

/** For rule sets that say several things of one object: rules are given as `A127 A205`. */
export function about(object: string, path: readonly (string | number)[]): Say {
  return (code, rules, message, { at = [], ...more } = {}) => ({ code, path: [...path, ...at], object, message, rules: rules.split(' '), ...more });
}

/** A merge patch that sets the value at a path from the lab's root; null takes away. */
export function patchOf(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
