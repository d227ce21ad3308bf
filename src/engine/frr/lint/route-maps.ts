/** Entries of route-maps that no route reaches, entries written in two places, and maps that call each other. */
import type { RouteMap, RouteMapEntry } from '../../policy/types.ts';
import type { Report } from './report.ts';

export function checkRouteMaps(report: Report): void {
  const { routeMaps } = report.input.config.policy;
  for (const map of routeMaps.values()) {
    const reached = reachable(map);
    map.entries.forEach((entry, i) => {
      if (!reached[i])
        report.add(
          'frr-unreachable-entry',
          'warning',
          entry.source.span,
          `Entry ${entry.seq} of ${map.name} is never reached: an entry before it matches everything.`,
          { list: map.name, seq: entry.seq },
          'F79',
        );
    });
  }
  reopened(report);
  callLoops(report, routeMaps);
}

/** Which entries a route can come to, from the first one on (F78–F80). */
function reachable({ entries }: RouteMap): boolean[] {
  const reached = entries.map((_, i) => i === 0);
  entries.forEach((entry, i) => {
    if (!reached[i]) return;
    const canMiss = entry.matches.length > 0;
    const next = onMatchIndex(entry, entries, i);
    if ((canMiss || next === i + 1) && i + 1 < entries.length) reached[i + 1] = true;
    if (next !== undefined && next < entries.length) reached[next] = true;
  });
  return reached;
}

function onMatchIndex({ onMatch }: RouteMapEntry, entries: readonly RouteMapEntry[], at: number): number | undefined {
  if (!onMatch) return undefined;
  if ('next' in onMatch) return at + 1;
  // Entries are sorted by number, and a goto always leads forward.
  let low = at + 1;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as RouteMapEntry).seq < onMatch.goto) low = middle + 1;
    else high = middle;
  }
  return low < entries.length ? low : undefined;
}

/** FRR goes on with an entry that is opened again; a second line with another action turns it round. */
function reopened(report: Report): void {
  const opened = new Map<string, { readonly line: number; readonly action: string }>();
  for (const s of report.input.statements) {
    if (s.command?.enters !== 'route-map' || s.outcome !== 'applied') continue;
    const [, name, action = '', seq] = s.line.words.map((w) => w.text);
    const key = `${name} ${seq}`;
    const before = opened.get(key);
    const word = action.startsWith('p') ? 'permit' : 'deny';
    if (before) {
      const turned = before.action !== word;
      const message = turned
        ? `Turns entry ${seq} of ${name}, opened in line ${before.line}, into ${word}; its clauses stay.`
        : `Goes on with entry ${seq} of ${name}, opened in line ${before.line}.`;
      report.add('frr-duplicate-sequence', turned ? 'warning' : 'info', s.ref.span, message, { list: name ?? '', seq: Number(seq), by: before.line });
    } else opened.set(key, { line: s.line.number, action: word });
  }
}

/** Maps that call each other in a circle: bgpd and zebra 8.4.4 do not survive reading them. */
function callLoops(report: Report, maps: ReadonlyMap<string, RouteMap>): void {
  const done = new Set<string>();
  for (const start of maps.keys()) {
    // Depth first without recursion: hostile maps may call along a chain of any length.
    const path: { readonly name: string; readonly calls: readonly string[]; at: number }[] = [];
    const onPath = new Set<string>();
    const enter = (name: string) => {
      path.push({ name, calls: (maps.get(name)?.entries ?? []).flatMap((e) => e.call?.map ?? []), at: 0 });
      onPath.add(name);
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const call = top.calls[top.at++];
      if (call === undefined) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
      } else if (onPath.has(call)) {
        const source = maps.get(top.name)?.entries.find((e) => e.call?.map === call)?.call?.source;
        if (source)
          report.add(
            'frr-call-loop',
            'error',
            report.spanOfName(source, 'route-map', call),
            `Route-maps ${top.name} and ${call} call each other in a circle; FRR 8.4.4 dies of it.`,
            { map: top.name, call },
            'F81',
          );
      } else if (maps.has(call) && !done.has(call)) enter(call);
    }
  }
}
