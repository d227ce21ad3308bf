/** The lab as React Flow's nodes and edges. While something is dragged its place is local; the lines follow it. */
import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type DeviceSummary, type Lab, mergePatch, type Position } from '../../engine/index.ts';
import { edit, endGesture, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { mark, useView } from '../../state/view.ts';
import { boxesOf, type Diagram, type DiagramNode, diagramOf, patchAt, pathOf } from '../../view-models/diagram.ts';
import type { Box, Point } from '../../view-models/geometry.ts';
import { arcOf, type Line, linesOf, linesWhile } from '../../view-models/lines.ts';
import type { CanvasEdge, SessionData } from './edges.tsx';
import type { CanvasNode } from './nodes.tsx';

/** Containers lie beneath links, links beneath devices. */
const LAYER = { vnet: 0, site: 0, subnet: 1, internet: 4, segment: 4, device: 4 } as const;

export interface Drawing {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line[];
  /** Where each line runs, by edge. */
  readonly points: ReadonlyMap<string, readonly Point[]>;
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
  readonly onNodeDragStart: () => void;
  readonly onNodeDragStop: (event: unknown, node: CanvasNode, all: CanvasNode[]) => void;
  readonly diagram: Diagram;
}

export function useDrawing(): Drawing {
  const lab = useDocument((s) => s.lab);
  const marked = useView((s) => s.marked);
  const sessions = useView((s) => s.sessions || s.upThen !== undefined);
  const now = useResults((s) => s.devices);
  const upThen = useView((s) => s.upThen);
  const devices = useMemo(() => (upThen ? devicesThen(now, upThen) : now), [now, upThen]);
  const diagram = useDiagram(lab);
  const chosen = useMemo(() => new Set(marked), [marked]);
  const [nodes, setNodes] = useState<CanvasNode[]>(() => diagram.nodes.map((n) => canvasNode(n, chosen.has(n.id))));
  useEffect(() => setNodes((now) => drawn(diagram.nodes, chosen, now)), [diagram, chosen]);

  // During a drag a few nodes are elsewhere than the lab says; what does not depend on them stays as it is.
  const stands = useMemo(() => boxesOf(diagram.nodes), [diagram]);
  const standing = useMemo(() => linesOf(diagram.edges, diagram.nodes, stands), [diagram, stands]);
  const places = JSON.stringify(nodes.filter((n) => n.position !== n.data.node.position).map((n) => [n.id, n.position]));
  const moved = useMemo(() => new Map(JSON.parse(places) as [string, Position][]), [places]);
  const boxes = useMemo(() => (moved.size === 0 ? stands : boxesOf(diagram.nodes, moved)), [diagram, stands, moved]);
  const lines = useMemo(() => (boxes === stands ? standing : linesWhile(standing, stands, diagram.nodes, boxes)), [diagram, stands, standing, boxes]);
  const points = useMemo(() => new Map(lines.map((l) => [l.edge.id, l.points])), [lines]);
  const links = useMemo(() => standing.map((l) => canvasEdge(l, chosen)), [standing, chosen]);
  const arcs = useMemo(() => (sessions ? sessionEdges(devices, boxes) : []), [sessions, devices, boxes]);
  const edges = useMemo(() => (arcs.length === 0 ? links : [...links, ...arcs]), [links, arcs]);

  // What is marked is the view's; React Flow reports what pointer and keyboard choose, and is told what is chosen.
  const dragging = useRef(false);
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const choices = changes.filter((c) => c.type === 'select');
    if (choices.length > 0) {
      const on = choices.filter((c) => c.selected).map((c) => c.id);
      const changed = new Set(choices.map((c) => c.id));
      mark([...useView.getState().marked.filter((id) => !changed.has(id)), ...on]);
    }
    const others = changes.filter((c) => c.type !== 'select');
    if (others.length > 0) setNodes((now) => applyNodeChanges(others, now));
    // Arrow keys move without a drag.
    const keyed = changes.flatMap((c) => (c.type === 'position' && c.position && !dragging.current && !c.dragging ? [{ id: c.id, position: c.position }] : []));
    if (keyed.length > 0) move(keyed, `move ${keyed.map((k) => k.id).join(' ')}`);
  }, []);
  const onNodeDragStart = useCallback(() => {
    dragging.current = true;
  }, []);
  const onNodeDragStop = useCallback((_event: unknown, _node: CanvasNode, all: CanvasNode[]) => {
    dragging.current = false;
    move(all);
    endGesture();
  }, []);
  return { nodes, edges, boxes, lines, points, diagram, onNodesChange, onNodeDragStart, onNodeDragStop };
}

