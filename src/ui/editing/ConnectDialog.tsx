/** What two objects are joined by: the ends, every connection between them, and why the others are refused. */
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { askJudgement } from '../../state/results.ts';
import { notify, select, setView, useView } from '../../state/view.ts';
import type { Choice } from '../../view-models/editing/choice.ts';
import { choicesBetween, connectable } from '../../view-models/editing/connect.ts';
import { useText } from '../shared/use-text.ts';
import { labWith } from './actions.ts';
import css from './editing.module.css';
import { submitOnEnter } from './submit.ts';

/** What the platform would say of each choice; asked anew when the ends change. */
function useJudgements(choices: readonly Choice[]): ReadonlyMap<Choice, readonly Diagnostic[]> {
  const [said, setSaid] = useState<ReadonlyMap<Choice, readonly Diagnostic[]>>(new Map());
  useEffect(() => {
    let current = true;
    const open = choices.filter((c) => 'patch' in c);
    void Promise.all(open.map(async (c) => [c, await askJudgement(labWith((c as { patch: unknown }).patch))] as const)).then(
      (all) => current && setSaid(new Map(all)),
    );
    return () => {
      current = false;
    };
  }, [choices]);
  return said;
}

export default function ConnectDialog() {
  const { t, problem } = useText();
  const lab = useDocument((s) => s.lab);
  const asked = useView((s) => s.connecting);
  const dialog = useRef<HTMLDialogElement>(null);
  const ends = useMemo(() => connectable(lab), [lab]);
  const [from, setFrom] = useState(asked?.from ?? '');
  const [to, setTo] = useState(asked?.to ?? '');
  const found = useMemo(() => (to === '' ? undefined : choicesBetween(lab, from, to)), [lab, from, to]);
  const choices = useMemo(() => (found && !('refused' in found) ? found : []), [found]);
  const judged = useJudgements(choices);
  const [wanted, setWanted] = useState<string>();
  useEffect(() => dialog.current?.showModal(), []);
  const refusalOf = (c: Choice): string | undefined => {
    if ('refused' in c) return t(c.refused, c.args);
    const error = judged.get(c)?.find((d) => d.severity === 'error');
    return error && problem(error);
  };
  const open = choices.filter((c) => refusalOf(c) === undefined);
  const chosen = open.find((c) => c.kind === wanted) ?? open[0];
  const close = () => setView({ connecting: undefined });
  const join = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || !('patch' in chosen)) return;
    edit({ did: 'connect', of: `${from} – ${to}` }, chosen.patch);
    if (chosen.object !== undefined) select(chosen.object, { tab: 'settings' });
    notify('info', t('connected', { a: from, b: to, what: t(`join_${chosen.kind}`) }));
    close();
  };
  return (
    <dialog ref={dialog} className={`${css['dialog']} nokey`} aria-label={t('connect')} onClose={close}>
      <form onSubmit={join}>
        <h2>{t('connect')}</h2>
        <div className={css['ends']}>
          <End label={t('connectFrom')} ends={ends} value={from} onValue={setFrom} />
          <End label={t('connectTo')} ends={ends.filter((e) => e !== from)} value={to} onValue={setTo} />
        </div>
        {found === undefined && <p className={css['quiet']}>{t('connectHint')}</p>}
        {found && 'refused' in found && (
          <p className={css['refused']} role="status">
            {t(found.refused, found.args)}
          </p>
        )}
        {choices.length > 0 && (
          <fieldset>
            <legend>{t('connectBy')}</legend>
            {choices.map((c) => {
              const refusal = refusalOf(c);
              const warnings = judged.get(c)?.filter((d) => d.severity === 'warning') ?? [];
              return (
                <div key={c.kind} className={css['choice']}>
                  <label>
                    <input type="radio" name="join" checked={chosen === c} disabled={refusal !== undefined} onChange={() => setWanted(c.kind)} />
                    <span>{t(`join_${c.kind}`)}</span>
                  </label>
                  {refusal !== undefined && <p className={css['refused']}>{refusal}</p>}
                  {warnings.map((d) => (
                    <p key={d.message} className={css['warning']}>
                      {problem(d)}
                    </p>
                  ))}
                </div>
              );
            })}
          </fieldset>
        )}
        <div className={css['buttons']}>
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" className={css['primary']} disabled={!chosen}>
            {t('connectDo')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface EndProps {
  readonly label: string;
  readonly ends: readonly string[];
  readonly value: string;
  readonly onValue: (id: string) => void;
}

function End({ label, ends, value, onValue }: EndProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(e) => onValue(e.target.value)} onKeyDown={submitOnEnter}>
        {!ends.includes(value) && <option value={value}>{value === '' ? '—' : value}</option>}
        {ends.map((e) => (
          <option key={e}>{e}</option>
        ))}
      </select>
    </label>
  );
}
