/** The prefixes that a speaker has to deal with, in the order in which they came up: some are chosen for anew, some are told again with what was chosen. */
import type { PrefixKey } from '../ip/index.ts';
import type { SpeakerConfig } from './types.ts';

/** What a prefix waits for, and whose routes to it have changed. */
interface Mark {
  /** Whether to choose anew. */
  readonly anew: boolean;
  /** Peers. */
  readonly from: readonly string[];
}

const CHOSEN: Mark = { anew: true, from: [] };
const TOLD: Mark = { anew: false, from: [] };

export class Due {
  private keys = new Map<PrefixKey, Mark>();
  /** By peer: the mark of all that it alone has changed. */
  private readonly marks = new Map<string, Mark>();

  get size(): number {
    return this.keys.size;
  }

  /** In the order in which they came up. */
  all(): Iterable<PrefixKey> {
    return this.keys.keys();
  }

  /** `anew` unless its paths are what they were and others may only be told of them otherwise; who asks for both is chosen for. `from`: the peer whose route has changed. */
  add(key: PrefixKey, anew = true, from?: string): void {
    const known = this.keys.get(key);
    if (!known) this.keys.set(key, from === undefined ? (anew ? CHOSEN : TOLD) : this.markOf(from));
    else if (from !== undefined && !known.from.includes(from)) this.keys.set(key, { anew: true, from: [...known.from, from] });
    else if (anew && !known.anew) this.keys.set(key, CHOSEN);
  }

  private markOf(peer: string): Mark {
    const mark = this.marks.get(peer) ?? { anew: true, from: [peer] };
    this.marks.set(peer, mark);
    return mark;
  }

  /** All of them; none is due any more. */
  take(): ReadonlyMap<PrefixKey, Mark> {
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
