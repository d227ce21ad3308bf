/** A device's console: what is typed, and what the device prints. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { askConsole, useResults } from '../../state/results.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';

interface Entry {
  readonly prompt: string;
  readonly command: string;
  readonly text: string;
  readonly error: boolean;
}

export function ConsoleTab({ id }: { readonly id: string }) {
  const { t } = useText();
  const commands = useResults((s) => s.devices[id]?.commands);
  const [log, setLog] = useState<readonly Entry[]>([]);
  const [line, setLine] = useState('');
  const [back, setBack] = useState(0);
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => setLog([]), [id]);
  useEffect(() => {
    if (end.current && log.length > 0) end.current.scrollTop = end.current.scrollHeight;
  }, [log]);
  const run = async (event: FormEvent) => {
    event.preventDefault();
    const command = line.trim();
    if (command === '') return;
    setLine('');
    setBack(0);
    const answer = await askConsole(id, command);
    setLog((l) => [...l.slice(-100), { ...answer, command }]);
  };
  const recall = (step: number) => {
    const n = Math.max(0, Math.min(log.length, back + step));
    setBack(n);
    setLine(n === 0 ? '' : (log[log.length - n]?.command ?? ''));
  };
  return (
    <div className={`${css['console']} nokey`}>
      <pre ref={end} role="log" aria-label={`${t('console')} ${id}`} tabIndex={0}>
        {log.length === 0 && `${t('consoleHint')}\n\n${(commands ?? []).join('\n')}`}
        {log.map((e, i) => (
          <span key={`${i} ${e.command}`} className={e.error ? css['bad'] : ''}>
            {`${e.prompt}${e.command}\n${e.text}${e.text === '' ? '' : '\n'}`}
          </span>
        ))}
      </pre>
      <form onSubmit={(e) => void run(e)}>
        <input
          list={`commands-${id}`}
          aria-label={`${t('console')} ${id}`}
          value={line}
          spellCheck={false}
          autoComplete="off"
          onChange={(e) => setLine(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'ArrowUp' || e.key === 'ArrowDown') {
              e.preventDefault();
              recall(e.key === 'ArrowUp' ? 1 : -1);
            }
          }}
        />
        <datalist id={`commands-${id}`}>
          {commands?.map((c) => (
            <option key={c} value={c.replaceAll(/\[([^\]|]+)[^\]]*\] ?/g, '$1 ').trim()} />
          ))}
        </datalist>
      </form>
    </div>
  );
}
