/** Versions of the scenario format: old ones open for ever, newer ones are named. */
import type { Diagnostic } from './diagnostic.ts';
import { getOwn, isObject, setOwn } from './json/own.ts';

/** The version that this code reads and writes. */
export const SCENARIO_VERSION = 1;

/** By version: how a scenario of that version becomes one of the next. Never changed once shipped. */
const MIGRATIONS: Readonly<Record<number, (scenario: object) => object>> = {};

/** A scenario as JSON, in the current version; or why it cannot be. The schema judges whatever has no version. */
export function migrate(value: unknown): { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] } {
  const version = isObject(value) ? getOwn(value, 'version') : undefined;
  if (!isObject(value) || typeof version !== 'number' || !Number.isInteger(version)) return { value, diagnostics: [] };
  if (version > SCENARIO_VERSION) {
    const message = `At version: expected at most ${SCENARIO_VERSION}, got ${version}: this file was written by a newer Hoplab; open it with that one`;
    return {
      value,
      diagnostics: [
        { code: 'newer-version', severity: 'error', message, args: { version, known: SCENARIO_VERSION }, place: { path: ['version'], text: 'file' } },
      ],
    };
  }
  let current: object = value;
  for (let v = version; v < SCENARIO_VERSION; v++) {
    const step = MIGRATIONS[v];
    if (!step) break;
    current = { ...step(current) };
    setOwn(current, 'version', v + 1);
  }
  return { value: current, diagnostics: [] };
}
