/** The door of `policy/`: attributes, lists and route-maps. */
export * from './as-path.ts';
export * from './attribute-store.ts';
export * from './attributes.ts';
export * from './communities.ts';
export * from './families.ts';
export * from './link-bandwidth.ts';
export * from './lists.ts';
export * from './prefix-free.ts';
export * from './reason.ts';
export * from './regex.ts';
export * from './route-map.ts';
export * from './same-attributes.ts';
export * from './source.ts';
export * from './subject.ts';
export * from './types.ts';
