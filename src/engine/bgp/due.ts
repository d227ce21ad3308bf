/** The prefixes that a speaker has to deal with, in the order in which they came up: some are chosen for anew, some are told again with what was chosen. */
import type { PrefixKey } from '../ip/index.ts';
import type { SpeakerConfig } from './types.ts';

export class Due {
  /** Whether to choose anew. */
  private keys = new Map<PrefixKey, boolean>();

  get size(): number {
    return this.keys.size;
  }

  /** `anew` unless its paths are what they were and others may only be told of them otherwise; who asks for both is chosen for. */
  add(key: PrefixKey, anew = true): void {
    if (anew || !this.keys.has(key)) this.keys.set(key, anew);
  }

  /** All of them, with whether to choose anew; none is due any more. */
  take(): ReadonlyMap<PrefixKey, boolean> {
    const due = this.keys;
    this.keys = new Map();
    return due;
  }
}

/**
 * Whether two configurations choose alike among the same paths. bgpd goes through its table again for a line that has a say in the choice
 * (bgp_route.c bgp_recalculate_all_bestpaths), and for no other: a path that came at one moment with another does not become the older one.
 */
export function choosesAlike(a: SpeakerConfig, b: SpeakerConfig): boolean {
  return JSON.stringify(choiceOf(a)) === JSON.stringify(choiceOf(b));
}

function choiceOf({ asn, routerId, confederation, bestpath, alwaysCompareMed, deterministicMed, defaultLocalPreference, ipv4, ipv6 }: SpeakerConfig): unknown {
  const families = [ipv4, ipv6].map((f) => [f.maximumPaths, f.maximumPathsIbgp, f.equalClusterLength]);
  return [asn, routerId, confederation, bestpath, alwaysCompareMed, deterministicMed, defaultLocalPreference, families];
}
