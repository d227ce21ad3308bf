/** Pinned where a packet ends: what became of it, why, and the way to the rule. */
import { CircleCheck, CircleX } from 'lucide-react';
import type { Leg } from '../../engine/index.ts';
import { setView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import css from './packet.module.css';

interface Props {
  readonly leg: Leg;
  /** It is what the sender is told of another packet's end. */
  readonly told: boolean;
}

export function EndCard({ leg, told }: Props) {
  const { t, reason } = useText();
  const fine = leg.ending === 'delivered';
  const Icon = fine ? CircleCheck : CircleX;
  return (
    <div className={css['card']} data-fine={fine || undefined} role="note" data-testid="packet-end">
      <Icon size={16} aria-hidden="true" className={css['cardIcon']} />
      <div>
        <strong>{told && fine ? t('senderTold') : t(`ending_${leg.ending}`)}</strong>
        <p>{reason(leg.reason)}</p>
        {leg.reason.rules && leg.reason.rules.length > 0 && <small>{leg.reason.rules.join(', ')}</small>}
        {!fine && (
          <button type="button" className="nodrag nopan" onClick={() => setView({ drawer: 'player', playerTab: 'hops' })}>
            {t('openHops')}
          </button>
        )}
      </div>
    </div>
  );
}
