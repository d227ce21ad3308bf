/** What is wrong or surprising in the lab, each leading to its place, with the mend where there is one. */
import { citationsOf, type Diagnostic } from '../../engine/index.ts';
import { edit } from '../../state/document.ts';
import { select } from '../../state/view.ts';
import { showLine } from '../../state/why.ts';
import { FILE_OF } from '../../view-models/texts.ts';
import { useText } from '../shared/use-text.ts';
import css from './drawer.module.css';

const MARK = { error: '✕', warning: '!', info: 'i' } as const;

export function Problems({ list }: { readonly list: readonly Diagnostic[] }) {
  const { t, problem, mend } = useText();
  if (list.length === 0) return <p className={css['quiet']}>{t('noProblems')}</p>;
  return (
    <ul className={css['list']}>
      {list.map((d) => (
        <li key={`${d.code} ${d.message} ${d.place.span?.line ?? ''}`} className={css[d.severity]}>
          <button type="button" onClick={() => openPlace(d.place)}>
            <strong>{MARK[d.severity]}</strong>
            <span>
              {placeText(d.place, t('line'))}
              {problem(d)}
            </span>
          </button>
          <Citations rules={d.rules} />
          {d.fix && (
            <button type="button" className={css['fix']} title={mend(d)} onClick={() => edit({ did: 'mend', of: d.place.object ?? d.code }, d.fix?.patch)}>
              {t('fixIt')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Opens the line of a device's text, or the object itself. */
function openPlace({ object, text, span }: Diagnostic['place']): void {
  if (object === undefined) return;
  if (text === undefined || text === 'file') select(object, { tab: 'settings' });
  else showLine(object, span?.line ?? 1, text);
}

/** `vps01 pf.conf, line 3: `; nothing for what is no line of a device's text. */
function placeText({ object, text, span }: Diagnostic['place'], line: string): string {
  if (text === undefined || text === 'file' || !span) return '';
  return `${object} ${FILE_OF[text]}, ${line} ${span.line}: `;
}

/** The rules that a problem rests on, each with the page of Microsoft Learn that says it. */
function Citations({ rules }: { readonly rules: Diagnostic['rules'] }) {
  return (
    <small className={css['rules']}>
      {citationsOf(rules).map(({ rule, title, url }) =>
        url === undefined ? (
          <span key={rule}>{rule}</span>
        ) : (
          <a key={rule} href={url} title={title} aria-label={`${rule}: ${title}`} target="_blank" rel="noreferrer">
            {rule}
          </a>
        ),
      )}
    </small>
  );
}
