/** The door of `control-plane/`. */
export { learnedFromSites } from './client-routes.ts';
export { converge, type ConvergeOptions } from './converge.ts';
export { historyFindings, restFindings } from './findings.ts';
export { KnownPlanes } from './known-planes.ts';
export * from './program-azure.ts';
export { type Programmer, programmersOf } from './programmed.ts';
export { tableFib, tableRib } from './router.ts';
export { settledView } from './settled-view.ts';
export { prefixesIn } from './size.ts';
export { Simulation, type SimulationOptions } from './simulation.ts';
export * from './types.ts';
