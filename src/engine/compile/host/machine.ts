/** A machine while it is compiled: what the lab draws of it, then what its own texts add. */
import type { Diagnostic, MachineTexts } from '../../model/index.ts';
import type { HostBehaviour, KernelRoute, NetInterface } from '../network.ts';

export interface Machine {
  readonly id: string;
  /** The map of the lab that it stands in, for the path of diagnostics. */
  readonly map: 'virtualMachines' | 'routers' | 'hosts';
  readonly os: HostBehaviour['os'];
  readonly texts: MachineTexts;
  readonly interfaces: readonly NetInterface[];
  readonly kernelRoutes: readonly KernelRoute[];
  readonly forwarding: boolean;
  readonly forwarding6?: boolean;
  readonly host?: HostBehaviour;
}

export const plainHost = (os: HostBehaviour['os']): HostBehaviour => ({ os, rules: [], rpFilter: new Map() });

/** A reader's diagnostics in the place of the lab where the text is. */
export function placed(machine: Machine, text: keyof MachineTexts, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.map((d) => ({ ...d, place: { ...d.place, path: ['lab', machine.map, machine.id, text, 'config'], object: machine.id, text } }));
}

/** An interface of the name: the one that is drawn, changed, or a new one at the end. */
export function withInterface(
  interfaces: readonly NetInterface[],
  name: string,
  change: (i: NetInterface) => NetInterface,
  fresh: NetInterface,
): NetInterface[] {
  const known = interfaces.some((i) => i.name === name);
  return known ? interfaces.map((i) => (i.name === name ? change(i) : i)) : [...interfaces, change(fresh)];
}
