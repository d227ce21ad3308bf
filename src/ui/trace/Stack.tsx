/** A packet's headers, outermost first, each inside the one above; what a hop rewrites is marked. */
import type { Packet } from '../../engine/index.ts';
import { stackLines } from '../../view-models/stack.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

interface Props {
  readonly packet: Packet;
  readonly beside?: Packet | undefined;
  /** `after`: what differs was done here; `before`: it will be undone here. */
  readonly side: 'before' | 'after';
}

export function Stack({ packet, beside, side }: Props) {
  const { t } = useText();
  return stackLines(packet, beside).map((line) => (
    <div
      key={`${line.depth} ${line.kind}`}
      data-header={line.kind}
      className={`${css['header']} ${line.kind === 'esp' ? css['esp'] : ''}`}
      style={{ paddingLeft: line.depth * 9 }}
    >
      {line.only && (
        <span className={css['pushed']} title={t(side === 'after' ? 'putOn' : 'takenOff')}>
          {side === 'after' ? '+' : '−'}
        </span>
      )}
      {line.parts.map((p, i) => {
        const key = `${i} ${p.text}`;
        if (!p.changed) return <span key={key}>{p.text} </span>;
        return side === 'after' ? (
          <mark key={key} title={t('rewritten')}>
            {p.text}{' '}
          </mark>
        ) : (
          <del key={key}>{p.text} </del>
        );
      })}
    </div>
  ));
}
