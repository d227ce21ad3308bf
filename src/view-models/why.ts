/** What the Why panel shows first, and what a row of a table asks. */
import type { TableKind, TableRow, Touch, Why, WhyPlace, WhyStep } from '../engine/index.ts';

/** The columns that name a row's prefix, as the kinds of tables call it. */
export const PREFIX_COLUMNS: readonly string[] = ['network', 'prefix', 'addressPrefix'];

/** The prefix that a row is about. */
export function prefixOfRow({ cells }: Pick<TableRow, 'cells'>): string {
  const column = PREFIX_COLUMNS.find((key) => cells[key] !== undefined);
  return column === undefined ? '' : String(cells[column]);
}

/** The answer's places, those of the row's table first: its instance (the key begins with it), then what holds such a table. */
export function placesInOrder(answer: Why, of: { readonly table?: TableKind; readonly row?: string }): readonly WhyPlace[] {
  const rank = (place: WhyPlace): number => {
    if (of.row?.startsWith(`${place.id} `)) return 0;
    return of.table === undefined ? 0 : (of.table === 'effective') === (place.kind === 'subnet') ? 1 : 2;
  };
  return answer.places.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether a step's details are shown at once: what stopped the route, and what leads there. */
export function isTelling(step: WhyStep): boolean {
  return step.mark === 'stopped' || (step.steps ?? []).some(isTelling);
}

/** The devices along the way, or where the route stopped, in the order of the answer. */
export function devicesAlong(place: WhyPlace): readonly string[] {
  const steps = place.sections.filter((s) => s.kind === 'way' || s.kind === 'stops').flatMap((s) => s.steps);
  return [...new Set(steps.flatMap((s) => s.device ?? []))];
}

/** One entry a prefix, way and neighbor: what a line did with it, and whether that was more than meeting it. */
export interface TouchedRoute {
  readonly key: string;
  readonly prefix: string;
  readonly use: Touch['use'];
  readonly peer: string | undefined;
  readonly effects: readonly Touch['effect'][];
  /** False where the line was met and did not match. */
  readonly acted: boolean;
}

export function touchedRoutes(touches: readonly Touch[]): TouchedRoute[] {
  const out = new Map<string, TouchedRoute>();
  for (const t of touches) {
    const key = `${t.prefix} ${t.use} ${t.peer ?? ''}`;
    const effects = [...new Set([...(out.get(key)?.effects ?? []), t.effect])];
    out.set(key, { key, prefix: t.prefix, use: t.use, peer: t.peer, effects, acted: effects.some((e) => e !== 'passes-over') });
  }
  return [...out.values()];
}

/** Lines with what they did: a line that acted on any route has acted. */
export function markedLines(touches: readonly Touch[]): { readonly line: number; readonly acted: boolean }[] {
  const lines = new Map<number, boolean>();
  for (const t of touches) lines.set(t.line, (lines.get(t.line) ?? false) || t.effect !== 'passes-over');
  return [...lines].map(([line, acted]) => ({ line, acted })).sort((a, b) => a.line - b.line);
}
