/** A result of the engine as text that is the same for equal results: for tests that hold two ways of coming to an answer against each other. */
import { PrefixTable } from '../src/engine/ip/index.ts';

/** Maps and tables as lists in their own order, names of properties sorted, what is undefined left out, functions by name. */
export function plainText(value: unknown): string {
  return JSON.stringify(value, plainly);
}

function plainly(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (value instanceof PrefixTable) return value.entries();
  if (value instanceof Map || value instanceof Set) return [...value];
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
