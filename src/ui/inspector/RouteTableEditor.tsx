/** User-defined routes as rows that can be edited, and the subnets that the table hangs on. */
import { edit, useDocument } from '../../state/document.ts';
import { select } from '../../state/view.ts';
import { patchAt } from '../../view-models/diagram/index.ts';
import { subnetIds } from '../../view-models/fields.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';
import { FieldInput } from './FieldInput.tsx';

const TYPES = ['VirtualAppliance', 'VirtualNetworkGateway', 'VnetLocal', 'Internet', 'None'];

export function RouteTableEditor({ id }: { readonly id: string }) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const table = lab.routeTables?.[id];
  if (!table) return null;
  const set = (name: string, key: string, value: unknown) =>
    edit({ did: 'set', of: id, what: name }, patchAt(['routeTables', id, 'routes', name, key], value), `${id} ${name} ${key}`);
  const attached = subnetIds(lab).filter((s) => lab.virtualNetworks?.[s.split('/')[0] ?? '']?.subnets[s.split('/')[1] ?? '']?.routeTable === id);
  const attach = (subnet: string, value: string | null) => {
    const [vnet = '', name = ''] = subnet.split('/');
    edit(
      { did: value === null ? 'detach' : 'attach', what: id, of: subnet },
      {
        virtualNetworks: { [vnet]: { subnets: { [name]: { routeTable: value } } } },
      },
    );
  };
  const add = () => {
    let n = Object.keys(table.routes).length + 1;
    while (`route-${n}` in table.routes) n++;
    edit(
      { did: 'add', of: `${id}/route-${n}` },
      { routeTables: { [id]: { routes: { [`route-${n}`]: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } } } } },
    );
  };
  return (
    <div>
      <table className={css['grid']} aria-label={`${t('routeTableOf')} ${id}`}>
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th>{t('addressPrefix')}</th>
            <th>{t('nextHopType')}</th>
            <th>{t('nextHop')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {Object.entries(table.routes).map(([name, r]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <Bare
                  field={{ path: [], label: `${name} ${t('addressPrefix')}`, type: 'prefix' }}
                  id={`udr-${name}-p`}
                  value={r.addressPrefix}
                  onValue={(v) => set(name, 'addressPrefix', v)}
                />
              </td>
              <td>
                <select
                  aria-label={`${name} ${t('nextHopType')}`}
                  value={r.nextHopType}
                  onChange={(e) =>
                    edit(
                      { did: 'set', of: id, what: name },
                      patchAt(['routeTables', id, 'routes', name], {
                        nextHopType: e.target.value,
                        ...(e.target.value !== 'VirtualAppliance' && { nextHopIpAddress: null }),
                      }),
                    )
                  }
                >
                  {TYPES.map((x) => (
                    <option key={x}>{x}</option>
                  ))}
                </select>
              </td>
              <td>
                {r.nextHopType === 'VirtualAppliance' && (
                  <Bare
                    field={{ path: [], label: `${name} ${t('nextHop')}`, type: 'address' }}
                    id={`udr-${name}-n`}
                    value={r.nextHopIpAddress}
                    onValue={(v) => set(name, 'nextHopIpAddress', v)}
                  />
                )}
              </td>
              <td>
                <button
                  type="button"
                  className={`${css['button']} ${css['danger']}`}
                  aria-label={`${t('delete')} ${name}`}
                  onClick={() => edit({ did: 'delete', of: `${id}/${name}` }, patchAt(['routeTables', id, 'routes', name], null))}
                >
                  ✕
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className={css['button']} onClick={add}>
        {t('addRoute')}
      </button>
      <div className={css['legend']}>{t('attachedTo')}</div>
      {attached.length === 0 && <div className={css['sub']}>{t('notAttached')}</div>}
      <div className={css['chips']}>
        {attached.map((s) => (
          <span key={s} className={css['chip']}>
            <button type="button" className={css['button']} style={{ border: 0 }} onClick={() => select(s, { tab: 'routes', table: 'effective' })}>
              {s}
            </button>
            <button type="button" className={css['button']} style={{ border: 0 }} aria-label={`${t('detach')} ${s}`} onClick={() => attach(s, null)}>
              ✕
            </button>
          </span>
        ))}
      </div>
      <select aria-label={t('attach')} value="" onChange={(e) => e.target.value && attach(e.target.value, id)} className={css['button']}>
        <option value="">{t('attach')}</option>
        {subnetIds(lab)
          .filter((s) => !attached.includes(s))
          .map((s) => (
            <option key={s}>{s}</option>
          ))}
      </select>
    </div>
  );
}

/** A field without its visible label, for a cell; the label is read out. */
function Bare(props: Parameters<typeof FieldInput>[0]) {
  return (
    <div className={css['bare']} style={{ minWidth: props.field.type === 'prefix' ? 106 : 90 }}>
      <FieldInput {...props} />
    </div>
  );
}
