/** The last answer of the engine, and the asking: an edit is solved in the worker, the newest only, and the last answer stays meanwhile. */
import { create } from 'zustand';
import type {
  CheckResult,
  Compared,
  ConsoleOutput,
  DeviceSummary,
  Diagnostic,
  FlowSpec,
  FlowTouch,
  Reachability,
  ReachabilityOptions,
  Scenario,
  SharedDocument,
  Table,
  TableChange,
  TableKind,
  Timeline,
  Trace,
} from '../engine/index.ts';
import { EngineClient } from '../worker/client.ts';
import type { Requests, SolveAnswer, StepStates } from '../worker/protocol.ts';
import { frameAt, framesOf } from '../view-models/playback.ts';
import { useDocument } from './document.ts';
import { useView } from './view.ts';

export interface ResultsState {
  /** Of the document that the answer is for; −1 before the first. */
  readonly revision: number;
  readonly computing: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly devices: Readonly<Record<string, DeviceSummary>>;
  readonly subnets: readonly string[];
  readonly checks: readonly CheckResult[];
  readonly changes: readonly TableChange[];
  readonly steps: StepStates;
  readonly took: number;
  /** What went wrong in the engine itself, when something did. */
  readonly failure: string | undefined;
}

export const useResults = create<ResultsState>(() => ({
  revision: -1,
  computing: false,
  diagnostics: [],
  devices: {},
  subnets: [],
  checks: [],
  changes: [],
  steps: {},
  took: 0,
  failure: undefined,
}));

let client: EngineClient | undefined;
let reader: EngineClient | undefined;
let busy = false;
let stepsOf = '';

function engine(): EngineClient {
  client ??= new EngineClient();
  return client;
}

/** A worker of its own for what an editor asks of a text: it does not wait for a large lab to be solved. */
function languages(): EngineClient {
  reader ??= new EngineClient();
  return reader;
}

/** Starts following the document. */
export function startSolving(): void {
  // The worker loads while the page does.
  engine();
  useDocument.subscribe((state, before) => {
    if (state.revision !== before.revision && state.scenario) void solveNewest();
  });
}

/** One solve at a time; what was edited meanwhile is solved next, older states are skipped. */
async function solveNewest(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (;;) {
      const { scenario, lab, step, revision } = useDocument.getState();
      if (!scenario || revision === useResults.getState().revision) break;
      useResults.setState({ computing: true });
      take(await engine().request('solve', { revision, lab, scenario, ...(step !== undefined && { step }) }));
      void retrace();
      if (stepsOf !== scenario.id && scenario.steps) {
        stepsOf = scenario.id;
        setTimeout(() => void askSteps(scenario), AT_LEISURE);
      }
    }
  } catch (error) {
    useResults.setState({ failure: error instanceof Error ? error.message : String(error), revision: useDocument.getState().revision });
  } finally {
    busy = false;
    useResults.setState({ computing: false });
  }
}

/** ms after the first answer: what is on the screen asks first. */
const AT_LEISURE = 900;

/** One step after another: what is asked meanwhile waits for one of them at most. */
async function askSteps(scenario: Scenario): Promise<void> {
  useResults.setState({ steps: {} });
  const steps = scenario.steps ?? [];
  const at = steps.findIndex((s) => s.id === useDocument.getState().step);
  // The one to which one is likely to go next comes first: its answer is kept.
  for (const { id } of [...steps.slice(at + 1), ...steps.slice(0, at + 1)]) {
    const holds = await engine().request('step', { scenario, id });
    if (useDocument.getState().scenario?.id !== scenario.id) return;
    useResults.setState(({ steps }) => ({ steps: { ...steps, [id]: holds } }));
  }
}

function take(answer: SolveAnswer): void {
  useResults.setState({
    revision: answer.revision,
    diagnostics: answer.diagnostics,
    devices: Object.fromEntries(answer.devices.map((d) => [d.id, d])),
    subnets: answer.subnets,
    checks: answer.checks,
    changes: answer.changes,
    took: answer.took,
    failure: undefined,
  });
}

