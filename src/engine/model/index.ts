/** The door of `model/`: the lab, scenarios, reading, steps, patches, links and diagnostics. */
export * from './diagnostic.ts';
export * from './lab.ts';
export * from './link.ts';
export * from './merge-patch.ts';
export * from './read.ts';
export * from './references.ts';
export * from './scenario.ts';
export * from './steps.ts';
export * from './write.ts';
