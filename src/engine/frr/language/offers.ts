/** What belongs at a place beyond the command table: entries of the open route-map, maps that it may call, the machine's own addresses. */
import { formatIp } from '../../ip/index.ts';
import type { RouteMap } from '../../policy/types.ts';
import type { FrrDocument } from './document.ts';

/** The entry of a route-map whose clauses a line is among; undefined outside of route-maps. */
export function entryAround({ result, lines }: FrrDocument, line: number): { readonly map: string; readonly seq: number } | undefined {
  const opened = result.statements.findLast((s) => s.line.number < line && s.command?.enters !== undefined);
  if (opened?.command?.enters !== 'route-map' || lines[line - 1] === undefined) return undefined;
  const [, map, , seq] = opened.line.words.map((w) => w.text);
  return map === undefined || seq === undefined ? undefined : { map, seq: Number(seq) };
}

/** The entries behind that of a line, to which alone `on-match goto` and `continue` lead (F80). */
export function laterEntries(document: FrrDocument, line: number): RouteMap['entries'] {
  const at = entryAround(document, line);
  if (!at) return [];
  return (document.result.config.policy.routeMaps.get(at.map)?.entries ?? []).filter((e) => e.seq > at.seq);
}

/** The maps that end at the map of a line when they are called: it may call none of them, nor itself (F81). */
export function mapsThatComeBack(document: FrrDocument, line: number): ReadonlySet<string> {
  const own = entryAround(document, line)?.map;
  if (own === undefined) return new Set();
  const callers = new Map<string, string[]>();
  for (const { name, entries } of document.result.config.policy.routeMaps.values())
    for (const { call } of entries) if (call) callers.set(call.map, [...(callers.get(call.map) ?? []), name]);
  const out = new Set([own]);
  for (const map of out) for (const caller of callers.get(map) ?? []) out.add(caller);
  return out;
}

/** The addresses that the machine has: those of its `interface` blocks, and those that the lab gives it; each with its interface. */
export function ownAddresses({ result, machine }: FrrDocument): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const { name, addresses } of result.config.interfaces.values()) for (const { address } of addresses) out.set(formatIp(address.ip), name);
  for (const [name, addresses] of Object.entries(machine ?? {})) for (const address of addresses) out.set(address, name);
  return out;
}
