/** One field of a form. */
import { useState } from 'react';
import { type Field, textOf, valueOf } from '../../view-models/field.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';

/** An input that keeps what is typed; it reaches the lab only when it is what was expected. */
export function FieldInput({
  field,
  value,
  onValue,
  id,
}: {
  readonly field: Field;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  readonly id: string;
}) {
  const { t } = useText();
  const [text, setText] = useState(textOf(value));
  const [error, setError] = useState<string>();
  // The lab may change under the field (undo, another step): then its value is shown, and what was being typed is over.
  const [shown, setShown] = useState(textOf(value));
  if (shown !== textOf(value)) {
    setShown(textOf(value));
    setText(textOf(value));
    setError(undefined);
  }
  const change = (next: string) => {
    setText(next);
    const result = valueOf(field, next);
    if ('error' in result) {
      const { key, ...args } = result.error;
      setError(t(key, args));
    } else {
      setError(undefined);
      if (textOf(result.value) !== textOf(value)) onValue(result.value);
    }
  };
  if (field.type === 'boolean')
    return (
      <label className={css['check']}>
        <input type="checkbox" checked={value === undefined ? field.unless === true : value === true} onChange={(e) => onValue(e.target.checked)} />{' '}
        <code>{field.label}</code>
      </label>
    );
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{field.label}</label>
      {field.type === 'choice' ? (
        <select id={id} value={text} onChange={(e) => change(e.target.value)}>
          {field.optional && <option value="">{t('none')}</option>}
          {field.choices?.map((c) => (
            <option key={c}>{c}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="text"
          value={text}
          spellCheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          onChange={(e) => change(e.target.value)}
        />
      )}
      {error !== undefined && (
        <div id={`${id}-error`} className={css['error']} role="alert">
          {error}
        </div>
      )}
    </div>
  );
}
