/** Lines: cable and circuit solid, peering two thin lines, VPN a sleeve, the way to the Internet dotted; BGP sessions as thin arcs of their own. */
import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { Reason } from '../../engine/index.ts';
import { useLayout } from '../../state/layout.ts';
import { arcOf, type DiagramEdge, type Point, pointAt, roundedPath } from '../../view-models/diagram/index.ts';
import { useText } from '../shared/use-text.ts';
import css from './canvas.module.css';

export interface SessionData {
  readonly up: number;
  readonly all: number;
  readonly reason?: Reason;
}

/** A line's points are not in its edge: while something moves they change, and React Flow need not hear of it. */
export type CanvasEdge = Edge<{ readonly edge?: DiagramEdge; readonly session?: SessionData }>;

const LinkEdge = memo(function LinkEdge({ id, data, selected }: EdgeProps<CanvasEdge>) {
  const points = useLayout((s) => s.points.get(id));
  return data?.edge && points ? <Link edge={data.edge} points={points} selected={selected === true} /> : null;
});

interface LinkProps {
  readonly edge: DiagramEdge;
  readonly points: readonly Point[];
  readonly selected: boolean;
}

const Link = memo(function Link({ edge, points, selected }: LinkProps) {
  const { t } = useText();
  const { kind, label, broken } = edge;
  const path = roundedPath(points, 12);
  const middle = pointAt(points, 0.5);
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

const SessionEdge = memo(function SessionEdge({ source, target, data }: EdgeProps<CanvasEdge>) {
  const { t, reason } = useText();
  const from = useLayout((s) => s.boxes.get(source));
  const to = useLayout((s) => s.boxes.get(target));
  if (!data?.session || !from || !to) return null;
  const points = arcOf(from, to);
  const { up, all, reason: why } = data.session;
  const down = up < all;
  const middle = pointAt(points, 0.5);
  const said = down ? `${t('sessionDown')}${why ? `: ${reason(why)}` : ''}` : t('sessionUp');
  return (
    <>
      <path d={roundedPath(points, 0)} className={down ? css['sessionDown'] : css['sessionUp']}>
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
