/** The door of `control-plane/`. */
export * from './converge.ts';
export * from './program-azure.ts';
export * from './types.ts';
