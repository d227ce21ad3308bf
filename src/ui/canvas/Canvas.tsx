/** The drawing: React Flow over the lab's diagram. Moving is an edit of the document; everything else only selects. */
import { type Connection, ConnectionMode, ReactFlow, type ReactFlowInstance, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Maximize, Minus, Plus, Share2, Spline } from 'lucide-react';
import { type CSSProperties, type MouseEvent, useCallback, useMemo, useState } from 'react';
import { useDocument } from '../../state/document.ts';
import { useLayout } from '../../state/layout.ts';
import { select, setView, useView } from '../../state/view.ts';
import { startConnecting } from '../editing/actions.ts';
import { useText } from '../shared/use-text.ts';
import { deviceAt } from '../../view-models/editing/drop.ts';
import type { DiagramEdge } from '../../view-models/diagram/index.ts';
import css from './canvas.module.css';
import { DropTarget, Landing } from './DropTarget.tsx';
import { FarLayer } from './FarLayer.tsx';
import { type CanvasEdge, edgeTypes } from './edges.tsx';
import { type CanvasNode, nodeTypes } from './nodes.tsx';
import { Marks } from './Marks.tsx';
import { PacketOverlay } from './PacketOverlay.tsx';
import { useDrawing } from './use-drawing.ts';
import { type Fit, fitting, MAX_ZOOM, MIN_ZOOM, useFit } from './use-fit.ts';
import { usePaletteDrop } from './use-palette-drop.ts';

/** Nodes beyond which only those in view are drawn, and none by itself when far away. */
const MANY = 150;
/** The zoom below which names cannot be read. */
const FAR = 0.3;
const NO_EDGES: CanvasEdge[] = [];

const isContainer = ({ data: { node } }: CanvasNode): boolean => node.shape === 'vnet' || node.shape === 'site' || node.shape === 'internet';

function Tools({ fit }: { readonly fit: Fit }) {
  const { t } = useText();
  const flow = useReactFlow();
  const sessions = useView((s) => s.sessions);
  const zoom = (by: () => Promise<boolean>) => {
    fit.chosen();
    void by();
  };
  return (
    <div className={css['tools']} role="toolbar" aria-orientation="vertical" aria-label={t('canvas')}>
      <button type="button" onClick={() => zoom(flow.zoomOut)} aria-label="−">
        <Minus size={16} />
      </button>
      <button type="button" onClick={() => zoom(flow.zoomIn)} aria-label="+">
        <Plus size={16} />
      </button>
      <button type="button" onClick={fit.whole} aria-label={t('fit')}>
        <Maximize size={16} />
      </button>
      <button type="button" aria-pressed={sessions} onClick={() => setView({ sessions: !sessions })} aria-label={t('sessionsLayer')} title={t('sessionsLayer')}>
        <Share2 size={16} aria-hidden="true" />
      </button>
      <button type="button" onClick={() => startConnecting()} aria-label={t('connect')} title={`${t('connect')} (C)`}>
        <Spline size={16} aria-hidden="true" />
      </button>
    </div>
  );
}

function Drawing() {
  const { t } = useText();
  const { nodes, edges, landing, onNodesChange, onNodeDragStart, onNodeDragStop } = useDrawing();
  const drop = usePaletteDrop();
  const inverse = useInverseZoom();
  const far = useStore((s) => s.transform[2] < FAR) && nodes.length > MANY;
  const flow = useReactFlow();
  const marked = useView((s) => s.marked);
  const shown = useMemo(() => (far ? nodes.filter((n) => isContainer(n) || marked.includes(n.id)) : nodes), [far, nodes, marked]);
  // Far away the tiles are one drawing; which one was meant is found by its place.
  const tileAt = useCallback(
    (event: { readonly clientX: number; readonly clientY: number }): string | undefined => {
      const { diagram, boxes } = useLayout.getState();
      return far ? deviceAt(diagram.nodes, boxes, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })) : undefined;
    },
    [far, flow],
  );
  const onNodeClick = useCallback(
    (event: MouseEvent, node: CanvasNode) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) select(tileAt(event) ?? node.id, { tab: afterWhy() });
    },
    [tileAt],
  );
  const onPaneClick = useCallback((event: MouseEvent) => select(tileAt(event), { tab: useView.getState().tab }), [tileAt]);
  const scenario = useDocument((s) => s.scenario?.id);
  const [first] = useState(fitting);
  const onSelectionDragStop = useCallback((event: MouseEvent, all: CanvasNode[]) => onNodeDragStop(event, all[0] as CanvasNode, all), [onNodeDragStop]);
  const [instance, setInstance] = useState<ReactFlowInstance<CanvasNode, CanvasEdge>>();
  const { room, fit } = useFit(instance, scenario);

  return (
    <div
      ref={room}
      className={css['wrap']}
      style={{ '--inverse': inverse } as CSSProperties}
      data-far={inverse > 1.25 || undefined}
      data-editing
      onDragOver={drop.onDragOver}
      onDragLeave={drop.onDragLeave}
      onDrop={drop.onDrop}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        className={css['flow'] ?? ''}
        nodes={shown}
        edges={far ? NO_EDGES : edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={setInstance}
        onMove={fit.onMove}
        onNodesChange={onNodesChange}
        onNodeDragStop={onNodeDragStop}
        onNodeDragStart={onNodeDragStart}
        onSelectionDragStart={onNodeDragStart}
        onSelectionDragStop={onSelectionDragStop}
        onNodeClick={onNodeClick}
        onEdgeClick={onEdgeClick}
        onConnect={onConnect}
        isValidConnection={isValidConnection}
        connectionMode={ConnectionMode.Loose}
        connectionRadius={36}
        onPaneClick={onPaneClick}
        onlyRenderVisibleElements={nodes.length > MANY && !far}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        deleteKeyCode={null}
        proOptions={{ hideAttribution: false }}
        aria-label={t('canvas')}
        nodesFocusable
        fitView
        fitViewOptions={first}
        zIndexMode="manual"
        elevateNodesOnSelect={false}
      >
        {far && <FarLayer />}
        <PacketOverlay />
        <Marks />
        {drop.box && <DropTarget box={drop.box} />}
        {landing && <Landing {...landing} />}
      </ReactFlow>
      <Tools fit={fit} />
    </div>
  );
}

// The same functions at every drawing: React Flow tells all its nodes and edges when one of them is another.
const onEdgeClick = (_event: MouseEvent, edge: CanvasEdge) => edge.data?.edge && selectLine(edge.data.edge);
const onConnect = ({ source, target }: Connection) => startConnecting(source, target);
const isValidConnection = ({ source, target }: Connection | CanvasEdge) => source !== target;

const afterWhy = () => {
  const { tab } = useView.getState();
  return tab === 'why' ? 'settings' : tab;
};

/** A line's own object, or the line alone, for deleting it. */
function selectLine(edge: DiagramEdge): void {
  select(edge.object, { tab: 'settings' });
  setView({ marked: [edge.object ?? edge.id] });
}

/** How much names grow against the zoom, so that they are readable when all is in view. In steps, to spare the styles. */
function useInverseZoom(): number {
  return useStore((s) => Math.round(Math.min(2.2, Math.max(1, 0.78 / s.transform[2])) * 10) / 10);
}

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}
