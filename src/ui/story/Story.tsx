/** The step's text, its checks with their live state, and the way to the next. */
import type { CheckResult } from '../../engine/index.ts';
import { runConsole } from '../../state/consoles.ts';
import { putBack, useDocument } from '../../state/document.ts';
import { runFlow, useResults } from '../../state/results.ts';
import { select, useView } from '../../state/view.ts';
import { kindOf } from '../../view-models/diagram/index.ts';
import { useText } from '../shared/use-text.ts';
import { neighborStep, openStep } from './steps.ts';
import css from './story.module.css';

/** Text with `code` in backquotes; with `linked`, the name of an object there selects it. */
function Prose({ text, linked = false }: { readonly text: string; readonly linked?: boolean }) {
  return text.split('\n\n').map((paragraph) => (
    <p key={paragraph}>
      {paragraph.split(/(`[^`]+`)/).map((part, i) =>
        // The parts of one paragraph never move.
        part.startsWith('`') ? <Code key={`${i} ${part}`} text={part.slice(1, -1)} linked={linked} /> : part,
      )}
    </p>
  ));
}

function Code({ text, linked }: { readonly text: string; readonly linked: boolean }) {
  const isObject = useDocument((s) => linked && kindOf(s.lab, text) !== undefined);
  if (!isObject) return <code>{text}</code>;
  return (
    <button type="button" className={css['object']} onClick={() => select(text, { tab: useView.getState().tab })}>
      <code>{text}</code>
    </button>
  );
}

export function Story() {
  const { t, of } = useText();
  const scenario = useDocument((s) => s.scenario);
  const step = useDocument((s) => s.step);
  const edited = useDocument((s) => s.edited);
  const checks = useResults((s) => s.checks);
  if (!scenario) return null;
  const index = scenario.steps?.findIndex((s) => s.id === step) ?? -1;
  const told = scenario.steps?.[index];
  const [before, after] = [neighborStep(-1), neighborStep(1)];
  return (
    <div className={css['story']}>
      <h2>{told ? `${index + 1} · ${of(told.title)}` : of(scenario.title)}</h2>
      <div className={css['prose']}>
        <Prose text={of(told?.text ?? scenario.text)} linked />
      </div>
      {edited && (
        <div className={css['edited']}>
          {t('edited')}{' '}
          <button type="button" onClick={putBack}>
            {t('putBack')}
          </button>
        </div>
      )}
      <h3>{t('checks')}</h3>
      {checks.length === 0 && <p className={css['quiet']}>{t('noChecks')}</p>}
      <CheckList checks={checks} />
      {scenario.steps && (
        <nav className={css['nav']} aria-label={t('steps')}>
          <button type="button" disabled={before === undefined} onClick={() => before !== undefined && openStep(before)} title="[">
            ← {t('previous')}
          </button>
          <button type="button" className={css['primary']} disabled={after === undefined} onClick={() => after !== undefined && openStep(after)} title="]">
            {t('next')} →
          </button>
        </nav>
      )}
      {index === 0 && scenario.article && (
        <p className={css['quiet']}>
          {t('basedOn')}: {of(scenario.article.title)}
        </p>
      )}
    </div>
  );
}

/** What the article says comes before what the lab adds. */
function claimsFirst(checks: readonly CheckResult[]): readonly CheckResult[] {
  return [...checks.filter((c) => c.claim !== undefined), ...checks.filter((c) => c.claim === undefined)];
}

export function CheckList({ checks, detailed = false }: { readonly checks: readonly CheckResult[]; readonly detailed?: boolean }) {
  const { t, of } = useText();
  const show = (c: CheckResult) => {
    if ('device' in c.check)
      select(c.check.device, {
        tab: c.check.kind === 'rows' ? 'routes' : c.check.kind === 'console' ? 'console' : 'config',
        ...(c.check.kind === 'rows' && { table: c.check.table, peer: c.check.peer }),
      });
    if (c.check.kind === 'console') void runConsole(c.check.device, c.check.command);
    if (c.check.kind === 'flow') {
      const flow = typeof c.check.flow === 'string' ? useDocument.getState().lab.flows?.[c.check.flow] : c.check.flow;
      if (flow) void runFlow(flow);
    }
  };
  return (
    <ul className={css['checks']}>
      {claimsFirst(checks).map((c) => (
        <li key={c.id}>
          <button type="button" onClick={() => show(c)} className={c.pass ? css['pass'] : css['fail']}>
            <span aria-hidden="true">{c.pass ? '✓' : '✕'}</span>
            <span>
              <Prose text={of(c.title)} />
              <span className="visually-hidden">{t(c.pass ? 'holds' : 'fails')}</span>
              {c.claim !== undefined && <small>{c.claim}</small>}
            </span>
          </button>
          {!c.pass && (
            <ul className={css['found']}>
              {c.found.slice(0, detailed ? 40 : 4).map((f) => (
                <li key={f}>{f}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
