/**
 * The engine's only door. Data in, data out: `solve(lab)` computes everything a lab's routers and Azure's platform would
 * know; `table`, `trace`, `runCommand`, `runChecks` and `diff` ask questions of the answer.
 */
export type { Reason } from './bgp/types.ts';
export type { EffectiveRoute } from './azure/effective-route.ts';
export type * from './data-plane/types.ts';
export type * from './explain/types.ts';
export * from './model/index.ts';
export type { Solution } from './solution.ts';
export * from './solve.ts';
