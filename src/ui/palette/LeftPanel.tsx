/** The left side: the story, what can be added, and the outline that is the canvas's twin for keyboard and screen reader. */
import { type DragEvent, useState } from 'react';
import { useDocument } from '../../state/document.ts';
import { type LeftTab, mark, select, setView, useView } from '../../state/view.ts';
import { diagramOf, type ObjectKind } from '../../view-models/diagram/index.ts';
import { PALETTE } from '../../view-models/palette.ts';
import { Glyph } from '../canvas/Glyph.tsx';
import { add } from '../editing/actions.ts';
import { DRAG_KIND } from '../editing/drag.ts';
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
  const text = useText();
  const { t } = text;
  const [search, setSearch] = useState('');
  const groups = [...new Set(PALETTE.map((p) => p.group))];
  const shown = PALETTE.filter((p) => t(`kind_${p.kind}`).toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <div className={css['palette']}>
      <input
        type="search"
        placeholder={t('search')}
        aria-label={t('search')}
        value={search}
        onChange={(e) => setSearch(e.target.value)}
        onKeyDown={(e) => e.key === 'Enter' && shown[0] && add(text, shown[0].kind)}
      />
      {groups.map((g) => (
        <section key={g}>
          <h3>{t(g)}</h3>
          <ul>
            {shown
              .filter((p) => p.group === g)
              .map((p) => (
                <li key={p.kind}>
                  <button type="button" draggable onDragStart={(e) => drag(e, p.kind)} onClick={() => add(text, p.kind)}>
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

/** With Ctrl beside what is marked already. */
function choose(id: string, beside: boolean): void {
  const { marked, tab } = useView.getState();
  if (!beside) select(id, { tab });
  else mark(marked.includes(id) ? marked.filter((m) => m !== id) : [...marked, id]);
}

function drag(event: DragEvent, kind: ObjectKind): void {
  event.dataTransfer.setData(DRAG_KIND, kind);
  event.dataTransfer.effectAllowed = 'copy';
}

function Outline() {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const marked = useView((s) => s.marked);
  const { nodes } = diagramOf(lab);
  const branch = (parent: string | undefined) => {
    const children = nodes.filter((n) => n.parent === parent);
    if (children.length === 0) return null;
    return (
      <ul>
        {children.map((n) => (
          <li key={n.id}>
            <button type="button" aria-current={marked.includes(n.id)} onClick={(e) => choose(n.id, e.ctrlKey || e.metaKey)}>
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
    ...Object.keys(lab.networkSecurityGroups ?? {}).map((id) => ({ id, kind: 'networkSecurityGroup' as const })),
    ...Object.keys(lab.firewallPolicies ?? {}).map((id) => ({ id, kind: 'firewallPolicy' as const })),
    ...Object.keys(lab.connections ?? {}).map((id) => ({ id, kind: 'connection' as const })),
  ];
  return (
    <nav className={css['outline']} aria-label={t('outline')} data-editing>
      {branch(undefined)}
      <ul>
        {others.map((o) => (
          <li key={o.id}>
            <button type="button" aria-current={marked.includes(o.id)} onClick={(e) => choose(o.id, e.ctrlKey || e.metaKey)}>
              <Glyph kind={o.kind} size={16} /> <span>{o.id}</span> <small>{t(`kind_${o.kind}`)}</small>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
