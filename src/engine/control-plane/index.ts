/** The door of `control-plane/`. */
export * from './types.ts';
