// `npm run schema`: writes scenarios/scenario.schema.json from the schemas of src/engine/model/schema.
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { root } from './install.mjs';

const bundle = await build({
  stdin: { contents: `export { scenarioJsonSchema } from './src/engine/model/schema/json-schema.ts';`, resolveDir: root },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
});
const { scenarioJsonSchema } = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`);
writeFileSync(`${root}/scenarios/scenario.schema.json`, `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`);
