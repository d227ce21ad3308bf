/** Links and files: out of the document, and into it. What cannot be opened leaves the open lab as it was. */
import type { Diagnostic } from '../../engine/index.ts';
import { openDocument, useDocument } from '../../state/document.ts';
import { askLink, askText, readLink, readText } from '../../state/results.ts';
import { loadScenario, SCENARIO_IDS } from '../gallery/scenarios.ts';
import { keepBeside } from './autosave.ts';

/** The address that restores exactly this lab. */
export async function shareUrl(): Promise<string | undefined> {
  const { scenario, step, lab } = useDocument.getState();
  if (!scenario) return undefined;
  const hash = await askLink({ scenario, lab, ...(step !== undefined && { step }) }, SCENARIO_IDS.includes(scenario.id));
  return `${location.origin}${location.pathname}${hash}`;
}

/** Opens a link's lab; the diagnostics say why it could not be. */
export async function openLink(text: string): Promise<readonly Diagnostic[]> {
  let { document, diagnostics, wants } = await readLink(text);
  const story = wants === undefined ? undefined : await loadScenario(wants);
  if (story) ({ document, diagnostics, wants } = await readLink(text, story));
  if (!document) return diagnostics;
  await keepBeside(document.scenario.id, document.step);
  openDocument(document.scenario, document.step, document.lab);
  return [];
}

/** Opens a scenario file's text. */
export async function openText(text: string): Promise<readonly Diagnostic[]> {
  const { scenario, diagnostics } = await readText(text);
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (!scenario || errors.length > 0) return errors;
  await keepBeside(scenario.id, scenario.steps?.[0]?.id);
  openDocument(scenario);
  return [];
}

/** The scenario with the lab as it stands, as a file. */
export async function exportFile(): Promise<void> {
  const { scenario, lab, edited } = useDocument.getState();
  if (!scenario) return;
  const { steps: _steps, checks: _checks, ...rest } = scenario;
  const text = await askText(edited ? { ...rest, lab } : scenario);
  download(new Blob([text], { type: 'application/json' }), `${scenario.id}.json`);
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The download has its own hold of the data once it began.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** `lab.virtualNetworks.a: …`, with line and column where they are known. */
export function problemText(d: Diagnostic, said: string): string {
  const { span, path } = d.place;
  return `${span ? `${span.line}:${span.column} ` : path && path.length > 0 && !said.includes(path.join('.')) ? `${path.join('.')}: ` : ''}${said}`;
}
