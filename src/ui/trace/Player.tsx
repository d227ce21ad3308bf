/** The flow runner and player: from, to, protocol, port; then play, step and scrub. */
import { useEffect, useMemo, useState } from 'react';
import type { FlowSpec } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { runFlow, useResults } from '../../state/results.ts';
import { useView } from '../../state/view.ts';
import { endpointsOf, isComplete, sameFlow } from '../../view-models/flows.ts';
import { useText } from '../shared/use-text.ts';
import { FlowDetails, FlowFields } from './FlowFields.tsx';
import css from './trace.module.css';
import { Transport } from './Transport.tsx';

export function Player() {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const ready = useResults((s) => s.revision >= 0);
  const open = useView((s) => s.flow);
  const { from, to } = useMemo(() => endpointsOf(lab), [lab]);
  const [flow, setFlow] = useState<FlowSpec>({ from: from[0] ?? '', to: to.at(-1) ?? '', protocol: 'tcp', port: 443 });
  useEffect(() => {
    if (open) setFlow(open);
  }, [open]);
  const named = Object.entries(lab.flows ?? {});
  return (
    <section className={css['player']} data-player aria-label={t('player')}>
      <form
        className={css['runner']}
        onSubmit={(e) => {
          e.preventDefault();
          void runFlow(flow);
        }}
      >
        {named.length > 0 && (
          <label>
            <span>{t('flow')}</span>
            <select
              value={named.find(([, f]) => sameFlow(f, flow))?.[0] ?? ''}
              onChange={(e) => lab.flows?.[e.target.value] && setFlow(lab.flows[e.target.value] as FlowSpec)}
            >
              <option value="">—</option>
              {named.map(([id]) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </label>
        )}
        <FlowFields flow={flow} onFlow={setFlow} />
        <FlowDetails flow={flow} onFlow={setFlow} />
        <button type="submit" className={css['send']} disabled={!ready || !isComplete(flow)}>
          {t('send')}
        </button>
      </form>
      <Transport />
    </section>
  );
}
