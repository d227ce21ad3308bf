// Labs that nobody has seen, on real FRR and on the engine. Where they differ FRR is asked a second time: what it says only once hangs on
// timing, and is no difference (F212). What FRR said is kept in .cache/oracle/, so that a mended engine can be judged again at once.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { runOnFrr } from '../run.mjs';
import { fuzzLab } from './lab.mjs';

const root = new URL('../..', import.meta.url).pathname;
const cache = `${root}.cache/oracle`;
/** ms: no lab of this size needs longer, and sessions that never come up are waited for half of it. */
const HASTE = { quiet: 3000, patience: 20_000, texts: false };

/** The engine and the comparison, bundled: both are TypeScript. */
async function loadJudge() {
  const out = `${cache}/judge-${process.pid}.mjs`;
  mkdirSync(cache, { recursive: true });
  await build({
    entryPoints: [`${root}oracle/judge.ts`],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    mainFields: ['module', 'main'],
  });
  return import(pathToFileURL(out).href);
}

const fileOf = (seed) => `${cache}/fuzz-${seed}.json`;

/** The differences that FRR stands by. */
function verdictOf({ lab, runs }, { judge, stable }) {
  const verdicts = runs.map((result) => judge(lab, result));
  return verdicts.reduce((one, two) => stable(one, two));
}

function report(seed, verdict, settled) {
  console.log(`seed ${seed}: ${settled ? '' : 'never settled; '}${verdict.agreeing} of ${verdict.wanted} facts agree`);
  for (const line of verdict.differences) console.log(`  ${line}`);
  return verdict.differences.length === 0;
}

/** Runs the labs of these seeds; true when nothing differs. */
export async function fuzz(first, last) {
  const judges = await loadJudge();
  let agreed = true;
  for (let seed = first; seed <= last; seed++) {
    const lab = fuzzLab(seed);
    const kept = { lab, runs: [await runOnFrr(lab, HASTE)] };
    if (verdictOf(kept, judges).differences.length > 0) kept.runs.push(await runOnFrr(lab, HASTE));
    writeFileSync(fileOf(seed), JSON.stringify(kept));
    agreed = report(seed, verdictOf(kept, judges), kept.runs[0].settled) && agreed;
  }
  return agreed;
}

/** Judges again what FRR has said before. */
export async function judgeAgain(first, last) {
  const judges = await loadJudge();
  let agreed = true;
  for (let seed = first; seed <= last; seed++) {
    if (!existsSync(fileOf(seed))) continue;
    const kept = JSON.parse(readFileSync(fileOf(seed), 'utf8'));
    agreed = report(seed, verdictOf(kept, judges), kept.runs[0].settled) && agreed;
  }
  return agreed;
}
