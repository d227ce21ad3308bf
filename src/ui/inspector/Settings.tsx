/** An object's settings: a form from field descriptors, and the editors that a list of rows needs. */
import { edit, useDocument } from '../../state/document.ts';
import { select } from '../../state/view.ts';
import { kindOf, patchAt, pathOf } from '../../view-models/diagram/index.ts';
import { at } from '../../view-models/field.ts';
import { fieldsOf, subnetIds } from '../../view-models/fields.ts';
import { partsOf } from '../../view-models/parts.ts';
import { useText } from '../shared/use-text.ts';
import { FieldInput } from './FieldInput.tsx';
import css from './inspector.module.css';
import { PartEditor } from './PartEditor.tsx';
import { RouteTableEditor } from './RouteTableEditor.tsx';
import { ZoneSize } from './ZoneSize.tsx';

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
          onValue={(value) => edit({ did: 'set', of: id, what: field.label }, patchAt([...path, ...field.path], value), `${id} ${field.label}`)}
        />
      ))}
      {partsOf(lab, kind, id).map((part) => (
        <PartEditor key={part.label} id={id} base={path} part={part} object={object} />
      ))}
      {kind === 'router' && lab.routers?.[id]?.defaultFreeZone && <ZoneSize />}
      {kind === 'routeTable' && <RouteTableEditor id={id} />}
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
            edit({ did: 'delete', of: id }, patchAt(path, null));
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
    edit({ did: 'add', of: name }, { routeTables: { [name]: { routes: {} } }, ...(patchAt([...path, 'routeTable'], name) as object) });
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
