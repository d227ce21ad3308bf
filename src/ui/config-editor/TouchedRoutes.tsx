/** Beside the editor: the routes that the line at the cursor touched, and what is marked in the text. */
import { useTouchedRoutes } from '../../state/touched.ts';
import type { Without } from '../../engine/index.ts';
import { askFor, insist, useWhy } from '../../state/why.ts';
import { type TouchedRoute, touchedRoutes } from '../../view-models/why.ts';
import { type Text, useText } from '../shared/use-text.ts';
import css from './editor.module.css';

export function TouchedRoutes({ device }: { readonly device: string }) {
  const { t } = useText();
  const line = useWhy((s) => (s.at?.device === device ? s.at.line : undefined));
  const prefix = useWhy((s) => s.question?.text);
  const found = useTouchedRoutes(device);
  const { touches, total, without } = found ?? { touches: [], total: 0 };
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
            <strong>{t('touchedBy', { line })}</strong> {!found ? '…' : routes.length > 0 ? t('touchedCount', { n: routes.length }) : headOf(without, t)}
          </p>
          {without?.kind === 'otherwise' && <Otherwise without={without} />}
          {without?.kind === 'large' && (
            <p className={css['marked']}>
              <button type="button" onClick={insist}>
                {t('touchedAsk')}
              </button>
            </p>
          )}
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

/** What there is to say of a line that touched no route. */
function headOf(without: Without | undefined, t: Text['t']): string {
  switch (without?.kind) {
    case undefined:
    case 'no-line':
      return t('touchedNone');
    case 'refused':
      return t('touchedRefused');
    case 'not-modelled':
      return t('touchedNotModelled');
    case 'large':
      return t('touchedLarge');
    case 'same':
      return t('touchedSame');
    case 'otherwise':
      return t('touchedNoneHere');
  }
}

/** What besides this device's routes would be otherwise without the line. */
function Otherwise({ without: { sessions, elsewhere } }: { readonly without: Extract<Without, { readonly kind: 'otherwise' }> }) {
  const { t } = useText();
  return (
    <>
      {sessions.map(({ peer, up }) => (
        <p key={peer} className={css['effect']}>
          {t(up ? 'touchedSessionUp' : 'touchedSessionDown', { peer })}
        </p>
      ))}
      {elsewhere.length > 0 && <p className={css['effect']}>{t('touchedElsewhere', { devices: elsewhere.join(', ') })}</p>}
    </>
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
