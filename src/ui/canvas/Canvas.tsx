/** The drawing: React Flow over the lab's diagram. Moving is an edit of the document; everything else only selects. */
import { applyNodeChanges, type NodeChange, ReactFlow, type ReactFlowInstance, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Maximize, Minus, Plus, Share2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { edit, endGesture, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { select, setView, useView } from '../../state/view.ts';
import { diagramOf, patchAt, pathOf } from '../../view-models/diagram.ts';
import { useText } from '../shared/use-text.ts';
import css from './canvas.module.css';
import { type CanvasEdge, edgeTypes } from './edges.tsx';
import { type CanvasNode, nodeTypes } from './nodes.tsx';
import { PacketOverlay } from './PacketOverlay.tsx';

/** Room for the player at the bottom. */
const FIT = { padding: { top: '12px', left: '12px', right: '12px', bottom: '76px' } } as const;

/** Containers lie beneath links, links beneath devices. */
const LAYER = { vnet: 0, site: 0, subnet: 1, internet: 4, segment: 4, device: 4 } as const;

function useNodes(): CanvasNode[] {
  const lab = useDocument((s) => s.lab);
  const selected = useView((s) => s.selected);
  return useMemo(
    () =>
      diagramOf(lab).nodes.map((node) => ({
        id: node.id,
        type: node.shape,
        position: node.position,
        data: { node },
        width: node.size.width,
        height: node.size.height,
        zIndex: LAYER[node.shape],
        selected: node.id === selected,
        draggable: node.shape !== 'subnet',
        ariaLabel: `${node.label} ${node.detail}`,
        ...(node.parent !== undefined && { parentId: node.parent, extent: 'parent' as const }),
      })),
    [lab, selected],
  );
}

function useEdges(): CanvasEdge[] {
  const lab = useDocument((s) => s.lab);
  const selected = useView((s) => s.selected);
  const sessions = useView((s) => s.sessions);
  const devices = useResults((s) => s.devices);
  return useMemo(() => {
    const links: CanvasEdge[] = diagramOf(lab).edges.map((e) => ({
      id: e.id,
      source: e.source,
      target: e.target,
      type: 'link',
      zIndex: 2,
      selected: e.id === selected,
      data: { edge: e },
      focusable: true,
      ariaLabel: e.label ?? e.id,
    }));
    if (!sessions) return links;
    const arcs = new Map<string, CanvasEdge>();
    for (const d of Object.values(devices)) {
      for (const s of d.sessions) {
        if (s.peerDevice === undefined || s.peerDevice === d.id) continue;
        const key = [d.id, s.peerDevice].sort().join(' ');
        const before = arcs.get(key)?.data?.edge.up ?? true;
        arcs.set(key, {
          id: `bgp:${key}`,
          source: d.id,
          target: s.peerDevice,
          type: 'session',
          zIndex: 5,
          data: { edge: { kind: 'cable', up: before && s.up, title: `${d.id} ↔ ${s.peerDevice}` } },
        });
      }
    }
    return [...links, ...arcs.values()];
  }, [lab, selected, sessions, devices]);
}

function Tools() {
  const { t } = useText();
  const flow = useReactFlow();
  const sessions = useView((s) => s.sessions);
  return (
    <div className={css['tools']} role="toolbar" aria-label={t('canvas')}>
      <button type="button" onClick={() => void flow.zoomOut()} aria-label="−">
        <Minus size={16} />
      </button>
      <button type="button" onClick={() => void flow.zoomIn()} aria-label="+">
        <Plus size={16} />
      </button>
      <button type="button" onClick={() => void flow.fitView(FIT)} aria-label={t('fit')}>
        <Maximize size={16} />
      </button>
      <button type="button" aria-pressed={sessions} onClick={() => setView({ sessions: !sessions })} title={t('sessionsLayer')}>
        <Share2 size={16} aria-hidden="true" /> BGP
      </button>
    </div>
  );
}

function Drawing() {
  const { t } = useText();
  const computed = useNodes();
  const edges = useEdges();
  const scenario = useDocument((s) => s.scenario?.id);
  const [nodes, setNodes] = useState(computed);
  const [instance, setInstance] = useState<ReactFlowInstance<CanvasNode, CanvasEdge>>();
  useEffect(() => setNodes(computed), [computed]);
  useEffect(() => {
    const handle = requestAnimationFrame(() => void instance?.fitView(FIT));
    return () => cancelAnimationFrame(handle);
  }, [instance, scenario]);

  // The canvas shrinks when the drawer opens: what was seen as a whole is fitted again.
  const drawer = useView((s) => s.drawer !== undefined);
  const player = useView((s) => s.trace !== undefined);
  useEffect(() => {
    const handle = setTimeout(() => void instance?.fitView({ ...FIT, duration: 150 }), 60);
    return () => clearTimeout(handle);
  }, [instance, drawer, player]);

  // Selection is the view's; React Flow reports what the keyboard selects, and is told what is selected.
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const chosen = changes.find((c) => c.type === 'select' && c.selected);
    if (chosen && 'id' in chosen && chosen.id !== useView.getState().selected) select(chosen.id, { tab: useView.getState().tab });
    setNodes((now) =>
      applyNodeChanges(
        changes.filter((c) => c.type !== 'select'),
        now,
      ),
    );
  }, []);
  const onDragStop = useCallback((_event: unknown, node: CanvasNode) => {
    const path = pathOf(useDocument.getState().lab, node.id);
    if (!path) return;
    edit(`Move ${node.id}`, patchAt([...path, 'position'], { x: Math.round(node.position.x), y: Math.round(node.position.y) }));
    endGesture();
  }, []);

  return (
    <div className={css['wrap']}>
      <ReactFlow<CanvasNode, CanvasEdge>
        className={css['flow'] ?? ''}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={setInstance}
        onNodesChange={onNodesChange}
        onNodeDragStop={onDragStop}
        onNodeClick={(_e, node) => select(node.id, { tab: useView.getState().tab === 'why' ? 'settings' : useView.getState().tab })}
        onEdgeClick={(_e, edge) => edge.type === 'link' && select(edge.id, { tab: 'settings' })}
        onPaneClick={() => select(undefined)}
        onlyRenderVisibleElements={nodes.length > 150}
        minZoom={0.15}
        maxZoom={2.5}
        deleteKeyCode={null}
        proOptions={{ hideAttribution: false }}
        aria-label={t('canvas')}
        nodesFocusable
        fitView
        fitViewOptions={FIT}
        zIndexMode="manual"
        elevateNodesOnSelect={false}
      >
        <PacketOverlay />
      </ReactFlow>
      <Tools />
    </div>
  );
}

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}
