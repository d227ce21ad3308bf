/** The selected route on the canvas: the announcements that brought it, one device to the next, and where it points. */
import { useEffect, useState } from 'react';
import type { TableRow } from '../../engine/index.ts';
import { askTable, useResults } from '../../state/results.ts';
import { type Lit, useView } from '../../state/view.ts';
import { type Question, useWhy } from '../../state/why.ts';
import { prefixOfRow } from '../../view-models/why.ts';

/** Announcements that are followed back. */
const LONGEST = 12;

/** What to mark for the route whose reasons are shown; undefined when none is. */
export function useRouteMarks(): Lit | undefined {
  const question = useWhy((s) => s.question);
  const shown = useView((s) => s.tab === 'why' && s.selected === question?.device);
  const revision = useResults((s) => s.revision);
  const [lit, setLit] = useState<Lit>();
  useEffect(() => {
    let current = true;
    setLit(undefined);
    if (shown && question && revision >= 0) void marksOf(question).then((found) => current && setLit(found));
    return () => {
      current = false;
    };
  }, [question, shown, revision]);
  return lit;
}

async function marksOf({ device, table, row }: Question): Promise<Lit | undefined> {
  if (table === undefined || row === undefined) return undefined;
  const found = (await askTable(device, table)).rows.find((r) => r.key === row);
  if (!found) return undefined;
  const chain = await chainTo(device, found);
  const [nearest] = chain;
  return { at: device, from: nearest ? [nearest[0]] : (found.from ?? []), to: found.to ?? [], chain: chain.slice(1) };
}

/** Who told whom, the last announcement first. */
async function chainTo(device: string, row: TableRow): Promise<(readonly [string, string])[]> {
  const links: [string, string][] = [];
  const prefix = prefixOfRow(row);
  const met = new Set([device]);
  let at = device;
  let here: TableRow | undefined = row;
  while (here && links.length < LONGEST) {
    const from: string | undefined = here.from?.[0];
    if (from === undefined || met.has(from)) break;
    links.push([from, at]);
    met.add(from);
    at = from;
    here = await bestAt(from, prefix);
  }
  return links;
}

async function bestAt(device: string, prefix: string): Promise<TableRow | undefined> {
  const kind = useResults.getState().devices[device]?.tables.find((t) => t.kind === 'learned' || t.kind === 'bgp')?.kind;
  if (!kind) return undefined;
  return (await askTable(device, kind)).rows.find((r) => r.standing === 'best' && prefixOfRow(r) === prefix);
}
