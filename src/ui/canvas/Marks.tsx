/** What is pointed at from elsewhere: rings around objects, and arrows from where something came to where it goes. */
import { ViewportPortal } from '@xyflow/react';
import { useLayout } from '../../state/layout.ts';
import { useView } from '../../state/view.ts';
import { arcOf, type Box, roundedPath } from '../../view-models/diagram/index.ts';
import css from './canvas.module.css';
import { useRouteMarks } from './use-route-marks.ts';

export function Marks() {
  const boxes = useLayout((s) => s.boxes);
  const route = useRouteMarks();
  const lit = useView((s) => s.lit) ?? route;
  if (!lit) return null;
  const at = boxes.get(lit.at);
  const arrows = [...lit.from.map((id) => ({ id, role: 'from' as const })), ...lit.to.map((id) => ({ id, role: 'to' as const }))].flatMap(({ id, role }) => {
    const box = boxes.get(id);
    if (!box) return [];
    return [{ id, role, box, points: at && id !== lit.at ? (role === 'from' ? arcOf(box, at) : arcOf(at, box)) : [] }];
  });
  const earlier = (lit.chain ?? []).flatMap(([from, to]) => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    return a && b ? [{ from, to, box: a, points: arcOf(a, b) }] : [];
  });
  return (
    <ViewportPortal>
      <svg className={css['marks']} width="1" height="1" aria-hidden="true">
        <defs>
          {(['from', 'to'] as const).map((role) => (
            <marker key={role} id={`mark-${role}`} viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 10 5 0 10Z" className={css[`head-${role}`]} />
            </marker>
          ))}
        </defs>
        {arrows.map(({ id, role, points }) => (
          <path key={`${role} ${id}`} d={roundedPath(points, 0)} className={`${css['mark']} ${css[`mark-${role}`]}`} markerEnd={`url(#mark-${role})`} />
        ))}
        {earlier.map(({ from, to, points }) => (
          <path key={`${from} ${to}`} d={roundedPath(points, 0)} className={`${css['mark']} ${css['mark-from']}`} markerEnd="url(#mark-from)" />
        ))}
      </svg>
      {earlier.map(({ from, box }) => (
        <Ring key={`earlier ${from}`} box={box} part="from" id={from} />
      ))}
      {at && <Ring box={at} part="at" id={lit.at} />}
      {arrows.map(({ id, role, box }) => (
        <Ring key={`${role} ${id}`} box={box} part={role} id={id} />
      ))}
    </ViewportPortal>
  );
}

function Ring({ box, part, id }: { readonly box: Box; readonly part: 'at' | 'from' | 'to'; readonly id: string }) {
  return (
    <div
      className={`${css['ring']} ${css[`ring-${part}`]}`}
      style={{ transform: `translate(${box.x - 4}px, ${box.y - 4}px)`, width: box.width + 8, height: box.height + 8 }}
      data-testid="mark"
      data-part={part}
      data-device={id}
    />
  );
}
