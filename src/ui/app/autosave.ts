/**
 * Keeps what one has changed in the browser, each step of each lab by itself, so that closing the page loses nothing. What a
 * link or a file would write over is kept beside.
 */
import { del, entries, get, set } from 'idb-keyval';
import type { Lab, Scenario } from '../../engine/index.ts';
import { openDocument, useDocument } from '../../state/document.ts';
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

let unsaved = 0;
let told = false;

export function startAutosave(): void {
  useDocument.subscribe((state, before) => {
    if (state.revision === before.revision && state.scenario === before.scenario) return;
    clearTimeout(unsaved);
    unsaved = window.setTimeout(save, PAUSE);
  });
  // The page may be closed, or put away for good, within the pause.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && unsaved !== 0 && leave());
  window.addEventListener('pagehide', () => unsaved !== 0 && leave());
}

/** What was being kept when the page went: a database does not wait for that, this storage is written at once. */
const LEFT = 'hoplab.left';

function leave(): void {
  const { scenario, step, lab, edited } = useDocument.getState();
  save();
  if (!scenario || !edited) return;
  const saved: Saved = { scenario, lab, at: Date.now(), ...(step !== undefined && { step }) };
  try {
    localStorage.setItem(LEFT, JSON.stringify(saved));
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
const left = (): Promise<void> => (taken ??= takeLeft().catch(() => undefined));

function save(): void {
  clearTimeout(unsaved);
  unsaved = 0;
  const { scenario, step, lab, edited, past } = useDocument.getState();
  if (!scenario) return;
  const key = keyOf(scenario.id, step);
  if (!edited) {
    // Put back by the person's own hand, not merely opened.
    if (past.length > 0) void del(key).catch(() => undefined);
    return;
  }
  // A link brings back what it was made of; once one has edited, the address names what is saved.
  if (past.length > 0 && location.hash.startsWith('#lab=')) history.replaceState(null, '', addressOf(scenario.id, step));
  void set(key, { scenario, lab, at: Date.now(), ...(step !== undefined && { step }) } satisfies Saved).then(
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
