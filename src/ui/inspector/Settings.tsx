/** An object's settings: a form from field descriptors, and the editors that a list of rows needs. */
import { useEffect, useState } from 'react';
import { edit, useDocument } from '../../state/document.ts';
import { select } from '../../state/view.ts';
import { kindOf, patchAt, pathOf } from '../../view-models/diagram.ts';
import { type Field, fieldsOf, subnetIds, textOf, valueOf } from '../../view-models/fields.ts';
import { useText } from '../shared/use-text.ts';
import { FirewallRules } from './FirewallRules.tsx';
import css from './inspector.module.css';
import { RouteTableEditor } from './RouteTableEditor.tsx';

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[key] : undefined), value);
}

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
  useEffect(() => {
    setText(textOf(value));
    setError(undefined);
  }, [value]);
  const change = (next: string) => {
    setText(next);
    const result = valueOf(field, next);
    if ('error' in result) setError(t(result.error.key, 'min' in result.error ? { min: result.error.min, max: result.error.max } : {}));
    else {
      setError(undefined);
      if (textOf(result.value) !== textOf(value)) onValue(result.value);
    }
  };
  if (field.type === 'boolean')
    return (
      <label className={css['check']}>
        <input
          type="checkbox"
          checked={value === true || (value === undefined && field.path.at(-1) === 'defaultOutboundAccess')}
          onChange={(e) => onValue(e.target.checked)}
        />{' '}
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

export function Settings({ id }: { readonly id: string }) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const kind = kindOf(lab, id);
  const path = pathOf(lab, id);
  if (kind === undefined || !path) return null;
  const object = at(lab, path);
  return (
    <div className={css['form']}>
      {fieldsOf(lab, kind, id).map((field) => (
        <FieldInput
          key={`${id} ${field.path.join('.')}`}
          id={`f-${id}-${field.path.join('-')}`}
          field={field}
          value={at(object, field.path)}
          onValue={(value) => edit(`Set ${field.label} of ${id}`, patchAt([...path, ...field.path], value), `${id} ${field.label}`)}
        />
      ))}
      {kind === 'routeTable' && <RouteTableEditor id={id} />}
      {kind === 'firewall' && <FirewallRules id={id} />}
      {kind === 'subnet' && <NewRouteTable subnet={id} path={path} />}
      {kind === 'virtualNetwork' && (
        <div>
          <div className={css['legend']}>{t('subnetsOf')}</div>
          <div className={css['chips']}>
            {subnetIds(lab)
              .filter((s) => s.startsWith(`${id}/`))
              .map((s) => (
                <button key={s} type="button" className={css['chip']} onClick={() => select(s)}>
                  {s.split('/')[1]}
                </button>
              ))}
          </div>
        </div>
      )}
      <div>
        <button
          type="button"
          className={`${css['button']} ${css['danger']}`}
          onClick={() => {
            edit(`Delete ${id}`, patchAt(path, null));
            select(undefined);
          }}
        >
          {t('delete')}
        </button>
      </div>
    </div>
  );
}

function NewRouteTable({ subnet, path }: { readonly subnet: string; readonly path: readonly string[] }) {
  const { t } = useText();
  const tables = useDocument((s) => s.lab.routeTables);
  const add = () => {
    const base = `rt-${subnet.split('/')[1]?.toLowerCase() ?? 'new'}`;
    let name = base;
    for (let n = 2; tables && name in tables; n++) name = `${base}-${n}`;
    edit(`Add route table ${name}`, { routeTables: { [name]: { routes: {} } }, ...(patchAt([...path, 'routeTable'], name) as object) });
    select(name);
  };
  return (
    <div>
      <button type="button" className={css['button']} onClick={add}>
        {t('newRouteTable')}
      </button>
    </div>
  );
}
