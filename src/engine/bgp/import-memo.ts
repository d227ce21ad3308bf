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

interface Kept {
  readonly isFree: boolean;
  readonly answers: Map<PathAttributes, Imported>;
}

export class ImportMemo {
  private readonly bySession: Readonly<Record<AfiName, Map<Session, Kept>>> = { ipv4: new Map(), ipv6: new Map() };

  constructor(private readonly sharing: AttributeSharing) {}

  import(context: InboundContext, afi: AfiName, prefix: Prefix, received: PathAttributes): Imported {
    const kept = this.keptOf(context, afi);
    if (!kept.isFree || !isUnicastPrefix(prefix)) return this.shared(importRoute(context, prefix, received));
    const known = kept.answers.get(received);
    if (known) return 'rejected' in known ? { rejected: ofPrefix(known.rejected, prefix) } : known;
    const answer = this.shared(importRoute(context, prefix, received));
    if (kept.answers.size >= MEMORY) kept.answers.clear();
    kept.answers.set(received, answer);
    return answer;
  }

  private keptOf(context: InboundContext, afi: AfiName): Kept {
    const known = this.bySession[afi].get(context.session);
    if (known) return known;
    const kept = { isFree: this.sharing.remembers && isFreeOfPrefixes(context), answers: new Map<PathAttributes, Imported>() };
    this.bySession[afi].set(context.session, kept);
    return kept;
  }

  private shared(imported: Imported): Imported {
    if ('rejected' in imported) return imported;
    const post = this.sharing.canonical(imported.post);
    return post === imported.post ? imported : { post };
  }

  /** Configuration, addresses or sessions are others. */
  forget(): void {
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
