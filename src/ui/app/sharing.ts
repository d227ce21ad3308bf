/** Links and files: out of the document, and into it. What cannot be opened leaves the open lab as it was. */
import { decodeLink, type Diagnostic, encodeLink, type Scenario, writeScenario } from '../../engine/index.ts';
import { openDocument, useDocument } from '../../state/document.ts';
import { readText } from '../../state/results.ts';
import { loadScenario, SCENARIO_IDS } from '../gallery/scenarios.ts';

/** The address that restores exactly this lab. */
export function shareUrl(): string | undefined {
  const { scenario, step, lab } = useDocument.getState();
  if (!scenario) return undefined;
  const hash = encodeLink({ scenario, lab, ...(step !== undefined && { step }) }, SCENARIO_IDS.includes(scenario.id));
  return `${location.origin}${location.pathname}${hash}`;
}

/** Opens a link's lab; the diagnostics say why it could not be. */
export async function openLink(text: string): Promise<readonly Diagnostic[]> {
  const wanted = new Map<string, Scenario>();
  for (const id of SCENARIO_IDS) {
    const scenario = await loadScenario(id);
    if (scenario) wanted.set(id, scenario);
  }
  const { document, diagnostics } = decodeLink(text, (id) => wanted.get(id));
  if (!document) return diagnostics;
  openDocument(document.scenario, document.step, document.lab);
  return [];
}

/** Opens a scenario file's text. */
export async function openText(text: string): Promise<readonly Diagnostic[]> {
  const { scenario, diagnostics } = await readText(text);
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (!scenario || errors.length > 0) return errors;
  openDocument(scenario);
  return [];
}

/** The scenario with the lab as it stands, as a file. */
export function exportFile(): void {
  const { scenario, lab, edited } = useDocument.getState();
  if (!scenario) return;
  const { steps: _steps, checks: _checks, ...rest } = scenario;
  const text = writeScenario(edited ? { ...rest, lab } : scenario);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const a = Object.assign(document.createElement('a'), { href: url, download: `${scenario.id}.json` });
  a.click();
  URL.revokeObjectURL(url);
}

/** `lab.virtualNetworks.a: …`, with line and column where they are known. */
export function problemText(d: Diagnostic): string {
  const { span, path } = d.place;
  return `${span ? `${span.line}:${span.column} ` : path && path.length > 0 && !d.message.includes(path.join('.')) ? `${path.join('.')}: ` : ''}${d.message}`;
}
