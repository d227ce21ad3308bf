/** The door of `console/`: what devices print. */
export * from './run.ts';
