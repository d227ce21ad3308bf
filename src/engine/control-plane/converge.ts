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
  simulation.run();
  for (const [i, next] of (options.changes ?? []).entries()) {
    simulation.apply(next, i > 0 ? options.changeInterval : undefined);
    simulation.run(i < (options.changes?.length ?? 0) - 1 ? options.changeInterval : undefined);
  }
  const rest = controlPlaneOf(simulation);
  const told = tellClients(options.changes?.at(-1) ?? network, rest);
  if (!told) return rest;
  simulation.apply(told);
  simulation.run();
  return controlPlaneOf(simulation);
}
