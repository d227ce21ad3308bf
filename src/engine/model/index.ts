/** The door of `model/`: the lab, scenarios, reading, writing, steps, patches, links and diagnostics. */
export * from './diagnostic.ts';
export { freePublicIp } from './free-address.ts';
export { DEVICE_MAPS, deviceIds, outageTargets } from './ids.ts';
export * from './lab.ts';
export * from './link/index.ts';
export * from './merge-patch.ts';
export { pathText } from './path.ts';
export { placeInFile } from './place-in-file.ts';
export { checkLab, labProblems, type ReadOptions, type ReadScenario, readScenario } from './read.ts';
export { removalPatch, removedDevices } from './remove.ts';
export * from './scenario.ts';
export { IANA_PRIVATE_RANGES } from './snat-ranges.ts';
export * from './steps.ts';
export { writeScenario } from './write.ts';
