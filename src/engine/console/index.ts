/** The door of `console/`: what devices print. */
export { parseAz } from './az/parse.ts';
export * from './run.ts';
