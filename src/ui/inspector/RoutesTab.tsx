/** A device's tables: which there are, the rows with their standing, what changed, and the way to Why. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import type { Table, TableKind, TableRow } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { askTable, useResults } from '../../state/results.ts';
import { useTouchedRoutes } from '../../state/touched.ts';
import { notify, setView, useView } from '../../state/view.ts';
import { askFor, pointAt, useWhy } from '../../state/why.ts';
import { isFreebsd, isPicked } from '../../view-models/lookup.ts';
import { csvText, markdownText, plainText } from '../../view-models/table-text.ts';
import { PREFIX_COLUMNS, prefixOfRow, touchedRoutes } from '../../view-models/why.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';
import { LookingGlass } from './LookingGlass.tsx';
import { AskWhy } from './WhyTab.tsx';

/** Rows beyond which only those in view are drawn. */
const MANY = 300;

const MARK = { best: '▸', multipath: '=', beaten: '·', invalid: '×' } as const;
const CHANGE = { added: '+', removed: '−', changed: '~' } as const;

function useTable(device: string, kind: TableKind | undefined, peer: string | undefined): Table | undefined {
  const revision = useResults((s) => s.revision);
  const [table, setTable] = useState<Table>();
  useEffect(() => {
    if (!kind || revision < 0) return;
    let current = true;
    void askTable(device, kind, peer).then((answer) => current && setTable(answer));
    return () => {
      current = false;
    };
  }, [device, kind, peer, revision]);
  return table?.device === device && table.kind === kind && (kind !== 'rib' || table.peer === peer) ? table : undefined;
}

/** Which line the marked rows are about, and the way to unmark them. */
function PointedLine({ device }: { readonly device: string }) {
  const { t } = useText();
  const line = useWhy((s) => (s.at?.device === device && s.at.text === 'frr' ? s.at.line : undefined));
  const touched = useTouchedPrefixes(device);
  if (line === undefined || touched.size === 0) return null;
  return (
    <span className={css['pointed']}>
      {t('touchedRows', { line })}{' '}
      <button type="button" className={css['chip']} onClick={() => pointAt(undefined)}>
        {t('touchedClear')}
      </button>
    </span>
  );
}

/** Prefixes that the line at the cursor of the device's configuration acted on. */
function useTouchedPrefixes(device: string): ReadonlySet<string> {
  const touches = useTouchedRoutes(device)?.touches;
  return useMemo(() => new Set(touchedRoutes(touches ?? []).flatMap((r) => (r.acted ? [r.prefix] : []))), [touches]);
}

