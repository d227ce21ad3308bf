/** What is wrong or surprising in the lab, each leading to its place, with the mend where there is one. */
import { citationsOf, type Diagnostic } from '../../engine/index.ts';
import { edit } from '../../state/document.ts';
import { select } from '../../state/view.ts';
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
          <button
            type="button"
            onClick={() => d.place.object !== undefined && select(d.place.object, d.place.text === 'frr' ? { tab: 'config' } : { tab: 'settings' })}
          >
            <strong>{MARK[d.severity]}</strong>
            <span>
              {d.place.text === 'frr' && d.place.span ? `${d.place.object}, ${t('line')} ${d.place.span.line}: ` : ''}
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
