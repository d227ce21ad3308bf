/** The first screen: every scenario with its picture, its question and its article. */
import { useEffect, useState } from 'react';
import type { Scenario } from '../../engine/index.ts';
import { stateAt } from '../../engine/index.ts';
import { centresOf, diagramOf } from '../../view-models/diagram.ts';
import { useText } from '../shared/use-text.ts';
import css from './gallery.module.css';
import { loadScenario, SCENARIO_IDS } from './scenarios.ts';

export function Gallery({ onNew }: { readonly onNew: () => void }) {
  const { t, of } = useText();
  const [scenarios, setScenarios] = useState<readonly Scenario[]>([]);
  useEffect(() => {
    let current = true;
    void Promise.all(SCENARIO_IDS.map(loadScenario)).then((all) => current && setScenarios(all.filter((s) => s !== undefined)));
    return () => {
      current = false;
    };
  }, []);
  return (
    <main className={css['gallery']}>
      <h1>{t('galleryTitle')}</h1>
      <p>{t('galleryIntro')}</p>
      <ul>
        {scenarios.map((s) => (
          <li key={s.id}>
            <a href={`#/s/${s.id}`} className={css['card']}>
              <Picture scenario={s} />
              <h2>{of(s.title)}</h2>
              <p>{of(s.question)}</p>
              {s.article && (
                <small>
                  {t('basedOn')}: {of(s.article.title)}
                </small>
              )}
            </a>
          </li>
        ))}
        <li>
          <button type="button" className={css['card']} onClick={onNew}>
            <div className={css['picture']} />
            <h2>{t('newLab')}</h2>
            <p>{t('newLabText')}</p>
          </button>
        </li>
      </ul>
    </main>
  );
}

/** A small map of the lab. */
function Picture({ scenario }: { readonly scenario: Scenario }) {
  const diagram = diagramOf(stateAt(scenario));
  const centres = centresOf(diagram);
  const boxes = diagram.nodes.map((n) => {
    const c = centres.get(n.id) ?? { x: 0, y: 0 };
    return { n, x: c.x - n.size.width / 2, y: c.y - n.size.height / 2 };
  });
  const left = Math.min(...boxes.map((b) => b.x)) - 20;
  const top = Math.min(...boxes.map((b) => b.y)) - 20;
  const right = Math.max(...boxes.map((b) => b.x + b.n.size.width)) + 20;
  const bottom = Math.max(...boxes.map((b) => b.y + b.n.size.height)) + 20;
  return (
    <svg className={css['picture']} viewBox={`${left} ${top} ${right - left} ${bottom - top}`} aria-hidden="true">
      {boxes
        .filter((b) => b.n.shape === 'vnet' || b.n.shape === 'site' || b.n.shape === 'subnet')
        .map((b) => (
          <rect key={b.n.id} x={b.x} y={b.y} width={b.n.size.width} height={b.n.size.height} rx="14" className={css[b.n.shape]} />
        ))}
      {diagram.edges.map((e) => {
        const [a, b] = [centres.get(e.source), centres.get(e.target)];
        return a && b && <line key={e.id} x1={a.x} y1={a.y} x2={b.x} y2={b.y} className={css['edge']} />;
      })}
      {boxes
        .filter((b) => b.n.shape === 'device' || b.n.shape === 'internet')
        .map((b) => (
          <rect
            key={b.n.id}
            x={b.x}
            y={b.y}
            width={b.n.size.width}
            height={b.n.size.height}
            rx={b.n.shape === 'internet' ? 42 : 12}
            className={css['device']}
          />
        ))}
    </svg>
  );
}
