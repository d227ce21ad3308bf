/** What the person is looking at: selection, tabs, the player, language and theme. Panels and preferences are remembered. */
import { create } from 'zustand';
import type { PickedRow } from '../view-models/lookup.ts';
import type { FlowSpec, TableKind, TextKind, Trace } from '../engine/index.ts';

export type InspectorTab = 'settings' | 'routes' | 'config' | 'console' | 'why';
export type DrawerTab = 'player' | 'timeline' | 'console' | 'compare' | 'problems' | 'checks' | 'changes';
export type PlayerTab = 'hops' | 'states' | 'logs' | 'flows' | 'reachability';
export type LeftTab = 'story' | 'add' | 'outline';
export type Theme = 'system' | 'light' | 'dark';
export type Language = 'en' | 'ja';

export interface Notice {
  readonly kind: 'error' | 'info';
  readonly text: string;
}

/** Objects to be marked on the canvas. */
export interface Lit {
  readonly at: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Earlier announcements, each from whom to whom. */
  readonly chain?: readonly (readonly [string, string])[];
}

export interface ViewState {
  /** Device, VNet, `vnet/subnet`, route table …: an id of the lab. */
  readonly selected: string | undefined;
  /** Everything that is marked for editing, `selected` among them; lines by their edge's id. */
  readonly marked: readonly string[];
  /** The connection that is being made. */
  readonly connecting: { readonly from: string; readonly to?: string } | undefined;
  /** The step that was gone to while its flow or its console is on its way. */
  readonly opening: string | undefined;
  /** The object that is asked into another container. */
  readonly relocating: string | undefined;
  readonly tab: InspectorTab;
  readonly table: TableKind | undefined;
  readonly peer: string | undefined;
  /** Key of the row whose reasons are shown. */
  readonly row: string | undefined;
  readonly line: string | undefined;
  /** Which of the device's texts the Config tab shows; undefined: the first, or the one with `line`. */
  readonly text: TextKind | undefined;
  /** The row of the open table that decided at a hop: its prefix, and the node whose it is. */
  readonly pick: PickedRow | undefined;
  readonly left: LeftTab;
  readonly leftOpen: boolean;
  readonly drawer: DrawerTab | undefined;
  /** px. */
  readonly drawerHeight: number;
  readonly playerTab: PlayerTab;
  /** Marked on the canvas, by object: where something is, came from, goes to. */
  readonly lit: Lit | undefined;
  /** Sessions (`speaker peer`) that were up at the moment that the timeline shows; undefined: now. */
  readonly upThen: ReadonlySet<string> | undefined;
  readonly sessions: boolean;
  readonly flow: FlowSpec | undefined;
  readonly trace: Trace | undefined;
  /** In hops, fractions between; over out and back one after the other. */
  readonly playhead: number;
  readonly playing: boolean;
  /** 1 is the packet's own pace. */
  readonly speed: number;
  /** Which of the equal-cost ways is shown; 0 is the flow's own. */
  readonly branch: number;
  readonly language: Language;
  readonly theme: Theme;
  readonly notice: Notice | undefined;
  /** Whether the command palette is open. */
  readonly palette: boolean;
}

const KEPT = ['left', 'leftOpen', 'sessions', 'language', 'theme', 'speed', 'drawerHeight'] as const;
const STORE = 'hoplab.view';

function kept(): Partial<ViewState> {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<ViewState>;
  } catch {
    return {};
  }
}

function browserLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

export const useView = create<ViewState>(() => ({
  selected: undefined,
  marked: [],
  connecting: undefined,
  relocating: undefined,
  opening: undefined,
  tab: 'settings',
  table: undefined,
  peer: undefined,
  row: undefined,
  line: undefined,
  text: undefined,
  pick: undefined,
  left: 'story',
  leftOpen: window.innerWidth > 760,
  drawer: undefined,
  drawerHeight: 280,
  playerTab: 'hops',
  lit: undefined,
  upThen: undefined,
  sessions: false,
  flow: undefined,
  trace: undefined,
  playhead: 0,
  playing: false,
  speed: 1,
  branch: 0,
  language: browserLanguage(),
  theme: 'system',
  notice: undefined,
  palette: false,
  ...kept(),
}));

useView.subscribe((state) => {
  try {
    localStorage.setItem(STORE, JSON.stringify(Object.fromEntries(KEPT.map((k) => [k, state[k]]))));
  } catch {
    // Storage may be full or forbidden; preferences are then those of this visit only.
  }
});

export const setView = useView.setState;

/** Selects an object and shows a tab of it. */
export function select(id: string | undefined, over: Partial<Pick<ViewState, 'tab' | 'table' | 'peer' | 'row' | 'line' | 'text' | 'pick'>> = {}): void {
  const cleared = { table: undefined, peer: undefined, row: undefined, line: undefined, text: undefined, pick: undefined };
  setView({ selected: id, marked: id === undefined ? [] : [id], ...cleared, ...over });
}

/** Marks several objects; the last one is the one whose inspector is open. */
export function mark(ids: readonly string[]): void {
  const { marked, tab } = useView.getState();
  if (ids.length === marked.length && ids.every((id, i) => id === marked[i])) return;
  select(ids.at(-1), { tab });
  setView({ marked: ids });
}

export function notify(kind: Notice['kind'], text: string): void {
  setView({ notice: { kind, text } });
}

/** Stops the player and takes the packet off the canvas. */
export function closeFlow(): void {
  setView({ flow: undefined, trace: undefined, playing: false, playhead: 0, branch: 0 });
}