export function RoutesTab({ id }: { readonly id: string }) {
  const { t, reason } = useText();
  const summary = useResults((s) => s.devices[id]);
  const subnet = useResults((s) => s.subnets.includes(id));
  const wanted = useView((s) => s.table);
  const peer = useView((s) => s.peer);
  const [filter, setFilter] = useState('');
  const offers = useMemo(() => summary?.tables ?? (subnet ? [{ kind: 'effective' as const }] : []), [summary, subnet]);
  const kind = offers.find((o) => o.kind === wanted)?.kind ?? offers[0]?.kind;
  const peers = offers.find((o) => o.kind === 'advertised')?.peers ?? [];
  const tables = offers.find((o) => o.kind === kind)?.tables ?? [];
  const side = tables.find((name) => name === peer);
  const to = kind === 'advertised' ? (peers.find((p) => p === peer) ?? peers[0]) : side;
  const freebsd = useDocument((s) => isFreebsd(s.lab, id));
  const table = useTable(id, kind, to);
  if (!kind) return <p className={css['empty']}>{t('noTables')}</p>;
  const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => notify('info', `${table?.rows.length ?? 0} ${t('rows')}`));
  return (
    <>
      <div className={css['subtabs']}>
        <div className={css['kinds']} role="tablist" aria-label={t('routes')}>
          {offers.map((o) => (
            <button
              key={o.kind}
              type="button"
              role="tab"
              aria-selected={o.kind === kind}
              className={css['chip']}
              onClick={() => setView({ table: o.kind, row: undefined })}
            >
              {t(o.kind)}
            </button>
          ))}
        </div>
        {kind === 'advertised' && (
          <select aria-label={t('peer')} value={to ?? ''} onChange={(e) => setView({ peer: e.target.value })}>
            {peers.map((p) => (
              <option key={p}>{p}</option>
            ))}
          </select>
        )}
        {tables.length > 0 && (
          <select
            aria-label={t('whichTable')}
            value={side ?? ''}
            onChange={(e) => setView({ peer: e.target.value === '' ? undefined : e.target.value, row: undefined })}
          >
            <option value="">{t('mainTable')}</option>
            {tables.map((name) => (
              <option key={name} value={name}>
                {/^\d+$/.test(name) ? t(freebsd ? 'fibNumber' : 'tableNumber', { n: name }) : t('vrfNamed', { name })}
              </option>
            ))}
          </select>
        )}
        <input type="search" placeholder={t('filter')} aria-label={t('filter')} value={filter} onChange={(e) => setFilter(e.target.value)} />
        {table && table.rows.length > 0 && (
          <select
            aria-label={t('copyText')}
            value=""
            onChange={(e) => copy(e.target.value === 'csv' ? csvText(table) : e.target.value === 'md' ? markdownText(table) : plainText(table))}
          >
            <option value="">
              {table.rows.length} {t('rows')}
            </option>
            <option value="text">{t('copyText')}</option>
            <option value="csv">{t('copyCsv')}</option>
            <option value="md">{t('copyMarkdown')}</option>
          </select>
        )}
      </div>
      <div className={css['subtabs']}>
        <AskWhy device={id} />
        <button type="button" className={css['chip']} title={t('compareHint')} onClick={() => setView({ drawer: 'compare' })}>
          {t('compareOwn')}
        </button>
        <PointedLine device={id} />
      </div>
      {kind === 'looking-glass' && table && <LookingGlass table={table} filter={filter} onFilter={setFilter} />}
      {table && table.rows.length === 0 && <p className={css['empty']}>{table.empty ? reason(table.empty) : '—'}</p>}
      {table && table.rows.length > 0 && <Rows table={table} filter={filter} label={`${t(kind)} ${id}${side === undefined ? '' : ` ${side}`}`} />}
    </>
  );
}

/** A row's look: how it fares, whether it is new, touched by the line pointed at, or what a hop's lookup chose. */
function rowClass(row: TableRow, fresh: boolean, touched: boolean, picked: boolean): string {
  const standing = css[row.standing === 'multipath' ? 'best' : row.standing];
  return [standing, fresh && css['fresh'], touched && css['touched'], picked && css['picked']].filter(Boolean).join(' ');
}

/** Columns of Azure's long words, which may break where a new word begins: the next hop beside them is what is looked for. */
const WORDS = ['source', 'nextHopType'];

/** What the sheet does with a column: numbers stand to the right, and the prefix stays where a narrow table is moved aside. */
function columnClass(column: Table['columns'][number]): string {
  const known = PREFIX_COLUMNS.includes(column.key) ? css['prefix'] : column.numeric ? css['number'] : WORDS.includes(column.key) ? css['words'] : '';
  return known ?? '';
}

