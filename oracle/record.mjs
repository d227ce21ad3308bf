// `npm run oracle -- LAB.json… [-o DIR]`: runs FRR labs on the real FRR of this machine, as root, and keeps what it says, facts and
// text, in oracle/recordings/, where the tests replay it, or in DIR. A recording given as LAB.json is made anew. One lab at a time.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { frrVersion, Machine } from './machine.mjs';
import { established, hurry, read, settled, unhurry } from './observe.mjs';

const QUIET = 4000;
const PATIENCE = 60_000;

async function record(lab) {
  const machine = new Machine(lab);
  try {
    machine.open();
    hurry(machine);
    await established(machine, PATIENCE / 2);
    let rest = await settled(machine, QUIET, PATIENCE);
    for (const [router, lines] of Object.entries(lab.late ?? {})) machine.type(router, lines);
    for (const link of lab.down ?? []) machine.cut(link);
    if (lab.late || lab.down) {
      await sleep(1000);
      rest = (await settled(machine, QUIET, PATIENCE)) && rest;
    }
    unhurry(machine);
    const routers = Object.fromEntries(Object.keys(lab.routers).map((router) => [router, read(machine, router)]));
    return { lab: lab.name, frr: frrVersion(), settled: rest, routers };
  } finally {
    machine.close();
  }
}

const { values, positionals: files } = parseArgs({ options: { out: { type: 'string', short: 'o' } }, allowPositionals: true });
const folder = values.out ?? fileURLToPath(new URL('./recordings', import.meta.url));
if (files.length === 0) {
  console.error('record.mjs LAB.json…: expected at least one lab');
  process.exit(2);
}
for (const file of files) {
  const given = JSON.parse(readFileSync(file, 'utf8'));
  const lab = given.lab ?? given;
  const result = await record(lab);
  if (!result.settled) {
    console.error(`${file}: the lab never settled, nothing kept`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(join(folder, basename(file)), `${JSON.stringify({ lab, result })}\n`);
  console.log(`${file}: recorded with ${result.frr}`);
}
