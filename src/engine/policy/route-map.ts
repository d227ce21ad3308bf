/**
 * Route-maps at work (F78–F90; lib/routemap.c route_map_apply_ext): entries by sequence, all matches of an entry must hold,
 * sets of what was passed stay in force. Every entry met can be recorded, so that "why" has its answer.
 */
import { type Ip, isIpv4 } from '../ip/index.ts';
import type { PathAttributes } from './attributes.ts';
import { type ListAnswer, listAnswer, matchFails } from './route-map-match.ts';
import { applySet } from './route-map-set.ts';
import type { PolicySubject } from './subject.ts';
import type { Action, PolicyObjects, RouteMapEntry, RouteMapMatch, RouteMapSet } from './types.ts';

/** One route-map entry met, and what came of it. */
export interface PolicyStep {
  readonly map: string;
  readonly entry: RouteMapEntry;
  readonly matched: boolean;
  /** The first match that did not hold. */
  readonly failed?: RouteMapMatch;
  /** Every `match` line asked, up to the first that did not hold. */
  readonly asked: readonly MatchAsked[];
  /** What it set. */
  readonly sets: readonly RouteMapSet[];
  /** What the map said that it calls, where there is one of that name. */
  readonly called?: Called;
}

/** A map that an entry called, and the entries met there. */
export interface Called {
  readonly action: Action;
  readonly steps: readonly PolicyStep[];
  /** It lies too deep in a chain of calls to be asked (F81). */
  readonly tooDeep: boolean;
}

/** One `match` line, and what the list that it names said. */
export interface MatchAsked {
  readonly match: RouteMapMatch;
  readonly held: boolean;
  readonly list?: ListAnswer;
}

/** What a route-map said of a route. */
export interface PolicyResult {
  readonly action: Action;
  /** As the sets left them; when denied, of meaning to views of the console alone. */
  readonly attributes: PathAttributes;
  /** What was done to the next hop, if anything: it decides the next hop on egress (F91). */
  readonly nextHop?: 'set' | 'peer-address' | 'unchanged';
  /** `set ipv6 next-hop prefer-global` was met. */
  readonly preferGlobal?: boolean;
  /**
   * What a `set ipv6 next-hop` did beside the next hop proper, to an IPv4 route or to the link-local one: it counts as changed, and `peer-address` makes it
   * sent as ourselves.
   */
  readonly foreignNextHop?: 'set' | 'peer-address';
  /** What `set src` says, of meaning to zebra alone. */
  readonly source?: Ip;
  /** Every entry met, in order; empty unless asked for. */
  readonly steps: readonly PolicyStep[];
  /** The entry that decided; absent where no entry matched, or the map is missing or empty. */
  readonly decidedBy?: RouteMapEntry;
  /** The entry that ended the map with a permit; absent where it ran on past the last one. */
  readonly endedBy?: RouteMapEntry;
}

/** F81: a chain of `call` deeper than this denies. */
const MAX_CALL_DEPTH = 10;

/** Runs a map by name. A missing or empty one denies (F70). With `trace` every entry met is recorded. */
export function evaluateRouteMap(name: string, subject: PolicySubject, objects: PolicyObjects, trace = false): PolicyResult {
  const run = new Run(subject, objects, trace);
  const action = run.map(name, 0);
  return {
    action,
    attributes: run.attributes,
    steps: run.steps,
    ...(run.nextHop && { nextHop: run.nextHop }),
    ...(run.preferGlobal && { preferGlobal: true }),
    ...(run.source !== undefined && { source: run.source }),
    ...(run.foreignNextHop && { foreignNextHop: run.foreignNextHop }),
    ...(run.decidedBy && { decidedBy: run.decidedBy }),
    ...(run.endedBy && { endedBy: run.endedBy }),
  };
}

class Run {
  attributes: PathAttributes;
  nextHop: PolicyResult['nextHop'];
  preferGlobal = false;
  foreignNextHop: PolicyResult['foreignNextHop'];
  source: Ip | undefined;
  decidedBy: RouteMapEntry | undefined;
  endedBy: RouteMapEntry | undefined;
  steps: PolicyStep[] = [];

