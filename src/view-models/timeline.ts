/** The timeline's list and what a moment of it looks like on the canvas. */
import type { TimelineEvent } from '../engine/index.ts';

export type EventGroup = 'sessions' | 'messages' | 'decisions';

export function groupOf(kind: TimelineEvent['kind']): EventGroup {
  switch (kind) {
    case 'session-up':
    case 'session-down':
      return 'sessions';
    case 'update-sent':
    case 'update-received':
    case 'withdraw-sent':
    case 'withdraw-received':
      return 'messages';
    case 'best-changed':
    case 'rib-changed':
      return 'decisions';
  }
}

/** The events of these groups that have the words in one of their columns. */
export function matching(events: readonly TimelineEvent[], groups: readonly EventGroup[], filter: string): TimelineEvent[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return events.filter((e) => {
    if (!groups.includes(groupOf(e.kind))) return false;
    const text = `${e.speaker} ${e.peer ?? ''} ${e.peerDevice ?? ''} ${e.prefix ?? ''} ${e.detail ?? ''} ${e.kind}`.toLowerCase();
    return words.every((w) => text.includes(w));
  });
}

/** Who has to do with an event: its speaker, and where the message went or came from. */
export function litBy(e: TimelineEvent): { readonly at: string; readonly from: readonly string[]; readonly to: readonly string[] } {
  const peer = e.peerDevice === undefined || e.peerDevice === e.device ? [] : [e.peerDevice];
  const received = e.kind === 'update-received' || e.kind === 'withdraw-received';
  return { at: e.device, from: received ? peer : [], to: received ? [] : peer };
}

/** Sessions (`speaker peer`) that are up once an event has happened. */
export function upAfter(events: readonly TimelineEvent[], moment: TimelineEvent): ReadonlySet<string> {
  const up = new Set<string>();
  for (const e of events) {
    if (e.kind === 'session-up') up.add(`${e.speaker} ${e.peer}`);
    if (e.kind === 'session-down') up.delete(`${e.speaker} ${e.peer}`);
    if (e === moment) break;
  }
  return up;
}
