// `npm run schema`: writes scenarios/scenario.schema.json from the schemas of src/engine/model/schema.
import { writeFileSync } from 'node:fs';
import { root } from './install.mjs';
import { load } from './load.mjs';

const scenarioJsonSchema = await load('scenarioJsonSchema', 'src/engine/model/schema/json-schema.ts');
writeFileSync(`${root}/scenarios/scenario.schema.json`, `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`);
