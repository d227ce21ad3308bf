/**
 * The engine's only door. Data in, data out: `solve(lab)` computes everything a lab's routers and Azure's platform would
 * know; `routesTable`, `traceFlow`, `runCommand`, `runChecks` and `diffTables` ask questions of the answer.
 */
import { commandsOf, runCommand } from './console/index.ts';
import { evaluateChecks, summarizeDevices } from './explain/index.ts';
import type { CheckResult, DeviceSummary } from './explain/types.ts';
import { validateLab } from './azure/index.ts';
import { type Check, type ReadScenario, readScenario as readModel } from './model/index.ts';
import type { Solution } from './solution.ts';

export { commandsOf, runCommand } from './console/index.ts';
export {
  type Reachability,
  reachability,
  type ReachabilityCell,
  type ReachabilityOptions,
  connectionsBehind,
  toldSender,
  traceFlow,
  type TraceOptions,
  traceRoute,
  type TraceRouteOptions,
} from './data-plane/index.ts';
export type * from './data-plane/types.ts';
export {
  type Citation,
  citationsOf,
  diffTables,
  type FlowLine,
  type FlowTouch,
  type FlowTouchEffect,
  flowLogs,
  traceLogs,
  flowTouches,
  type Locale,
  type LogAction,
  type LogEntry,
  type LogName,
  portalTable,
  routesTable,
  tablesOf,
  type Timeline,
  type TimelineEvent,
  timelineOf,
  type Touch,
  type TouchEffect,
  type Touches,
  TOUCH_WORDS,
  touches,
  type TouchUse,
  type Why,
  why,
  type WhyMark,
  type WhyPlace,
  type WhySection,
  type WhySectionKind,
  type WhyStep,
  whyText,
  type WhyVerdict,
  WHY_SECTIONS,
  WHY_VERDICTS,
  wordDiagnostic,
  wordFix,
  wordReason,
} from './explain/index.ts';
export type * from './explain/types.ts';
export * from './model/index.ts';
export * from './pasted/index.ts';
export type { FrrLab } from './compile/frr-lab.ts';
export { readFrrLab } from './compile/read-frr-lab.ts';
export { answerFrrLab, diagnoseFrrLab, runFrrLab } from './console/frr-lab-result.ts';
export { lineText } from './line-text.ts';
export { type LineOptions, type LineTouches, lineTouches, type Without } from './without-line.ts';
export { solveFrrLab, withoutFrrLine } from './console/frr-lab-solution.ts';
export type { EffectiveRoute } from './azure/effective-route.ts';
export type { ConfigRef, Reason, Span, TextKind } from './policy/index.ts';
export {
  type Completion,
  completeAt,
  definitionAt,
  type FoldingRange,
  foldingRanges,
  type OutlineEntry,
  outlineOf,
  FRR_8_4_4,
  type Hover,
  hoverAt,
  keywords,
  openFrr,
  referencesAt,
  parseVersion,
} from './frr/index.ts';
export {
  type HostCompletion,
  type HostFold,
  type HostHover,
  type HostText,
  hostCompleteAt,
  hostDefinitionAt,
  hostDiagnostics,
  hostFolding,
  hostHoverAt,
} from './hosts/index.ts';
export { AZURE_KEEPS, validateLab } from './azure/index.ts';
export {
  dscpName,
  dscpNamed,
  containsIp,
  type Entry,
  formatIp,
  formatPrefix,
  isIpv4,
  type Ip,
  nextFreeIp,
  nextFreePrefix,
  parseIp,
  parsePrefix,
  type Prefix,
  subnetFacts,
  validateAsn,
  validateInterfaceAddress,
  validateIp,
  validatePrefix,
} from './ip/index.ts';
export type { Solution } from './solution.ts';
export { KnownPlanes, prefixesIn } from './control-plane/index.ts';
export * from './solve.ts';

/**
 * Reads a scenario file: its shape, its references, and what Azure's platform says of the lab at every step. Never throws.
 * `fileName`, when there is one, is what the scenario should be named.
 */
export function readScenario(text: string, fileName?: string): ReadScenario {
  return readModel(text, { validate: validateLab, ...(fileName !== undefined && { fileName }) });
}

/** Holds checks against an answer; one result each, in their order. */
export function runChecks(solution: Solution, checks: Readonly<Record<string, Check>>, step?: string): CheckResult[] {
  return evaluateChecks(solution, checks, runCommand, step);
}

/** Every device at a glance, by id. */
export function summarize(solution: Solution): DeviceSummary[] {
  return summarizeDevices(solution, commandsOf);
}
