/** What stands behind `where`: comparisons of columns with values, joined by `and`, `or`, `not`. Read once, asked of each row. */
import { containsIp, parseIp, parsePrefix } from '../../ip/index.ts';
import { isoOf } from './moment.ts';
import { KustoError, type Reader } from './tokens.ts';

export type Value = string | number;
export type Row = Readonly<Record<string, Value>>;
export type Predicate = (row: Row) => boolean;

/** What a query is read against. */
export interface Scope {
  readonly columns: readonly string[];
  /** In ms since 1970. */
  readonly now: number;
}

type Operand = (row: Row) => Value;

const lower = (v: Value): string => String(v).toLowerCase();

/** Kusto's `has` is about whole terms, the rest about any part; `in`, `==` and their kin mind capitals, what ends in `~` does not. */
const COMPARES: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => a === b || String(a) === String(b),
  '=~': (a, b) => lower(a) === lower(b),
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  contains: (a, b) => lower(a).includes(lower(b)),
  contains_cs: (a, b) => String(a).includes(String(b)),
  startswith: (a, b) => lower(a).startsWith(lower(b)),
  endswith: (a, b) => lower(a).endsWith(lower(b)),
  has: (a, b) => ` ${lower(a).replace(/[^a-z0-9]+/g, ' ')} `.includes(` ${lower(b).replace(/[^a-z0-9]+/g, ' ')} `),
};
const NEGATED: Readonly<Record<string, string>> = { '!=': '==', '!~': '=~' };
const LISTS: Readonly<Record<string, string>> = { in: '==', 'in~': '=~' };

export function readPredicate(reader: Reader, scope: Scope): Predicate {
  const parts = [readAll(reader, scope)];
  while (reader.takes('or')) parts.push(readAll(reader, scope));
  return (row) => parts.some((p) => p(row));
}

function readAll(reader: Reader, scope: Scope): Predicate {
  const parts = [readOne(reader, scope)];
  while (reader.takes('and')) parts.push(readOne(reader, scope));
  return (row) => parts.every((p) => p(row));
}

function readOne(reader: Reader, scope: Scope): Predicate {
  if (reader.takes('(')) return closed(reader, readPredicate(reader, scope));
  if (reader.takes('not')) {
    reader.expects('(');
    const inner = closed(reader, readPredicate(reader, scope));
    return (row) => !inner(row);
  }
  if (reader.takes('ipv4_is_in_range')) return inRange(reader, scope);
  const left = readOperand(reader, scope);
  const word = reader.next();
  const bare = word.text.startsWith('!') && word.kind === 'name' ? word.text.slice(1) : (NEGATED[word.text] ?? word.text);
  const negated = bare !== word.text;
  const list = LISTS[bare];
  const compare = COMPARES[list ?? bare];
  if (!compare) return reader.fail(word);
  const right = list === undefined ? [readOperand(reader, scope)] : readList(reader, scope);
  return (row) => right.some((r) => compare(left(row), r(row))) !== negated;
}

function closed(reader: Reader, inner: Predicate): Predicate {
  reader.expects(')');
  return inner;
}

function readList(reader: Reader, scope: Scope): Operand[] {
  reader.expects('(');
  const all = [readOperand(reader, scope)];
  while (reader.takes(',')) all.push(readOperand(reader, scope));
  reader.expects(')');
  return all;
}

/** `ipv4_is_in_range(SourceIp, "10.0.0.0/8")`. */
function inRange(reader: Reader, scope: Scope): Predicate {
  const [address, range] = readList(reader, scope);
  if (!address || !range) return reader.fail();
  return (row) => {
    const ip = parseIp(String(address(row)));
    const prefix = parsePrefix(String(range(row)));
    return ip !== undefined && prefix !== undefined && containsIp(prefix, ip);
  };
}

const UNIT = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/** A column, a value, or a moment: `now()`, `ago(1h)`. */
function readOperand(reader: Reader, scope: Scope): Operand {
  const token = reader.next();
  if (token.kind === 'text') return () => token.text;
  if (token.kind === 'number') return () => Number(token.text);
  if (token.kind !== 'name') return reader.fail(token);
  if (token.text === 'now' || token.text === 'ago') {
    reader.expects('(');
    const span = token.text === 'ago' ? reader.next() : undefined;
    if (span && span.kind !== 'span') return reader.fail(span);
    reader.expects(')');
    const back = span ? Number.parseFloat(span.text) * UNIT[span.text.slice(-1) as keyof typeof UNIT] : 0;
    return () => isoOf(scope.now - back);
  }
  if (token.text === 'tolower') {
    reader.expects('(');
    const inner = readOperand(reader, scope);
    reader.expects(')');
    return (row) => lower(inner(row));
  }
  if (!scope.columns.includes(token.text))
    throw new KustoError(`'where' operator: Failed to resolve column or scalar expression named '${token.text}'${hint(scope.columns)}`);
  return (row) => row[token.text] ?? '';
}

/** What there is to name. */
export function hint(columns: readonly string[]): string {
  return `\nColumns: ${columns.join(', ')}`;
}
