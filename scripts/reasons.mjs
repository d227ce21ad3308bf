// `npm run reasons`: writes docs/reasons.md, the closed list of reason codes with their words, from src/engine/explain/reasons.
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { root } from './install.mjs';

const bundle = await build({
  stdin: { contents: `export { reasonsPage } from './src/engine/explain/reasons/page.ts';`, resolveDir: root },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
});
const { reasonsPage } = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`);
writeFileSync(`${root}/docs/reasons.md`, reasonsPage());
