/** Links, drawn straight from centre to centre beneath the devices, so that a packet runs exactly along them. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, useInternalNode } from '@xyflow/react';
import { memo } from 'react';
import type { DiagramEdge } from '../../view-models/diagram.ts';
import css from './canvas.module.css';

export type CanvasEdge = Edge<{ readonly edge: Pick<DiagramEdge, 'kind' | 'label'> & { readonly up?: boolean; readonly title?: string } }>;

export const LinkEdge = memo(function LinkEdge({ id, source, target, data, selected }: EdgeProps<CanvasEdge>) {
  const a = useInternalNode(source);
  const b = useInternalNode(target);
  if (!a || !b || !data) return null;
  const at = (n: typeof a) => ({
    x: n.internals.positionAbsolute.x + (n.measured.width ?? 0) / 2,
    y: n.internals.positionAbsolute.y + (n.measured.height ?? 0) / 2,
  });
  const [p, q] = [at(a), at(b)];
  const path = `M ${p.x} ${p.y} L ${q.x} ${q.y}`;
  const { kind, label } = data.edge;
  return (
    <>
      <path d={path} className={`${css['link']} ${css[kind]} ${selected ? css['linkSelected'] : ''}`} />
      {(kind === 'vpn' || kind === 'peering') && <path d={path} className={css['core']} />}
      <BaseEdge id={id} path={path} style={{ stroke: 'transparent', strokeWidth: 16 }} />
      {label !== undefined && (kind === 'vpn' || kind === 'circuit') && (
        <EdgeLabelRenderer>
          <div className={css['edgeLabel']} style={{ transform: `translate(-50%, -50%) translate(${(p.x + q.x) / 2}px, ${(p.y + q.y) / 2}px)` }}>
            {label}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

export const SessionEdge = memo(function SessionEdge({ source, target, data }: EdgeProps<CanvasEdge>) {
  const a = useInternalNode(source);
  const b = useInternalNode(target);
  if (!a || !b || !data) return null;
  const at = (n: typeof a) => ({ x: n.internals.positionAbsolute.x + (n.measured.width ?? 0) / 2, y: n.internals.positionAbsolute.y });
  const [p, q] = [at(a), at(b)];
  const lift = Math.max(30, Math.hypot(q.x - p.x, q.y - p.y) / 5);
  return (
    <path
      d={`M ${p.x} ${p.y} Q ${(p.x + q.x) / 2} ${Math.min(p.y, q.y) - lift} ${q.x} ${q.y}`}
      className={data.edge.up ? css['sessionUp'] : css['sessionDown']}
    >
      <title>{data.edge.title}</title>
    </path>
  );
});

export const edgeTypes = { link: LinkEdge, session: SessionEdge };
