/** The door of `frr/`: FRR configuration text to configuration, and back; what an editor needs to know of the language. */
export * from './config.ts';
export { type BgpDefaults, bgpDefaults } from './defaults.ts';
export { type ParseOptions, type ParseResult, parseFrr } from './parse.ts';
export { type PrintOptions, printFrr } from './print/index.ts';
export type { Outcome, Statement } from './statement.ts';
export { compareVersion, FRR_8_4_4, formatVersion, parseVersion } from './version.ts';
