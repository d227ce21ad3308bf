/** The log of what happened, up to a limit; what came first is kept. It is noted as it happens, and written out when it is asked for. */
import type { Update } from '../bgp/index.ts';
import type { PathAttributes } from '../policy/index.ts';
import { type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { routeText } from './route-text.ts';
import type { LogEvent } from './types.ts';

/** What was decided of a prefix; the best path is another object's, and may change. */
interface Decided {
  readonly prefix: Prefix;
  readonly best?: { readonly attributes: PathAttributes } | undefined;
}

type Note =
  | LogEvent
  | { readonly at: number; readonly speaker: string; readonly peer: string; readonly sent: boolean; readonly updates: readonly Update[] }
  /** `best` by place: what the best path of the prefix then said. */
  | {
      readonly at: number;
      readonly speaker: string;
      readonly prefixes: readonly { readonly prefix: Prefix }[];
      readonly best: readonly (PathAttributes | undefined)[];
    };

export class Journal {
  private notes: Note[] = [];
  /** Events that the notes are at least: beyond the limit nothing more is noted. */
  private noted = 0;
  private readonly written: LogEvent[] = [];
  /** By speaker and prefix: the best path as last told, so that only changes are. */
  private readonly best = new Map<string, Map<PrefixKey, string>>();

  constructor(private readonly limit: number) {}

  /** Everything up to now. */
  get events(): readonly LogEvent[] {
    for (const note of this.notes) this.write(note);
    this.notes = [];
    return this.written;
  }

  session(at: number, speaker: string, peer: string, up: boolean, detail?: string): void {
    this.note({ at, speaker, peer, kind: up ? 'session-up' : 'session-down', ...(detail !== undefined && { detail }) }, 1);
  }

  sent(at: number, speaker: string, peer: string, updates: readonly Update[]): void {
    this.note({ at, speaker, peer, sent: true, updates }, updates.length);
  }

  received(at: number, speaker: string, peer: string, updates: readonly Update[]): void {
    this.note({ at, speaker, peer, sent: false, updates }, updates.length);
  }

  decided(at: number, speaker: string, changed: readonly Decided[]): void {
    if (this.noted < this.limit && changed.length > 0) this.note({ at, speaker, prefixes: changed, best: changed.map((d) => d.best?.attributes) }, 0);
  }

  private note(note: Note, events: number): void {
    if (this.noted >= this.limit) return;
    this.notes.push(note);
    this.noted += events;
  }

  private write(note: Note): void {
    if ('updates' in note) this.writeUpdates(note);
    else if ('best' in note) this.writeDecided(note);
    else this.add(note);
  }

  private add(event: LogEvent): void {
    if (this.written.length < this.limit) this.written.push(event);
  }

  private writeUpdates({ at, speaker, peer, sent, updates }: Extract<Note, { updates: unknown }>): void {
    for (const { prefix, attributes } of updates) {
      if (this.written.length >= this.limit) return;
      const told = { at, speaker, peer, prefix } as const;
      if (attributes) this.add({ ...told, kind: sent ? 'update-sent' : 'update-received', detail: routeText(attributes) });
      else this.add({ ...told, kind: sent ? 'withdraw-sent' : 'withdraw-received' });
    }
  }

  private writeDecided({ at, speaker, prefixes, best }: Extract<Note, { best: unknown }>): void {
    if (this.written.length >= this.limit) return;
    const known = this.best.get(speaker) ?? new Map<PrefixKey, string>();
    this.best.set(speaker, known);
    for (const [i, { prefix }] of prefixes.entries()) {
      const key = prefixKey(prefix);
      const attributes = best[i];
      const now = attributes ? routeText(attributes) : 'none';
      if ((known.get(key) ?? 'none') === now) continue;
      known.set(key, now);
      this.add({ at, speaker, prefix, kind: 'best-changed', detail: now });
    }
  }
}