function Broken({ text }: { readonly text: string }) {
  return text.split(/(?<=[a-z])(?=[A-Z])/).map((word, i) => (
    // Words of one cell never move.
    <Fragment key={`${i} ${word}`}>
      {i > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}

function Rows({ table, filter, label }: { readonly table: Table; readonly filter: string; readonly label: string }) {
  const { t } = useText();
  const row = useView((s) => s.row);
  const pick = useView((s) => s.pick);
  const changes = useResults((s) => s.changes);
  const revision = useResults((s) => s.revision);
  const [sort, setSort] = useState<{ key: string; down: boolean }>();
  const host = useRef<HTMLDivElement>(null);
  const changed = useMemo(
    () => new Map(changes.filter((c) => c.device === table.device && c.kind === table.kind).map((c) => [c.key, c.change])),
    [changes, table],
  );
  const rows = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    const kept = table.rows.filter(
      (r) =>
        needle === '' ||
        table.columns.some((c) =>
          String(r.cells[c.key] ?? '')
            .toLowerCase()
            .includes(needle),
        ),
    );
    if (!sort) return kept;
    const numeric = table.columns.find((c) => c.key === sort.key)?.numeric;
    const by = (r: TableRow) => r.cells[sort.key] ?? '';
    return kept.toSorted(
      (a, b) => (numeric ? Number(by(a)) - Number(by(b)) : String(by(a)).localeCompare(String(by(b)), 'en', { numeric: true })) * (sort.down ? -1 : 1),
    );
  }, [table, filter, sort]);
  const many = rows.length > MANY;
  const virtual = useVirtualizer({ count: many ? rows.length : 0, enabled: many, getScrollElement: () => host.current, estimateSize: () => 24, overscan: 30 });
  const items = virtual.getVirtualItems();
  const shown = many ? items.map((i) => i.index) : rows.map((_, i) => i);
  const top = many ? (items[0]?.start ?? 0) : 0;
  const bottom = many ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  useEffect(() => {
    const index = rows.findIndex((r) => isPicked(r, pick));
    if (index < 0) return;
    if (many) virtual.scrollToIndex(index, { align: 'center' });
    else host.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
    // Once for each pick and table, not whenever the rows are sorted anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pick, table]);
  const why = (r: TableRow) => askFor({ device: table.device, text: prefixOfRow(r), table: table.kind, row: r.key });
  const touched = useTouchedPrefixes(table.device);
  const grouped = !sort && new Set(table.rows.map((r) => r.group)).size > 1;
  return (
    <div ref={host} className={css['scroll']}>
      <table className={css['table']} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th className={css['mark']}>
              <span className="visually-hidden">{t('why')}</span>
            </th>
            {table.columns.map((c) => (
              <th
                key={c.key}
                className={PREFIX_COLUMNS.includes(c.key) ? css['prefix'] : ''}
                aria-sort={sort?.key === c.key ? (sort.down ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  onClick={() => setSort((s) => (s?.key !== c.key ? { key: c.key, down: false } : s.down ? undefined : { key: c.key, down: true }))}
                >
                  {c.heading}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody key={revision}>
          {top > 0 && <tr style={{ height: top }} />}
          {shown.map((index) => {
            const r = rows[index] as TableRow;
            const change = changed.get(r.key);
            const heading = grouped && r.group !== undefined && r.group !== rows[index - 1]?.group;
            return [
              heading && (
                <tr key={`g${r.group}`} className={css['groupRow']}>
                  <td colSpan={table.columns.length + 1}>{r.group}</td>
                </tr>
              ),
              <tr
                key={`${r.key} ${index}`}
                tabIndex={0}
                aria-selected={row === r.key}
                aria-current={isPicked(r, pick) ? 'true' : undefined}
                className={rowClass(r, change !== undefined, touched.has(prefixOfRow(r)), isPicked(r, pick))}
                onClick={() => why(r)}
                onKeyDown={(e) => e.key === 'Enter' && why(r)}
              >
                <td className={css['mark']} title={t(`standing_${r.standing}`)}>
                  <span aria-hidden="true">{change ? CHANGE[change] : MARK[r.standing]}</span>
                  <span className="visually-hidden">
                    {`${change ? t(change) : ''} ${t(`standing_${r.standing}`)} ${touched.has(prefixOfRow(r)) ? t('touchedHere') : ''}`.trim()}
                  </span>
                </td>
                {table.columns.map((c) => (
                  <td key={c.key} className={columnClass(c)}>
                    {WORDS.includes(c.key) ? <Broken text={String(r.cells[c.key] ?? '')} /> : (r.cells[c.key] ?? '')}
                  </td>
                ))}
              </tr>,
            ];
          })}
          {bottom > 0 && <tr style={{ height: bottom }} />}
        </tbody>
      </table>
    </div>
  );
}
