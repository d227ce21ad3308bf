/** What is selected: its header and the tabs about it. */
import { useDocument } from '../../state/document.ts';
import { type InspectorTab, setView, useView } from '../../state/view.ts';
import { kindOf } from '../../view-models/diagram/index.ts';
import { Glyph } from '../canvas/Glyph.tsx';
import { Console } from '../console/Console.tsx';
import { useText } from '../shared/use-text.ts';
import { ConfigTab } from './ConfigTab.tsx';
import css from './inspector.module.css';
import { LabSettings } from './LabSettings.tsx';
import { RoutesTab } from './RoutesTab.tsx';
import { Settings } from './Settings.tsx';
import { WhyTab } from './WhyTab.tsx';

const TABS: readonly InspectorTab[] = ['settings', 'routes', 'config', 'console', 'why'];

export function Inspector() {
  const { t } = useText();
  const id = useView((s) => s.selected);
  const tab = useView((s) => s.tab);
  const lab = useDocument((s) => s.lab);
  const kind = id === undefined ? undefined : kindOf(lab, id);
  if (id === undefined || kind === undefined) return <LabSettings />;
  return (
    <section className={css['inspector']} aria-label={t('inspector')}>
      <header className={css['header']}>
        <Glyph kind={kind} size={28} />
        <div>
          <h2>{id}</h2>
          <div className={css['sub']}>{t(`kind_${kind}`)}</div>
        </div>
      </header>
      <div className={css['tabs']} role="tablist" aria-label={id}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="inspector-panel"
            onClick={() => setView({ tab: name })}
          >
            {t(name)}
          </button>
        ))}
      </div>
      <div
        className={`${css['body']} ${tab === 'routes' || tab === 'config' || tab === 'console' ? css['flush'] : ''}`}
        id="inspector-panel"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
      >
        {tab === 'settings' && <Settings id={id} />}
        {tab === 'routes' && <RoutesTab id={id} />}
        {tab === 'console' && <Console key={id} id={id} />}
        {tab === 'why' && <WhyTab id={id} />}
        {tab === 'config' && <ConfigTab id={id} />}
      </div>
    </section>
  );
}
