// `npm run -s hoplab -- …`: the command line. Its TypeScript is bundled once into .cache and again when a source is newer. What V8 makes of the
// bundle is kept beside it, by command: to compile it anew takes as long as to answer for a small lab.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { root } from './install.mjs';

const folder = `${root}/.cache/hoplab`;
const bundle = `${folder}/cli.cjs`;

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

/** Others may be reading it, or building it, too. */
async function make() {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.v8')) rmSync(`${folder}/${name}`, { force: true });
  const outfile = `${bundle}.${process.pid}`;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [`${root}/src/cli/main.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    mainFields: ['module', 'main'],
  });
  renameSync(outfile, bundle);
}

/** The bundle compiled, as it was kept for this command with the functions that it runs; V8 takes nothing that another version of it has made. */
function compiled() {
  const command = process.argv[2] ?? '';
  const kept = `${folder}/${/^[a-z]+$/.test(command) ? command : 'help'}-${statSync(bundle).mtimeMs}.v8`;
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new Script(`(function (require, module, exports) {${readFileSync(bundle, 'utf8')}\n})`, { filename: bundle, cachedData });
  if ((!cachedData || script.cachedDataRejected) && isWritable(folder))
    process.on('exit', (code) => {
      // What was refused says little of what its command runs.
      if (code === 2) return;
      const written = `${kept}.${process.pid}`;
      writeFileSync(written, script.createCachedData());
      renameSync(written, kept);
    });
  return script;
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const sources = Math.max(newest(`${root}/src/engine`), newest(`${root}/src/cli`));
if (!existsSync(bundle) || statSync(bundle).mtimeMs < sources) await make();
// A command lasts a few seconds: half of its CPU would go into optimizing code that it hardly runs any more. V8 waits for code that is run longer (its own: 132 kB).
setFlagsFromString('--interrupt-budget=1000000');
process.env.HOPLAB_ROOT = root;
const main = { exports: {} };
compiled().runInThisContext()(createRequire(bundle), main, main.exports);
