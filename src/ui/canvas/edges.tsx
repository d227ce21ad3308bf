/** Lines: cable and circuit solid, peering two thin lines, VPN a sleeve, the way to the Internet dotted; BGP sessions as thin arcs of their own. */
import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { Reason } from '../../engine/index.ts';
import type { DiagramEdge } from '../../view-models/diagram.ts';
import { type Point, pointAt, roundedPath } from '../../view-models/geometry.ts';
import { useText } from '../shared/use-text.ts';
import css from './canvas.module.css';

export interface SessionData {
  readonly up: number;
  readonly all: number;
  readonly reason?: Reason;
}

export type CanvasEdge = Edge<{ readonly points: readonly Point[]; readonly edge?: DiagramEdge; readonly session?: SessionData }>;

export const LinkEdge = memo(function LinkEdge({ data, selected }: EdgeProps<CanvasEdge>) {
  const { t } = useText();
  if (!data?.edge) return null;
  const { kind, label, broken } = data.edge;
  const path = roundedPath(data.points, 12);
  const middle = pointAt(data.points, 0.5);
  const said = broken && (kind === 'vpn' || kind === 'peering') ? t('oneSided') : label;
  const shown = kind === 'vpn' || broken;
  return (
    <>
      <path d={path} className={css['hit']}>
        {label !== undefined && <title>{label}</title>}
      </path>
      <path d={path} className={`${css['link']} ${css[kind]} ${broken ? css['broken'] : ''} ${selected ? css['linkSelected'] : ''}`} />
      {(kind === 'vpn' || kind === 'peering') && <path d={path} className={css['core']} />}
      {said !== undefined && shown && (
        <EdgeLabelRenderer>
          <div
            className={`${css['edgeLabel']} ${broken ? css['labelBroken'] : ''}`}
            style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
          >
            {said}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

export const SessionEdge = memo(function SessionEdge({ data }: EdgeProps<CanvasEdge>) {
  const { t, reason } = useText();
  if (!data?.session) return null;
  const { up, all, reason: why } = data.session;
  const down = up < all;
  const middle = pointAt(data.points, 0.5);
  const said = down ? `${t('sessionDown')}${why ? `: ${reason(why)}` : ''}` : t('sessionUp');
  return (
    <>
      <path d={roundedPath(data.points, 0)} className={down ? css['sessionDown'] : css['sessionUp']}>
        <title>{said}</title>
      </path>
      <EdgeLabelRenderer>
        <div
          className={`${css['edgeLabel']} ${down ? css['labelBroken'] : css['labelUp']}`}
          title={said}
          style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
        >
          {down ? '✕ ' : ''}
          {up}/{all}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

export const edgeTypes = { link: LinkEdge, session: SessionEdge };