export function askTable(device: string, kind: TableKind, peer?: string): Promise<Table> {
  return engine().request('table', { device, kind, ...(peer !== undefined && { peer }) });
}

export function askConsole(device: string, command: string): Promise<ConsoleOutput> {
  return engine().request('console', { device, command });
}

/** How a flow fares, without opening it. */
export async function askVerdict(flow: FlowSpec): Promise<Trace['verdict']> {
  return (await engine().request('trace', { flow })).verdict;
}

export function askReachability(options: ReachabilityOptions): Promise<Reachability> {
  return engine().request('reachability', options);
}

export function askTimeline(): Promise<Timeline> {
  return engine().request('timeline', {});
}

/** Rows that differ from those of the step's own state. */
export function askSince(): Promise<readonly TableChange[]> {
  const { scenario, step } = useDocument.getState();
  if (!scenario) return Promise.resolve([]);
  return engine().request('since', { scenario, ...(step !== undefined && { step }) });
}

/** Somebody's own output against the lab's. */
export function askCompare(device: string | undefined, text: string) {
  return engine().request('compare', { device, text });
}

export function askCompareWith(chosen: Compared, text: string, line: number) {
  return engine().request('compareWith', { chosen, text, line });
}

export function askWhy(device: string, question: string) {
  return engine().request('why', { device, question });
}

export function askTouches(device: string, of: Requests['touches']['in']['of']) {
  return engine().request('touches', { device, of });
}

export function askFlowTouches(input: Requests['flowTouches']['in']) {
  return engine().request('flowTouches', input);
}

export function askLogs(besides: FlowSpec | undefined) {
  return engine().request('logs', besides ? { besides } : {});
}

export function askLanguage(input: Requests['language']['in']) {
  return languages().request('language', input);
}

/** The keywords of FRR's language. */
export function askKeywords(): Promise<readonly string[]> {
  return languages().request('keywords', {});
}

export function askHostLanguage(input: Requests['hostLanguage']['in']) {
  return languages().request('hostLanguage', input);
}

/** What would be wrong in a lab that is not wrong in the open one. */
export function askJudgement(after: unknown): Promise<readonly Diagnostic[]> {
  return engine().request('judge', { before: useDocument.getState().lab, after });
}

/** A link's document. A built-in story is not carried by its links: it is asked for by `wants`, and given in `story`. */
export function readLink(text: string, story?: Scenario) {
  return engine().request('readLink', { text, ...(story && { story }) });
}

/** The hash of a link to a document. */
export function askLink(document: SharedDocument, builtIn: boolean): Promise<string> {
  return engine().request('link', { document, builtIn });
}

/** The text of a scenario file. */
export function askText(scenario: Scenario): Promise<string> {
  return engine().request('write', { scenario });
}

export function readText(text: string) {
  return engine().request('read', { text });
}

/** Traces a flow and opens it in the player. */
export async function runFlow(flow: FlowSpec): Promise<void> {
  const trace = await engine().request('trace', { flow });
  useView.setState({ flow, trace, playing: true, playhead: 0, branch: 0 });
}

/** Opens a flow at the hop where a line touched it. */
export async function playAt({ flow, leg, origin, hop }: Pick<FlowTouch, 'flow' | 'leg' | 'origin' | 'hop'>): Promise<void> {
  await runFlow(flow);
  const { trace } = useView.getState();
  useView.setState({ playing: false, playhead: (trace && frameAt(framesOf(trace), leg, origin, hop)) ?? 0 });
}

/** The open flow again, after an edit; the player starts over only when the way has changed. */
async function retrace(): Promise<void> {
  const { flow, trace } = useView.getState();
  if (!flow || !trace) return;
  const next = await engine().request('trace', { flow });
  const way = (t: typeof trace) => JSON.stringify([t.verdict, t.out.hops.map((h) => h.node), t.back?.hops.map((h) => h.node)]);
  useView.setState(way(next) === way(trace) ? { trace: next } : { trace: next, playhead: 0, branch: 0, playing: true });
}
