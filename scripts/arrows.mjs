// Checks the arrows of .dependency-cruiser.cjs, that files were read at all, and that a planted wrong arrow is caught.
// The cruiser's parser does not read JSX, so it is given a copy of src in which esbuild has turned JSX into calls.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import { transformSync } from 'esbuild';
import { root } from './install.mjs';

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const copy = `${root}/.cache/arrows`;

rmSync(copy, { recursive: true, force: true });
cpSync(`${root}/src`, `${copy}/src`, { recursive: true });
withoutJsx(`${copy}/src`);

function withoutJsx(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) withoutJsx(path);
    else if (path.endsWith('.tsx'))
      writeFileSync(
        path,
        transformSync(readFileSync(path, 'utf8'), { loader: 'tsx', jsx: 'automatic', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } }).code,
      );
  }
}

async function violations(paths) {
  const { output } = await cruise(paths, {
    ...config.options,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    baseDir: copy,
    exclude: '\\.test\\.tsx?$',
  });
  return { modules: output.summary.totalCruised, found: output.summary.violations };
}

const { modules, found } = await violations(['src']);
for (const v of found) console.error(`${v.rule.name}: ${v.from} → ${v.to}${v.cycle ? ` (${v.cycle.map((c) => c.name ?? c).join(' → ')})` : ''}`);

// The planted files stand in folders of their own inside a room, so that the rules see them as files of that room.
mkdirSync(`${copy}/src/engine/ip/planted`);
writeFileSync(`${copy}/src/engine/ip/planted/wrong.ts`, "import '../../model/index.ts';\nimport 'react';\n");
mkdirSync(`${copy}/src/ui/planted`);
writeFileSync(`${copy}/src/ui/planted/wrong.tsx`, "import '@xyflow/react';\nimport '../../engine/solve.ts';\n");
const caught = new Set((await violations(['src/engine/ip/planted', 'src/ui/planted'])).found.map((v) => v.rule.name));
const missed = ['engine-ip', 'engine-packages', 'react-flow-in-canvas', 'engine-has-one-door'].filter((name) => !caught.has(name));
if (missed.length > 0) console.error(`planted wrong arrows were not caught: ${missed.join(', ')}`);
if (modules < 100) console.error(`only ${modules} modules were read`);

console.log(`${modules} modules, ${found.length} wrong arrows`);
process.exit(found.length === 0 && missed.length === 0 && modules >= 100 ? 0 : 1);
