/**
 * Answers in the shape that people and programs read: tables with the vendor's column names, checks with what was found
 * instead, differences between two answers. All plain data that survives a structured clone and JSON.
 */
import type { Reason } from '../bgp/types.ts';
import type { Check, Localized, TableKind } from '../model/index.ts';

export type Cell = string | number | null;

/** One row; `cells` by column key (`network`, `nextHop`, `asPath` …, the names of `az … -o json` or of FRR's JSON). */
export interface TableRow {
  /** Stable over recomputation: the same route keeps its key. */
  readonly key: string;
  readonly cells: Readonly<Record<string, Cell>>;
  /** How it fares: used, equal to the used one, beaten, not usable. */
  readonly standing: 'best' | 'multipath' | 'beaten' | 'invalid';
  /** Where the row belongs within the device, when that matters: an instance's address. */
  readonly group?: string;
  /** Why it is there, and why it stands as it does. */
  readonly reasons: readonly Reason[];
  /** Objects to mark on the canvas when the row is selected: where it came from, where it points. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
}

export interface Table {
  readonly device: string;
  readonly kind: TableKind;
  /** Whom it is told to; of a `rib` the table that it is, where that is not the main one. */
  readonly peer?: string;
  /** Column keys in order, with the heading that the vendor prints. */
  readonly columns: readonly { readonly key: string; readonly heading: string; readonly numeric?: boolean }[];
  readonly rows: readonly TableRow[];
  /** When there are no rows: why. */
  readonly empty?: Reason;
}

/** Which tables a device has, for tabs and for the command line's help. */
export interface TableOffer {
  readonly kind: TableKind;
  /** For `advertised`: the peers one can ask for. */
  readonly peers?: readonly string[];
  /** For `rib`: the machine's tables beside its main one, a VRF's by its name, others by their number (H1, H11, H24). */
  readonly tables?: readonly string[];
}

export interface CheckResult {
  readonly id: string;
  readonly step?: string;
  readonly claim?: string;
  readonly title: Localized;
  readonly check: Check;
  readonly pass: boolean;
  /** What was found instead, in English lines for the command line. */
  readonly found: readonly string[];
  readonly reasons: readonly Reason[];
}

/** What changed in one table between two answers. */
export interface TableChange {
  readonly device: string;
  readonly kind: TableKind;
  readonly change: 'added' | 'removed' | 'changed';
  readonly key: string;
  readonly before?: TableRow;
  readonly after?: TableRow;
}

/** A summary of one device for badges and the outline. */
export interface DeviceSummary {
  readonly id: string;
  readonly tables: readonly TableOffer[];
  /** BGP sessions: peer, state, reason when it is not up. */
  readonly sessions: readonly {
    readonly speaker: string;
    readonly peer: string;
    readonly peerDevice?: string;
    readonly up: boolean;
    readonly reason?: Reason;
  }[];
  /** Addresses to show under the name. */
  readonly addresses: readonly string[];
  /** Console commands that it answers, for completion. */
  readonly commands: readonly string[];
}

/** A console's answer; `error` when the command is not one of this device's. */
export interface ConsoleOutput {
  readonly prompt: string;
  readonly text: string;
  readonly error: boolean;
}
