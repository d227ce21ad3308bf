/** JSON in a pasted text: whole, or what can be saved of one that an author cut. */
import type { Line } from './types.ts';

export interface FoundJson {
  readonly values: readonly unknown[];
  /** It could not be read as a whole: objects were taken one by one. */
  readonly broken: boolean;
}

/** Undefined where the text is not JSON at all. */
export function jsonOf(lines: readonly Line[]): FoundJson | undefined {
  const text = lines
    .map((l) => l.text)
    .join('\n')
    .trim();
  if (!/^[{[]/.test(text) || !/"\s*:/.test(text)) return undefined;
  const whole = parsed(text) ?? parsed(text.replace(/,(\s*[}\]])/g, '$1'));
  if (whole !== undefined) return { values: [whole], broken: false };
  const pieces = [...text.matchAll(/\{[^{}]*\}/g)].flatMap(([piece]) => parsed(piece.replace(/,(\s*\})/g, '$1')) ?? []);
  return pieces.length === 0 ? undefined : { values: [pieces], broken: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
