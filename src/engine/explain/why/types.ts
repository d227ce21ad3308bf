/**
 * The answer to “why is this route here, or not here?”: a tree of Reasons for each place that was asked. Plain data that
 * survives a structured clone and JSON; the words are in `../reasons/`.
 */
import type { Reason } from '../../policy/index.ts';

/** How a step went for the route: passed, changed on the way, refused, chosen among several, beaten by another, or merely so. */
export type WhyMark = 'passed' | 'changed' | 'stopped' | 'chosen' | 'beaten' | 'fact';

export interface WhyStep {
  readonly mark: WhyMark;
  /** Its `source` names the line of configuration, with the device that the line belongs to. */
  readonly reason: Reason;
  /** The lab object at which this happened. */
  readonly device?: string;
  readonly steps?: readonly WhyStep[];
}

/**
 * `way`: from where the route originates to here, speaker by speaker. `decision`: the paths held here, the best against the
 * runner-up. `rib`: administrative distance and next hops. `onward`: to whom it is sent. `stops`: for an absent route, every
 * place where it stopped, the nearest first. `effective`: the rows of a subnet. `specific`: a more specific prefix elsewhere.
 */
export type WhySectionKind = 'way' | 'decision' | 'rib' | 'onward' | 'stops' | 'effective' | 'specific';

export interface WhySection {
  readonly kind: WhySectionKind;
  readonly steps: readonly WhyStep[];
}

/**
 * `used`: packets follow it (in the RIB and selected; best at a managed instance; an active row of a subnet). `beaten`: BGP
 * has a best path, or the subnet a row, but another source's route is used. `invalid`: it is held but cannot be used.
 * `absent`: it is not held at all.
 */
export type WhyVerdict = 'used' | 'beaten' | 'invalid' | 'absent';

/** The answer of one table-holder: a router, an instance of a gateway or Route Server, a subnet. */
export interface WhyPlace {
  /** Speaker, node or `vnet/subnet`. */
  readonly id: string;
  readonly kind: 'router' | 'speaker' | 'subnet';
  readonly device: string;
  /** The prefix that the answer is about; absent when nothing covers the address that was asked for. */
  readonly prefix?: string;
  readonly verdict: WhyVerdict;
  /** The answer in one sentence. */
  readonly summary: Reason;
  /** For an absent route: what the nearest place where it stopped says. */
  readonly nearest?: Reason;
  readonly sections: readonly WhySection[];
}

export interface Why {
  readonly device: string;
  /** As it was asked: `10.0.0.0/24`, or `10.0.0.1` for the longest match. */
  readonly question: string;
  readonly places: readonly WhyPlace[];
  /** Why there is no answer: not an address or prefix, or a device without tables. */
  readonly problem?: Reason;
}
