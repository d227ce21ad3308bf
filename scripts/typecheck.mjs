// Type-checks each project of tsconfig.json by itself: the engine without the DOM, the page, the worker, and what runs in Node.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { references } = JSON.parse(readFileSync(new URL('../tsconfig.json', import.meta.url), 'utf8'));
let failed = 0;
for (const { path } of references) {
  const run = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', path, '--noEmit'], { stdio: 'inherit' });
  if (run.status !== 0) failed++;
}
process.exit(failed > 0 ? 1 : 0);
