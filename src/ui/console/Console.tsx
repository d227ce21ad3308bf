/** A device's console: what is typed, and what the device prints, as text that can be selected. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { clearConsole, runConsole, useConsoles } from '../../state/consoles.ts';
import { useResults } from '../../state/results.ts';
import { complete, nextWords } from '../../view-models/completion.ts';
import { useText } from '../shared/use-text.ts';
import css from './console.module.css';

const NONE: readonly never[] = [];

export function Console({ id }: { readonly id: string }) {
  const { t } = useText();
  const commands = useResults((s) => s.devices[id]?.commands) ?? NONE;
  const log = useConsoles((s) => s.logs[id]) ?? NONE;
  const [line, setLine] = useState('');
  const [back, setBack] = useState(0);
  const [hints, setHints] = useState<readonly string[]>(NONE);
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (end.current && log.length > 0) end.current.scrollTop = end.current.scrollHeight;
  }, [log, hints]);
  if (commands.length === 0) return <p className={css['quiet']}>{t('noConsole')}</p>;

  const run = () => {
    const command = line.trim();
    setLine('');
    setBack(0);
    setHints(NONE);
    if (command === 'clear') clearConsole(id);
    else if (command !== '') void runConsole(id, command);
  };
  const recall = (step: number) => {
    const n = Math.max(0, Math.min(log.length, back + step));
    setBack(n);
    setLine(n === 0 ? '' : (log[log.length - n]?.command ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const filled = complete(commands, line);
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') recall(event.key === 'ArrowUp' ? 1 : -1);
    else if (event.key === 'Enter') run();
    // Where nothing can follow it is a mark like others, such as of a regular expression or of an address on the web.
    else if (event.key === '?' && nextWords(commands, line).length > 0) setHints(nextWords(commands, line));
    else if (event.key === 'Tab' && !event.shiftKey && line !== '' && (filled !== line || nextWords(commands, line).length > 1)) {
      setLine(filled);
      setHints(filled === line ? nextWords(commands, line) : NONE);
    } else return;
    event.preventDefault();
  };
  return (
    <div className={`${css['console']} nokey`}>
      <pre ref={end} role="log" aria-label={`${t('console')} ${id}`} tabIndex={0}>
        {log.length === 0 && `${t('consoleHint')}\n\n${commands.join('\n')}`}
        {log.map((e, i) => (
          <span key={`${i} ${e.command}`} className={e.error ? css['bad'] : ''}>
            {`${e.prompt}${e.command}\n${e.text}${e.text === '' ? '' : '\n'}`}
          </span>
        ))}
      </pre>
      {hints.length > 0 && (
        <output className={css['hints']} aria-label={t('completions')}>
          {hints.join('  ')}
        </output>
      )}
      <div className={css['line']}>
        <span aria-hidden="true">{log.at(-1)?.prompt ?? '$ '}</span>
        <input
          role="combobox"
          aria-expanded={hints.length > 0}
          aria-controls={undefined}
          aria-label={`${t('console')} ${id}`}
          value={line}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder={t('consoleKeys')}
          onChange={(e) => {
            setLine(e.target.value);
            setHints(NONE);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}
