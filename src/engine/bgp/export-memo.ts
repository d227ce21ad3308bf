/**
 * What became of paths towards one update group, kept by their attributes and where they are from: where nothing on the way looks at prefixes,
 * all of one kind fare alike, and policies and rewriting are done once. Nothing may show whether it is kept; a test holds that.
 */
import { type Prefix } from '../ip/index.ts';
import { type AttributeSharing, isPrefixFree, type PathAttributes, type Reason, sameAttributes } from '../policy/index.ts';
import { encode, type EncodeContext, encodeLike } from './encode.ts';
import { MEMORY, ofPrefix } from './import-memo.ts';
import { hasDefaultPreference } from './originate.ts';
import { type Exported, exportPath, isReason, type OutboundContext } from './outbound.ts';
import type { Path } from './path.ts';
import type { Session } from './session.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** What is stored for the group, and what each member has been sent of it, by the member's place. */
export class Stored {
  readonly written: PathAttributes[] = [];
  /** One of those whom it was written for. */
  first: { readonly session: Session; readonly attributes: PathAttributes } | undefined = undefined;

  constructor(readonly exported: Exported) {}
}

/** A refusal that all prefixes with the same attributes meet alike. */
export class Alike {
  constructor(private readonly met: Reason) {}

  /** As this prefix meets it. */
  of(prefix: Prefix): Reason {
    return ofPrefix(this.met, prefix);
  }
}

/** Where a path is from, as far as its export depends on it: a session, or what kind of route of our own it is. */
type From = Session | 'own' | 'aggregate';

/** What becomes of a path: what is stored of it, or why it is not sent. */
type Outcome = Stored | Reason | Alike;

export class ExportMemo {
  private readonly exports = new Map<From, Map<PathAttributes, Stored | Alike>>();
  /** What was stored, by its attributes. */
  private readonly known = new Map<PathAttributes, Stored[]>();
  /** The originated default, as stored last. */
  private default: Stored | undefined;
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
  export(context: OutboundContext, prefix: Prefix, path: Path): Outcome {
    if (!this.isFree || isSpecial(context, prefix, path)) return this.anew(context, prefix, path);
    const answers = this.answersFor(path.session ?? (hasDefaultPreference(path) ? 'own' : 'aggregate'));
    const known = answers.get(path.attributes);
    if (known) return known;
    const made = this.anew(context, prefix, path);
    const answer = made instanceof Stored ? made : new Alike(made);
    if (answers.size >= MEMORY) answers.clear();
    answers.set(path.attributes, answer);
    return answer;
  }

  /** As `exportPath`, of any path. */
  anew(context: OutboundContext, prefix: Prefix, path: Path): Stored | Reason {
    const exported = exportPath(context, prefix, path);
    return isReason(exported) ? exported : this.stored(exported);
  }

  private answersFor(from: From): Map<PathAttributes, Stored | Alike> {
    const known = this.exports.get(from);
    if (known) return known;
    const answers = new Map<PathAttributes, Stored | Alike>();
    this.exports.set(from, answers);
    return answers;
  }

  /** One object for all that is stored and sent alike. */
  stored(exported: Exported): Stored {
    if (!this.sharing.remembers) return new Stored(exported);
    const attributes = this.sharing.canonical(exported.stored);
    const alike = this.known.get(attributes);
    const known = alike?.find((k) => sameRewriting(k.exported, exported));
    if (known) return known;
    const made = new Stored(attributes === exported.stored ? exported : { ...exported, stored: attributes });
    if (alike) alike.push(made);
    else {
      if (this.known.size >= MEMORY) this.known.clear();
      this.known.set(attributes, [made]);
    }
    return made;
  }

  /** The same of the default that is originated: while it is what it was it is no news, whoever was told otherwise under an earlier configuration. */
  storedDefault(exported: Exported): Stored {
    const last = this.default?.exported;
    if (!this.default || !last || !sameAttributes(last.stored, exported.stored) || !sameRewriting(last, exported)) this.default = this.stored(exported);
    return this.default;
  }

  /** As `encode`, once for each member. */
  written(context: EncodeContext, prefix: Prefix, stored: Stored, place: number): PathAttributes {
    const known = stored.written[place];
    if (known) return known;
    const { session } = context;
    const like = stored.first && encodeLike(context, prefix, stored.exported, stored.first.session, stored.first.attributes);
    const attributes = like ?? this.sharing.canonical(encode(context, prefix, stored.exported));
    stored.first ??= { session, attributes };
    stored.written[place] = attributes;
    return attributes;
  }

  /** The group's members are others. */
  forgetExports(): void {
    this.exports.clear();
  }

  /** The router's addresses are others, or what is written of a route: what was sent stays what it was, and what is sent now is made anew. */
  forget(): void {
    this.exports.clear();
    this.known.clear();
    this.default = undefined;
  }
}

function isFreeOfPrefixes(speaker: SpeakerConfig, model: Session, family: PeerFamilyConfig, afi: AfiName): boolean {
  if (family.distributeListOut || family.prefixListOut || family.advertiseMap || model.told?.[afi] || speaker.profile.exportRule) return false;
  return !family.routeMapOut || isPrefixFree(family.routeMapOut.name, speaker.policy);
}

/** What makes a path fare otherwise than others with its attributes. */
function isSpecial({ family }: OutboundContext, prefix: Prefix, path: Path): boolean {
  if (path.suppressedBy > 0 || path.inFib === false || path.besideOwn || path.awaitsFib || path.shares !== undefined || !path.selected) return true;
  return prefix.length === 0 && family.defaultOriginate !== undefined;
}

/** Whether each peer is sent the same of both, their stored attributes being the same. */
function sameRewriting(a: Exported, b: Exported): boolean {
  return (
    a.nextHopFixed === b.nextHopFixed &&
    a.leftOpen === b.leftOpen &&
    a.sentAsSelf === b.sentAsSelf &&
    a.withLinkLocal === b.withLinkLocal &&
    a.reflected === b.reflected &&
    a.removedMed === b.removedMed &&
    a.from === b.from &&
    a.link === b.link
  );
}
