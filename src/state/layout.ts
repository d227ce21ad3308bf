/**
 * Where everything on the canvas stands and every line runs: as the lab has it, and as it is while something is dragged. A drag changes
 * neither the document nor what React Flow knows; only what is dragged, and the lines that follow it, hear of it.
 */
import { create } from 'zustand';
import type { Lab, Position } from '../engine/index.ts';
import { type Box, boxesOf, type Diagram, diagramOf, keepingSame, type Line, linesOf, linesWhile, type Point, shiftsOf } from '../view-models/diagram/index.ts';
import { useDocument } from './document.ts';

type Places = ReadonlyMap<string, Position>;
type Boxes = ReadonlyMap<string, Box>;

export interface LayoutState {
  /** The same object, and the same nodes and edges in it, while an edit changes nothing of them that is drawn. */
  readonly diagram: Diagram;
  /** As the lab has it. */
  readonly stands: Boxes;
  readonly standing: readonly Line[];
  /** Now. The same objects as at rest while nothing is dragged. */
  readonly boxes: Boxes;
  readonly lines: readonly Line[];
  /** Where each line runs now, by edge. */
  readonly points: ReadonlyMap<string, readonly Point[]>;
  /** Places that React Flow has been told of what is dragged, relative to their parents. */
  readonly told: Places;
  /** px from there to where each object is, of what is dragged and what stands in it. */
  readonly offsets: ReadonlyMap<string, Point>;
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>();
const HERE: Point = { x: 0, y: 0 };
const EMPTY: LayoutState = {
  diagram: { nodes: [], edges: [] },
  stands: NONE,
  standing: [],
  boxes: NONE,
  lines: [],
  points: NONE,
  told: NONE,
  offsets: NONE,
};
/** px that something is dragged before React Flow is told again: it draws what is near to what is seen. */
const FAR = 300;

export const useLayout = create<LayoutState>(() => EMPTY);

/** Starts following the document. */
export function startLayout(): void {
  useDocument.subscribe(({ lab }, before) => {
    if (lab !== before.lab) settle(lab);
  });
}

function settle(lab: Lab): void {
  const state = useLayout.getState();
  const diagram = keepingSame(state.diagram, diagramOf(lab));
  if (diagram === state.diagram) return letGo();
  const stands = boxesOf(diagram.nodes);
  const standing = linesOf(diagram.edges, diagram.nodes, stands);
  useLayout.setState({ diagram, stands, standing, boxes: stands, lines: standing, points: pointsOf(standing), told: NONE, offsets: NONE });
}

/** What is dragged is here now, relative to its parent. */
export function hold(places: Places): void {
  const { diagram, stands, standing, told } = useLayout.getState();
  const distance = ([id, at]: readonly [string, Position]) => {
    const from = told.get(id);
    return from ? Math.hypot(at.x - from.x, at.y - from.y) : Infinity;
  };
  const known = [...places].every((p) => distance(p) < FAR) ? told : places;
  const shifts = shiftsOf(diagram.nodes, places);
  const before = shiftsOf(diagram.nodes, known);
  const boxes = new Map(stands);
  const offsets = new Map<string, Point>();
  for (const id of new Set([...shifts.keys(), ...before.keys()])) {
    const box = stands.get(id);
    const now = shifts.get(id) ?? HERE;
    const then = before.get(id) ?? HERE;
    if (box) boxes.set(id, { ...box, x: box.x + now.x, y: box.y + now.y });
    if (now.x !== then.x || now.y !== then.y) offsets.set(id, { x: now.x - then.x, y: now.y - then.y });
  }
  const lines = linesWhile(standing, stands, diagram.nodes, boxes);
  useLayout.setState({ boxes, lines, points: pointsOf(lines), told: known, offsets });
}

/** Nothing is dragged any more: all is where the lab has it. */
export function letGo(): void {
  const { stands, standing, boxes } = useLayout.getState();
  if (boxes !== stands) useLayout.setState({ boxes: stands, lines: standing, points: pointsOf(standing), told: NONE, offsets: NONE });
}

const pointsOf = (lines: readonly Line[]) => new Map(lines.map((l) => [l.edge.id, l.points]));
