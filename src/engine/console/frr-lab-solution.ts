/** An FRR lab's answer in the shape of a drawn lab's, so that consoles, tables and why can be asked of it. */
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge, historyFindings, restFindings } from '../control-plane/index.ts';
import type { Diagnostic, Lab, Router } from '../model/index.ts';
import type { Solution } from '../solution.ts';

/** ms without news after which the oracle takes its picture: sessions that only a hold timer would end are still up (F17). */
export const QUIET = 8000;

/**
 * The lab at rest, after its `late` lines and `down` links. Never throws for a lab that `readFrrLab` read. Whether it has another outcome (RFC 4264 §3)
 * is found by switching it on anew in other orders, and only when somebody asks for its diagnostics.
 */
export function solveFrrLab(lab: FrrLab): Solution {
  const { network, changes, changeInterval, later } = compileFrrLab(lab);
  const controlPlane = converge(network, { quiet: QUIET, logLimit: 0, changes, changeInterval });
  const last = later ?? network;
  let found: readonly Diagnostic[] | undefined;
  return {
    lab: drawn(lab),
    network: last,
    controlPlane,
    effectiveRoutes: new Map(),
    get diagnostics() {
      found ??= [...restFindings(controlPlane), ...historyFindings(controlPlane, last, { quiet: QUIET })];
      return [...last.diagnostics, ...found];
    },
  };
}

/** The routers with the texts that they run; late lines stand behind an `end`, where the compiler puts them, so that line numbers agree. */
function drawn({ routers, late }: FrrLab): Lab {
  const entries = Object.entries(routers).map(([id, { interfaces, frr = '' }]): readonly [string, Router] => {
    const typed = late?.[id] ?? [];
    const config = [frr, ...(typed.length > 0 ? ['end', ...typed] : [])].join('\n');
    const addresses = Object.entries(interfaces ?? {}).map(([name, i]) => [
      name,
      { addresses: i.addresses ?? [], ...(i.segment !== undefined && { segment: i.segment }) },
    ]);
    return [id, { interfaces: Object.fromEntries(addresses) as Router['interfaces'], frr: { config } }];
  });
  return { routers: Object.fromEntries(entries) };
}

/** The lab without a line of what a router runs, counted as `drawn` lays it out; the others stay where they are. */
export function withoutFrrLine(lab: FrrLab, device: string, line: number): FrrLab {
  const router = lab.routers[device];
  if (!router) return lab;
  const rows = (router.frr ?? '').split('\n');
  if (line <= rows.length) return { ...lab, routers: { ...lab.routers, [device]: { ...router, frr: rows.with(line - 1, '').join('\n') } } };
  const at = line - rows.length - 2;
  const typed = lab.late?.[device] ?? [];
  return at in typed ? { ...lab, late: { ...lab.late, [device]: typed.with(at, '') } } : lab;
}
