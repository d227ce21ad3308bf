/** What is drawn: boxes in boxes, and the lines between them. */
import type { Position, Size } from '../../engine/index.ts';
import type { ObjectKind } from './objects.ts';

export interface DiagramNode {
  readonly id: string;
  readonly shape: 'vnet' | 'subnet' | 'site' | 'internet' | 'device' | 'segment';
  readonly kind: ObjectKind;
  readonly label: string;
  /** Under the name: prefix or address. */
  readonly detail: string;
  readonly parent?: string;
  readonly position: Position;
  readonly size: Size;
  /** Two instances that differ (A74). */
  readonly instances?: readonly string[];
  readonly routeTable?: string;
}

export interface DiagramEdge {
  readonly id: string;
  readonly kind: 'peering' | 'circuit' | 'vpn' | 'cable' | 'internet' | 'backend';
  readonly source: string;
  readonly target: string;
  readonly label?: string;
  /** Ids by which a packet's hop names this line: connections, a segment, a leg `circuit/primary`, a peering `a/b`. */
  readonly carries: readonly string[];
  /** What is selected with the line, when that is an object of its own. */
  readonly object?: string;
  /** A peering or a VNet-to-VNet connection that one side alone has (A91), an interface that is shut down. */
  readonly broken?: boolean;
}

export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}
