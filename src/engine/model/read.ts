/**
 * Reading a scenario file: text → JSON with positions → schema → references → the platform's rules, for the lab of every
 * step. Never throws; whatever is wrong comes back as diagnostics with their place.
 */
import { getNodePath, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import type { Span } from '../policy/source.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Lab } from './lab.ts';
import { danglingReferences } from './references.ts';
import type { Scenario } from './scenario.ts';
import { lab as labSchema } from './schema/lab.ts';
import { scenario as scenarioSchema } from './schema/scenario.ts';
import { stateAt } from './steps.ts';

export interface ReadScenario {
  /** Absent when the text is no scenario at all; present, possibly with errors, when it can be shown. */
  readonly scenario?: Scenario;
  readonly diagnostics: readonly Diagnostic[];
}

type Path = (string | number)[];

/** Reads a scenario file's text. */
export function readScenario(text: string): ReadScenario {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
  const lines = lineStarts(text);
  if (errors.length > 0 || !tree) {
    const first = errors[0];
    const at = first?.offset ?? 0;
    const what = first ? words(printParseErrorCode(first.error)) : 'the file is empty';
    return {
      diagnostics: [
        {
          code: 'json-syntax',
          severity: 'error',
          message: `not JSON: ${what}`,
          args: { what },
          place: { text: 'file', span: spanAt(lines, at, first?.length ?? 1) },
        },
      ],
    };
  }
  const positions = positionsOf(tree, lines);
  const value = valueOf(tree);
  const result = readValue(value);
  return { ...result, diagnostics: result.diagnostics.map((d) => withSpan(d, positions)) };
}

/** Reads a scenario that is already JSON, such as a share link's. */
export function readValue(value: unknown): ReadScenario {
  const version = isObject(value) ? value['version'] : undefined;
  if (typeof version === 'number' && version > 1)
    return {
      diagnostics: [
        {
          code: 'newer-version',
          severity: 'error',
          message: `this scenario has version ${version} of the format, and this Hoplab reads version 1: open it with a newer one`,
          args: { version },
          place: { path: ['version'] },
        },
      ],
    };
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) return { diagnostics: issuesOf(parsed.error.issues, []) };
  const scenario = parsed.data as unknown as Scenario;
  return { scenario, diagnostics: [...stepProblems(scenario), ...stateProblems(scenario)] };
}

/** A lab on its own (an edit's result): its shape and its references. */
export function checkLab(lab: unknown): Diagnostic[] {
  const parsed = labSchema.safeParse(lab);
  if (!parsed.success) return issuesOf(parsed.error.issues, ['lab']);
  return danglingReferences(parsed.data as unknown as Lab);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON tree; `__proto__` stays an ordinary key. */
function valueOf(node: Node): unknown {
  if (node.type === 'object')
    return Object.fromEntries((node.children ?? []).map((p) => [p.children?.[0]?.value as string, p.children?.[1] ? valueOf(p.children[1]) : null]));
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  return node.value as unknown;
}

type Issue = z.core.$ZodIssue;

function issuesOf(issues: readonly Issue[], base: Path): Diagnostic[] {
  return issues.flatMap((issue): Diagnostic[] => {
    const path = [...base, ...issue.path.map((p) => (typeof p === 'number' ? p : String(p)))];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) =>
        problem('unknown-property', [...path, key], `${pathText(path)} has no property ${JSON.stringify(key)}`, { property: key }),
      );
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nested = issue.errors.reduce((a, b) => (b.length < a.length ? b : a));
      if (nested.length > 0 && nested.some((n) => n.path.length > 0)) return issuesOf(nested as readonly Issue[], path);
    }
    return [problem('schema', path, `At ${pathText(path)}: ${plain(issue.message)}`, { what: plain(issue.message) })];
  });
}

function plain(message: string): string {
  return message.replace(/^Invalid input: /, '').replace(/^Invalid option: /, '');
}

