/** The log of what happened, up to a limit; what came first is kept. */
import type { Update } from '../bgp/index.ts';
import type { PathAttributes } from '../policy/index.ts';
import { type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { routeText } from './route-text.ts';
import type { LogEvent } from './types.ts';

export class Journal {
  readonly events: LogEvent[] = [];
  /** By speaker and prefix: the best path as last told, so that only changes are. */
  private readonly best = new Map<string, Map<PrefixKey, string>>();

  constructor(private readonly limit: number) {}

  private add(event: LogEvent): void {
    if (this.events.length < this.limit) this.events.push(event);
  }

  session(at: number, speaker: string, peer: string, up: boolean, detail?: string): void {
    this.add({ at, speaker, peer, kind: up ? 'session-up' : 'session-down', ...(detail !== undefined && { detail }) });
  }

  sent(at: number, speaker: string, peer: string, updates: readonly Update[]): void {
    for (const u of this.events.length < this.limit ? updates : [])
      this.add({
        at,
        speaker,
        peer,
        prefix: u.prefix,
        ...(u.attributes ? { kind: 'update-sent', detail: routeText(u.attributes) } : { kind: 'withdraw-sent' }),
      });
  }

  received(at: number, speaker: string, peer: string, updates: readonly Update[]): void {
    for (const u of this.events.length < this.limit ? updates : [])
      this.add({
        at,
        speaker,
        peer,
        prefix: u.prefix,
        ...(u.attributes ? { kind: 'update-received', detail: routeText(u.attributes) } : { kind: 'withdraw-received' }),
      });
  }

  decided(
    at: number,
    speaker: string,
    changed: readonly { readonly prefix: Prefix; readonly best?: { readonly attributes: PathAttributes } | undefined }[],
  ): void {
    if (this.events.length >= this.limit) return;
    const known = this.best.get(speaker) ?? new Map<PrefixKey, string>();
    this.best.set(speaker, known);
    for (const { prefix, best } of changed) {
      const key = prefixKey(prefix);
      const now = best ? routeText(best.attributes) : 'none';
      if ((known.get(key) ?? 'none') === now) continue;
      known.set(key, now);
      this.add({ at, speaker, prefix, kind: 'best-changed', detail: now });
    }
  }
}
