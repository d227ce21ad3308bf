/** One part of the pasted text against one table of the lab: the verdict, what it was taken for, and the rows. */
import { useState } from 'react';
import { type ComparedRow, type Comparison, noteText, verdictText } from '../../engine/index.ts';
import { chooseTable } from '../../state/pasted.ts';
import { askAt } from '../../state/why.ts';
import { useText } from '../shared/use-text.ts';
import css from './compare.module.css';

const MARK: Readonly<Record<ComparedRow['verdict'], string>> = { agrees: '✓', differs: '≠', 'not-in-lab': '−', 'only-in-lab': '+', 'left-out': '·' };

/** Rows shown of a long table; what differs comes first then. */
const SHOWN = 400;

export function ComparedTable({ comparison }: { readonly comparison: Comparison }) {
  const { t, language } = useText();
  const [onlyOff, setOnlyOff] = useState(false);
  const off = comparison.rows.filter((r) => r.verdict !== 'agrees');
  const all = comparison.rows.length > SHOWN ? [...off, ...comparison.rows.filter((r) => r.verdict === 'agrees')] : comparison.rows;
  const rows = (onlyOff ? off : all).slice(0, SHOWN);
  const hidden = (onlyOff ? off : all).length - rows.length;
  const agrees = comparison.agree === comparison.theirs && comparison.missing === 0;
  return (
    <section className={css['part']}>
      <div className={css['head']}>
        <strong role="status" className={agrees ? css['ok'] : css['bad']}>
          <span aria-hidden="true">{agrees ? '✓' : '✕'}</span> {verdictText(comparison, language)}
        </strong>
        <Taken comparison={comparison} />
        {off.length > 0 && (
          <label>
            <input type="checkbox" checked={onlyOff} onChange={(e) => setOnlyOff(e.target.checked)} /> {t('compareOnlyOff')}
          </label>
        )}
      </div>
      {comparison.notes.map((n) => (
        <p key={n.code} className={css['quiet']}>
          {noteText(n, comparison, language)}
        </p>
      ))}
      {comparison.unread.map((l) => (
        <p key={l.number} className={css['bad']}>
          {t('compareUnread', { line: l.number, text: l.text.trim() })}
        </p>
      ))}
      <div className={css['scroll']}>
        <table className={css['table']} aria-label={t('compareTable', { device: comparison.device })}>
          <thead>
            <tr>
              <th>{t('compareVerdict')}</th>
              <th className={css['number']}>{t('compareLine')}</th>
              {comparison.columns.map((c) => (
                <th key={c.key}>{c.heading}</th>
              ))}
              <th>
                <span className="visually-hidden">{t('why')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r, i) => (
              // Rows of one comparison never move.
              <Row key={`${i} ${r.line ?? ''}`} row={r} comparison={comparison} />
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 && <p className={css['quiet']}>{t('moreRows', { n: hidden })}</p>}
    </section>
  );
}

/** Which table it was taken for; another one can be chosen where the text may be several. */
function Taken({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useText();
  const { device, command, others, line } = comparison;
  const options = [{ device, command }, ...others.filter((o) => o.device !== device || o.command !== command)];
  if (options.length === 1) return <code className={css['taken']}>{`${device}: ${comparison.typed ?? command}`}</code>;
  return (
    <select
      aria-label={t('compareAs')}
      value={`${device} ${command}`}
      onChange={(e) => {
        const chosen = options.find((o) => `${o.device} ${o.command}` === e.target.value);
        if (chosen) chooseTable(line, chosen);
      }}
    >
      {options.map((o) => (
        <option key={`${o.device} ${o.command}`} value={`${o.device} ${o.command}`}>
          {t('compareAsOther', { device: o.device, command: o.command })}
        </option>
      ))}
    </select>
  );
}

function Row({ row, comparison }: { readonly row: ComparedRow; readonly comparison: Comparison }) {
  const { t } = useText();
  const { asks } = row;
  const cells = row.theirs ?? row.ours ?? {};
  return (
    <tr className={css[row.verdict]}>
      <td className={css['verdict']}>
        <span aria-hidden="true">{MARK[row.verdict]}</span> {t(`row_${row.verdict}`)}
      </td>
      <td className={css['number']}>{row.line ?? ''}</td>
      {comparison.columns.map((c) => (
        <td key={c.key} className={row.differs.includes(c.key) ? css['off'] : ''}>
          {cells[c.key] ?? ''}
          {row.differs.includes(c.key) && (
            <>
              {cells[c.key] === '' && t('compareBlank')}
              <span className={css['ours']}>
                {t('compareInLab')} <b>{row.ours?.[c.key] || t('compareBlank')}</b>
              </span>
            </>
          )}
        </td>
      ))}
      <td>
        {asks !== undefined && (
          <button
            type="button"
            className={css['button']}
            aria-label={t('compareWhy', { prefix: asks, device: comparison.device })}
            onClick={() => askAt(comparison.device, asks)}
          >
            {t('why')}
          </button>
        )}
      </td>
    </tr>
  );
}
