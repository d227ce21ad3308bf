/** Keeps the open document in the browser, so that closing the page loses nothing. */
import { get, set } from 'idb-keyval';
import type { Lab, Scenario } from '../../engine/index.ts';
import { openDocument, useDocument } from '../../state/document.ts';

const KEY = 'hoplab.document';
/** ms after the last change. */
const PAUSE = 400;

interface Saved {
  readonly scenario: Scenario;
  readonly step?: string;
  readonly lab: Lab;
}

export function startAutosave(): void {
  let timer = 0;
  useDocument.subscribe((state, before) => {
    if (state.revision === before.revision && state.scenario === before.scenario) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const { scenario, step, lab, edited } = useDocument.getState();
      // Storage may be full or forbidden: then the share link and the export are what keeps a lab.
      if (scenario && edited) void set(KEY, { scenario, lab, ...(step !== undefined && { step }) } satisfies Saved).catch(() => undefined);
    }, PAUSE);
  });
}

/** The document of the last visit for this scenario; true when there was one. */
export async function restore(scenarioId: string, step: string | undefined): Promise<boolean> {
  const saved = await get<Saved>(KEY).catch(() => undefined);
  if (!saved || saved.scenario.id !== scenarioId || (step !== undefined && saved.step !== step)) return false;
  openDocument(saved.scenario, saved.step, saved.lab);
  return true;
}
