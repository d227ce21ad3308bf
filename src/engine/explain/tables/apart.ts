/**
 * Rows of routers in which two answers may differ. An edit changes few prefixes of a large table, and writing rows is dear: routes are compared as they
 * are, and rows made of those alone that say something else. A test holds that nothing is missed.
 */
import type { BgpEntry, BgpPath, SpeakerState } from '../../bgp/state.ts';
import type { AfiName } from '../../bgp/types.ts';
import { comparePrefix, type Prefix, type PrefixEntry } from '../../ip/index.ts';
import type { TableKind } from '../../model/index.ts';
import { effectiveNextHop, type PathAttributes, samePath } from '../../policy/index.ts';
import type { RibEntry, RibNextHop } from '../../rib/index.ts';
import type { Solution } from '../../solution.ts';
import type { TableRow } from '../types.ts';
import { kindOf } from './index.ts';
import { rowsOfCandidates, rowsOfPaths } from './router.ts';

interface Apart {
  readonly before: readonly TableRow[];
  readonly after: readonly TableRow[];
}

/** Undefined where the tables have to be compared whole: what a managed device lists says more than its routes. */
export function rowsApart(before: Solution, after: Solution, device: string, kind: TableKind): Apart | undefined {
  if (kindOf(before, device) !== 'router' || kindOf(after, device) !== 'router') return undefined;
  const [was, now] = [before, after].map((s) => s.controlPlane);
  if (kind === 'rib') {
    const ribs = [was?.ribs.get(device), now?.ribs.get(device)];
    return ribs[0] === ribs[1]
      ? NOTHING
      : apart(
          ribs.map((rib) => rib?.entries() ?? []),
          sameCandidates,
          rowsOfCandidates,
        );
  }
  if (kind !== 'bgp') return undefined;
  const speakers = [was?.speakers.get(device), now?.speakers.get(device)];
  // Other lines leave tables as they are (control-plane/moved-lines.ts).
  return speakers[0]?.tables === speakers[1]?.tables ? NOTHING : apart(speakers.map(entriesOf), samePaths, rowsOfPaths);
}

const NOTHING: Apart = { before: [], after: [] };

/** In router order. */
function entriesOf(state: SpeakerState | undefined): BgpEntry[] {
  const of = (afi: AfiName) => [...(state?.tables[afi].values() ?? [])].sort((a, b) => comparePrefix(a.prefix, b.prefix));
  return [...of('ipv4'), ...of('ipv6')];
}

/** Both lists in router order. */
function apart<T extends { readonly prefix: Prefix }>(lists: readonly (readonly T[])[], same: (a: T, b: T) => boolean, rows: (entry: T) => TableRow[]): Apart {
  const [a, b] = lists as [readonly T[], readonly T[]];
  const out = { before: [] as TableRow[], after: [] as TableRow[] };
  for (let i = 0, k = 0; i < a.length || k < b.length; ) {
    const [x, y] = [a[i], b[k]];
    const order = !x ? 1 : !y ? -1 : comparePrefix(x.prefix, y.prefix);
    if (order === 0 && x && y && same(x, y)) {
      i++;
      k++;
      continue;
    }
    if (x && order <= 0) {
      out.before.push(...rows(x));
      i++;
    }
    if (y && order >= 0) {
      out.after.push(...rows(y));
      k++;
    }
  }
  return out;
}

function sameCandidates({ value: a }: PrefixEntry<readonly RibEntry[]>, { value: b }: PrefixEntry<readonly RibEntry[]>): boolean {
  return a === b || (a.length === b.length && a.every((entry, i) => sameCandidate(entry, b[i] as RibEntry)));
}

function sameCandidate(a: RibEntry, b: RibEntry): boolean {
  return a.protocol === b.protocol && a.distance === b.distance && a.metric === b.metric && a.selected === b.selected && sameHops(a.nextHops, b.nextHops);
}

function sameHops(a: readonly RibNextHop[], b: readonly RibNextHop[]): boolean {
  return a === b || (a.length === b.length && a.every((hop, i) => sameHop(hop, b[i] as RibNextHop)));
}

function sameHop(a: RibNextHop, b: RibNextHop): boolean {
  return a.ip === b.ip && a.blackhole === b.blackhole && a.interface === b.interface && a.active === b.active && sameHops(a.resolved, b.resolved);
}

function samePaths({ paths: a }: BgpEntry, { paths: b }: BgpEntry): boolean {
  return a.length === b.length && a.every((path, i) => isSamePath(path, b[i] as BgpPath));
}

function isSamePath(a: BgpPath, b: BgpPath): boolean {
  return a.valid === b.valid && a.best === b.best && a.multipath === b.multipath && sameFrom(a.source, b.source) && sameSaid(a.attributes, b.attributes);
}

function sameFrom(a: BgpPath['source'], b: BgpPath['source']): boolean {
  if (a.kind !== 'peer' || b.kind !== 'peer') return a.kind === b.kind;
  return a.peer === b.peer && a.pathId === b.pathId;
}

/** What a row says of attributes. */
function sameSaid(a: PathAttributes, b: PathAttributes): boolean {
  return (
    a === b ||
    (effectiveNextHop(a) === effectiveNextHop(b) &&
      a.med === b.med &&
      a.localPref === b.localPref &&
      a.weight === b.weight &&
      a.origin === b.origin &&
      samePath(a.asPath, b.asPath))
  );
}
