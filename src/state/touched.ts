/** What the line under the cursor touched (routes, flows), and the lines that touched the chosen prefix: asked of the engine as they change. */
import { useEffect, useState } from 'react';
import type { FlowTouch, LineTouches, Touches } from '../engine/index.ts';
import type { Requests } from '../worker/protocol.ts';
import { askFlowTouches, askTouches, useResults } from './results.ts';
import { useView } from './view.ts';
import { useWhy } from './why.ts';

/** ms without an edit or a move before the routes of a line are asked for: a large table takes its time. */
const PAUSE = 250;
const NOTHING: LineTouches = { touches: [], total: 0 };

/** Undefined while the answer is awaited. */
function useTouches(device: string, of: Requests['touches']['in']['of'] | undefined): LineTouches | undefined {
  const revision = useResults((s) => s.revision);
  const key = of && JSON.stringify(of);
  const [found, setFound] = useState<{ readonly key: string; readonly touches: LineTouches }>();
  useEffect(() => {
    if (key === undefined || revision < 0) {
      setFound(undefined);
      return;
    }
    let current = true;
    const ask = () => void askTouches(device, JSON.parse(key) as Requests['touches']['in']['of']).then((touches) => current && setFound({ key, touches }));
    const pause = window.setTimeout(ask, PAUSE);
    return () => {
      current = false;
      window.clearTimeout(pause);
    };
  }, [device, key, revision]);
  if (key === undefined) return NOTHING;
  return found?.key === key ? found.touches : undefined;
}

/** The routes of a device that the line pointed at touched; none while nothing is pointed at, undefined while it is not known. */
export function useTouchedRoutes(device: string): LineTouches | undefined {
  const at = useWhy((s) => (s.at?.device === device && s.at.text === 'frr' ? s.at : undefined));
  return useTouches(device, at && { line: at.line, ...(at.large && { large: true }) });
}

/** The lines of a device that touched the prefix last asked about. */
export function useTouchingLines(device: string): Touches {
  const prefix = useWhy((s) => s.question?.text);
  return useTouches(device, prefix === undefined ? undefined : { prefix }) ?? NOTHING;
}

/** The flows that the line pointed at touched, the open one among them; undefined while nothing is pointed at, or it is not known yet. */
export function useTouchedFlows(device: string): readonly FlowTouch[] | undefined {
  const at = useWhy((s) => (s.at?.device === device ? s.at : undefined));
  const revision = useResults((s) => s.revision);
  const open = useView((s) => s.flow);
  const [found, setFound] = useState<readonly FlowTouch[]>();
  useEffect(() => {
    setFound(undefined);
    if (!at || revision < 0) return undefined;
    let current = true;
    const ask = () => void askFlowTouches({ of: at, ...(open && { besides: open }) }).then((t) => current && setFound(t));
    const pause = window.setTimeout(ask, PAUSE);
    return () => {
      current = false;
      window.clearTimeout(pause);
    };
  }, [at, open, revision]);
  return found;
}
