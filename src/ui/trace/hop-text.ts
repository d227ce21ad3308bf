/** A hop in words: which one of which walk, the packet as it comes, and what was done with it. */
import { endsText } from '../../view-models/diagram/index.ts';
import { capsuleText, type Chapter, encapsulations, type Frame } from '../../view-models/playback.ts';
import type { Text } from '../shared/use-text.ts';

export interface HopText {
  /** `Out 3/7 · azfw`. */
  readonly place: string;
  /** `TCP SYN 10.0.0.4 → 10.1.0.4, in IPsec`. */
  readonly packet: string;
  readonly done: string;
}

export function hopText({ hop, leg, origin, index }: Frame, chapter: Chapter | undefined, { t, reason }: Text): HopText {
  const walk = origin ? t('ofOrigin', { leg: t(`chapter_${leg}`) }) : t(`chapter_${leg}`);
  const wrapped = encapsulations(hop.before);
  return {
    place: `${walk} ${index + 1}/${chapter?.leg.hops.length ?? index + 1} · ${hop.node}`,
    packet: [capsuleText(hop.before), endsText(hop, false), ...(wrapped.length > 0 ? [`(${wrapped.join(', ')})`] : [])].join(' '),
    done: hop.steps.map((s) => reason(s.reason)).join(' '),
  };
}
