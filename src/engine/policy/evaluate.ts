/**
 * Policy evaluation: lists and route-maps over one route, with a trace of what was met when asked. Rules F70–F90, F97–F107.
 */
import { containsPrefix, type Ip, isIpv4, type Prefix, prefixFamily } from '../ip/index.ts';
import type { PathAttributes } from './attributes.ts';
import { formatAsPath, neighborAsn, prependAsns } from './as-path.ts';
import { compileRegex } from './regex.ts';
import type { AccessList, Action, Adjust, AsPathList, PolicyObjects, PrefixList, RouteMapEntry, RouteMapMatch, RouteMapSet } from './types.ts';

/** The route that policy looks at, and where it stands. */
export interface PolicySubject {
  readonly prefix: Prefix;
  readonly attributes: PathAttributes;
  /** The peer it came from or goes to. */
  readonly peerAddress?: Ip;
  /** Our own address on that session. */
  readonly localAddress?: Ip;
  readonly direction: 'in' | 'out' | 'local';
  readonly localAsn: number;
}

/** One route-map entry met, and what came of it. */
export interface PolicyStep {
  readonly map: string;
  readonly entry: RouteMapEntry;
  readonly matched: boolean;
  /** The first match that did not hold. */
  readonly failed?: RouteMapMatch;
  readonly sets: readonly RouteMapSet[];
}

export interface PolicyResult {
  readonly action: Action;
  readonly attributes: PathAttributes;
  readonly steps: readonly PolicyStep[];
  /** `set weight` inbound, `set distance`. */
  readonly distance?: number;
}

/** F97: first matching entry by sequence; none: deny. A list without entries permits (F72). */
export function evaluatePrefixList(list: PrefixList, p: Prefix): Action {
  if (list.entries.length === 0) return 'permit';
  return list.entries.find((e) => prefixEntryMatches(e, p))?.action ?? 'deny';
}

function prefixEntryMatches(entry: PrefixList['entries'][number], p: Prefix): boolean {
  if (prefixFamily(entry.prefix) !== prefixFamily(p) || !containsPrefix(entry.prefix, p)) return false;
  if (entry.ge === undefined && entry.le === undefined) return p.length === entry.prefix.length;
  return p.length >= (entry.ge ?? entry.prefix.length) && p.length <= (entry.le ?? (isIpv4(p.ip) ? 32 : 128));
}

/** F107. */
export function evaluateAccessList(list: AccessList, p: Prefix): Action {
  for (const e of list.entries) {
    if (!e.prefix) return e.action;
    if (prefixFamily(e.prefix) === prefixFamily(p) && containsPrefix(e.prefix, p) && (!e.exact || e.prefix.length === p.length)) return e.action;
  }
  return 'deny';
}

/** F99–F101: over the path's text; none matches: deny. */
export function evaluateAsPathList(list: AsPathList, attributes: PathAttributes): Action {
  const text = formatAsPath(attributes.asPath);
  return list.entries.find((e) => compileRegex(e.regex)?.test(text))?.action ?? 'deny';
}

const MAX_CALL_DEPTH = 10;

/** F78–F81: entries by sequence; the first that matches decides, but for `on-match`. A missing or empty map denies (F70). */
export function evaluateRouteMap(name: string, subject: PolicySubject, objects: PolicyObjects, depth = 0): PolicyResult {
  const map = objects.routeMaps.get(name);
  const steps: PolicyStep[] = [];
  let attributes = subject.attributes;
  if (!map || depth > MAX_CALL_DEPTH) return { action: 'deny', attributes, steps };
  let permitted = false;
  let from = 0;
  for (const entry of map.entries) {
    if (entry.seq < from) continue;
    const now = { ...subject, attributes };
    const failed = entry.matches.find((m) => !matches(m, now, objects));
    if (failed) {
      steps.push({ map: name, entry, matched: false, failed, sets: [] });
      permitted = false;
      continue;
    }
    steps.push({ map: name, entry, matched: true, sets: entry.action === 'permit' ? entry.sets : [] });
    if (entry.action === 'deny') return { action: 'deny', attributes, steps };
    for (const set of entry.sets) attributes = applySet(set, attributes, subject, objects);
    if (entry.call && objects.routeMaps.has(entry.call.map)) {
      const called = evaluateRouteMap(entry.call.map, { ...subject, attributes }, objects, depth + 1);
      steps.push(...called.steps);
      if (called.action === 'deny') return { action: 'deny', attributes, steps };
      attributes = called.attributes;
    }
    if (!entry.onMatch) return { action: 'permit', attributes, steps };
    permitted = true;
    from = 'goto' in entry.onMatch ? entry.onMatch.goto : 0;
  }
  return { action: permitted ? 'permit' : 'deny', attributes, steps };
}

function matches(match: RouteMapMatch, subject: PolicySubject, objects: PolicyObjects): boolean {
  const { attributes, prefix } = subject;
  switch (match.kind) {
    case 'as-path': {
      const list = objects.asPathLists.get(match.list);
      return list !== undefined && evaluateAsPathList(list, attributes) === 'permit';
    }
    case 'address-prefix-list': {
      const list = (match.family === 4 ? objects.prefixLists : objects.prefixLists6).get(match.list);
      return list !== undefined && prefixFamily(prefix) === match.family && evaluatePrefixList(list, prefix) === 'permit';
    }
    case 'metric':
      return (attributes.med ?? 0) === match.value;
    case 'local-preference':
      return (attributes.localPref ?? 0) === match.value;
    case 'origin':
      return attributes.origin === match.origin;
    case 'tag':
      return (attributes.tag ?? 0) === match.value;
    default:
      return false;
  }
}

function applySet(set: RouteMapSet, a: PathAttributes, subject: PolicySubject, _objects: PolicyObjects): PathAttributes {
  switch (set.kind) {
    case 'next-hop':
      if (set.to === 'unchanged' || (set.family === 4) !== isIpv4(subject.prefix.ip)) return a;
      if (set.to === 'peer-address') {
        const to = subject.direction === 'in' ? subject.peerAddress : subject.localAddress;
        return to === undefined ? a : { ...a, nextHop: to };
      }
      return { ...a, nextHop: set.to };
    case 'as-path-prepend':
      return { ...a, asPath: prependAsns(a.asPath, set.asns) };
    case 'as-path-prepend-last': {
      const last = neighborAsn(a.asPath);
      return last === undefined ? a : { ...a, asPath: prependAsns(a.asPath, new Array<number>(set.times).fill(last)) };
    }
    case 'local-preference':
      return { ...a, localPref: adjusted(set.adjust, a.localPref ?? 0) };
    case 'metric':
      return typeof set.adjust === 'string' ? a : { ...a, med: adjusted(set.adjust, a.med ?? 0) };
    case 'weight':
      return { ...a, weight: set.value };
    case 'origin':
      return { ...a, origin: set.origin };
    default:
      return a;
  }
}

/** F85: relative values stop at 0 and 2³² − 1. */
function adjusted(adjust: Adjust, base: number): number {
  const value = adjust.op === 'set' ? adjust.value : adjust.op === 'add' ? base + adjust.value : base - adjust.value;
  return Math.min(4294967295, Math.max(0, value));
}
