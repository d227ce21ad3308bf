/** The door of `frr/`: FRR configuration text to configuration, and back; what an editor needs to know of the language. */
export * from './config.ts';
export { RESTART_DEFAULTS, type RestartMode, type RestartTime, restartModeOf, updateDelayOf } from './config-quiet.ts';
export { parseLargeCommunity } from './commands/communities.ts';
export { type BgpDefaults, bgpDefaults, resolvesViaDefault } from './defaults.ts';
export { type ParseOptions, type ParseResult, parseFrr } from './parse.ts';
export {
  type Completion,
  completeAt,
  definitionAt,
  type FoldingRange,
  foldingRanges,
  type OutlineEntry,
  outlineOf,
  type FrrDocument,
  type Hover,
  hoverAt,
  keywords,
  openFrr,
  referencesAt,
} from './language/index.ts';
export { blockSaid, effectSaid } from './language/japanese/index.ts';
export { type ExecForm, type ExecFound, execForm, findExec, helpExec } from './exec.ts';
export { besideGroup } from './maximum-prefix.ts';
export { compareNames, matchText, type PrintOptions, printFrr, ROUTE_PROTOCOLS, setText } from './print/index.ts';
export { isPbrMatchEmpty, pbrEntriesTyped, pbrFamily, pbrRuleNumber, pbrTables } from './pbr.ts';
export type { Outcome, Statement } from './statement.ts';
export { FRR_8_4_4, parseVersion } from './version.ts';