/** The lab's diagram; the same object while an edit changes nothing that is drawn, such as a line of a configuration. */
function useDiagram(lab: Lab): Diagram {
  const fresh = useMemo(() => diagramOf(lab), [lab]);
  const text = useMemo(() => JSON.stringify(fresh), [fresh]);
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => fresh, [text]);
}

/** One undo step for everything that moved. */
function move(moved: readonly { readonly id: string; readonly position: Position }[], merge?: string): void {
  const { lab } = useDocument.getState();
  const before = new Map(diagramOf(lab).nodes.map((n) => [n.id, n.position]));
  const patches = moved.flatMap(({ id, position }) => {
    const path = pathOf(lab, id);
    const place = { x: Math.round(position.x), y: Math.round(position.y) };
    const was = before.get(id);
    return !path || (place.x === was?.x && place.y === was.y) ? [] : [{ id, patch: patchAt([...path, 'position'], place) }];
  });
  if (patches.length === 0) return;
  const of = patches.map((p) => p.id).join(', ');
  edit(
    { did: 'move', of },
    patches.reduce<unknown>((all, p) => mergePatch(all, p.patch), {}),
    merge,
  );
}

/** The nodes to draw; those that are as they were stay the same objects, so that they are not drawn again. */
function drawn(nodes: readonly DiagramNode[], chosen: ReadonlySet<string>, now: readonly CanvasNode[]): CanvasNode[] {
  const known = new Map(now.map((n) => [n.id, n]));
  return nodes.map((node) => {
    const before = known.get(node.id);
    const next = canvasNode(node, chosen.has(node.id));
    const same =
      before?.data.node === node && before.selected === next.selected && before.position.x === node.position.x && before.position.y === node.position.y;
    return same ? before : next;
  });
}

function canvasNode(node: DiagramNode, chosen: boolean): CanvasNode {
  const { width, height } = node.size;
  return {
    id: node.id,
    type: node.shape,
    position: node.position,
    data: { node },
    width,
    height,
    measured: { width, height },
    zIndex: LAYER[node.shape],
    selected: chosen,
    // A container moves once it is selected; before, a drag on it moves the map.
    draggable: node.shape === 'device' || node.shape === 'segment' || node.shape === 'internet' || (chosen && node.shape !== 'subnet'),
    ariaLabel: `${node.label} ${node.detail}`,
    ...(node.parent !== undefined && { parentId: node.parent, extent: 'parent' as const }),
  };
}

/** By line: an edge that is as it was is the same object, and is not drawn again. */
const drawnEdges = new WeakMap<Line, CanvasEdge>();

function canvasEdge(line: Line, chosen: ReadonlySet<string>): CanvasEdge {
  const { edge } = line;
  const selected = chosen.has(edge.object ?? edge.id);
  const known = drawnEdges.get(line);
  if (known?.selected === selected) return known;
  const next: CanvasEdge = {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    type: 'link',
    zIndex: 2,
    selected,
    focusable: edge.kind !== 'internet',
    ariaLabel: edge.label ?? edge.id,
    data: { edge },
  };
  drawnEdges.set(line, next);
  return next;
}

/** The devices with their sessions as they were at a moment of the timeline. */
function devicesThen(now: Readonly<Record<string, DeviceSummary>>, up: ReadonlySet<string>): Record<string, DeviceSummary> {
  const then = (d: DeviceSummary): DeviceSummary => ({
    ...d,
    sessions: d.sessions.map(({ reason: _later, ...s }) => ({ ...s, up: up.has(`${s.speaker} ${s.peer}`) })),
  });
  return Object.fromEntries(Object.entries(now).map(([id, d]) => [id, then(d)]));
}

/** One arc for all sessions between two devices; down when any of them is, with that one's reason. */
function sessionEdges(devices: Readonly<Record<string, DeviceSummary>>, boxes: ReadonlyMap<string, Box>): CanvasEdge[] {
  const found = new Map<string, SessionData & { readonly a: string; readonly b: string }>();
  for (const device of Object.values(devices)) {
    for (const session of device.sessions) {
      if (session.peerDevice === undefined || session.peerDevice === device.id) continue;
      const [a = '', b = ''] = [device.id, session.peerDevice].sort();
      const known = found.get(`${a} ${b}`);
      const reason = known?.reason ?? session.reason;
      found.set(`${a} ${b}`, { a, b, up: (known?.up ?? 0) + (session.up ? 0.5 : 0), all: (known?.all ?? 0) + 0.5, ...(reason && { reason }) });
    }
  }
  return [...found].flatMap(([id, { a, b, ...session }]) => {
    const [from, to] = [boxes.get(a), boxes.get(b)];
    return from && to
      ? [{ id: `bgp:${id}`, source: a, target: b, type: 'session', zIndex: 5, focusable: false, data: { session, points: arcOf(from, to) } }]
      : [];
  });
}
