/** Above a looking glass: each prefix with the networks that see it, by which upstream, and who has just changed. */
import { useState } from 'react';
import type { Table } from '../../engine/index.ts';
import { movedBetween, seenIn } from '../../view-models/looking-glass.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';
import { ZoneSize } from './ZoneSize.tsx';

interface Props {
  readonly table: Table;
  readonly filter: string;
  readonly onFilter: (prefix: string) => void;
}

export function LookingGlass({ table, filter, onFilter }: Props) {
  const { t } = useText();
  // What was seen before the last change of the lab or step.
  const [seen, setSeen] = useState<{ readonly now: Table; readonly before?: Table }>({ now: table });
  if (seen.now !== table) setSeen({ now: table, ...(seen.now.device === table.device && { before: seen.now }) });
  const moved = seen.before ? movedBetween(seen.before, seen.now) : [];
  return (
    <div className={css['glass']}>
      <ZoneSize />
      <ul aria-label={t('glassSeen')}>
        {seenIn(table).map((s) => (
          <li key={s.prefix}>
            <button type="button" className={css['chip']} aria-pressed={filter === s.prefix} onClick={() => onFilter(filter === s.prefix ? '' : s.prefix)}>
              {s.prefix}
            </button>{' '}
            {t('glassNetworks', { n: s.networks })}: {s.by.map((b) => t('glassBy', { n: b.networks, asn: b.upstream })).join(t('glassAnd'))}
            {moved
              .filter((m) => m.prefix === s.prefix)
              .map((m) => (
                <strong key={`${m.from} ${m.to}`}> {t(m.to === '' ? 'glassLost' : 'glassMoved', { n: m.networks, from: m.from, to: m.to })}</strong>
              ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
