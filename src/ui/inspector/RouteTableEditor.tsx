/** User-defined routes as rows that can be edited, and the subnets that the table hangs on. */
import type { Lab } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { select } from '../../state/view.ts';
import { patchAt } from '../../view-models/diagram/index.ts';
import { subnetIds } from '../../view-models/fields.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';
import { FieldInput } from './FieldInput.tsx';
import { PartName } from './PartName.tsx';

type Route = NonNullable<Lab['routeTables']>[string]['routes'][string];

const TYPES = ['VirtualAppliance', 'VirtualNetworkGateway', 'VnetLocal', 'Internet', 'None'];

export function RouteTableEditor({ id }: { readonly id: string }) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const table = lab.routeTables?.[id];
  if (!table) return null;
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
      <table className={`${css['grid']} ${css['udrs']}`} aria-label={`${t('routeTableOf')} ${id}`}>
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th>{t('addressPrefix')}</th>
            <th />
          </tr>
          <tr>
            <th>{t('nextHopType')}</th>
            <th>{t('nextHop')}</th>
            <th />
          </tr>
        </thead>
        {Object.entries(table.routes).map(([name, route]) => (
          <RouteRows key={name} id={id} name={name} route={route} taken={Object.keys(table.routes)} />
        ))}
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

/** One route in two rows: what it is called and for where; which kind of next hop, and its address. */
function RouteRows({ id, name, route, taken }: { readonly id: string; readonly name: string; readonly route: Route; readonly taken: readonly string[] }) {
  const { t } = useText();
  const path = ['routeTables', id, 'routes'];
  const change = (value: Record<string, unknown>, gesture?: string) => edit({ did: 'set', of: id, what: name }, patchAt([...path, name], value), gesture);
  return (
    <tbody aria-label={name}>
      <tr>
        <td>
          <PartName
            name={name}
            label={t('partName', { of: name })}
            taken={taken}
            onName={(to) => edit({ did: 'set', of: id, what: to }, patchAt(path, { [name]: null, [to]: route }))}
          />
        </td>
        <td>
          <FieldInput
            field={{ path: [], label: `${name} ${t('addressPrefix')}`, type: 'prefix' }}
            id={`udr-${name}-p`}
            value={route.addressPrefix}
            onValue={(addressPrefix) => change({ addressPrefix }, `${id} ${name} addressPrefix`)}
          />
        </td>
        <td>
          <button
            type="button"
            className={`${css['button']} ${css['danger']}`}
            aria-label={`${t('delete')} ${name}`}
            onClick={() => edit({ did: 'delete', of: `${id}/${name}` }, patchAt([...path, name], null))}
          >
            ✕
          </button>
        </td>
      </tr>
      <tr>
        <td>
          <select
            aria-label={`${name} ${t('nextHopType')}`}
            value={route.nextHopType}
            onChange={(e) => change({ nextHopType: e.target.value, ...(e.target.value !== 'VirtualAppliance' && { nextHopIpAddress: null }) })}
          >
            {TYPES.map((x) => (
              <option key={x}>{x}</option>
            ))}
          </select>
        </td>
        <td>
          {route.nextHopType === 'VirtualAppliance' && (
            <FieldInput
              field={{ path: [], label: `${name} ${t('nextHop')}`, type: 'address' }}
              id={`udr-${name}-n`}
              value={route.nextHopIpAddress}
              onValue={(nextHopIpAddress) => change({ nextHopIpAddress }, `${id} ${name} nextHopIpAddress`)}
            />
          )}
        </td>
        <td />
      </tr>
    </tbody>
  );
}
