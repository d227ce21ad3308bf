/**
 * How long things take (ms). bgpd takes in what it hears at once, and puts the prefix into a queue; 50 ms after the first has come into the empty queue it
 * decides on all that are in it by then (bgpd/bgp_route.c bgp_process, bgp_process_queue_init: spec.hold; lib/workqueue.c work_queue_add). So of what arrives
 * within 50 ms only the outcome is passed on. Next to that messages take no time.
 */
import type { SpeakerId } from '../bgp/index.ts';

const MESSAGE_DELAY = 1;
/** From the first news to the decision. */
const DECISION_HOLD = 50;
/** Until a RIB tells BGP of itself. */
export const RIB_DELAY = 1;
/** For so long a network that goes round is shaken: about thirty times there and back. */
const SHAKE = 1500;
/** What messages and RIBs take at least then, and four times as much at most; decisions wait for nothing. */
const SHAKEN_STEP = 10;

export class Pace {
  /** Until then messages take now this long, now that. */
  private shakenUntil = 0;
  private isUneven = false;
  private die = 1;
  /** By pair of speakers, while delays are not even: when what was sent last arrives. */
  private readonly lastArrival = new Map<string, number>();

  constructor(private readonly stated: ((from: SpeakerId, to: SpeakerId) => number) | undefined) {}

  /** No two pairs of speakers have the same delay any more, after a time in which it is now this, now that. */
  shake(now: number): void {
    this.isUneven = true;
    this.shakenUntil = now + SHAKE;
  }

  /** All is even again. */
  calm(): void {
    this.isUneven = false;
    this.shakenUntil = 0;
  }

  /** Whether delays are, or have been, shaken. */
  get isStaggered(): boolean {
    return this.isUneven;
  }

  isShaken(now: number): boolean {
    return now < this.shakenUntil;
  }

  /** Of a message that is sent now. */
  message(from: SpeakerId, to: SpeakerId, now: number): number {
    const base = this.stated?.(from, to) ?? MESSAGE_DELAY;
    if (!this.isUneven) return base;
    const delay = this.isShaken(now) ? Math.max(base, SHAKEN_STEP) * (1 + this.throwDie()) : base + stagger(from, to);
    // What was sent before is not overtaken.
    const key = `${from}>${to}`;
    const arrives = Math.max(now + delay, this.lastArrival.get(key) ?? 0);
    this.lastArrival.set(key, arrives);
    return arrives - now;
  }

  /** While the network is shaken, zebra is as slow and as uneven as the wires: a turn within a router meets what comes from others at any of its stages. */
  rib(now: number): number {
    return this.isShaken(now) ? SHAKEN_STEP * (1 + this.throwDie()) : RIB_DELAY;
  }

  decision(now: number): number {
    return this.isShaken(now) ? 0 : DECISION_HOLD;
  }

  /** 0 to 3, always in the same order (the linear congruential generator of Numerical Recipes). */
  private throwDie(): number {
    this.die = (Math.imul(this.die, 1664525) + 1013904223) | 0;
    return this.die >>> 30;
  }
}

/** 0–6 ms more, by the pair: the same each time, and different from the pair beside it. */
function stagger(from: SpeakerId, to: SpeakerId): number {
  let hash = 7;
  for (const c of `${from}>${to}`) hash = (hash * 31 + c.charCodeAt(0)) % 9973;
  return hash % 7;
}
