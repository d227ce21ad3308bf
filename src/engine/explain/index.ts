/** The door of `explain/`. */
export * from './checks.ts';
export { type Citation, citationsOf, wordDiagnostic, wordFix } from './diagnostics/index.ts';
export * from './diff.ts';
export { type FlowLine, type FlowTouch, type FlowTouchEffect, flowTouches } from './flow-touches.ts';
export { flowLogs, type LogAction, type LogEntry, type LogName, traceLogs } from './logs.ts';
export * from './reasons/index.ts';
export * from './summary.ts';
export * from './tables/index.ts';
export * from './timeline.ts';
export type * from './types.ts';
export * from './why/index.ts';
