/** The door of `model/`: the lab, scenarios and diagnostics. */
export * from './diagnostic.ts';
export * from './lab.ts';
export * from './scenario.ts';
