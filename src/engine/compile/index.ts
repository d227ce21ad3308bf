/** The door of `compile/`: stage 1, Lab → Network. */
export * from './compile.ts';
export * from './network.ts';
