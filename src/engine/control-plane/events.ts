/** What happens in a simulation, and in which order what happens at one moment is done. */
import type { AfiName, Speaker, SpeakerId, Update } from '../bgp/index.ts';
import { formatPrefix, type Prefix } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Agreement } from './handshake.ts';
import { wholeText } from './route-text.ts';

/** What happens to sessions. `session` is its number, so that what belongs to an older one is known by it. */
export type SessionEvent =
  /** `turn`: whose turn it is among those whom the caller calls at that moment. */
  | { readonly kind: 'establish'; readonly agreement: Agreement; readonly caller: SpeakerId; readonly turn: number }
  | {
      readonly kind: 'deliver';
      readonly to: SpeakerId;
      readonly peer: string;
      readonly from: SpeakerId;
      readonly session: number;
      readonly updates: readonly Update[];
      /** UPDATE messages that they take. */
      readonly messages: number;
    }
  | { readonly kind: 'close'; readonly to: SpeakerId; readonly peer: string; readonly session: number; readonly reason: Reason }
  /** F92: a subgroup has waited for company long enough. */
  | { readonly kind: 'speak'; readonly speaker: SpeakerId }
  /** A peer's request for everything again is taken (RFC 2918). */
  | {
      readonly kind: 'refresh-asked';
      readonly to: SpeakerId;
      readonly peer: string;
      readonly session: number;
      readonly afi: AfiName;
      readonly isOther: boolean;
    }
  /** A peer is told everything again now; `isOther`: it will take it otherwise; `isAsked`: because it has asked for it. */
  | {
      readonly kind: 'refresh';
      readonly to: SpeakerId;
      readonly peer: string;
      readonly session: number;
      readonly afi: AfiName;
      readonly isOther: boolean;
      readonly isAsked: boolean;
    }
  /** The peer says that it begins to tell everything again, or that it has (RFC 7313 §3); `turn`: which of those that come at one moment came first. */
  | {
      readonly kind: 'refresh-mark';
      readonly to: SpeakerId;
      readonly peer: string;
      readonly session: number;
      readonly afi: AfiName;
      readonly begins: boolean;
      readonly turn: number;
    }
  /** What it was told arrives. */
  | { readonly kind: 'again'; readonly to: SpeakerId; readonly peer: string; readonly session: number; readonly afi: AfiName }
  | { readonly kind: 'hold'; readonly speaker: SpeakerId; readonly peer: string; readonly session: number; readonly silence: Silence };

/** A time in which nothing comes from a peer: with what waits for its end, as TCP makes it. */
export interface Silence {
  readonly held: Update[];
  /** Requests for everything again, and the answers to them. */
  readonly asked: Extract<SessionEvent, { kind: 'refresh-asked' | 'refresh' | 'refresh-mark' | 'again' }>[];
}

export type Event =
  /** A speaker decides on what has come to it; `news`: on what, and between which paths. That stands only where the event is yet to come, and asked for. */
  | { readonly kind: 'decide'; readonly speaker: SpeakerId; readonly news?: Speaker['news'] }
  /** Routes for these prefixes have changed in the speaker's RIB; for any, where that is not said. */
  | { readonly kind: 'rib'; readonly speaker: SpeakerId; readonly prefixes?: readonly Prefix[] }
  | { readonly kind: 'start' | 'release' | 'conditions' | 'startup-over' | 'announce-one' | 'announce' | 'maps'; readonly speaker: SpeakerId }
  | SessionEvent;

/** What happens because its time has come, whatever routes do meanwhile. */
export function isTimer({ kind }: Event): boolean {
  switch (kind) {
    case 'start':
    case 'release':
    case 'maps':
    case 'conditions':
    case 'startup-over':
    case 'announce-one':
    case 'announce':
    case 'speak':
    case 'refresh-asked':
    case 'refresh':
    case 'hold':
      return true;
    case 'decide':
    case 'rib':
    case 'again':
    case 'refresh-mark':
    case 'establish':
    case 'deliver':
    case 'close':
      return false;
  }
}

