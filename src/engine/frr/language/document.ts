/** A text of FRR configuration as an editor holds it: its lines and what the reader makes of them. */
import { type Ip, parseInterfaceAddress, parseIp } from '../../ip/index.ts';
import type { FrrVersion } from '../config.ts';
import type { Mode } from '../modes.ts';
import type { NameSpace } from '../names.ts';
import { type ParseResult, parseFrr } from '../parse.ts';
import type { NameUse, Statement } from '../statement.ts';
import { FRR_8_4_4 } from '../version.ts';

export interface FrrDocument {
  readonly lines: readonly string[];
  readonly version: FrrVersion;
  readonly result: ParseResult;
  readonly machine?: Machine;
}

/** What the lab says of the machine that reads the text: its interfaces, each with its addresses. */
export type Machine = Readonly<Record<string, readonly string[]>>;

/** A document, or just its text, read as 8.4.4 would. */
export type Source = string | FrrDocument;

/** Reads a text once, for any number of questions about it. */
export function openFrr(text: string, version: FrrVersion = FRR_8_4_4, machine?: Machine): FrrDocument {
  return {
    lines: text.split(/\r\n|\r|\n/),
    version,
    result: parseFrr(text, { version, own: ownOf(machine), longNames: Object.keys(machine ?? {}).some((name) => name.length > 15) }),
    ...(machine && { machine }),
  };
}

function ownOf(machine: Machine = {}): Ip[] {
  return Object.values(machine).flatMap((addresses) => addresses.flatMap((a) => parseInterfaceAddress(a)?.ip ?? parseIp(a) ?? []));
}

export function documentOf(source: Source): FrrDocument {
  return typeof source === 'string' ? openFrr(source) : source;
}

/** The statement on a line; undefined for comments and blank lines. */
export function statementAt({ result }: FrrDocument, line: number): Statement | undefined {
  const at = lastBefore(result.statements, line + 1);
  return at?.line.number === line ? at : undefined;
}

/** The mode in which a line is read. */
export function modeAt({ result }: FrrDocument, line: number): Mode {
  return lastBefore(result.statements, line)?.after ?? 'config';
}

/** The last statement above a line. */
function lastBefore(statements: readonly Statement[], line: number): Statement | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle] as Statement).line.number < line) low = middle + 1;
    else high = middle;
  }
  return statements[low - 1];
}

/** The name under a position. */
export function nameAt(document: FrrDocument, line: number, column: number): NameUse | undefined {
  return statementAt(document, line)?.names.find((n) => n.span.column <= column && column <= n.span.endColumn);
}

/** Whether two uses mean one object: a neighbor line may name a peer-group or an interface as its peer. */
function sameKind(a: NameSpace, b: NameSpace): boolean {
  const peers: readonly NameSpace[] = ['peer', 'peer-group'];
  return a === b || (peers.includes(a) && peers.includes(b));
}

/** Every use of the object that a use names, in the order of lines. */
export function usesOf({ result }: FrrDocument, { space, name }: NameUse): NameUse[] {
  return result.statements.flatMap((s) => s.names.filter((n) => n.name === name && (sameKind(n.space, space) || isInterfacePeer(s, n, space))));
}

/** `neighbor eth0 interface …` makes a peer whose name is that of the interface. */
function isInterfacePeer({ command }: Statement, use: NameUse, space: NameSpace): boolean {
  return space === 'peer' && use.space === 'interface' && (command?.syntax.startsWith('neighbor IFNAME interface') ?? false);
}

/** The uses that make the object: for a neighbor, its first line when none does. */
export function definitionsOf(document: FrrDocument, use: NameUse): NameUse[] {
  const uses = usesOf(document, use);
  const defining = uses.filter((u) => u.defines);
  const first = uses[0];
  return defining.length > 0 || use.space !== 'peer' || !first ? defining : [first];
}

/** The names that are defined in a space, in the order of their first definition; interfaces of the machine first. */
export function namesIn({ result, machine }: FrrDocument, space: NameSpace): string[] {
  const out = new Set<string>(space === 'interface' ? Object.keys(machine ?? {}) : []);
  for (const s of result.statements)
    for (const n of s.names) {
      const made = (n.defines && sameKind(n.space, space)) || isInterfacePeer(s, n, space);
      if (made && !s.negated && s.outcome !== 'refused') out.add(n.name);
    }
  return [...out];
}
