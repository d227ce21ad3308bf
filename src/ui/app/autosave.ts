/**
 * Keeps what one has changed in the browser, each step of each lab by itself, so that closing the page loses nothing. What a
 * link or a file would write over is kept beside.
 */
import { del, entries, get, set } from 'idb-keyval';
import type { Lab, Scenario } from '../../engine/index.ts';
import { type DocumentState, openDocument, useDocument } from '../../state/document.ts';
import { notify } from '../../state/view.ts';
import { textNow } from '../shared/use-text.ts';

const PREFIX = 'hoplab.document/';
/** ms after the last change. */
const PAUSE = 400;

export interface Saved {
  readonly scenario: Scenario;
  readonly step?: string;
  readonly lab: Lab;
  /** ms since 1970. */
  readonly at: number;
}

const keyOf = (scenario: string, step: string | undefined): string => `${PREFIX}${scenario}/${step ?? ''}`;

/** What is to be kept once the person pauses: the lab, or nothing where it was put back by hand. */
interface Pending {
  readonly key: string;
  readonly saved: Saved | undefined;
}

let pending: Pending | undefined;
let pause = 0;
let told = false;

export function startAutosave(): void {
  useDocument.subscribe((state, before) => {
    if (state.revision === before.revision && state.scenario === before.scenario) return;
    const key = keyOfDocument(state);
    const opened = key !== keyOfDocument(before);
    // What was changed a moment ago is kept before something else takes its place.
    if (opened) flush();
    clearTimeout(pause);
    // What is merely opened is as it was: of what is kept nothing is taken away by looking at a step.
    const touched = !opened && (state.past.length > 0 || state.future.length > 0);
    if (key === undefined || !(touched || state.edited)) return;
    pending = { key, saved: state.edited ? savedOf(state) : undefined };
    pause = window.setTimeout(settle, PAUSE);
  });
  // The page may be closed, or put away for good, within the pause.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave());
  window.addEventListener('pagehide', leave);
}

const keyOfDocument = ({ scenario, step }: DocumentState): string | undefined => scenario && keyOf(scenario.id, step);

function savedOf({ scenario, step, lab }: DocumentState): Saved | undefined {
  return scenario && { scenario, lab, at: Date.now(), ...(step !== undefined && { step }) };
}

/** What was being kept when the page went: a database does not wait for that, this storage is written at once. */
const LEFT = 'hoplab.left';

function leave(): void {
  const left = pending?.saved;
  settle();
  if (!left) return;
  try {
    localStorage.setItem(LEFT, JSON.stringify(left));
  } catch {
    // Too large or forbidden: the database may still have had the time.
  }
}

/** Takes what was left at the last leave into the database. */
async function takeLeft(): Promise<void> {
  const text = localStorage.getItem(LEFT);
  if (text === null) return;
  const saved = JSON.parse(text) as Saved;
  const key = keyOf(saved.scenario.id, saved.step);
  const there = await get<Saved>(key);
  if (!there || there.at <= saved.at) await set(key, saved);
  localStorage.removeItem(LEFT);
}

let taken: Promise<void> | undefined;
/** Once a visit, before anything saved is looked at; what cannot be read is no reason to stop. */
const left = (): Promise<void> => {
  flush();
  return (taken ??= takeLeft().catch(() => undefined));
};

/** The person has paused. */
function settle(): void {
  const { scenario, step, past } = useDocument.getState();
  // A link brings back what it was made of; once one has edited, the address names what is saved.
  if (scenario && pending?.saved && past.length > 0 && location.hash.startsWith('#lab=')) history.replaceState(null, '', addressOf(scenario.id, step));
  flush();
}

/** Hands what is to be kept to the database; whoever asks that afterwards finds it. */
function flush(): void {
  clearTimeout(pause);
  if (!pending) return;
  const { key, saved } = pending;
  pending = undefined;
  if (!saved) {
    void del(key).catch(() => undefined);
    return;
  }
  void set(key, saved).then(
    () => undefined,
    () => {
      // Storage may be full or forbidden: then a link and a file are what keeps a lab.
      if (!told) notify('error', textNow().t('notSaved'));
      told = true;
    },
  );
}

export const addressOf = (scenario: string, step: string | undefined): string => `#/s/${scenario}${step === undefined ? '' : `/${step}`}`;

/** The document of the last visit for this scenario (and step); true when there was one. */
export async function restore(scenarioId: string, step: string | undefined): Promise<boolean> {
  await left();
  const saved =
    step === undefined ? (await savedLabs()).find((s) => s.scenario.id === scenarioId) : await get<Saved>(keyOf(scenarioId, step)).catch(() => undefined);
  if (!saved) return false;
  openDocument(saved.scenario, saved.step, saved.lab);
  return true;
}

/** Everything saved, the newest first; nothing where storage is forbidden. */
export async function savedLabs(): Promise<readonly (Saved & { readonly key: string })[]> {
  await left();
  const all = await entries<string, Saved>().catch(() => []);
  return all
    .filter(([key, saved]) => typeof key === 'string' && key.startsWith(PREFIX) && saved?.scenario !== undefined)
    .map(([key, saved]) => ({ ...saved, key }))
    .toSorted((a, b) => b.at - a.at);
}

export async function forget(key: string): Promise<void> {
  await del(key);
}

/** Before something else is opened under the same name: what is saved there moves aside, under a name of its own. */
export async function keepBeside(scenario: string, step: string | undefined): Promise<void> {
  const key = keyOf(scenario, step);
  await left();
  const saved = await get<Saved>(key).catch(() => undefined);
  if (!saved) return;
  const taken = new Set((await savedLabs()).map((s) => s.scenario.id));
  let n = 2;
  while (taken.has(`${scenario}-${n}`)) n++;
  const id = `${scenario}-${n}`;
  await set(keyOf(id, step), { ...saved, scenario: { ...saved.scenario, id } });
  await del(key);
}
