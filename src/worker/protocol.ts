/**
 * The messages between the screen and the engine's worker: one table, request by name. Every request may be cancelled or
 * overtaken: `solve` carries the document's revision, and an answer for an older revision is dropped by the client. The
 * worker keeps the last solution, so later questions (tables, traces, consoles) name only the revision.
 */
import type {
  CheckResult,
  ConsoleOutput,
  DeviceSummary,
  Diagnostic,
  FlowSpec,
  Lab,
  Localized,
  Reason,
  Scenario,
  Table,
  TableChange,
  TableKind,
  Trace,
} from '../engine/index.ts';

/** What the screen always needs after an edit. */
export interface SolveAnswer {
  readonly revision: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly devices: readonly DeviceSummary[];
  readonly checks: readonly CheckResult[];
  /** Against the last answer. */
  readonly changes: readonly TableChange[];
  /** ms in the engine. */
  readonly took: number;
}

export interface WhyAnswer {
  readonly title: Localized;
  readonly chain: readonly Reason[];
}

/** Request name → what goes in and what comes back. */
export interface Requests {
  readonly solve: {
    readonly in: { readonly revision: number; readonly lab: Lab; readonly scenario?: Scenario; readonly step?: string };
    readonly out: SolveAnswer;
  };
  readonly table: { readonly in: { readonly device: string; readonly kind: TableKind; readonly peer?: string }; readonly out: Table };
  readonly trace: { readonly in: { readonly flow: FlowSpec }; readonly out: Trace };
  readonly console: { readonly in: { readonly device: string; readonly command: string }; readonly out: ConsoleOutput };
}

export type RequestName = keyof Requests;

export interface RequestMessage<N extends RequestName = RequestName> {
  readonly id: number;
  readonly name: N;
  readonly input: Requests[N]['in'];
}

export type ReplyMessage =
  | { readonly id: number; readonly ok: true; readonly output: Requests[RequestName]['out'] }
  | { readonly id: number; readonly ok: false; readonly error: string }
  | { readonly id: number; readonly ok: false; readonly overtaken: true };