/** The prefixes that an event has to do with; undefined where it is not about routes, or may be about any. */
export function prefixesOf(event: Event): readonly Prefix[] | undefined {
  if (event.kind === 'deliver') return event.updates.map((u) => u.prefix);
  if (event.kind === 'decide') return event.news?.map((n) => n.prefix);
  return event.kind === 'rib' ? event.prefixes : undefined;
}

/** What is left of an event without some prefixes; undefined where nothing is. */
export function without(event: Event, is: (prefix: Prefix) => boolean): Event | undefined {
  const prefixes = prefixesOf(event);
  if (!prefixes) return event;
  const kept = prefixes.filter((p) => !is(p));
  if (kept.length === prefixes.length) return event;
  if (kept.length === 0) return undefined;
  if (event.kind === 'deliver') return { ...event, updates: event.updates.filter((u) => !is(u.prefix)) };
  if (event.kind === 'decide' && event.news) return { ...event, news: event.news.filter((n) => !is(n.prefix)) };
  return event.kind === 'rib' ? { ...event, prefixes: kept } : event;
}

/** At one moment: sessions and closures before routes, each by who is concerned; what comes by a session that is up longer comes first. */
export function inTurn(events: readonly Event[]): Event[] {
  if (events.length === 1) return [...events];
  const keyed = events.map((event) => ({ event, key: turnKey(event) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ event }) => event);
}

function turnKey(event: Event): string {
  return event.kind === 'deliver' ? `5 ${event.to} ${String(event.session).padStart(6, '0')}` : eventKey(event);
}

function eventKey(event: Event): string {
  switch (event.kind) {
    case 'start':
    case 'release':
      return `0 ${event.speaker}`;
    case 'close':
      return `1 ${event.to} ${event.peer}`;
    case 'hold':
      return `2 ${event.speaker} ${event.peer}`;
    case 'establish':
      return `3 ${event.caller} ${String(event.turn).padStart(6, '0')}`;
    case 'decide':
      return `4 ${event.speaker} decide`;
    case 'rib':
    case 'conditions':
    case 'startup-over':
    case 'announce-one':
    case 'announce':
    case 'maps':
    case 'speak':
      return `4 ${event.speaker}`;
    case 'refresh-asked':
    case 'refresh':
    case 'again':
      return `4 ${event.to} ${event.kind} ${event.peer} ${event.afi}`;
    case 'refresh-mark':
      return `4 ${event.to} ${event.kind} ${event.peer} ${String(event.turn).padStart(6, '0')} ${event.afi} ${event.begins}`;
    case 'deliver':
      return `5 ${event.to} ${event.from} ${event.peer}`;
  }
}

function updateText({ prefix, attributes }: Update): string {
  return `${formatPrefix(prefix)} ${attributes ? wholeText(attributes) : 'withdrawn'}`;
}

function heldText({ held, asked }: Silence): string {
  return [...held.map((u) => `${updateText(u)} ${u.pathId ?? ''}`), ...asked.map(eventKey)].join(',');
}

/** Whether a message names paths by their identifiers (RFC 7911). */
export function namesPaths(event: Event): event is Extract<Event, { kind: 'deliver' }> {
  return event.kind === 'deliver' && event.updates.some((u) => u.pathId !== undefined);
}

/** Texts of events that are on their way, which are asked for at moment after moment. */
const texts = new WeakMap<Event, string>();

/** An event as text: who is concerned, and with which routes; what is on its way without its identifiers of paths (`namesPaths`). */
export function eventText(event: Event): string {
  if (event.kind === 'hold') return `${eventKey(event)} ${heldText(event.silence)}`;
  if (event.kind !== 'deliver') return eventKey(event);
  const known = texts.get(event);
  if (known !== undefined) return known;
  const text = `${eventKey(event)} ${event.updates.map(updateText).join(',')}`;
  texts.set(event, text);
  return text;
}
