/**
 * A scenario file: a lab with its story. Steps follow one another; each is a merge patch on the state that the step before
 * left. Checks are statements about routes and flows that must hold at a step.
 */
import type { FlowSpec, Lab, Localized } from './lab.ts';

export interface Scenario {
  /** Of the file's schema; old versions open for ever. */
  readonly version: 1;
  /** As in the file name. */
  readonly id: string;
  readonly title: Localized;
  /** The question it answers, one sentence, for the gallery. */
  readonly question?: Localized;
  readonly text?: Localized;
  readonly article?: { readonly title: Localized; readonly url?: string };
  /** The state before the first step's patch. */
  readonly lab: Lab;
  /** Checks that hold at every step. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** In order of telling. */
  readonly steps?: readonly Step[];
}

export interface Step {
  /** Kebab-case, unique in the scenario. */
  readonly id: string;
  readonly title: Localized;
  /** Paragraphs, with `code` in backquotes. */
  readonly text: Localized;
  /** JSON Merge Patch (RFC 7396) of the lab. */
  readonly patch?: unknown;
  /**
   * The change is made to the network as the step before left it running: sessions stay up and what was chosen before
   * counts (F41). Otherwise the step's network starts cold.
   */
  readonly onRunningNetwork?: boolean;
  readonly checks?: Readonly<Record<string, Check>>;
  readonly view?: View;
}

/** What a step wants open. */
export interface View {
  /** Device selected, its inspector open. */
  readonly select?: string;
  readonly tab?: 'settings' | 'routes' | 'config' | 'console' | 'why';
  readonly table?: TableKind;
  /** A flow, by its name in the lab, opened in the player. */
  readonly flow?: string;
  /** A line of the configuration to bring into view, by text. */
  readonly line?: string;
}

export type TableKind = 'learned' | 'advertised' | 'effective' | 'rib' | 'bgp' | 'looking-glass';

/** A statement that must hold. `claim` names what it shows of an article: `RFT5`. */
export type Check = { readonly title: Localized; readonly claim?: string } & (
  | {
      /** Rows of a table. */
      readonly kind: 'rows';
      readonly device: string;
      readonly table: TableKind;
      /** For `advertised`: to whom. */
      readonly peer?: string;
      /** Only rows that agree in these columns are looked at; none: the whole table. */
      readonly where?: Readonly<Record<string, string | number>>;
      /** The rows, as a set with multiplicities; each names the columns it is about. Empty: there must be none. */
      readonly rows: readonly Readonly<Record<string, string | number | null>>[];
      /** `exactly` (unless said): these rows and no other; `includes`: these among others. */
      readonly match?: 'exactly' | 'includes';
    }
  | {
      /** What a console prints. */
      readonly kind: 'console';
      readonly device: string;
      readonly command: string;
      /** Lines to be found, times left out of the comparison (`HH:MM:SS`, `1d02h`). */
      readonly lines: readonly string[];
      readonly match?: 'exactly' | 'includes';
    }
  | {
      /** A packet's fate. */
      readonly kind: 'flow';
      readonly flow: string | FlowSpec;
      readonly expect: {
        readonly verdict: FlowVerdict;
        /** Devices met on the way out, in this order, others between them allowed. */
        readonly via?: readonly string[];
        readonly avoid?: readonly string[];
        /** On the way back. */
        readonly returnVia?: readonly string[];
        /** Reason code of the ending. */
        readonly reason?: string;
        /** Device where it ended. */
        readonly at?: string;
        /** By device: the header stack with which the packet leaves it on its way out, outermost first: `ip esp ip tcp`. */
        readonly headers?: Readonly<Record<string, string>>;
        /** Source address that the destination sees. */
        readonly seenFrom?: string;
      };
    }
  | {
      /** What a route-map would say of a route, by its own (not sent by anybody). */
      readonly kind: 'policy';
      readonly device: string;
      readonly routeMap: string;
      /** `asPath` as text, nearest AS first. */
      readonly route: { readonly prefix: string; readonly asPath: string };
      readonly expect: 'permit' | 'deny';
    }
  | { readonly kind: 'diagnostic'; readonly code: string; readonly object?: string; readonly present: boolean }
);

/** How a flow ends. `one-way`: it arrives, its answer does not. */
export type FlowVerdict = 'delivered' | 'one-way' | 'refused' | 'dropped' | 'looped';
