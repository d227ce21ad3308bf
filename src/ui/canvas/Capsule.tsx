/** The packet itself: a capsule with its protocol, a head that shows the direction by its shape too, a ring for each wrapping. */
import type { Packet } from '../../engine/index.ts';
import { capsuleText, encapsulations } from '../../view-models/playback.ts';
import css from './packet.module.css';

interface Props {
  readonly packet: Packet;
  readonly direction: 'out' | 'back';
  /** Degrees of its direction. */
  readonly angle: number;
  /** Source → destination. */
  readonly ends: string;
  readonly ttl: number | undefined;
  readonly failed: boolean;
}

export function Capsule({ packet, direction, angle, ends, ttl, failed }: Props) {
  const rings = encapsulations(packet);
  return (
    <div className={css['scale']} aria-hidden="true">
      <div className={`${css['capsule']} ${failed ? css['shake'] : ''}`} data-leg={direction}>
        {rings.map((ring, i) => (
          <span key={ring} className={css['ring']} title={ring} style={{ inset: -4 - 5 * i }} />
        ))}
        <svg className={css['head']} width="12" height="12" viewBox="0 0 12 12" style={{ transform: `rotate(${angle}deg)` }}>
          {direction === 'back' ? (
            <path d="M1.5 1.5 6 6l-4.5 4.5M6 1.5 10.5 6 6 10.5" fill="none" stroke="currentColor" strokeWidth="2" />
          ) : (
            <path d="M2 1.5 10.5 6 2 10.5z" fill="currentColor" />
          )}
        </svg>
        {capsuleText(packet)}
        {ttl !== undefined && <span className={css['ttl']}>TTL {ttl}</span>}
      </div>
      <div className={css['ends']} key={ends}>
        {ends}
      </div>
    </div>
  );
}
