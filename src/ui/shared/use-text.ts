/** Text in the reader's language. */
import { type Diagnostic, type Localized, type Reason, wordDiagnostic, wordFix, wordReason } from '../../engine/index.ts';
import type { Label } from '../../state/document.ts';
import { type Language, useView } from '../../state/view.ts';
import { MESSAGES, type MessageKey } from './messages.ts';

export interface Text {
  readonly language: Language;
  /** A message, with `{name}` filled in. */
  readonly t: (key: MessageKey, args?: Readonly<Record<string, string | number>>) => string;
  /** A scenario's own text. */
  readonly of: (text: Localized | undefined) => string;
  readonly reason: (reason: Reason) => string;
  readonly problem: (diagnostic: Diagnostic) => string;
  /** What its mend does; undefined when it has none. */
  readonly mend: (diagnostic: Diagnostic) => string | undefined;
  /** What an undo step did. */
  readonly did: (label: Label) => string;
}

export function useText(): Text {
  return textOf(useView((s) => s.language));
}

/** The same outside of components: in the language of the moment. */
export function textNow(): Text {
  return textOf(useView.getState().language);
}

function textOf(language: Language): Text {
  const t: Text['t'] = (key, args) => MESSAGES[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(args?.[name] ?? ''));
  return {
    language,
    t,
    of: (text) => (text ? ((language === 'ja' ? text.ja : undefined) ?? text.en) : ''),
    reason: (reason) => wordReason(reason, language),
    problem: (diagnostic) => wordDiagnostic(diagnostic, language),
    mend: (diagnostic) => wordFix(diagnostic, language),
    did: ({ did, of, what }) => t(`did_${did}`, { of: of ?? '', what: what ?? '' }),
  };
}
