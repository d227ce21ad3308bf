/** The door of `rib/`. */
export { isInKernel } from './candidates.ts';
export * from './offer.ts';
export { groundOf } from './ground.ts';
export { sameOffer } from './offered.ts';
export { interfaceTowards, isWeighed } from './resolve.ts';
export { askProtocolMap } from './protocol-maps.ts';
export { inOrderOfStaticd } from './staticd.ts';
export * from './tracking.ts';
export * from './types.ts';
export * from './zebra.ts';
