/** Runs a network to rest, from cold or through changes applied one after another. */
import { tellClients } from './client-routes.ts';
import { controlPlaneOf } from './result.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';
import type { Terrain } from './terrain.ts';
import type { ControlPlane } from './types.ts';

export interface ConvergeOptions extends SimulationOptions {
  /** The network as it becomes, state after state, each applied once the one before has come to rest. */
  readonly changes?: readonly Terrain[];
  /** ms after the one before at which a change but the first is applied, at rest or not; unless stated, each waits for rest. */
  readonly changeInterval?: number;
}

/** The state of rest. Never hangs: routing that does not settle is told in `oscillation`. */
export function converge(network: Terrain, options: ConvergeOptions = {}): ControlPlane {
  const simulation = new Simulation(network, options);
  const { changes = [] } = options;
  simulation.run(undefined, changes.length > 0);
  for (const [i, next] of changes.entries()) {
    const isLast = i === changes.length - 1;
    simulation.apply(next, i > 0 ? options.changeInterval : undefined);
    simulation.run(isLast ? undefined : options.changeInterval, !isLast);
  }
  const rest = controlPlaneOf(simulation);
  const told = tellClients(changes.at(-1) ?? network, rest);
  if (!told) return rest;
  simulation.apply(told);
  simulation.run();
  return controlPlaneOf(simulation);
}
