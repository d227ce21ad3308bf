/** A line of configuration that a reason or a lookup names: the button that opens it in the editor of the device that has it. */
import type { ConfigRef } from '../../engine/index.ts';
import { showLine } from '../../state/why.ts';
import { FILE_OF } from '../../view-models/texts.ts';
import css from './source-line.module.css';
import { useText } from './use-text.ts';

export function SourceLine({ source, device }: { readonly source: ConfigRef; readonly device: string }) {
  const { t } = useText();
  const at = source.device ?? device;
  const { line } = source.span;
  const file = source.file ?? 'frr';
  return (
    <button type="button" className={css['line']} title={t('whyShowLine', { line, device: at })} onClick={() => showLine(at, line, file)}>
      <span className={css['number']}>
        {at} {file === 'frr' ? '' : `${FILE_OF[file]} `}
        {line}
      </span>{' '}
      {source.text}
    </button>
  );
}
