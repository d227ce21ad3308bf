/** Everything edited since the step's own state, and every row that is different for it; what is gone stays to be read. */
import { Undo2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { stateAt, type TableChange, type TableRow } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { askSince, useResults } from '../../state/results.ts';
import { select } from '../../state/view.ts';
import { type LabChange, type LineChange, labChanges } from '../../view-models/lab-changes.ts';
import { useText } from '../shared/use-text.ts';
import css from './drawer.module.css';

const MARK = { added: '+', removed: '−', changed: '~' } as const;

/** What differs from the step's own state: in the lab, at once. */
export function useEdits(): readonly LabChange[] {
  const scenario = useDocument((s) => s.scenario);
  const step = useDocument((s) => s.step);
  const lab = useDocument((s) => s.lab);
  const own = useMemo(() => scenario && stateAt(scenario, step), [scenario, step]);
  return useMemo(() => (own ? labChanges(own, lab) : []), [own, lab]);
}

export function Changes() {
  const { t } = useText();
  const edits = useEdits();
  const rows = useSince();
  if (edits.length === 0 && rows.length === 0) return <p className={css['quiet']}>{t('noChanges')}</p>;
  return (
    <div className={css['pad']}>
      <table className={css['changes']} aria-label={t('edits')}>
        <caption>{t('edits')}</caption>
        <tbody>
          {edits.map((e) => (
            <Edit key={e.path.join('/')} change={e} />
          ))}
        </tbody>
      </table>
      {rows.length > 0 && <Rows changes={rows} />}
    </div>
  );
}

/** Rows of the tables against the step's own, asked for while this is open. */
function useSince(): readonly TableChange[] {
  const revision = useResults((s) => s.revision);
  const [rows, setRows] = useState<readonly TableChange[]>([]);
  useEffect(() => {
    let current = true;
    if (revision >= 0) void askSince().then((found) => current && setRows(found));
    return () => {
      current = false;
    };
  }, [revision]);
  return rows;
}

function Edit({ change }: { readonly change: LabChange }) {
  const { t } = useText();
  const { object, property, lines, before, after, undo } = change;
  return (
    <tr className={css[change.change]}>
      <td>
        <span aria-hidden="true">{MARK[change.change]}</span>
        <span className="visually-hidden">{t(change.change)}</span>
      </td>
      <td>
        <button type="button" className={css['object']} onClick={() => select(object, { tab: lines ? 'config' : 'settings' })}>
          {object}
        </button>
      </td>
      <td>{property}</td>
      <td>
        {lines ? (
          <Lines lines={lines} />
        ) : (
          <>
            {before !== undefined && property !== '' && <del>{shown(before)}</del>} {after !== undefined && property !== '' && <ins>{shown(after)}</ins>}
          </>
        )}
      </td>
      <td>
        <button type="button" className={css['fix']} aria-label={`${t('putBackOne')}: ${object} ${property}`} onClick={() => edit({ did: 'putBack' }, undo)}>
          <Undo2 size={13} aria-hidden="true" /> {t('putBackOne')}
        </button>
      </td>
    </tr>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The changed lines, each with what it became. */
function Lines({ lines }: { readonly lines: readonly LineChange[] }) {
  return (
    <pre className={css['diff']}>
      {lines.map((l, i) => {
        if (l.change === 'same') return null;
        // Lines of one comparison never move.
        const key = `${i} ${l.text}`;
        return l.change === 'added' ? <ins key={key}>{`+${l.text}\n`}</ins> : <del key={key}>{`−${l.text}\n`}</del>;
      })}
    </pre>
  );
}

/** Rows shown of a long list of changes. */
const SHOWN = 400;

function Rows({ changes }: { readonly changes: readonly TableChange[] }) {
  const { t } = useText();
  return (
    <table className={css['changes']} aria-label={t('changedRows')}>
      <caption>
        {t('changedRows')} ({changes.length})
      </caption>
      <tbody>
        {changes.slice(0, SHOWN).map((c) => (
          <tr key={`${c.device} ${c.kind} ${c.key} ${c.change}`} className={css[c.change]}>
            <td>
              <span aria-hidden="true">{MARK[c.change]}</span>
              <span className="visually-hidden">{t(c.change)}</span>
            </td>
            <td>
              <button type="button" className={css['object']} onClick={() => select(c.device, { tab: 'routes', table: c.kind })}>
                {c.device}
              </button>
            </td>
            <td>{t(c.kind)}</td>
            <td className={css['mono']}>
              {c.before && <del>{cellsOf(c.before)}</del>} {c.after && <ins>{cellsOf(c.after)}</ins>}
            </td>
            <td />
          </tr>
        ))}
        {changes.length > SHOWN && (
          <tr>
            <td colSpan={5}>{t('moreRows', { n: changes.length - SHOWN })}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function cellsOf(row: TableRow): string {
  return Object.values(row.cells)
    .filter((c) => c !== null && c !== '')
    .join(' · ');
}
