/** What the worker does for each request. Keeps the last solution; knows nothing of messages. */
import {
  checkLab,
  comparePasted,
  comparePastedWith,
  type Diagnostic,
  type Lab,
  validateLab,
  completeAt,
  decodeLink,
  definitionAt,
  encodeLink,
  flowLogs,
  flowTouches,
  foldingRanges,
  historyAt,
  hostCompleteAt,
  hostDefinitionAt,
  hostDiagnostics,
  hostFolding,
  hostHoverAt,
  FRR_8_4_4,
  hoverAt,
  keywords,
  lineTouches,
  KnownPlanes,
  openFrr,
  outlineOf,
  parseVersion,
  diffTables,
  reachability,
  referencesAt,
  readScenario,
  routesTable,
  runChecks,
  runCommand,
  type Scenario,
  type Solution,
  solve,
  stateAt,
  summarize,
  timelineOf,
  touches,
  traceFlow,
  writeScenario,
  why,
} from '../engine/index.ts';
import type { RequestName, Requests } from './protocol.ts';
import { RecentSolutions } from './recent.ts';

type Handlers = { readonly [N in RequestName]: (input: Requests[N]['in']) => Requests[N]['out'] };

/** Checks of a step and of the whole scenario. */
function checksOf(scenario: Scenario, step: string | undefined) {
  return { ...scenario.checks, ...scenario.steps?.find((s) => s.id === step)?.checks };
}

export function createHandlers(now: () => number): Handlers {
  const known = new KnownPlanes();
  const recent = new RecentSolutions((lab, history) => solve(lab, { history, known }));
  let solution: Solution | undefined;
  let of = '';
  let history: readonly Lab[] = [];
  let own: { readonly scenario: string; readonly step: string | undefined; readonly solution: Solution } | undefined;
  const current = (): Solution => {
    if (!solution) throw new Error('nothing has been solved yet');
    return solution;
  };
  return {
    solve: ({ revision, lab, scenario, step }) => {
      const began = now();
      const before = of === scenario.id ? solution : undefined;
      history = historyAt(scenario, step);
      const next = recent.of(lab, history);
      solution = next;
      of = scenario.id;
      return {
        revision,
        diagnostics: next.diagnostics,
        devices: summarize(next),
        subnets: [...next.effectiveRoutes.keys()],
        checks: runChecks(next, checksOf(scenario, step), step),
        changes: before ? diffTables(before, next) : [],
        took: now() - began,
      };
    },
    // Kept, so that going to the step finds its answer there.
    step: ({ scenario, id }) => runChecks(recent.of(stateAt(scenario, id), historyAt(scenario, id)), checksOf(scenario, id)).every((r) => r.pass),
    table: ({ device, kind, peer }) => routesTable(current(), device, kind, peer),
    trace: ({ flow }) => traceFlow(current(), flow),
    reachability: (options) => reachability(current(), options),
    timeline: () => timelineOf(current()),
    since: ({ scenario, step }) => {
      // The own state of a step is asked for again and again while one edits away from it.
      if (own?.scenario !== scenario.id || own.step !== step)
        own = { scenario: scenario.id, step, solution: recent.of(stateAt(scenario, step), historyAt(scenario, step)) };
      return diffTables(own.solution, current());
    },
    console: ({ device, command }) => runCommand(current(), device, command),
    compare: ({ device, text }) => comparePasted(current(), device, text),
    compareWith: ({ chosen, text, line }) => comparePastedWith(current(), chosen, text, line),
    why: ({ device, question }) => why(current(), device, question),
    touches: ({ device, of }) =>
      'line' in of ? lineTouches(current(), device, of.line, { history, ...(of.large && { large: true }) }) : touches(current(), device, of),
    flowTouches: ({ of, besides }) => flowTouches(current(), of, besides),
    logs: ({ besides }) => flowLogs(current(), besides),
    language: ({ text, version, machine, line, column, ask }) => {
      const source = openFrr(text, version === undefined ? FRR_8_4_4 : parseVersion(version), machine);
      switch (ask) {
        case 'complete':
          return { completions: completeAt(source, line, column) };
        case 'hover':
          return { hover: hoverAt(source, line, column) };
        case 'definition':
          return { definitions: definitionAt(source, line, column) };
        case 'references':
          return { references: referencesAt(source, line, column) };
        case 'folding':
          return { folding: foldingRanges(source) };
        case 'outline':
          return { outline: outlineOf(source) };
        case 'diagnostics':
          return { diagnostics: source.result.diagnostics };
      }
    },
    keywords: () => [...keywords.heads, ...keywords.others],
    hostLanguage: ({ kind, text, line, column, ask }) => {
      switch (ask) {
        case 'complete':
          return { completions: hostCompleteAt(kind, text, line, column) };
        case 'hover':
          return { hover: hostHoverAt(kind, text, line, column) };
        case 'definition':
          return { definitions: hostDefinitionAt(kind, text, line, column) };
        case 'folding':
          return { folding: hostFolding(text) };
        case 'diagnostics':
          return { diagnostics: hostDiagnostics(kind, text) };
      }
    },
    judge: ({ before, after }) => {
      const misshapen = checkLab(after);
      const said = (d: Diagnostic) => `${d.code} ${d.message}`;
      const known = new Set([...checkLab(before), ...validateLab(before)].map(said));
      const found = misshapen.length > 0 ? misshapen : validateLab(after as Lab);
      return found.filter((d) => !known.has(said(d)));
    },
    readLink: ({ text, story }) => {
      let wants: string | undefined;
      const decoded = decodeLink(text, (id) => {
        if (story?.id === id) return story;
        wants = id;
        return undefined;
      });
      return { ...decoded, ...(wants !== undefined && { wants }) };
    },
    link: ({ document, builtIn }) => encodeLink(document, builtIn),
    write: ({ scenario }) => writeScenario(scenario),
    read: ({ text }) => readScenario(text),
  };
}
