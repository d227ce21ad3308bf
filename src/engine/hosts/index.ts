/**
 * The door of `hosts/`: the texts that machines other than routers are set up by, read with positions, and what they mean. Not
 * modelled: queues and limits of PF; jails and services of rc.conf; refresh patterns, caches and authentication of Squid.
 */
export {
  type FilterVerdict,
  filter,
  isSkipped,
  type PfMachine,
  type PfPacket,
  scrubOf,
  translate,
  translatedAddresses,
} from './pf/evaluate.ts';
export { type PortRange, sourcePorts, translatedPort } from './pf/ports.ts';
export type { PfLoading } from './pf/cursor.ts';
export { parsePf, type PfRead } from './pf/parse.ts';
export { printAnchor, printAnchors, printRule, printRules, printTranslations } from './pf/print.ts';
export type * from './pf/types.ts';
export { Report, type HostText } from './report.ts';
export { clonedDriver } from './rc/driver.ts';
export { parseRc, type RcRead } from './rc/parse.ts';
export type * from './rc/types.ts';
export { decideAccess, decideMiss, denyInfoOf, firstFit, type SquidDecision, type SquidRequest } from './squid/decide.ts';
export { waysOf } from './squid/peers.ts';
export { logLine, type SquidLogEntry } from './squid/log.ts';
export { parseSquid, type SquidRead } from './squid/parse.ts';
export type * from './squid/types.ts';
export { parseLinux, type LinuxRead } from './iproute2/parse.ts';
export * from './iproute2/types.ts';
export {
  type HostCompletion,
  type HostFold,
  type HostHover,
  hostCompleteAt,
  hostDefinitionAt,
  hostDiagnostics,
  hostFolding,
  hostHoverAt,
} from './language/index.ts';
export type { LinuxMark } from './iproute2/mark.ts';
export { filtersAnything, looksAtState, printTable, tracks } from './netfilter/chains.ts';
export { type NfEffect, type NfOutcome, type NfPacket, traverse } from './netfilter/evaluate.ts';
export * from './netfilter/types.ts';
