/** The story around the lab: step ids, and what checks and views name at the step that they belong to. */
import type { Diagnostic } from './diagnostic.ts';
import { labIds, type LabIds, type ReferenceKind } from './ids.ts';
import type { FlowSpec, Lab } from './lab.ts';
import { type Path, pathText } from './path.ts';
import { resolve } from './references.ts';
import type { Check, Scenario, View } from './scenario.ts';

/** Steps that share an id. */
export function duplicateSteps(scenario: Scenario): Diagnostic[] {
  const steps = scenario.steps ?? [];
  return steps.flatMap((step, i): Diagnostic[] => {
    const first = steps.findIndex((s) => s.id === step.id);
    if (first === i) return [];
    const path = ['steps', i, 'id'];
    return [
      {
        code: 'duplicate-step',
        severity: 'error',
        message: `At ${pathText(path)}: expected every step to have an id of its own, got ${JSON.stringify(step.id)}, which is also steps.${first}`,
        args: { id: step.id, other: first },
        place: { path, text: 'file', step: step.id },
      },
    ];
  });
}

/** What checks name and the lab of their step does not have. */
export function checkReferences(lab: Lab, checks: Readonly<Record<string, Check>> | undefined, base: Path): Diagnostic[] {
  const ids = labIds(lab);
  return Object.entries(checks ?? {}).flatMap(([id, check]) => ofCheck(ids, check, [...base, 'checks', id]));
}

function ofCheck(ids: LabIds, check: Check, path: Path): Diagnostic[] {
  const want = (key: Path, value: string | undefined, kind: ReferenceKind) => (value === undefined ? [] : resolve(ids, [...path, ...key], value, kind));
  switch (check.kind) {
    case 'rows':
    case 'console':
      return want(['device'], check.device, 'device or subnet (vnet/subnet)');
    case 'policy':
      return want(['device'], check.device, 'device');
    case 'diagnostic':
      return [];
    case 'flow': {
      const { via = [], avoid = [], returnVia = [], headers = {}, at } = check.expect;
      const met = Object.entries({ via, avoid, returnVia }).flatMap(([key, ids]) =>
        ids.flatMap((id, i) => want(['expect', key, i], id, 'device, or the internet')),
      );
      const leaves = Object.keys(headers).flatMap((id) => want(['expect', 'headers', id], id, 'device'));
      return [...ofFlow(ids, check.flow, [...path, 'flow']), ...met, ...leaves, ...want(['expect', 'at'], at, 'device, or the internet')];
    }
  }
}

function ofFlow(ids: LabIds, flow: string | FlowSpec, path: Path): Diagnostic[] {
  if (typeof flow === 'string') return resolve(ids, path, flow, 'flow');
  return [
    ...resolve(ids, [...path, 'from'], flow.from, 'device'),
    ...resolve(ids, [...path, 'to'], flow.to, 'device, an address or a host name of the Internet'),
  ];
}

/** What a step's view names and its lab does not have. */
export function viewReferences(lab: Lab, view: View | undefined, base: Path): Diagnostic[] {
  const path = [...base, 'view'];
  const ids = labIds(lab);
  return [
    ...(view?.select === undefined ? [] : resolve(ids, [...path, 'select'], view.select, 'object')),
    ...(view?.flow === undefined ? [] : resolve(ids, [...path, 'flow'], view.flow, 'flow')),
    ...missingLine(lab, view, path),
  ];
}

function missingLine(lab: Lab, view: View | undefined, path: Path): Diagnostic[] {
  if (view?.line === undefined || view.select === undefined) return [];
  const machine = lab.virtualMachines?.[view.select] ?? lab.routers?.[view.select] ?? lab.hosts?.[view.select];
  const { line } = view;
  const texts = machine === undefined ? [] : [...('frr' in machine ? [machine.frr] : []), machine.rc, machine.pf, machine.iproute2, machine.squid];
  const lines = texts.flatMap((text) => text?.config.split('\n') ?? []);
  if (lines.length === 0 || lines.some((l) => l.includes(line))) return [];
  return [
    {
      code: 'line-not-found',
      severity: 'warning',
      message: `At ${pathText([...path, 'line'])}: expected a line of the configuration of ${view.select}, got ${JSON.stringify(line)}`,
      args: { line, object: view.select },
      place: { path: [...path, 'line'], text: 'file', object: view.select },
    },
  ];
}
