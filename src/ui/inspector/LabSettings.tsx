/** With nothing selected: what belongs to the whole lab, service tags and outages. */
import { useDocument } from '../../state/document.ts';
import { partsOfLab } from '../../view-models/parts-lab.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';
import { PartEditor } from './PartEditor.tsx';

export function LabSettings() {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  return (
    <section className={css['inspector']} aria-label={t('labSettings')}>
      <p className={css['empty']}>{t('nothingSelected')}</p>
      <div className={css['body']}>
        <div className={css['form']}>
          <h2 className={css['legend']}>{t('labSettings')}</h2>
          {partsOfLab(lab).map((part) => (
            <PartEditor key={part.label} id={t('labSettings')} base={[]} part={part} object={lab} />
          ))}
        </div>
      </div>
    </section>
  );
}
