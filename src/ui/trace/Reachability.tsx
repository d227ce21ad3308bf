/** Every host to every host and to the Internet, a row at a time; each cell opens its trace. */
import { useEffect, useState } from 'react';
import type { FlowSpec, Reachability as Matrix } from '../../engine/index.ts';
import { askReachability, runFlow, useResults } from '../../state/results.ts';
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
        const { cells } = await askReachability({ from: [host], to, protocol, port });
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

const MARK = { delivered: '✓', 'one-way': '⇥', refused: '⊘', dropped: '✕', looped: '↻' } as const;

export function Reachability() {
  const { t, reason } = useText();
  const [protocol, setProtocol] = useState<FlowSpec['protocol']>('icmp');
  const [port, setPort] = useState('443');
  const number = Math.min(65535, Math.max(1, Number(port) || 1));
  const { from, to, rows } = useMatrix(protocol, number);
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
        <ul className={css['legend']} aria-label={t('legend')}>
          {(Object.keys(MARK) as (keyof typeof MARK)[]).map((v) => (
            <li key={v} className={css[v]}>
              <strong aria-hidden="true">{MARK[v]}</strong> {t(`verdict_${v}`)}
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
              {to.map((id) => (
                <th key={id} scope="col">
                  <span>{id}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={from[i]}>
                <th scope="row">{from[i]}</th>
                {row.map((cell, n) => (
                  <td key={to[n]}>
                    {cell && (
                      <button
                        type="button"
                        className={css[cell.verdict]}
                        aria-label={`${from[i]} → ${to[n]}: ${t(`verdict_${cell.verdict}`)}`}
                        title={reason(cell.summary)}
                        onClick={() => void runFlow(cell.flow)}
                      >
                        {MARK[cell.verdict]}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
