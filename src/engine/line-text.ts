/** What a line of a router's configuration touched, as text for a console. */
import { type Locale, TOUCH_WORDS } from './explain/index.ts';
import type { Solution } from './solution.ts';
import { type LineTouches, statementAt, type Without } from './without-line.ts';

type Word = keyof typeof TOUCH_WORDS;

/** Lines without end of line at the last: the line, a route each with what it did, then the sessions and devices that hang on it. */
export function lineText(solution: Solution, device: string, line: number, { touches, total, without }: LineTouches, locale: Locale): string {
  const said = (word: Word, args: Readonly<Record<string, string | number>> = {}) =>
    TOUCH_WORDS[word][locale].replaceAll(/\{(\w+)\}/g, (_all, key: string) => String(args[key]));
  const rows = new Map<string, { readonly prefix: string; readonly way: string; readonly effects: Set<string> }>();
  for (const t of touches) {
    const way = said(`use_${t.use}`, { peer: t.peer ?? '' });
    const key = `${t.prefix} ${way}`;
    const row = rows.get(key) ?? { prefix: t.prefix, way, effects: new Set() };
    rows.set(key, row);
    row.effects.add(said(`touch_${t.effect}`));
  }
  const widest = (of: (row: { prefix: string; way: string }) => string) => Math.max(0, ...[...rows.values()].map((r) => of(r).length));
  const [first, second] = [widest((r) => r.prefix), widest((r) => r.way)];
  const routes = [...rows.values()].map((r) => `  ${r.prefix.padEnd(first)}  ${r.way.padEnd(second)}  ${[...r.effects].join(', ')}`);
  const more = total > touches.length ? [`  ${said('touchedMore', { n: total - touches.length })}`] : [];
  const head = rows.size > 0 ? said('touchedCount', { n: rows.size }) : said(headOf(without));
  return [`${device} ${line}: ${statementAt(solution, device, line)?.line.text ?? '–'}`, head, ...routes, ...more, ...otherwise(without, said)].join('\n');
}

function headOf(without: Without | undefined): Word {
  switch (without?.kind) {
    case 'refused':
      return 'touchedRefused';
    case 'not-modelled':
      return 'touchedNotModelled';
    case 'same':
      return 'touchedSame';
    case 'otherwise':
      return 'touchedNoneHere';
    default:
      return 'touchedNone';
  }
}

function otherwise(without: Without | undefined, said: (word: Word, args: Readonly<Record<string, string>>) => string): string[] {
  if (without?.kind !== 'otherwise') return [];
  const sessions = without.sessions.map(({ peer, up }) => said(up ? 'touchedSessionUp' : 'touchedSessionDown', { peer }));
  return [...sessions, ...(without.elsewhere.length > 0 ? [said('touchedElsewhere', { devices: without.elsewhere.join(', ') })] : [])];
}
