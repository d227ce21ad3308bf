/** The door of `rib/`. */
export * from './types.ts';
