// Checks the arrows of .dependency-cruiser.cjs, that files were read at all, and that a planted wrong arrow is caught.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import { root } from './install.mjs';

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');

async function violations(paths) {
  const { output } = await cruise(paths, { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true, baseDir: root, exclude: '\\.test\\.tsx?$' });
  return { modules: output.summary.totalCruised, found: output.summary.violations };
}

const { modules, found } = await violations(['src']);
for (const v of found) console.error(`${v.rule.name}: ${v.from} → ${v.to}${v.cycle ? ` (${v.cycle.map((c) => c.name ?? c).join(' → ')})` : ''}`);

// The planted file stands in a folder of its own inside the room, so that the rule sees it as a file of that room.
const planted = `${root}/src/engine/ip/planted-${process.pid}`;
mkdirSync(planted);
writeFileSync(`${planted}/wrong.ts`, "import '../../model/index.ts';\nimport 'react';\n");
const caught = await violations([planted.slice(root.length).replace(/^\/+/, '')]).finally(() => rmSync(planted, { recursive: true }));
const names = new Set(caught.found.map((v) => v.rule.name));
const proven = names.has('engine-ip') && names.has('engine-packages');
if (!proven) console.error(`a planted wrong arrow was not caught: found only ${[...names].join(', ') || 'nothing'}`);
if (modules < 20) console.error(`only ${modules} modules were read`);

console.log(`${modules} modules, ${found.length} wrong arrows`);
process.exit(found.length === 0 && proven && modules >= 20 ? 0 : 1);
