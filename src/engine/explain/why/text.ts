/** The answer as text for a console, in either language. */
import type { Reason } from '../../policy/index.ts';
import type { Locale, ReasonText } from '../reasons/text.ts';
import { wordReason } from '../reasons/index.ts';
import type { Why, WhyMark, WhyPlace, WhySectionKind, WhyStep, WhyVerdict } from './types.ts';

const MARK: Readonly<Record<WhyMark, string>> = { passed: '✓', changed: '~', stopped: '×', chosen: '▸', beaten: '·', fact: ' ' };

/** Headings of the sections, for whoever shows them. */
export const WHY_SECTIONS: Readonly<Record<WhySectionKind, ReasonText>> = {
  way: { en: 'Where it came from', ja: 'どこから来たか' },
  decision: { en: 'Which path is best', ja: '最良経路の選択' },
  rib: { en: 'Routing table', ja: 'ルーティング テーブル' },
  onward: { en: 'Where it goes on to', ja: 'どこへ広報されるか' },
  stops: { en: 'Where it stopped, the nearest first', ja: 'どこで止まったか (近い順)' },
  effective: { en: 'Effective routes', ja: '有効なルート' },
  specific: { en: 'A more specific prefix elsewhere', ja: 'より詳細なプレフィックス' },
};

export const WHY_VERDICTS: Readonly<Record<WhyVerdict, ReasonText>> = {
  used: { en: 'used', ja: '使用中' },
  beaten: { en: 'not used', ja: '不使用' },
  invalid: { en: 'not usable', ja: '使用不可' },
  absent: { en: 'absent', ja: 'なし' },
};

/** Lines without end of line at the last. */
export function whyText(answer: Why, locale: Locale): string {
  if (answer.problem) return wordReason(answer.problem, locale);
  return answer.places.map((p) => placeText(p, locale)).join('\n\n');
}

function placeText(place: WhyPlace, locale: Locale): string {
  const head = `${place.id}  ${place.prefix ?? ''}  [${WHY_VERDICTS[place.verdict][locale]}]`;
  const sections = place.sections.flatMap((s) => ['', `  ${WHY_SECTIONS[s.kind][locale]}`, ...s.steps.flatMap((x) => stepLines(x, locale, 2))]);
  const nearest = place.nearest ? [reasonLine(place.nearest, locale)] : [];
  return [head, reasonLine(place.summary, locale), ...nearest, ...sections].join('\n');
}

function stepLines({ mark, reason, steps }: WhyStep, locale: Locale, depth: number): string[] {
  const own = `${'  '.repeat(depth)}${MARK[mark]} ${reasonLine(reason, locale)}`;
  return [own, ...(steps ?? []).flatMap((s) => stepLines(s, locale, depth + 1))];
}

/** Words, rules, and the line of configuration. */
function reasonLine(reason: Reason, locale: Locale): string {
  const rules = reason.rules && reason.rules.length > 0 ? `  [${reason.rules.join(', ')}]` : '';
  const { source } = reason;
  const line = source ? `  — ${source.device === undefined ? '' : `${source.device} `}${source.span.line}: ${source.text}` : '';
  return `${wordReason(reason, locale)}${rules}${line}`;
}
