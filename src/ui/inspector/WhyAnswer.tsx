/** The answer to a question: a place after another, each with its sections, each step with its rules and its line. */
import { useEffect, useId, useState } from 'react';
import { type Reason, type Why, type WhyPlace, type WhySection, type WhyStep, WHY_SECTIONS, WHY_VERDICTS } from '../../engine/index.ts';
import { askWhy, useResults } from '../../state/results.ts';
import { askAt, type Question } from '../../state/why.ts';
import { devicesAlong, isTelling, placesInOrder } from '../../view-models/why.ts';
import { SourceLine } from '../shared/SourceLine.tsx';
import { useText } from '../shared/use-text.ts';
import css from './why.module.css';

const MARK = { passed: '✓', changed: '~', stopped: '×', chosen: '▸', beaten: '·', fact: '–' } as const;

function useAnswer({ device, text }: Question): Why | undefined {
  const revision = useResults((s) => s.revision);
  const [answer, setAnswer] = useState<Why>();
  useEffect(() => {
    if (revision < 0) return;
    let current = true;
    void askWhy(device, text).then((a) => current && setAnswer(a));
    return () => {
      current = false;
    };
  }, [device, text, revision]);
  return answer?.device === device && answer.question === text ? answer : undefined;
}

export function WhyAnswer({ question }: { readonly question: Question }) {
  const { t, reason, language } = useText();
  const answer = useAnswer(question);
  if (!answer) return null;
  const places = placesInOrder(answer, question);
  const said = answer.problem ? reason(answer.problem) : places.map((p) => `${p.id} ${p.prefix ?? ''}: ${WHY_VERDICTS[p.verdict][language]}`).join('; ');
  return (
    <section aria-label={t('whyAnswer', { question: question.text })}>
      <p role="status" className={answer.problem ? css['problem'] : 'visually-hidden'}>
        {said}
      </p>
      {places.map((place, i) => (
        <Place key={place.id} place={place} open={i === 0} />
      ))}
    </section>
  );
}

function Place({ place, open }: { readonly place: WhyPlace; readonly open: boolean }) {
  const { language } = useText();
  return (
    <details className={css['place']} open={open} data-verdict={place.verdict}>
      <summary>
        <span className={css['name']}>{place.id}</span> <code>{place.prefix ?? ''}</code>{' '}
        <span className={css['verdict']} data-verdict={place.verdict}>
          {WHY_VERDICTS[place.verdict][language]}
        </span>
      </summary>
      <p className={css['summary']}>
        <Words reason={place.summary} />
      </p>
      {place.nearest && (
        <p className={css['nearest']}>
          <Words reason={place.nearest} />
        </p>
      )}
      <Along place={place} />
      {place.sections.map((s) => (
        <Section key={s.kind} section={s} />
      ))}
    </details>
  );
}

/** The devices that the answer is about: the same question is one press away at each. */
function Along({ place }: { readonly place: WhyPlace }) {
  const { t } = useText();
  const devices = devicesAlong(place);
  if (devices.length === 0) return null;
  return (
    <ul className={css['along']} aria-label={t('whyAlong')}>
      {devices.map((d) => (
        <li key={d}>
          <button type="button" aria-label={t('whyAskAt', { device: d, prefix: place.prefix ?? '' })} onClick={() => askAt(d, place.prefix ?? '')}>
            {d}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Section({ section }: { readonly section: WhySection }) {
  const { language } = useText();
  const id = useId();
  return (
    <>
      <h3 id={id} className={css['heading']}>
        {WHY_SECTIONS[section.kind][language]}
      </h3>
      <Steps steps={section.steps} labelledBy={id} />
    </>
  );
}

function Steps({ steps, labelledBy }: { readonly steps: readonly WhyStep[]; readonly labelledBy?: string }) {
  return (
    <ul className={css['steps']} {...(labelledBy !== undefined && { 'aria-labelledby': labelledBy })}>
      {steps.map((s, i) => (
        <li key={`${s.reason.code} ${i}`} data-mark={s.mark}>
          <Step step={s} />
        </li>
      ))}
    </ul>
  );
}

function Step({ step }: { readonly step: WhyStep }) {
  const { t } = useText();
  const own = (
    <>
      <span className={css['mark']} data-mark={step.mark} aria-hidden="true">
        {MARK[step.mark]}
      </span>
      {step.mark !== 'fact' && <span className="visually-hidden">{t(`whyMark_${step.mark}`)}: </span>}
      <Words reason={step.reason} plain={step.steps !== undefined} />
    </>
  );
  if (!step.steps) return own;
  return (
    <details open={isTelling(step)}>
      <summary>{own}</summary>
      {step.reason.source && <SourceLine source={step.reason.source} device={step.device ?? ''} />}
      <Steps steps={step.steps} />
    </details>
  );
}

/** The words, the rules and, unless it stands elsewhere, the line. */
function Words({ reason, plain = false }: { readonly reason: Reason; readonly plain?: boolean }) {
  const { t, reason: word } = useText();
  return (
    <>
      {word(reason)}
      {reason.rules && reason.rules.length > 0 && (
        <span className={css['rules']} title={t('reasonRules')}>
          {' '}
          {reason.rules.join(', ')}
        </span>
      )}
      {!plain && reason.source && <SourceLine source={reason.source} device={reason.source.device ?? ''} />}
    </>
  );
}
