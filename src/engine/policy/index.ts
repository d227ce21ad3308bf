/** The door of `policy/`: attributes, lists and route-maps. */
export * from './as-path.ts';
export * from './attributes.ts';
export * from './evaluate.ts';
export * from './reason.ts';
export * from './source.ts';
export * from './types.ts';
