/**
 * A Kusto query as Log Analytics takes it, as far as one asks a firewall's log: a table, then `where`, `project`, `project-away`,
 * `summarize count() by`, `distinct`, `sort by`, `top`, `take` and `count`, each behind a `|`.
 */
import { hint, readPredicate, type Row, type Scope, type Value } from './expression.ts';
import { KustoError, Reader, tokensOf } from './tokens.ts';

/** Rows and the columns that are shown of them, in order. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** The answer to a query; throws `KustoError` with the service's words. `now`: ms since 1970. */
export function runQuery(query: string, tables: Readonly<Record<string, Table>>, now: number): Table {
  const reader = new Reader(tokensOf(query));
  const name = reader.name();
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (!table) throw new KustoError(`Failed to resolve table or column expression named '${name}'\nTables: ${Object.keys(tables).join(', ')}`);
  let answer = table;
  while (reader.peek()) {
    reader.expects('|');
    answer = applied(reader, answer, now);
  }
  return answer;
}

function applied(reader: Reader, table: Table, now: number): Table {
  const scope: Scope = { columns: table.columns, now };
  const operator = reader.name();
  switch (operator) {
    case 'where':
    case 'filter': {
      const wanted = readPredicate(reader, scope);
      return { ...table, rows: table.rows.filter(wanted) };
    }
    case 'project':
      return { ...table, columns: readColumns(reader, table) };
    case 'project-away': {
      const away = readColumns(reader, table);
      return { ...table, columns: table.columns.filter((c) => !away.includes(c)) };
    }
    case 'distinct': {
      const columns = reader.takes('*') ? table.columns : readColumns(reader, table);
      return { columns, rows: grouped(table.rows, columns).map(([row]) => row) };
    }
    case 'take':
    case 'limit':
      return { ...table, rows: table.rows.slice(0, readNumber(reader)) };
    case 'count':
      return { columns: ['Count'], rows: [{ Count: table.rows.length }] };
    case 'sort':
    case 'order':
      return { ...table, rows: sorted(reader, table) };
    case 'top': {
      const most = readNumber(reader);
      return { ...table, rows: sorted(reader, table).slice(0, most) };
    }
    case 'summarize':
      return summarized(reader, table);
    default:
      throw new KustoError(`Query could not be parsed at '${operator}'\nOperators: where, project, project-away, distinct, summarize, sort, top, take, count`);
  }
}

function readColumn(reader: Reader, { columns }: Table): string {
  const name = reader.name();
  if (!columns.includes(name)) throw new KustoError(`Failed to resolve column or scalar expression named '${name}'${hint(columns)}`);
  return name;
}

function readColumns(reader: Reader, table: Table): string[] {
  const all = [readColumn(reader, table)];
  while (reader.takes(',')) all.push(readColumn(reader, table));
  return all;
}

function readNumber(reader: Reader): number {
  const token = reader.next();
  return token.kind === 'number' ? Number(token.text) : reader.fail(token);
}

/** `by A desc, B`: descending unless it says `asc`. */
function sorted(reader: Reader, table: Table): Row[] {
  reader.expects('by');
  const keys: { readonly column: string; readonly sign: number }[] = [];
  do {
    const column = readColumn(reader, table);
    const ascending = reader.takes('asc');
    if (!ascending) reader.takes('desc');
    keys.push({ column, sign: ascending ? 1 : -1 });
  } while (reader.takes(','));
  const order = (a: Row, b: Row): number => {
    for (const { column, sign } of keys) {
      const by = compared(a[column] ?? '', b[column] ?? '');
      if (by !== 0) return by * sign;
    }
    return 0;
  };
  return [...table.rows].sort(order);
}

function compared(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `[Name =] count() [by A, B]`. */
function summarized(reader: Reader, table: Table): Table {
  const first = reader.name();
  const named = reader.takes('=');
  const name = named ? first : 'count_';
  if ((named ? reader.name() : first) !== 'count') throw new KustoError(`Query could not be parsed at '${first}'\nAggregations: count()`);
  reader.expects('(');
  reader.expects(')');
  const by = reader.takes('by') ? readColumns(reader, table) : [];
  if (by.length === 0) return { columns: [name], rows: [{ [name]: table.rows.length }] };
  return { columns: [...by, name], rows: grouped(table.rows, by).map(([row, count]) => ({ ...row, [name]: count })) };
}

/** One row for each combination of values, in the order in which they are first met, and how many there are of each. */
function grouped(rows: readonly Row[], columns: readonly string[]): (readonly [Row, number])[] {
  const groups = new Map<string, { readonly row: Row; count: number }>();
  for (const row of rows) {
    const part = Object.fromEntries(columns.map((c) => [c, row[c] ?? '']));
    const key = JSON.stringify(part);
    const known = groups.get(key);
    if (known) known.count++;
    else groups.set(key, { row: part, count: 1 });
  }
  return [...groups.values()].map(({ row, count }) => [row, count] as const);
}
