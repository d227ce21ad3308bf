// `npm run oracle -- LAB.json… [-o DIR]`: runs FRR labs on the real FRR of this machine, as root, and keeps what it says, facts and
// text, in oracle/recordings/, where the tests replay it, or in DIR. A recording given as LAB.json is made anew. One lab at a time.
// A lab of hosts with questions (oracle/kernel/) is put to this machine's Linux instead, and keeps its answers itself.
// With --uml it is put to Debian's user-mode-linux, which has all kinds of tunnels and VRFs.
// A file of requests or texts for proxies (oracle/squid/) is put to this machine's Squid, and keeps its answers itself.
// `npm run oracle -- --fuzz SEED[..SEED]`: makes up labs, and says where FRR and the engine differ; nothing is kept.
// `npm run oracle -- --judge SEED[..SEED]`: judges the engine again by what FRR said then.
// `npm run oracle -- --show SEED`: prints the lab of a seed.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz, judgeAgain } from './fuzz/fuzz.mjs';
import { fuzzLab } from './fuzz/lab.mjs';
import { recordKernel } from './record-kernel.mjs';
import { recordParse, recordSquid } from './record-squid.mjs';
import { runOnFrr } from './run.mjs';
import { recordInside } from './user-mode-linux.mjs';

async function record(file, folder) {
  const given = JSON.parse(readFileSync(file, 'utf8'));
  if (given.asks) return recordKernel(file);
  if (given.cases) return recordSquid(file);
  if (given.configs) return recordParse(file);
  const lab = given.lab ?? given;
  const result = await runOnFrr(lab);
  // Some things never rest: a session that falls whenever it is up. Such a lab says so.
  if (!result.settled && !lab.restless) {
    console.error(`${file}: the lab never settled, nothing kept`);
    return false;
  }
  writeFileSync(join(folder, basename(file)), `${JSON.stringify({ lab, result })}\n`);
  console.log(`${file}: recorded with ${result.frr}`);
  return true;
}

/** `7` or `7..19`, as first and last. */
function seeds(text) {
  const [, first, last] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  if (first === undefined) throw new Error(`expected SEED or SEED..SEED, got ${text}`);
  return [Number(first), Number(last ?? first)];
}

/** True when all went well. */
async function main() {
  const seed = { type: 'string' };
  const options = { out: { type: 'string', short: 'o' }, fuzz: seed, judge: seed, show: seed, uml: { type: 'boolean' } };
  const { values, positionals: files } = parseArgs({ options, allowPositionals: true });
  if (values.fuzz !== undefined) return fuzz(...seeds(values.fuzz));
  if (values.judge !== undefined) return judgeAgain(...seeds(values.judge));
  if (values.show !== undefined) {
    console.log(JSON.stringify(fuzzLab(seeds(values.show)[0]), null, 1));
    return true;
  }
  if (files.length === 0) throw new Error('record.mjs LAB.json…: expected at least one lab');
  if (values.uml) return recordInside(files);
  const folder = values.out ?? fileURLToPath(new URL('./recordings', import.meta.url));
  let all = true;
  for (const file of files) all = (await record(file, folder)) && all;
  return all;
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
