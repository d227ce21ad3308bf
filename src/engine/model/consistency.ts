/** What a schema cannot say of one lab: properties that exclude or need one another. */
import type { Diagnostic, Severity } from './diagnostic.ts';
import type { Lab, LanInterface } from './lab.ts';
import { objectOfPath, type Path, pathText } from './path.ts';

export function inconsistencies(lab: Lab): Diagnostic[] {
  return [...plugs(lab), ...circuitLegs(lab), ...bareMachines(lab), ...flowPorts(lab)];
}

function at(path: Path, code: string, severity: Severity, what: string, args: Record<string, string | number> = {}): Diagnostic {
  const object = objectOfPath(path);
  return {
    code,
    severity,
    message: `At ${pathText(path)}: ${what}`,
    args: { path: pathText(path), ...args },
    place: { path, text: 'file', ...(object !== undefined && { object }) },
  };
}

/** Interfaces outside Azure with their paths. */
function lanInterfaces(lab: Lab) {
  return (['routers', 'hosts'] as const).flatMap((map) =>
    Object.entries(lab[map] ?? {}).flatMap(([id, machine]) =>
      Object.entries<LanInterface>(machine.interfaces).map(([name, lan]) => ({ id, name, lan, path: ['lab', map, id, 'interfaces', name] })),
    ),
  );
}

function plugs(lab: Lab): Diagnostic[] {
  return lanInterfaces(lab).flatMap(({ lan, path }) =>
    lan.segment !== undefined && lan.circuit !== undefined
      ? [at([...path, 'circuit'], 'two-plugs', 'error', `expected a segment or a circuit, got both (${lan.segment} and ${lan.circuit}); take one away`)]
      : [],
  );
}

function circuitLegs(lab: Lab): Diagnostic[] {
  const first = new Map<string, string>();
  return lanInterfaces(lab).flatMap(({ id, name, lan, path }) => {
    if (lan.circuit === undefined) return [];
    const other = first.get(lan.circuit);
    if (other === undefined) first.set(lan.circuit, `${id} ${name}`);
    if (other === undefined) return [];
    const args = { leg: lan.circuit, other };
    return [at([...path, 'circuit'], 'circuit-leg-taken', 'error', `expected a leg that is free, got ${lan.circuit}, where ${other} is plugged in`, args)];
  });
}

function bareMachines(lab: Lab): Diagnostic[] {
  return Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) =>
    Object.keys(vm.networkInterfaces).length === 0
      ? [at(['lab', 'virtualMachines', id, 'networkInterfaces'], 'vm-without-interface', 'error', 'expected at least one network interface, got none')]
      : [],
  );
}

function flowPorts(lab: Lab): Diagnostic[] {
  return Object.entries(lab.flows ?? {}).flatMap(([id, flow]) =>
    flow.protocol === 'icmp' && flow.port !== undefined
      ? [
          {
            ...at(['lab', 'flows', id, 'port'], 'port-without-meaning', 'warning', `expected no port for icmp, got ${flow.port}; take it away`),
            fix: { label: 'Take the port away', patch: { flows: { [id]: { port: null } } } },
          },
        ]
      : [],
  );
}
