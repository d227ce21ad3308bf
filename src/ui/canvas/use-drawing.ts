/** The lab as React Flow's nodes and edges. While something is dragged its place is local; the lines follow it. */
import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { DeviceSummary, Position } from '../../engine/index.ts';
import { edit, endGesture, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { select, useView } from '../../state/view.ts';
import { boxesOf, type DiagramNode, diagramOf, patchAt, pathOf } from '../../view-models/diagram.ts';
import type { Box } from '../../view-models/geometry.ts';
import { arcOf, type Line, linesOf } from '../../view-models/lines.ts';
import type { CanvasEdge, SessionData } from './edges.tsx';
import type { CanvasNode } from './nodes.tsx';

/** Containers lie beneath links, links beneath devices. */
const LAYER = { vnet: 0, site: 0, subnet: 1, internet: 4, segment: 4, device: 4 } as const;

export interface Drawing {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line[];
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
  readonly onNodeDragStop: (event: unknown, node: CanvasNode) => void;
}

export function useDrawing(): Drawing {
  const lab = useDocument((s) => s.lab);
  const selected = useView((s) => s.selected);
  const sessions = useView((s) => s.sessions);
  const devices = useResults((s) => s.devices);
  const diagram = useMemo(() => diagramOf(lab), [lab]);
  const [nodes, setNodes] = useState<CanvasNode[]>(() => diagram.nodes.map((n) => canvasNode(n, selected)));
  useEffect(() => setNodes(diagram.nodes.map((n) => canvasNode(n, selected))), [diagram, selected]);

  // Selecting makes new nodes too; only other places make new lines.
  const places = JSON.stringify(nodes.map((n) => [n.id, n.position]));
  const moved = useMemo(() => new Map(JSON.parse(places) as [string, Position][]), [places]);
  const boxes = useMemo(() => boxesOf(diagram.nodes, moved), [diagram, moved]);
  const lines = useMemo(() => linesOf(diagram.edges, diagram.nodes, boxes), [diagram, boxes]);
  const edges = useMemo(
    () => [...lines.map((l) => canvasEdge(l, selected)), ...(sessions ? sessionEdges(devices, boxes) : [])],
    [lines, selected, sessions, devices, boxes],
  );

  // Selection is the view's; React Flow reports what the keyboard selects, and is told what is selected.
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const chosen = changes.find((c) => c.type === 'select' && c.selected);
    if (chosen && 'id' in chosen && chosen.id !== useView.getState().selected) select(chosen.id, { tab: useView.getState().tab });
    const others = changes.filter((c) => c.type !== 'select');
    if (others.length > 0) setNodes((now) => applyNodeChanges(others, now));
  }, []);
  const onNodeDragStop = useCallback((_event: unknown, node: CanvasNode) => {
    const path = pathOf(useDocument.getState().lab, node.id);
    const place = { x: Math.round(node.position.x), y: Math.round(node.position.y) };
    const before = node.data.node.position;
    if (!path || (place.x === before.x && place.y === before.y)) return;
    edit({ did: 'move', of: node.id }, patchAt([...path, 'position'], place));
    endGesture();
  }, []);
  return { nodes, edges, boxes, lines, onNodesChange, onNodeDragStop };
}

function canvasNode(node: DiagramNode, selected: string | undefined): CanvasNode {
  const chosen = node.id === selected;
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

function canvasEdge({ edge, points }: Line, selected: string | undefined): CanvasEdge {
  return {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    type: 'link',
    zIndex: 2,
    selected: edge.object !== undefined && edge.object === selected,
    focusable: edge.object !== undefined,
    ariaLabel: edge.label ?? edge.id,
    data: { edge, points },
  };
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
