/** The lines of the diagram on their way between the boxes, and the way of a packet along them. */
import { formatIp, type Hop } from '../../engine/index.ts';
import type { DiagramEdge, DiagramNode } from './types.ts';
import { type Box, centerOf, type Point } from './geometry.ts';
import { routeLine } from './routing.ts';

export interface Line {
  readonly edge: DiagramEdge;
  readonly points: readonly Point[];
}

/** Above this many nodes lines are straight: finding ways around would not follow a drag. */
const ROUTED = 110;
/** px of a letter in a container's title, roughly. */
const LETTER = 7.4;

/** Every line with its points. They keep clear of devices and of the containers' titles. */
export function linesOf(edges: readonly DiagramEdge[], nodes: readonly DiagramNode[], boxes: ReadonlyMap<string, Box>): Line[] {
  const plain = nodes.length > ROUTED;
  const obstacles = plain ? [] : nodes.flatMap((n) => obstacleOf(n, boxes.get(n.id) as Box));
  const roots = plain ? [] : nodes.filter((n) => n.shape === 'vnet' || n.shape === 'site').map((n) => boxes.get(n.id) as Box);
  return edges.flatMap((edge) => {
    const a = boxes.get(edge.source);
    const b = boxes.get(edge.target);
    if (!a || !b) return [];
    // A container that neither end stands in is gone round too.
    const foreign = roots.filter((r) => !holds(r, a) && !holds(r, b));
    return [{ edge, points: routeLine(a, b, [...obstacles, ...foreign], plain) }];
  });
}

/**
 * The lines while something moves: those whose ends stay where they were are the same objects. Only where lines are straight;
 * else a device that moves may be in the way of any of them.
 */
export function linesWhile(
  before: readonly Line[],
  were: ReadonlyMap<string, Box>,
  nodes: readonly DiagramNode[],
  boxes: ReadonlyMap<string, Box>,
): readonly Line[] {
  if (nodes.length <= ROUTED)
    return linesOf(
      before.map((l) => l.edge),
      nodes,
      boxes,
    );
  const stays = (id: string): boolean => {
    const [a, b] = [were.get(id), boxes.get(id)];
    return a !== undefined && b !== undefined && a.x === b.x && a.y === b.y;
  };
  return before.flatMap((line) => (stays(line.edge.source) && stays(line.edge.target) ? [line] : linesOf([line.edge], nodes, boxes)));
}

function holds(outer: Box, inner: Box): boolean {
  const c = centerOf(inner);
  return c.x >= outer.x && c.x <= outer.x + outer.width && c.y >= outer.y && c.y <= outer.y + outer.height;
}

function obstacleOf(node: DiagramNode, box: Box): Box[] {
  switch (node.shape) {
    case 'device':
    case 'segment':
    case 'internet':
      return [box];
    case 'vnet':
    case 'site':
    case 'subnet': {
      const width = Math.min(box.width - 8, (node.label.length + node.detail.length) * LETTER + 46);
      return [{ x: box.x + 4, y: box.y + 4, width, height: node.shape === 'subnet' ? 20 : 26 }];
    }
  }
}

/** Points from the centre of one hop's device to that of the next; undefined when one of them is not drawn. */
export function wayOf(from: Hop, to: Hop, lines: readonly Line[], boxes: ReadonlyMap<string, Box>): readonly Point[] | undefined {
  const a = boxes.get(from.device);
  const b = boxes.get(to.device);
  if (!a || !b) return undefined;
  if (from.device === to.device) return turn(a);
  return [centerOf(a), ...between(from.device, to, lines, a, b), centerOf(b)];
}

function between(from: string, to: Hop, lines: readonly Line[], a: Box, b: Box): readonly Point[] {
  const along = (one: string, other: string, fits: (edge: DiagramEdge) => boolean): readonly Point[] | undefined => {
    const line = lines.find(({ edge }) => fits(edge) && ((edge.source === one && edge.target === other) || (edge.source === other && edge.target === one)));
    return line && (line.edge.source === one ? line.points : line.points.toReversed());
  };
  const direct = along(from, to.device, (e) => e.carries.some((c) => to.over.includes(c)));
  if (direct) return direct;
  // The Internet is a segment and a place of its own: the cable to it.
  const cable = to.over.some((c) => c === from || c === to.device) ? along(from, to.device, isCable) : undefined;
  if (cable) return cable;
  // A LAN: from one machine to the bar, along it, to the other.
  for (const segment of to.over) {
    const [up, down] = [along(from, segment, isCable), along(segment, to.device, isCable)];
    if (up && down) return [...up, ...down];
  }
  const peering = lines.find(({ edge }) => edge.kind === 'peering' && edge.carries.some((c) => to.over.includes(c)));
  if (peering) {
    const c = centerOf(a);
    const far = (p: Point | undefined) => (p ? Math.hypot(p.x - c.x, p.y - c.y) : 0);
    return far(peering.points[0]) <= far(peering.points.at(-1)) ? peering.points : peering.points.toReversed();
  }
  // Azure's fabric has no cables: straight to the next hop.
  return routeLine(a, b, [], true);
}

const isCable = (edge: DiagramEdge): boolean => edge.kind === 'cable';

/** Once round a device, for a packet that comes back to where it is. */
function turn(box: Box): Point[] {
  const c = centerOf(box);
  const circle = Array.from({ length: 33 }, (_, i) => {
    const angle = (i / 32) * 2 * Math.PI - Math.PI / 2;
    return { x: c.x + (box.width / 2 + 18) * Math.cos(angle), y: c.y + (box.height / 2 + 18) * Math.sin(angle) };
  });
  return [c, ...circle, c];
}

/** Source → destination of the packet's innermost IP header. */
export function endsText(hop: Hop, leaving: boolean): string {
  const packet = (leaving ? hop.after : undefined) ?? hop.before;
  const ip = packet.headers.findLast((h) => h.kind === 'ip');
  return ip?.kind === 'ip' ? `${formatIp(ip.source)} → ${formatIp(ip.destination)}` : '';
}

/** A bow between two boxes: a session is not a cable. */
export function arcOf(a: Box, b: Box): Point[] {
  const from = centerOf(a);
  const to = centerOf(b);
  const size = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const bow = Math.min(80, size * 0.18) * 2;
  const bend = { x: (from.x + to.x) / 2 + ((to.y - from.y) / size) * bow, y: (from.y + to.y) / 2 - ((to.x - from.x) / size) * bow };
  return Array.from({ length: 25 }, (_, i) => {
    const t = i / 24;
    return { x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * bend.x + t ** 2 * to.x, y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * bend.y + t ** 2 * to.y };
  }).filter((p) => !inside(a, p) && !inside(b, p));
}

const inside = (box: Box, p: Point): boolean => p.x > box.x && p.x < box.x + box.width && p.y > box.y && p.y < box.y + box.height;
