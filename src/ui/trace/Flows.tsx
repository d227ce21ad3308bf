/** The lab's named flows with how each fares, and the editor of one. */
import { Play, Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useId, useMemo, useState } from 'react';
import type { FlowSpec, FlowVerdict, Lab } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { askVerdict, runFlow, useResults } from '../../state/results.ts';
import { endpointsOf, flowOf, type FlowDraft, proxiesOf } from '../../view-models/flows.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

/** How each named flow fares; asked anew with every answer. */
function useVerdicts(flows: Lab['flows']): Readonly<Record<string, FlowVerdict>> {
  const revision = useResults((s) => s.revision);
  const [found, setFound] = useState<Readonly<Record<string, FlowVerdict>>>({});
  useEffect(() => {
    let current = true;
    if (revision >= 0)
      void Promise.all(Object.entries(flows ?? {}).map(async ([id, flow]) => [id, await askVerdict(flow)] as const)).then(
        (all) => current && setFound(Object.fromEntries(all)),
      );
    return () => {
      current = false;
    };
  }, [flows, revision]);
  return found;
}

const EMPTY: FlowDraft = { name: '', from: '', to: '', protocol: 'tcp', port: '443', proxy: '' };

export function Flows() {
  const { t } = useText();
  const flows = useDocument((s) => s.lab.flows);
  const verdicts = useVerdicts(flows);
  const [draft, setDraft] = useState<FlowDraft>(EMPTY);
  const entries = Object.entries(flows ?? {});
  return (
    <div className={css['flows']}>
      {entries.length === 0 && <p className={css['quiet']}>{t('noFlows')}</p>}
      {entries.length > 0 && (
        <table className={css['table']} aria-label={t('player_flows')}>
          <thead>
            <tr>
              <th>{t('name')}</th>
              <th>{t('from')}</th>
              <th>{t('to')}</th>
              <th>{t('protocol')}</th>
              <th>{t('proxy')}</th>
              <th>{t('verdict')}</th>
              <th>
                <span className="visually-hidden">{t('delete')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map(([id, f]) => (
              <FlowRow key={id} id={id} flow={f} verdict={verdicts[id]} onEdit={() => setDraft(draftOf(id, f))} />
            ))}
          </tbody>
        </table>
      )}
      <FlowEditor draft={draft} onDraft={setDraft} />
    </div>
  );
}

function draftOf(name: string, f: FlowSpec): FlowDraft {
  return { name, from: f.from, to: f.to, protocol: f.protocol, port: String(f.port ?? ''), proxy: f.proxy ?? '' };
}

interface RowProps {
  readonly id: string;
  readonly flow: FlowSpec;
  readonly verdict: FlowVerdict | undefined;
  readonly onEdit: () => void;
}

function FlowRow({ id, flow, verdict, onEdit }: RowProps) {
  const { t } = useText();
  return (
    <tr>
      <td>
        <button type="button" className={css['device']} onClick={onEdit} title={t('editFlow')}>
          {id}
        </button>
      </td>
      <td>{flow.from}</td>
      <td>{flow.to}</td>
      <td>
        {flow.protocol} {flow.port}
      </td>
      <td>{flow.proxy}</td>
      <td className={verdict === undefined ? '' : css[verdict]}>{verdict && <strong>{t(`verdict_${verdict}`)}</strong>}</td>
      <td className={css['actions']}>
        <button type="button" aria-label={`${t('send')}: ${id}`} title={t('send')} onClick={() => void runFlow(flow)}>
          <Play size={14} />
        </button>
        <button
          type="button"
          aria-label={`${t('delete')}: ${id}`}
          title={t('delete')}
          onClick={() => edit({ did: 'delete', of: id }, { flows: { [id]: null } })}
        >
          <Trash2 size={14} />
        </button>
      </td>
    </tr>
  );
}

interface EditorProps {
  readonly draft: FlowDraft;
  readonly onDraft: (draft: FlowDraft) => void;
}

function FlowEditor({ draft, onDraft }: EditorProps) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const ends = useMemo(() => endpointsOf(lab), [lab]);
  const proxies = useMemo(() => proxiesOf(lab), [lab]);
  const list = useId();
  const flow = flowOf(draft);
  const set = (part: Partial<FlowDraft>) => onDraft({ ...draft, ...part });
  const known = lab.flows?.[draft.name] !== undefined;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!flow || draft.name.trim() === '') return;
    const name = draft.name.trim();
    const { proxy, port, ...rest } = flow;
    const value = { ...rest, port: port ?? null, proxy: proxy ?? null };
    edit({ did: known ? 'set' : 'add', of: name, what: t('flow') }, { flows: { [name]: value } });
    void runFlow(flow);
  };
  return (
    <form className={css['editor']} aria-label={t('editFlow')} onSubmit={save}>
      <label>
        {t('name')}
        <input value={draft.name} required onChange={(e) => set({ name: e.target.value })} />
      </label>
      <label>
        {t('from')}
        <select value={draft.from} required onChange={(e) => set({ from: e.target.value })}>
          <option value="">—</option>
          {ends.from.map((d) => (
            <option key={d}>{d}</option>
          ))}
        </select>
      </label>
      <label>
        {t('toAddressOrName')}
        <input list={list} value={draft.to} required spellCheck={false} onChange={(e) => set({ to: e.target.value })} />
        <datalist id={list}>
          {ends.to.map((d) => (
            <option key={d} value={d} />
          ))}
        </datalist>
      </label>
      <label>
        {t('protocol')}
        <select value={draft.protocol} onChange={(e) => set({ protocol: e.target.value as FlowSpec['protocol'] })}>
          <option value="tcp">TCP</option>
          <option value="udp">UDP</option>
          <option value="icmp">ICMP</option>
        </select>
      </label>
      {draft.protocol !== 'icmp' && (
        <label>
          {t('port')}
          <input className={css['port']} inputMode="numeric" value={draft.port} onChange={(e) => set({ port: e.target.value.replaceAll(/\D/g, '') })} />
        </label>
      )}
      {draft.protocol === 'tcp' && proxies.length > 0 && (
        <label>
          {t('proxy')}
          <select value={draft.proxy} onChange={(e) => set({ proxy: e.target.value })}>
            <option value="">{t('none')}</option>
            {proxies.map((d) => (
              <option key={d}>{d}</option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" className={css['send']} disabled={!flow || draft.name.trim() === ''}>
        {t(known ? 'saveFlow' : 'addFlow')}
      </button>
    </form>
  );
}
