/** A firewall's rules by class, in order of priority; rows can be added, edited and taken away. */
import { edit, useDocument } from '../../state/document.ts';
import { patchAt } from '../../view-models/diagram.ts';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';

const split = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((x) => x.trim())
    .filter(Boolean);

export function FirewallRules({ id }: { readonly id: string }) {
  const { t } = useText();
  const firewall = useDocument((s) => s.lab.azureFirewalls?.[id]);
  if (!firewall) return null;
  const set = (path: readonly string[], value: unknown) =>
    edit({ did: 'set', of: id, what: path.at(-1) ?? '' }, patchAt(['azureFirewalls', id, ...path], value), `${id} ${path.join('.')}`);
  const list = (label: string, value: readonly string[], path: readonly string[]) => (
    <input
      aria-label={label}
      defaultValue={value.join(', ')}
      key={value.join()}
      spellCheck={false}
      onBlur={(e) => split(e.target.value).length > 0 && split(e.target.value).join() !== value.join() && set(path, split(e.target.value))}
    />
  );
  const remove = (path: readonly string[], name: string) => (
    <button
      type="button"
      className={`${css['button']} ${css['danger']}`}
      aria-label={`${t('delete')} ${name}`}
      onClick={() => edit({ did: 'delete', of: `${id}/${name}` }, patchAt(['azureFirewalls', id, ...path], null))}
    >
      ✕
    </button>
  );
  const network = Object.entries(firewall.networkRuleCollections ?? {}).sort(([, a], [, b]) => a.priority - b.priority);
  const application = Object.entries(firewall.applicationRuleCollections ?? {}).sort(([, a], [, b]) => a.priority - b.priority);
  return (
    <div>
      <div className={css['legend']}>{t('networkRules')}</div>
      {network.map(([name, c]) => (
        <table key={name} className={css['grid']} aria-label={`${t('networkRules')} ${name}`}>
          <thead>
            <tr>
              <th colSpan={4}>
                {c.priority} · {name} · {c.action.type}
              </th>
              <th>{remove(['networkRuleCollections', name], name)}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(c.rules).map(([rule, r]) => {
              const at = ['networkRuleCollections', name, 'rules', rule];
              return (
                <tr key={rule}>
                  <td>{rule}</td>
                  <td>{list(`${rule} ${t('sources')}`, r.sourceAddresses, [...at, 'sourceAddresses'])}</td>
                  <td>{list(`${rule} ${t('destinations')}`, r.destinationAddresses, [...at, 'destinationAddresses'])}</td>
                  <td>
                    {r.protocols.join(', ')} {list(`${rule} ${t('ports')}`, r.destinationPorts, [...at, 'destinationPorts'])}
                  </td>
                  <td>{remove(at, rule)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
      <button
        type="button"
        className={css['button']}
        onClick={() =>
          edit(
            { did: 'add', of: `${id}: ${t('networkRules')}` },
            patchAt(['azureFirewalls', id, 'networkRuleCollections', free('allow', firewall.networkRuleCollections)], {
              priority: 250,
              action: { type: 'Allow' },
              rules: { any: { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['Any'], destinationPorts: ['*'] } },
            }),
          )
        }
      >
        {t('addRule')}
      </button>
      <div className={css['legend']}>{t('applicationRules')}</div>
      {application.map(([name, c]) => (
        <table key={name} className={css['grid']} aria-label={`${t('applicationRules')} ${name}`}>
          <thead>
            <tr>
              <th colSpan={4}>
                {c.priority} · {name} · {c.action.type}
              </th>
              <th>{remove(['applicationRuleCollections', name], name)}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(c.rules).map(([rule, r]) => {
              const at = ['applicationRuleCollections', name, 'rules', rule];
              return (
                <tr key={rule}>
                  <td>{rule}</td>
                  <td>{list(`${rule} ${t('sources')}`, r.sourceAddresses, [...at, 'sourceAddresses'])}</td>
                  <td>{list(`${rule} ${t('hosts')}`, r.targetFqdns, [...at, 'targetFqdns'])}</td>
                  <td>{r.protocols.map((p) => `${p.protocolType}:${p.port}`).join(', ')}</td>
                  <td>{remove(at, rule)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
      <button
        type="button"
        className={css['button']}
        onClick={() =>
          edit(
            { did: 'add', of: `${id}: ${t('applicationRules')}` },
            patchAt(['azureFirewalls', id, 'applicationRuleCollections', free('allow-web', firewall.applicationRuleCollections)], {
              priority: 300,
              action: { type: 'Allow' },
              rules: {
                web: {
                  sourceAddresses: ['*'],
                  targetFqdns: ['*'],
                  protocols: [
                    { protocolType: 'Http', port: 80 },
                    { protocolType: 'Https', port: 443 },
                  ],
                },
              },
            }),
          )
        }
      >
        {t('addRule')}
      </button>
    </div>
  );
}

/** A name that is not taken. */
function free(base: string, taken: object | undefined): string {
  let name = base;
  for (let n = 2; taken && name in taken; n++) name = `${base}-${n}`;
  return name;
}
