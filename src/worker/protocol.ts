/**
 * The messages between the screen and the engine's worker: one table, request by name. `solve` carries the document's
 * revision; the client drops an answer that a later edit has overtaken. The worker keeps the last solution, so the other
 * questions are about that.
 */
import type {
  Completion,
  FoldingRange,
  OutlineEntry,
  HostCompletion,
  HostHover,
  HostText,
  Hover,
  Span,
  CheckResult,
  ConsoleOutput,
  DeviceSummary,
  Diagnostic,
  FlowLine,
  FlowSpec,
  FlowTouch,
  LineTouches,
  Lab,
  LogEntry,
  Compared,
  Comparison,
  Pasted,
  Reachability,
  ReachabilityOptions,
  DecodedLink,
  Scenario,
  SharedDocument,
  Table,
  TableChange,
  TableKind,
  Timeline,
  Trace,
  Why,
} from '../engine/index.ts';

/** What the screen always needs after an edit. */
export interface SolveAnswer {
  readonly revision: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly devices: readonly DeviceSummary[];
  /** Subnets that have effective routes, `vnet/subnet`. */
  readonly subnets: readonly string[];
  readonly checks: readonly CheckResult[];
  /** Against the answer before. */
  readonly changes: readonly TableChange[];
  /** ms in the engine. */
  readonly took: number;
}

/** How the steps of a story stand in their own states: step id → all its checks pass; absent while it has not been asked. */
export type StepStates = Readonly<Record<string, boolean>>;

export interface LanguageAnswer {
  readonly completions?: readonly Completion[];
  readonly hover?: Hover | undefined;
  readonly definitions?: readonly Span[];
  /** Every place that names the object. */
  readonly references?: readonly Span[];
  readonly folding?: readonly FoldingRange[];
  /** What the text consists of. */
  readonly outline?: readonly OutlineEntry[];
  /** What the text's reader says of it, without the lab around it. */
  readonly diagnostics?: readonly Diagnostic[];
}

export interface HostLanguageAnswer {
  readonly completions?: readonly HostCompletion[];
  readonly hover?: HostHover | undefined;
  readonly definitions?: readonly Span[];
  readonly folding?: readonly FoldingRange[];
  /** What the text's reader says of it, without the lab around it. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** What an editor asks about a place in its text. */
export type LanguageQuestion = 'complete' | 'hover' | 'definition' | 'folding';

/** Request name → what goes in and what comes back. */
export interface Requests {
  readonly solve: {
    readonly in: { readonly revision: number; readonly lab: Lab; readonly scenario: Scenario; readonly step?: string };
    readonly out: SolveAnswer;
  };
  /** Whether all checks of a step hold in its own state. */
  readonly step: { readonly in: { readonly scenario: Scenario; readonly id: string }; readonly out: boolean };
  readonly table: { readonly in: { readonly device: string; readonly kind: TableKind; readonly peer?: string }; readonly out: Table };
  readonly trace: { readonly in: { readonly flow: FlowSpec }; readonly out: Trace };
  /** What happened until the last solution was at rest. */
  readonly timeline: { readonly in: object; readonly out: Timeline };
  /** Rows that differ from those of the step's own state. */
  readonly since: { readonly in: { readonly scenario: Scenario; readonly step?: string }; readonly out: readonly TableChange[] };
  readonly reachability: { readonly in: ReachabilityOptions; readonly out: Reachability };
  readonly console: { readonly in: { readonly device: string; readonly command: string }; readonly out: ConsoleOutput };
  /** Somebody's own output held against the lab's; with `chosen`, against that table alone. */
  readonly compare: { readonly in: { readonly device: string | undefined; readonly text: string }; readonly out: Pasted };
  readonly compareWith: { readonly in: { readonly chosen: Compared; readonly text: string; readonly line: number }; readonly out: Comparison | undefined };
  /** Where a route came from, or where it stopped. */
  readonly why: { readonly in: { readonly device: string; readonly question: string }; readonly out: Why };
  /** The routes that a line of configuration touched, `large`: whatever that takes; or the lines that touched a prefix. */
  readonly touches: {
    readonly in: { readonly device: string; readonly of: { readonly line: number; readonly large?: boolean } | { readonly prefix: string } };
    readonly out: LineTouches;
  };
  /** The flows that a line of a device's texts touched: the lab's own, and `besides`. */
  readonly flowTouches: { readonly in: { readonly of: FlowLine; readonly besides?: FlowSpec }; readonly out: readonly FlowTouch[] };
  /** What firewalls and proxies logged of the lab's flows, and of `besides`. */
  readonly logs: { readonly in: { readonly besides?: FlowSpec }; readonly out: readonly LogEntry[] };
  /** What an editor of frr.conf asks about a place in its text; lines and columns from 1. */
  readonly language: {
    readonly in: {
      readonly text: string;
      readonly version: string | undefined;
      /** The machine's interfaces in the lab, each with its addresses. */
      readonly machine: Readonly<Record<string, readonly string[]>>;
      readonly line: number;
      readonly column: number;
      readonly ask: LanguageQuestion | 'references' | 'outline' | 'diagnostics';
    };
    readonly out: LanguageAnswer;
  };
  /** The keywords of FRR's language, for colouring. */
  readonly keywords: { readonly in: Readonly<Record<string, never>>; readonly out: readonly string[] };
  /** The same of a text that a host is set up by. */
  readonly hostLanguage: {
    readonly in: {
      readonly kind: HostText;
      readonly text: string;
      readonly line: number;
      readonly column: number;
      readonly ask: LanguageQuestion | 'diagnostics';
    };
    readonly out: HostLanguageAnswer;
  };
  /** What the platform would say of a lab that is not (yet) the open one: what is wrong in it and was not before. */
  readonly judge: { readonly in: { readonly before: Lab; readonly after: unknown }; readonly out: readonly Diagnostic[] };
  /** `wants`: the built-in scenario whose story the link belongs to, to be given in `story`. */
  readonly readLink: {
    readonly in: { readonly text: string; readonly story?: Scenario };
    readonly out: DecodedLink & { readonly wants?: string };
  };
  readonly link: { readonly in: { readonly document: SharedDocument; readonly builtIn: boolean }; readonly out: string };
  readonly write: { readonly in: { readonly scenario: Scenario }; readonly out: string };
  readonly read: { readonly in: { readonly text: string }; readonly out: { readonly scenario?: Scenario; readonly diagnostics: readonly Diagnostic[] } };
}

export type RequestName = keyof Requests;

export interface RequestMessage<N extends RequestName = RequestName> {
  readonly id: number;
  readonly name: N;
  readonly input: Requests[N]['in'];
}

export type ReplyMessage =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };
