// What the engine exports under a name, for scripts that write a file from it: bundled on the fly, because Node does not read TypeScript.
import { build } from 'esbuild';
import { root } from './install.mjs';

export async function load(name, from) {
  const bundle = await build({
    stdin: { contents: `export { ${name} } from './${from}';`, resolveDir: root },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`);
  return module[name];
}
