/** The parts of an object as small forms: each can be changed and taken away, and another one added. */
import { edit } from '../../state/document.ts';
import { patchAt } from '../../view-models/diagram/index.ts';
import { freeName } from '../../view-models/editing/names.ts';
import { at } from '../../view-models/field.ts';
import type { Part } from '../../view-models/part.ts';
import { useText } from '../shared/use-text.ts';
import { FieldInput } from './FieldInput.tsx';
import css from './inspector.module.css';
import { PartName } from './PartName.tsx';
import own from './part.module.css';

interface Props {
  readonly id: string;
  /** Of the object, from the lab's root. */
  readonly base: readonly string[];
  readonly part: Part;
  readonly object: unknown;
}

export function PartEditor({ id, base, part, object }: Props) {
  const { t } = useText();
  const key = part.path.at(-1) ?? part.label;
  const pathOf = (name: string) => [...part.path, ...(part.single ? [] : [name])];
  const add = () => {
    const name = part.single ? '' : freeName(part.freshName ?? `${key.replace(/(Pool|Configuration|Rule|Peering|Probe|probe)?s$/, '$1')}-1`, part.names);
    edit({ did: 'add', of: `${id}/${part.single ? key : name}` }, patchAt([...base, ...pathOf(name)], part.fresh));
  };
  const rename = (from: string, to: string) => {
    const value = at(object, pathOf(from));
    edit({ did: 'set', of: id, what: to }, patchAt([...base, ...part.path], { [from]: null, [to]: value }));
  };
  return (
    <section aria-label={part.label}>
      {!part.single && (
        <div className={css['legend']}>
          <code>{part.label}</code>
        </div>
      )}
      {part.names.map((name) => (
        <fieldset key={name} className={own['part']}>
          <legend>
            {part.single ? (
              <code>{part.label}</code>
            ) : (
              <PartName name={name} label={t('partName', { of: name })} taken={part.names} onName={(to) => rename(name, to)} />
            )}{' '}
            <button
              type="button"
              className={`${css['button']} ${css['danger']}`}
              aria-label={`${t('delete')} ${part.single ? part.label : name}`}
              onClick={() => edit({ did: 'delete', of: `${id}/${part.single ? key : name}` }, patchAt([...base, ...pathOf(name)], null))}
            >
              ✕
            </button>
          </legend>
          {part.fields.map((field) => (
            <FieldInput
              key={field.path.join('.')}
              id={`p-${id}-${part.path.join('-')}-${name}-${field.path.join('-')}`}
              field={field}
              value={at(object, [...pathOf(name), ...field.path])}
              onValue={(value) =>
                edit(
                  { did: 'set', of: id, what: `${name || key} ${field.label}` },
                  patchAt([...base, ...pathOf(name), ...field.path], value),
                  `${id} ${name} ${field.label}`,
                )
              }
            />
          ))}
        </fieldset>
      ))}
      {!(part.single && part.names.length > 0) && (
        <button type="button" className={css['button']} disabled={part.fresh === undefined} onClick={add}>
          {t('addPart', { of: key })}
        </button>
      )}
    </section>
  );
}
