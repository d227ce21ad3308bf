/**
 * JSON of consoles compared, key by key. Left out on both sides, and only that, is what hangs on the clock, on the machine or on
 * the order in which messages happened to cross (compare-text.ts says why for each kind).
 */

/** Times and epochs; versions and counters of changes, questions and messages; numbers of objects; names, ports and link-local addresses of the machine. */
const RESTLESS = new RegExp(
  [
    'ersion$|pdate|ptime|Epoch|epoch|Msec|Timer|lastReset|connections(?:Established|Dropped)',
    'hitCount|invoked|msg(?:Rcvd|Sent)|(?:opens|notifications|updates|keepalives|routeRefresh|capability|total)(?:Sent|Recv)$|endOfRibSentAfterUpdate',
    'nternal(?:Status|Flags)|[gG]roupId$|GroupI[dD]|nterfaceIndex|^flags$|^id$|port(?:Local|Foreign)|[hH]ost[nN]ame|HostName|nexthopLocal|^(?:read|write)Thread$|^estimatedRtt',
  ].join('|'),
);

type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** The documents of an answer, one daemon's after the other's. Throws when one is not JSON. */
export function documents(text: string): Value[] {
  const out: Value[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: mark, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (mark.startsWith('"')) continue;
    if ('[{'.includes(mark)) {
      if (depth++ === 0) start = index;
    } else if (--depth === 0) out.push(JSON.parse(text.slice(start, index + 1)) as Value);
  }
  return out;
}

/** Where two answers differ first, for people; undefined when they say the same. */
export function jsonDifference(want: string, got: string): string | undefined {
  return difference(documents(want), documents(got), '');
}

function difference(a: Value | undefined, b: Value | undefined, path: string): string | undefined {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    const linkLocal = [a, b].every((v) => typeof v === 'string' && v.startsWith('fe80:'));
    return a === b || linkLocal ? undefined : `${path}: want ${JSON.stringify(a)}, got ${JSON.stringify(b)}`;
  }
  const [x, y] = [a as Readonly<Record<string, Value>>, b as Readonly<Record<string, Value>>];
  for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
    // Which interface's fe80::/64 comes first hangs on the order in which the harness plugs the cables.
    if (RESTLESS.test(key) || key === 'fe80::/64') continue;
    const found = difference(x[key], y[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
