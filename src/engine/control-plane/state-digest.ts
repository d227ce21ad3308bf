/**
 * What all speakers hold as two numbers of 32 bits that follow every decision, so that states are compared without anything being written out.
 * They are sums of one number for each destination of a speaker that has been decided on since the watch began; the others are as they were. Some
 * thousands of states are compared at a time: that two different ones have the same 64 bits is left out of account.
 */
import type { Destination, SpeakerId } from '../bgp/index.ts';
import { type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { PathAttributes } from '../policy/index.ts';
import { wholeText } from './route-text.ts';

interface Part {
  readonly high: number;
  readonly low: number;
  readonly best: PathAttributes | undefined;
}

export class StateDigest {
  private high = 0;
  private low = 0;
  private readonly sums = new Map<PrefixKey, { high: number; low: number }>();
  private readonly parts = new Map<SpeakerId, Map<PrefixKey, Part>>();
  private readonly ids = new Map<string, number>();
  /** Attributes and messages are shared, and asked for again and again. */
  private readonly known = new WeakMap<object, number>();

  /** Of all prefixes but these. */
  textWithout(keys: Iterable<PrefixKey>): string {
    let { high, low } = this;
    for (const key of keys) {
      const sum = this.sums.get(key);
      if (!sum) continue;
      high = (high - sum.high) | 0;
      low = (low - sum.low) | 0;
    }
    return `${high} ${low}`;
  }

  /** The same of one prefix. */
  textOf(key: PrefixKey): string {
    const sum = this.sums.get(key);
    return sum ? `${sum.high} ${sum.low}` : '';
  }

  /** Stands for a thing's text: equal numbers, equal texts. */
  idOf<T extends object>(thing: T, textOf: (thing: T) => string): number {
    const known = this.known.get(thing);
    if (known !== undefined) return known;
    const text = textOf(thing);
    const id = this.ids.get(text) ?? this.ids.size;
    this.ids.set(text, id);
    this.known.set(thing, id);
    return id;
  }

  /** The speaker has decided on the destination anew; what it held best when it was last noted. */
  note(speaker: SpeakerId, destination: Destination): PathAttributes | undefined {
    const parts = this.parts.get(speaker) ?? new Map<PrefixKey, Part>();
    this.parts.set(speaker, parts);
    const key = prefixKey(destination.prefix);
    const before = parts.get(key);
    const now = this.partOf(speaker, key, destination);
    const [high, low] = [now.high - (before?.high ?? 0), now.low - (before?.low ?? 0)];
    this.high = (this.high + high) | 0;
    this.low = (this.low + low) | 0;
    const sum = this.sums.get(key) ?? { high: 0, low: 0 };
    this.sums.set(key, sum);
    sum.high = (sum.high + high) | 0;
    sum.low = (sum.low + low) | 0;
    parts.set(key, now);
    return before?.best;
  }

  /** What is to be decided, between the paths that there are by now. */
  textOfNews(news: readonly { readonly prefix: Prefix; readonly destination: Destination | undefined }[]): string {
    return news.map(({ prefix, destination }) => `${String(prefixKey(prefix))} ${destination ? this.stateText(destination) : ''}`).join();
  }

  private partOf(speaker: SpeakerId, key: PrefixKey, destination: Destination): Part {
    const text = `${speaker} ${String(key)} ${this.stateText(destination)}`;
    return { high: hash(text, 0x9e3779b9), low: hash(text, 0x7f4a7c15), best: destination.best?.attributes };
  }

  /** All that decides what comes next: the paths in order, which are best, and what was received. */
  private stateText({ paths }: Destination): string {
    let text = '';
    for (const { selected, valid, igpMetric, session, attributes } of paths)
      text += `${selected ? '>' : ''}${valid ? '*' : ''}${igpMetric === 0 ? '' : igpMetric} ${session?.peer.id ?? 'local'} ${this.idOf(attributes, wholeText)}|`;
    return text;
  }
}

/** A text as 32 bits, to each of which all of it adds (the mixing of MurmurHash3, a character at a time). */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0xcc9e2d51);
    h = (h << 15) | (h >>> 17);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
