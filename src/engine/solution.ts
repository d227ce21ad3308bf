/** A lab's whole answer: what each stage made, kept for the questions that follow (tables, traces, consoles, checks). */
import type { ControlPlane } from './control-plane/index.ts';
import type { EffectiveRoute } from './azure/effective-route.ts';
import type { Network } from './compile/network.ts';
import type { Diagnostic, Lab } from './model/index.ts';

export interface Solution {
  readonly lab: Lab;
  readonly network: Network;
  readonly controlPlane: ControlPlane;
  /** By `vnet/subnet`; every subnet, those that Azure does not show included. */
  readonly effectiveRoutes: ReadonlyMap<string, readonly EffectiveRoute[]>;
  /** Compile's, the rule books' and the control plane's. */
  readonly diagnostics: readonly Diagnostic[];
}
