/** Where one is: the address's hash names the gallery, a scenario's step, or a whole lab. */
import type { Diagnostic } from '../../engine/index.ts';
import { closeDocument, openDocument, useDocument } from '../../state/document.ts';
import { closeFlow, notify, setView } from '../../state/view.ts';
import { loadScenario } from '../gallery/scenarios.ts';
import { showStepView } from '../story/steps.ts';
import { restore } from './autosave.ts';
import { openLink } from './sharing.ts';

/** Whether the address names a lab, rather than the gallery. */
export const namesLab = (): boolean => /^#(lab=|\/s\/.)/.test(location.hash);

/** Opens what the address names; `report` gets what stood in the way, nothing when all is well. */
export async function route(report: (problems: readonly Diagnostic[]) => void): Promise<void> {
  const { hash } = location;
  if (hash.startsWith('#lab=')) {
    const problems = await openLink(hash);
    report(problems);
    if (problems.length === 0) showOpened();
    return;
  }
  const [, kind, id, step] = hash.replace(/^#/, '').split('/');
  if (kind !== 's' || id === undefined) {
    closeFlow();
    closeDocument();
    return;
  }
  const { scenario, step: current } = useDocument.getState();
  if (scenario?.id === id && (step === undefined || step === current)) return;
  // The story is on its way while the browser's storage is asked.
  const story = loadScenario(id);
  if (await restore(id, step)) {
    notify('info', '');
    showOpened();
    return;
  }
  const found = await story;
  if (!found) {
    report([{ code: 'no-such-scenario', severity: 'error', message: `There is no scenario named ${JSON.stringify(decodeURIComponent(id))}.`, place: {} }]);
    return;
  }
  report([]);
  openDocument(found, found.steps?.some((s) => s.id === step) ? step : undefined);
  showOpened();
}

/** Whatever a lab was opened from (its article, a link, a file, what was saved here): it opens on what its step wants to be seen. */
export function showOpened(): void {
  setView({ selected: undefined });
  showStepView();
}
