/**
 * What policy did with one route, step by step, for those who ask why. Nothing is written down unless a trace is handed in:
 * the engine at work has none, and pays a test for `undefined`.
 */
import type { Action, ConfigRef, PathAttributes, PolicyResult } from '../policy/index.ts';
import type { NamedFilter, RuleVerdict } from './types.ts';

/** Where a route-map is applied. */
export type MapUse =
  | 'in'
  | 'out'
  | 'suppress-map'
  | 'unsuppress-map'
  | 'advertise-map'
  | 'network'
  | 'redistribute'
  | 'aggregate'
  | 'table-map'
  | 'ip protocol';

export type PolicyEvent =
  | {
      readonly kind: 'list';
      readonly list: 'distribute-list' | 'prefix-list' | 'filter-list';
      readonly filter: NamedFilter;
      readonly missing: boolean;
      readonly action: Action;
      /** Absent where no entry matched. */
      readonly entry?: { readonly seq: number; readonly source: ConfigRef };
    }
  | MapEvent
  /** A vendor's own rule: Azure's gateways, Route Server, MSEEs. */
  | { readonly kind: 'vendor'; readonly profile: string; readonly verdict: RuleVerdict }
  /** The loop checks were passed with this path. */
  | { readonly kind: 'no-loop'; readonly asn: number; readonly attributes: PathAttributes }
  /** Something other than a map changed the route: `neighbor … weight`, `as-override`, a community's meaning. */
  | { readonly kind: 'setting'; readonly setting: string; readonly before: PathAttributes; readonly after: PathAttributes };

/** A route-map that was asked. */
export interface MapEvent {
  readonly kind: 'route-map';
  readonly use: MapUse;
  readonly filter: NamedFilter;
  readonly missing: boolean;
  readonly result: PolicyResult;
}

/** Events in the order in which they happened. */
export type PolicyTrace = PolicyEvent[];
