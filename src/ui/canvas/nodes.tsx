/** What stands on the canvas: containers and devices. Live state comes from the results by id, so a recompute redraws only what changed. */
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { type CSSProperties, memo } from 'react';
import { useLayout } from '../../state/layout.ts';
import { useResults } from '../../state/results.ts';
import { select, useView } from '../../state/view.ts';
import type { DiagramNode } from '../../view-models/diagram/index.ts';
import { lostAt } from '../../view-models/playback.ts';
import { useText } from '../shared/use-text.ts';
import { Glyph } from './Glyph.tsx';
import css from './canvas.module.css';

export type CanvasNode = Node<{ readonly node: DiagramNode }>;

/** Letters of a name that fit on one line; beyond, the name takes the line of the detail. */
const ONE_LINE = 15;
/** Letters of an address that stand in one line beside the glyph: those of an IPv4 prefix. */
const ADDRESS = 16;
/** Letters of a name that stand in one line when seen from afar. */
const SHORT = 11;

function Handles() {
  return (
    <>
      <Handle type="target" position={Position.Left} className={css['handle']} />
      <Handle type="source" position={Position.Right} className={css['handle']} />
    </>
  );
}

/** Its size, and where it is while it is dragged: React Flow itself is told that only now and then. */
function useFrame({ id, size }: DiagramNode): CSSProperties {
  const offset = useLayout((s) => s.offsets.get(id));
  return offset ? { ...size, translate: `${offset.x}px ${offset.y}px` } : size;
}

export const VnetNode = memo(function VnetNode({ data: { node } }: NodeProps<CanvasNode>) {
  return (
    <div className={css['vnet']} style={useFrame(node)} data-drop={node.id}>
      <div className={css['strip']}>
        <Glyph kind="virtualNetwork" size={18} />
        <strong title={node.label}>{node.label}</strong>
        <span className={css['mono']}>{node.detail}</span>
      </div>
      <Handles />
    </div>
  );
});

export const SubnetNode = memo(function SubnetNode({ data: { node } }: NodeProps<CanvasNode>) {
  return (
    <div className={css['subnet']} style={useFrame(node)} data-drop={node.id}>
      <div className={css['corner']}>
        <span title={node.label}>{node.label}</span>
        <span className={css['mono']}>{node.detail}</span>
        {node.routeTable !== undefined && (
          <button
            type="button"
            className={`${css['tag']} nodrag`}
            onClick={(event) => {
              // The subnet below it would take the click for its own.
              event.stopPropagation();
              select(node.routeTable, { tab: 'settings' });
            }}
          >
            <Glyph kind="routeTable" size={12} /> {node.routeTable}
          </button>
        )}
      </div>
    </div>
  );
});

export const SiteNode = memo(function SiteNode({ data: { node } }: NodeProps<CanvasNode>) {
  return (
    <div className={css['site']} style={useFrame(node)} data-drop={node.id}>
      <div className={css['strip']}>
        <Glyph kind="site" size={18} />
        <strong>{node.label}</strong>
      </div>
    </div>
  );
});

export const InternetNode = memo(function InternetNode({ data: { node } }: NodeProps<CanvasNode>) {
  const { t } = useText();
  return (
    <div className={css['internet']} style={useFrame(node)}>
      <Glyph kind="internet" size={30} />
      <div>
        <strong>{node.label === 'Internet' ? t('internet') : node.label}</strong>
        <div className={css['detail']}>{node.detail}</div>
      </div>
      <Handles />
    </div>
  );
});

export const SegmentNode = memo(function SegmentNode({ data: { node } }: NodeProps<CanvasNode>) {
  return (
    <div className={css['segment']} style={useFrame(node)} data-drop={node.id}>
      <span>{node.label}</span>
      <Handles />
    </div>
  );
});

export const DeviceNode = memo(function DeviceNode({ data: { node }, selected }: NodeProps<CanvasNode>) {
  const { t } = useText();
  const down = useResults((s) => s.devices[node.id]?.sessions.filter((x) => !x.up).length ?? 0);
  const problem = useResults((s) => s.diagnostics.some((d) => d.place.object === node.id && d.severity === 'error'));
  const failing = useResults((s) => s.checks.some((c) => !c.pass && 'device' in c.check && c.check.device === node.id));
  const lost = useView((s) => s.trace !== undefined && lostAt(s.trace, s.branch) === node.id);
  const cells = (node.instances?.length ?? 0) > 0;
  return (
    <div className={`${css['device']} ${selected ? css['selected'] : ''}`} style={useFrame(node)}>
      <div className={css['face']}>
        <Glyph kind={node.kind} size={26} />
        <div className={css['text']}>
          <div className={css['name']} title={node.label} data-long={node.label.length > SHORT || undefined}>
            {node.label}
          </div>
          {!(cells && node.label.length > ONE_LINE) && (
            <div className={css['detail']} title={node.detail} data-long={node.detail.length > ADDRESS || undefined}>
              {node.detail}
            </div>
          )}
        </div>
      </div>
      {cells && (
        <div className={css['instances']}>
          {node.instances?.map((a) => (
            <span key={a}>{a}</span>
          ))}
        </div>
      )}
      <div className={css['badges']}>
        {down > 0 && (
          <span className={css['badgeWarn']} title={`${t('sessions')}: ${t('sessionDown')} (${down})`}>
            ⇄{down}
          </span>
        )}
        {lost && (
          <span className={css['badgeBad']} title={t('packetLost')}>
            ⊗<span className="visually-hidden">{t('packetLost')}</span>
          </span>
        )}
        {failing && (
          <span className={css['badgeBad']} title={`${t('checks')}: ${t('fails')}`}>
            ✕
          </span>
        )}
        {problem && (
          <span className={css['badgeBad']} title={t('problems')}>
            !
          </span>
        )}
      </div>
      <Handles />
    </div>
  );
});

export const nodeTypes = { vnet: VnetNode, subnet: SubnetNode, site: SiteNode, internet: InternetNode, segment: SegmentNode, device: DeviceNode };
