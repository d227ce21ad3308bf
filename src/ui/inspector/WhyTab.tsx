/** Why a row is there and stands as it does, or why a session is down: the chain of reasons, each with its rules and its line. */
import { useEffect, useState } from 'react';
import type { Reason, TableRow } from '../../engine/index.ts';
import { askTable, useResults } from '../../state/results.ts';
import { select, useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';

export function WhyTab({ id }: { readonly id: string }) {
  const { t, reason } = useText();
  const row = useView((s) => s.row);
  const kind = useView((s) => s.table);
  const peer = useView((s) => s.peer);
  const summary = useResults((s) => s.devices[id]);
  const revision = useResults((s) => s.revision);
  const [found, setFound] = useState<TableRow>();
  useEffect(() => {
    if (row === undefined || !kind || revision < 0) {
      setFound(undefined);
      return;
    }
    let current = true;
    void askTable(id, kind, peer).then((table) => current && setFound(table.rows.find((r) => r.key === row)));
    return () => {
      current = false;
    };
  }, [id, row, kind, peer, revision]);
  const down = summary?.sessions.filter((s) => !s.up) ?? [];
  return (
    <div>
      {!found && down.length === 0 && <p className={css['sub']}>{t('selectRow')}</p>}
      {found && (
        <>
          <p>
            <strong>{t(`standing_${found.standing}`)}</strong>{' '}
            <code>
              {Object.values(found.cells)
                .filter((c) => c !== null && c !== '')
                .slice(0, 5)
                .join(' · ')}
            </code>
          </p>
          <ol className={css['whyList']}>
            {found.reasons.map((r, i) => (
              <li key={`${r.code} ${i}`}>
                <OneReason reason={r} text={reason(r)} device={id} />
              </li>
            ))}
          </ol>
          <div className={css['chips']}>
            {[...(found.from ?? []), ...(found.to ?? [])].map((d) => (
              <button key={d} type="button" className={css['chip']} onClick={() => select(d, { tab: 'settings' })}>
                {d}
              </button>
            ))}
          </div>
        </>
      )}
      {down.length > 0 && (
        <>
          <div className={css['legend']}>{t('sessions')}</div>
          <ul className={css['whyList']}>
            {down.map((s) => (
              <li key={`${s.speaker} ${s.peer}`}>
                <code>
                  {s.speaker} → {s.peer}
                </code>{' '}
                {t('sessionDown')}. {s.reason && <OneReason reason={s.reason} text={reason(s.reason)} device={id} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function OneReason({ reason, text, device }: { readonly reason: Reason; readonly text: string; readonly device: string }) {
  const { t } = useText();
  return (
    <span>
      {text}
      {reason.rules && reason.rules.length > 0 && (
        <span className={css['rules']}>
          {' '}
          [{t('reasonRules')} {reason.rules.join(', ')}]
        </span>
      )}
      {reason.source && (
        <button type="button" className={css['source']} onClick={() => select(device, { tab: 'config', ...(reason.source && { line: reason.source.text }) })}>
          {t('line')} {reason.source.span.line}: {reason.source.text}
        </button>
      )}
    </span>
  );
}
