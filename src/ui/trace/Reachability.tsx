/** Every host to every host and to the Internet, a row at a time; each cell opens its trace. */
import { type FocusEvent, type KeyboardEvent, memo, useEffect, useMemo, useState } from 'react';
import type { FlowSpec, Reachability as Matrix } from '../../engine/index.ts';
import { askReachability, runFlow, useResults } from '../../state/results.ts';
import { matrixPart } from '../../view-models/matrix.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

type Row = Matrix['cells'][number];

/** The matrix, filled row by row so that the engine can answer other questions between. */
function useMatrix(
  protocol: FlowSpec['protocol'],
  port: number,
): { readonly from: readonly string[]; readonly to: readonly string[]; readonly rows: readonly Row[] } {
  const revision = useResults((s) => s.revision);
  const [matrix, setMatrix] = useState<{ from: readonly string[]; to: readonly string[]; rows: readonly Row[] }>({ from: [], to: [], rows: [] });
  useEffect(() => {
    let current = true;
    const fill = async () => {
      const { to } = await askReachability({ from: [] });
      const hosts = to.filter((id) => !/^[\d.:]+$/.test(id));
      const rows: Row[] = [];
      for (const host of hosts) {
        if (!current) return;
        const { cells } = await askReachability({ from: [host], to, protocol, port, ways: WAYS });
        rows.push(cells[0] ?? []);
        if (current) setMatrix({ from: hosts, to, rows: [...rows] });
      }
    };
    if (revision >= 0) void fill();
    return () => {
      current = false;
    };
  }, [revision, protocol, port]);
  return matrix;
}

/** Equal ways looked at for a cell, so that it can say where some of them end otherwise. */
const WAYS = 8;

const MARK = { delivered: '✓', 'one-way': '⇥', refused: '⊘', dropped: '✕', looped: '↻' } as const;

type Verdict = keyof typeof MARK;
const VERDICTS = Object.keys(MARK) as Verdict[];

export function Reachability() {
  const { t } = useText();
  const [protocol, setProtocol] = useState<FlowSpec['protocol']>('icmp');
  const [port, setPort] = useState('443');
  const [needle, setNeedle] = useState('');
  const number = Math.min(65535, Math.max(1, Number(port) || 1));
  const { from, to, rows } = useMatrix(protocol, number);
  const counts = useMemo(() => countsOf(rows), [rows]);
  const shown = useMemo(() => matrixPart(from, to, needle), [from, to, needle]);
  return (
    <div className={css['matrix']}>
      <div className={css['editor']}>
        <label>
          {t('protocol')}
          <select value={protocol} onChange={(e) => setProtocol(e.target.value as FlowSpec['protocol'])}>
            <option value="icmp">ICMP</option>
            <option value="tcp">TCP</option>
            <option value="udp">UDP</option>
          </select>
        </label>
        {protocol !== 'icmp' && (
          <label>
            {t('port')}
            <input className={css['port']} inputMode="numeric" value={port} onChange={(e) => setPort(e.target.value.replaceAll(/\D/g, ''))} />
          </label>
        )}
        <label>
          {t('host')}
          <input type="search" value={needle} placeholder={t('filter')} onChange={(e) => setNeedle(e.target.value)} />
        </label>
        <ul className={css['legend']} aria-label={t('legend')}>
          {VERDICTS.map((v) => (
            <li key={v} className={css[v]}>
              <strong aria-hidden="true">{MARK[v]}</strong> {t(`verdict_${v}`)} <span className={css['tally']}>{counts[v]}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className={css['scroll']}>
        <table className={css['grid']} aria-label={t('player_reachability')} aria-busy={rows.length < from.length}>
          <thead>
            <tr>
              <th>
                {t('from')} ↓ {t('to')} →
              </th>
              {shown.columns.map((n) => (
                <th key={to[n]} scope="col" className={css['column']}>
                  <span>{to[n]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.rows.map((i) => {
              const row = rows[i];
              return row && <MatrixRow key={from[i]} from={from[i] ?? ''} to={to} row={row} columns={shown.columns} first={i === shown.rows[0]} />;
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function countsOf(rows: readonly Row[]): Readonly<Record<Verdict, number>> {
  const counts = { delivered: 0, 'one-way': 0, refused: 0, dropped: 0, looped: 0 };
  for (const cell of rows.flat()) if (cell) counts[cell.verdict] += 1;
  return counts;
}

interface RowProps {
  readonly from: string;
  readonly to: readonly string[];
  readonly row: Row;
  /** Indices of the destinations that are shown. */
  readonly columns: readonly number[];
  readonly first: boolean;
}

/** Drawn once: the rows come one by one, and those that are there do not change. */
const MatrixRow = memo(function MatrixRow({ from, to, row, columns, first }: RowProps) {
  const { t, reason } = useText();
  return (
    <tr>
      <th scope="row">{from}</th>
      {columns.map((n, place) => {
        const cell = row[n];
        const differs = cell?.notes?.find((note) => note.code === 'ways-differ');
        return (
          <td key={to[n]}>
            {cell && (
              <button
                type="button"
                tabIndex={first && place <= 1 ? 0 : -1}
                className={css[cell.verdict]}
                aria-label={`${from} → ${to[n]}: ${t(`verdict_${cell.verdict}`)}${differs ? `; ${reason(differs)}` : ''}`}
                title={[`${from} → ${to[n]}: ${reason(cell.summary)}`, ...(cell.notes ?? []).map(reason)].join('\n')}
                onClick={() => void runFlow(cell.flow)}
                onKeyDown={onCellKey}
                onFocus={rove}
              >
                {MARK[cell.verdict]}
                {differs && <sup aria-hidden="true">*</sup>}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
});

/** One cell is in the order of Tab: the one that had the focus last. */
function rove({ currentTarget: cell }: FocusEvent<HTMLButtonElement>): void {
  for (const other of cell.closest('table')?.querySelectorAll<HTMLButtonElement>('button[tabindex="0"]') ?? []) other.tabIndex = -1;
  cell.tabIndex = 0;
}

/** The arrows go from cell to cell; a host's cell to itself is passed over. */
function onCellKey(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = STEPS[event.key];
  const cell = event.currentTarget.closest('td');
  const row = cell?.closest('tr');
  if (!step || !cell || !row?.parentElement) return;
  event.preventDefault();
  const lines = [...row.parentElement.children];
  let [y, x] = [lines.indexOf(row), [...row.children].indexOf(cell)];
  for (;;) {
    y += step[0];
    x += step[1];
    const next = lines[y]?.children[x];
    if (!next || x < 1) return;
    const button = next.querySelector('button');
    if (button) {
      button.focus();
      return;
    }
  }
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
