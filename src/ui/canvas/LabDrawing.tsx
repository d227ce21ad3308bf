/** A lab as one SVG that needs no style sheet: for pictures that leave the page. */
import type { Lab } from '../../engine/index.ts';
import { type Box, boxesOf, type DiagramEdge, type DiagramNode, diagramOf, linesOf, roundedPath } from '../../view-models/diagram/index.ts';
import { Glyph } from './Glyph.tsx';

const MARGIN = 24;
const SANS = 'system-ui, "Segoe UI", "Noto Sans", "Noto Sans JP", sans-serif';
const MONO = 'ui-monospace, Consolas, "Noto Sans Mono", monospace';

interface Stroke {
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly strokeDasharray?: string;
}

/** Strokes of a kind of line, the lower ones first. */
const STROKES: Readonly<Partial<Record<DiagramEdge['kind'], readonly Stroke[]>>> = {
  cable: [{ stroke: 'var(--family-site)', strokeWidth: 2 }],
  circuit: [{ stroke: 'var(--family-gateway)', strokeWidth: 2.5 }],
  backend: [{ stroke: 'var(--family-gateway)', strokeWidth: 1.25, strokeDasharray: '2 4' }],
  internet: [{ stroke: 'var(--family-internet)', strokeWidth: 2, strokeDasharray: '1 7' }],
  vpn: [
    { stroke: 'var(--encap)', strokeWidth: 9 },
    { stroke: 'var(--surface-1)', strokeWidth: 4.5 },
  ],
  peering: [
    { stroke: 'var(--family-network)', strokeWidth: 6 },
    { stroke: 'var(--surface-0)', strokeWidth: 3 },
  ],
};
const PLAIN: readonly Stroke[] = [{ stroke: 'var(--line-2)', strokeWidth: 1.5, strokeDasharray: '4 4' }];

export function LabDrawing({ lab }: { readonly lab: Lab }) {
  const { nodes, edges } = diagramOf(lab);
  const boxes = boxesOf(nodes);
  const all = [...boxes.values()];
  const left = Math.min(0, ...all.map((b) => b.x)) - MARGIN;
  const top = Math.min(0, ...all.map((b) => b.y)) - MARGIN;
  const width = Math.max(1, ...all.map((b) => b.x + b.width)) + MARGIN - left;
  const height = Math.max(1, ...all.map((b) => b.y + b.height)) + MARGIN - top;
  const of = (shapes: readonly DiagramNode['shape'][]) => nodes.filter((n) => shapes.includes(n.shape));
  return (
    <svg xmlns="http://www.w3.org/2000/svg" width={width} height={height} viewBox={`${left} ${top} ${width} ${height}`} fontFamily={SANS}>
      <rect x={left} y={top} width={width} height={height} fill="var(--surface-0)" />
      {of(['vnet', 'site', 'subnet']).map((n) => (
        <Container key={n.id} node={n} box={boxes.get(n.id) as Box} />
      ))}
      {linesOf(edges, nodes, boxes).map(({ edge, points }) => (
        <g key={edge.id} fill="none" strokeLinecap="round">
          {(STROKES[edge.kind] ?? PLAIN).map((s) => (
            <path key={s.strokeWidth} d={roundedPath(points, 12)} {...s} />
          ))}
        </g>
      ))}
      {of(['segment', 'internet', 'device']).map((n) => (
        <Device key={n.id} node={n} box={boxes.get(n.id) as Box} />
      ))}
    </svg>
  );
}

interface Props {
  readonly node: DiagramNode;
  readonly box: Box;
}

function Container({ node, box }: Props) {
  const subnet = node.shape === 'subnet';
  const colour = subnet ? 'var(--line-2)' : node.shape === 'site' ? 'var(--family-site)' : 'var(--family-network)';
  const fill = subnet ? 'var(--surface-1)' : node.shape === 'site' ? 'var(--site-fill)' : 'var(--vnet-fill)';
  return (
    <g>
      <rect
        {...box}
        rx={subnet ? 8 : 10}
        fill={fill}
        fillOpacity={subnet ? 0.55 : 1}
        stroke={colour}
        strokeWidth="1.5"
        strokeDasharray={subnet ? '4 3' : undefined}
      />
      <text x={box.x + 12} y={box.y + 20} fontSize={subnet ? 12 : 13} fill="var(--text-1)">
        <tspan fontWeight={subnet ? 400 : 600}>{node.label}</tspan>{' '}
        <tspan dx="6" fontFamily={MONO} fontSize="12" fill="var(--text-2)">
          {node.detail}
        </tspan>
      </text>
    </g>
  );
}

function Device({ node, box }: Props) {
  const round = node.shape === 'device' ? 9 : box.height / 2;
  const lines = [node.detail, ...(node.instances ?? [])].filter((l) => l !== '').slice(0, 3);
  const glyph = node.shape !== 'segment';
  return (
    <g>
      <rect {...box} rx={round} fill={glyph ? 'var(--surface-1)' : 'var(--surface-2)'} stroke="var(--line-2)" />
      {glyph && (
        <svg x={box.x + 10} y={box.y + (box.height - 26) / 2} width="26" height="26">
          <Glyph kind={node.kind} size={26} />
        </svg>
      )}
      <text
        x={glyph ? box.x + 44 : box.x + box.width / 2}
        y={box.y + box.height / 2 - (glyph ? (lines.length - 1) * 6 : -4)}
        textAnchor={glyph ? 'start' : 'middle'}
        fontSize={glyph ? 12 : 11}
        fontWeight={glyph ? 600 : 400}
        fill="var(--text-1)"
      >
        {node.label}
        {glyph &&
          lines.map((l) => (
            <tspan key={l} x={box.x + 44} dy="13" fontSize="10.5" fontWeight="400" fontFamily={MONO} fill="var(--text-2)">
              {l}
            </tspan>
          ))}
      </text>
    </g>
  );
}
