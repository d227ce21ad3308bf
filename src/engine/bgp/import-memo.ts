/**
 * What became of received attributes, kept by session: where nothing on the session looks at prefixes, all that come with the same attributes
 * fare alike, and the policies are run once. Nothing may show whether it is kept; a test holds that.
 */
import { formatPrefix, type Prefix } from '../ip/index.ts';
import { type AttributeSharing, isPrefixFree, type PathAttributes, type Reason } from '../policy/index.ts';
import { type Imported, type InboundContext, importRoute, isUnicastPrefix } from './inbound.ts';
import type { Session } from './session.ts';
import type { AfiName } from './types.ts';

/** Answers kept of a session; beyond them it starts anew. */
export const MEMORY = 65_536;

/** Attributes as they came, and what became of them. */
export interface Heard {
  readonly attributes: PathAttributes;
  readonly outcome: Imported;
  /** All prefixes with these attributes fare so: a refusal is told of each of them. */
  readonly alike: boolean;
}

interface Kept {
  readonly isFree: boolean;
  readonly answers: Map<PathAttributes, Heard>;
  /** What came of the route before, where prefixes are looked at: the next often fares like it. */
  last: Heard | undefined;
}

export class ImportMemo {
  private readonly bySession: Readonly<Record<AfiName, Map<Session, Kept>>> = { ipv4: new Map(), ipv6: new Map() };

  /** Whose answers were asked for last: what comes by a session comes together. */
  private lastContext: InboundContext | undefined;
  private lastAfi: AfiName | undefined;
  private lastKept: Kept | undefined;

  constructor(private readonly sharing: AttributeSharing) {}

  import(context: InboundContext, afi: AfiName, prefix: Prefix, received: PathAttributes): Heard {
    const kept = this.keptOf(context, afi);
    if (!kept.isFree || !isUnicastPrefix(prefix)) return this.alone(kept, received, this.shared(importRoute(context, prefix, received), received));
    const known = kept.answers.get(received);
    if (known) return known;
    const heard: Heard = { attributes: received, outcome: this.shared(importRoute(context, prefix, received), received), alike: true };
    if (kept.answers.size >= MEMORY) kept.answers.clear();
    kept.answers.set(received, heard);
    return heard;
  }

  /** Of one route by itself, which others with its attributes need not fare like. */
  once(context: InboundContext, prefix: Prefix, received: PathAttributes): Heard {
    return { attributes: received, outcome: this.shared(importRoute(context, prefix, received), received), alike: false };
  }

  private alone(kept: Kept, attributes: PathAttributes, outcome: Imported): Heard {
    const { last } = kept;
    if (last && last.attributes === attributes && 'post' in last.outcome && 'post' in outcome && last.outcome.post === outcome.post) return last;
    kept.last = { attributes, outcome, alike: false };
    return kept.last;
  }

  private keptOf(context: InboundContext, afi: AfiName): Kept {
    if (context === this.lastContext && this.lastKept && afi === this.lastAfi) return this.lastKept;
    this.lastContext = context;
    this.lastAfi = afi;
    this.lastKept = this.find(context, afi);
    return this.lastKept;
  }

  private find(context: InboundContext, afi: AfiName): Kept {
    const known = this.bySession[afi].get(context.session);
    if (known) return known;
    const kept = { isFree: this.sharing.remembers && isFreeOfPrefixes(context), answers: new Map<PathAttributes, Heard>(), last: undefined };
    this.bySession[afi].set(context.session, kept);
    return kept;
  }

  /** What policy has left as it came is shared with the sender already. */
  private shared(imported: Imported, received: PathAttributes): Imported {
    if ('rejected' in imported || imported.post === received) return imported;
    const post = this.sharing.canonical(imported.post);
    return post === imported.post ? imported : { post };
  }

  /** Configuration, addresses or sessions are others. */
  forget(): void {
    this.lastContext = undefined;
    for (const bySession of Object.values(this.bySession)) bySession.clear();
  }
}

function isFreeOfPrefixes({ speaker, family }: InboundContext): boolean {
  if (family.distributeListIn || family.prefixListIn || speaker.profile.importRule) return false;
  return !family.routeMapIn || isPrefixFree(family.routeMapIn.name, speaker.policy);
}

/** A refusal that another prefix had met, as this one meets it. */
export function ofPrefix(reason: Reason, prefix: Prefix): Reason {
  return { ...reason, args: { ...reason.args, prefix: formatPrefix(prefix) } };
}
