/** A sentence that is shown for a while and said aloud. */
import { useEffect } from 'react';
import { setView, useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import css from './app.module.css';

/** ms that a notice stays. */
const STAY = 5000;

export function Notices() {
  const { t } = useText();
  const notice = useView((s) => s.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setView({ notice: undefined }), STAY);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className={css['notices']} aria-live="polite">
      {notice && <div className={notice.kind === 'error' ? css['noticeBad'] : css['notice']}>{notice.text === '' ? t('restored') : notice.text}</div>}
    </div>
  );
}
