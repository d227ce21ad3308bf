// `npm run -s hoplab -- …`: the command line. Its TypeScript is bundled once into .cache and again when a source is newer.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { build } from 'esbuild';
import { root } from './install.mjs';

const out = `${root}/.cache/hoplab/cli.mjs`;

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

const sources = Math.max(newest(`${root}/src/engine`), newest(`${root}/src/cli`));
if (!existsSync(out) || statSync(out).mtimeMs < sources) {
  mkdirSync(`${root}/.cache/hoplab`, { recursive: true });
  await build({
    entryPoints: [`${root}/src/cli/main.ts`],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    mainFields: ['module', 'main'],
  });
}
// A command lasts a few seconds: half of its CPU would go into optimizing code that it hardly runs any more. V8 waits for code that is run longer (its own: 132 kB).
setFlagsFromString('--interrupt-budget=500000');
process.env.HOPLAB_ROOT = root;
await import(pathToFileURL(out).href);
