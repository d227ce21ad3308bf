/** Going through the story: a step opens what it wants to be seen. */
import { runConsole } from '../../state/consoles.ts';
import { goToStep, useDocument } from '../../state/document.ts';
import { runFlow, useResults } from '../../state/results.ts';
import { closeFlow, select, setView } from '../../state/view.ts';

/** Goes to a step and opens what it wants to be seen. */
export function openStep(id: string): void {
  goToStep(id);
  const { scenario } = useDocument.getState();
  // The address names the step, so that a reload and a copied address come back to it.
  if (scenario && !location.hash.startsWith('#lab=')) history.replaceState(null, '', `#/s/${scenario.id}/${id}`);
  showStepView();
}

/** Opens the view of the current step: device, tab, table, line, flow. */
export function showStepView(): void {
  const { scenario, step, lab } = useDocument.getState();
  const view = scenario?.steps?.find((s) => s.id === step)?.view;
  closeFlow();
  setView({ drawer: undefined, opening: undefined });
  if (view?.select !== undefined) select(view.select, { tab: view.tab ?? 'settings', table: view.table, line: view.line });
  const flow = view?.flow === undefined ? undefined : lab.flows?.[view.flow];
  const command = consoleCommand();
  if (!flow && !command) return;
  setView({ opening: step });
  // Both are asked of this step's answer, so they wait for it.
  const { revision } = useDocument.getState();
  const start = () => {
    stop();
    if (useDocument.getState().step !== step) return;
    const opened = Promise.all([command && runConsole(command.device, command.command), flow && runFlow(flow)]);
    void opened.finally(() => useDocument.getState().step === step && setView({ opening: undefined }));
  };
  const stop = useResults.subscribe((r) => r.revision >= revision && start());
  if (useResults.getState().revision >= revision) start();
}

/** Where a step opens a console: what its check has the device print. */
function consoleCommand(): { readonly device: string; readonly command: string } | undefined {
  const { scenario, step } = useDocument.getState();
  const told = scenario?.steps?.find((s) => s.id === step);
  if (told?.view?.tab !== 'console') return undefined;
  return Object.values(told.checks ?? {}).find((c) => c.kind === 'console' && c.device === told.view?.select) as
    | { readonly device: string; readonly command: string }
    | undefined;
}

/** The step before or after the current one; undefined at the ends. */
export function neighborStep(by: 1 | -1): string | undefined {
  const { scenario, step } = useDocument.getState();
  const steps = scenario?.steps ?? [];
  return steps[steps.findIndex((s) => s.id === step) + by]?.id;
}
