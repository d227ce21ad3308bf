/** A small map of a lab, drawn from the same diagram as the canvas. */
import { useMemo } from 'react';
import { type Scenario, stateAt } from '../../engine/index.ts';
import { type Box, boxesOf, diagramOf, linesOf, roundedPath } from '../../view-models/diagram/index.ts';
import { Glyph } from '../canvas/Glyph.tsx';
import css from './gallery.module.css';

const GLYPH = 46;

export function LabPicture({ scenario }: { readonly scenario: Scenario }) {
  const { nodes, boxes, lines, view } = useMemo(() => draw(scenario), [scenario]);
  return (
    <svg className={css['picture']} viewBox={view} aria-hidden="true">
      {nodes
        .filter((n) => n.shape !== 'device' && n.shape !== 'segment')
        .map((n) => {
          const { x, y, width, height } = boxes.get(n.id) as Box;
          return <rect key={n.id} x={x} y={y} width={width} height={height} rx={n.shape === 'internet' ? height / 2 : 14} className={css[n.shape]} />;
        })}
      {lines.map(({ edge, points }) => (
        <path key={edge.id} d={roundedPath(points, 14)} className={`${css['edge']} ${css[edge.kind] ?? ''}`} />
      ))}
      {nodes
        .filter((n) => n.shape === 'segment')
        .map((n) => {
          const { x, y, width, height } = boxes.get(n.id) as Box;
          return <rect key={n.id} x={x} y={y} width={width} height={height} rx={height / 2} className={css['device']} />;
        })}
      {nodes
        .filter((n) => n.shape === 'device' || n.shape === 'internet')
        .map((n) => {
          const { x, y, width, height } = boxes.get(n.id) as Box;
          return (
            <g key={n.id}>
              {n.shape === 'device' && <rect x={x} y={y} width={width} height={height} rx={12} className={css['device']} />}
              <svg x={x + (width - GLYPH) / 2} y={y + (height - GLYPH) / 2} width={GLYPH} height={GLYPH}>
                <Glyph kind={n.kind} size={GLYPH} />
              </svg>
            </g>
          );
        })}
    </svg>
  );
}

function draw(scenario: Scenario) {
  const { nodes, edges } = diagramOf(stateAt(scenario));
  const boxes = boxesOf(nodes);
  const all = [...boxes.values()];
  const left = Math.min(...all.map((b) => b.x)) - 24;
  const top = Math.min(...all.map((b) => b.y)) - 24;
  const right = Math.max(...all.map((b) => b.x + b.width)) + 24;
  const bottom = Math.max(...all.map((b) => b.y + b.height)) + 24;
  return {
    nodes,
    boxes,
    lines: linesOf(
      edges.filter((e) => e.kind !== 'internet'),
      nodes,
      boxes,
    ),
    view: `${left} ${top} ${right - left} ${bottom - top}`,
  };
}
