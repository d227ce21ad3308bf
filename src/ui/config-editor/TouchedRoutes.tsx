/** Beside the editor: the routes that the line at the cursor touched, and what is marked in the text. */
import { useTouchedRoutes } from '../../state/touched.ts';
import { askFor, useWhy } from '../../state/why.ts';
import { type TouchedRoute, touchedRoutes } from '../../view-models/why.ts';
import { useText } from '../shared/use-text.ts';
import css from './editor.module.css';

export function TouchedRoutes({ device }: { readonly device: string }) {
  const { t } = useText();
  const line = useWhy((s) => (s.at?.device === device ? s.at.line : undefined));
  const prefix = useWhy((s) => s.question?.text);
  const { touches, total } = useTouchedRoutes(device);
  const routes = touchedRoutes(touches);
  if (line === undefined && prefix === undefined) return null;
  return (
    <section aria-label={t('touchedHere')}>
      {prefix !== undefined && (
        <p className={css['marked']}>
          <span>{t('touchedLines', { prefix })}</span>{' '}
          <button type="button" onClick={() => useWhy.setState({ question: undefined })}>
            {t('touchedClear')}
          </button>
        </p>
      )}
      {line !== undefined && (
        <>
          <p className={css['head']}>
            <strong>{t('touchedBy', { line })}</strong> {routes.length === 0 ? t('touchedNone') : t('touchedCount', { n: routes.length })}
          </p>
          {routes.length > 0 && (
            <ul className={css['routes']}>
              {routes.map((r) => (
                <li key={r.key}>
                  <Route device={device} route={r} />
                </li>
              ))}
              {total > touches.length && <li>{t('touchedMore', { n: total - touches.length })}</li>}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function Route({ device, route }: { readonly device: string; readonly route: TouchedRoute }) {
  const { t } = useText();
  return (
    <button type="button" data-acted={route.acted} onClick={() => askFor({ device, text: route.prefix })}>
      <code>{route.prefix}</code> <span>{t(`use_${route.use}`, { peer: route.peer ?? '' })}</span>{' '}
      <span className={css['effect']}>{route.effects.map((e) => t(`touch_${e}`)).join(', ')}</span>
    </button>
  );
}
