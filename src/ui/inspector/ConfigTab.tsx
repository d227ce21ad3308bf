/** The texts that a machine is set up by: one is open in the editor, those that it could have can be added. */
import { Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { HostText } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { setView, useView } from '../../state/view.ts';
import { patchAt, pathOf } from '../../view-models/diagram/index.ts';
import { FILE_OF, missingTexts, shownText, textsOf } from '../../view-models/texts.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';

const TextEditor = lazy(() => import('../config-editor/TextEditor.tsx'));

export function ConfigTab({ id }: { readonly id: string }) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const asked = useView((s) => s.text);
  const line = useView((s) => s.line);
  const diagnostics = useResults((s) => s.diagnostics);
  const texts = textsOf(lab, id);
  const missing = missingTexts(lab, id);
  const shown = shownText(texts, asked, line);
  const path = pathOf(lab, id);
  if (!path || texts.length + missing.length === 0) return <p className={css['empty']}>{t('noConfig')}</p>;
  const add = (kind: HostText) => {
    edit({ did: 'add', of: id, what: FILE_OF[kind] }, patchAt([...path, kind], { config: '' }));
    setView({ text: kind });
  };
  const wrong = (kind: string) => diagnostics.filter((d) => d.place.object === id && d.place.text === kind && d.severity !== 'info').length;
  return (
    <>
      <div className={css['subtabs']}>
        <div className={css['kinds']} role="tablist" aria-label={t('texts')}>
          {texts.map(({ kind, file }) => (
            <button
              key={kind}
              type="button"
              role="tab"
              aria-selected={kind === shown?.kind}
              className={css['chip']}
              onClick={() => setView({ text: kind, line: undefined })}
            >
              {file}
              {wrong(kind) > 0 && <span className={css['wrong']}>{t('problemsIn', { n: wrong(kind) })}</span>}
            </button>
          ))}
        </div>
        {missing.map((kind) => (
          <button key={kind} type="button" className={`${css['chip']} ${css['add']}`} onClick={() => add(kind)}>
            <Plus size={12} aria-hidden="true" /> {FILE_OF[kind]}
          </button>
        ))}
        {shown && shown.kind !== 'frr' && (
          <button
            type="button"
            className={`${css['chip']} ${css['remove']}`}
            aria-label={t('removeText', { file: shown.file })}
            title={t('removeText', { file: shown.file })}
            onClick={() => edit({ did: 'delete', of: `${shown.file} ${id}` }, patchAt([...path, shown.kind], null))}
          >
            <Trash2 size={13} />
          </button>
        )}
      </div>
      {shown ? (
        <div className={css['configHost']}>
          <Suspense fallback={<p className={css['empty']}>{t('editorLoading')}</p>}>
            <TextEditor key={`${id} ${shown.kind}`} device={id} kind={shown.kind} />
          </Suspense>
        </div>
      ) : (
        <p className={css['empty']}>{t('noTextYet')}</p>
      )}
    </>
  );
}