  constructor(
    private readonly subject: PolicySubject,
    private readonly objects: PolicyObjects,
    private readonly trace: boolean,
  ) {
    this.attributes = subject.onto ?? subject.attributes;
  }

  map(name: string, depth: number): Action {
    const map = this.objects.routeMaps.get(name);
    if (!map || depth > MAX_CALL_DEPTH) return 'deny';
    let soFar: Action = 'deny';
    let from = 0;
    let first = true;
    for (const entry of map.entries) {
      if (entry.seq < from) continue;
      if (!this.entryMatches(name, entry, first)) {
        // F80: a later entry that does not match takes back what `on-match next` had permitted.
        soFar = 'deny';
        continue;
      }
      first = false;
      this.decidedBy = entry;
      if (entry.action === 'deny') return 'deny';
      for (const set of entry.sets) this.set(set);
      if (entry.call && this.call(entry.call.map, depth + 1) === 'deny') return 'deny';
      if (!entry.onMatch) {
        if (depth === 0) this.endedBy = entry;
        return 'permit';
      }
      soFar = 'permit';
      if (!('goto' in entry.onMatch)) continue;
      from = entry.onMatch.goto;
      if (map.entries.some((e) => e.seq >= from)) continue;
      if (depth === 0) this.endedBy = map.entries.at(-1);
      return 'permit';
    }
    return soFar;
  }

  /** Of a map that there is not nothing is asked. What was met there belongs to the entry that called it. */
  private call(name: string, depth: number): Action {
    if (!this.objects.routeMaps.has(name)) return 'permit';
    const before = this.steps;
    this.steps = [];
    const action = this.map(name, depth);
    const called: Called = { action, steps: this.steps, tooDeep: depth > MAX_CALL_DEPTH };
    this.steps = before;
    const caller = before.pop();
    if (caller) before.push({ ...caller, called });
    return action;
  }

  /** `first`: no entry of the map has matched yet, and FRR looks its prefix-lists up in a tree, in which an empty one is not (F90). */
  private entryMatches(map: string, entry: RouteMapEntry, first: boolean): boolean {
    const unseen = this.subject.onto !== undefined || this.attributes === this.subject.attributes;
    const now = unseen ? this.subject : { ...this.subject, attributes: this.attributes };
    const failed = entry.matches.find((m) => (first && namesEmptyList(m, this.objects)) || matchFails(m, now, this.objects));
    if (this.trace) {
      const asked = entry.matches.slice(0, failed ? entry.matches.indexOf(failed) + 1 : undefined).map((match) => this.asked(match, match !== failed, now));
      this.steps.push({ map, entry, matched: !failed, asked, sets: failed || entry.action === 'deny' ? [] : entry.sets, ...(failed && { failed }) });
    }
    return !failed;
  }

  private asked(match: RouteMapMatch, held: boolean, subject: PolicySubject): MatchAsked {
    const list = listAnswer(match, subject, this.objects);
    return { match, held, ...(list && { list }) };
  }

  private set(set: RouteMapSet): void {
    this.attributes = applySet(set, this.attributes, this.subject, this.objects);
    if (set.kind === 'source') this.source = set.ip;
    if (set.kind === 'next-hop-prefer-global') this.preferGlobal = true;
    if (set.kind !== 'next-hop') return;
    const ipv4 = isIpv4(this.subject.prefix.ip);
    const besides = set.family === 6 && (ipv4 || set.scope === 'local');
    if (besides) this.foreignNextHop = set.to === 'peer-address' ? 'peer-address' : 'set';
    if (besides || (set.family === 4) !== ipv4) return;
    this.nextHop = set.to === 'peer-address' || set.to === 'unchanged' ? set.to : 'set';
  }
}

/** A prefix-list that is there and has no entry: alone it permits everything (F72). */
function namesEmptyList(match: RouteMapMatch, objects: PolicyObjects): boolean {
  if (match.kind !== 'address-prefix-list') return false;
  return (match.family === 4 ? objects.prefixLists : objects.prefixLists6).get(match.list)?.entries.length === 0;
}
