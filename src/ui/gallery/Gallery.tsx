/** The first screen: every scenario with its picture, its question and its article. */
import { useEffect, useState } from 'react';
import type { Scenario } from '../../engine/index.ts';
import { Trash2 } from 'lucide-react';
import { addressOf, forget, savedLabs } from '../app/autosave.ts';
import { LabPicture } from './LabPicture.tsx';
import { useText } from '../shared/use-text.ts';
import css from './gallery.module.css';
import { loadScenario, SCENARIO_IDS } from './scenarios.ts';

const inOrder = (a: Scenario, b: Scenario): number => SCENARIO_IDS.indexOf(a.id) - SCENARIO_IDS.indexOf(b.id);

export function Gallery({ onNew }: { readonly onNew: () => void }) {
  const { t, of, language } = useText();
  const [saved, setSaved] = useState<Awaited<ReturnType<typeof savedLabs>>>([]);
  const [scenarios, setScenarios] = useState<readonly Scenario[]>([]);
  useEffect(() => {
    let current = true;
    void savedLabs().then((all) => current && setSaved(all));
    // Each is shown as soon as it is read.
    for (const id of SCENARIO_IDS)
      void loadScenario(id).then((found) => found && current && setScenarios((now) => [...now.filter((s) => s.id !== id), found].toSorted(inOrder)));
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
              <LabPicture scenario={s} />
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
        {saved.map((s) => (
          <li key={s.key} className={css['saved']}>
            <a href={addressOf(s.scenario.id, s.step)} className={css['card']}>
              <LabPicture scenario={{ ...s.scenario, lab: s.lab, steps: [] }} />
              <h2>{of(s.scenario.title)}</h2>
              <p>
                {t('yourLab')}
                {s.step !== undefined && ` · ${of(s.scenario.steps?.find((x) => x.id === s.step)?.title)}`}
              </p>
              <small>{new Date(s.at).toLocaleString(language)}</small>
            </a>
            <button
              type="button"
              className={css['forget']}
              aria-label={`${t('forget')}: ${of(s.scenario.title)}`}
              title={t('forget')}
              onClick={() => void forget(s.key).then(() => setSaved((now) => now.filter((x) => x.key !== s.key)))}
            >
              <Trash2 size={15} />
            </button>
          </li>
        ))}
        <li>
          <button type="button" className={css['card']} onClick={onNew}>
            <div className={`${css['picture']} ${css['blank']}`} aria-hidden="true">
              +
            </div>
            <h2>{t('newLab')}</h2>
            <p>{t('newLabText')}</p>
          </button>
        </li>
      </ul>
    </main>
  );
}
