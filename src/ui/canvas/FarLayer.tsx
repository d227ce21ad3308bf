/** A big lab seen from far away: devices as tiles and lines as strokes, one path a colour, so that panning moves one thing. */
import { ViewportPortal } from '@xyflow/react';
import { useMemo } from 'react';
import { useLayout } from '../../state/layout.ts';
import css from './canvas.module.css';
import { familyOf } from './Glyph.tsx';

export function FarLayer() {
  const { nodes } = useLayout((s) => s.diagram);
  const boxes = useLayout((s) => s.boxes);
  const lines = useLayout((s) => s.lines);
  const tiles = useMemo(() => {
    const paths = new Map<string, string[]>();
    for (const n of nodes) {
      const box = boxes.get(n.id);
      if (!box || n.shape === 'vnet' || n.shape === 'site' || n.shape === 'subnet') continue;
      const family = familyOf(n.kind);
      const path = paths.get(family) ?? [];
      path.push(`M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`);
      paths.set(family, path);
    }
    return [...paths].map(([family, path]) => ({ family, d: path.join('') }));
  }, [nodes, boxes]);
  const strokes = useMemo(
    () => lines.map((l) => l.points.map((p, i) => `${i === 0 ? 'M' : 'L'}${Math.round(p.x)} ${Math.round(p.y)}`).join('')).join(''),
    [lines],
  );
  return (
    <ViewportPortal>
      <svg className={css['far']} width="1" height="1" aria-hidden="true" data-testid="far">
        <path d={strokes} className={css['farLines']} />
        {tiles.map(({ family, d }) => (
          <path key={family} d={d} style={{ fill: `var(--family-${family})`, fillOpacity: 0.7 }} />
        ))}
      </svg>
    </ViewportPortal>
  );
}
