/** What `az` makes of an answer: knack's table or JSON with its keys in order, a path of `--query` taken first (A220–A232). */
import type { Cell } from '../../explain/types.ts';

export interface AzAnswer {
  readonly text: string;
  readonly error: boolean;
}

export interface Column {
  readonly key: string;
  readonly heading: string;
}

/** `-o` and `--query`, and the options of the command itself by their long names. */
export interface AzOptions {
  readonly output: 'table' | 'json';
  readonly query?: string;
  readonly of: Readonly<Record<string, string>>;
}

/** A JSON value as the service sends it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A column is at least two wider than its heading, as the tabulate library that the CLI prints with makes it. */
const HEADING_PADDING = 2;

/** What stands before an id in the names of resources. */
const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';

export function resourceId(type: string, name: string, options: AzOptions): string {
  return `${SUBSCRIPTION}/resourceGroups/${groupOf(options)}/providers/${type}/${name}`;
}

function groupOf(options: AzOptions): string {
  return options.of['resource-group'] ?? 'rg';
}

export function fail(message: string): AzAnswer {
  return { text: message, error: true };
}

/** The CLI's words for options that are missing; below them, what there is to choose from. */
export function required(option: string, choice: readonly string[] = []): AzAnswer {
  return fail(`the following arguments are required: ${option}${hint(`${option}: one of`, choice)}`);
}

/** An error of the service, as the CLI prints it. */
export function refused(code: string, message: string, below = ''): AzAnswer {
  return fail(`(${code}) ${message}\nCode: ${code}\nMessage: ${message}${below}`);
}

/** A resource that is not there; below, those that are. */
export function notFound(type: string, name: string, options: AzOptions, choice: readonly string[] = []): AzAnswer {
  const message = `The Resource '${type}/${name}' under resource group '${groupOf(options)}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return refused('ResourceNotFound', message, hint('There is', choice));
}

export function hint(what: string, choice: readonly string[]): string {
  return choice.length > 0 ? `\n${what} ${choice.join(', ')}` : '';
}

/** The CLI's words for a value that an option has not. */
export function invalidChoice(option: string, value: string, allowed: readonly string[]): string {
  return `'${value}' is not a valid value for '${option}'. Allowed values: ${allowed.join(', ')}.`;
}

/** Names of resources are the same in any case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * An answer of the service. `rows` says which of its values are the table's, so that a table needs no query where the CLI
 * needs none; undefined prints nothing, as the CLI does with an object of lists.
 */
export function answer(value: Json, options: AzOptions, columns: readonly Column[], rows: (value: Json) => Json | undefined = listed): AzAnswer {
  const asked = options.query === undefined ? value : at(value, options.query);
  if (asked === undefined) return fail(`--query ${options.query ?? ''}: expected a path such as value, RouteServiceRole_IN_0 or virtualRouterIps[0]`);
  if (options.output === 'json') return { text: JSON.stringify(ordered(asked), null, 2), error: false };
  const list = options.query === undefined ? rows(asked) : asked;
  if (!Array.isArray(list) || list.length === 0) return { text: '', error: false };
  return { text: azTable(columns, list as Readonly<Record<string, Cell>>[]), error: false };
}

/** `{ value: [...] }`, or a list itself. */
function listed(value: Json): Json | undefined {
  if (Array.isArray(value)) return value as Json;
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Json>>)['value'] : undefined;
}

/** The value at `a.b[0]`; undefined where the path is none, `null` where nothing is there. */
function at(value: Json, path: string): Json | undefined {
  if (!/^\w+(\[\d+\])*(\.\w+(\[\d+\])*)*$/.test(path)) return undefined;
  let here: Json = value;
  for (const step of path.match(/\w+/g) ?? []) here = (here as Readonly<Record<string, Json>> | null)?.[step] ?? null;
  return here;
}

/** The CLI prints keys as the service's models have them: in order of the alphabet. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, ordered(v)]),
  );
}

/** knack's table: headings, a dash line of the column's width, two blanks between, nothing after the last column's text but padding of earlier ones. */
export function azTable(columns: readonly Column[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const text = (c: Cell | undefined) => (c === null || c === undefined ? '' : String(c));
  const widths = columns.map((c) => Math.max(c.heading.length + HEADING_PADDING, ...rows.map((r) => text(r[c.key]).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((c, i) => c.padEnd(widths[i] as number))
      .join('  ')
      .trimEnd();
  return [line(columns.map((c) => c.heading)), widths.map((w) => '-'.repeat(w)).join('  '), ...rows.map((r) => line(columns.map((c) => text(r[c.key]))))].join(
    '\n',
  );
}

/** Columns by their keys, headed as the CLI heads them: `localAddress` is LocalAddress. */
export function columnsOf(...keys: readonly string[]): Column[] {
  return keys.map((key) => ({ key, heading: key.charAt(0).toUpperCase() + key.slice(1) }));
}
