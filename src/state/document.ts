/** The document: which scenario, which step, and the lab as it stands; with undo. Nothing computed is kept here. */
import { create } from 'zustand';
import { type Lab, mergePatch, type Scenario, stateAt } from '../engine/index.ts';

export interface DocumentState {
  readonly scenario: Scenario | undefined;
  readonly step: string | undefined;
  readonly lab: Lab;
  /** Grows with every change of what is to be computed. */
  readonly revision: number;
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
  /** Whether the lab differs from the step's own state. */
  readonly edited: boolean;
}

/** What was done; the screen words it. `of` names the object, `what` the property, rule or step. */
export interface Label {
  readonly did: 'add' | 'attach' | 'config' | 'connect' | 'delete' | 'detach' | 'duplicate' | 'mend' | 'move' | 'paste' | 'putBack' | 'rename' | 'set' | 'step';
  readonly of?: string;
  readonly what?: string;
}

/** One undo step: how things stood before, and what was done. */
interface Entry {
  readonly label: Label;
  readonly scenario: Scenario | undefined;
  readonly lab: Lab;
  readonly step: string | undefined;
  readonly edited: boolean;
  /** Edits of one kind that follow one another closely are one step. */
  readonly merge?: string;
}

const EMPTY: DocumentState = { scenario: undefined, step: undefined, lab: {}, revision: 0, past: [], future: [], edited: false };
const HISTORY = 200;

export const useDocument = create<DocumentState>(() => EMPTY);

const { getState, setState } = useDocument;

function remember(label: Label, merge?: string): Pick<DocumentState, 'past' | 'future'> {
  const { past, scenario, lab, step, edited } = getState();
  const last = past.at(-1);
  if (merge !== undefined && last?.merge === merge) return { past, future: [] };
  return { past: [...past.slice(-HISTORY), { label, scenario, lab, step, edited, ...(merge !== undefined && { merge }) }], future: [] };
}

/** Shows a scenario, at a step or in a state of its own (a share link's). */
export function openDocument(scenario: Scenario, step?: string, lab?: Lab): void {
  const first = step ?? scenario.steps?.[0]?.id;
  const own = stateAt(scenario, first);
  setState({
    ...EMPTY,
    scenario,
    step: first,
    lab: lab ?? own,
    revision: getState().revision + 1,
    edited: lab !== undefined && JSON.stringify(lab) !== JSON.stringify(own),
  });
}

export function closeDocument(): void {
  setState({ ...EMPTY, revision: getState().revision + 1 });
}

/** Changes the lab by a merge patch; one undo step, or a part of the one before when `merge` is the same. */
export function edit(label: Label, patch: unknown, merge?: string): void {
  const { lab, revision } = getState();
  setState({ ...remember(label, merge), lab: mergePatch(lab, patch) as Lab, revision: revision + 1, edited: true });
}

/** Another title; `id` where the renamed story is no longer the one it was opened as. */
export function rename(title: Scenario['title'], id?: string): void {
  const { scenario } = getState();
  if (!scenario) return;
  setState({ ...remember({ did: 'rename', of: title.en }), scenario: { ...scenario, title, ...(id !== undefined && { id }) }, edited: true });
}

/** Ends a run of merged edits, so that the next is an undo step of its own. */
export function endGesture(): void {
  const { past } = getState();
  const last = past.at(-1);
  if (!last || last.merge === undefined) return;
  const { merge: _merge, ...entry } = last;
  setState({ past: [...past.slice(0, -1), entry] });
}

export function goToStep(step: string): void {
  const { scenario, revision } = getState();
  if (scenario) setState({ ...remember({ did: 'step', what: step }), step, lab: stateAt(scenario, step), revision: revision + 1, edited: false });
}

/** The step's own state again; what was there can be had back by undo. */
export function putBack(): void {
  const { scenario, step, revision } = getState();
  if (scenario) setState({ ...remember({ did: 'putBack' }), lab: stateAt(scenario, step), revision: revision + 1, edited: false });
}

function travel(from: 'past' | 'future', to: 'past' | 'future'): void {
  const state = getState();
  const entry = state[from].at(-1);
  if (!entry) return;
  const here: Entry = { label: entry.label, scenario: state.scenario, lab: state.lab, step: state.step, edited: state.edited };
  setState({
    scenario: entry.scenario,
    lab: entry.lab,
    step: entry.step,
    edited: entry.edited,
    revision: state.revision + 1,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], here],
  });
}

export function undo(): void {
  travel('past', 'future');
}

export function redo(): void {
  travel('future', 'past');
}
