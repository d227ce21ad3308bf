/** Rulesets of a pf.conf by their path, and where `anchor "NAME"` leads from within one of them (pf.conf(5) ANCHORS). */
import type { Span } from '../../policy/source.ts';
import { Refused } from './cursor.ts';
import type { PfAnchor, PfEntry } from './types.ts';

/** Rules that one packet may be held against; a file whose anchors lead to more is refused before it is a burden. */
const MOST_STEPS = 20_000;

export class Anchors {
  readonly rulesets = new Map<string, PfEntry[]>();
  /** Path of the ruleset that is being read; the main one's is empty. */
  private path = '';
  private unnamed = 0;
  /** Inline ones: a second one of the same name is refused. */
  private readonly inline = new Set<string>();

  /** Where the rules that are read now belong. */
  get now(): PfEntry[] {
    const known = this.rulesets.get(this.path);
    if (known) return known;
    const fresh: PfEntry[] = [];
    this.rulesets.set(this.path, fresh);
    return fresh;
  }

  get depth(): number {
    return this.path === '' ? 0 : this.path.split('/').length;
  }

  /** Reads an inline anchor's rules; gives back its path. */
  within(name: string | undefined, span: Span, read: () => void): string {
    const outer = this.path;
    const path = this.below(name ?? `_${++this.unnamed}`);
    if (this.inline.has(path)) throw new Refused(span, `inline anchor '${name}' already exists`);
    this.inline.add(path);
    this.path = path;
    this.rulesets.set(path, []);
    try {
      read();
    } finally {
      this.path = outer;
    }
    return path;
  }

  /** Relative to the ruleset that the anchor stands in, unless it begins with a slash; `..` leads one up. */
  resolve(name: string): { readonly path: string; readonly wildcard: boolean } {
    const wildcard = name === '*' || name.endsWith('/*');
    let rest = wildcard ? name.slice(0, -1).replace(/\/$/, '') : name;
    let base = this.path;
    if (rest.startsWith('/')) [base, rest] = ['', rest.slice(1)];
    while (rest.startsWith('../')) [base, rest] = [base.split('/').slice(0, -1).join('/'), rest.slice(3)];
    return { path: [base, rest].filter((p) => p !== '').join('/'), wildcard };
  }

  private below(name: string): string {
    return this.path === '' ? name : `${this.path}/${name}`;
  }

  /** Throws when anchors lead to more rules than anybody would wait for. */
  check(): void {
    const sizes = new Map<string, number>();
    for (const path of this.rulesets.keys()) sizeOf(this.rulesets, path, sizes);
  }
}

/** The rulesets that an anchor leads to: one, or with `/*` all right beneath it, by name. */
export function rulesetsOf(rulesets: ReadonlyMap<string, readonly PfEntry[]>, { path, wildcard }: Pick<PfAnchor, 'path' | 'wildcard'>): string[] {
  if (!wildcard) return rulesets.has(path) ? [path] : [];
  const above = path === '' ? '' : `${path}/`;
  const beneath = [...rulesets.keys()].filter((p) => p !== '' && p.startsWith(above) && !p.slice(above.length).includes('/'));
  return beneath.sort((a, b) => (a < b ? -1 : 1));
}

/** Steps through a ruleset, those that it leads to again and again counted each time. One that leads back to itself ends there. */
function sizeOf(rulesets: ReadonlyMap<string, readonly PfEntry[]>, path: string, known: Map<string, number>): number {
  const before = known.get(path);
  if (before !== undefined) return before;
  known.set(path, 0);
  let size = 0;
  for (const entry of rulesets.get(path) ?? []) {
    size++;
    if (entry.action === 'anchor') for (const next of rulesetsOf(rulesets, entry)) size += sizeOf(rulesets, next, known);
    if (size > MOST_STEPS) throw new Refused(entry.source.span, `anchors lead to more than ${MOST_STEPS} rules, more than the lab reads`);
  }
  known.set(path, size);
  return size;
}
