/** The fields of a flow: from, to, what is sent and where to; and behind "Headers" what most leave as it is. */
import { SlidersHorizontal } from 'lucide-react';
import { useId, useMemo } from 'react';
import type { FlowSpec } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import {
  type Application,
  applicationOf,
  endpointsOf,
  hasDetails,
  type NumberField,
  proxiesOf,
  withApplication,
  withNumber,
  withText,
} from '../../view-models/flows.ts';
import { firstTtlOf, hasVrfs, isFreebsd } from '../../view-models/lookup.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

interface Props {
  readonly flow: FlowSpec;
  readonly onFlow: (flow: FlowSpec) => void;
}

const APPLICATIONS: readonly Application[] = ['icmp', 'tcp', 'udp', 'http', 'https'];

export function FlowFields({ flow, onFlow }: Props) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const { from, to } = useMemo(() => endpointsOf(lab), [lab]);
  const list = useId();
  return (
    <>
      <label>
        <span>{t('from')}</span>
        <select value={flow.from} required onChange={(e) => onFlow({ ...flow, from: e.target.value })}>
          {!from.includes(flow.from) && <option value={flow.from}>{flow.from === '' ? '—' : flow.from}</option>}
          {from.map((d) => (
            <option key={d}>{d}</option>
          ))}
        </select>
      </label>
      <label className={css['to']}>
        <span>{t('toAddressOrName')}</span>
        <input list={list} value={flow.to} required spellCheck={false} onChange={(e) => onFlow({ ...flow, to: e.target.value })} />
        <datalist id={list}>
          {to.map((d) => (
            <option key={d} value={d} />
          ))}
        </datalist>
      </label>
      <label>
        <span>{t('protocol')}</span>
        <select value={applicationOf(flow)} onChange={(e) => onFlow(withApplication(flow, e.target.value as Application))}>
          {APPLICATIONS.map((a) => (
            <option key={a} value={a}>
              {a.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      {flow.protocol !== 'icmp' && (
        <label>
          <span>{t('port')}</span>
          <input className={css['port']} inputMode="numeric" value={flow.port ?? ''} onChange={(e) => onFlow(withNumber(flow, 'port', e.target.value))} />
        </label>
      )}
    </>
  );
}

/** Source, source port, size, TTL, DF, FIB or VRF, and proxy, in a box of their own. */
export function FlowDetails({ flow, onFlow }: Props) {
  const { t } = useText();
  return (
    <details className={css['details']}>
      <summary title={t('headers')} data-set={hasDetails(flow) || undefined}>
        <SlidersHorizontal size={14} aria-hidden="true" />
        <span className="visually-hidden">{t('headers')}</span>
      </summary>
      <fieldset className={css['detailFields']}>
        <legend>{t('headers')}</legend>
        <DetailFields flow={flow} onFlow={onFlow} />
      </fieldset>
    </details>
  );
}

/** The fields of `FlowDetails` by themselves, for a form that has room. */
export function DetailFields({ flow, onFlow }: Props) {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const proxies = useMemo(() => proxiesOf(lab), [lab]);
  const number = (key: Exclude<NumberField, 'port'>, placeholder: string) => (
    <label>
      <span>{t(`flow_${key}`)}</span>
      <input
        className={css['port']}
        inputMode="numeric"
        placeholder={placeholder}
        value={flow[key] ?? ''}
        onChange={(e) => onFlow(withNumber(flow, key, e.target.value))}
      />
    </label>
  );
  const setDf = (text: string) => {
    const { dontFragment: _, ...rest } = flow;
    onFlow(text === '' ? rest : { ...rest, dontFragment: text === 'set' });
  };
  return (
    <>
      {flow.protocol === 'tcp' && proxies.length > 0 && (
        <label>
          <span>{t('proxy')}</span>
          <select value={flow.proxy ?? ''} onChange={(e) => onFlow(withText(flow, 'proxy', e.target.value))}>
            <option value="">{t('none')}</option>
            {proxies.map((d) => (
              <option key={d}>{d}</option>
            ))}
          </select>
        </label>
      )}
      {flow.proxy !== undefined && number('proxyPort', t('flow_auto'))}
      <label>
        <span>{t('flow_source')}</span>
        <input placeholder={t('flow_auto')} spellCheck={false} value={flow.source ?? ''} onChange={(e) => onFlow(withText(flow, 'source', e.target.value))} />
      </label>
      {flow.protocol !== 'icmp' && number('sourcePort', '49152')}
      {number('bytes', flow.protocol === 'icmp' ? '56' : '0')}
      {number('ttl', String(firstTtlOf(lab, flow.from)))}
      <label>
        <span>{t('flow_df')}</span>
        <select value={flow.dontFragment === undefined ? '' : flow.dontFragment ? 'set' : 'clear'} onChange={(e) => setDf(e.target.value)}>
          <option value="">{t('flow_auto')}</option>
          <option value="set">{t('flow_df_set')}</option>
          <option value="clear">{t('flow_df_clear')}</option>
        </select>
      </label>
      {number('dscp', '0')}
      {flow.protocol === 'icmp' && number('icmpId', t('flow_auto'))}
      {flow.protocol === 'icmp' && number('icmpSequence', '1')}
      {isFreebsd(lab, flow.from) && number('fib', '0')}
      {(flow.vrf !== undefined || hasVrfs(lab, flow.from)) && (
        <label>
          <span>{t('flow_vrf')}</span>
          <input placeholder={t('none')} spellCheck={false} value={flow.vrf ?? ''} onChange={(e) => onFlow(withText(flow, 'vrf', e.target.value))} />
        </label>
      )}
    </>
  );
}
