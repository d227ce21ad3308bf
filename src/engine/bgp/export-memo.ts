/**
 * What became of paths towards one update group, kept by their attributes and where they are from: where nothing on the way looks at prefixes,
 * all of one kind fare alike, and policies and rewriting are done once. Nothing may show whether it is kept; a test holds that.
 */
import { type Prefix } from '../ip/index.ts';
import { type AttributeSharing, isPrefixFree, type PathAttributes, type Reason } from '../policy/index.ts';
import { encode, type EncodeContext } from './encode.ts';
import { MEMORY, ofPrefix } from './import-memo.ts';
import { hasDefaultPreference } from './originate.ts';
import { type Exported, exportPath, isReason, type OutboundContext } from './outbound.ts';
import type { Path } from './path.ts';
import type { Session } from './session.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** Where a path is from, as far as its export depends on it: a session, or what kind of route of our own it is. */
type From = Session | 'own' | 'aggregate';

export class ExportMemo {
  private readonly exports = new Map<From, Map<PathAttributes, Exported | Reason>>();
  /** What was stored, by its attributes. */
  private readonly stored = new Map<PathAttributes, Exported[]>();
  private readonly sent = new Map<Session, Map<Exported, PathAttributes>>();
  private readonly isFree: boolean;

  constructor(
    private readonly sharing: AttributeSharing,
    speaker: SpeakerConfig,
    model: Session,
    family: PeerFamilyConfig,
    afi: AfiName,
  ) {
    this.isFree = sharing.remembers && isFreeOfPrefixes(speaker, model, family, afi);
  }

  /** As `exportPath`, of a best path. */
  export(context: OutboundContext, prefix: Prefix, path: Path): Exported | Reason {
    if (!this.isFree || isSpecial(context, prefix, path)) return this.shared(exportPath(context, prefix, path));
    const answers = this.answersFor(path.session ?? (hasDefaultPreference(path) ? 'own' : 'aggregate'));
    const known = answers.get(path.attributes);
    if (known) return isReason(known) ? ofPrefix(known, prefix) : known;
    const answer = this.shared(exportPath(context, prefix, path));
    if (answers.size >= MEMORY) answers.clear();
    answers.set(path.attributes, answer);
    return answer;
  }

  private answersFor(from: From): Map<PathAttributes, Exported | Reason> {
    const known = this.exports.get(from);
    if (known) return known;
    const answers = new Map<PathAttributes, Exported | Reason>();
    this.exports.set(from, answers);
    return answers;
  }

  /** One object for all that is stored and sent alike. */
  private shared(exported: Exported | Reason): Exported | Reason {
    if (isReason(exported) || !this.sharing.remembers) return exported;
    const attributes = this.sharing.canonical(exported.stored);
    const alike = this.stored.get(attributes) ?? [];
    const known = alike.find((k) => sameRewriting(k, exported));
    if (known) return known;
    const made = attributes === exported.stored ? exported : { ...exported, stored: attributes };
    if (this.stored.size >= MEMORY) this.stored.clear();
    this.stored.set(attributes, [...alike, made]);
    return made;
  }

  /** What is sent from now on is written anew: what the session adds to it has changed. */
  forgetSent(): void {
    this.sent.clear();
  }

  /** As `encode`. */
  encode(context: EncodeContext, prefix: Prefix, exported: Exported): PathAttributes {
    if (!this.sharing.remembers) return encode(context, prefix, exported);
    const bySession = this.sent.get(context.session) ?? new Map<Exported, PathAttributes>();
    this.sent.set(context.session, bySession);
    const known = bySession.get(exported);
    if (known) return known;
    const attributes = this.sharing.canonical(encode(context, prefix, exported));
    if (bySession.size >= MEMORY) bySession.clear();
    bySession.set(exported, attributes);
    return attributes;
  }

  /** The group's members, or the router's addresses, are others. */
  forget(): void {
    this.exports.clear();
    this.sent.clear();
  }
}

function isFreeOfPrefixes(speaker: SpeakerConfig, model: Session, family: PeerFamilyConfig, afi: AfiName): boolean {
  if (family.distributeListOut || family.prefixListOut || family.advertiseMap || model.told?.[afi] || speaker.profile.exportRule) return false;
  return !family.routeMapOut || isPrefixFree(family.routeMapOut.name, speaker.policy);
}

/** What makes a path fare otherwise than others with its attributes. */
function isSpecial({ family }: OutboundContext, prefix: Prefix, path: Path): boolean {
  if (path.suppressedBy > 0 || path.inFib === false || path.shares !== undefined || !path.selected) return true;
  return prefix.length === 0 && family.defaultOriginate !== undefined;
}

/** Whether each peer is sent the same of both, their stored attributes being the same. */
function sameRewriting(a: Exported, b: Exported): boolean {
  return (
    a.nextHopFixed === b.nextHopFixed &&
    a.sentAsSelf === b.sentAsSelf &&
    a.withLinkLocal === b.withLinkLocal &&
    a.reflected === b.reflected &&
    a.removedMed === b.removedMed &&
    a.from === b.from
  );
}
