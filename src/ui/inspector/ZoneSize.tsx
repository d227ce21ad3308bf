/** How large the invented Internet is, and by which seed it is made. */
import { edit, useDocument } from '../../state/document.ts';
import { ZONE_SIZES, zoneOf, zonePatch } from '../../view-models/default-free-zone.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';

export function ZoneSize() {
  const { t, language } = useText();
  const lab = useDocument((s) => s.lab);
  const zone = zoneOf(lab);
  if (!zone) return null;
  const sizes = [...new Set([...ZONE_SIZES, zone.prefixes])].sort((a, b) => a - b);
  const set = (what: 'prefixes' | 'seed', value: number) => edit({ did: 'set', of: t('zone'), what }, zonePatch(lab, { [what]: value }));
  return (
    <div className={css['zone']}>
      <label>
        {t('zoneSize')}{' '}
        <select value={zone.prefixes} onChange={(e) => set('prefixes', Number(e.target.value))}>
          {sizes.map((n) => (
            <option key={n} value={n}>
              {t('zonePrefixes', { n: n.toLocaleString(language) })}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className={css['button']} onClick={() => set('seed', (zone.seed + 1) % 4_294_967_296)}>
        {t('zoneAnother')}
      </button>
    </div>
  );
}
