/** A new diagram that keeps the objects of the old one where nothing has changed, so that React draws only what has. */
import type { Diagram } from './types.ts';

/** A diagram made anew, with the objects of the one before for all that is as it was; that one itself where nothing is new. */
export function keepingSame(before: Diagram, after: Diagram): Diagram {
  const nodes = same(before.nodes, after.nodes);
  const edges = same(before.edges, after.edges);
  return nodes === before.nodes && edges === before.edges ? before : { nodes, edges };
}

function same<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Map(before.map((o) => [o.id, o]));
  const kept = after.map((o) => {
    const was = known.get(o.id);
    return was && textOf(was) === textOf(o) ? was : o;
  });
  return kept.length === before.length && kept.every((o, i) => o === before[i]) ? before : kept;
}

const texts = new WeakMap<object, string>();
function textOf(object: object): string {
  const text = texts.get(object) ?? JSON.stringify(object);
  texts.set(object, text);
  return text;
}
