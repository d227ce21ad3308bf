// `npm run reasons`: writes docs/reasons.md, the closed list of reason codes with their words, from src/engine/explain/reasons.
import { writeFileSync } from 'node:fs';
import { root } from './install.mjs';
import { load } from './load.mjs';

const reasonsPage = await load('reasonsPage', 'src/engine/explain/reasons/page.ts');
writeFileSync(`${root}/docs/reasons.md`, reasonsPage());
