// `npm test`: installs what is missing, runs every check in turn, and closes with the sum of them all.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { installChromium, installPackages, root } from './install.mjs';

const only = process.argv.slice(2).filter((a) => !a.startsWith('--'));
if (!process.argv.includes('--no-install')) {
  installPackages();
  installChromium();
}

const reports = `${root}/.cache/hoplab/reports`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** Each check: its name, its command, how its tests are counted (undefined: one, passed when the command succeeds), and the names of those that failed. */
const checks = [
  { name: 'format', args: ['run', '-s', 'test:format'] },
  { name: 'lint', args: ['run', '-s', 'test:lint'] },
  { name: 'types', args: ['run', '-s', 'test:types'] },
  { name: 'arrows', args: ['run', '-s', 'test:arrows'] },
  { name: 'unused', args: ['run', '-s', 'test:unused'] },
  {
    name: 'unit',
    args: ['run', '-s', 'test:unit', '--', '--reporter=dot', '--reporter=json', `--outputFile.json=${reports}/unit.json`],
    count: () => vitestCount(`${reports}/unit.json`),
  },
  { name: 'scenarios', args: ['run', '-s', 'hoplab', '--', 'check'] },
  { name: 'build', args: ['run', '-s', 'build', '--', '--logLevel', 'warn'] },
  { name: 'size', args: ['run', '-s', 'test:size'] },
  {
    name: 'e2e',
    args: ['run', '-s', 'test:e2e', '--', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/e2e.json` },
    count: () => playwrightCount(`${reports}/e2e.json`),
  },
];

function vitestCount(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A suite that could not be loaded has no tests to count; it counts as a failure of its own.
  const unloaded = report.testResults.filter((s) => s.status === 'failed' && s.assertionResults.length === 0);
  const names = report.testResults.flatMap((s) =>
    s.assertionResults.filter((a) => a.status === 'failed').map((a) => `${relative(root, s.name)} ${a.fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    names: [...unloaded.map((s) => `${relative(root, s.name)} could not be loaded`), ...names],
  };
}

function playwrightCount(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const { stats, errors, suites } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, names: suites.flatMap((s) => playwrightFailures(s, [])) };
}

/** The names of the tests of a suite, and of the suites in it, that did not do what was expected. */
function playwrightFailures(suite, above) {
  const path = [...above, suite.title];
  const own = suite.specs.filter((s) => !s.ok).map((s) => [...path, s.title].join(' › '));
  return [...own, ...(suite.suites ?? []).flatMap((s) => playwrightFailures(s, path))];
}

/** As many names of failed tests as are shown again at the end. */
const NAMES_SHOWN = 20;

let passed = 0;
let failed = 0;
const failures = [];
const lines = [];
for (const check of checks.filter((c) => only.length === 0 || only.includes(c.name))) {
  const began = Date.now();
  console.log(`\n── ${check.name}`);
  const status = spawnSync('npm', check.args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...check.env },
    shell: process.platform === 'win32',
  }).status;
  const counted = check.count ? check.count() : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  // A suite that ran nothing, or that failed without saying which test, is a failure.
  if (counted.failed === 0 && (status !== 0 || counted.passed === 0)) counted.failed = 1;
  passed += counted.passed;
  failed += counted.failed;
  failures.push(...(counted.names ?? []));
  lines.push(
    `${counted.failed === 0 ? 'ok  ' : 'FAIL'} ${check.name.padEnd(10)} ${String(counted.passed).padStart(5)} passed ${String(counted.failed).padStart(3)} failed  ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
}
console.log(`\n${lines.join('\n')}\n`);
for (const name of failures.slice(0, NAMES_SHOWN)) console.log(`FAIL ${name.slice(0, 200)}`);
if (failures.length > NAMES_SHOWN) console.log(`and ${failures.length - NAMES_SHOWN} more\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
