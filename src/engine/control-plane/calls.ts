/**
 * The calls that bgpd takes at one moment: it makes a neighbor for each before any of the sessions is up, which is gone then, and counts them all (F92;
 * bgpd/bgp_network.c bgp_accept, bgpd.c peer_create).
 */
import type { SpeakerId } from '../bgp/index.ts';

export class Calls {
  /** By the moment at which they are answered (ms). */
  private readonly expected = new Map<number, Map<SpeakerId, number>>();

  /** A stated neighbor of the speaker is going to call it. */
  expect(at: number, speaker: SpeakerId): void {
    const known = this.expected.get(at) ?? new Map<SpeakerId, number>();
    this.expected.set(at, known);
    known.set(speaker, (known.get(speaker) ?? 0) + 1);
  }

  /** How many of them the speaker takes now, 1 at least. */
  taken(now: number, speaker: SpeakerId): number {
    for (const at of this.expected.keys()) if (at < now) this.expected.delete(at);
    return this.expected.get(now)?.get(speaker) ?? 1;
  }
}
