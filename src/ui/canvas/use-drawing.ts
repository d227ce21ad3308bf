/** The lab as React Flow's nodes and edges. While something is dragged its place is the layout's, and these stay as they are. */
import type { NodeChange } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { type DeviceSummary, mergePatch, type Position } from '../../engine/index.ts';
import { edit, endGesture, useDocument } from '../../state/document.ts';
import { hold, letGo, useLayout } from '../../state/layout.ts';
import { useResults } from '../../state/results.ts';
import { mark, useView } from '../../state/view.ts';
import { type DiagramNode, type Line, patchAt, pathOf } from '../../view-models/diagram/index.ts';
import { relocate } from '../editing/actions.ts';
import { textNow } from '../shared/use-text.ts';
import type { CanvasEdge, SessionData } from './edges.tsx';
import { dropOf, type Landing, landingOf, within } from './landing.ts';
import type { CanvasNode } from './nodes.tsx';

/** Containers lie beneath links, links beneath devices. */
const LAYER = { vnet: 0, site: 0, subnet: 1, internet: 4, segment: 4, device: 4 } as const;

export interface Drawing {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
  /** Another container, where what is dragged would come into one. */
  readonly landing: Landing | undefined;
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
  readonly onNodeDragStart: () => void;
  readonly onNodeDragStop: (event: unknown, node: CanvasNode, all: CanvasNode[]) => void;
}

export function useDrawing(): Drawing {
  const diagram = useLayout((s) => s.diagram);
  const standing = useLayout((s) => s.standing);
  const told = useLayout((s) => s.told);
  const marked = useView((s) => s.marked);
  const sessions = useView((s) => s.sessions || s.upThen !== undefined);
  const now = useResults((s) => s.devices);
  const upThen = useView((s) => s.upThen);
  const devices = useMemo(() => (upThen ? devicesThen(now, upThen) : now), [now, upThen]);
  const chosen = useMemo(() => new Set(marked), [marked]);
  const nodes = useMemo(() => diagram.nodes.map((n) => canvasNode(n, chosen.has(n.id), told.get(n.id))), [diagram, chosen, told]);
  const links = useMemo(() => standing.map((l) => canvasEdge(l, chosen)), [standing, chosen]);
  const arcs = useMemo(() => (sessions ? sessionEdges(devices) : []), [sessions, devices]);
  const edges = useMemo(() => (arcs.length === 0 ? links : [...links, ...arcs]), [links, arcs]);

  // What is marked is the view's; React Flow reports what pointer and keyboard choose, and is told what is chosen.
  const dragging = useRef(false);
  const [landing, setLanding] = useState<Landing>();
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const choices = changes.filter((c) => c.type === 'select');
    if (choices.length > 0) {
      const on = choices.filter((c) => c.selected).map((c) => c.id);
      const changed = new Set(choices.map((c) => c.id));
      mark([...useView.getState().marked.filter((id) => !changed.has(id)), ...on]);
    }
    const places = changes.flatMap((c) => (c.type === 'position' && c.position ? [{ id: c.id, position: c.position, dragged: c.dragging === true }] : []));
    const dragged = places.filter((p) => p.dragged);
    if (dragged.length > 0) hold(new Map(dragged.map((p) => [p.id, p.position])));
    if (dragged.length > 0) setLanding(landingOf(dragged));
    // Arrow keys move without a drag.
    const keyed = places.filter((p) => !p.dragged && !dragging.current);
    if (keyed.length > 0) move(keyed, `move ${keyed.map((k) => k.id).join(' ')}`);
  }, []);
  const onNodeDragStart = useCallback(() => {
    dragging.current = true;
  }, []);
  const onNodeDragStop = useCallback((_event: unknown, _node: CanvasNode, all: CanvasNode[]) => {
    dragging.current = false;
    setLanding(undefined);
    const [only] = all;
    const drop = only && all.length === 1 ? dropOf(only.id) : undefined;
    if (!drop || !only || !relocate(textNow(), only.id, drop)) move(all);
    letGo();
    endGesture();
  }, []);
  return { nodes, edges, landing, onNodesChange, onNodeDragStart, onNodeDragStop };
}

/** One undo step for everything that moved; each stays within its container. */
function move(moved: readonly { readonly id: string; readonly position: Position }[], merge?: string): void {
  const { lab } = useDocument.getState();
  const nodes = new Map(useLayout.getState().diagram.nodes.map((n) => [n.id, n]));
  const patches = moved.flatMap(({ id, position }) => {
    const path = pathOf(lab, id);
    const node = nodes.get(id);
    const outer = node?.parent === undefined ? undefined : nodes.get(node.parent)?.size;
    const place = node && outer ? within(position, node.size, outer) : { x: Math.round(position.x), y: Math.round(position.y) };
    const was = node?.position;
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

/** By what is drawn: a node that is as it was is the same object, and is not drawn again. */
const drawnNodes = new WeakMap<DiagramNode, CanvasNode>();

/** `held`: where React Flow is told that it is while it is dragged. */
function canvasNode(node: DiagramNode, chosen: boolean, held: Position | undefined): CanvasNode {
  const known = drawnNodes.get(node);
  const position = held ?? node.position;
  if (known?.selected === chosen && known.position === position) return known;
  const { width, height } = node.size;
  const next: CanvasNode = {
    id: node.id,
    type: node.shape,
    position,
    dragging: held !== undefined,
    data: { node },
    width,
    height,
    measured: { width, height },
    zIndex: LAYER[node.shape],
    selected: chosen,
    // A container moves once it is selected; before, a drag on it moves the map.
    draggable: node.shape === 'device' || node.shape === 'segment' || node.shape === 'internet' || (chosen && node.shape !== 'subnet'),
    ariaLabel: `${node.label} ${node.detail}`,
    ...(node.parent !== undefined && { parentId: node.parent }),
  };
  drawnNodes.set(node, next);
  return next;
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
function sessionEdges(devices: Readonly<Record<string, DeviceSummary>>): CanvasEdge[] {
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
  return [...found].map(([id, { a, b, ...session }]) => ({
    id: `bgp:${id}`,
    source: a,
    target: b,
    type: 'session',
    zIndex: 5,
    focusable: false,
    data: { session },
  }));
}
