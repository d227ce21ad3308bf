/** What zod finds, as diagnostics: at which path, what was expected, what was there, and what was probably meant. */
import type * as z from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { valueAt } from './json/own.ts';
import { nearest } from './nearest.ts';
import { objectOfPath, type Path, pathText } from './path.ts';
import { propertyNames, schemaAt } from './schema/walk.ts';

type Issue = z.core.$ZodIssue;

/** What was read, with which schema, and where that stands in the scenario. */
interface Reading {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly base: Path;
}

/** Diagnostics of a failed parse, one a mistake. */
export function problemsOf(issues: readonly Issue[], reading: Reading): Diagnostic[] {
  const all = issues.flatMap((issue) => flatten(issue, []));
  const ofAnotherType = new Set(all.filter((issue) => issue.code === 'invalid_type').map((issue) => JSON.stringify(issue.path)));
  // A text where a list is expected has a length too: what its length should be is beside the point.
  const flat = all.filter((issue) => (!issue.code.startsWith('too_') || !ofAnotherType.has(JSON.stringify(issue.path))) && isNarrowest(issue, all));
  const misspelt = new Set(flat.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => meantKey(issue, key, reading)) : [])));
  return flat
    .flatMap((issue) => problem(issue, reading))
    .filter((d) => d.code !== 'missing-property' || !misspelt.has(JSON.stringify((d.place.path ?? []).slice(reading.base.length))));
}

/** Of several bounds that one number breaks (its own, and that of what a number can say exactly) the narrowest is told. */
function isNarrowest(issue: Issue, all: readonly Issue[]): boolean {
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return true;
  const boundOf = (i: Issue) => (i.code === 'too_big' ? Number(i.maximum) : i.code === 'too_small' ? -Number(i.minimum) : Number.POSITIVE_INFINITY);
  return all.every((o) => o.code !== issue.code || JSON.stringify(o.path) !== JSON.stringify(issue.path) || boundOf(o) >= boundOf(issue));
}

/** The path of the missing property that an unknown one is a misspelling of, as text: the two are one mistake. */
function meantKey(issue: Issue, key: string, reading: Reading): string | undefined {
  const meant = nearest(key, propertyNames(schemaAt(reading.schema, reading.value, issue.path)));
  return meant === undefined ? undefined : JSON.stringify([...issue.path, meant]);
}

/** Alternatives: the issues of the one that got furthest, unless all failed at once. */
function flatten(issue: Issue, base: readonly PropertyKey[]): Issue[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union') {
    const deep = issue.errors.filter((errors) => errors.length > 0 && errors.every((e) => e.path.length > 0 || e.code === 'unrecognized_keys'));
    const best = deep.sort((a, b) => a.length - b.length)[0];
    if (best) return best.flatMap((e) => flatten(e, path));
  }
  return [{ ...issue, path }];
}

function problem(issue: Issue, { schema, value, base }: Reading): Diagnostic[] {
  const path: Path = [...base, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  const here = valueAt(value, issue.path as (string | number)[]);
  if (issue.code === 'unrecognized_keys') {
    const names = propertyNames(schemaAt(schema, value, issue.path));
    return issue.keys.map((key) => unknownProperty([...path, key], key, names));
  }
  if (here === undefined && issue.code !== 'custom' && issue.code !== 'invalid_key') {
    const expected = expectedBy(issue);
    return [diagnostic('missing-property', path, `expected ${expected}, got nothing`, { expected })];
  }
  const got = gotText(issue.code === 'invalid_key' ? issue.path.at(-1) : here);
  if (issue.code === 'invalid_value' && typeof here === 'string') {
    const meant = nearest(here, issue.values.map(String));
    return [wrongValue(path, expectedBy(issue), got, meant)];
  }
  const { refusal, meant } = (issue.code === 'custom' ? (issue.params ?? {}) : {}) as { refusal?: string; meant?: string };
  return [wrongValue(path, expectedBy(issue), got, refusal === 'host-bits' ? undefined : meant, refusal)];
}

function unknownProperty(path: Path, key: string, names: readonly string[]): Diagnostic {
  const meant = nearest(key, names);
  const expected = `a property that is known here`;
  return diagnostic(
    'unknown-property',
    path,
    `expected ${expected}, got ${JSON.stringify(key)}${meant === undefined ? `; there are ${names.join(', ')}` : ` (did you mean ${JSON.stringify(meant)}?)`}`,
    { property: key, ...(meant !== undefined && { meant }) },
  );
}

function wrongValue(path: Path, expected: string, got: string, meant: string | undefined, code = 'wrong-value'): Diagnostic {
  const hint = meant === undefined ? '' : ` (did you mean ${JSON.stringify(meant)}?)`;
  return diagnostic(code, path, `expected ${expected}, got ${got}${hint}`, { expected, got, ...(meant !== undefined && { meant }) });
}

function diagnostic(code: string, path: Path, what: string, args: Record<string, string>): Diagnostic {
  const object = objectOfPath(path);
  return {
    code,
    severity: 'error',
    message: `At ${pathText(path)}: ${what}`,
    args: { path: pathText(path), ...args },
    place: { path, text: 'file', ...(object !== undefined && { object }) },
  };
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** What the schema expected, to follow the word "expected". */
function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value': {
      const values = issue.values.map((v) => JSON.stringify(v));
      return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
    }
    case 'too_small':
      return `at least ${bound(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `at most ${bound(issue.maximum, issue.origin)}`;
    case 'invalid_union':
      return 'options' in issue && issue.options ? `one of ${issue.options.map((o) => JSON.stringify(o)).join(', ')}` : alternatives(issue);
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.map(expectedBy).join(', ');
    case 'invalid_format':
    case 'custom':
      return issue.message.replace(/^expected /, '');
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'a property that is known here';
  }
}

function bound(limit: number | bigint, origin: string): string {
  const unit = origin === 'array' || origin === 'set' ? 'item' : origin === 'string' ? 'character' : '';
  return unit === '' ? String(limit) : `${limit} ${unit}${Number(limit) === 1 ? '' : 's'}`;
}

function alternatives(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const each = issue.errors.flatMap((errors) => errors.slice(0, 1).map(expectedBy));
  return each.length === 0 ? 'something else' : [...new Set(each)].join(' or ');
}

function gotText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
