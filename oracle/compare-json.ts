/**
 * JSON of consoles compared, key by key. Left out on both sides, and only that, is what hangs on the clock, on the machine or on
 * the order in which messages happened to cross (compare-text.ts says why for each kind).
 */
import { NAMELESS } from './compare-text.ts';

/** Times and epochs; versions and counters of changes, questions and messages; numbers of objects; ports and link-local addresses of the machine. */
const RESTLESS = new RegExp(
  [
    'ersion$|^updateDelay(?:First|Best|Zebra|Peer)|[uU]pdate(?!DelayLimit|DelayEstablishWait)|ptime|Epoch|epoch|Msec|Timer|lastReset|connections(?:Established|Dropped)',
    '^bgpTcpMssSynced$|hitCount|invoked|msg(?:Rcvd|Sent)|(?:opens|notifications|updates|keepalives|routeRefresh|capability|total)(?:Sent|Recv)$|endOfRibSentAfterUpdate',
    'nternal(?:Status|Flags)|[gG]roupId$|GroupI[dD]|nterfaceIndex|^flags$|^id$|port(?:Local|Foreign)|nexthopLocal|^(?:read|write)Thread$|^estimatedRtt|^lastErrorCodeSubcode$|^capabilityErrors$|^lastNotification',
    // Of `show interface`: what a machine calls its cards, and how often a link came and went.
    '^link(?:Ups|Downs)$|^lastLink(?:Up|Down)$|^index$|^parentIfindex$|^hardwareAddress$|^interfaceType$|^speed$',
  ].join('|'),
);

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

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
  return valueDifference(documents(want), documents(got));
}

/** The same for values. */
export function valueDifference(want: Value, got: Value): string | undefined {
  return difference(settled(want), settled(got), '');
}

/** A session that does not come up is one of these between two attempts. */
const DOWN = new Set(['Idle', 'Connect', 'Active', 'OpenSent']);

/** What a session that is down keeps of an earlier one. */
const REMAINS = new Set(['hostname', 'hostLocal', 'hostForeign', 'nexthop', 'nexthopGlobal', 'bgpConnection', 'remoteRouterId']);

/** The value without what is restless; lists of paths, candidates and their like in an order of their own. */
function settled(value: Value): Value {
  if (typeof value === 'string') return value.startsWith('fe80:') ? 'LINK-LOCAL' : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).map(settled);
    const isOfPaths = items.some((v) => typeof v === 'object' && v !== null && ('peerId' in v || 'protocol' in v || 'aspath' in v));
    return isOfPaths ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  const fields = value as Readonly<Record<string, Value>>;
  // Path identifiers are given out in the order in which paths came; whether there is one is compared.
  const identified = (key: string, v: Value) => (key.startsWith('addpath') && typeof v === 'number' && v > 0 ? 'ID' : v);
  const state = fields['bgpState'] ?? fields['state'];
  // A row of the failed ones has no state, only since when it is not up.
  const failed = fields['lastResetDueTo'] !== undefined && fields['peerUptime'] === 'never';
  const down = failed || (typeof state === 'string' && state !== 'Established');
  const kept = Object.entries(fields)
    // Which interface's fe80::/64 comes first hangs on the order in which the harness plugs the cables.
    .filter(([key]) => !RESTLESS.test(key) && !(down && REMAINS.has(key)) && key !== 'fe80::/64')
    .map(([key, v]) => [key, (key === 'state' || key === 'bgpState') && typeof v === 'string' && DOWN.has(v) ? 'DOWN' : settled(identified(key, v))] as const)
    .sort(([x], [y]) => (x < y ? -1 : 1));
  return Object.fromEntries(kept);
}

function difference(a: Value | undefined, b: Value | undefined, path: string): string | undefined {
  // What a machine without a name of its own told; a session that is down keeps the name that an earlier one had.
  if (a === NAMELESS && /host_?name$/i.test(path)) return undefined;
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null)
    return a === b ? undefined : `${path}: want ${JSON.stringify(a)}, got ${JSON.stringify(b)}`;
  const [x, y] = [a as Readonly<Record<string, Value>>, b as Readonly<Record<string, Value>>];
  for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
    const found = difference(x[key], y[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
