/** Pinned where a packet ends: what became of it, why, and the way to the rule. */
import { useViewport } from '@xyflow/react';
import { CircleCheck, CircleX } from 'lucide-react';
import { type CSSProperties, useLayoutEffect, useRef, useState } from 'react';
import type { Leg } from '../../engine/index.ts';
import { setView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import css from './packet.module.css';

interface Props {
  readonly leg: Leg;
  /** It is what the sender is told of another packet's end. */
  readonly told: boolean;
}

interface Place {
  /** Screen pixels to the right of the packet's middle. */
  readonly shift: number;
  readonly above: boolean;
}

const BELOW: Place = { shift: 0, above: false };
/** Screen pixels: from the packet to the card, below it and above; from the card to an edge. */
const [GAP_BELOW, GAP_ABOVE, MARGIN] = [32, 16, 6];

/** Below the packet, or above it where the player or the edge of the drawing is in the way; never beyond its sides. */
function usePlace() {
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(BELOW);
  const { x, y, zoom } = useViewport();
  useLayoutEffect(() => {
    const card = ref.current;
    const pane = card?.closest('.react-flow')?.getBoundingClientRect();
    const at = card?.parentElement?.getBoundingClientRect();
    if (!card || !pane || !at) return;
    const { width, height } = card.getBoundingClientRect();
    const shift = Math.max(0, pane.left + MARGIN - (at.left - width / 2)) - Math.max(0, at.left + width / 2 - (pane.right - MARGIN));
    const player = document.querySelector('[data-player]')?.getBoundingClientRect();
    const left = at.left - width / 2 + shift;
    const floor = player && player.left < left + width && player.right > left ? Math.min(pane.bottom, player.top) : pane.bottom;
    const above = at.top + GAP_BELOW + height > floor && at.top - GAP_ABOVE - height > pane.top;
    setPlace((now) => (now.above === above && Math.abs(now.shift - shift) < 1 ? now : { shift, above }));
  }, [x, y, zoom]);
  return { ref, place };
}

export function EndCard({ leg, told }: Props) {
  const { t, reason } = useText();
  const fine = leg.ending === 'delivered';
  const Icon = fine ? CircleCheck : CircleX;
  const { ref, place } = usePlace();
  const style = { '--shift': `${place.shift}px` } as CSSProperties;
  return (
    <div
      ref={ref}
      className={css['card']}
      style={style}
      data-above={place.above || undefined}
      data-fine={fine || undefined}
      role="note"
      data-testid="packet-end"
    >
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
