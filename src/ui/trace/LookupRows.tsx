/** What a hop looked up where: the row that won, and at the hop that is shown all rows that match, so that one sees what it won against. */
import { useEffect, useState } from 'react';
import { formatIp, type Hop, type LookupRow, type Table } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { askTable, useResults } from '../../state/results.ts';
import { select } from '../../state/view.ts';
import { askAt } from '../../state/why.ts';
import { kindOf } from '../../view-models/diagram/index.ts';
import { isFreebsd, matchingRows, pickOf, sideTableOf, tableOf } from '../../view-models/lookup.ts';
import { SourceLine } from '../shared/SourceLine.tsx';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

export function LookupRows({ hop, current }: { readonly hop: Hop; readonly current: boolean }) {
  const { t } = useText();
  const freebsd = useDocument((s) => isFreebsd(s.lab, hop.device));
  const { lookup } = hop;
  if (!lookup || lookup.table === 'none') return null;
  const table = tableOf(hop);
  // FreeBSD numbers its FIBs (H24), Linux its tables (H1).
  const number = lookup.fib === undefined ? t(`lookup_${lookup.table}`) : t(freebsd ? 'fibNumber' : 'tableNumber', { n: lookup.fib });
  const name = lookup.vrf === undefined ? number : `${t('vrfNamed', { name: lookup.vrf })} · ${number}`;
  return (
    <div className={css['lookupBox']}>
      <button type="button" className={css['lookup']} onClick={() => openTable(hop)} title={t('openTable')}>
        <small>
          {name} {lookup.of === hop.node ? '' : lookup.of}
        </small>
        <span>{lookup.row ?? `${formatIp(lookup.destination)}: ${t('none')}`}</span>
      </button>
      {table && (
        <button type="button" className={css['whyRow']} onClick={() => askAt(table.device, lookup.prefix ?? formatIp(lookup.destination))}>
          {t('whyRow')}
        </button>
      )}
      {current && table && <Matching hop={hop} />}
      {current && lookup.rows && <TableRows rows={lookup.rows} name={name} />}
      {lookup.line && <SourceLine source={lookup.line} device={hop.device} />}
    </div>
  );
}

/** The rows of the table that hold the destination, the winner marked. */
function Matching({ hop }: { readonly hop: Hop }) {
  const { t } = useText();
  const revision = useResults((s) => s.revision);
  const [table, setTable] = useState<Table>();
  const of = tableOf(hop);
  const [device, kind] = [of?.device, of?.kind];
  useEffect(() => {
    if (device === undefined || kind === undefined || revision < 0) return undefined;
    let current = true;
    void askTable(device, kind).then((answer) => current && setTable(answer));
    return () => {
      current = false;
    };
  }, [device, kind, revision]);
  const { lookup } = hop;
  if (!lookup || !table || table.device !== device || table.kind !== kind) return null;
  const rows = matchingRows(table, lookup.destination, pickOf(hop));
  const address = formatIp(lookup.destination);
  if (rows.length === 0) return <small>{t('noMatch', { address })}</small>;
  return (
    <table className={css['matching']} aria-label={t('matching', { address })}>
      <tbody>
        {rows.slice(0, MOST).map(({ row, prefix, picked }) => (
          <tr key={row.key} aria-current={picked ? 'true' : undefined} data-standing={row.standing}>
            <td aria-hidden="true">{picked ? '▸' : ''}</td>
            <td>{prefix}</td>
            <td>
              {table.columns
                .filter((c) => row.cells[c.key] !== prefix && row.cells[c.key] !== null && !QUIET.has(c.key))
                .map((c) => row.cells[c.key])
                .join(' ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A table beside the main one, whole: no other place on the screen shows it. */
function TableRows({ rows, name }: { readonly rows: readonly LookupRow[]; readonly name: string }) {
  const { t } = useText();
  if (rows.length === 0) return <small>{t('emptyTable', { table: name })}</small>;
  return (
    <table className={css['matching']} data-whole aria-label={name}>
      <tbody>
        {rows.map(({ row, matches, picked }) => (
          <tr key={row} aria-current={picked ? 'true' : undefined} data-standing={matches ? 'best' : 'beaten'}>
            <td aria-hidden="true">{picked ? '▸' : matches ? '·' : ''}</td>
            <td>{row}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Rows that are listed; an Internet's table has many for one address. */
const MOST = 8;
/** Columns that say nothing about where a packet goes. */
const QUIET = new Set(['localAddress', 'weight', 'sourcePeer', 'metric', 'med', 'localPref']);

/** Opens the table that decided at a hop, its row marked; or the object whose rules did. */
function openTable(hop: Hop): void {
  const { lookup, device } = hop;
  if (!lookup) return;
  const table = tableOf(hop);
  const side = sideTableOf(hop);
  if (table) select(table.device, { tab: 'routes', table: table.kind, pick: pickOf(hop) });
  else if (side) select(side.device, { tab: 'routes', table: 'rib', peer: side.name, pick: pickOf(hop) });
  else select(kindOf(useDocument.getState().lab, lookup.of) === undefined ? device : lookup.of, { tab: 'settings' });
}
