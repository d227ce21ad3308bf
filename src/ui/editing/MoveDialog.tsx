/** Into which container an object is moved: every one of its sort, and why it cannot stand there. The drag's equal by keyboard. */
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useDocument } from '../../state/document.ts';
import { setView, useView } from '../../state/view.ts';
import { diagramOf, kindOf } from '../../view-models/diagram/index.ts';
import { containersFor, relocationInto } from '../../view-models/editing/relocation.ts';
import { useText } from '../shared/use-text.ts';
import { refusalText, take } from './actions.ts';
import css from './editing.module.css';
import { submitOnEnter } from './submit.ts';

export default function MoveDialog() {
  const text = useText();
  const { t } = text;
  const lab = useDocument((s) => s.lab);
  const id = useView((s) => s.relocating ?? '');
  const dialog = useRef<HTMLDialogElement>(null);
  const here = useMemo(() => diagramOf(lab).nodes.find((n) => n.id === id)?.parent ?? '', [lab, id]);
  const places = useMemo(() => containersFor(lab, id), [lab, id]);
  const [into, setInto] = useState(() => places.find((p) => p !== here && p !== here.split('/')[0]) ?? here);
  const found = useMemo(() => relocationInto(lab, id, into), [lab, id, into]);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => setView({ relocating: undefined });
  const refusal = found === undefined ? t('moveThere') : 'refused' in found ? refusalText(text, kindOf(lab, id), found) : undefined;
  const move = (event: FormEvent) => {
    event.preventDefault();
    if (!found || 'refused' in found) return;
    take(text, id, into, found);
    close();
  };
  return (
    <dialog ref={dialog} className={`${css['dialog']} nokey`} aria-label={t('moveInto')} onClose={close}>
      <form onSubmit={move}>
        <h2>
          {t('moveInto')}: {id}
        </h2>
        <div className={css['ends']}>
          <label>
            <span>{t('moveTo')}</span>
            <select value={into} onChange={(e) => setInto(e.target.value)} onKeyDown={submitOnEnter}>
              {places.map((p) => (
                <option key={p} value={p}>
                  {p === '' ? t('openCanvas') : p}
                </option>
              ))}
            </select>
          </label>
        </div>
        {refusal !== undefined && (
          <p className={found === undefined ? css['quiet'] : css['refused']} role="status">
            {refusal}
          </p>
        )}
        <div className={css['buttons']}>
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" className={css['primary']} disabled={refusal !== undefined}>
            {t('moveDo')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
