/** The drawer below the canvas: hops, checks, problems, what changed. */
import { X } from 'lucide-react';
import type { Diagnostic } from '../../engine/index.ts';
import { edit } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { type DrawerTab, select, setView, useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import { CheckList } from '../story/Story.tsx';
import { Hops } from '../trace/Hops.tsx';
import css from './drawer.module.css';

export function Drawer() {
  const { t } = useText();
  const open = useView((s) => s.drawer);
  const checks = useResults((s) => s.checks);
  const problems = useResults((s) => s.diagnostics);
  const changes = useResults((s) => s.changes.length);
  const hops = useView((s) => s.trace?.out.hops.length ?? 0);
  const counts: Readonly<Record<DrawerTab, number>> = { hops, checks: checks.length, problems: problems.filter((d) => d.severity !== 'info').length, changes };
  return (
    <section className={`${css['drawer']} ${open ? css['open'] : ''}`} aria-label={t('drawer')}>
      <div className={css['tabs']}>
        <div role="tablist" aria-label={t('drawer')}>
          {(['hops', 'checks', 'problems', 'changes'] as const).map((tab) => (
            <button key={tab} type="button" role="tab" aria-selected={open === tab} onClick={() => setView({ drawer: open === tab ? undefined : tab })}>
              {t(tab)}{' '}
              <span
                className={`${css['count']} ${(tab === 'problems' && counts.problems > 0) || (tab === 'checks' && checks.some((c) => !c.pass)) ? css['hot'] : ''}`}
              >
                {counts[tab]}
              </span>
            </button>
          ))}
        </div>
        {open && (
          <button type="button" className={css['close']} aria-label={t('close')} onClick={() => setView({ drawer: undefined })}>
            <X size={15} />
          </button>
        )}
      </div>
      {open && (
        <div className={css['body']} role="tabpanel" aria-label={t(open)}>
          {open === 'hops' && <Hops />}
          {open === 'checks' && (
            <div className={css['pad']}>
              <CheckList checks={checks} detailed />
            </div>
          )}
          {open === 'problems' && <Problems list={problems} />}
          {open === 'changes' && <Changes />}
        </div>
      )}
    </section>
  );
}

function Problems({ list }: { readonly list: readonly Diagnostic[] }) {
  const { t } = useText();
  if (list.length === 0) return <p className={css['quiet']}>{t('noProblems')}</p>;
  return (
    <ul className={css['list']}>
      {list.map((d) => (
        <li key={`${d.code} ${d.message} ${d.place.span?.line ?? ''}`} className={css[d.severity]}>
          <button
            type="button"
            onClick={() => d.place.object !== undefined && select(d.place.object, d.place.text === 'frr' ? { tab: 'config' } : { tab: 'settings' })}
          >
            <strong>{d.severity === 'error' ? '✕' : d.severity === 'warning' ? '!' : 'i'}</strong>
            <span>
              {d.place.text === 'frr' && d.place.span ? `${d.place.object}, ${t('line')} ${d.place.span.line}: ` : ''}
              {d.message}
              {d.rules && <small> [{d.rules.join(', ')}]</small>}
            </span>
          </button>
          {d.fix && (
            <button type="button" className={css['fix']} onClick={() => edit({ did: 'mend', of: d.place.object ?? d.code }, d.fix?.patch)}>
              {t('fixIt')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Rows shown of a long list of changes. */
const SHOWN = 300;

function Changes() {
  const { t } = useText();
  const changes = useResults((s) => s.changes);
  if (changes.length === 0) return <p className={css['quiet']}>{t('noChanges')}</p>;
  const cells = (row: (typeof changes)[number]['after']) =>
    row
      ? Object.values(row.cells)
          .filter((c) => c !== null && c !== '')
          .join(' · ')
      : '';
  return (
    <table className={css['changes']} aria-label={t('changes')}>
      <tbody>
        {changes.slice(0, SHOWN).map((c) => (
          <tr key={`${c.device} ${c.kind} ${c.key} ${c.change}`} tabIndex={0} onClick={() => select(c.device, { tab: 'routes', table: c.kind })}>
            <td title={t(c.change)}>{c.change === 'added' ? '+' : c.change === 'removed' ? '−' : '~'}</td>
            <td>{c.device}</td>
            <td>{t(c.kind)}</td>
            <td>
              {c.change === 'changed' ? (
                <>
                  <del>{cells(c.before)}</del> → {cells(c.after)}
                </>
              ) : (
                cells(c.after ?? c.before)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
