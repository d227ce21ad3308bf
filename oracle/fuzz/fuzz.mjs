// Labs that nobody has seen, on real FRR and on the engine. Where they differ FRR is asked twice more: what it does not say each time hangs on
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
/** ms between two looks at the conditions of advertise-maps are 5000 in these labs: what changes after one is told otherwise until the next (F150). */
const SCAN = 6500;
/** ms for a lab that did not come to rest in haste: on a busy machine some need longer. */
const LEISURE = { ...HASTE, patience: 60_000 };
/** How often FRR is asked of a lab on which the engine differs. */
const RUNS = 3;

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

/** A router whose bgpd has died says nothing of its routes, and there is nothing to compare. */
function hasDied(result) {
  return Object.values(result.routers).some(({ neighbors }) => String(neighbors.unparsed ?? '').includes('is not running'));
}

/** What FRR says of a lab at rest; of one that never rests, what it says after a while. */
async function ask(lab, { neverRests }) {
  const quiet = JSON.stringify(lab).includes(' advertise-map ') ? SCAN : HASTE.quiet;
  const result = await runOnFrr(lab, { ...HASTE, quiet });
  return result.settled || neverRests(result) ? result : runOnFrr(lab, { ...LEISURE, quiet });
}

/**
 * `agree`, `differ`, `died`: of the lab, bgpd; or `not deterministic`: FRR's own runs differ from one another in all on which the engine differs from one of them, or it
 * never comes to rest, and what is seen is a moment of its turn.
 */
function verdictOf({ lab, runs }, { judge, stable }) {
  if (runs.some(hasDied)) return { word: 'died', differences: [] };
  const verdicts = runs.map((result) => judge(lab, result));
  const last = verdicts.reduce((one, two) => stable(one, two));
  const word = verdicts[0].differences.length === 0 ? 'agree' : last.differences.length > 0 && runs.some((r) => r.settled) ? 'differ' : 'not deterministic';
  return { ...last, word };
}

function report(seed, { word, agreeing, wanted, differences }) {
  if (word === 'not deterministic') console.log(`seed ${seed}: not deterministic in FRR`);
  else if (word === 'died') console.log(`seed ${seed}: bgpd has died`);
  else if (word === 'agree') console.log(`seed ${seed}: ${wanted} facts agree${agreeing < wanted ? ', each in some order of starts' : ''}`);
  else console.log(`seed ${seed}: ${agreeing} of ${wanted} facts agree`);
  if (word === 'differ') for (const line of differences) console.log(`  ${line}`);
}

/** Says how many labs came out how; true when none differs. */
function summary(words) {
  const count = (word) => words.filter((w) => w === word).length;
  console.log(
    `${words.length} seeds, ${count('agree')} agree, ${count('differ')} differ, ${count('not deterministic')} not deterministic${count('died') > 0 ? `, bgpd died in ${count('died')}` : ''}`,
  );
  return count('differ') === 0;
}

/** Runs the labs of these seeds; true when nothing differs. */
export async function fuzz(first, last) {
  const judges = await loadJudge();
  const words = [];
  for (let seed = first; seed <= last; seed++) {
    const kept = { lab: fuzzLab(seed), runs: [] };
    do kept.runs.push(await ask(kept.lab, judges));
    while (kept.runs.length < RUNS && verdictOf(kept, judges).word === 'differ');
    writeFileSync(fileOf(seed), JSON.stringify(kept));
    const verdict = verdictOf(kept, judges);
    report(seed, verdict);
    words.push(verdict.word);
  }
  return summary(words);
}

/** Judges again what FRR has said before. */
export async function judgeAgain(first, last) {
  const judges = await loadJudge();
  const words = [];
  for (let seed = first; seed <= last; seed++) {
    if (!existsSync(fileOf(seed))) continue;
    const verdict = verdictOf(JSON.parse(readFileSync(fileOf(seed), 'utf8')), judges);
    report(seed, verdict);
    words.push(verdict.word);
  }
  return summary(words);
}
