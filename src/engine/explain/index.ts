/** The door of `explain/`. */
export * from './checks.ts';
export * from './diff.ts';
export * from './reasons/index.ts';
export * from './summary.ts';
export * from './tables/index.ts';
export type * from './types.ts';
