// Records kernel labs: what this machine's Linux says to the asks of each, kept beside the lab in the same file (oracle/kernel/).
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { KernelMachine } from './kernel-machine.mjs';

/** Runs one lab; `file` is rewritten with the answers. */
export async function recordKernel(file) {
  const { title, lab, asks } = JSON.parse(readFileSync(file, 'utf8'));
  const machine = new KernelMachine(lab);
  try {
    machine.open();
    await sleep(1500);
    const answered = [];
    for (const ask of asks) {
      answered.push({ ...ask, answer: machine.answer(ask) });
      // Routers say "unreachable" once a second to one address, and five times more at first (net/ipv4/route.c ip_error).
      await sleep(1100);
    }
    const kernel = spawnSync('uname', ['-sr'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(file, `${JSON.stringify({ title, kernel, lab, asks: answered }, null, 1)}\n`);
    console.log(`${file}: ${asks.length} answers of ${kernel}`);
    return true;
  } finally {
    machine.close();
  }
}
