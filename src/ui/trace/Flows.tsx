/** The lab's named flows with how each fares, and the editor of one. */
import { Play, Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { FlowSpec, FlowVerdict, Lab } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { askVerdict, runFlow, useResults } from '../../state/results.ts';
import { applicationOf, flowPatch, isComplete } from '../../view-models/flows.ts';
import { useText } from '../shared/use-text.ts';
import { DetailFields, FlowFields } from './FlowFields.tsx';
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

interface Draft {
  readonly name: string;
  readonly flow: FlowSpec;
}

const EMPTY: Draft = { name: '', flow: { from: '', to: '', protocol: 'tcp', port: 443 } };

export function Flows() {
  const { t } = useText();
  const flows = useDocument((s) => s.lab.flows);
  const verdicts = useVerdicts(flows);
  const [draft, setDraft] = useState(EMPTY);
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
              <FlowRow key={id} id={id} flow={f} verdict={verdicts[id]} onEdit={() => setDraft({ name: id, flow: f })} />
            ))}
          </tbody>
        </table>
      )}
      <FlowEditor draft={draft} onDraft={setDraft} />
    </div>
  );
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
        {applicationOf(flow).toUpperCase()} {flow.port}
        {[flow.source, flow.bytes === undefined ? undefined : `${flow.bytes} B`, flow.ttl === undefined ? undefined : `TTL ${flow.ttl}`]
          .flatMap((x) => x ?? [])
          .map((x) => (
            <small key={x}> {x}</small>
          ))}
      </td>
      <td>{flow.proxyPort === undefined ? flow.proxy : `${flow.proxy}:${flow.proxyPort}`}</td>
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
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

function FlowEditor({ draft, onDraft }: EditorProps) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const { flow } = draft;
  const name = draft.name.trim();
  const known = lab.flows?.[name] !== undefined;
  const onFlow = (next: FlowSpec) => onDraft({ ...draft, flow: next });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete(flow) || name === '') return;
    const saved = { ...flow, to: flow.to.trim() };
    edit({ did: known ? 'set' : 'add', of: name, what: t('flow') }, { flows: { [name]: known ? flowPatch(saved) : saved } });
    void runFlow(saved);
  };
  return (
    <form className={css['editor']} aria-label={t('editFlow')} onSubmit={save}>
      <label>
        {t('name')}
        <input value={draft.name} required onChange={(e) => onDraft({ ...draft, name: e.target.value })} />
      </label>
      <FlowFields flow={flow} onFlow={onFlow} />
      <DetailFields flow={flow} onFlow={onFlow} />
      <button type="submit" className={css['send']} disabled={!isComplete(flow) || name === ''}>
        {t(known ? 'saveFlow' : 'addFlow')}
      </button>
    </form>
  );
}
