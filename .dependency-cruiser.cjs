/** The arrows of the house: who may import whom. Checked by scripts/arrows.mjs, which also proves that a wrong arrow is caught. */
const rooms = ['ip', 'policy', 'model', 'rib', 'frr', 'azure', 'hosts', 'dfz', 'bgp', 'compile', 'control-plane', 'data-plane', 'explain', 'console', 'pasted'];

/** Each room and the rooms it may use, besides itself. Words ← rule books ← stages ← explain ← console ← pasted. */
const may = {
  ip: [],
  policy: ['ip'],
  model: ['ip', 'policy'],
  rib: ['ip', 'policy'],
  frr: ['ip', 'policy', 'model'],
  azure: ['ip', 'policy', 'model', 'rib'],
  hosts: ['ip', 'policy', 'model', 'rib'],
  dfz: ['ip', 'policy'],
  bgp: ['ip', 'policy', 'model', 'rib'],
};
const ruleBooks = ['frr', 'azure', 'hosts', 'dfz', 'bgp'];
const words = ['ip', 'policy', 'model', 'rib'];
may.compile = [...words, ...ruleBooks];
may['control-plane'] = [...may.compile, 'compile'];
may['data-plane'] = [...may['control-plane'], 'control-plane'];
may.explain = [...may['data-plane'], 'data-plane'];
may.console = [...may.explain, 'explain'];
may.pasted = [...may.console, 'console'];

const roomRules = rooms.map((room) => {
  const barred = rooms.filter((other) => other !== room && !may[room].includes(other));
  return {
    name: `engine-${room}`,
    severity: 'error',
    from: { path: `^src/engine/${room}/`, pathNot: '\\.(test|fixture)\\.ts$' },
    to: { path: `^src/engine/(${barred.join('|')})/` },
  };
});

module.exports = {
  forbidden: [
    ...roomRules.filter((r) => !r.to.path.includes('()')),
    { name: 'no-cycles', severity: 'error', from: { pathNot: '\\.test\\.tsx?$' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'fixtures-are-for-tests', severity: 'error', from: { pathNot: '\\.(test|fixture)\\.tsx?$' }, to: { path: '\\.fixture\\.ts$' } },
    {
      name: 'engine-stands-alone',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(cli|worker|state|view-models|ui)/' },
    },
    {
      name: 'engine-has-one-door',
      severity: 'error',
      from: { path: '^src/(cli|worker|state|view-models|ui|main)', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/engine/', pathNot: '^src/engine/index\\.ts$' },
    },
    {
      name: 'engine-packages',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/(zod|fflate|ip-num|jsonc-parser)/' },
    },
    { name: 'ip-num-at-the-edge', severity: 'error', from: { path: '^src/', pathNot: '^src/engine/ip/' }, to: { path: 'node_modules/ip-num/' } },
    { name: 'worker-below-state', severity: 'error', from: { path: '^src/worker/' }, to: { path: '^src/(state|view-models|ui|cli)/' } },
    { name: 'view-models-are-pure', severity: 'error', from: { path: '^src/view-models/' }, to: { path: '^src/(state|ui|worker|cli)/' } },
    { name: 'state-below-ui', severity: 'error', from: { path: '^src/state/' }, to: { path: '^src/(ui|cli)/' } },
    { name: 'ui-not-worker', severity: 'error', from: { path: '^src/ui/' }, to: { path: '^src/(worker|cli)/', dependencyTypesNot: ['type-only'] } },
    {
      name: 'monaco-in-config-editor',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/config-editor/' },
      to: { path: 'node_modules/monaco-editor/' },
    },
    { name: 'react-flow-in-canvas', severity: 'error', from: { path: '^src/', pathNot: '^src/ui/canvas/' }, to: { path: 'node_modules/@xyflow/' } },
    { name: 'stores-in-state', severity: 'error', from: { path: '^src/', pathNot: '^src/state/' }, to: { path: 'node_modules/zustand/' } },
    { name: 'no-unresolved', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true, pathNot: '\\?(worker|url|raw)$|\\.css$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
