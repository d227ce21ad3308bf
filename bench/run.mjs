// `npm run bench [-- NAME… [OPTIONS]]`: each measurement in a process of its own, so that none warms or crowds another. README.md tells what they are.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { build } from 'esbuild';
import { root } from '../scripts/install.mjs';

const all = ['lookup', 'articles', 'routers', 'full-table'];
const known = [...all, 'answers'];
const args = process.argv.slice(2);
const asked = args.filter((a) => known.includes(a));
const options = args.filter((a) => !known.includes(a));
const names = asked.length > 0 ? asked : all;

const out = `${root}/.cache/hoplab/bench`;
await build({
  entryPoints: names.map((name) => `${root}/bench/${name}.ts`),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
  sourcemap: 'inline',
  mainFields: ['module', 'main'],
});
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}`);
for (const name of names) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--enable-source-maps', `${out}/${name}.mjs`, ...options], {
    stdio: 'inherit',
    env: { ...process.env, HOPLAB_ROOT: root },
  });
  if (status !== 0) process.exit(status ?? 1);
}
