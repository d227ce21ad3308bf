/** The engine's worker begins to load with the page itself, beside the page's own script, and not once that has run. */
import type { Plugin } from 'vite';

const WORKER = /(^|\/)engine\.worker-[^/]+\.js$/;

export function earlyEngine(): Plugin {
  return {
    name: 'hoplab:early-engine',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((name) => WORKER.test(name));
        if (file === undefined) throw new Error('the engine’s worker is not in the bundle');
        const start = `hoplabEngine=new Worker(${JSON.stringify(`./${file}`)},{type:'module',name:'engine'})`;
        // One that failed before it was taken is not taken: the page then starts its own, and hears why.
        const failed = "hoplabEngine.addEventListener('error',()=>{hoplabEngine=undefined},{once:true})";
        return [{ tag: 'script', injectTo: 'head-prepend', children: `${start};${failed}` }];
      },
    },
  };
}
