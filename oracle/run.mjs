// One lab on real FRR: started, left to settle, changed where the lab says so, and read.
import { setTimeout as sleep } from 'node:timers/promises';
import { frrVersion, Machine } from './machine.mjs';
import { established, hurry, read, readLast, settled, unhurry } from './observe.mjs';

const QUIET = 4000;
const PATIENCE = 60_000;
/** bgpd acts on a changed route-map or list 5 s after the change (F5). */
const POLICY_DELAY = 5500;

/**
 * What FRR says of a lab; `settled` is false when it never came to rest. `quiet`, `patience`: ms without change, and ms for sessions that
 * may never come up; without `texts` only facts are asked for.
 */
export async function runOnFrr(lab, { quiet = QUIET, patience = PATIENCE, texts = true } = {}) {
  const machine = new Machine(lab);
  try {
    machine.open();
    hurry(machine);
    await established(machine, patience / 2);
    let rest = await settled(machine, quiet, patience);
    for (const [router, lines] of Object.entries(lab.late ?? {})) machine.type(router, lines);
    for (const link of lab.down ?? []) machine.cut(link);
    if (lab.late || lab.down) {
      await sleep(POLICY_DELAY);
      rest = (await settled(machine, quiet, patience)) && rest;
    }
    if (texts) unhurry(machine);
    const routers = Object.fromEntries(Object.keys(lab.routers).map((router) => [router, read(machine, router, texts)]));
    if (texts) readLast(machine, routers);
    return { lab: lab.name, frr: frrVersion(), settled: rest, routers };
  } finally {
    machine.close();
  }
}
