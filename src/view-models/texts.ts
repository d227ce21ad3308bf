/** The texts that a machine is set up by: which it has, which it could have, where each stands in the lab. */
import type { HostText, Lab, TextKind } from '../engine/index.ts';
import { pathOf } from './diagram/index.ts';

export interface DeviceText {
  readonly kind: TextKind;
  /** As it is called on the machine. */
  readonly file: string;
  readonly text: string;
  /** Where the text stands in the lab, for a patch. */
  readonly path: readonly string[];
  /** FRR: the release. */
  readonly version?: string;
}

/** What each text is called where its program reads it. */
export const FILE_OF: Readonly<Record<TextKind, string>> = { frr: 'frr.conf', rc: 'rc.conf', pf: 'pf.conf', iproute2: 'ip.sh', squid: 'squid.conf' };
const KINDS: readonly TextKind[] = ['frr', 'rc', 'pf', 'iproute2', 'squid'];

function machineOf(lab: Lab, id: string) {
  return lab.virtualMachines?.[id] ?? lab.routers?.[id] ?? lab.hosts?.[id];
}

/** The texts that a machine has, in a fixed order; empty for what is no machine. */
export function textsOf(lab: Lab, id: string): DeviceText[] {
  const machine = machineOf(lab, id);
  const path = pathOf(lab, id);
  if (!machine || !path) return [];
  const frr = 'frr' in machine ? machine.frr : undefined;
  return KINDS.flatMap((kind): DeviceText[] => {
    const own = kind === 'frr' ? frr : machine[kind];
    if (!own) return [];
    const version = kind === 'frr' ? frr?.version : undefined;
    return [{ kind, file: FILE_OF[kind], text: own.config, path: [...path, kind, 'config'], ...(version !== undefined && { version }) }];
  });
}

/** The interfaces of a machine, each with the addresses that the lab gives it, without their lengths; none for what is no machine. */
export function addressesOf(lab: Lab, id: string): Readonly<Record<string, readonly string[]>> {
  const machine = machineOf(lab, id);
  if (!machine) return {};
  if (!('networkInterfaces' in machine))
    return Object.fromEntries(Object.entries(machine.interfaces).map(([name, { addresses }]) => [name, addresses.map((a) => a.replace(/\/\d+$/, ''))]));
  const own = Object.entries(machine.networkInterfaces);
  return Object.fromEntries(own.map(([name, nic]) => [name, [nic, ...Object.values(nic.ipConfigurations ?? {})].map((c) => c.privateIPAddress)]));
}

/** The texts that the machine's system reads and that it has not got yet. Windows reads none of them. */
export function missingTexts(lab: Lab, id: string): HostText[] {
  const machine = machineOf(lab, id);
  if (!machine || machine.os === 'windows') return [];
  const own: readonly HostText[] = machine.os === 'freebsd' ? ['rc', 'pf', 'squid'] : ['iproute2', 'squid'];
  return own.filter((kind) => machine[kind] === undefined);
}

/** The text that is shown: the one asked for, else the one that has the line, else the first. */
export function shownText(texts: readonly DeviceText[], asked: TextKind | undefined, line: string | undefined): DeviceText | undefined {
  return texts.find((t) => t.kind === asked) ?? (line === undefined ? undefined : texts.find((t) => t.text.includes(line))) ?? texts[0];
}
