/** Beside the editor: the flows that the line at the cursor touched, each played from the hop where it did. */
import type { FlowTouch, TextKind } from '../../engine/index.ts';
import { playAt } from '../../state/results.ts';
import { useTouchedFlows } from '../../state/touched.ts';
import { useWhy } from '../../state/why.ts';
import { flowText } from '../../view-models/flows.ts';
import { useText } from '../shared/use-text.ts';
import css from './editor.module.css';

export function TouchedFlows({ device, kind }: { readonly device: string; readonly kind: TextKind }) {
  const { t } = useText();
  const line = useWhy((s) => (s.at?.device === device && s.at.text === kind ? s.at.line : undefined));
  const touches = useTouchedFlows(device);
  // FRR's lines touch routes first of all; that they touched no flow is no news.
  if (line === undefined || (kind === 'frr' && !touches?.length)) return null;
  return (
    <section aria-label={t('touchedFlows')}>
      <p className={css['head']}>
        <strong>{t('touchedBy', { line })}</strong>{' '}
        {!touches ? '…' : touches.length === 0 ? t('touchedNoFlow') : t('touchedFlowCount', { n: flowsOf(touches) })}
      </p>
      <ul className={css['routes']}>
        {touches?.map((touch) => (
          <li key={`${flowText(touch.flow)} ${touch.effect} ${touch.leg}`}>
            <button type="button" onClick={() => void playAt(touch)}>
              <code>{touch.name ?? flowText(touch.flow)}</code> <span>{t(`flowTouch_${touch.effect}`)}</span>{' '}
              <span className={css['effect']}>
                {touch.origin ? `${t('origin')}, ` : ''}
                {t(touch.leg)} {touch.hop + 1}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const flowsOf = (touches: readonly FlowTouch[]): number => new Set(touches.map((t) => JSON.stringify(t.flow))).size;