function problem(code: string, path: Path, message: string, args: Record<string, string | number>): Diagnostic {
  return { code, severity: 'error', message, args: { path: pathText(path), ...args }, place: { path, text: 'file' } };
}

/** `lab.virtualNetworks.hub.subnets.a`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.length === 0 ? '(the whole file)' : path.join('.');
}

function stepProblems(scenario: Scenario): Diagnostic[] {
  const seen = new Set<string>();
  return (scenario.steps ?? []).flatMap((step, i) => {
    if (seen.has(step.id))
      return [
        problem('duplicate-step', ['steps', i, 'id'], `step ${JSON.stringify(step.id)} is there twice: expected every step to have an id of its own`, {
          id: step.id,
        }),
      ];
    seen.add(step.id);
    return [];
  });
}

/** Problems of the lab as the file has it, then those that a step's patch brings. */
function stateProblems(scenario: Scenario): Diagnostic[] {
  const out = danglingReferences(scenario.lab);
  const known = new Set(out.map((d) => d.message));
  for (const [i, step] of (scenario.steps ?? []).entries()) {
    if (step.patch === undefined) continue;
    for (const d of checkLab(stateAt(scenario, step.id))) {
      if (known.has(d.message)) continue;
      known.add(d.message);
      const inPatch: Path = ['steps', i, 'patch', ...(d.place.path ?? []).slice(1)];
      out.push({ ...d, message: `step ${step.id}: ${d.message}`, place: { ...d.place, path: inPatch } });
    }
  }
  return out;
}

// Positions: from offsets of the JSON tree to lines and columns.

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 10) starts.push(i + 1);
  return starts;
}

function spanAt(starts: readonly number[], offset: number, length: number): Span {
  const place = (at: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] as number) + 1 };
  };
  const from = place(offset);
  const to = place(offset + Math.max(1, length));
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

function positionsOf(tree: Node, starts: readonly number[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  const visit = (node: Node) => {
    if (node.type === 'property') {
      const [key, value] = node.children ?? [];
      if (key && value) spans.set(JSON.stringify([...getNodePath(value)]), spanAt(starts, key.offset, key.length));
      if (value) visit(value);
      return;
    }
    spans.set(JSON.stringify(getNodePath(node)), spans.get(JSON.stringify(getNodePath(node))) ?? spanAt(starts, node.offset, node.length));
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  return spans;
}

/** The place of the diagnostic's path, or of the nearest thing around it. */
function withSpan(d: Diagnostic, positions: ReadonlyMap<string, Span>): Diagnostic {
  if (d.place.span || !d.place.path) return d;
  for (let length = d.place.path.length; length >= 0; length--) {
    const span = positions.get(JSON.stringify(d.place.path.slice(0, length)));
    if (span) return { ...d, place: { ...d.place, text: 'file', span } };
  }
  return d;
}

function words(code: string): string {
  const said: Readonly<Record<string, string>> = {
    InvalidSymbol: 'a word that JSON does not know',
    InvalidNumberFormat: 'a number that JSON does not know',
    PropertyNameExpected: 'expected a property name in double quotes',
    ValueExpected: 'expected a value',
    ColonExpected: 'expected a colon',
    CommaExpected: 'expected a comma',
    CloseBraceExpected: 'expected a closing brace }',
    CloseBracketExpected: 'expected a closing bracket ]',
    EndOfFileExpected: 'expected nothing after the end of the scenario',
    InvalidCommentToken: 'comments are not part of JSON',
    UnexpectedEndOfString: 'a string that does not end',
    UnexpectedEndOfNumber: 'a number that does not end',
    UnexpectedEndOfComment: 'a comment that does not end',
    InvalidUnicode: 'a unicode escape that is not one',
    InvalidEscapeCharacter: 'an escape that JSON does not know',
    InvalidCharacter: 'a control character inside a string',
  };
  return said[code] ?? code;
}
