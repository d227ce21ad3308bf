/** Everything that a machine's own texts make of it, in the order in which they take effect. */
import { parseSquid } from '../../hosts/index.ts';
import type { Diagnostic, MachineTexts } from '../../model/index.ts';
import { withPf, withRc } from './freebsd.ts';
import { withScript } from './linux.ts';
import { type Machine, placed, plainHost } from './machine.ts';

/** The system that each text is for; Squid runs anywhere. */
const FOR: Readonly<Record<keyof MachineTexts, Machine['os'] | undefined>> = { rc: 'freebsd', pf: 'freebsd', iproute2: 'linux', squid: undefined };

export function applyTexts(machine: Machine): { readonly machine: Machine; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  let made: Machine = { ...machine, ...(machine.os === 'freebsd' && { host: plainHost('freebsd') }) };
  made = withSquid(withPf(withScript(withRc(made, diagnostics), diagnostics), diagnostics), diagnostics);
  return { machine: made, diagnostics: [...diagnostics, ...misplaced(machine)] };
}

function withSquid(machine: Machine, diagnostics: Diagnostic[]): Machine {
  const text = machine.texts.squid?.config;
  if (text === undefined) return machine;
  const { config, diagnostics: said } = parseSquid(text);
  diagnostics.push(...placed(machine, 'squid', said));
  return { ...machine, host: { ...(machine.host ?? plainHost(machine.os)), squid: config } };
}

/** A text that the machine's system does not read. */
function misplaced(machine: Machine): Diagnostic[] {
  return (Object.keys(FOR) as (keyof MachineTexts)[]).flatMap((text) => {
    const system = FOR[text];
    if (machine.texts[text] === undefined || system === undefined || system === machine.os) return [];
    const path = ['lab', machine.map, machine.id, text];
    const message = `At ${path.join('.')}: ${machine.id} runs ${machine.os}, which does not read this text; it has no effect (expected os ${system})`;
    return [
      {
        code: 'text-of-another-system',
        severity: 'warning' as const,
        message,
        args: { os: machine.os, text, system },
        place: { path, object: machine.id, text: 'file' as const },
      },
    ];
  });
}
