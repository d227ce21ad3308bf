/** The left side: the story, what can be added, and the outline that is the canvas's twin for keyboard and screen reader. */
import { useState } from 'react';
import { edit, useDocument } from '../../state/document.ts';
import { type LeftTab, notify, select, setView, useView } from '../../state/view.ts';
import { diagramOf } from '../../view-models/diagram.ts';
import { additionOf, PALETTE } from '../../view-models/palette.ts';
import { Glyph } from '../canvas/Glyph.tsx';
import { useText } from '../shared/use-text.ts';
import { Story } from '../story/Story.tsx';
import css from './left.module.css';

const TABS: readonly LeftTab[] = ['story', 'add', 'outline'];

export function LeftPanel() {
  const { t } = useText();
  const tab = useView((s) => s.left);
  return (
    <aside className={css['left']} aria-label={t(tab)}>
      <div className={css['tabs']} role="tablist" aria-label={t('story')}>
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setView({ left: name })}>
            {t(name)}
          </button>
        ))}
      </div>
      <div className={css['body']} role="tabpanel" aria-label={t(tab)}>
        {tab === 'story' && <Story />}
        {tab === 'add' && <Palette />}
        {tab === 'outline' && <Outline />}
      </div>
    </aside>
  );
}

function Palette() {
  const { t } = useText();
  const [search, setSearch] = useState('');
  const groups = [...new Set(PALETTE.map((p) => p.group))];
  const add = (kind: (typeof PALETTE)[number]['kind']) => {
    const addition = additionOf(useDocument.getState().lab, kind);
    if ('needs' in addition) {
      notify('error', t(addition.needs));
      return;
    }
    edit({ did: 'add', of: addition.id }, addition.patch);
    select(addition.id, { tab: 'settings' });
    notify('info', t('addTo', { name: addition.id }));
  };
  const shown = PALETTE.filter((p) => t(`kind_${p.kind}`).toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <div className={css['palette']}>
      <input
        type="search"
        placeholder={t('search')}
        aria-label={t('search')}
        value={search}
        onChange={(e) => setSearch(e.target.value)}
        onKeyDown={(e) => e.key === 'Enter' && shown[0] && add(shown[0].kind)}
      />
      {groups.map((g) => (
        <section key={g}>
          <h3>{t(g)}</h3>
          <ul>
            {shown
              .filter((p) => p.group === g)
              .map((p) => (
                <li key={p.kind}>
                  <button type="button" onClick={() => add(p.kind)}>
                    <Glyph kind={p.kind} size={20} /> {t(`kind_${p.kind}`)}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Outline() {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const selected = useView((s) => s.selected);
  const { nodes } = diagramOf(lab);
  const branch = (parent: string | undefined) => {
    const children = nodes.filter((n) => n.parent === parent);
    if (children.length === 0) return null;
    return (
      <ul>
        {children.map((n) => (
          <li key={n.id}>
            <button type="button" aria-current={n.id === selected} onClick={() => select(n.id, { tab: useView.getState().tab })}>
              <Glyph kind={n.kind} size={16} /> <span>{n.label}</span> <small>{n.detail}</small>
            </button>
            {branch(n.id)}
          </li>
        ))}
      </ul>
    );
  };
  const others = [
    ...Object.keys(lab.routeTables ?? {}).map((id) => ({ id, kind: 'routeTable' as const })),
    ...Object.keys(lab.connections ?? {}).map((id) => ({ id, kind: 'connection' as const })),
  ];
  return (
    <nav className={css['outline']} aria-label={t('outline')}>
      {branch(undefined)}
      <ul>
        {others.map((o) => (
          <li key={o.id}>
            <button type="button" aria-current={o.id === selected} onClick={() => select(o.id)}>
              <Glyph kind={o.kind} size={16} /> <span>{o.id}</span> <small>{t(`kind_${o.kind}`)}</small>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
