/** `show running-config`: the configuration as the device has it. */
import type { Solution } from '../solution.ts';

/** The text that the lab holds for the device, between the lines that vtysh puts around it. */
export function printFrr(solution: Solution, device: string): string {
  const frr = solution.lab.virtualMachines?.[device]?.frr ?? solution.lab.routers?.[device]?.frr;
  if (!frr) return '% Unknown command: show running-config';
  return ['Building configuration...', '', 'Current configuration:', '!', `frr version ${frr.version ?? '8.4.4'}`, frr.config.trimEnd(), 'end'].join('\n');
}
