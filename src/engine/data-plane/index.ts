/** The door of `data-plane/`. */
export * from './trace.ts';
export type * from './types.ts';
